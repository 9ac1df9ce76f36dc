//! 简体中文.

use super::{Account, Announcement, Frame, Hook, Message, Request, Room, Schedule, Server, Words};

pub(super) static WORDS: Words = Words {
    account: Account {
        sign_in_first: "请先登录。",
        unknown_token: "此令牌不存在，或已失效。",
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
        no_id: "聊天室的地址用的是它的 id，例如 r2。向 /api/rooms POST {\"name\": \"…\"} 就会得到。",
        none_open: "请先打开一个聊天室，或指明是哪一个。",
        too_many: |rooms_max| format!("一次 resume 最多列出 {rooms_max} 个聊天室，请分次发送。"),
        nobody: |name| format!("没有名为“{name}”的人。"),
        too_many_people: |people_max| format!("除你之外，一个会话最多 {people_max} 人。"),
        inseparable: "私人会话不能退出。",
        no_settings: "私人会话没有设置。",
        archived: "这个聊天室已归档，只能阅读，不能再更改内容。",
        name_taken: "已有聊天室使用这个名称。",
        not_yours: "只有创建聊天室的人或管理员可以这么做。",
        general: "所有人都会加入的聊天室不能归档，也不能删除。",
        bad_topic: |chars_max| format!("主题最多 {chars_max} 个字符。"),
    },
    message: Message {
        not_found: "那条消息不存在，或已删除。",
        forbidden: "消息只有作者能修改，也只有作者或管理员能删除。",
        bad_emoji: |chars_max| format!("回应是一个表情，最多 {chars_max} 个字符。"),
        bad_alias: |chars_max| format!("机器人代表的名称须为 1 到 {chars_max} 个字符，不可换行。"),
        not_a_bot: "只有机器人能代表他人发言。",
        too_many_reactions: |reactions_max| {
            format!("一条消息最多可有 {reactions_max} 种不同的回应。")
        },
        conflict: "这个 id（client_id、Idempotency-Key）已用于别的内容，请换一个。",
        too_fast: "操作太快了，请稍后再试。",
    },
    announcement: Announcement {
        not_admin: "只有管理员可以这么做。",
        bad_lifetime: |minutes_max| {
            format!("公告的期限需为 1 到 {minutes_max} 分钟，也就是最长七天。")
        },
        too_many: |announcements_max| {
            format!("最多可同时有 {announcements_max} 条公告，请先结束一条。")
        },
    },
    schedule: Schedule {
        bad_every: |seconds_min, days_max| {
            format!(
                "间隔请写成数字加单位，例如 3s、10m 或 1h，最短 {seconds_min} 秒，最长 {days_max} 天。"
            )
        },
        bad_cron: "cron 表达式有五个字段（分 0-59、时 0-23、日 1-31、月 1-12、星期 0-7），例如 0 9 * * 1-5，最多 100 个字符。",
        never: "那个时刻永远不会到来。",
        bad_zone: "没有这个时区。时区的写法例如 Asia/Taipei、Europe/Berlin 或 UTC。",
        no_room: |name| format!("没有名为“{name}”的聊天室，请先打开它。"),
        too_many: |schedules_max| format!("最多可有 {schedules_max} 条定时消息，请先移除一条。"),
        bot_taken: |name| format!("这里有人名为“{name}”，请用 --schedule-bot 给机器人另取名称。"),
    },
    hook: Hook {
        bad_name: |chars_max| format!("Webhook 的名称为 1 到 {chars_max} 个字符，且只有一行。"),
        bad_url: |bytes_max| {
            format!("请输入 http 或 https 地址，最多 {bytes_max} 个字节，且不含账号与密码。")
        },
        inside: "这个地址在服务器自己的网络里。服务器的管理者可用 --hooks-to any 允许。",
        no_room: |name| format!("没有名为 {name} 的聊天室，请先打开它再新建 webhook。"),
        no_bot: |name| format!("没有名为 {name} 的机器人，请先用 banter bot add 新建。"),
        too_many: |hooks_max| format!("每种 webhook 最多 {hooks_max} 个，请先移除一个。"),
        bot_taken: |name| format!("这里已经有人叫做 {name}，请用 --hooks-bot 为机器人另取名称。"),
        no_text: "请以 JSON 发送 {\"text\": \"…\"}，或以表单发送 text 或 payload。",
        unknown: "这个地址没有 webhook，或已不再有效。",
        gone: "这个 webhook 发言的聊天室已被删除。",
    },
    request: Request {
        wrong_origin: "这里不接受来自那个网址的请求。",
        wrong_host: |origin| {
            format!("这个服务器的网址是 {origin}。若要使用其他网址，请设置 --origin。")
        },
        one_host: "请发送一个 Host 标头。",
        no_credentials: "请以 JSON 或表单发送 username 和 password。",
        no_settings: "请以 JSON 发送 name、topic 或 archived。",
        half_a_body: "请求的内容没有完整送达。",
        too_large: |kib_max| format!("请求大于 {kib_max} KiB。"),
        too_slow: |seconds_max| format!("请求未在 {seconds_max} 秒内送达。"),
        wrong_version: "这里只使用第 13 版的 WebSocket 协议。",
        bad_key: "Sec-WebSocket-Key 必须是 16 个字节的 base64。",
        no_handshake: "这不是 WebSocket 握手（RFC 6455）。",
        no_message: "请以 application/json 发送 {\"message\": \"…\"}。",
        no_room_name: "请以 application/json 发送 {\"name\": \"…\"}。",
        bad_idempotency_key: "Idempotency-Key 是 1 到 64 个可见的 ASCII 字符，只发送一次。",
        bad_query: "查询参数中的数字须为非负整数，且只能给一次。",
        no_route: "这个网址没有任何东西。可用的网址请见 /api。",
        wrong_method: "这个网址不接受这种请求。可用的请求请见 /api。",
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
