//! What the pages without a program say: signing in, making an account, and that there is nothing.

use super::Language;

/// These texts in one language, in the order of the pages.
pub(crate) struct Words {
    pub(crate) first: &'static str,
    pub(crate) first_is_admin: &'static str,
    pub(crate) register: &'static str,
    pub(crate) name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) password_note: &'static str,
    pub(crate) create: &'static str,
    pub(crate) sign_in_instead: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_why: &'static str,
    pub(crate) to_rooms: &'static str,
    pub(crate) failed: &'static str,
}

/// Those of `language`.
pub(crate) const fn of(language: Language) -> &'static Words {
    match language {
        Language::English | Language::Mirrored => &ENGLISH,
        Language::ZhHant => &ZH_HANT,
        Language::ZhHans => &ZH_HANS,
    }
}

static ENGLISH: Words = Words {
    first: "Create the first account",
    first_is_admin: "It becomes the admin of this server.",
    register: "Create an account",
    name: "Name",
    password: "Password",
    password_note: "At least 8 characters.",
    create: "Create account",
    sign_in_instead: "Sign in instead",
    not_found: "There is nothing here",
    not_found_why: "This address leads nowhere. Perhaps it was mistyped.",
    to_rooms: "Go to your rooms",
    failed: "Something went wrong",
};

static ZH_HANT: Words = Words {
    first: "建立第一個帳號",
    first_is_admin: "這個帳號會成為本伺服器的管理員。",
    register: "建立帳號",
    name: "名稱",
    password: "密碼",
    password_note: "至少 8 個字元。",
    create: "建立帳號",
    sign_in_instead: "改為登入",
    not_found: "這裡什麼都沒有",
    not_found_why: "找不到這個網址，也許是打錯了。",
    to_rooms: "前往您的聊天室",
    failed: "出了點問題",
};

static ZH_HANS: Words = Words {
    first: "创建第一个账号",
    first_is_admin: "这个账号会成为本服务器的管理员。",
    register: "创建账号",
    name: "名称",
    password: "密码",
    password_note: "至少 8 个字符。",
    create: "创建账号",
    sign_in_instead: "改为登录",
    not_found: "这里什么都没有",
    not_found_why: "找不到这个网址，也许是打错了。",
    to_rooms: "前往你的聊天室",
    failed: "出了点问题",
};
