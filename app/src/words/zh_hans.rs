//! 简体中文.

use super::{Account, Composer, Connection, Message, People, Reactions, Room, Rooms, Words, count};
use crate::zone::Date;

pub(super) static WORDS: Words = Words {
    day: |Date { year, month, day, weekday }| {
        const WEEKDAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
        format!("{year}年{month}月{day}日 星期{}", WEEKDAYS[weekday % 7])
    },
    account: Account {
        sign_in: "登录",
        language: "语言",
        menu: "你的账号",
        log_out: "退出登录",
        still_signed_in: "你仍在登录状态。",
    },
    rooms: Rooms {
        title: "聊天室",
        elsewhere: "（有未读消息）",
        find: "查找或打开聊天室",
        find_short: "查找聊天室",
        of_people: "私信",
        open_or_make: ["打开或创建“", "”"],
        write_to: ["发消息给 ", ""],
        unread: |name, unread, mentions| match mentions {
            0 => format!("{name}，{unread} 条未读"),
            _ => format!("{name}，{unread} 条未读，{mentions} 条提到你"),
        },
    },
    connection: Connection {
        connecting: "连接中…",
        open: "已连接",
        offline_since: |time| format!("自 {time} 起离线。"),
        again_in: |seconds| format!("{seconds} 秒后重试"),
        now: "立即重试",
        signed_out: "已退出登录",
        too_many: "已停止：Banter 在太多地方打开。重新加载即可在此繼续。",
        banned: "已停止：这个账号不得连接。",
        stopped: "已由服务器停止。请重新加载再试。",
        unreachable: "无法连上服务器。请检查网络后再试一次。",
    },
    room: Room {
        welcome: "欢迎",
        nowhere: "你还没有加入任何聊天室。打开一个，或创建自己的。",
        choose: "选择一个聊天室，或打开其他的。",
        opening: "正在打开聊天室…",
        missing: ["没有名为“", "”的聊天室。"],
        make: "创建它",
        stranger: ["你还没有加入名为“", "”的聊天室。"],
        unwritten: ["你和 ", " 还没有会话。"],
        open: "加入",
        messages: "消息",
        loading: "正在加载消息…",
        loading_failed: "无法加载消息。",
        try_again: "再试一次",
        load_older: "加载较早的消息",
        loading_older: "正在加载较早的消息…",
        older_failed: "无法加载较早的消息。",
        empty: "这里还没有人说过话。来说第一句吧。",
        beginning: "聊天室从这里开始。",
        needs_javascript: "发送消息需要 JavaScript。这些是最新的消息；重新加载可看到更新的内容。",
        opening_needs_javascript: "打开聊天室需要 JavaScript。",
        new_below: |new| match new {
            0 => "最新消息".to_owned(),
            _ => format!("{} 条新消息", count(new)),
        },
    },
    people: People {
        title: "成员",
        admin: "管理员",
        write_to: |name| format!("发消息给 {name}"),
        others: |count| format!("还有 {count} 人"),
    },
    message: Message {
        edited: "（已编辑）",
        waiting: "等待发送",
        sent: "已发送",
        delivered: "已送达",
        read: "已读",
        deleted: "这条消息已删除。",
        being_deleted: "消息已删除",
        undo: "撤销",
        not_sent: |reason| format!("未送出。{reason}"),
        retry: "重试",
        discard: "丢弃",
        actions: "更多操作",
        react: "回应",
        edit: "编辑",
        delete: "删除",
        not_member: "你已不在那个聊天室。",
        cut_off_over_it: "服务器因这条消息断开了连接。",
    },
    reactions: Reactions {
        who: |names| match names {
            [] => String::new(),
            [one] => one.clone(),
            [one, two] => format!("{one}和{two}"),
            [one, two, three] => format!("{one}、{two}和{three}"),
            [one, two, others @ ..] => format!("{one}、{two}和其他 {} 人", others.len()),
        },
        comma: "、",
        another: "其他表情",
        an_emoji: "一个表情",
        add: "加上",
    },
    composer: Composer {
        label: "消息",
        hint: "输入消息",
        send: "发送",
        save: "保存",
        editing: "正在编辑你的消息",
        cancel: "取消",
        empty: "消息是空的。",
        too_long: |chars, chars_max| {
            format!("消息有 {chars} 个字符；一次最多可发送 {chars_max} 个。")
        },
        not_there: "那条消息已经不在了。取消之前请先复制你的文字。",
        outbox_full: |rows_max| {
            format!("已有 {rows_max} 条消息与变更等待发送，无法再加。等其中一些送出后再试。")
        },
    },
};
