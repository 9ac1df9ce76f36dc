//! The embedded database: one thread with the one write connection, a few read-only connections,
//! and checkpoints on a thread of their own so that no commit waits for one.

mod account;
mod announcements;
mod append;
mod bots;
mod connection;
mod consumers;
mod copy;
mod hooks;
mod people;
mod presence;
mod read;
mod schedules;
mod settings;

use std::path::Path;
use std::sync::Arc;

use app::event::{Epoch, RoomId, RoomSummary, Seq};
use app::http::{History, Members};
use async_trait::async_trait;
use aws_lc_rs::hmac;
use rusqlite::Connection;

use super::{
    Account, AddUserError, Append, Appended, Change, NewUser, Opened, Refused, Rows, Session,
    SessionId, Standing, Store, StoreError, Terms, UserId,
};
use crate::name::Name;
use connection::{Checkpoints, Readers, Turn, Writer};

pub use copy::{backup, restore};

/// [`Store`] on `SQLite`, in one file.
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
    checkpoints: Checkpoints,
    epoch: Epoch,
    fingerprints: Arc<hmac::Key>,
}

impl Sqlite {
    /// Opens `banter.db` in `folder`, makes or migrates it.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file, the folder or `SQLite`.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let mut write = connection::open_for_writing(&folder.join("banter.db"))?;
        connection::migrate(&mut write)?;
        Self::on(write, folder)
    }

    /// The same beside a server that has it open: nothing is migrated under its feet.
    ///
    /// # Errors
    /// As [`Sqlite::open`], and when the database is not of this version.
    pub fn open_beside(folder: &Path) -> Result<Self, StoreError> {
        let mut write = connection::open_for_writing(&folder.join("banter.db"))?;
        if !connection::is_current(&mut write)? {
            let wrong = "it is of another version than this program: restart the server first";
            return Err(StoreError(wrong.to_owned()));
        }
        Self::on(write, folder)
    }

    fn on(write: Connection, folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("banter.db");
        let epoch = Epoch(String::from_utf8_lossy(&account::meta(&write, "epoch")?).into_owned());
        let key = account::meta(&write, "fingerprint_key")?;
        let turn = Turn::default();
        Ok(Self {
            writer: Writer::start(write, &path, Arc::clone(&turn)),
            readers: Readers::open(&path)?,
            checkpoints: Checkpoints::start(&path, turn)?,
            epoch,
            fingerprints: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &key)),
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.run(work).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.run(work).await
    }

    /// What `work` reads of `room`, all as of one moment, if `reader` is a member of it.
    async fn read_as_member<T: Send + 'static>(
        &self,
        reader: UserId,
        room: RoomId,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        self.read(move |db| {
            let snapshot = db.unchecked_transaction()?;
            if !read::is_member(&snapshot, reader, room)? {
                return Ok(None);
            }
            work(&snapshot).map(Some)
        })
        .await
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn append(
        &self,
        batch: Arc<Vec<Append>>,
    ) -> Result<Vec<Result<Appended, Refused>>, StoreError> {
        let fingerprints = Arc::clone(&self.fingerprints);
        let deletes = batch.iter().any(|entry| matches!(entry.change, Change::Delete { .. }));
        let answers = self.write(move |db| append::commit(db, &batch, &fingerprints)).await;
        if deletes {
            self.checkpoints.wipe();
        }
        answers
    }

    async fn rows_after(&self, room: RoomId, after: Seq, limit: usize) -> Result<Rows, StoreError> {
        self.read(move |db| read::rows_after(&*db.unchecked_transaction()?, room, after, limit))
            .await
    }

    async fn heads(&self, rooms: Vec<RoomId>) -> Result<Vec<(RoomId, Seq)>, StoreError> {
        self.read(move |db| rooms.iter().map(|room| Ok((*room, read::head(db, *room)?))).collect())
            .await
    }

    async fn places(
        &self,
        user: UserId,
        rooms: Vec<RoomId>,
    ) -> Result<Vec<(RoomId, Seq, Seq)>, StoreError> {
        self.read(move |db| read::places(&*db.unchecked_transaction()?, user, &rooms)).await
    }

    async fn standing(&self, user: UserId, room: RoomId) -> Result<Option<Standing>, StoreError> {
        self.read(move |db| read::standing(&*db.unchecked_transaction()?, user, room)).await
    }

    async fn room_called(&self, name: &Name) -> Result<Option<RoomId>, StoreError> {
        let key = name.key().to_owned();
        self.read(move |db| read::room_called(db, &key)).await
    }

    async fn room_ever_called(&self, name: &Name) -> Result<Option<RoomId>, StoreError> {
        let key = name.key().to_owned();
        self.read(move |db| read::room_ever_called(&*db.unchecked_transaction()?, &key)).await
    }

    async fn rooms_of(&self, user: UserId) -> Result<Vec<RoomSummary>, StoreError> {
        self.read(move |db| read::rooms_of(&*db.unchecked_transaction()?, user)).await
    }

    async fn history(
        &self,
        reader: UserId,
        room: RoomId,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<Option<History>, StoreError> {
        let epoch = self.epoch.clone();
        self.read_as_member(reader, room, move |db| read::history(db, room, before, limit, epoch))
            .await
    }

    async fn log_page(
        &self,
        reader: UserId,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Option<Rows>, StoreError> {
        self.read_as_member(reader, room, move |db| read::rows_after(db, room, after, limit)).await
    }

    async fn members(
        &self,
        reader: UserId,
        room: RoomId,
        limit: usize,
    ) -> Result<Option<Members>, StoreError> {
        self.read_as_member(reader, room, move |db| read::members(db, room, limit)).await
    }

    async fn opened(
        &self,
        reader: UserId,
        room: RoomId,
        at: Option<Seq>,
        messages: usize,
        members: usize,
    ) -> Result<Option<Opened>, StoreError> {
        let epoch = self.epoch.clone();
        self.read(move |db| {
            let snapshot = db.unchecked_transaction()?;
            let Some(standing) = read::standing(&snapshot, reader, room)? else { return Ok(None) };
            let at = at.map(|at| read::message_of(&snapshot, room, at)).transpose()?.flatten();
            let history = match at {
                Some(at) => read::history_around(&snapshot, room, at, messages, epoch)?,
                None => read::history(&snapshot, room, None, messages, epoch)?,
            };
            let members = read::members(&snapshot, room, members)?;
            let receipts = people::receipts(&snapshot, reader, room)?;
            Ok(Some(Opened { summary: standing.summary, at, history, members, receipts }))
        })
        .await
    }

    fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    async fn add_user(&self, user: NewUser, terms: Terms) -> Result<UserId, AddUserError> {
        self.write(move |db| account::add_user(db, &user, terms)).await?
    }

    async fn account(&self, name: &Name) -> Result<Option<Account>, StoreError> {
        let key = name.key().to_owned();
        self.read(move |db| account::account(db, &key)).await
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(account::accounts).await
    }

    async fn has_accounts(&self) -> Result<bool, StoreError> {
        self.read(account::has_accounts).await
    }

    async fn set_password(&self, name: &Name, hash: &str) -> Result<bool, StoreError> {
        let (key, hash) = (name.key().to_owned(), hash.to_owned());
        self.write(move |db| account::set_password(db, &key, &hash)).await
    }

    async fn begin_session(
        &self,
        user: UserId,
        hash: &str,
        expires: i64,
    ) -> Result<Option<SessionId>, StoreError> {
        let hash = hash.to_owned();
        self.write(move |db| account::begin_session(db, user, &hash, expires)).await
    }

    async fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.read(move |db| account::session(db, id)).await
    }

    async fn end_session(&self, id: SessionId) -> Result<(), StoreError> {
        self.write(move |db| account::end_session(db, id)).await
    }

    async fn ended_sessions(&self, sessions: Vec<SessionId>) -> Result<Vec<SessionId>, StoreError> {
        self.read(move |db| account::ended_sessions(db, &sessions)).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.write(account::touch).await
    }

    async fn close(&self) {
        self.checkpoints.stop();
        self.readers.close().await;
        self.writer.stop().await;
    }
}
