//! One run: a server, people, faults, and the verdict.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use app::event::RoomId;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{Client, Manner};
use crate::history::{History, Outcome, Violation};
use crate::host::Host;
use crate::plan::{self, Blow};
use crate::proxy::{Cuts, Proxy};
use crate::support::{App, Person};
use crate::verdict;
use crate::world::{Desk, Phase, World};

const PEOPLE: [&str; 6] = ["ann", "bob", "cid", "dan", "eve", "fay"];
/// Clients of each.
const DEVICES: usize = 4;
const ROOMS: [&str; 7] = ["attic", "bath", "cellar", "den", "entrance", "garden", "hall"];
/// How long all may take to come to rest.
const REST_WITHIN: Duration = Duration::from_mins(1);

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) violations: Vec<Violation>,
    /// From the beginning to the first violation.
    pub(crate) found_after: Option<Duration>,
    /// The closing line.
    pub(crate) line: String,
}

/// A run of `length` from `seed`; it ends early when something is violated.
pub(crate) async fn run(seed: u64, length: Duration) -> Outcomes {
    let began = Instant::now();
    let mut host = Host::start(seed);
    let app = App::at(host.address());
    let mut auditor = app.person("zoe").await;
    let rooms = make_rooms(&mut auditor).await;
    let mut tokens = Vec::new();
    for name in PEOPLE {
        tokens.push((name, app.sign_in(name).await.0));
    }
    let proxy = Proxy::start(host.address(), seed).await;
    let desks = (0..PEOPLE.len() * DEVICES).map(|_| Desk::default()).collect();
    let (history, phase) = (History::default(), tokio::sync::watch::Sender::default());
    let world = World { history, app, proxy: proxy.address, rooms, phase, desks };
    let world = Arc::new(world);
    let mut clients = JoinSet::new();
    for index in 0..world.desks.len() {
        let (name, token) = &tokens[index / DEVICES];
        let user = (*name, token.as_str());
        clients.spawn(Client::new(index, user, manner(index), seed, Arc::clone(&world)).live());
    }
    chaos(seed, length, &mut host, &proxy, &world).await;
    let found_after = world.history.is_violated().then(|| began.elapsed());
    let came_to_rest = found_after.is_none() && rest(&world, &proxy, &mut clients).await;
    world.phase.send_replace(Phase::End);
    clients.join_all().await;
    if came_to_rest {
        let logs = verdict::read_all(&world, &auditor.token).await;
        let mut record = world.history.record();
        let found = verdict::violations(&record, &logs);
        record.violations.extend(found);
    }
    let blows = host.stop(&world);
    let line = line(seed, &world, blows, proxy.cuts());
    let violations = std::mem::take(&mut world.history.record().violations);
    let found_after = found_after.or_else(|| (!violations.is_empty()).then(|| began.elapsed()));
    Outcomes { violations, found_after, line }
}

/// One who is in every room from its first event to its last.
async fn make_rooms(auditor: &mut Person) -> Vec<(RoomId, String)> {
    let mut rooms = vec![(auditor.opens("general").await.room, "general".to_owned())];
    for name in ROOMS {
        rooms.push((auditor.opens(name).await.room, name.to_owned()));
    }
    rooms
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
    for planned in plan::blows(seed, length, world.desks.len()) {
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

/// The faults stop; all come to rest, then to the rooms' heads, and end.
async fn rest(world: &World, proxy: &Proxy, clients: &mut JoinSet<()>) -> bool {
    proxy.calm_down();
    world.phase.send_replace(Phase::Settle);
    let rests = world.comes_to_rest(REST_WITHIN).await;
    let heads = Arc::new(world.history.record().heads.clone());
    world.phase.send_replace(Phase::Reach(heads));
    let all_end = async { while clients.join_next().await.is_some() {} };
    let end = tokio::time::timeout(REST_WITHIN, all_end).await.is_ok();
    if !rests || !end {
        let waiting = world.desks.iter().enumerate().filter_map(|(index, desk)| {
            let count = desk.waits_for.load(std::sync::atomic::Ordering::SeqCst);
            (count > 0).then(|| format!("client {index} for {count}"))
        });
        let (rule, client) = ("all come to rest", "all".to_owned());
        let detail = format!("waiting: {:?}", waiting.collect::<Vec<_>>());
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
        ("violations", record.violations.len() as u64),
    ] {
        write!(line, " · {name} {number}").unwrap();
    }
    line
}
