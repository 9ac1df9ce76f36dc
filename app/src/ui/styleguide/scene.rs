//! What the specimens' people say and live through: events as the server would send them.

use super::{Stage, State};
use crate::chat::Chat;
use crate::client::Client;
use crate::event::{
    CloseCode, Epoch, Event, Limits, NewMessage, Receipt, ReceiptStatus, RoomId, RoomKind,
    RoomSummary, Seq, Timestamp, User, Welcome,
};
use crate::first::{First, RoomPage};
use crate::http::{History, Member, Members};
use crate::link::Link;
use crate::timeline::Moment;

/// Half past nine on 21 November 2026, in milliseconds.
pub(super) const NOW_MS: u64 = ((20_778 * 24 + 9) * 60 + 30) * 60_000;
/// The room shown.
pub(super) const ROOM: RoomId = RoomId(1);
/// A message's text, in characters.
pub(super) const MESSAGE_CHARS: usize = 4_000;

/// What people of one script write, or what is long.
pub(super) struct Sample {
    pub(super) state: State,
    pub(super) person: &'static str,
    pub(super) other: &'static str,
    pub(super) room: &'static str,
    pub(super) text: &'static str,
}

/// A word of 60 characters.
pub(super) const LONG_WORD: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte";
/// The longest name of a person.
pub(super) const LONG_NAME: &str = "ann-with-a-name-of-thirty-two-ch";
/// The longest name of a room.
pub(super) const LONG_ROOM: &str = "a-room-with-the-longest-name-that-a-room-can-have.";

/// One for each of the states that are about what people write.
pub(super) const SAMPLES: [Sample; 5] = [
    Sample {
        state: State::LongName,
        person: LONG_NAME,
        other: "bartholomew-with-a-surname-as-we",
        room: LONG_ROOM,
        text: "My name is as long as a name can be, and so is that of this room.",
    },
    Sample {
        state: State::LongWord,
        person: "Donaudampfschifffahrtselektrizit",
        other: "elektrizitätenhauptbetriebswerkb",
        room: "Donaudampfschifffahrtselektrizitätenhauptbetriebsw",
        text: LONG_WORD,
    },
    Sample {
        state: State::Chinese,
        person: "林小明",
        other: "陳美玲",
        room: "茶室與點心的閒聊",
        text: "這是一段沒有空格的中文訊息，用來看看一行放不下的時候，瀏覽器會不會在正確的地方換行，而不是把整個頁面撐寬。English 與 123 夾在中間。",
    },
    Sample {
        state: State::Arabic,
        person: "محمد-عبد-الله",
        other: "فاطمة-الزهراء",
        room: "غرفة-الشاي-والحلويات",
        text: "مرحبًا بالجميع، هل رأى أحدكم الرسالة التي أرسلتها أمس عن الاجتماع القادم؟ سنلتقي في الساعة 10:30 عند Banter.",
    },
    Sample {
        state: State::Emoji,
        person: "ann",
        other: "bob",
        room: "general",
        text: "Well done 👩‍👩‍👧‍👦 🇹🇼 👍🏽, all of you ❤️‍🔥",
    },
];

/// A room and the person who looks at it.
#[derive(Clone)]
pub(super) struct Scene {
    stage: Stage,
    me: User,
    room: RoomSummary,
    others: Vec<RoomSummary>,
    messages: Vec<NewMessage>,
    members: Members,
    receipts: Vec<Receipt>,
    at: Option<Seq>,
}

impl Scene {
    /// ann and bob in general, where nobody has said anything.
    pub(super) fn new(stage: Stage) -> Self {
        let me = User { name: "ann".to_owned(), admin: false };
        let (room, others, messages) = (room(ROOM, "general"), Vec::new(), Vec::new());
        let (members, receipts) = (Members::default(), Vec::new());
        let scene = Self { stage, me, room, others, messages, members, receipts, at: None };
        scene.with_people(&["ann", "bob"])
    }

    /// Two people of one script in a room with a name in it; the other has written a text.
    pub(super) fn of(stage: Stage, sample: &Sample) -> Self {
        let people = [sample.person, sample.other];
        let scene = Self::new(stage).read_by(sample.person).in_room(sample.room);
        scene.with_people(&people).says(sample.other, sample.text)
    }

    pub(super) fn read_by(mut self, name: &str) -> Self {
        name.clone_into(&mut self.me.name);
        self
    }

    pub(super) fn in_room(mut self, name: &str) -> Self {
        name.clone_into(&mut self.room.name);
        self
    }

    /// Between people: in the direct room with them, who have come so far.
    pub(super) fn between(mut self, names: &str, come: &[(u64, ReceiptStatus)]) -> Self {
        self = self.in_room(names);
        self.room.kind = RoomKind::Direct;
        let told = |(seq, status): &(u64, ReceiptStatus)| {
            let (room, from) = (ROOM, names.to_owned());
            Receipt { room, from, seq: Seq(*seq), status: *status }
        };
        self.receipts = come.iter().map(told).collect();
        self
    }

    /// Whom the reader has written to.
    pub(super) fn having_written(mut self, people: &[(&str, u64)]) -> Self {
        for (name, unread) in people {
            let id = RoomId(2 + self.others.len() as u64);
            let (kind, unread) = (RoomKind::Direct, *unread);
            self.others.push(RoomSummary { kind, unread, ..room(id, name) });
        }
        self
    }

    pub(super) fn about(mut self, topic: &str) -> Self {
        topic.clone_into(&mut self.room.topic);
        self
    }

    /// Nothing is said there any more.
    pub(super) fn archived(mut self) -> Self {
        self.room.archived = true;
        self
    }

    /// The page was opened at the message said last.
    pub(super) fn linked(mut self) -> Self {
        self.at = Some(self.room.head);
        self
    }

    /// Further rooms: their names, what is unread, what names the reader.
    pub(super) fn beside(mut self, rooms: &[(&str, u64, u64)]) -> Self {
        for (name, unread, mentions) in rooms {
            let id = RoomId(2 + self.others.len() as u64);
            self.others.push(RoomSummary {
                unread: *unread,
                mentions: *mentions,
                ..room(id, name)
            });
        }
        self
    }

    pub(super) fn with_people(mut self, names: &[&str]) -> Self {
        let member = |(at, name): (usize, &&str)| Member {
            name: (*name).to_owned(),
            admin: at == 0,
            ..Member::default()
        };
        let members: Vec<_> = names.iter().enumerate().map(member).collect();
        let count = members.len() as u64;
        self.members = Members { members, count, head: self.room.head };
        self
    }

    /// So many more are in the room than are listed.
    pub(super) fn with_more(mut self, more: u64) -> Self {
        self.members.count += more;
        self
    }

    /// A minute after what was said before.
    pub(super) fn says(mut self, from: &str, text: &str) -> Self {
        let message = self.message(self.messages.len() as u64 + 1, from, text);
        self.room.head = message.seq;
        self.room.read = message.seq;
        self.members.head = message.seq;
        self.messages.push(message);
        self
    }

    /// `count` messages, now of the one, now of the other.
    pub(super) fn says_much(self, count: usize) -> Self {
        (1..=count).fold(self, |scene, number| {
            let from = if number / 4 % 2 == 0 { "ann" } else { "bob" };
            scene.says(from, &format!("Message {number} of {count}."))
        })
    }

    /// Changes the message said last.
    pub(super) fn and(mut self, change: impl FnOnce(&mut NewMessage)) -> Self {
        if let Some(last) = self.messages.last_mut() {
            change(last);
        }
        self
    }

    /// What somebody says as message number `number`, rendered as the server does.
    pub(super) fn message(&self, number: u64, from: &str, text: &str) -> NewMessage {
        let names: Vec<_> = self.members.members.iter().map(|member| member.name.clone()).collect();
        let named = |name: &&String| text.contains(&format!("@{name}"));
        NewMessage {
            html: (self.stage.markup)(text, &names),
            mentions: names.iter().filter(named).cloned().collect(),
            ..NewMessage::plain(ROOM, Seq(number), from.to_owned(), text.to_owned(), at(number))
        }
    }

    /// The page as it is first rendered.
    pub(super) fn chat(self) -> Chat {
        let epoch = Epoch("1".to_owned());
        let history =
            History { messages: self.messages, head: self.room.head, epoch, newer: false };
        let (handle, room) = (self.room.handle(), self.room);
        let (members, receipts) = (self.members, self.receipts);
        let page = RoomPage::Open { room, at: self.at, history, members, receipts };
        self.stage.chat(self.me, self.others, Some((handle, page)))
    }

    /// The page once it is connected.
    pub(super) fn live(self) -> Chat {
        self.lives(|_| {})
    }

    /// The page once it is connected, and after what happens to it then.
    pub(super) fn lives(self, play: impl FnOnce(&mut Client)) -> Chat {
        let welcome = Event::Welcome(Welcome {
            connection: "c1".to_owned(),
            user: self.me.clone(),
            epoch: Epoch("1".to_owned()),
            limits: limits(),
            rooms: self.others.iter().chain([&self.room]).cloned().collect(),
        });
        self.chat().rehearse(NOW_MS, |client, link| {
            link.connect(NOW_MS);
            link.opened(NOW_MS);
            client.hear(&welcome, NOW_MS);
            play(client);
        })
    }

    /// The page eight seconds after it was cut off, and after what was done there meanwhile.
    pub(super) fn cut_off(self, play: impl FnOnce(&mut Client)) -> Chat {
        let lost = NOW_MS - 8_000;
        self.chat().rehearse(NOW_MS, |client, link| {
            lose(client, link, lost);
            play(client);
        })
    }
}

/// The connection is lost at `now`, and tried again 15 seconds later.
pub(super) fn lose(client: &mut Client, link: &mut Link, now: u64) {
    link.connect(now);
    link.opened(now);
    link.not_before(15_000);
    client.link_lost(CloseCode::Away.into());
    link.ended(CloseCode::Away.into(), now, 0.0);
}

impl Stage {
    /// The page as it is first rendered for `me`, at that address.
    pub(super) fn chat(
        self,
        me: User,
        rooms: Vec<RoomSummary>,
        at: Option<(String, RoomPage)>,
    ) -> Chat {
        let now = typed().at;
        Chat::new(
            First { user: me, limits: limits(), rooms, at, now, notice: None },
            self.language,
            self.zone,
        )
    }
}

/// The moment at which a person of a specimen types.
pub(super) fn typed() -> Moment {
    Moment { ms: NOW_MS, at: Timestamp("2026-11-21T09:30:00.000Z".to_owned()) }
}

/// So many minutes after nine on 19 November 2026.
pub(super) fn at(minutes: u64) -> Timestamp {
    let minutes = minutes + 9 * 60;
    let (day, hour, minute) = (19 + minutes / 1_440, minutes / 60 % 24, minutes % 60);
    Timestamp(format!("2026-11-{day:02}T{hour:02}:{minute:02}:00.000Z"))
}

pub(super) fn limits() -> Limits {
    Limits {
        message_chars: MESSAGE_CHARS,
        frame_bytes: 65_536,
        messages_per_second: 10,
        message_burst: 30,
    }
}

/// A room in which nothing has happened.
pub(super) fn room(id: RoomId, name: &str) -> RoomSummary {
    RoomSummary {
        room: id,
        name: name.to_owned(),
        kind: RoomKind::Room,
        topic: String::new(),
        head: Seq(0),
        read: Seq(0),
        unread: 0,
        mentions: 0,
        archived: false,
        temporary: false,
    }
}
