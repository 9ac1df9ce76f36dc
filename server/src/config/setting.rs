//! How each kind of setting is read from text.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::name::Name;

/// A type that a setting can have.
pub trait Setting: Sized {
    /// Whether it is not to be repeated, not even where it is wrong.
    const IS_SECRET: bool = false;

    /// Reads it.
    ///
    /// # Errors
    /// What it must be, to stand after "it must be".
    fn parse(text: &str) -> Result<Self, &'static str>;
}

impl Setting for SocketAddr {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().map_err(|_| "an address and a port, as in 127.0.0.1:3000")
    }
}

impl Setting for Option<SocketAddr> {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Ok(None) } else { SocketAddr::parse(text).map(Some) }
    }
}

impl Setting for PathBuf {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("a path") } else { Ok(text.into()) }
    }
}

impl Setting for Duration {
    fn parse(text: &str) -> Result<Self, &'static str> {
        humantime::parse_duration(text).map_err(|_| "a time with its unit, as in 5s, 2m or 30d")
    }
}

impl Setting for u32 {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().map_err(|_| "a whole number")
    }
}

impl Setting for usize {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().map_err(|_| "a whole number")
    }
}

impl Setting for String {
    fn parse(text: &str) -> Result<Self, &'static str> {
        Ok(text.to_owned())
    }
}

impl Setting for Name {
    fn parse(text: &str) -> Result<Self, &'static str> {
        Self::of_user(text)
            .map_err(|_| "a name of 1 to 32 letters, digits, hyphens, underscores and dots")
    }
}

/// The addresses people open the page at; empty when they follow from where the server listens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(pub Vec<String>);

impl Origins {
    /// What was set, or `http` at the loopback names and the address listened on.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        if !self.0.is_empty() {
            return self.clone();
        }
        let port = address.port();
        let named = ["localhost", "127.0.0.1", "[::1]"];
        let mut origins: Vec<_> =
            named.iter().map(|host| format!("http://{host}:{port}")).collect();
        let own = format!("http://{address}");
        if !address.ip().is_unspecified() && !origins.contains(&own) {
            origins.push(own);
        }
        Self(origins.into_iter().map(without_default_port).collect())
    }

    /// The first: what links and log lines name.
    #[must_use]
    pub fn main(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether pages and sockets may be asked for from `origin` (RFC 6454: compared as a whole).
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    }

    /// Whether `host`, a `Host` header, is one of these.
    #[must_use]
    pub fn have_host(&self, host: &str) -> bool {
        self.0.iter().any(|origin| {
            origin.split_once("://").is_some_and(|(_, named)| named.eq_ignore_ascii_case(host))
        })
    }

    /// Whether all of them name this machine.
    #[must_use]
    pub fn are_loopback(&self) -> bool {
        self.0.iter().all(|origin| {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']'));
            matches!(name.map_or(host, |(name, _)| name), "localhost" | "127.0.0.1" | "[::1]")
        })
    }

    /// Whether all of them are https, so that cookies can be `Secure`.
    #[must_use]
    pub fn are_secure(&self) -> bool {
        self.0.iter().all(|origin| origin.starts_with("https://"))
    }
}

impl Setting for Origins {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let wish = "one or more addresses without a path, as in https://chat.example.org";
        let origins = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let origins = origins.map(|origin| {
            let origin = origin.trim_end_matches('/').to_ascii_lowercase();
            let (scheme, host) = origin.split_once("://").ok_or(wish)?;
            let known = matches!(scheme, "http" | "https");
            let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ', '*']);
            if known && plain { Ok(without_default_port(origin)) } else { Err(wish) }
        });
        Ok(Self(origins.collect::<Result<_, _>>()?))
    }
}

/// Browsers leave a scheme's own port out of `Origin` and `Host`.
fn without_default_port(origin: String) -> String {
    let default = if origin.starts_with("https:") { ":443" } else { ":80" };
    origin.strip_suffix(default).map(str::to_owned).unwrap_or(origin)
}

/// Who may make an account after the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// `open` when only this machine can reach the page, else `invite`.
    ByAddress,
    /// Anybody.
    Open,
    /// Who was invited.
    Invite,
    /// Nobody; `banter user add` makes accounts.
    Closed,
}

impl Registration {
    /// Whether anybody may register, for a server that listens on `address` and is known as
    /// `origins`: one that is reached by another name has a proxy in front, and is not private.
    #[must_use]
    pub fn is_open(self, address: SocketAddr, origins: &Origins) -> bool {
        match self {
            Self::ByAddress => address.ip().is_loopback() && origins.are_loopback(),
            Self::Open => true,
            Self::Invite | Self::Closed => false,
        }
    }
}

impl Setting for Registration {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "" => Ok(Self::ByAddress),
            "open" => Ok(Self::Open),
            "invite" => Ok(Self::Invite),
            "closed" => Ok(Self::Closed),
            _ => Err("open, invite or closed"),
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

impl Setting for LogFormat {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("text or json"),
        }
    }
}
