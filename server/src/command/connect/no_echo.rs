//! `banter connect --no-echo`: publish without self. On this connection an ack stands for the event, so
//! what it stands for is made of what was sent.

use std::collections::HashMap;

use app::event::{Ack, ClientId, Command, Event, NewMessage, Seq};

/// What was sent, until its ack, its event or its refusal.
#[derive(Debug, Default)]
pub(super) struct NoEcho {
    sent: HashMap<ClientId, (String, Option<Seq>)>,
}

impl NoEcho {
    /// Asks that a message is not told to the connection that sends it.
    pub(super) fn send(&mut self, command: &mut Command) {
        let (echo, id, text, reply_to) = match command {
            Command::SendMessage(said) => {
                (&mut said.echo, &said.client_id, &said.message, said.reply_to)
            }
            Command::DirectMessage(said) => (&mut said.echo, &said.client_id, &said.message, None),
            _ => return,
        };
        *echo = false;
        if let Some(id) = id {
            self.sent.insert(id.clone(), (text.clone(), reply_to));
        }
    }

    /// The event for which `ack` stands, as `me` would have heard it. A repeated ack stands for none: the
    /// message is told in its place, with all that was missed.
    pub(super) fn event(&mut self, ack: &Ack, me: &str) -> Option<Event> {
        let client_id = ack.client_id.clone().filter(|_| !ack.dup)?;
        let (message, reply_to) = self.sent.remove(&client_id)?;
        Some(Self::told(ack, me, message, reply_to))
    }

    fn told(ack: &Ack, me: &str, message: String, reply_to: Option<Seq>) -> Event {
        let said = NewMessage::plain(ack.room, ack.seq, me.to_owned(), message, ack.sent.clone());
        Event::NewMessage(NewMessage { client_id: ack.client_id.clone(), reply_to, ..said })
    }

    /// Whether `event` tells what was sent: its ack was lost with a connection, and a return brings it.
    pub(super) fn is_own(&mut self, event: &Event) -> bool {
        let Event::NewMessage(NewMessage { client_id: Some(id), .. }) = event else { return false };
        self.sent.remove(id).is_some()
    }

    /// The server will not have what was sent under `id`.
    pub(super) fn refused(&mut self, id: &ClientId) {
        self.sent.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::NoEcho;
    use app::event::{Ack, ClientId, Command, Event, RoomId, SendMessage, Seq, Timestamp};

    fn id() -> ClientId {
        ClientId::try_from("id".to_owned()).unwrap()
    }

    fn command() -> Command {
        Command::SendMessage(SendMessage {
            message: "hi".to_owned(),
            client_id: Some(id()),
            room: Some(RoomId(1)),
            reply_to: None,
            echo: true,
        })
    }

    fn ack() -> Ack {
        let sent = Timestamp("2026-11-21T03:36:00.000Z".to_owned());
        let (room, seq) = (RoomId(1), Seq(7));
        Ack { client_id: Some(id()), room, seq, sent, dup: false, delivery: None }
    }

    #[test]
    fn an_ack_stands_for_the_event_once() {
        let (mut command, ack) = (command(), ack());
        let mut no_echo = NoEcho::default();
        no_echo.send(&mut command);
        assert!(matches!(&command, Command::SendMessage(message) if !message.echo));
        let Some(Event::NewMessage(told)) = no_echo.event(&ack, "ann") else { panic!() };
        assert_eq!((told.seq, &*told.from, &*told.message), (Seq(7), "ann", "hi"));
        assert_eq!(no_echo.event(&ack, "ann"), None);
        no_echo.send(&mut command);
        assert_eq!(no_echo.event(&Ack { dup: true, ..ack }, "ann"), None);
    }

    #[test]
    fn what_a_return_brings_is_known_as_ones_own_and_nothing_is_kept_of_what_is_over() {
        let (sent, again) = (ack(), Ack { dup: true, ..ack() });
        let said = NoEcho::told(&sent, "ann", "hi".to_owned(), None);
        for is_acked_first in [true, false] {
            let mut no_echo = NoEcho::default();
            no_echo.send(&mut command());
            if is_acked_first {
                assert_eq!(no_echo.event(&again, "ann"), None);
            }
            assert!(no_echo.is_own(&said) && !no_echo.is_own(&said));
            assert_eq!(no_echo.event(&again, "ann"), None);
            assert!(no_echo.sent.is_empty());
        }
        let mut no_echo = NoEcho::default();
        no_echo.send(&mut command());
        no_echo.refused(&id());
        assert!(no_echo.sent.is_empty() && !no_echo.is_own(&said));
    }
}
