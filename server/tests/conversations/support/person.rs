//! Somebody at a socket, who says and sees things.

use std::collections::VecDeque;

use app::event::{
    Ack, ChangeRoom, ClientId, Command, DeleteMessage, EditMessage, ErrorReply, Event, LeaveRoom,
    NewMessage, Position, React, Read, ReadChanged, Resume, RoomChanged, RoomId, RoomPosition,
    SendMessage, Seq, Welcome,
};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;

use super::{App, try_open, within};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody at a socket.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) welcome: Welcome,
    /// The room last opened.
    pub(crate) room: Option<RoomId>,
    pub(crate) socket: Socket,
    /// Heard while waiting for something else.
    heard: VecDeque<Event>,
}

/// What can be done to a message.
#[derive(Clone, Copy)]
pub(crate) enum Wish<'a> {
    Edit(&'a str),
    Delete,
    React(&'a str, bool),
}

impl Wish<'_> {
    pub(crate) fn command(self, room: RoomId, seq: Seq, client_id: Option<ClientId>) -> Command {
        match self {
            Self::Edit(text) => {
                Command::EditMessage(EditMessage { room, seq, message: text.to_owned(), client_id })
            }
            Self::Delete => Command::DeleteMessage(DeleteMessage { room, seq, client_id }),
            Self::React(emoji, on) => {
                Command::React(React { room, seq, emoji: emoji.to_owned(), on, client_id })
            }
        }
    }
}

/// What a conversation waits for.
pub(crate) trait Sees: Sized {
    fn pick(event: &Event) -> Option<Self>;
}

macro_rules! sees {
    ($($payload:ty: $variant:ident,)+) => {
        $(impl Sees for $payload {
            fn pick(event: &Event) -> Option<Self> {
                match event {
                    Event::$variant(payload) => Some(payload.clone()),
                    _ => None,
                }
            }
        })+
    };
}

sees! {
    Welcome: Welcome,
    RoomChanged: RoomChanged,
    app::event::RoomRenamed: RoomRenamed,
    app::event::RoomSummary: RoomAdded,
    app::event::RoomRemoved: RoomRemoved,
    Ack: Ack,
    ErrorReply: Error,
    NewMessage: NewMessage,
    app::event::Synced: Synced,
    app::event::Gap: Gap,
    app::event::Reset: Reset,
    app::event::Heartbeat: Heartbeat,
    app::event::Closing: Closing,
    app::event::MessageEdited: MessageEdited,
    app::event::MessageDeleted: MessageDeleted,
    app::event::ReactionChanged: ReactionChanged,
    ReadChanged: ReadChanged,
    app::event::Receipt: Receipt,
    app::event::Presence: Presence,
    app::event::Typist: Typing,
    app::event::Announcement: Announcement,
}

impl Person {
    /// Opens a socket as a program does: by its token, without an Origin.
    pub(crate) async fn enters(app: &App, name: &str, token: String, otp: &str) -> Self {
        Self::enters_with(app, name, token, otp, &[]).await
    }

    /// The same, with these headers too.
    pub(crate) async fn enters_with(
        app: &App,
        name: &str,
        token: String,
        otp: &str,
        headers: &[(&'static str, &str)],
    ) -> Self {
        let bearer = format!("Bearer {token}");
        let headers = [headers, &[("authorization", &bearer)]].concat();
        let socket = try_open(app.address, otp, &headers).await;
        let mut socket = socket.unwrap();
        let Event::Welcome(welcome) = next_event(&mut socket).await else {
            panic!("the welcome comes first")
        };
        let (room, heard) = (None, VecDeque::new());
        Self { name: name.to_owned(), token, welcome, room, socket, heard }
    }

    pub(crate) async fn sends(&mut self, command: &Command) {
        self.sends_text(&command.encode()).await;
    }

    pub(crate) async fn sends_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Opens a room and stands at its head.
    pub(crate) async fn opens(&mut self, name: &str) -> RoomChanged {
        self.opens_after(name, None).await
    }

    pub(crate) async fn opens_after(&mut self, name: &str, after: Option<Position>) -> RoomChanged {
        let name = name.to_owned();
        self.sends(&Command::ChangeRoom(ChangeRoom {
            name,
            after,
            client_id: None,
            temporary: false,
        }))
        .await;
        let changed: RoomChanged = self.sees().await;
        self.room = Some(changed.room);
        changed
    }

    pub(crate) async fn leaves(&mut self, room: RoomId) {
        self.sends(&Command::LeaveRoom(LeaveRoom { room, client_id: None })).await;
    }

    /// Sends to the room last opened; the ack is still to come.
    pub(crate) async fn begins_to_say(&mut self, text: &str) -> ClientId {
        let client_id = new_client_id();
        self.sends(&Command::SendMessage(SendMessage {
            message: text.to_owned(),
            client_id: Some(client_id.clone()),
            room: self.room,
            reply_to: None,
            echo: true,
        }))
        .await;
        client_id
    }

    /// Asks for something to be done to message `seq` of the room last opened.
    pub(crate) async fn asks(&mut self, what: Wish<'_>, seq: Seq) -> ClientId {
        let (room, client_id) = (self.room.unwrap(), new_client_id());
        let id = Some(client_id.clone());
        self.sends(&what.command(room, seq, id)).await;
        client_id
    }

    /// Asks and waits for the ack.
    pub(crate) async fn does(&mut self, what: Wish<'_>, seq: Seq) -> Ack {
        let client_id = self.asks(what, seq).await;
        let ack: Ack = self.sees().await;
        assert_eq!(ack.client_id, Some(client_id));
        ack
    }

    /// Asks and is refused.
    pub(crate) async fn is_refused(&mut self, what: Wish<'_>, seq: Seq) -> ErrorReply {
        let client_id = self.asks(what, seq).await;
        let error: ErrorReply = self.sees().await;
        assert_eq!(error.client_id, Some(client_id));
        error
    }

    /// Has read everything up to `seq` in the room last opened.
    pub(crate) async fn reads(&mut self, seq: Seq) -> ReadChanged {
        let room = self.room.unwrap();
        self.sends(&Command::Read(Read { room, seq, client_id: None })).await;
        self.sees().await
    }

    /// Resumes the room last opened from `seq`.
    pub(crate) async fn resumes(&mut self, seq: Seq) {
        let (room, epoch) = (self.room.unwrap(), self.welcome.epoch.clone());
        let rooms = vec![RoomPosition { room, epoch, seq }];
        self.sends(&Command::Resume(Resume { rooms, client_id: None })).await;
    }

    /// Sends and waits for the ack.
    pub(crate) async fn says(&mut self, text: &str) -> Ack {
        let client_id = self.begins_to_say(text).await;
        let ack: Ack = self.sees().await;
        assert_eq!(ack.client_id, Some(client_id));
        ack
    }

    /// Says one after the other and waits for all acks: while one commit is synced, many more are on their way.
    pub(crate) async fn says_all(&mut self, texts: &[String]) {
        // So few that their acks and echoes fit into a small queue.
        for some in texts.chunks(20) {
            let mut asked = Vec::new();
            for text in some {
                asked.push(self.begins_to_say(text).await);
            }
            for client_id in &asked {
                self.is_answered(client_id).await.unwrap();
            }
        }
    }

    /// What the command with that id came to.
    pub(crate) async fn is_answered(&mut self, id: &ClientId) -> Result<Ack, ErrorReply> {
        let answer = |event: &Event| match event {
            Event::Ack(ack) if ack.client_id.as_ref() == Some(id) => Some(Ok(ack.clone())),
            Event::Error(error) if error.client_id.as_ref() == Some(id) => Some(Err(error.clone())),
            _ => None,
        };
        if let Some(at) = self.heard.iter().position(|event| answer(event).is_some()) {
            return self.heard.remove(at).and_then(|event| answer(&event)).unwrap();
        }
        within("an answer", async {
            loop {
                let event = next_event(&mut self.socket).await;
                match answer(&event) {
                    Some(answer) => return answer,
                    None => self.heard.push_back(event),
                }
            }
        })
        .await
    }

    /// The next event of that kind; what comes before it is kept for later.
    pub(crate) async fn sees<T: Sees>(&mut self) -> T {
        if let Some(index) = self.heard.iter().position(|event| T::pick(event).is_some()) {
            let event = self.heard.remove(index).unwrap();
            return T::pick(&event).unwrap();
        }
        let what = std::any::type_name::<T>();
        within(what, async {
            loop {
                let event = next_event(&mut self.socket).await;
                match T::pick(&event) {
                    Some(payload) => return payload,
                    None => self.heard.push_back(event),
                }
            }
        })
        .await
    }

    /// The next message, which must be this one.
    pub(crate) async fn sees_message(&mut self, text: &str) -> NewMessage {
        let message: NewMessage = self.sees().await;
        assert_eq!(message.message, text);
        message
    }

    /// What was heard and not waited for, if there is such a thing.
    pub(crate) fn heard(&self, what: impl Fn(&Event) -> bool) -> Option<&Event> {
        self.heard.iter().find(|event| what(event))
    }

    /// Lets go of what was heard before and is of no matter.
    pub(crate) fn forgets(&mut self, what: impl Fn(&Event) -> bool) {
        self.heard.retain(|event| !what(event));
    }

    /// Nothing that was sent to anybody before now is on its way here: what comes next is the
    /// answer to a question asked now.
    pub(crate) async fn has_seen_nothing_else(&mut self) {
        self.sends_text(r#"{"type":"hello"}"#).await;
        let _: Welcome = self.sees().await;
        let left: Vec<_> =
            self.heard.drain(..).filter(|event| event.log_position().is_some()).collect();
        assert!(left.is_empty(), "{} also saw {left:?}", self.name);
    }

    /// The same, but for people who joined the rooms it follows.
    pub(crate) async fn has_seen_nothing_else_but_joins(&mut self) {
        self.forgets(|event| matches!(event, Event::MemberJoined(_)));
        self.has_seen_nothing_else().await;
    }

    /// What was said and reached everybody else has not come here.
    pub(crate) async fn has_not_heard(&mut self, text: &str) {
        self.sends_text(r#"{"type":"hello"}"#).await;
        let _: Welcome = self.sees().await;
        let heard = |event: &&Event| matches!(event, Event::NewMessage(new) if new.message == text);
        assert_eq!(self.heard.iter().find(heard), None);
    }

    /// The numbers of the log events of `room` heard so far, in order.
    pub(crate) fn numbers_heard(&self, room: RoomId) -> Vec<Seq> {
        let positions = self.heard.iter().filter_map(Event::log_position);
        positions.filter(|(of, _)| *of == room).map(|(_, seq)| seq).collect()
    }

    /// The log events of `room` heard so far, in order.
    pub(crate) fn log_events_heard(&self, room: RoomId) -> Vec<Event> {
        let of = |event: &&Event| event.log_position().is_some_and(|(of, _)| of == room);
        self.heard.iter().filter(of).cloned().collect()
    }

    /// The client ids of the acks heard so far.
    pub(crate) fn acks_heard(&self) -> Vec<ClientId> {
        let ids = self.heard.iter().filter_map(|event| match event {
            Event::Ack(ack) => ack.client_id.clone(),
            _ => None,
        });
        ids.collect()
    }

    /// The code this connection is closed with.
    pub(crate) async fn is_closed(&mut self) -> u16 {
        within("the close", async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                    Some(Ok(Message::Text(text))) => {
                        self.heard.extend(Event::decode(&text));
                    }
                    Some(Ok(_)) => {}
                    other => panic!("ended without a close: {other:?}"),
                }
            }
        })
        .await
    }
}

pub(crate) fn new_client_id() -> ClientId {
    ClientId::try_from(Uuid::new_v4().to_string()).unwrap()
}

async fn next_event(socket: &mut Socket) -> Event {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Event::decode(&text).unwrap(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("the connection ended: {other:?}"),
        }
    }
}
