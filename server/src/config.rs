//! Every setting, once: its name, type, default and meaning. A flag beats the environment, which
//! beats `banter.toml`, which beats the default.

mod amqp;
mod setting;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::hook::HooksTo;
use crate::name::Name;
pub use amqp::{AmqpUrl, BotName};

pub use setting::{LogFormat, Origins, Registration, Setting};

/// Declares [`Config`] and the list that `banter config`, `--help` and the merge read.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal,)+) => {
        /// The settings of `banter serve`, each valid.
        #[derive(Debug, Clone)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        /// Each setting's key in `banter.toml`, default and meaning.
        pub const SETTINGS: &[Described] = &[
            $(Described {
                key: stringify!($name),
                default: $default,
                meaning: concat!($($doc,)+),
            },)+
        ];

        impl Config {
            /// Takes each setting from the first layer that has it.
            ///
            /// # Errors
            /// One sentence that names the setting and where it stands.
            pub fn from_layers(layers: &Layers) -> Result<Self, String> {
                let config = Self {
                    $($name: match layers.find(stringify!($name)) {
                        Some((source, text)) => <$type as Setting>::parse(&text)
                            .map_err(|wish| match <$type as Setting>::IS_SECRET {
                                true => format!("{source} must be {wish}."),
                                false => format!("{source} is \"{text}\", but it must be {wish}."),
                            })?,
                        None => <$type as Setting>::parse($default)
                            .map_err(|wish| format!("{}: {wish}", stringify!($name)))?,
                    },)+
                };
                config.check()?;
                Ok(config)
            }
        }
    };
}

/// A setting as `banter config` and `--help` show it.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// The key in `banter.toml`.
    pub key: &'static str,
    /// The default as it would be written.
    pub default: &'static str,
    /// What it does, with its unit.
    pub meaning: &'static str,
}

impl Described {
    /// The flag, without dashes in front.
    #[must_use]
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// The environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("BANTER_{}", self.key.to_uppercase())
    }
}

settings! {
    /// Address and port to listen on.
    listen: SocketAddr = "127.0.0.1:3000",
    /// Folder that holds everything: the database, the session key, the lock.
    data: PathBuf = "./data",
    /// Addresses people open the page at, with commas between; empty: the loopback names at the port listened on.
    origin: Origins = "",
    /// Who may make an account after the first: open, invite or closed; empty: open while only this machine reaches the page, else invite.
    registration: Registration = "",
    /// How long a one-time password lives.
    otp_ttl: Duration = "5s",
    /// How long a session lives.
    session_ttl: Duration = "30d",
    /// Time between two pings of a socket.
    ping_interval: Duration = "20s",
    /// Silence after which a socket is given up.
    ping_timeout: Duration = "45s",
    /// Sustained messages per second and user.
    messages_per_second: u32 = "10",
    /// Messages a user may send at once before the rate counts.
    message_burst: u32 = "30",
    /// Longest message, in characters.
    message_chars: usize = "4000",
    /// Largest frame and message on a socket, in bytes.
    frame_bytes: usize = "65536",
    /// Outgoing queue per connection, in bytes.
    queue_bytes: usize = "524288",
    /// Sockets per user; one more closes the oldest.
    sockets_per_user: usize = "20",
    /// Connections in all.
    connections: usize = "50000",
    /// Connections per address.
    connections_per_address: usize = "256",
    /// How long nobody is in a temporary room before it closes.
    temporary_rooms_close_after: Duration = "10s",
    /// RabbitMQ to take messages from and to bring what happens in rooms, as in amqp://user:password@host:5672/%2f; empty: none.
    amqp_url: AmqpUrl = "",
    /// The bot that says what comes in from RabbitMQ.
    amqp_bot: BotName = "rabbitmq",
    /// Where webhooks may send: public, which is nowhere in this machine's own network, or any.
    hooks_to: HooksTo = "public",
    /// Name of the bot that says what comes in by webhooks.
    hooks_bot: Name = "webhook",
    /// Address and port at which GET /metrics answers, in Prometheus' format; empty: nowhere.
    metrics_listen: Option<SocketAddr> = "",
    /// Name of the bot that says what is scheduled.
    schedule_bot: Name = "banter",
    /// What is logged: error, warn, info, debug, trace, or a filter as in server=debug.
    log: String = "info",
    /// How it is logged: text or json.
    log_format: LogFormat = "text",
}

impl Config {
    /// The smallest frame that carries the longest message, escaped (12 bytes for a character that
    /// JSON writes as two `\u` escapes), and its envelope.
    fn frame_bytes_min(&self) -> usize {
        self.message_chars * 12 + 512
    }

    fn check(&self) -> Result<(), String> {
        let wrong = if self.ping_timeout <= self.ping_interval {
            "ping_timeout must be longer than ping_interval, or every socket would be given up."
        } else if self.otp_ttl.is_zero() || self.ping_interval.is_zero() {
            "otp_ttl and ping_interval must be longer than 0s."
        } else if self.temporary_rooms_close_after < Duration::from_secs(1) {
            "temporary_rooms_close_after must be at least 1s."
        } else if self.messages_per_second == 0 || self.message_burst == 0 {
            "messages_per_second and message_burst must be at least 1."
        } else if self.message_chars == 0 || self.sockets_per_user == 0 || self.connections == 0 {
            "message_chars, sockets_per_user and connections must be at least 1."
        } else if self.frame_bytes < self.frame_bytes_min() {
            return Err(format!(
                "frame_bytes must be at least {}, so that a message of message_chars fits.",
                self.frame_bytes_min()
            ));
        } else if self.queue_bytes < self.frame_bytes * 2 {
            "queue_bytes must be at least twice frame_bytes."
        } else {
            return Ok(());
        };
        Err(wrong.to_owned())
    }
}

/// What was set, and where: flags, then the environment, then the file.
#[derive(Debug, Default)]
pub struct Layers {
    /// Values given on the command line, by key.
    pub flags: BTreeMap<&'static str, String>,
    /// Values of `BANTER_…` variables, by key.
    pub environment: BTreeMap<&'static str, String>,
    /// Values of `banter.toml`, by key.
    pub file: BTreeMap<String, String>,
}

impl Layers {
    /// The flags given, the environment of this process, and `file` when it exists.
    ///
    /// # Errors
    /// A file that cannot be read, is no TOML, or has a key that is no setting.
    pub fn gather(flags: BTreeMap<&'static str, String>, file: &Path) -> Result<Self, String> {
        let environment = SETTINGS
            .iter()
            .filter_map(|setting| Some((setting.key, std::env::var(setting.variable()).ok()?)))
            .collect();
        Ok(Self { flags, environment, file: read_file(file)? })
    }

    fn find(&self, key: &'static str) -> Option<(String, String)> {
        let described = Described { key, default: "", meaning: "" };
        if let Some(text) = self.flags.get(key) {
            Some((format!("--{}", described.flag()), text.clone()))
        } else if let Some(text) = self.environment.get(key) {
            Some((described.variable(), text.clone()))
        } else {
            Some((format!("{key} in banter.toml"), self.file.get(key)?.clone()))
        }
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(format!("{} cannot be read: {error}.", path.display())),
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("{}, line {line}: {}.", path.display(), error.message())
    })?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !SETTINGS.iter().any(|setting| setting.key == key) {
            return Err(format!("{}: there is no setting called {key}.", path.display()));
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(parts) => {
                parts.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        values.insert(key, text);
    }
    Ok(values)
}

#[cfg(test)]
mod tests;
