//! What the page at `/api` says itself. What it describes is described in English, as in `openapi.json`.

use super::Language;

/// These texts in one language, in the order of the page.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    /// Stands before the address of the description for programs.
    pub(crate) about: &'static str,
    pub(crate) contents: &'static str,
    /// Nobody has to say who they are.
    pub(crate) open: &'static str,
    pub(crate) parameters: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) body: &'static str,
    pub(crate) answers: &'static str,
    pub(crate) refusals: &'static str,
    pub(crate) shapes: &'static str,
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
    title: "For programs",
    about: "What bots and other programs can ask of this server. For tools, as OpenAPI 3.1:",
    contents: "Contents",
    open: "Anybody may ask this.",
    parameters: "Parameters",
    optional: "optional",
    body: "Body",
    answers: "Answers",
    refusals: "Refusals",
    shapes: "What bodies hold",
};

static ZH_HANT: Words = Words {
    title: "供程式使用",
    about: "機器人與其他程式可以向本伺服器提出的請求，說明以英文撰寫。供工具讀取的 OpenAPI 3.1：",
    contents: "目錄",
    open: "不需登入。",
    parameters: "參數",
    optional: "可省略",
    body: "內文",
    answers: "回應",
    refusals: "拒絕的原因",
    shapes: "內文的欄位",
};

static ZH_HANS: Words = Words {
    title: "供程序使用",
    about: "机器人和其他程序可以向本服务器发出的请求，说明以英文撰写。供工具读取的 OpenAPI 3.1：",
    contents: "目录",
    open: "无需登录。",
    parameters: "参数",
    optional: "可省略",
    body: "正文",
    answers: "响应",
    refusals: "拒绝的原因",
    shapes: "正文的字段",
};
