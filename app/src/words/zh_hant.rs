//! 繁體中文.

use super::{Account, Composer, Connection, Message, People, Reactions, Room, Rooms, Words, count};
use crate::zone::Date;

pub(super) static WORDS: Words = Words {
    day: |Date { year, month, day, weekday }| {
        const WEEKDAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
        format!("{year}年{month}月{day}日 星期{}", WEEKDAYS[weekday % 7])
    },
    account: Account {
        sign_in: "登入",
        language: "語言",
        menu: "您的帳號",
        log_out: "登出",
        still_signed_in: "您仍在登入狀態。",
    },
    rooms: Rooms {
        title: "聊天室",
        elsewhere: "（有未讀訊息）",
        find: "尋找或開啟聊天室",
        find_short: "尋找聊天室",
        of_people: "私訊",
        open_or_make: ["開啟或建立「", "」"],
        write_to: ["傳訊息給 ", ""],
        unread: |name, unread, mentions| match mentions {
            0 => format!("{name}，{unread} 則未讀"),
            _ => format!("{name}，{unread} 則未讀，{mentions} 則提到您"),
        },
    },
    connection: Connection {
        connecting: "連線中…",
        open: "已連線",
        offline_since: |time| format!("自 {time} 起離線。"),
        again_in: |seconds| format!("{seconds} 秒後重試"),
        now: "立即重試",
        signed_out: "已登出",
        too_many: "已停止：Banter 在太多地方開啟。重新載入即可在此繼續。",
        banned: "已停止：這個帳號不得連線。",
        stopped: "已由伺服器停止。請重新載入再試。",
        unreachable: "無法連上伺服器。請檢查網路後再試一次。",
    },
    room: Room {
        welcome: "歡迎",
        nowhere: "您還沒有加入任何聊天室。開啟一個，或建立自己的。",
        choose: "選擇一個聊天室，或開啟其他的。",
        opening: "正在開啟聊天室…",
        missing: ["沒有名為「", "」的聊天室。"],
        make: "建立它",
        stranger: ["您還沒有加入名為「", "」的聊天室。"],
        unwritten: ["您和 ", " 還沒有對話。"],
        open: "加入",
        messages: "訊息",
        loading: "正在載入訊息…",
        loading_failed: "無法載入訊息。",
        try_again: "再試一次",
        load_older: "載入較早的訊息",
        loading_older: "正在載入較早的訊息…",
        older_failed: "無法載入較早的訊息。",
        empty: "這裡還沒有人說過話。來說第一句吧。",
        beginning: "聊天室從這裡開始。",
        needs_javascript: "傳送訊息需要 JavaScript。這些是最新的訊息；重新載入可看到更新的內容。",
        opening_needs_javascript: "開啟聊天室需要 JavaScript。",
        new_below: |new| match new {
            0 => "最新訊息".to_owned(),
            _ => format!("{} 則新訊息", count(new)),
        },
    },
    people: People {
        title: "成員",
        admin: "管理員",
        write_to: |name| format!("傳訊息給 {name}"),
        others: |count| format!("還有 {count} 人"),
    },
    message: Message {
        edited: "（已編輯）",
        waiting: "等待傳送",
        sent: "已傳送",
        delivered: "已送達",
        read: "已讀",
        deleted: "這則訊息已刪除。",
        being_deleted: "訊息已刪除",
        undo: "復原",
        not_sent: |reason| format!("未送出。{reason}"),
        retry: "重試",
        discard: "捨棄",
        actions: "更多動作",
        react: "回應",
        edit: "編輯",
        delete: "刪除",
        not_member: "您已不在那個聊天室。",
        cut_off_over_it: "伺服器因這則訊息中斷了連線。",
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
        another: "其他表情符號",
        an_emoji: "一個表情符號",
        add: "加上",
    },
    composer: Composer {
        label: "訊息",
        hint: "輸入訊息",
        send: "傳送",
        save: "儲存",
        editing: "正在編輯您的訊息",
        cancel: "取消",
        empty: "訊息是空的。",
        too_long: |chars, chars_max| {
            format!("訊息有 {chars} 個字元；一次最多可傳送 {chars_max} 個。")
        },
        not_there: "那則訊息已經不在了。取消之前請先複製您的文字。",
        outbox_full: |rows_max| {
            format!("已有 {rows_max} 則訊息與變更等待傳送，無法再加。等其中一些送出後再試。")
        },
    },
};
