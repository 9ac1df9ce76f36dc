//! 繁體中文.

use super::{Account, Announcement, Frame, Hook, Message, Request, Room, Schedule, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "請先登入。",
        unknown_token: "此權杖不存在，或已失效。",
        wrong_credentials: "名稱或密碼錯誤。",
        too_many_attempts: |seconds| format!("嘗試次數過多，請於 {seconds} 秒後再試。"),
        bad_name: |chars_max| {
            format!(
                "名稱需為 1 到 {chars_max} 個字元，可用任何文字的字母與數字、連字號、底線和句點，\
                 不可有空格。"
            )
        },
        name_taken: "這個名稱已有人使用。",
        bad_password: |chars_min, bytes_max| {
            format!("密碼至少需要 {chars_min} 個字元，最多 {bytes_max} 個位元組。")
        },
        registration_closed: "這裡的帳號由管理員建立。",
    },
    room: Room {
        not_member: "您不是那個聊天室的成員。",
        no_id: "聊天室的位址用的是它的 id，例如 r2。向 /api/rooms POST {\"name\": \"…\"} 就會得到。",
        none_open: "請先開啟一個聊天室，或指明是哪一個。",
        too_many: |rooms_max| format!("一次 resume 最多列出 {rooms_max} 個聊天室，請分次傳送。"),
        nobody: |name| format!("沒有名為「{name}」的人。"),
        too_many_people: |people_max| format!("除您之外，一個對話最多 {people_max} 人。"),
        inseparable: "私人對話不能退出。",
        no_settings: "私人對話沒有設定。",
        archived: "這個聊天室已封存，只能閱讀，不能再更改內容。",
        name_taken: "已有聊天室使用這個名稱。",
        not_yours: "只有建立聊天室的人或管理員可以這麼做。",
        general: "所有人都會加入的聊天室不能封存，也不能刪除。",
        bad_topic: |chars_max| format!("主題最多 {chars_max} 個字元。"),
    },
    message: Message {
        not_found: "那則訊息不存在，或已刪除。",
        forbidden: "訊息只有作者能修改，也只有作者或管理員能刪除。",
        bad_emoji: |chars_max| format!("回應是一個表情符號，最多 {chars_max} 個字元。"),
        bad_alias: |chars_max| format!("機器人代表的名稱需為 1 到 {chars_max} 個字元，不可換行。"),
        not_a_bot: "只有機器人能代表他人發言。",
        too_many_reactions: |reactions_max| {
            format!("一則訊息最多可有 {reactions_max} 種不同的回應。")
        },
        conflict: "這個 id（client_id、Idempotency-Key）已用於別的內容，請換一個。",
        too_fast: "動作太快了，請稍後再試。",
    },
    announcement: Announcement {
        not_admin: "只有管理員可以這麼做。",
        bad_lifetime: |minutes_max| {
            format!("公告的期限需為 1 到 {minutes_max} 分鐘，也就是最長七天。")
        },
        too_many: |announcements_max| {
            format!("最多可同時有 {announcements_max} 則公告，請先結束一則。")
        },
    },
    schedule: Schedule {
        bad_every: |seconds_min, days_max| {
            format!(
                "間隔請寫成數字加單位，例如 3s、10m 或 1h，最短 {seconds_min} 秒，最長 {days_max} 天。"
            )
        },
        bad_cron: "cron 運算式有五個欄位（分 0-59、時 0-23、日 1-31、月 1-12、星期 0-7），例如 0 9 * * 1-5，最多 100 個字元。",
        never: "那個時刻永遠不會到來。",
        bad_zone: "沒有這個時區。時區的寫法例如 Asia/Taipei、Europe/Berlin 或 UTC。",
        no_room: |name| format!("沒有名為「{name}」的聊天室，請先開啟它。"),
        too_many: |schedules_max| format!("最多可有 {schedules_max} 個排程，請先移除一個。"),
        bot_taken: |name| format!("這裡有人名為「{name}」，請以 --schedule-bot 為機器人另取名稱。"),
    },
    hook: Hook {
        bad_name: |chars_max| format!("Webhook 的名稱為 1 到 {chars_max} 個字元，且只有一行。"),
        bad_url: |bytes_max| {
            format!("請輸入 http 或 https 位址，最多 {bytes_max} 個位元組，且不含帳號與密碼。")
        },
        inside: "這個位址在伺服器自己的網路裡。伺服器的管理者可用 --hooks-to any 允許。",
        no_room: |name| format!("沒有名為 {name} 的聊天室，請先開啟它再新增 webhook。"),
        no_bot: |name| format!("沒有名為 {name} 的機器人，請先用 banter bot add 新增。"),
        too_many: |hooks_max| format!("每種 webhook 最多 {hooks_max} 個，請先移除一個。"),
        bot_taken: |name| format!("這裡已經有人叫做 {name}，請用 --hooks-bot 為機器人另取名稱。"),
        no_text: "請以 JSON 傳送 {\"text\": \"…\"}，或以表單傳送 text 或 payload。",
        unknown: "這個位址沒有 webhook，或已不再有效。",
        gone: "這個 webhook 發言的聊天室已被刪除。",
    },
    request: Request {
        wrong_origin: "這裡不接受來自那個網址的請求。",
        wrong_host: |origin| {
            format!("這個伺服器的網址是 {origin}。若要使用其他網址，請設定 --origin。")
        },
        one_host: "請傳送一個 Host 標頭。",
        no_credentials: "請以 JSON 或表單傳送 username 和 password。",
        no_settings: "請以 JSON 傳送 name、topic 或 archived。",
        half_a_body: "請求的內容沒有完整送達。",
        too_large: |kib_max| format!("請求大於 {kib_max} KiB。"),
        too_slow: |seconds_max| format!("請求未在 {seconds_max} 秒內送達。"),
        wrong_version: "這裡只使用第 13 版的 WebSocket 通訊協定。",
        bad_key: "Sec-WebSocket-Key 必須是 16 個位元組的 base64。",
        no_handshake: "這不是 WebSocket 的交握（RFC 6455）。",
        no_message: "請以 application/json 傳送 {\"message\": \"…\"}。",
        no_room_name: "請以 application/json 傳送 {\"name\": \"…\"}。",
        bad_idempotency_key: "Idempotency-Key 是 1 到 64 個可見的 ASCII 字元，只傳送一次。",
        bad_query: "查詢參數中的數字須為非負整數，且只能給一次。",
        no_route: "這個網址沒有任何東西。可用的網址請見 /api。",
        wrong_method: "這個網址不接受這種請求。可用的請求請見 /api。",
    },
    frame: Frame {
        bad_json: "訊框是 JSON：{\"type\": …, \"payload\": {…}}。",
        unknown_event: "沒有這種事件。",
        bad_payload: |reason| format!("payload 的格式不符：{reason}。"),
    },
    server: Server {
        unavailable: "伺服器目前無法儲存任何資料，請稍後再試。",
        internal: "伺服器出了問題，詳情請見伺服器的記錄。",
        busy: "伺服器忙碌中，請稍後再試。",
        restarting: "伺服器正在重新啟動，請稍後再試。",
    },
};
