//! `banter connect --hello`: hello, welcome, a clean close; as the first of the originals did.

use std::time::Duration;

use app::event::{Command, Event, Hello};
use app::link::ANSWER_MS;
use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::entrance::{Entrance, Socket};
use super::session::close;
use super::text::harmless_line;
use super::{Failure, say};

/// Says hello and tells who was welcomed.
pub(super) async fn run(entrance: Entrance) -> Result<(), Failure> {
    let place = entrance.place().to_owned();
    let no = |why: &str| Failure::entrance(format!("{place}: {why}"));
    let (mut socket, token) =
        entrance.clone().enter(None).await.map_err(|refusal| no(&refusal.sentence))?;
    let answer_within = Duration::from_millis(ANSWER_MS);
    let user = timeout(answer_within, greet(&mut socket)).await.ok().flatten();
    let user = user.ok_or_else(|| no("it does not answer to hello."))?;
    let is_clean = close(&mut socket).await;
    entrance.leave(&token).await;
    say(&format!("Hello World, says {place} to {}.", harmless_line(&user)))?;
    if is_clean { Ok(()) } else { Err(no("it did not answer the close.")) }
}

/// The name with which the hello is answered.
async fn greet(socket: &mut Socket) -> Option<String> {
    welcomed(socket).await?;
    let hello = Command::Hello(Hello::default()).encode();
    socket.send(Message::text(hello)).await.ok()?;
    welcomed(socket).await
}

async fn welcomed(socket: &mut Socket) -> Option<String> {
    loop {
        if let Message::Text(text) = socket.next().await?.ok()?
            && let Ok(Event::Welcome(welcome)) = Event::decode(&text)
        {
            return Some(welcome.user.name);
        }
    }
}
