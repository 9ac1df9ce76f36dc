//! One run: a server, people, faults, and the verdict.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::broker::Broker;
use crate::chance::Chance;
use crate::client::{Client, Manner};
use crate::history::{History, Outcome, Violation};
use crate::host::Host;
use crate::plan::{self, Blow};
use crate::proxy::{Cuts, Proxy};
use crate::rabbit::{self, Rabbit, disturb};
use crate::robot::Robot;
use crate::support::{App, Person};
use crate::verdict;
use crate::world::{Desk, Phase, Room, World};

const PEOPLE: [&str; 6] = ["ann", "bob", "cid", "dan", "eve", "fay"];
/// Clients of each.
const DEVICES: usize = 4;
const ROOMS: [&str; 7] = ["attic", "bath", "cellar", "den", "entrance", "garden", "hall"];
/// Who talks alone, two by two and all together.
const CONVERSATIONS: [&[&str]; 4] =
    [&["ann", "bob"], &["cid", "dan"], &["eve", "fay"], &["ann", "cid", "eve"]];
/// Programs that say things over HTTP.
const BOTS: [&str; 2] = ["build-bot", "deploy-bot"];
/// How long all may take to come to rest.
const REST_WITHIN: Duration = Duration::from_mins(1);

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) violations: Vec<Violation>,
    /// From the beginning to the first violation.
    pub(crate) found_after: Option<Duration>,
    /// Faults that did not happen once, though the run was long enough: it has proven nothing.
    pub(crate) missing: Vec<&'static str>,
    /// The closing line.
    pub(crate) line: String,
}

/// A run of `length` from `seed`; it ends early when something is violated.
pub(crate) async fn run(seed: u64, length: Duration) -> Outcomes {
    let began = Instant::now();
    let broker = Arc::new(Broker::start().await);
    let listener = broker.client().await;
    listener.forgets(rabbit::QUEUE).await;
    listener.listens(rabbit::QUEUE).await;
    drop(listener);
    let mut host = Host::start();
    let app = App::at(host.address());
    let mut auditor = app.person("zoe").await;
    let mut rooms = make_rooms(&mut auditor).await;
    let mut tokens = Vec::new();
    for name in PEOPLE {
        tokens.push((name, app.sign_in(name).await.0));
    }
    for people in CONVERSATIONS {
        rooms.push(make_conversation(&app, people).await);
    }
    let bots = BOTS.map(|name| (name, host.bot(name)));
    let proxy = Proxy::start(host.address(), seed).await;
    let devices = PEOPLE.len() * DEVICES;
    // One of each bot, and one of RabbitMQ's.
    let desks = (0..=devices + BOTS.len()).map(|_| Desk::default()).collect();
    let (history, phase) = (History::default(), tokio::sync::watch::Sender::default());
    let world = World { history, app, proxy: proxy.address, rooms, phase, desks };
    let world = Arc::new(world);
    let mut clients = JoinSet::new();
    for index in 0..devices {
        let (name, token) = &tokens[index / DEVICES];
        let user = (*name, token.as_str());
        clients.spawn(Client::new(index, user, manner(index), seed, Arc::clone(&world)).live());
    }
    for (index, (name, token)) in (devices..).zip(bots) {
        let chance = Chance::of(seed, 2_000_000 + index as u64);
        clients.spawn(Robot { name, token, index, chance, world: Arc::clone(&world) }.live());
    }
    let rabbit = Rabbit::new(devices + BOTS.len(), Arc::clone(&world));
    clients.spawn(Arc::clone(&rabbit).brings(Chance::of(seed, 3_000_000)));
    let disturbing = disturb(broker, Chance::of(seed, 4_000_000), Arc::clone(&world));
    let disturbing = tokio::spawn(disturbing);
    let taking = tokio::spawn(Arc::clone(&rabbit).takes());
    chaos(seed, length, &mut host, &proxy, &world).await;
    let found_after = world.history.is_violated().then(|| began.elapsed());
    proxy.calm_down();
    world.phase.send_replace(Phase::Settle);
    disturbing.await.unwrap();
    let came_to_rest = found_after.is_none() && rest(&world, &mut clients, &rabbit).await;
    world.phase.send_replace(Phase::End);
    clients.join_all().await;
    taking.abort();
    if came_to_rest {
        let logs = verdict::read_all(&world).await;
        let mut record = world.history.record();
        let found = verdict::violations(&record, &logs, &world);
        record.violations.extend(found);
    }
    let blows = host.stop(&world);
    let cuts = proxy.cuts();
    let line = line(seed, &world, blows, cuts);
    let violations = std::mem::take(&mut world.history.record().violations);
    let found_after = found_after.or_else(|| (!violations.is_empty()).then(|| began.elapsed()));
    let is_whole = found_after.is_none() && length >= plan::LONG_ENOUGH;
    let missing = if is_whole { missing(&world, blows, cuts) } else { Vec::new() };
    Outcomes { violations, found_after, missing, line }
}

/// The faults that did not happen.
fn missing(world: &World, (kills, terms, _): (u64, u64, u64), cuts: Cuts) -> Vec<&'static str> {
    let cuts = cuts.resets + cuts.blackholes + cuts.half_closes + cuts.slow + cuts.after_bytes;
    let happened = [
        ("the server was killed", kills),
        ("the server was terminated", terms),
        ("connections were cut", cuts),
        ("RabbitMQ was stopped", world.history.record().counts.broker_stops),
    ];
    happened.into_iter().filter(|(_, times)| *times == 0).map(|(what, _)| what).collect()
}

/// One who is in every room from its first event to its last.
async fn make_rooms(auditor: &mut Person) -> Vec<Room> {
    let mut rooms = Vec::new();
    for name in ["general"].into_iter().chain(ROOMS) {
        let (id, token) = (auditor.opens(name).await.room, auditor.token.clone());
        rooms.push(Room { id, name: name.to_owned(), people: Vec::new(), token });
    }
    rooms
}

/// Between these and nobody else.
async fn make_conversation(app: &App, people: &[&'static str]) -> Room {
    let mut first = app.person(people[0]).await;
    let id = first.opens(&format!("@{}", people[1..].join(","))).await.room;
    Room { id, name: String::new(), people: people.to_vec(), token: first.token }
}

/// Of all kinds some.
const fn manner(index: usize) -> Manner {
    Manner {
        is_direct: index % 4 == 1,
        resumes: index.is_multiple_of(2),
        width: if index % 6 == 5 { 64 } else { 1 },
        dawdles: index % 5 == 3,
    }
}

async fn chaos(seed: u64, length: Duration, host: &mut Host, proxy: &Proxy, world: &Arc<World>) {
    let began = Instant::now();
    for planned in plan::blows(seed, length, PEOPLE.len() * DEVICES) {
        sleep_until(began + planned.at).await;
        if world.history.is_violated() {
            return;
        }
        match planned.blow {
            Blow::ResetAll => proxy.reset_all(),
            Blow::HoldAll(time) => proxy.hold_all(time),
            Blow::RestartClient(index) => world.desks[index].restart.notify_one(),
            blow => host.strike(blow, world).await,
        }
    }
    while began.elapsed() < length && !world.history.is_violated() {
        sleep(Duration::from_millis(100)).await;
    }
}

/// All come to rest, as the faults have stopped, then to the rooms' heads, and end.
async fn rest(world: &World, clients: &mut JoinSet<()>, rabbit: &Rabbit) -> bool {
    let rests = world.comes_to_rest(REST_WITHIN).await;
    let waiting = world.waiting();
    let heads = Arc::new(world.history.record().heads.clone());
    world.phase.send_replace(Phase::Reach(Arc::clone(&heads)));
    let all_end = async {
        while clients.join_next().await.is_some() {}
        rabbit.has_taken(&heads).await;
    };
    let end = tokio::time::timeout(REST_WITHIN, all_end).await.is_ok();
    if !rests || !end {
        let (rule, client) = ("all come to rest", "all".to_owned());
        let asked = world.app.get("/readyz").send().await;
        let ready = async { asked.ok()?.text().await.ok() }.await.unwrap_or_default();
        let out = world.history.record().out.clone();
        let detail =
            format!("waiting: {waiting:?}; the server is {ready}; of {heads:?} went out {out:?}");
        world.history.violates(Violation { rule, room: None, seq: None, client, detail });
    }
    true
}

fn line(seed: u64, world: &World, (kills, terms, stops): (u64, u64, u64), cuts: Cuts) -> String {
    let record = world.history.record();
    let count = |of: fn(&Outcome) -> bool| {
        let sent = record.operations.iter().filter(|it| it.invoked.is_some());
        sent.filter(|it| of(&it.outcome)).count()
    };
    let mut line = format!("seed {seed}");
    for (name, number) in [
        ("acked", count(|it| matches!(it, Outcome::Acked { .. })) as u64),
        ("refused", count(|it| matches!(it, Outcome::Refused { .. })) as u64),
        ("unknown", count(|it| matches!(it, Outcome::Unknown { .. })) as u64),
        ("kills", kills),
        ("terms", terms),
        ("stops", stops),
        ("resets", cuts.resets),
        ("blackholes", cuts.blackholes),
        ("half closes", cuts.half_closes),
        ("slow", cuts.slow),
        ("cut after bytes", cuts.after_bytes),
        ("connections", record.counts.connections),
        ("events", record.counts.events),
        ("reads", record.counts.reads),
        ("resumes", record.counts.resumes),
        ("gaps", record.counts.gaps),
        ("RabbitMQ stopped", record.counts.broker_stops),
        ("out of it", record.counts.out),
        ("violations", record.violations.len() as u64),
    ] {
        write!(line, " · {name} {number}").unwrap();
    }
    line
}
