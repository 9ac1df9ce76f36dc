//! Whatever happens between a page and its server, at the end the page shows the log, and what was
//! typed stands in it once.

use std::collections::{BTreeMap, BTreeSet};

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::TestCaseError;

use super::device::Device;
use super::model::Server;
use crate::event::{Event, NewMessage, Reaction, RoomId, Seq};
use crate::timeline::tests::model::ModelRoom;
use crate::timeline::{Content, PAGE_MESSAGES, Row, RowState};

/// What can happen.
#[derive(Debug, Clone)]
enum Step {
    Say,
    Edit(usize),
    Delete(usize),
    Undo,
    React(usize, bool),
    Show(bool),
    Older,
    OthersSay(bool),
    OthersEdit(usize),
    OthersDelete(usize),
    OthersReact(usize, bool),
    Send(usize),
    Hear(usize),
    Lose(usize),
    Fetch(bool),
    Cut,
    Connect,
    Reload,
    Heartbeat,
    Trouble(u32),
    Deaf(bool),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = any::<usize>;
    let typed = prop_oneof![
        4 => Just(Step::Say),
        2 => which().prop_map(Step::Edit),
        1 => which().prop_map(Step::Delete),
        1 => Just(Step::Undo),
        3 => (which(), any::<bool>()).prop_map(|(which, on)| Step::React(which, on)),
        1 => any::<bool>().prop_map(Step::Show),
        1 => Just(Step::Older),
    ];
    let others = prop_oneof![
        5 => any::<bool>().prop_map(Step::OthersSay),
        1 => which().prop_map(Step::OthersEdit),
        1 => which().prop_map(Step::OthersDelete),
        1 => (which(), any::<bool>()).prop_map(|(which, on)| Step::OthersReact(which, on)),
    ];
    let wire = prop_oneof![
        6 => (1_usize..5).prop_map(Step::Send),
        6 => (1_usize..12).prop_map(Step::Hear),
        1 => which().prop_map(Step::Lose),
        3 => any::<bool>().prop_map(Step::Fetch),
        2 => Just(Step::Cut),
        3 => Just(Step::Connect),
        1 => Just(Step::Reload),
        1 => Just(Step::Heartbeat),
        1 => (1_u32..4).prop_map(Step::Trouble),
        1 => any::<bool>().prop_map(Step::Deaf),
        3 => (1_u64..4_000).prop_map(Step::Wait),
    ];
    vec(prop_oneof![2 => typed, 1 => others, 4 => wire], 0..120)
}

/// What the person wants to see in the end.
#[derive(Default)]
struct Wishes {
    said: BTreeMap<RoomId, Vec<String>>,
    texts: BTreeMap<(RoomId, Seq), String>,
    gone: BTreeSet<(RoomId, Seq)>,
    reactions: BTreeMap<(RoomId, Seq), bool>,
    count: u32,
}

struct Story {
    server: Server,
    ann: Device,
    wishes: Wishes,
}

impl Story {
    fn room(&self) -> RoomId {
        self.ann.page.room().expect("a room is shown").room
    }

    /// A row that can be changed.
    fn row(&self, which: usize, own: bool) -> Option<Row> {
        let mut rows = self.ann.rows();
        rows.retain(|row| {
            row.seq.is_some() && row.content != Content::Deleted && (row.is_own || !own)
        });
        (!rows.is_empty()).then(|| rows.swap_remove(which % rows.len()))
    }

    fn others(&mut self, which: usize, deed: impl FnOnce(&mut Server, RoomId, Seq)) {
        let room = RoomId(1 + which as u64 % 2);
        let messages = self.server.rooms[&room].messages();
        if !messages.is_empty() {
            deed(&mut self.server, room, messages[which / 2 % messages.len()]);
        }
    }

    fn types(&mut self, step: &Step) {
        let (room, moment) = (self.room(), self.ann.moment());
        self.wishes.count += 1;
        let text = format!("ann {}", self.wishes.count);
        match *step {
            Step::Say => {
                self.ann.page.say(&text, moment).unwrap();
                self.wishes.said.entry(room).or_default().push(text);
            }
            Step::Edit(which) => {
                let Some(seq) = self.row(which, true).and_then(|row| row.seq) else { return };
                self.ann.page.edit(seq, &text, moment).unwrap();
                self.wishes.texts.insert((room, seq), text);
            }
            Step::Delete(which) => {
                let Some(seq) = self.row(which, true).and_then(|row| row.seq) else { return };
                self.ann.page.delete(seq, moment).unwrap();
                self.wishes.gone.insert((room, seq));
            }
            Step::Undo => {
                let waits = |row: Row| Some((row.undo?, row.seq?));
                let Some((id, seq)) = self.ann.rows().into_iter().find_map(waits) else { return };
                self.ann.page.undo(&id);
                self.wishes.gone.remove(&(room, seq));
            }
            Step::React(which, on) => {
                let Some(seq) = self.row(which, false).and_then(|row| row.seq) else { return };
                self.ann.page.react(seq, "👍", on, moment).unwrap();
                self.wishes.reactions.insert((room, seq), on);
            }
            _ => unreachable!("the person types no {step:?}"),
        }
        self.ann.work();
    }

    fn takes(&mut self, step: &Step) {
        let (server, ann) = (&mut self.server, &mut self.ann);
        match *step {
            Step::Say | Step::Edit(_) | Step::Delete(_) | Step::Undo | Step::React(..) => {
                self.types(step);
            }
            Step::Show(tea) => {
                ann.page.show(if tea { "tea" } else { "general" });
                ann.work();
            }
            Step::Older => ann.ask_older(),
            Step::OthersSay(tea) => {
                let room = RoomId(1 + u64::from(tea));
                server.happens(room, |room| room.says("bob", "hello @ann", None));
            }
            Step::OthersEdit(which) => self.others(which, |server, room, of| {
                let by_bob = server.rooms[&room].message(of, of).is_some_and(|m| m.from == "bob");
                if by_bob {
                    server.happens(room, |room| room.edits(of, &format!("bob {which}"), None));
                }
            }),
            Step::OthersDelete(which) => self.others(which, |server, room, of| {
                server.happens(room, |room| room.deletes("bob", of, None));
            }),
            Step::OthersReact(which, on) => self.others(which, |server, room, of| {
                server.happens(room, |room| room.reacts("bob", of, ("👍", on), None));
            }),
            Step::Send(count) => ann.send(server, count),
            Step::Hear(count) => ann.hear(server, count),
            Step::Lose(which) => ann.lose(server, which),
            Step::Fetch(comes) => ann.fetch(server, comes),
            Step::Cut => ann.cut(server),
            Step::Connect => ann.connect(server),
            Step::Reload => ann.reload(server),
            Step::Heartbeat => ann.heartbeat(server),
            Step::Trouble(count) => server.troubles = count,
            Step::Deaf(deaf) => server.is_deaf = deaf,
            Step::Wait(ms) => {
                ann.now += ms;
                ann.work();
            }
        }
    }
}

/// A row as the server would show it.
fn shown(message: &NewMessage) -> (Option<Seq>, String, Content, Vec<Reaction>) {
    let html = Content::Html(message.html.clone());
    let content = if message.deleted { Content::Deleted } else { html };
    (Some(message.seq), message.message.clone(), content, message.reactions.clone())
}

/// Only what somebody else has deleted meanwhile is refused; without a number, it is a change of what
/// is not shown.
fn discard_refused(ann: &mut Device) -> Result<(), TestCaseError> {
    let refused = |row: Row| match row.state {
        RowState::Refused(id, _) => Some((id, row.seq, row.content)),
        _ => None,
    };
    while let Some((id, seq, content)) = ann.rows().into_iter().find_map(refused) {
        prop_assert!(seq.is_none() || content == Content::Deleted);
        ann.page.discard(&id);
    }
    ann.work();
    Ok(())
}

/// The page shows the newest part of the log.
fn shows(ann: &Device, log: &ModelRoom) -> Result<(), TestCaseError> {
    let snapshot: Vec<_> = log.snapshot(log.head()).iter().map(shown).collect();
    let rows = ann.rows();
    prop_assert!(rows.iter().all(|row| row.state == RowState::Confirmed));
    let part = |row: Row| (row.seq, row.text, row.content, row.reactions);
    let rows: Vec<_> = rows.into_iter().map(part).collect();
    prop_assert!(rows.len() >= snapshot.len().min(PAGE_MESSAGES));
    prop_assert_eq!(&rows[..], &snapshot[snapshot.len() - rows.len()..]);
    Ok(())
}

/// The log has what the person wanted, once, and nothing else of theirs.
fn grants(log: &ModelRoom, wishes: &Wishes) -> Result<(), TestCaseError> {
    let said = log.log.iter().filter_map(|event| match event {
        Event::NewMessage(message) if message.from == "ann" => Some(message.message.clone()),
        _ => None,
    });
    let in_order = wishes.said.get(&log.room).cloned().unwrap_or_default();
    prop_assert_eq!(said.collect::<Vec<_>>(), in_order, "once each, in the order of typing");
    let by_others = log.log.iter().filter_map(|event| match event {
        Event::MessageDeleted(deleted) if deleted.from == "bob" => Some(deleted.of),
        _ => None,
    });
    let by_others: BTreeSet<_> = by_others.collect();
    for message in log.snapshot(log.head()) {
        let key = (log.room, message.seq);
        let is_meant = wishes.gone.contains(&key);
        prop_assert_eq!(message.deleted, is_meant || by_others.contains(&message.seq));
        if message.deleted {
            continue;
        }
        if let Some(text) = wishes.texts.get(&key) {
            prop_assert_eq!(text, &message.message);
        }
        if let Some(on) = wishes.reactions.get(&key) {
            let mut by = message.reactions.iter().flat_map(|group| &group.from);
            prop_assert_eq!(by.any(|name| name == "ann"), *on);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_page_ends_with_the_log_and_each_row_stands_in_it_once(
        steps in steps(),
        is_old in weighted(0.2),
    ) {
        let mut server = Server::new();
        if is_old {
            server.is_old(RoomId(1));
        }
        let ann = Device::new(&server);
        let mut story = Story { server, ann, wishes: Wishes::default() };
        for step in &steps {
            story.takes(step);
            let keys: Vec<_> = story.ann.rows().into_iter().map(|row| row.key).collect();
            let unique: BTreeSet<_> = keys.iter().collect();
            prop_assert_eq!(unique.len(), keys.len(), "each key once");
        }
        let Story { mut server, mut ann, wishes } = story;
        for (name, room) in [("general", RoomId(1)), ("tea", RoomId(2))] {
            ann.page.show(name);
            Device::settle(&mut [&mut ann], &mut server);
            discard_refused(&mut ann)?;
            shows(&ann, &server.rooms[&room])?;
            grants(&server.rooms[&room], &wishes)?;
        }
        prop_assert!(ann.kept.is_empty(), "nothing waits any more: {:?}", ann.kept);
    }
}
