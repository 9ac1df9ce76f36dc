//! Stop 5 of a message's way: what a client says is decoded, kept within its rate, obeyed in order.

use std::sync::Arc;
use std::time::Duration;

use app::event::{
    Announce, ChangeRoom, ClientId, CloseCode, Command, DecodeError, DirectMessage, ErrorCode,
    ErrorReply, Event, Read, Resume, RoomId, SendMessage, Seq, Typist,
};
use axum::extract::ws::Message;
use tokio::time::Instant;

use super::Connection;
use crate::announcements;
use crate::emoji::Emoji;
use crate::error::Error;
use crate::store::Change;
use crate::wire::{Ended, WireStream};
use crate::words;

/// This many frames of bad JSON, or pings and pongs that nobody asked for past the rate, …
const STRIKES: usize = 4;
/// … within this time end a connection.
const STRIKES_WITHIN: Duration = Duration::from_secs(10);

/// Connections in a room in which it is told who is writing.
const TYPING_LISTENERS_MAX: usize = 1_000;

/// Rooms that one `resume` names.
pub const RESUME_ROOMS_MAX: usize = 1_000;

impl<S: WireStream> Connection<S> {
    pub(super) async fn hear(&mut self, message: Message) -> Result<(), Ended> {
        self.heard = Instant::now();
        match message {
            Message::Text(text) => self.dispatch(&text).await,
            Message::Binary(_) => Err(Ended::Close(CloseCode::Unsupported)),
            // They cost as much as a message, and there is no answer that could slow them down.
            Message::Ping(_) => self.slow_down().or_else(|_| self.strike()),
            Message::Pong(payload) => {
                self.hear_pong(&payload);
                match self.unanswered_pings.checked_sub(1) {
                    // It was asked for.
                    Some(left) => {
                        self.unanswered_pings = left;
                        Ok(())
                    }
                    None => self.slow_down().or_else(|_| self.strike()),
                }
            }
            Message::Close(_) => Ok(()),
        }
    }

    async fn dispatch(&mut self, text: &str) -> Result<(), Ended> {
        let in_time = self.slow_down();
        let command = match Command::decode(text) {
            Ok(command) => command,
            Err(error) => return self.refuse_frame(error, in_time).await,
        };
        let client_id = command.client_id().cloned();
        let room = match &command {
            Command::SendMessage(_) => command.room().or(self.opened),
            _ => command.room(),
        };
        let obeyed = match in_time {
            Ok(()) => self.obey(command).await,
            Err(error) => Err(error.into()),
        };
        match obeyed {
            Ok(()) => Ok(()),
            Err(Failed::Refused(error)) => {
                let reply = error.reply(self.queue.language, client_id, room);
                self.say(&Event::Error(reply)).await
            }
            Err(Failed::Ended(ended)) => Err(ended),
        }
    }

    async fn obey(&mut self, command: Command) -> Result<(), Failed> {
        let (client_id, change) = match command {
            Command::SendMessage(command) => return self.post(command).await,
            Command::DirectMessage(command) => return self.write_to(command).await,
            Command::ChangeRoom(command) => return self.change_room(command).await,
            Command::Resume(command) => return self.resume(command).await,
            Command::Hello(_) => return Ok(self.say_welcome().await?),
            Command::Typing(command) => return self.types(command.room).await,
            Command::Activity(command) => {
                self.here.active(command.active);
                return Ok(());
            }
            Command::Announcement(Announce { message, minutes, client_id }) => {
                let chars_max = self.banter.config.message_chars;
                (client_id, announcements::announce(&message, minutes, chars_max)?)
            }
            Command::EditMessage(command) => {
                let text = self.banter.rooms.text(&command.message)?;
                let (room, of) = (command.room, command.seq);
                (command.client_id, Change::Edit { room, of, text })
            }
            Command::DeleteMessage(command) => {
                let (room, of) = (command.room, command.seq);
                (command.client_id, Change::Delete { room, of })
            }
            Command::React(command) => {
                let (room, of, on) = (command.room, command.seq, command.on);
                let emoji = Emoji::new(&command.emoji).map_err(Error::from)?;
                (command.client_id, Change::React { room, of, emoji, on })
            }
            // A question, which needs nothing to be written.
            Command::Read(Read { room, seq: Seq::ZERO, client_id: None }) => {
                let is_member = self.cursor.say_read(room, &mut self.wire).await?;
                return if is_member { Ok(()) } else { Err(Error::NotMember.into()) };
            }
            Command::Read(command) => {
                (command.client_id, Change::Read { room: command.room, seq: command.seq })
            }
            Command::Received(command) => {
                (command.client_id, Change::Received { room: command.room, seq: command.seq })
            }
            Command::LeaveRoom(command) => {
                if self.opened == Some(command.room) {
                    self.opened = None;
                }
                (command.client_id, Change::Leave(command.room))
            }
        };
        self.submit(client_id, change, false).await
    }

    async fn post(&mut self, command: SendMessage) -> Result<(), Failed> {
        let room = command.room.or(self.opened).ok_or(Error::NoRoom)?;
        let text = self.banter.rooms.text(&command.message)?;
        let change = Change::Message { room, text, reply_to: command.reply_to, alias: None };
        self.submit(command.client_id, change, !command.echo).await
    }

    async fn write_to(&mut self, command: DirectMessage) -> Result<(), Failed> {
        let rooms = &self.banter.rooms;
        let text = rooms.text(&command.message)?;
        let people = rooms.people(&self.session.user, &command.to).await?;
        let change = Change::Direct { people, text };
        self.submit(command.client_id, change, !command.echo).await
    }

    /// The others in the room are told; where they are too many to be told with every few keys, they are not.
    async fn types(&mut self, room: RoomId) -> Result<(), Failed> {
        if !self.cursor.follows(room) {
            return Err(Error::NotMember.into());
        }
        let user = self.session.user.id;
        if self.banter.typing.may_tell(room, user, Instant::now()) {
            let from = self.session.user.name.as_ref().to_owned();
            let frame = Event::Typing(Typist { room, from }).encode().into();
            self.banter.hub.tell_others(room, user, &frame, TYPING_LISTENERS_MAX).await;
        }
        Ok(())
    }

    /// The answer comes through the queue, after the commit.
    async fn submit(
        &mut self,
        client_id: Option<ClientId>,
        change: Change,
        stands_for_event: bool,
    ) -> Result<(), Failed> {
        let answer = (Arc::clone(&self.queue), stands_for_event);
        let author = self.session.user.clone();
        Ok(self.banter.rooms.submit(author, client_id, change, answer).await?)
    }

    async fn change_room(&mut self, command: ChangeRoom) -> Result<(), Failed> {
        let (author, rooms) = (self.session.user.clone(), &self.banter.rooms);
        let origin = Some(self.queue.connection);
        let called = (&*command.name, command.temporary);
        let room = rooms.join(author.clone(), called, origin).await?.room;
        // Listen, then read the head: what is committed in between comes by the queue.
        self.cursor.seat().listen(room);
        let standing = match rooms.standing(&author, room).await {
            Ok(standing) => standing,
            Err(error) => {
                self.cursor.seat().forget(room);
                return Err(error.into());
            }
        };
        self.opened = Some(room);
        Ok(self.cursor.follow(standing, command.after, &mut self.wire).await?)
    }

    async fn resume(&mut self, command: Resume) -> Result<(), Failed> {
        if command.rooms.len() > RESUME_ROOMS_MAX {
            return Err(Error::TooManyRooms.into());
        }
        for room in self.cursor.resume(command.rooms, &mut self.wire).await? {
            let language = self.queue.language;
            let reply = Error::NotMember.reply(language, command.client_id.clone(), Some(room));
            self.say(&Event::Error(reply)).await?;
        }
        Ok(())
    }

    /// After a refusal later commands are refused too until the time is over, so that order holds.
    fn slow_down(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if now < self.slow_until {
            return Err(Error::RateLimited(self.slow_until - now));
        }
        self.banter.rates.take(self.session.user.id, now).map_err(|wait| {
            self.slow_until = now + wait;
            Error::RateLimited(wait)
        })
    }

    async fn refuse_frame(
        &mut self,
        error: DecodeError,
        in_time: Result<(), Error>,
    ) -> Result<(), Ended> {
        let language = self.queue.language;
        let words = &words::of(language).frame;
        let (code, message, client_id) = match error {
            DecodeError::BadJson => {
                self.strike()?;
                (ErrorCode::BadJson, words.bad_json.to_owned(), None)
            }
            DecodeError::UnknownKind => {
                (ErrorCode::UnknownEvent, words.unknown_event.to_owned(), None)
            }
            DecodeError::BadPayload { reason, client_id } => {
                (ErrorCode::BadPayload, (words.bad_payload)(&reason), client_id)
            }
        };
        if let Err(slow_down) = in_time {
            return self.say(&Event::Error(slow_down.reply(language, client_id, None))).await;
        }
        let (room, retry_after_ms, is_final) = (None, None, true);
        let reply = ErrorReply { code, message, client_id, room, retry_after_ms, is_final };
        self.say(&Event::Error(reply)).await
    }

    fn strike(&mut self) -> Result<(), Ended> {
        let now = Instant::now();
        self.strikes.retain(|strike| now - *strike < STRIKES_WITHIN);
        self.strikes.push_back(now);
        if self.strikes.len() < STRIKES { Ok(()) } else { Err(Ended::Close(CloseCode::Policy)) }
    }
}

/// Why a command came to nothing.
enum Failed {
    /// The client is told and goes on.
    Refused(Error),
    /// The connection ends.
    Ended(Ended),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<Ended> for Failed {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
    }
}
