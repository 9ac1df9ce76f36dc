//! A thousand people in one room who cannot make up their minds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::interval;

use super::client::{Fleet, Member, to_the_last};
use super::process::{Server, cpu_of};

/// How many, and how often each is away or back again.
const PEOPLE: usize = 1_000;
const FLAP: Duration = Duration::from_secs(2);
/// How long only that is measured.
const LASTS: Duration = Duration::from_secs(20);
/// What is said beside it, to how many, and how often.
const SAID: usize = 500;
const LISTENERS: usize = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// What flapping costs.
pub(crate) struct Figures {
    /// The server's share of one core.
    pub(crate) cpu: f64,
    /// What each client hears in a second, in bytes.
    pub(crate) bytes: f64,
    /// How long a message takes to the last of its readers, p99: alone, and beside them.
    pub(crate) message: [Duration; 2],
}

/// All of them follow one room, and a tenth each another.
pub(crate) async fn figures() -> Figures {
    let server = Server::start(&[]);
    let fleet = Fleet::of(&server, PEOPLE).await;
    let (flap, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut people = JoinSet::new();
    for (number, mut member) in fleet.open(&server, 1).await.into_iter().enumerate() {
        member.sends(r#"{"type":"change_room","payload":{"name":"everybody"}}"#).await;
        member.text_of("room_changed").await;
        // Not all in the same moment.
        let after = FLAP * u32::try_from(number).expect("few") / PEOPLE as u32;
        people.spawn(flaps(member, after, Arc::clone(&flap), Arc::clone(&heard)));
    }
    let talk = Fleet::of_first(&fleet);
    let alone = to_the_last(talk.open(&server, LISTENERS + 1).await, SAID, PAUSE).await.at(0.99);

    flap.store(true, Ordering::Relaxed);
    // The first ticks are those of who came.
    tokio::time::sleep(FLAP).await;
    let (cpu, before, began) =
        (cpu_of(server.pid()), heard.load(Ordering::Relaxed), Instant::now());
    tokio::time::sleep(LASTS).await;
    let (cpu, took) = (cpu_of(server.pid()) - cpu, began.elapsed().as_secs_f64());
    let bytes = (heard.load(Ordering::Relaxed) - before) as f64 / took / PEOPLE as f64;
    let beside = to_the_last(talk.open(&server, LISTENERS + 1).await, SAID, PAUSE).await.at(0.99);
    people.shutdown().await;
    Figures { cpu: cpu.as_secs_f64() / took, bytes, message: [alone, beside] }
}

async fn flaps(mut member: Member, after: Duration, flap: Arc<AtomicBool>, heard: Arc<AtomicU64>) {
    tokio::time::sleep(after).await;
    let mut ticks = interval(FLAP);
    let mut active = true;
    loop {
        tokio::select! {
            bytes = member.takes() => {
                assert!(bytes > 0, "the connection ended");
                heard.fetch_add(bytes as u64, Ordering::Relaxed);
            }
            _ = ticks.tick() => {
                if flap.load(Ordering::Relaxed) {
                    active = !active;
                    let text = format!(r#"{{"type":"activity","payload":{{"active":{active}}}}}"#);
                    member.sends(&text).await;
                }
            }
        }
    }
}
