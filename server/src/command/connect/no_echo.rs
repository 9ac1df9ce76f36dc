//! `banter connect --no-echo`: publish without self. On this connection an ack stands for the event, so
//! what it stands for is made of what was sent.

use std::collections::HashMap;

use app::event::{Ack, ClientId, Command, Event, NewMessage, Seq};

/// What was sent and has no ack yet.
#[derive(Debug, Default)]
pub(super) struct NoEcho {
    sent: HashMap<ClientId, (String, Option<Seq>)>,
}

impl NoEcho {
    /// Asks that a message is not told to the connection that sends it.
    pub(super) fn send(&mut self, command: &mut Command) {
        if let Command::SendMessage(message) = command {
            message.echo = false;
            if let Some(id) = &message.client_id {
                self.sent.insert(id.clone(), (message.message.clone(), message.reply_to));
            }
        }
    }

    /// The event for which `ack` stands, as `me` would have heard it. A repeated ack stands for none: the
    /// message is told in its place, with all that was missed.
    pub(super) fn event(&mut self, ack: &Ack, me: &str) -> Option<Event> {
        let client_id = ack.client_id.clone()?;
        let (message, reply_to) = self.sent.remove(&client_id).filter(|_| !ack.dup)?;
        Some(Event::NewMessage(NewMessage {
            room: ack.room,
            seq: ack.seq,
            from: me.to_owned(),
            message,
            html: String::new(),
            sent: ack.sent.clone(),
            client_id: Some(client_id),
            reply_to,
            mentions: Vec::new(),
            edited: None,
            deleted: false,
            reactions: Vec::new(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::NoEcho;
    use app::event::{Ack, ClientId, Command, Event, RoomId, SendMessage, Seq, Timestamp};

    #[test]
    fn an_ack_stands_for_the_event_once() {
        let id = ClientId::try_from("id".to_owned()).unwrap();
        let mut command = Command::SendMessage(SendMessage {
            message: "hi".to_owned(),
            client_id: Some(id.clone()),
            room: Some(RoomId(1)),
            reply_to: None,
            echo: true,
        });
        let sent = Timestamp("2026-11-21T03:36:00.000Z".to_owned());
        let (room, seq) = (RoomId(1), Seq(7));
        let ack = Ack { client_id: Some(id), room, seq, sent, dup: false, delivery: None };
        let mut no_echo = NoEcho::default();
        no_echo.send(&mut command);
        assert!(matches!(&command, Command::SendMessage(message) if !message.echo));
        let Some(Event::NewMessage(told)) = no_echo.event(&ack, "ann") else { panic!() };
        assert_eq!((told.seq, &*told.from, &*told.message), (Seq(7), "ann", "hi"));
        assert_eq!(no_echo.event(&ack, "ann"), None);
        no_echo.send(&mut command);
        assert_eq!(no_echo.event(&Ack { dup: true, ..ack }, "ann"), None);
    }
}
