//! Everything that one running server holds.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::amqp;
use crate::announcements::Announcements;
use crate::auth::{OneTimePasswords, Passwords, Throttle, Tokens};
use crate::config::{Config, Origins};
use crate::hook;
use crate::hub::Hub;
use crate::log::Log;
use crate::presence::Presence;
use crate::rate::Rates;
use crate::room::Rooms;
use crate::store::{Sqlite, Store};
use crate::typing::Typing;

/// One running server.
pub struct Banter {
    /// Its settings.
    pub config: Config,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where its pages may be opened from.
    pub origins: Origins,
    /// What it keeps.
    pub store: Arc<dyn Store>,
    /// Who is connected.
    pub hub: Arc<Hub>,
    /// Who is there.
    pub presence: Arc<Presence>,
    /// Who is writing.
    pub typing: Typing,
    /// What everybody is told.
    pub announcements: Announcements,
    /// What may be done with rooms.
    pub rooms: Rooms,
    /// How fast each user may speak.
    pub rates: Rates,
    /// Session tokens.
    pub tokens: Tokens,
    /// One-time passwords.
    pub one_time_passwords: OneTimePasswords,
    /// Password hashing, as much at once as the machine can do.
    pub passwords: Passwords,
    /// How it is with RabbitMQ.
    pub amqp: amqp::State,
    /// How it is with webhooks.
    pub hooks: hook::State,
    /// Failed sign-ins.
    pub throttle: Throttle,
    /// Cancelled when the server begins to go down: nothing new is taken.
    pub draining: CancellationToken,
    /// Cancelled when all that was asked before is committed and answered.
    pub committed: CancellationToken,
    /// Every connection, and what is said by itself.
    pub tasks: TaskTracker,
}

impl Banter {
    /// Opens what `config.data` keeps and starts the log's writer, whose end is the second value.
    ///
    /// # Errors
    /// One sentence about what cannot be opened.
    pub fn open(
        config: Config,
        address: SocketAddr,
    ) -> Result<(Arc<Self>, JoinHandle<()>), String> {
        let tokens = Tokens::open(&config.data)?;
        let store = Sqlite::open(&config.data).map_err(|error| error.to_string())?;
        Ok(Self::start(config, address, Arc::new(store), tokens))
    }

    /// Whether anybody may make an account.
    #[must_use]
    pub fn registration_is_open(&self) -> bool {
        self.config.registration.is_open(self.address, &self.origins)
    }

    /// The same on another store.
    #[must_use]
    pub fn start(
        config: Config,
        address: SocketAddr,
        store: Arc<dyn Store>,
        tokens: Tokens,
    ) -> (Arc<Self>, JoinHandle<()>) {
        let hub = Arc::new(Hub::default());
        let draining = CancellationToken::new();
        let presence = Arc::new(Presence::default());
        let told = (Arc::clone(&hub), Arc::clone(&presence));
        let (log, writer) = Log::start(Arc::clone(&store), told, draining.clone());
        let banter = Self {
            origins: config.origin.at(address),
            rooms: Rooms::new(Arc::clone(&store), log, config.message_chars),
            rates: Rates::new(config.messages_per_second, config.message_burst),
            one_time_passwords: OneTimePasswords::new(config.otp_ttl),
            passwords: Passwords::default(),
            throttle: Throttle::default(),
            amqp: amqp::State::default(),
            hooks: hook::State::new(&config),
            draining,
            committed: CancellationToken::new(),
            tasks: TaskTracker::new(),
            config,
            address,
            store,
            hub,
            presence,
            typing: Typing::default(),
            announcements: Announcements::default(),
            tokens,
        };
        (Arc::new(banter), writer)
    }
}
