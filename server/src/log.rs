//! Stops 7 and 9 of a message's way: the batching writer, the only place that appends.
//!
//! Invariant: an ack is given and an event published only after its COMMIT, in the order of commits.
//! There is no timer: while one batch is being committed, the next one gathers.

use std::sync::Arc;
use std::time::Duration;

use app::event::{Ack, Delivery, Event, RoomRemoved, Seq};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::hub::Hub;
use crate::queue::{ConnectionId, Entry, Queue};
use crate::store::{Append, Appended, Change, Entered, LogRow, Refused, Store, UserId};

/// Jobs that wait; past it, sockets are not read from.
const JOBS_WAITING: usize = 1_024;
/// How long a job waits for a place; a store that takes longer is not to be waited for.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Jobs committed at once.
const BATCH_JOBS: usize = 256;
/// Text committed at once, in bytes.
const BATCH_BYTES: usize = 1024 * 1024;

/// The way into the log.
#[derive(Debug, Clone)]
pub struct Log {
    jobs: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    append: Append,
    /// Hears of what it sees from now on by its answer, not by `room_added`.
    origin: Option<ConnectionId>,
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    /// By an `ack` or `error` in a connection's queue.
    Connection { queue: Arc<Queue>, stands_for_event: bool },
    /// To the one who waits.
    Caller(oneshot::Sender<Result<Appended, Error>>),
}

impl Log {
    /// Starts the writer on `store`; it ends when `closing` is cancelled and its queue is empty.
    pub fn start(
        store: Arc<dyn Store>,
        hub: Arc<Hub>,
        closing: CancellationToken,
    ) -> (Self, tokio::task::JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(JOBS_WAITING);
        let writer = Writer { store, hub, queue, closing };
        (Self { jobs }, tokio::spawn(writer.run()))
    }

    /// Appends; the answer goes to the connection's queue, after its commit.
    ///
    /// # Errors
    /// The server is going down.
    pub async fn submit(
        &self,
        append: Append,
        queue: Arc<Queue>,
        stands_for_event: bool,
    ) -> Result<(), Error> {
        // What it makes its author see is news to this connection as well.
        let answer = Answer::Connection { queue, stands_for_event };
        self.send(Job { append, origin: None, answer }).await
    }

    /// Appends and waits for the commit.
    ///
    /// # Errors
    /// It was refused, or nothing can be stored just now.
    pub async fn append(
        &self,
        append: Append,
        origin: Option<ConnectionId>,
    ) -> Result<Appended, Error> {
        let (answer, answered) = oneshot::channel();
        self.send(Job { append, origin, answer: Answer::Caller(answer) }).await?;
        answered.await.map_err(|_| Error::Unavailable)?
    }

    async fn send(&self, job: Job) -> Result<(), Error> {
        match self.jobs.send_timeout(job, WAIT_MAX).await {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::Unavailable),
        }
    }
}

struct Writer {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    queue: mpsc::Receiver<Job>,
    closing: CancellationToken,
}

impl Writer {
    async fn run(mut self) {
        loop {
            let first = tokio::select! {
                job = self.queue.recv() => job,
                () = self.closing.cancelled(), if !self.queue.is_closed() => {
                    self.queue.close();
                    continue;
                }
            };
            let Some(first) = first else { return };
            let batch = self.gather(first);
            self.commit(batch).await;
        }
    }

    /// Takes what waits, without waiting for more.
    fn gather(&mut self, first: Job) -> Vec<Job> {
        let mut bytes = size(&first);
        let mut batch = vec![first];
        while batch.len() < BATCH_JOBS && bytes < BATCH_BYTES {
            let Ok(job) = self.queue.try_recv() else { break };
            bytes += size(&job);
            batch.push(job);
        }
        batch
    }

    async fn commit(&self, batch: Vec<Job>) {
        let (appends, asked): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|job| (job.append, (job.origin, job.answer))).unzip();
        let appends = Arc::new(appends);
        let results = match self.store.append(Arc::clone(&appends)).await {
            Ok(results) => results,
            Err(error) => {
                tracing::error!(%error, jobs = appends.len(), "a batch was not stored");
                vec![Err(Refused::Failed); appends.len()]
            }
        };
        for ((append, (origin, answer)), result) in appends.iter().zip(asked).zip(results) {
            let row = result.as_ref().ok().and_then(|done| done.row.clone());
            if let Ok(done) = &result {
                self.tell_people(append, origin, done);
            }
            self.reply(answer, append, result);
            if let Some(row) = row {
                self.publish(row).await;
            }
        }
    }

    /// What goes to people, wherever they are: those who see the room from now on listen before the event
    /// that made them see it is published.
    fn tell_people(&self, append: &Append, origin: Option<ConnectionId>, done: &Appended) {
        if let Some(read) = &done.read {
            let frame = Event::ReadChanged(read.clone()).encode().into();
            self.hub.tell_read(append.author.id, read, &frame);
        }
        if let Some((receipt, others)) = &done.receipt {
            let frame = Event::Receipt(receipt.clone()).encode().into();
            self.hub.tell_receipt(others, receipt.room, &frame);
        }
        let from = done.row.as_ref().map_or(Seq::ZERO, |row| row.seq);
        for Entered { user, summary } in &done.entered {
            let frame = Event::RoomAdded(summary.clone()).encode().into();
            self.hub.admit(*user, origin, (done.room, from), &frame);
        }
    }

    async fn publish(&self, row: LogRow) {
        let frame = row.event.encode().into();
        self.hub.publish(row.room, row.seq, &frame).await;
        if matches!(row.event, Event::MemberLeft(_)) {
            let removed = RoomRemoved { room: row.room, reason: "left".to_owned() };
            let frame = Event::RoomRemoved(removed).encode().into();
            self.hub.expel(row.author, (row.room, row.seq), &frame);
        }
    }

    fn reply(&self, answer: Answer, append: &Append, result: Result<Appended, Refused>) {
        let client_id = append.client_id.clone();
        match (answer, result) {
            (Answer::Caller(caller), result) => {
                // The caller may have left; what is done is done.
                let _ = caller.send(result.map_err(Error::from));
            }
            // `read_changed` is the one's answer, and nobody waits for the other's.
            (Answer::Connection { .. }, Ok(_))
                if client_id.is_none()
                    && matches!(append.change, Change::Read { .. } | Change::Received { .. }) => {}
            (Answer::Connection { queue, stands_for_event }, Ok(done)) => {
                let Appended { room, seq, sent, dup, recipients, .. } = done;
                let delivery = recipients.map(|people| self.delivery(&people));
                let ack = Ack { client_id, room, seq, sent, dup, delivery };
                let frame = Event::Ack(ack).encode().into();
                queue.push_reply(Entry::Ack { room, seq, frame, stands_for_event });
            }
            (Answer::Connection { queue, .. }, Err(refused)) => {
                let error =
                    Error::from(refused).reply(queue.language, client_id, append.change.room());
                queue.push_reply(Entry::Reply(Event::Error(error).encode().into()));
            }
        }
    }

    /// Whether each of `people` has a connection now.
    fn delivery(&self, people: &[UserId]) -> Delivery {
        if people.iter().all(|user| self.hub.is_here(*user)) {
            Delivery::Delivered
        } else {
            Delivery::NotOnline
        }
    }
}

fn size(job: &Job) -> usize {
    match &job.append.change {
        Change::Message { text, .. } | Change::Direct { text, .. } | Change::Edit { text, .. } => {
            let named: usize = text.named.iter().flatten().map(String::len).sum();
            text.body.as_str().len() + text.markup.bytes() + named
        }
        _ => 0,
    }
}
