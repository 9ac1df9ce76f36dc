//! Arbitrary events and commands of every kind.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::super::{
    Ack, Activity, Announce, Announcement, ChangeRoom, ClientId, Closing, Command, DeleteMessage,
    Delivery, DirectMessage, EditMessage, Epoch, ErrorCode, ErrorReply, Event, Gap, Heartbeat,
    Hello, LeaveRoom, Limits, Membership, MessageDeleted, MessageEdited, NewMessage, Position,
    Presence, PresenceState, React, Reaction, ReactionChanged, Read, ReadChanged, Receipt,
    ReceiptStatus, Received, Reset, Resume, RoomChanged, RoomId, RoomKind, RoomPosition,
    RoomRemoved, RoomRenamed, RoomSummary, SendMessage, Seq, Synced, Timestamp, Typing, Typist,
    User, UserPresence, Welcome,
};

pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        welcome().prop_map(Event::Welcome),
        room_changed().prop_map(Event::RoomChanged),
        summary().prop_map(Event::RoomAdded),
        (room(), text())
            .prop_map(|(room, reason)| Event::RoomRemoved(RoomRemoved { room, reason })),
        ack().prop_map(Event::Ack),
        error().prop_map(Event::Error),
        new_message().prop_map(Event::NewMessage),
        message_edited().prop_map(Event::MessageEdited),
        message_deleted().prop_map(Event::MessageDeleted),
        reaction_changed().prop_map(Event::ReactionChanged),
        membership().prop_map(Event::MemberJoined),
        membership().prop_map(Event::MemberLeft),
        room_renamed().prop_map(Event::RoomRenamed),
        (room(), seq()).prop_map(|(room, head)| Event::Synced(Synced { room, head })),
        (room(), seq(), seq()).prop_map(|(room, have, head)| Event::Gap(Gap { room, have, head })),
        (room(), epoch()).prop_map(|(room, epoch)| Event::Reset(Reset { room, epoch })),
        btree_map(room(), seq(), 0..4)
            .prop_map(|heads| Event::Heartbeat(Heartbeat { heads: heads.into_iter().collect() })),
        read_changed().prop_map(Event::ReadChanged),
        receipt().prop_map(Event::Receipt),
        (vec(user_presence(), 0..4), option::of(room()))
            .prop_map(|(users, room)| Event::Presence(Presence { users, room })),
        (room(), text()).prop_map(|(room, from)| Event::Typing(Typist { room, from })),
        announcement().prop_map(Event::Announcement),
        (text(), any::<u64>())
            .prop_map(|(reason, retry_ms)| Event::Closing(Closing { reason, retry_ms })),
    ]
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (text(), id(), option::of(room()), option::of(seq()), any::<bool>()).prop_map(
            |(message, client_id, room, reply_to, echo)| {
                Command::SendMessage(SendMessage { message, client_id, room, reply_to, echo })
            }
        ),
        (room(), seq(), text(), id()).prop_map(|(room, seq, message, client_id)| {
            Command::EditMessage(EditMessage { room, seq, message, client_id })
        }),
        (room(), id()).prop_map(|(room, client_id)| Command::Typing(Typing { room, client_id })),
        (text(), 0..1_u64 << 53, id()).prop_map(|(message, minutes, client_id)| {
            Command::Announcement(Announce { message, minutes, client_id })
        }),
        (any::<bool>(), id())
            .prop_map(|(active, client_id)| Command::Activity(Activity { active, client_id })),
        (room(), seq(), id()).prop_map(|(room, seq, client_id)| {
            Command::DeleteMessage(DeleteMessage { room, seq, client_id })
        }),
        (room(), seq(), text(), any::<bool>(), id()).prop_map(
            |(room, seq, emoji, on, client_id)| {
                Command::React(React { room, seq, emoji, on, client_id })
            }
        ),
        (vec(room_position(), 0..3), id())
            .prop_map(|(rooms, client_id)| Command::Resume(Resume { rooms, client_id })),
        (room(), seq(), id()).prop_map(|(room, seq, client_id)| Command::Read(Read {
            room,
            seq,
            client_id
        })),
        (vec(text(), 1..4), text(), id(), any::<bool>()).prop_map(
            |(to, message, client_id, echo)| {
                Command::DirectMessage(DirectMessage { to, message, client_id, echo })
            }
        ),
        (room(), seq(), id()).prop_map(|(room, seq, client_id)| Command::Received(Received {
            room,
            seq,
            client_id
        })),
        (text(), option::of(position()), id(), any::<bool>()).prop_map(|fields| {
            let (name, after, client_id, temporary) = fields;
            Command::ChangeRoom(ChangeRoom { name, after, client_id, temporary })
        }),
        (room(), id())
            .prop_map(|(room, client_id)| Command::LeaveRoom(LeaveRoom { room, client_id })),
        id().prop_map(|client_id| Command::Hello(Hello { client_id })),
    ]
}

fn welcome() -> impl Strategy<Value = Welcome> {
    let user = (text(), any::<bool>()).prop_map(|(name, admin)| User { name, admin });
    let rooms = vec(summary(), 0..3);
    (text(), user, epoch(), limits(), rooms).prop_map(|(connection, user, epoch, limits, rooms)| {
        Welcome { connection, user, epoch, limits, rooms }
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let numbers = (any::<usize>(), any::<usize>(), any::<u32>(), any::<u32>());
    numbers.prop_map(|(message_chars, frame_bytes, messages_per_second, message_burst)| Limits {
        message_chars,
        frame_bytes,
        messages_per_second,
        message_burst,
    })
}

fn summary() -> impl Strategy<Value = RoomSummary> {
    let names = (text(), kind(), text());
    let marks = (any::<bool>(), any::<bool>());
    (room(), names, seq(), seq(), any::<u64>(), any::<u64>(), marks).prop_map(
        |(room, (name, kind, topic), head, read, unread, mentions, marks)| RoomSummary {
            room,
            name,
            kind,
            topic,
            head,
            read,
            unread,
            mentions,
            archived: marks.0,
            temporary: marks.1,
        },
    )
}

fn room_changed() -> impl Strategy<Value = RoomChanged> {
    (summary(), epoch(), any::<u64>()).prop_map(|(room, epoch, members)| RoomChanged {
        room: room.room,
        name: room.name,
        kind: room.kind,
        topic: room.topic,
        epoch,
        head: room.head,
        read: room.read,
        unread: room.unread,
        mentions: room.mentions,
        members,
        archived: room.archived,
        temporary: room.temporary,
    })
}

fn ack() -> impl Strategy<Value = Ack> {
    let delivery = prop_oneof![Just(Delivery::Delivered), Just(Delivery::NotOnline)];
    let fields = (id(), room(), seq(), sent(), any::<bool>(), option::of(delivery));
    fields.prop_map(|(client_id, room, seq, sent, dup, delivery)| Ack {
        client_id,
        room,
        seq,
        sent,
        dup,
        delivery,
    })
}

fn error() -> impl Strategy<Value = ErrorReply> {
    let retry_after_ms = option::of(any::<u64>());
    (code(), text(), id(), option::of(room()), retry_after_ms, any::<bool>()).prop_map(
        |(code, message, client_id, room, retry_after_ms, is_final)| ErrorReply {
            code,
            message,
            client_id,
            room,
            retry_after_ms,
            is_final,
        },
    )
}

fn new_message() -> impl Strategy<Value = NewMessage> {
    let reaction = (text(), vec(text(), 0..3)).prop_map(|(emoji, from)| Reaction { emoji, from });
    let state = (option::of(sent()), any::<bool>(), vec(reaction, 0..3));
    let speaker = (any::<bool>(), option::of(text()));
    (message_edited(), option::of(seq()), state, speaker).prop_map(
        |(message, reply_to, (edited, deleted, reactions), (bot, alias))| NewMessage {
            room: message.room,
            seq: message.seq,
            from: message.from,
            message: message.message,
            html: message.html,
            sent: message.sent,
            client_id: message.client_id,
            reply_to,
            mentions: message.mentions,
            edited,
            deleted,
            reactions,
            bot,
            alias,
        },
    )
}

fn message_edited() -> impl Strategy<Value = MessageEdited> {
    (message_deleted(), text(), text(), vec(text(), 0..3), any::<bool>()).prop_map(
        |(change, message, html, mentions, deleted)| MessageEdited {
            room: change.room,
            seq: change.seq,
            of: change.of,
            from: change.from,
            message,
            html,
            sent: change.sent,
            client_id: change.client_id,
            mentions,
            deleted,
        },
    )
}

fn message_deleted() -> impl Strategy<Value = MessageDeleted> {
    (membership(), seq(), id()).prop_map(|(change, of, client_id)| MessageDeleted {
        room: change.room,
        seq: change.seq,
        of,
        from: change.from,
        sent: change.sent,
        client_id,
    })
}

fn reaction_changed() -> impl Strategy<Value = ReactionChanged> {
    (message_deleted(), text(), any::<bool>()).prop_map(|(change, emoji, on)| ReactionChanged {
        room: change.room,
        seq: change.seq,
        of: change.of,
        from: change.from,
        emoji,
        on,
        sent: change.sent,
        client_id: change.client_id,
    })
}

fn membership() -> impl Strategy<Value = Membership> {
    let fields = (room(), seq(), text(), sent());
    fields.prop_map(|(room, seq, from, sent)| Membership { room, seq, from, sent })
}

fn room_renamed() -> impl Strategy<Value = RoomRenamed> {
    let fields = (membership(), text(), text(), any::<bool>());
    fields.prop_map(|(change, name, topic, archived)| RoomRenamed {
        room: change.room,
        seq: change.seq,
        from: change.from,
        name,
        topic,
        archived,
        sent: change.sent,
    })
}

fn read_changed() -> impl Strategy<Value = ReadChanged> {
    (room(), seq(), any::<u64>(), any::<u64>(), seq()).prop_map(
        |(room, read, unread, mentions, head)| ReadChanged { room, read, unread, mentions, head },
    )
}

fn receipt() -> impl Strategy<Value = Receipt> {
    let status = prop_oneof![Just(ReceiptStatus::Delivered), Just(ReceiptStatus::Read)];
    (room(), text(), seq(), status).prop_map(|(room, from, seq, status)| Receipt {
        room,
        from,
        seq,
        status,
    })
}

fn announcement() -> impl Strategy<Value = Announcement> {
    (text(), text(), text(), text(), sent(), sent()).prop_map(
        |(id, message, html, from, sent, expires)| Announcement {
            id,
            message,
            html,
            from,
            sent,
            expires,
        },
    )
}

fn user_presence() -> impl Strategy<Value = UserPresence> {
    let state = prop_oneof![
        Just(PresenceState::Online),
        Just(PresenceState::Away),
        Just(PresenceState::Offline),
    ];
    (text(), state, option::of(sent())).prop_map(|(name, state, seen)| UserPresence {
        name,
        state,
        seen,
    })
}

fn position() -> impl Strategy<Value = Position> {
    (epoch(), seq()).prop_map(|(epoch, seq)| Position { epoch, seq })
}

fn room_position() -> impl Strategy<Value = RoomPosition> {
    (room(), epoch(), seq()).prop_map(|(room, epoch, seq)| RoomPosition { room, epoch, seq })
}

fn kind() -> impl Strategy<Value = RoomKind> {
    prop_oneof![Just(RoomKind::Room), Just(RoomKind::Direct), Just(RoomKind::Group)]
}

fn code() -> impl Strategy<Value = ErrorCode> {
    prop_oneof![
        Just(ErrorCode::BadJson),
        Just(ErrorCode::BadPayload),
        Just(ErrorCode::UnknownEvent),
        Just(ErrorCode::BadName),
        Just(ErrorCode::TooLong),
        Just(ErrorCode::Empty),
        Just(ErrorCode::RateLimited),
        Just(ErrorCode::NotMember),
        Just(ErrorCode::NotFound),
        Just(ErrorCode::Forbidden),
        Just(ErrorCode::Conflict),
        Just(ErrorCode::Unavailable),
        Just(ErrorCode::Internal),
        Just(ErrorCode::Other),
    ]
}

fn text() -> impl Strategy<Value = String> {
    any::<String>()
}

fn room() -> impl Strategy<Value = RoomId> {
    (0..1_u64 << 53).prop_map(RoomId)
}

fn seq() -> impl Strategy<Value = Seq> {
    (0..1_u64 << 53).prop_map(Seq)
}

fn epoch() -> impl Strategy<Value = Epoch> {
    text().prop_map(Epoch)
}

fn sent() -> impl Strategy<Value = Timestamp> {
    text().prop_map(Timestamp)
}

fn id() -> impl Strategy<Value = Option<ClientId>> {
    option::of("[!-~]{1,64}".prop_map(|id| ClientId::try_from(id).unwrap()))
}
