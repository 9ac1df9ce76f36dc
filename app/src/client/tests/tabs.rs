//! Two tabs of one browser share what is kept: whichever lives sends it, and it stands once.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::device::Device;
use super::model::Server;
use crate::event::{Event, RoomId};

/// What can happen; the first number says in which tab.
#[derive(Debug, Clone)]
enum Step {
    Say(usize),
    Delete(usize, usize),
    Undo(usize),
    Tell(usize),
    Send(usize, usize),
    Hear(usize, usize),
    Cut(usize),
    Connect(usize),
    Reopen(usize),
    Trouble(u32),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let tab = || 0_usize..2;
    let step = prop_oneof![
        4 => tab().prop_map(Step::Say),
        1 => (tab(), any::<usize>()).prop_map(|(tab, which)| Step::Delete(tab, which)),
        1 => tab().prop_map(Step::Undo),
        4 => tab().prop_map(Step::Tell),
        4 => (tab(), 1_usize..5).prop_map(|(tab, count)| Step::Send(tab, count)),
        4 => (tab(), 1_usize..12).prop_map(|(tab, count)| Step::Hear(tab, count)),
        2 => tab().prop_map(Step::Cut),
        4 => tab().prop_map(Step::Connect),
        1 => tab().prop_map(Step::Reopen),
        1 => (1_u32..4).prop_map(Step::Trouble),
        2 => (1_u64..12_000).prop_map(Step::Wait),
    ];
    vec(step, 0..100)
}

struct Browser {
    server: Server,
    tabs: [Device; 2],
    said: [Vec<String>; 2],
    /// So many of the things that each has told are kept.
    shared: [usize; 2],
}

impl Browser {
    /// What is kept is there for both at once; the other tab is told later.
    fn work(&mut self) {
        for tab in 0..2 {
            self.tabs[tab].work();
            let [one, other] = &mut self.tabs;
            let (typing, other) = if tab == 0 { (one, other) } else { (other, one) };
            for save in &typing.told[self.shared[tab]..] {
                other.keep(save);
            }
            self.shared[tab] = typing.told.len();
        }
    }

    fn tell(&mut self, tab: usize) {
        self.shared[tab] = 0;
        let told: Vec<_> = self.tabs[tab].told.drain(..).collect();
        let other = &mut self.tabs[1 - tab];
        for save in told {
            other.page.stored_elsewhere(&save.key, save.value.as_deref(), other.now);
        }
    }

    fn takes(&mut self, step: &Step) {
        match *step {
            Step::Say(tab) => {
                let text = format!("{tab} {}", self.said[tab].len());
                let moment = self.tabs[tab].moment();
                self.tabs[tab].page.say(&text, moment).unwrap();
                self.said[tab].push(text);
            }
            Step::Delete(tab, which) => {
                let seqs: Vec<_> = self.tabs[tab].rows().iter().filter_map(|row| row.seq).collect();
                let moment = self.tabs[tab].moment();
                if !seqs.is_empty() {
                    self.tabs[tab].page.delete(seqs[which % seqs.len()], moment).unwrap();
                }
            }
            Step::Undo(tab) => {
                let undo = self.tabs[tab].rows().into_iter().find_map(|row| row.undo);
                if let Some(id) = undo {
                    self.tabs[tab].page.undo(&id);
                }
            }
            Step::Tell(tab) => self.tell(tab),
            Step::Send(tab, count) => self.tabs[tab].send(&mut self.server, count),
            Step::Hear(tab, count) => self.hear(tab, count),
            Step::Cut(tab) => self.tabs[tab].cut(&mut self.server),
            Step::Connect(tab) => self.tabs[tab].connect(&mut self.server),
            Step::Reopen(tab) => {
                // A tab that is closed is told nothing any more.
                self.tabs[1 - tab].told.clear();
                self.shared[1 - tab] = 0;
                self.tabs[tab].reload(&mut self.server);
            }
            Step::Trouble(count) => self.server.troubles = count,
            Step::Wait(ms) => self.tabs.iter_mut().for_each(|tab| tab.now += ms),
        }
        self.work();
    }

    fn hear(&mut self, tab: usize, count: usize) {
        for _ in 0..count {
            self.tabs[tab].hear(&mut self.server, 1);
            self.work();
        }
    }

    /// Both tabs come to rest.
    fn settle(&mut self) {
        for _ in 0..3 {
            let [one, other] = &mut self.tabs;
            Device::settle(&mut [one, other], &mut self.server);
            self.work();
            self.tell(0);
            self.tell(1);
        }
    }
}

proptest! {
    #[test]
    fn what_either_tab_said_stands_once_and_in_its_order(steps in steps()) {
        let server = Server::new();
        let tabs = [Device::new(&server), Device::new(&server)];
        let mut browser = Browser { server, tabs, said: [Vec::new(), Vec::new()], shared: [0, 0] };
        for step in &steps {
            browser.takes(step);
        }
        browser.settle();
        let log = &browser.server.rooms[&RoomId(1)].log;
        for (tab, said) in browser.said.iter().enumerate() {
            let of_tab = log.iter().filter_map(|event| match event {
                Event::NewMessage(message) if message.message.starts_with(&tab.to_string()) => {
                    Some(message.message.clone())
                }
                _ => None,
            });
            prop_assert_eq!(&of_tab.collect::<Vec<_>>(), said);
        }
        for tab in &browser.tabs {
            prop_assert!(tab.kept.is_empty(), "{:?}", tab.kept);
            prop_assert!(tab.rows().iter().all(|row| row.seq.is_some()), "nothing waits");
        }
    }
}
