//! What people say to each other instead of to a room.

use app::event::{
    Ack, ClientId, Command, DirectMessage, Event, Received, RoomId, RoomSummary, Seq, Welcome,
};

use super::{Person, new_client_id};

impl Person {
    /// Writes to people; the ack is still to come.
    pub(crate) async fn begins_to_write(&mut self, to: &[&str], text: &str) -> ClientId {
        let client_id = new_client_id();
        self.writes_as(to, text, client_id.clone()).await;
        client_id
    }

    /// The same under that id.
    pub(crate) async fn writes_as(&mut self, to: &[&str], text: &str, client_id: ClientId) {
        self.sends(&Command::DirectMessage(DirectMessage {
            to: to.iter().map(|name| (*name).to_owned()).collect(),
            message: text.to_owned(),
            client_id: Some(client_id),
            echo: true,
        }))
        .await;
    }

    /// Writes to people and waits for the ack; the room is theirs from now on.
    pub(crate) async fn writes(&mut self, to: &[&str], text: &str) -> Ack {
        let client_id = self.begins_to_write(to, text).await;
        let ack: Ack = self.sees().await;
        assert_eq!(ack.client_id, Some(client_id));
        self.room = Some(ack.room);
        ack
    }

    /// Sees a conversation come into being, and goes on in it.
    pub(crate) async fn is_written_to(&mut self) -> RoomSummary {
        let room: RoomSummary = self.sees().await;
        self.room = Some(room.room);
        room
    }

    /// Has everything up to `seq` of the room last opened.
    pub(crate) async fn receives(&mut self, seq: Seq) {
        let room = self.room.unwrap();
        self.sends(&Command::Received(Received { room, seq, client_id: None })).await;
    }

    /// Of `room` nothing at all has come here.
    pub(crate) async fn knows_nothing_of(&mut self, room: RoomId) {
        self.sends_text(r#"{"type":"hello"}"#).await;
        let welcome: Welcome = self.sees().await;
        let names = |event: &Event| is_told_of(room, &event.encode());
        assert!(!names(&Event::Welcome(welcome)), "{} is told in the welcome", self.name);
        assert_eq!(self.heard(names), None, "{} was told", self.name);
    }
}

/// Whether a text of the wire has to do with `room`; it may be a name as well.
pub(crate) fn is_told_of(room: RoomId, text: &str) -> bool {
    text.contains(&format!("\"room\":\"{room}\"")) || text.contains(&format!("\"{room}\":"))
}
