//! What an admin says to everybody. It is in no room: its place in an answer is room 0, and its own number.

use app::event::{Body, RoomId, Seq};
use rusqlite::params;

use super::{Answer, Entry};
use crate::store::{ANNOUNCEMENTS_MAX, AnnouncementId, Refused};

/// Where announcements are, for what asks for a room.
pub(super) const NO_ROOM: RoomId = RoomId(0);

impl Entry<'_> {
    /// What has expired makes room, then the oldest that was ended early.
    pub(super) fn announce(&self, text: &Body, lifetime_ms: i64) -> rusqlite::Result<Answer> {
        if !self.is_admin()? {
            return Ok(Err(Refused::NotAdmin));
        }
        self.db
            .prepare_cached("DELETE FROM announcement WHERE expires <= ?1")?
            .execute([self.now])?;
        let count = "SELECT count(*) FROM announcement";
        let there: usize = self.db.prepare_cached(count)?.query_row([], |row| row.get(0))?;
        let forget = "DELETE FROM announcement
                      WHERE id = (SELECT min(id) FROM announcement WHERE ended IS NOT NULL)";
        if there >= ANNOUNCEMENTS_MAX && self.db.prepare_cached(forget)?.execute([])? == 0 {
            return Ok(Err(Refused::TooManyAnnouncements));
        }
        let insert = "INSERT INTO announcement (author, body, sent, expires)
                      VALUES (?1, ?2, ?3, ?4) RETURNING id";
        let expires = self.now.saturating_add(lifetime_ms);
        let id =
            self.db.prepare_cached(insert)?.query_row(
                params![self.author().id.0, text.as_str(), self.now, expires],
                |row| row.get(0),
            )?;
        Ok(Ok(self.without_row(NO_ROOM, Seq(id))))
    }

    /// Its text goes at once; that it is over is told to those who were told of it.
    pub(super) fn end_announcement(&self, id: AnnouncementId) -> rusqlite::Result<Answer> {
        if !self.is_admin()? {
            return Ok(Err(Refused::NotAdmin));
        }
        let end = "UPDATE announcement SET ended = ?2, body = ''
                   WHERE id = ?1 AND ended IS NULL AND expires > ?2";
        let ended = self.db.prepare_cached(end)?.execute(params![id.0, self.now])?;
        let place = Seq(id.0);
        Ok(Ok(if ended == 1 {
            self.without_row(NO_ROOM, place)
        } else {
            self.so_already(NO_ROOM, place)
        }))
    }
}
