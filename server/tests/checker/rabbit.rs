//! The programs at the other side of RabbitMQ: one brings messages, one takes all that happens, and somebody stops
//! and starts RabbitMQ meanwhile.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::event::{ClientId, Event, RoomId, Seq};
use futures_util::StreamExt;
use lapin::BasicProperties;
use lapin::options::BasicAckOptions;
use tokio::time::{Instant, sleep, timeout};

use crate::broker::{Broker, Client, Heard, said};
use crate::chance::Chance;
use crate::history::{Operation, Outcome, Seen, Violation, What};
use crate::world::{Phase, Room, World};

/// What they are called in the record.
pub(crate) const NAME: &str = "rabbit";
/// As Banter calls the bot that speaks for them.
const BOT: &str = "rabbitmq";
/// The queue of the one that takes.
pub(crate) const QUEUE: &str = "checker.out";
/// No confirmation for this long is none.
const CONFIRM_WITHIN: Duration = Duration::from_secs(5);
/// Nothing for this long, and the connection is opened anew.
const SILENCE: Duration = Duration::from_secs(3);
/// Acked by one frame.
const TAKEN_AT_ONCE: usize = 100;
/// Between two messages, in milliseconds: on average half of it.
const THINKS_MS: u64 = 40;

/// Both programs.
pub(crate) struct Rabbit {
    /// Their desk.
    pub(crate) index: usize,
    pub(crate) world: Arc<World>,
    began: Instant,
    /// What was brought and has not come out again.
    brought: Mutex<HashMap<ClientId, usize>>,
}

impl Rabbit {
    pub(crate) fn new(index: usize, world: Arc<World>) -> Arc<Self> {
        Arc::new(Self { index, world, began: Instant::now(), brought: Mutex::default() })
    }

    /// Brings messages, each until RabbitMQ has confirmed it, until nobody begins anything new.
    pub(crate) async fn brings(self: Arc<Self>, mut chance: Chance) {
        let mut client = None;
        for serial in 0.. {
            if !matches!(*self.world.phase.borrow(), Phase::Chaos) {
                return;
            }
            let rooms: Vec<_> = self.world.public().collect();
            let Some(room) = chance.pick(&rooms) else { return };
            let body = self.plan(room, &format!("{NAME}-{serial}"));
            // What is not confirmed may stand all the same: it is put again, under its id.
            while !puts(&mut client, &body).await {
                sleep(chance.millis(20, 100)).await;
            }
            sleep(chance.millis(1, THINKS_MS)).await;
        }
    }

    fn plan(&self, room: &Room, id: &str) -> Vec<u8> {
        let client_id = ClientId::try_from(id.to_owned()).unwrap();
        let operation = self.world.history.planned(Operation {
            client: NAME.to_owned(),
            user: BOT.to_owned(),
            room: room.id,
            client_id: client_id.clone(),
            what: What::Say { text: id.to_owned(), reply_to: None },
            invoked: None,
            times: 0,
            outcome: Outcome::Unknown { given_up: false },
        });
        self.world.history.sent(std::iter::once(operation));
        self.brought.lock().unwrap().insert(client_id, operation);
        self.tell_waiting();
        said(&room.name, id, id)
    }

    /// Takes what goes out, for as long as it is let.
    pub(crate) async fn takes(self: Arc<Self>) {
        loop {
            let taking = async {
                let client = Client::try_new().await?;
                let out = timeout(SILENCE, client.try_listen(QUEUE)).await.ok()?.ok()?;
                let mut out = out.ready_chunks(TAKEN_AT_ONCE);
                loop {
                    // A connection whose end goes unnoticed is left, too: what was not acked comes again.
                    let deliveries = timeout(SILENCE, out.next()).await.ok()??;
                    let deliveries = deliveries.into_iter().collect::<Result<Vec<_>, _>>().ok()?;
                    deliveries.iter().for_each(|delivery| self.hears(&Heard::of(delivery)));
                    let last = deliveries.last()?.ack(BasicAckOptions { multiple: true });
                    timeout(SILENCE, last).await.ok()?.ok()?;
                }
            };
            let _: Option<()> = taking.await;
            sleep(Duration::from_millis(50)).await;
        }
    }

    fn hears(&self, heard: &Heard) {
        let Some((room, seq)) = heard.event.log_position() else { return };
        let (history, frame) = (&self.world.history, heard.frame.as_str());
        // However late it is taken: it was put there when it happened.
        history.saw(&Seen { room, seq, frame, client: NAME, opened: self.began });
        let mut record = history.record();
        record.counts.out += 1;
        let newest = record.out.entry(room).or_default();
        let is_next = seq == newest.next();
        let rule = if !self.world.room(room).is_public() {
            Some("what people say to each other does not go out")
        } else if seq > newest.next() {
            Some("no hole in what goes out")
        } else {
            None
        };
        let before = *newest;
        if is_next {
            *newest = seq;
        }
        drop(record);
        if let Some(rule) = rule {
            let (client, detail) = (NAME.to_owned(), format!("after {before} came {frame}"));
            let violation = Violation { rule, room: Some(room), seq: Some(seq), client, detail };
            history.violates(violation);
        }
        if is_next && let Event::NewMessage(message) = &heard.event {
            self.came_out(message.client_id.as_ref(), (room, seq));
        }
    }

    /// That it goes out is its ack.
    fn came_out(&self, client_id: Option<&ClientId>, at: (RoomId, Seq)) {
        let brought = client_id.and_then(|id| self.brought.lock().unwrap().remove(id));
        if let Some(operation) = brought {
            self.world.history.acked(operation, at, false);
        }
        self.tell_waiting();
    }

    fn tell_waiting(&self) {
        let waits = self.brought.lock().unwrap().len();
        self.world.desks[self.index].waits_for.store(waits, Ordering::SeqCst);
    }

    /// Until all of these rooms has gone out up to these numbers.
    pub(crate) async fn has_taken(&self, heads: &std::collections::BTreeMap<RoomId, Seq>) {
        let is_out = || {
            let record = self.world.history.record();
            let up_to = |room: &RoomId| record.out.get(room).copied().unwrap_or_default();
            let public = heads.iter().filter(|(room, _)| self.world.room(**room).is_public());
            public.clone().all(|(room, head)| up_to(room) >= *head)
        };
        while !is_out() {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Whether RabbitMQ has confirmed it.
async fn puts(client: &mut Option<Client>, body: &[u8]) -> bool {
    let putting = async {
        if client.is_none() {
            *client = Client::try_new().await;
        }
        client.as_ref()?.try_put(body, BasicProperties::default()).await.ok()
    };
    let is_put = matches!(timeout(CONFIRM_WITHIN, putting).await, Ok(Some(true)));
    if !is_put {
        *client = None;
    }
    is_put
}

/// Stops and starts RabbitMQ again and again while everything fails.
pub(crate) async fn disturb(broker: Arc<Broker>, mut chance: Chance, world: Arc<World>) {
    let mut phase = world.phase.subscribe();
    let is_over = |phase: &Phase| !matches!(phase, Phase::Chaos);
    while timeout(chance.millis(1_000, 4_000), phase.wait_for(is_over)).await.is_err() {
        let stopped = Instant::now();
        broker.does("rest").await;
        sleep(chance.millis(0, 1_500)).await;
        broker.does("wake").await;
        let mut record = world.history.record();
        record.counts.broker_stops += 1;
        record.without_broker.push((stopped, Some(Instant::now())));
    }
}
