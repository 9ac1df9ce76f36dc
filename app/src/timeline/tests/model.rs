//! A room as a server would keep it, written to be plainly right: its messages are looked up in its
//! log each time.

use crate::event::{
    ClientId, Event, Membership, MessageDeleted, MessageEdited, NewMessage, Reaction,
    ReactionChanged, RoomId, RoomRenamed, Seq, Timestamp,
};

pub(crate) struct ModelRoom {
    pub(crate) room: RoomId,
    pub(crate) log: Vec<Event>,
}

impl ModelRoom {
    pub(crate) fn new(room: RoomId) -> Self {
        Self { room, log: Vec::new() }
    }

    pub(crate) fn head(&self) -> Seq {
        Seq(self.log.len() as u64)
    }

    pub(crate) fn says(&mut self, from: &str, text: &str, client_id: Option<ClientId>) -> Seq {
        let seq = self.head().next();
        self.log.push(Event::NewMessage(NewMessage {
            html: html(text),
            client_id,
            mentions: mentions(text),
            ..NewMessage::plain(self.room, seq, from.to_owned(), text.to_owned(), time(seq))
        }));
        seq
    }

    /// `None` where the server would not have it, or would do nothing.
    pub(crate) fn edits(
        &mut self,
        of: Seq,
        text: &str,
        client_id: Option<ClientId>,
    ) -> Option<Seq> {
        let message = self.message(of, self.head()).filter(|message| !message.deleted)?;
        if message.message == text {
            return None;
        }
        let seq = self.head().next();
        self.log.push(Event::MessageEdited(MessageEdited {
            room: self.room,
            seq,
            of,
            from: message.from,
            message: text.to_owned(),
            html: html(text),
            sent: time(seq),
            client_id,
            mentions: mentions(text),
            deleted: false,
        }));
        Some(seq)
    }

    pub(crate) fn deletes(
        &mut self,
        from: &str,
        of: Seq,
        client_id: Option<ClientId>,
    ) -> Option<Seq> {
        self.message(of, self.head()).filter(|message| !message.deleted)?;
        let seq = self.head().next();
        let (room, from, sent) = (self.room, from.to_owned(), time(seq));
        let deleted = MessageDeleted { room, seq, of, from, sent, client_id };
        self.log.push(Event::MessageDeleted(deleted));
        Some(seq)
    }

    pub(crate) fn reacts(
        &mut self,
        from: &str,
        of: Seq,
        (emoji, on): (&str, bool),
        client_id: Option<ClientId>,
    ) -> Option<Seq> {
        let message = self.message(of, self.head()).filter(|message| !message.deleted)?;
        let mut groups = message.reactions.iter().filter(|group| group.emoji == emoji);
        if groups.any(|group| group.from.iter().any(|name| name == from)) == on {
            return None;
        }
        let seq = self.head().next();
        self.log.push(Event::ReactionChanged(ReactionChanged {
            room: self.room,
            seq,
            of,
            from: from.to_owned(),
            emoji: emoji.to_owned(),
            on,
            sent: time(seq),
            client_id,
        }));
        Some(seq)
    }

    pub(crate) fn joins(&mut self, from: &str) {
        let member = self.membership(from);
        self.log.push(Event::MemberJoined(member));
    }

    pub(crate) fn leaves(&mut self, from: &str) {
        let member = self.membership(from);
        self.log.push(Event::MemberLeft(member));
    }

    pub(crate) fn is_renamed(&mut self, name: &str) {
        let seq = self.head().next();
        let (room, from, name) = (self.room, "ann".to_owned(), name.to_owned());
        let topic = String::new();
        let renamed =
            RoomRenamed { room, seq, from, name, topic, archived: false, sent: time(seq) };
        self.log.push(Event::RoomRenamed(renamed));
    }

    /// The numbers of all messages.
    pub(crate) fn messages(&self) -> Vec<Seq> {
        let seq_of = |event: &Event| match event {
            Event::NewMessage(message) => Some(message.seq),
            _ => None,
        };
        self.log.iter().filter_map(seq_of).collect()
    }

    /// Message `of` as it was when the head was `at`.
    pub(crate) fn message(&self, of: Seq, at: Seq) -> Option<NewMessage> {
        let log = &self.log[..usize::try_from(at.0).unwrap()];
        let Some(Event::NewMessage(first)) =
            log.get(usize::try_from(of.0).unwrap().checked_sub(1)?)
        else {
            return None;
        };
        let mut message = first.clone();
        if self.is_deleted(of, at) {
            message.deleted = true;
            (message.message, message.html) = (String::new(), String::new());
            message.mentions.clear();
            return Some(message);
        }
        let last_edit = log.iter().rev().find_map(|event| match event {
            Event::MessageEdited(edited) if edited.of == of => Some(edited.clone()),
            _ => None,
        });
        if let Some(edited) = last_edit {
            (message.message, message.html) = (edited.message, edited.html);
            (message.mentions, message.edited) = (edited.mentions, Some(edited.sent));
        }
        message.reactions = reactions(log, of);
        Some(message)
    }

    /// All messages as they were when the head was `at`.
    pub(crate) fn snapshot(&self, at: Seq) -> Vec<NewMessage> {
        self.messages().into_iter().filter_map(|of| self.message(of, at)).collect()
    }

    /// The log after `after`, as it is read now: what was deleted since has no text.
    pub(crate) fn replay(&self, after: Seq) -> Vec<Event> {
        let tail = self.log.iter().skip(usize::try_from(after.0).unwrap()).cloned();
        tail.map(|event| match event {
            Event::NewMessage(message) if self.is_deleted(message.seq, self.head()) => {
                Event::NewMessage(self.message(message.seq, self.head()).unwrap())
            }
            Event::MessageEdited(edited) if self.is_deleted(edited.of, self.head()) => {
                Event::MessageEdited(MessageEdited {
                    message: String::new(),
                    html: String::new(),
                    mentions: Vec::new(),
                    deleted: true,
                    ..edited
                })
            }
            other => other,
        })
        .collect()
    }

    /// Messages after `read` that are unread to `me`, and those that name them.
    pub(crate) fn counts(&self, me: &str, read: Seq) -> (u64, u64) {
        let messages = self.snapshot(self.head());
        let unread = messages.iter().filter(|m| m.seq > read && m.from != me && !m.deleted);
        let named = unread.clone().filter(|m| m.mentions.iter().any(|name| name == me));
        (unread.count() as u64, named.count() as u64)
    }

    fn is_deleted(&self, of: Seq, at: Seq) -> bool {
        self.log.iter().any(|event| match event {
            Event::MessageDeleted(deleted) => deleted.of == of && deleted.seq <= at,
            _ => false,
        })
    }

    fn membership(&self, from: &str) -> Membership {
        let seq = self.head().next();
        Membership { room: self.room, seq, from: from.to_owned(), sent: time(seq) }
    }
}

fn reactions(log: &[Event], of: Seq) -> Vec<Reaction> {
    let of_message = |event: &Event| match event {
        Event::ReactionChanged(changed) if changed.of == of => Some(changed.clone()),
        _ => None,
    };
    let mut standing: Vec<ReactionChanged> = Vec::new();
    for changed in log.iter().filter_map(of_message) {
        standing.retain(|known| (&known.from, &known.emoji) != (&changed.from, &changed.emoji));
        if changed.on {
            standing.push(changed);
        }
    }
    let mut emojis: Vec<_> = standing.iter().map(|changed| changed.emoji.clone()).collect();
    emojis.sort();
    emojis.dedup();
    let by = |emoji: &String| {
        let group = standing.iter().filter(|changed| changed.emoji == *emoji);
        group.map(|changed| changed.from.clone()).collect()
    };
    emojis.iter().map(|emoji| Reaction { emoji: emoji.clone(), from: by(emoji) }).collect()
}

pub(crate) fn time(seq: Seq) -> Timestamp {
    Timestamp(format!("2026-11-21T03:36:00.{:03}Z", seq.0))
}

fn html(text: &str) -> String {
    format!("<p>{text}</p>")
}

fn mentions(text: &str) -> Vec<String> {
    text.split(' ').filter_map(|word| word.strip_prefix('@')).map(str::to_owned).collect()
}
