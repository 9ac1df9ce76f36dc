//! One of a person's browsers: a page, its connection, what it has asked for, what it keeps.

use std::collections::{BTreeMap, VecDeque};

use super::model::Server;
use super::{MEANS, limits, nobody, typed};
use crate::client::{Client, Save};
use crate::event::{Command, RoomId, Seq, User};
use crate::first::RoomPage;
use crate::timeline::{Moment, Row};

pub(super) struct Device {
    pub(super) page: Client,
    pub(super) kept: BTreeMap<String, String>,
    /// What the other tabs have not heard of yet.
    pub(super) told: Vec<Save>,
    pub(super) now: u64,
    line: Option<usize>,
    up: VecDeque<Command>,
    loads: Vec<RoomId>,
    logs: Vec<(RoomId, Seq)>,
    older: Option<(RoomId, Seq)>,
}

impl Device {
    /// A browser that has just been opened at general.
    pub(super) fn new(server: &Server) -> Self {
        let mut device = Self {
            page: Client::new(ann(), limits(), Vec::new(), MEANS),
            kept: BTreeMap::new(),
            told: Vec::new(),
            now: 0,
            line: None,
            up: VecDeque::new(),
            loads: Vec::new(),
            logs: Vec::new(),
            older: None,
        };
        device.render(server);
        device
    }

    /// The page is fetched anew; what the browser keeps is still there.
    pub(super) fn reload(&mut self, server: &mut Server) {
        self.cut(server);
        self.render(server);
        self.page.restore(self.kept.clone(), self.now);
        self.work();
    }

    fn render(&mut self, server: &Server) {
        let rooms: Vec<_> = server.rooms.keys().map(|room| server.summary("ann", *room)).collect();
        let history = server.page(RoomId(1), None);
        let members = nobody(history.head.0);
        let open = RoomPage::Open {
            at: None,
            room: server.summary("ann", RoomId(1)),
            history,
            members,
            receipts: Vec::new(),
        };
        self.page = Client::new(ann(), limits(), rooms, MEANS);
        self.page.begin("general".to_owned(), open);
        (self.loads, self.logs, self.older) = (Vec::new(), Vec::new(), None);
    }

    pub(super) fn moment(&self) -> Moment {
        Moment { ms: self.now, ..typed() }
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        self.page.rows().0
    }

    /// Does what the page has to do: keeps, sends into the wire, notes what to fetch.
    pub(super) fn work(&mut self) {
        let work = self.page.take_work(self.now);
        for save in work.saves {
            self.keep(&save);
            self.told.push(save);
        }
        if self.line.is_some() {
            self.up.extend(work.commands);
        }
        self.loads.extend(work.loads);
        self.logs.extend(work.logs);
    }

    /// What the browser keeps changes, by this tab or by another.
    pub(super) fn keep(&mut self, save: &Save) {
        match &save.value {
            Some(value) => self.kept.insert(save.key.clone(), value.clone()),
            None => self.kept.remove(&save.key),
        };
    }

    pub(super) fn connect(&mut self, server: &mut Server) {
        if self.line.is_none() {
            self.line = Some(server.connect("ann"));
        }
    }

    /// The connection ends, with everything that is on its way in it.
    pub(super) fn cut(&mut self, server: &mut Server) {
        if let Some(line) = self.line.take() {
            server.disconnect(line);
            self.up.clear();
            self.page.link_lost(1006);
            self.work();
        }
    }

    /// So many commands reach the server.
    pub(super) fn send(&mut self, server: &mut Server, count: usize) {
        let Some(line) = self.line else { return };
        for command in self.up.drain(..count.min(self.up.len())) {
            server.take(line, &command);
        }
    }

    /// So many events reach the page.
    pub(super) fn hear(&mut self, server: &mut Server, count: usize) {
        let Some(line) = self.line else { return };
        for _ in 0..count {
            let Some(event) = server.lines[line].down.pop_front() else { return };
            self.page.hear(&event, self.now);
            self.work();
        }
    }

    /// A log event is lost on its way, as it never should.
    pub(super) fn lose(&mut self, server: &mut Server, which: usize) {
        let Some(line) = self.line else { return };
        let down = &mut server.lines[line].down;
        let events: Vec<usize> =
            (0..down.len()).filter(|at| down[*at].log_position().is_some()).collect();
        if !events.is_empty() {
            down.remove(events[which % events.len()]);
        }
    }

    pub(super) fn heartbeat(&mut self, server: &mut Server) {
        if let Some(line) = self.line {
            server.heartbeat(line);
        }
    }

    pub(super) fn ask_older(&mut self) {
        if let Some(asked) = self.page.ask_older() {
            self.older = Some(asked);
        }
    }

    /// One of the pages that were asked for comes; or it cannot be had.
    pub(super) fn fetch(&mut self, server: &Server, comes: bool) {
        if let Some(room) = self.loads.pop() {
            self.page.loaded(room, comes.then(|| server.page(room, None)));
        } else if let Some((room, after)) = self.logs.pop() {
            self.page.logged(room, after, comes.then(|| server.log(room, after)));
        } else if let Some((room, before)) = self.older.take() {
            self.page.older(room, before, comes.then(|| server.page(room, Some(before))));
            while self.page.advance() {}
        }
        self.work();
    }

    /// Time passes in peace until nothing is left to do.
    pub(super) fn settle(devices: &mut [&mut Self], server: &mut Server) {
        (server.troubles, server.is_deaf) = (0, false);
        for _ in 0..40 {
            for device in devices.iter_mut() {
                device.now += 1_000;
                device.connect(server);
                device.page.load_again();
                device.work();
            }
            for _ in 0..4 {
                for device in devices.iter_mut() {
                    device.send(server, usize::MAX);
                    device.hear(server, usize::MAX);
                    for _ in 0..4 {
                        device.fetch(server, true);
                    }
                }
            }
            for device in devices.iter_mut() {
                device.heartbeat(server);
            }
        }
        for device in devices {
            device.hear(server, usize::MAX);
            assert_eq!(device.page.take_work(device.now).commands, [], "it has settled");
        }
    }
}

fn ann() -> User {
    User { name: "ann".to_owned(), admin: false }
}
