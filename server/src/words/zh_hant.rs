//! 繁體中文.

use super::{Account, Frame, Message, Request, Room, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "請先登入。",
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
        none_open: "請先開啟一個聊天室，或指明是哪一個。",
        too_many: |rooms_max| format!("一次 resume 最多列出 {rooms_max} 個聊天室，請分次傳送。"),
        nobody: |name| format!("沒有名為「{name}」的人。"),
        too_many_people: |people_max| format!("除您之外，一個對話最多 {people_max} 人。"),
        inseparable: "私人對話不能退出。",
    },
    message: Message {
        not_found: "那則訊息不存在，或已刪除。",
        forbidden: "訊息只有作者能修改，也只有作者或管理員能刪除。",
        bad_emoji: |chars_max| format!("回應是一個表情符號，最多 {chars_max} 個字元。"),
        too_many_reactions: |reactions_max| {
            format!("一則訊息最多可有 {reactions_max} 種不同的回應。")
        },
        conflict: "這個 client_id 已用於別的內容。",
        too_fast: "動作太快了，請稍後再試。",
    },
    request: Request {
        wrong_origin: "這裡不接受來自那個網址的請求。",
        wrong_host: |origin| {
            format!("這個伺服器的網址是 {origin}。若要使用其他網址，請設定 --origin。")
        },
        one_host: "請傳送一個 Host 標頭。",
        no_credentials: "請以 JSON 或表單傳送 username 和 password。",
        half_a_body: "請求的內容沒有完整送達。",
        too_large: |kib_max| format!("請求大於 {kib_max} KiB。"),
        too_slow: |seconds_max| format!("請求未在 {seconds_max} 秒內送達。"),
        wrong_version: "這裡只使用第 13 版的 WebSocket 通訊協定。",
        bad_key: "Sec-WebSocket-Key 必須是 16 個位元組的 base64。",
        no_handshake: "這不是 WebSocket 的交握（RFC 6455）。",
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
