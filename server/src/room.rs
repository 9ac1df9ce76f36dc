//! Stop 6 of a message's way: what a user may do with rooms, and on which terms it is appended.
//!
//! Whether the author or reader is a member is asked in the transaction that writes or reads.

mod people;
mod settings;

use std::sync::Arc;

use app::event::{Body, ClientId, RoomId, RoomSummary, Seq};
use app::first::RoomPage;
use app::http::{History, Members};
use app::words::Language;
use tokio::sync::watch;

use crate::error::Error;
use crate::log::{Fence, Log, Pending};
use crate::name::Name;
use crate::queue::{ConnectionId, Queue};
use crate::store::{Append, Appended, Author, Change, Opened, Rows, Standing, Store, Text};

pub use people::NAMED_MAX;
pub use settings::OTHERS_MAX;

/// Messages in a page of history unless asked otherwise.
pub const PAGE_MESSAGES: usize = 50;
/// Messages in a page of history at most.
pub const PAGE_MESSAGES_MAX: usize = 200;
/// Members of a room that are told by name at most; the others are counted.
pub const MEMBERS_MAX: usize = 500;

/// All rooms, for whoever can show who they are.
#[derive(Clone)]
pub struct Rooms {
    store: Arc<dyn Store>,
    log: Log,
    message_chars: usize,
}

impl Rooms {
    /// Kept in `store`, written through `log`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, log: Log, message_chars: usize) -> Self {
        Self { store, log, message_chars }
    }

    /// Hands what `author` wants to the log; the answer comes through `queue`. With `stands_for_event`
    /// the ack counts as the event itself.
    ///
    /// # Errors
    /// The server is going down, or no place in the log's queue becomes free.
    pub async fn submit(
        &self,
        author: Author,
        client_id: Option<ClientId>,
        change: Change,
        (queue, stands_for_event): (Arc<Queue>, bool),
    ) -> Result<(), Error> {
        self.log.submit(Append { author, client_id, change }, queue, stands_for_event).await
    }

    /// The same, and waits for the commit.
    ///
    /// # Errors
    /// It was refused, or nothing can be stored just now.
    pub async fn append(
        &self,
        author: Author,
        client_id: Option<ClientId>,
        change: Change,
    ) -> Result<Appended, Error> {
        self.log.append(Append { author, client_id, change }, None).await
    }

    /// Takes the next place in the log's queue; the answer comes after the commit.
    ///
    /// # Errors
    /// The server is going down, or no place in the log's queue becomes free.
    pub async fn begin(&self, append: Append, fence: Arc<Fence>) -> Result<Pending, Error> {
        self.log.begin(append, fence).await
    }

    /// Changes with every commit of the log.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<()> {
        self.log.commits()
    }

    /// Text that may be stored.
    ///
    /// # Errors
    /// Empty, or longer than the limit.
    pub fn text(&self, text: &str) -> Result<Text, Error> {
        Ok(Body::new(text, self.message_chars)?.into())
    }

    /// Becomes a member of the room called `name`, or sees the room of the people in it; makes it when there is
    /// none, as a `temporary` one if that is wanted.
    ///
    /// # Errors
    /// Not a name, nobody's name, or nothing can be stored just now.
    pub async fn join(
        &self,
        author: Author,
        (name, temporary): (&str, bool),
        origin: Option<ConnectionId>,
    ) -> Result<Appended, Error> {
        let change = match people::names(name) {
            Some(names) => Change::Open(self.people(&author, &names).await?),
            None if temporary => Change::JoinTemporary(Name::of_room(name)?),
            None => Change::Join(Name::of_room(name)?),
        };
        let append = Append { author, client_id: None, change };
        self.log.append(append, origin).await
    }

    /// Sees to it that `author` has been welcomed: every person joins general once.
    ///
    /// # Errors
    /// Nothing can be stored just now.
    pub async fn welcome(&self, author: Author, origin: Option<ConnectionId>) -> Result<(), Error> {
        let append = Append { author, client_id: None, change: Change::Welcome };
        self.log.append(append, origin).await.map(|_| ())
    }

    /// The rooms `author` is a member of.
    ///
    /// # Errors
    /// The store failed.
    pub async fn all_of(&self, author: &Author) -> Result<Vec<RoomSummary>, Error> {
        Ok(self.store.rooms_of(author.id).await?)
    }

    /// The member's place in the room.
    ///
    /// # Errors
    /// Not a member, or no such room: outsiders cannot tell.
    pub async fn standing(&self, author: &Author, room: RoomId) -> Result<Standing, Error> {
        self.store.standing(author.id, room).await?.ok_or(Error::NotMember)
    }

    /// Up to `limit` messages before `before`, or the newest; at least one, at most
    /// [`PAGE_MESSAGES_MAX`].
    ///
    /// # Errors
    /// Not a member, or no such room.
    pub async fn history(
        &self,
        reader: &Author,
        room: RoomId,
        before: Option<Seq>,
        limit: usize,
    ) -> Result<History, Error> {
        let limit = limit.clamp(1, PAGE_MESSAGES_MAX);
        self.store.history(reader.id, room, before, limit).await?.ok_or(Error::NotMember)
    }

    /// Up to `limit` log events after `after`, and the head they were read at; at least one, at most
    /// [`PAGE_MESSAGES_MAX`].
    ///
    /// # Errors
    /// Not a member, or no such room.
    pub async fn log(
        &self,
        reader: &Author,
        room: RoomId,
        after: Seq,
        limit: usize,
    ) -> Result<Rows, Error> {
        let limit = limit.clamp(1, PAGE_MESSAGES_MAX);
        self.store.log_page(reader.id, room, after, limit).await?.ok_or(Error::NotMember)
    }

    /// Who is in the room: the first [`MEMBERS_MAX`] by name, and how many there are.
    ///
    /// # Errors
    /// Not a member, or no such room.
    pub async fn members(&self, reader: &Author, room: RoomId) -> Result<Members, Error> {
        self.store.members(reader.id, room, MEMBERS_MAX).await?.ok_or(Error::NotMember)
    }

    /// What the page at `/r/{name}`, or of people, finds, opened at the message `at`; what is wrong with the name
    /// it says in `language`.
    ///
    /// # Errors
    /// The store failed.
    pub async fn page(
        &self,
        author: &Author,
        (name, at): (&str, Option<Seq>),
        language: Language,
    ) -> Result<RoomPage, Error> {
        let room = match self.find(author, name).await {
            Ok(Ok(room)) => room,
            Ok(Err(none)) => return Ok(none),
            Err(Error::Unavailable) => return Err(Error::Unavailable),
            Err(bad) => return Ok(RoomPage::BadName { message: bad.in_words(language) }),
        };
        let opened = self.store.opened(author.id, room, at, PAGE_MESSAGES, MEMBERS_MAX).await?;
        Ok(opened.map_or(RoomPage::Joinable, |opened| {
            let Opened { summary, at, history, members, receipts } = opened;
            RoomPage::Open { room: summary, at, history, members, receipts }
        }))
    }

    /// The room called `name`, or what there is in its place. A room of people is opened by whoever is one of
    /// them, whether it is there or not.
    async fn find(&self, author: &Author, name: &str) -> Result<Result<RoomId, RoomPage>, Error> {
        let (room, none) = match people::names(name) {
            Some(names) => {
                let people = self.people(author, &names).await?;
                (self.store.room_of(author.id, people).await?, RoomPage::Joinable)
            }
            None => (self.store.room_called(&Name::of_room(name)?).await?, RoomPage::Missing),
        };
        Ok(room.ok_or(none))
    }
}
