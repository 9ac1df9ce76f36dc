//! Stops 7 and 9 of a message's way: the batching writer, the only place that appends.
//!
//! Invariant: an ack is given and an event published only after its COMMIT, in the order of commits.
//! There is no timer: while one batch is being committed, the next one gathers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::event::{Ack, Delivery, Event, RoomId, RoomRemoved, Seq};
use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::hub::Hub;
use crate::presence::Presence;
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
    commits: watch::Receiver<()>,
}

/// Holds a row of one author's appends together: after one that could not be stored, none of those that wait behind
/// it is tried, so that they can be asked again in their order.
#[derive(Debug, Default)]
pub struct Fence(AtomicBool);

/// What an append will have come to.
pub type Pending = BoxFuture<'static, Result<Appended, Error>>;

#[derive(Debug)]
struct Job {
    append: Append,
    /// Hears with its answer of what it sees from now on.
    origin: Option<ConnectionId>,
    answer: Answer,
    fence: Option<Arc<Fence>>,
}

#[derive(Debug)]
enum Answer {
    /// By an `ack` or `error` in a connection's queue.
    Connection { queue: Arc<Queue>, stands_for_event: bool },
    /// To the one who waits.
    Caller(oneshot::Sender<Result<Appended, Error>>),
}

impl Log {
    /// Starts the writer on `store`, which tells `hub` and `presence` what is done; it ends when `closing` is
    /// cancelled and its queue is empty.
    pub fn start(
        store: Arc<dyn Store>,
        (hub, presence): (Arc<Hub>, Arc<Presence>),
        closing: CancellationToken,
    ) -> (Self, tokio::task::JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(JOBS_WAITING);
        let (committed, commits) = watch::channel(());
        let writer = Writer { store, hub, presence, queue, closing, committed };
        (Self { jobs, commits }, tokio::spawn(writer.run()))
    }

    /// Appends; the answer goes to the connection's queue, after its commit.
    ///
    /// # Errors
    /// The server is going down, or no place in the queue becomes free.
    pub async fn submit(
        &self,
        append: Append,
        queue: Arc<Queue>,
        stands_for_event: bool,
    ) -> Result<(), Error> {
        let origin = Some(queue.connection);
        let answer = Answer::Connection { queue, stands_for_event };
        self.send(Job { append, origin, answer, fence: None }).await
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
        let answer = Answer::Caller(answer);
        self.send(Job { append, origin, answer, fence: None }).await?;
        answered.await.map_err(|_| Error::Unavailable)?
    }

    /// Takes a place in the queue, which is the order of commits; the answer comes after this one's.
    ///
    /// # Errors
    /// The server is going down, or no place in the queue becomes free.
    pub async fn begin(&self, append: Append, fence: Arc<Fence>) -> Result<Pending, Error> {
        let (answer, answered) = oneshot::channel();
        let job = Job {
            append,
            origin: None,
            answer: Answer::Caller(answer),
            fence: Some(Arc::clone(&fence)),
        };
        self.send(job).await.inspect_err(|_| fence.hold())?;
        Ok(answered.map(|answer| answer.unwrap_or(Err(Error::Unavailable))).boxed())
    }

    /// Changes with every commit.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<()> {
        self.commits.clone()
    }

    async fn send(&self, job: Job) -> Result<(), Error> {
        match self.jobs.send_timeout(job, WAIT_MAX).await {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::Unavailable),
        }
    }
}

impl Fence {
    /// Nothing that waits is tried any more.
    pub fn hold(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn holds(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

struct Writer {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    presence: Arc<Presence>,
    queue: mpsc::Receiver<Job>,
    closing: CancellationToken,
    committed: watch::Sender<()>,
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

    async fn commit(&self, mut batch: Vec<Job>) {
        let fenced = batch.extract_if(.., |job| job.fence.as_ref().is_some_and(|it| it.holds()));
        for Job { append, answer, .. } in fenced.collect::<Vec<_>>() {
            self.reply(answer, &append, Err(Refused::Failed));
        }
        let fences: Vec<_> = batch.iter().map(|job| job.fence.clone()).collect();
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
        for (fence, result) in fences.iter().zip(&results) {
            if let (Some(fence), Err(Refused::Failed)) = (fence, result) {
                fence.hold();
            }
        }
        self.committed.send_replace(());
        for ((append, (origin, answer)), result) in appends.iter().zip(asked).zip(results) {
            let row = result.as_ref().ok().and_then(|done| done.row.clone());
            if let Ok(done) = &result {
                self.tell_people(append, origin, done);
            }
            let removed = match (&result, &append.change) {
                (Ok(done), Change::Close { why, .. }) => Some((done.clone(), why.reason())),
                _ => None,
            };
            let is_announced = matches!(
                (&result, &append.change),
                (
                    Ok(Appended { dup: false, .. }),
                    Change::Announce { .. } | Change::EndAnnouncement(_)
                )
            );
            self.reply(answer, append, result);
            if is_announced {
                self.hub.tell_announcements().await;
            }
            if let Some(row) = row {
                self.publish(row).await;
            }
            if let Some((Appended { room, seq, removed, .. }, reason)) = removed {
                self.expel(&removed, (room, seq), reason);
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
        for Entered { user, summary } in &done.entered {
            let frame = Event::RoomAdded(summary.clone()).encode().into();
            self.hub.admit(*user, origin, (done.room, first_seen(done)), &frame);
            self.presence.tell_again(*user);
        }
    }

    async fn publish(&self, row: LogRow) {
        let frame = row.event.encode().into();
        self.hub.publish(row.room, row.seq, &frame).await;
        if matches!(row.event, Event::MemberLeft(_)) {
            self.expel(&[row.author], (row.room, row.seq), "left");
        }
    }

    /// The room is none of `users`' any more.
    fn expel(&self, users: &[UserId], (room, left): (RoomId, Seq), reason: &str) {
        let frame = Event::RoomRemoved(RoomRemoved { room, reason: reason.to_owned() });
        let frame = frame.encode().into();
        for user in users {
            self.hub.expel(*user, (room, left), &frame);
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
                let from = first_seen(&done);
                let Appended { room, seq, sent, dup, recipients, entered, .. } = done;
                let delivery = recipients.map(|people| self.delivery(&people));
                let ack = Ack { client_id, room, seq, sent, dup, delivery };
                let frame = Event::Ack(ack).encode().into();
                let ack = Entry::Ack { room, seq, frame, stands_for_event };
                match entered.into_iter().find(|entered| entered.user == queue.user) {
                    Some(Entered { summary, .. }) => {
                        let frame = Event::RoomAdded(summary).encode().into();
                        self.hub.admit_with(&queue, (room, from), frame, ack);
                    }
                    None => queue.push_reply(ack),
                }
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

/// The first number of its room that those see who see the room from now on.
fn first_seen(done: &Appended) -> Seq {
    done.row.as_ref().map_or(Seq::ZERO, |row| row.seq)
}

fn size(job: &Job) -> usize {
    match &job.append.change {
        Change::Message { text, .. } | Change::Direct { text, .. } | Change::Edit { text, .. } => {
            let named: usize = text.named.iter().flatten().map(String::len).sum();
            text.body.as_str().len() + text.markup.bytes() + named
        }
        Change::Announce { text, .. } => text.as_str().len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Author;

    fn append() -> Append {
        let author = Author { id: UserId(1), name: Arc::from("rabbitmq"), bot: true };
        Append { author, client_id: None, change: Change::Leave(RoomId(1)) }
    }

    #[tokio::test(start_paused = true)]
    async fn what_finds_no_place_holds_back_what_comes_behind_it() {
        let ((jobs, _queue), (_, commits)) = (mpsc::channel(1), watch::channel(()));
        let (log, fence) = (Log { jobs, commits }, Arc::new(Fence::default()));
        assert!(log.begin(append(), Arc::clone(&fence)).await.is_ok());
        assert!(!fence.holds());
        let late = log.begin(append(), Arc::clone(&fence)).await;
        assert!(matches!(late, Err(Error::Unavailable)) && fence.holds());
    }
}
