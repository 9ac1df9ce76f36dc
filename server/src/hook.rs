//! Webhooks: addresses at which programs say something in a room, and addresses to which goes what happens in one.
//!
//! Admins make them: a hook speaks and tells with nobody's rights, and outlives whoever made it. Both kinds are for
//! rooms that have a name. What people say among themselves neither comes in nor goes out by a hook.

mod failing;
mod incoming;
mod outgoing;
mod send;
mod slack;
mod target;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use app::words::Language;
use aws_lc_rs::{digest, rand};
use tokio::sync::watch;

use crate::alias::Alias;
use crate::banter::Banter;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::name::Name;
use crate::rate::Rates;
use crate::store::{
    AddUserError, HOOKS_MAX, HookId, HookOut, NewHookIn, NewHookOut, Part, StoreError, bot_called,
};
use crate::words;

pub use incoming::post;
pub(crate) use outgoing::run;
pub(crate) use slack::Payload;
pub use target::HooksTo;

/// The longest address, in bytes.
pub const URL_BYTES_MAX: usize = 2_000;
/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;

/// What of a hook does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadHook {
    /// Not what it can be called.
    Name,
    /// Not an address that can be sent to.
    Url,
    /// An address in the server's own network.
    Inside,
    /// No room is called so.
    Room(String),
    /// No bot is called so.
    Bot(String),
    /// One more than there may be.
    TooMany,
    /// A person is called as the bot is to be.
    BotTaken(String),
    /// Nothing to say in the body.
    NoText,
    /// There is none at this address, or not any more.
    Unknown,
    /// Its room was deleted.
    Gone,
}

impl BadHook {
    /// A sentence for the person who asked, in `language`.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let words = &words::of(language).hook;
        match self {
            Self::Name => (words.bad_name)(Alias::CHARS_MAX),
            Self::Url => (words.bad_url)(URL_BYTES_MAX),
            Self::Inside => words.inside.to_owned(),
            Self::Room(name) => (words.no_room)(name),
            Self::Bot(name) => (words.no_bot)(name),
            Self::TooMany => (words.too_many)(HOOKS_MAX),
            Self::BotTaken(name) => (words.bot_taken)(name),
            Self::NoText => words.no_text.to_owned(),
            Self::Unknown => words.unknown.to_owned(),
            Self::Gone => words.gone.to_owned(),
        }
    }
}

/// What is known of hooks while the server runs.
#[derive(Debug)]
pub struct State {
    /// How fast each may speak: as a user.
    pub(crate) rates: Rates<HookId>,
    /// By which it is decided when to send again, and when no more.
    pub clock: Clock,
    /// Changes when one is made, removed or to go on.
    changed: watch::Sender<()>,
    /// Up to where each has got.
    positions: Mutex<HashMap<HookId, i64>>,
}

impl State {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            rates: Rates::new(config.messages_per_second, config.message_burst),
            clock: Clock::default(),
            changed: watch::Sender::default(),
            positions: Mutex::default(),
        }
    }

    /// How many changes of the log, whose newest position is `newest`, `hook` has not looked at yet.
    #[must_use]
    pub fn behind(&self, hook: &HookOut, newest: i64) -> i64 {
        let positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        let position = positions.get(&hook.id).copied().unwrap_or_default().max(hook.position);
        (newest - position).max(0)
    }

    fn stands_at(&self, hook: HookId, position: i64) {
        let mut positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        positions.insert(hook, position);
    }

    fn forget(&self, hook: HookId) {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner).remove(&hook);
    }
}

/// A secret that opens an address, or signs what goes to one.
pub struct Secret(String);

impl Secret {
    fn make() -> Result<Self, Error> {
        let mut bytes = [0_u8; SECRET_BYTES];
        rand::fill(&mut bytes).map_err(|_| {
            tracing::error!("the system gives no random bytes");
            Error::Internal
        })?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// What is kept of one that opens. So many random bytes need no slow hash and no salt, and a hash that is looked
    /// up tells by the time it takes nothing of what it was made of.
    fn hash(text: &str) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        hash
    }

    /// To be shown, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Never shown by accident.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Makes an address at which programs say something in the room called `room`.
///
/// # Errors
/// What of it does not fit, or nothing can be stored just now.
pub async fn add_in(banter: &Banter, name: &str, room: &str) -> Result<(HookId, Secret), Error> {
    let (name, room) = (called(name)?, room_called(banter, room).await?);
    let bot = &banter.config.hooks_bot;
    let bot = bot_called(&*banter.store, bot).await.map_err(|error| match error {
        AddUserError::NameTaken => BadHook::BotTaken(bot.text().to_owned()).into(),
        other => Error::from(other),
    })?;
    let secret = Secret::make()?;
    let new = NewHookIn { secret: Secret::hash(secret.reveal()), name, room, bot: bot.id };
    let id = banter.store.add_hook_in(new).await?.ok_or(BadHook::TooMany)?;
    Ok((id, secret))
}

/// Of what a hook is to tell, as it was typed.
#[derive(Debug, Clone, Copy)]
pub enum Wish<'a> {
    /// Of everything in the room called so.
    Room(&'a str),
    /// Of what is said to the bot called so.
    Mentions(&'a str),
}

/// Makes an address, `url`, to which that part of the log goes from now on.
///
/// # Errors
/// What of it does not fit, or nothing can be stored just now.
pub async fn add_out(
    banter: &Banter,
    name: &str,
    url: &str,
    of: Wish<'_>,
) -> Result<(HookId, Secret), Error> {
    let (name, url) = (called(name)?, target::url(url, banter.config.hooks_to)?);
    let of = match of {
        Wish::Room(room) => Part::Room(room_called(banter, room).await?),
        Wish::Mentions(bot) => {
            let bot = bot.trim().trim_start_matches('@');
            let account = banter.store.account(&Name::of_user(bot)?).await?;
            let account = account.filter(|account| account.bot);
            Part::Mentions(account.ok_or_else(|| BadHook::Bot(bot.to_owned()))?.id)
        }
    };
    let secret = Secret::make()?;
    let new = NewHookOut { name, url, secret: secret.reveal().to_owned(), of };
    let id = banter.store.add_hook_out(new).await?.ok_or(BadHook::TooMany)?;
    banter.hooks.changed.send_replace(());
    Ok((id, secret))
}

/// Sends nothing more by that hook.
///
/// # Errors
/// Nothing can be stored just now.
pub async fn remove_out(banter: &Banter, id: HookId) -> Result<(), StoreError> {
    banter.store.remove_hook_out(id).await?;
    banter.hooks.changed.send_replace(());
    Ok(())
}

/// Has a hook that was paused go on from where it stands.
///
/// # Errors
/// Nothing can be stored just now.
pub async fn go_on(banter: &Banter, id: HookId) -> Result<(), StoreError> {
    banter.store.note_failing(id, None).await?;
    banter.hooks.changed.send_replace(());
    Ok(())
}

fn called(name: &str) -> Result<Alias, Error> {
    Alias::new(name).map_err(|_| BadHook::Name.into())
}

async fn room_called(banter: &Banter, name: &str) -> Result<app::event::RoomId, Error> {
    let name = Name::of_room(name.trim())?;
    let room = banter.store.room_ever_called(&name).await?;
    Ok(room.ok_or_else(|| BadHook::Room(name.text().to_owned()))?)
}
