//! Stop 2 of a message's way: what a person says and does with messages.

use leptos::prelude::{Set, Update, UpdateValue, WithUntracked, WithValue};

use super::Chat;
use crate::client::{Client, Place, SayError};
use crate::event::{ClientId, RoomId, Seq};
use crate::http::Part;
use crate::timeline::Spot;
use crate::{address, browser};

impl Chat {
    /// Says `text` in the room shown.
    ///
    /// # Errors
    /// What is wrong with the text, or that too much waits already.
    pub fn say(self, text: &str) -> Result<(), SayError> {
        self.change(|client| client.say(text, browser::moment()))?;
        self.show_end();
        Ok(())
    }

    /// Something was written that is not said yet.
    pub fn typed(self) {
        let now = browser::now_ms();
        if self.client.try_update_value(|client| client.typed(now)) == Some(true) {
            self.settle();
        }
    }

    /// Changes the text of one's own message; with the text as it is, nothing is sent.
    ///
    /// # Errors
    /// What is wrong with the text, or that too much waits already.
    pub fn edit(self, seq: Seq, text: &str) -> Result<(), SayError> {
        self.change(|client| client.edit(seq, text, browser::moment()))
    }

    /// Deletes a message, unless that is undone within 5 s.
    pub fn delete(self, seq: Seq) {
        self.change_or_say(|client| client.delete(seq, browser::moment()));
    }

    /// Takes back a deletion that still waits: the row's `undo`.
    pub fn undo(self, id: &ClientId) {
        self.client.update_value(|client| client.undo(id));
        self.settle();
    }

    /// Reacts to a message, or takes that back.
    pub fn react(self, seq: Seq, emoji: &str, on: bool) {
        self.change_or_say(|client| client.react(seq, emoji, on, browser::moment()));
    }

    /// The newest of one's own messages shown that can be edited, and its text.
    #[must_use]
    pub fn last_own(self) -> Option<(Seq, String)> {
        self.client.with_value(Client::last_own)
    }

    /// The person is at the end of the rows of `room`, or reads at `spot`. At the end of the room,
    /// what is in view is read.
    pub fn look(self, room: RoomId, at_end: bool, spot: Option<Spot>) {
        // The list says so with every pixel that it is scrolled by.
        if self.client.try_update_value(|client| client.look(room, at_end, spot)) == Some(true) {
            self.settle();
        }
    }

    /// The address of the message `seq` of the room shown.
    #[must_use]
    pub fn link_of(self, seq: Seq) -> Option<String> {
        self.room.with_untracked(|room| Some(address::of(&room.as_ref()?.handle(), Some(seq))))
    }

    /// Whether it is the message that the page was opened at.
    #[must_use]
    pub fn is_linked(self, seq: Option<Seq>) -> bool {
        self.linked.is_some_and(|(room, linked)| {
            seq == Some(linked) && self.place.with_untracked(|place| *place == Place::Room(room))
        })
    }

    /// Where the person reads in `room`; `None` at its end, and where there is none.
    #[must_use]
    pub fn spot_in(self, room: Option<RoomId>) -> Option<Spot> {
        self.client.with_value(|client| client.spot(room?))
    }

    /// Shows the messages after the newest shown, and loads them if need be.
    pub fn go_down(self) {
        let asked = self.client.try_update_value(Client::ask_newer).flatten();
        self.settle();
        if let Some((room, after)) = asked {
            self.load_part(room, Part::After(after));
        }
    }

    /// Loads the messages after the newest shown once more, after that had failed.
    pub fn load_newer(self) {
        self.client.update_value(Client::try_newer_again);
        self.go_down();
    }

    /// The person is to be where the newest messages are.
    pub fn show_end(self) {
        self.to_end.update(|count| *count += 1);
    }

    /// Shows the newest messages.
    pub fn go_to_end(self) {
        self.client.update_value(Client::go_to_end);
        self.settle();
    }

    /// The announcement that is shown was seen.
    pub fn dismiss(self) {
        self.client.update_value(Client::dismiss);
        self.settle();
    }

    /// Sends a refused row once more.
    pub fn retry(self, client_id: &ClientId) {
        self.client.update_value(|client| client.retry(client_id, browser::moment()));
        self.settle();
    }

    /// Forgets a refused row.
    pub fn discard(self, client_id: &ClientId) {
        self.client.update_value(|client| client.discard(client_id));
        self.settle();
    }

    /// The same for what has no field beside which a refusal could stand.
    fn change_or_say(self, change: impl FnOnce(&mut Client) -> Result<(), SayError>) {
        self.not_done
            .set(self.change(change).err().map(|reason| reason.in_words(&self.words.composer)));
    }

    /// Has the client take in what a person wants, and does what follows from it.
    fn change(
        self,
        change: impl FnOnce(&mut Client) -> Result<(), SayError>,
    ) -> Result<(), SayError> {
        self.client.try_update_value(change).unwrap_or(Ok(()))?;
        self.settle();
        Ok(())
    }
}
