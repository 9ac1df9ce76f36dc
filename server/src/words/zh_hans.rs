//! 简体中文.

use super::{Account, Frame, Message, Request, Room, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "请先登录。",
        wrong_credentials: "名称或密码错误。",
        too_many_attempts: |seconds| format!("尝试次数过多，请于 {seconds} 秒后再试。"),
        bad_name: |chars_max| {
            format!(
                "名称需为 1 到 {chars_max} 个字符，可用任何文字的字母与数字、连字符、下划线和句点，\
                 不能有空格。"
            )
        },
        name_taken: "这个名称已有人使用。",
        bad_password: |chars_min, bytes_max| {
            format!("密码至少需要 {chars_min} 个字符，最多 {bytes_max} 个字节。")
        },
        registration_closed: "这里的账号由管理员创建。",
    },
    room: Room {
        not_member: "你不是那个聊天室的成员。",
        none_open: "请先打开一个聊天室，或指明是哪一个。",
        too_many: |rooms_max| format!("一次 resume 最多列出 {rooms_max} 个聊天室，请分次发送。"),
        nobody: |name| format!("没有名为“{name}”的人。"),
        too_many_people: |people_max| format!("除你之外，一个会话最多 {people_max} 人。"),
        inseparable: "私人会话不能退出。",
    },
    message: Message {
        not_found: "那条消息不存在，或已删除。",
        forbidden: "消息只有作者能修改，也只有作者或管理员能删除。",
        bad_emoji: |chars_max| format!("回应是一个表情，最多 {chars_max} 个字符。"),
        too_many_reactions: |reactions_max| {
            format!("一条消息最多可有 {reactions_max} 种不同的回应。")
        },
        conflict: "这个 client_id 已用于别的内容。",
        too_fast: "操作太快了，请稍后再试。",
    },
    request: Request {
        wrong_origin: "这里不接受来自那个网址的请求。",
        wrong_host: |origin| {
            format!("这个服务器的网址是 {origin}。若要使用其他网址，请设置 --origin。")
        },
        one_host: "请发送一个 Host 标头。",
        no_credentials: "请以 JSON 或表单发送 username 和 password。",
        half_a_body: "请求的内容没有完整送达。",
        too_large: |kib_max| format!("请求大于 {kib_max} KiB。"),
        too_slow: |seconds_max| format!("请求未在 {seconds_max} 秒内送达。"),
        wrong_version: "这里只使用第 13 版的 WebSocket 协议。",
        bad_key: "Sec-WebSocket-Key 必须是 16 个字节的 base64。",
        no_handshake: "这不是 WebSocket 握手（RFC 6455）。",
    },
    frame: Frame {
        bad_json: "一帧是 JSON：{\"type\": …, \"payload\": {…}}。",
        unknown_event: "没有这种事件。",
        bad_payload: |reason| format!("payload 不符合格式：{reason}。"),
    },
    server: Server {
        unavailable: "服务器目前无法保存任何数据，请稍后再试。",
        internal: "服务器出了问题，详情请见服务器的日志。",
        busy: "服务器忙碌中，请稍后再试。",
        restarting: "服务器正在重启，请稍后再试。",
    },
};
