//! What is said, changed, taken back and answered with an emoji.

use std::collections::BTreeMap;

use app::event::{Event, MessageDeleted, MessageEdited, NewMessage, ReactionChanged, RoomId, Seq};
use rusqlite::{OptionalExtension, params};

use super::people::FIRST;
use super::{Answer, Content, Entry, reaction_kind};
use crate::alias::Alias;
use crate::store::sqlite::read::Kind;
use crate::store::{Appended, REACTIONS_MAX, Refused, Text, UserId};

/// A message as it stands.
struct Stands {
    author: UserId,
    /// The row that holds its text.
    current: Seq,
    /// The row that deleted it.
    deleted: Option<Seq>,
}

impl Entry<'_> {
    pub(super) fn message(
        &self,
        room: RoomId,
        text: &Text,
        reply_to: Option<Seq>,
        alias: Option<&Alias>,
    ) -> rusqlite::Result<Answer> {
        let joined = match self.may_say(room)? {
            Ok(joined) => Some(joined),
            Err(Refused::NotMember) => match self.may_call_into(room)? {
                Ok(()) => None,
                Err(refused) => return Ok(Err(refused)),
            },
            Err(refused) => return Ok(Err(refused)),
        };
        self.say((room, joined), text, reply_to, alias)
    }

    /// Says it in a room where the author may: a member, since `joined`, or a bot that is none.
    pub(super) fn say(
        &self,
        (room, joined): (RoomId, Option<Seq>),
        text: &Text,
        reply_to: Option<Seq>,
        alias: Option<&Alias>,
    ) -> rusqlite::Result<Answer> {
        let alias = alias.map(Alias::as_str);
        if let Some(of) = reply_to
            && self.stands(room, of)?.is_none()
        {
            return Ok(Err(Refused::NotFound));
        }
        let (message, named) = (text.body.as_str(), self.named(room, text)?);
        let mentions: Vec<_> = named.iter().map(|member| member.name.clone()).collect();
        let html = text.markup.naming(&mentions);
        let content = Content { of: reply_to, body: Some(message), html: Some(&html), alias };
        let seq = self.insert(Kind::Message, room, content)?;
        self.db
            .prepare_cached(
                "INSERT INTO message (room, seq, current, author) VALUES (?1, ?2, ?2, ?3)",
            )?
            .execute(params![room.0, seq.0, self.author().id.0])?;
        self.mention(room, seq, seq, &named)?;
        let event = Event::NewMessage(NewMessage {
            room,
            seq,
            from: self.name(),
            message: message.to_owned(),
            html,
            sent: self.sent.clone(),
            client_id: self.entry.client_id.clone(),
            reply_to,
            mentions,
            edited: None,
            deleted: false,
            reactions: Vec::new(),
            bot: self.author().bot,
            alias: alias.map(str::to_owned),
        });
        // Any other room begins with its maker's member_joined.
        let entered = if seq == FIRST { self.show_all(room)? } else { Vec::new() };
        let recipients = match joined {
            Some(joined) => self.others(room, joined)?,
            None => None,
        };
        Ok(Ok(Appended { entered, recipients, ..self.appended(room, seq, event) }))
    }

    pub(super) fn edit(&self, room: RoomId, of: Seq, text: &Text) -> rusqlite::Result<Answer> {
        let stands = match self.standing_message(room, of)? {
            Ok(stands) => stands,
            Err(refused) => return Ok(Err(refused)),
        };
        if stands.author != self.author().id {
            return Ok(Err(Refused::Forbidden));
        }
        let message = text.body.as_str();
        let says = "SELECT body = ?3 FROM room_log WHERE room = ?1 AND seq = ?2";
        let says_so = self
            .db
            .prepare_cached(says)?
            .query_row(params![room.0, stands.current.0, message], |row| row.get::<_, bool>(0))?;
        if says_so {
            return Ok(Ok(self.so_already(room, stands.current)));
        }
        let named = self.named(room, text)?;
        let mentions: Vec<_> = named.iter().map(|member| member.name.clone()).collect();
        let html = text.markup.naming(&mentions);
        let content = Content { body: Some(message), html: Some(&html), ..Content::of(of) };
        let seq = self.insert(Kind::Edited, room, content)?;
        self.db
            .prepare_cached("UPDATE message SET current = ?3 WHERE room = ?1 AND seq = ?2")?
            .execute(params![room.0, of.0, seq.0])?;
        self.mention(room, of, seq, &named)?;
        let event = Event::MessageEdited(MessageEdited {
            room,
            seq,
            of,
            from: self.name(),
            message: message.to_owned(),
            html,
            sent: self.sent.clone(),
            client_id: self.entry.client_id.clone(),
            mentions,
            deleted: false,
        });
        Ok(Ok(self.appended(room, seq, event)))
    }

    /// The message stays as a tombstone; of its texts, nothing does.
    pub(super) fn delete(&self, room: RoomId, of: Seq) -> rusqlite::Result<Answer> {
        if self.joined(room)?.is_none() {
            return Ok(Err(Refused::NotMember));
        }
        let Some(stands) = self.stands(room, of)? else { return Ok(Err(Refused::NotFound)) };
        if stands.author != self.author().id && !self.is_admin()? {
            return Ok(Err(Refused::Forbidden));
        }
        if let Some(deleted) = stands.deleted {
            return Ok(Ok(self.so_already(room, deleted)));
        }
        let seq = self.insert(Kind::Deleted, room, Content::of(of))?;
        self.db
            .prepare_cached("UPDATE message SET deleted = ?3 WHERE room = ?1 AND seq = ?2")?
            .execute(params![room.0, of.0, seq.0])?;
        for wipe in [
            "UPDATE room_log SET body = '', html = '', alias = NULL WHERE room = ?1 AND seq = ?2",
            "UPDATE room_log SET body = '', html = '' WHERE room = ?1 AND of = ?2 AND kind = 4",
            "DELETE FROM mention WHERE room = ?1 AND row = ?2",
            "DELETE FROM mention WHERE room = ?1 AND row IN
                (SELECT seq FROM room_log WHERE room = ?1 AND of = ?2 AND kind = 4)",
            "DELETE FROM reaction WHERE room = ?1 AND seq = ?2",
        ] {
            self.db.prepare_cached(wipe)?.execute(params![room.0, of.0])?;
        }
        let (sent, client_id) = (self.sent.clone(), self.entry.client_id.clone());
        let deleted = MessageDeleted { room, seq, of, from: self.name(), sent, client_id };
        Ok(Ok(self.appended(room, seq, Event::MessageDeleted(deleted))))
    }

    pub(super) fn react(
        &self,
        room: RoomId,
        of: Seq,
        emoji: &str,
        on: bool,
    ) -> rusqlite::Result<Answer> {
        if let Err(refused) = self.standing_message(room, of)? {
            return Ok(Err(refused));
        }
        let user = self.author().id.0;
        let given = "SELECT at FROM reaction
                     WHERE room = ?1 AND seq = ?2 AND emoji = ?3 AND user = ?4";
        let key = params![room.0, of.0, emoji, user];
        let given = self.db.prepare_cached(given)?.query_row(key, |row| Ok(Seq(row.get(0)?)));
        match (on, given.optional()?) {
            (true, Some(at)) => return Ok(Ok(self.so_already(room, at))),
            (false, None) => return Ok(Ok(self.so_already(room, of))),
            (true, None) if self.has_enough_reactions(room, of, emoji)? => {
                return Ok(Err(Refused::TooManyReactions));
            }
            (true, None) | (false, Some(_)) => {}
        }
        let content = Content { body: Some(emoji), ..Content::of(of) };
        let seq = self.insert(reaction_kind(on), room, content)?;
        let change = if on {
            "INSERT INTO reaction (room, seq, emoji, user, at) VALUES (?1, ?2, ?3, ?4, ?5)"
        } else {
            "DELETE FROM reaction
             WHERE room = ?1 AND seq = ?2 AND emoji = ?3 AND user = ?4 AND at < ?5"
        };
        let mut change = self.db.prepare_cached(change)?;
        change.execute(params![room.0, of.0, emoji, user, seq.0])?;
        let (sent, client_id) = (self.sent.clone(), self.entry.client_id.clone());
        let (from, emoji) = (self.name(), emoji.to_owned());
        let event = ReactionChanged { room, seq, of, from, emoji, on, sent, client_id };
        Ok(Ok(self.appended(room, seq, Event::ReactionChanged(event))))
    }

    fn has_enough_reactions(&self, room: RoomId, of: Seq, emoji: &str) -> rusqlite::Result<bool> {
        let others = "SELECT count(DISTINCT emoji) FROM reaction
                      WHERE room = ?1 AND seq = ?2 AND emoji != ?3";
        let others: usize = self
            .db
            .prepare_cached(others)?
            .query_row(params![room.0, of.0, emoji], |row| row.get(0))?;
        Ok(others >= REACTIONS_MAX)
    }

    /// The author, who is no member, may say something: a bot, where there is a name to join by.
    fn may_call_into(&self, room: RoomId) -> rusqlite::Result<Result<(), Refused>> {
        if !self.author().bot {
            return Ok(Err(Refused::NotMember));
        }
        let named = "SELECT archived FROM room WHERE id = ?1 AND kind = 'room' AND deleted = 0";
        let archived =
            self.db.prepare_cached(named)?.query_row([room.0], |row| row.get(0)).optional()?;
        Ok(match archived {
            None => Err(Refused::NotMember),
            Some(true) => Err(Refused::Archived),
            Some(false) => Ok(()),
        })
    }

    /// A message that can still be changed, in a room of the author's.
    fn standing_message(&self, room: RoomId, of: Seq) -> rusqlite::Result<Result<Stands, Refused>> {
        if let Err(refused) = self.may_say(room)? {
            return Ok(Err(refused));
        }
        let stands = self.stands(room, of)?.filter(|message| message.deleted.is_none());
        Ok(stands.ok_or(Refused::NotFound))
    }

    fn stands(&self, room: RoomId, seq: Seq) -> rusqlite::Result<Option<Stands>> {
        let query = "SELECT author, current, deleted FROM message WHERE room = ?1 AND seq = ?2";
        self.db
            .prepare_cached(query)?
            .query_row(params![room.0, seq.0], |row| {
                let deleted = Some(Seq(row.get(2)?)).filter(|seq| *seq > Seq::ZERO);
                Ok(Stands { author: UserId(row.get(0)?), current: Seq(row.get(1)?), deleted })
            })
            .optional()
    }

    pub(super) fn is_admin(&self) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached("SELECT admin FROM user WHERE id = ?1")?
            .query_row([self.author().id.0], |row| row.get(0))
    }

    /// The members whom `text` names, by their keys.
    fn named(&self, room: RoomId, text: &Text) -> rusqlite::Result<Vec<Member>> {
        let member =
            "SELECT u.id, u.name FROM user u JOIN member m ON m.user = u.id AND m.room = ?2
                      WHERE u.name_key = ?1";
        let mut found = BTreeMap::new();
        for keys in &text.named {
            for key in keys {
                let member =
                    self.db.prepare_cached(member)?.query_row(params![key, room.0], |row| {
                        Ok(Member { id: UserId(row.get(0)?), name: row.get(1)? })
                    });
                if let Some(member) = member.optional()? {
                    found.insert(key, member);
                    break;
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// Notes whom the text of message `of`, held by the row `row`, names.
    fn mention(&self, room: RoomId, of: Seq, row: Seq, named: &[Member]) -> rusqlite::Result<()> {
        let insert = "INSERT INTO mention (room, row, user, of) VALUES (?1, ?2, ?3, ?4)";
        for Member { id, .. } in named {
            self.db.prepare_cached(insert)?.execute(params![room.0, row.0, id.0, of.0])?;
        }
        Ok(())
    }
}

/// A member whom a text names.
struct Member {
    id: UserId,
    name: String,
}
