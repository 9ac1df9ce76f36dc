//! Connections and the threads that own them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use crate::store::StoreError;

/// Older ones can corrupt a WAL when two connections write and checkpoint at once.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// How long a connection waits for another process, such as `banter user add`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Reads at once.
const READERS: usize = 4;
/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;
/// A WAL above this is written back into the database, in bytes.
const WAL_BYTES: u64 = 4 * 1024 * 1024;
/// Under a load without a pause nobody else finds the moment to begin the WAL anew: above this, in
/// bytes, the writer does it between two batches.
const WAL_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// How long emptying the WAL waits for those who read it; meanwhile nobody writes.
const CHECKPOINT_WAITS: Duration = Duration::from_millis(50);
/// How often the WAL's size is looked at.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);

/// Who writes the WAL back holds it: beside another that does, SQLite lets nobody begin, and says so at once. One
/// that waits for it waits no longer than it would have to write itself.
pub(super) type Turn = Arc<Mutex<()>>;

mod embedded {
    refinery::embed_migrations!("migrations");
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

pub(super) fn open_for_writing(path: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(StoreError(format!("SQLite {} can corrupt a WAL", rusqlite::version())));
    }
    let db = Connection::open(path)
        .map_err(|error| StoreError(format!("{} cannot be opened: {error}", path.display())))?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", "ON")?;
    // What is deleted is overwritten in the file as well.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let synchronous: i64 = db.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if mode != "wal" || synchronous != 2 {
        let place = path.display();
        return Err(StoreError(format!("{place} is on a file system that cannot hold a WAL")));
    }
    Ok(db)
}

pub(super) fn migrate(db: &mut Connection) -> Result<(), StoreError> {
    embedded::migrations::runner()
        .run(db)
        .map_err(|error| StoreError(format!("the database cannot be migrated: {error}")))?;
    super::account::fill_meta(db)?;
    Ok(())
}

/// Whether the database has just the migrations that this program has.
pub(super) fn is_current(db: &mut Connection) -> Result<bool, StoreError> {
    let runner = embedded::migrations::runner();
    let newest = runner.get_migrations().iter().map(refinery::Migration::version).max();
    let applied = runner
        .get_last_applied_migration(db)
        .map_err(|error| StoreError(format!("the database cannot be read: {error}")))?;
    Ok(applied.map(|migration| migration.version()) == newest)
}

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The thread that owns the one write connection.
pub(super) struct Writer {
    work: Mutex<Option<mpsc::Sender<Work>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(mut db: Connection, path: &Path, turn: Turn) -> Self {
        let wal = wal_of(path);
        let (work, queue) = mpsc::channel::<Work>();
        let thread = std::thread::spawn(move || {
            let mut again = Instant::now();
            for work in queue {
                work(&mut db);
                let now = Instant::now();
                if is_larger(&wal, WAL_BYTES_MAX) && now >= again {
                    match truncate(&db, &turn) {
                        Ok(true) => {}
                        // One that reads for long (a backup) holds the WAL, and not those who write.
                        Ok(false) => again = now + CHECKPOINT_EVERY,
                        Err(error) => tracing::warn!(%error, "the WAL could not be written back"),
                    }
                }
            }
        });
        Self { work: Mutex::new(Some(work)), thread: Mutex::new(Some(thread)) }
    }

    /// Runs `work` to its end even when the caller goes away.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let boxed: Work = Box::new(move |db| {
            // Whoever asked may have left; the work is done all the same.
            let _ = answer.send(work(db));
        });
        lock(&self.work).as_ref().ok_or_else(closed)?.send(boxed).map_err(|_| closed())?;
        Ok(answered.await.map_err(|_| closed())??)
    }

    pub(super) async fn stop(&self) {
        lock(&self.work).take();
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(|| thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the store's writer ended badly");
            }
        }
    }
}

/// Read-only connections, lent one at a time.
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let db = Connection::open_with_flags(path, flags)?;
            db.busy_timeout(BUSY_TIMEOUT)?;
            db.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(db)
        };
        let idle: Result<Vec<_>, rusqlite::Error> = (0..READERS).map(|_| open()).collect();
        Ok(Self { permits: Arc::new(Semaphore::new(READERS)), idle: Arc::new(Mutex::new(idle?)) })
    }

    /// A read that was begun keeps its connection to its end, also when whoever asked has left.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| closed())?;
        let db = lock(&self.idle).pop().ok_or_else(closed)?;
        let idle = Arc::clone(&self.idle);
        let done = tokio::task::spawn_blocking(move || {
            let result = work(&db);
            lock(&idle).push(db);
            drop(permit);
            result
        });
        Ok(done.await.map_err(|error| StoreError(format!("a read ended badly: {error}")))??)
    }

    /// Waits for the reads that were begun: the last connection to close writes the WAL back, and that is
    /// to be the writer's.
    pub(super) async fn close(&self) {
        let all = u32::try_from(READERS).unwrap_or(u32::MAX);
        // Fails only where it was closed before.
        let _all = self.permits.acquire_many(all).await;
        self.permits.close();
        lock(&self.idle).clear();
    }
}

/// The thread that writes the WAL back into the database.
pub(super) struct Checkpoints {
    stop: Mutex<Option<mpsc::Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The WAL holds what is to be nowhere any more.
    wipe: Arc<AtomicBool>,
}

impl Checkpoints {
    pub(super) fn start(path: &Path, turn: Turn) -> Result<Self, StoreError> {
        let db = Connection::open(path)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        let wal = wal_of(path);
        // One that was killed may have left something to wipe.
        let wipe = Arc::new(AtomicBool::new(true));
        let (due, (stop, stopped)) = (Arc::clone(&wipe), mpsc::channel());
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(CHECKPOINT_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
                let done = if due.swap(false, Ordering::Relaxed) {
                    truncate(&db, &turn).map(|done| due.store(!done, Ordering::Relaxed))
                } else if is_larger(&wal, WAL_BYTES) {
                    let _turn = lock(&turn);
                    db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                } else {
                    Ok(())
                };
                if let Err(error) = done {
                    tracing::warn!(%error, "the WAL could not be written back");
                }
            }
        });
        let (stop, thread) = (Mutex::new(Some(stop)), Mutex::new(Some(thread)));
        Ok(Self { stop, thread, wipe })
    }

    /// Has the WAL emptied within about a second: what was deleted is overwritten in the database, but
    /// still stands in the WAL.
    pub(super) fn wipe(&self) {
        self.wipe.store(true, Ordering::Relaxed);
    }

    pub(super) fn stop(&self) {
        lock(&self.stop).take();
        if let Some(thread) = lock(&self.thread).take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoints' thread ended badly");
        }
    }
}

fn wal_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

fn is_larger(file: &Path, bytes: u64) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() > bytes)
}

/// Writes the WAL back and empties it; `false` when somebody reads it just now.
fn truncate(db: &Connection, turn: &Mutex<()>) -> rusqlite::Result<bool> {
    let _turn = lock(turn);
    db.busy_timeout(CHECKPOINT_WAITS)?;
    let busy = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    db.busy_timeout(BUSY_TIMEOUT)?;
    Ok(!busy?)
}

fn closed() -> StoreError {
    StoreError("the store is closed".to_owned())
}

/// These locks guard plain values that no panic can leave half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::{Readers, open_for_writing, wal_of};

    #[tokio::test]
    async fn a_read_under_way_leaves_no_connection_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("banter.db");
        let writer = open_for_writing(&path).unwrap();
        writer.execute_batch("CREATE TABLE t (a)").unwrap();
        let readers = Arc::new(Readers::open(&path).unwrap());
        let ((began, begins), (end, ends)) = (tokio::sync::oneshot::channel(), mpsc::channel());
        let reading = Arc::clone(&readers);
        let reading = tokio::spawn(async move {
            let work = move |db: &rusqlite::Connection| {
                let count = db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, u32>(0));
                began.send(()).unwrap();
                ends.recv().unwrap();
                count
            };
            reading.run(work).await
        });
        begins.await.unwrap();
        let closing = Arc::clone(&readers);
        let closing = tokio::spawn(async move { closing.close().await });
        tokio::task::yield_now().await;
        assert!(!closing.is_finished(), "somebody reads");
        end.send(()).unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), 0);
        closing.await.unwrap();
        assert!(readers.run(|_| Ok(())).await.is_err());
        drop(writer);
        assert!(!wal_of(&path).exists(), "the last to close writes the WAL back");
    }
}
