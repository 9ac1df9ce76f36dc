//! How RabbitMQ is reached. The address holds a password: it is never shown.

use std::fmt;

use lapin::uri::{AMQPScheme, AMQPUri};

use super::Setting;
use crate::name::Name;

/// Seconds of silence after which a connection is given up, unless the address says.
const HEARTBEAT: u16 = 10;

/// Where RabbitMQ is, if it is to be used.
#[derive(Clone, Default)]
pub struct AmqpUrl(Option<AMQPUri>);

impl AmqpUrl {
    /// Whether there is none.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// As the client wants it.
    #[must_use]
    pub fn uri(&self) -> Option<AMQPUri> {
        self.0.clone()
    }
}

impl fmt::Debug for AmqpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_none() { "AmqpUrl(none)" } else { "AmqpUrl(…)" })
    }
}

impl Setting for AmqpUrl {
    const IS_SECRET: bool = true;

    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let wish = "an address as in amqp://user:password@host:5672/%2f";
        let mut uri: AMQPUri = text.parse().map_err(|_| wish)?;
        if uri.scheme == AMQPScheme::AMQPS {
            return Err(
                "an amqp:// address; amqps:// is not spoken yet, so use a tunnel or a network of your own",
            );
        }
        // The client would take this machine where none is named.
        let url = url::Url::parse(text).map_err(|_| wish)?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(wish);
        }
        uri.query.heartbeat.get_or_insert(HEARTBEAT);
        Ok(Self(Some(uri)))
    }
}

/// What a bot is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotName(pub Name);

impl Setting for BotName {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let wish = "a name of 1 to 32 letters, digits, hyphens, underscores and dots";
        Name::of_user(text).map(Self).map_err(|_| wish)
    }
}

#[cfg(test)]
mod tests {
    use super::{AmqpUrl, Setting};

    #[test]
    fn an_address_is_read_and_never_shown() {
        let url = AmqpUrl::parse("amqp://guest:canary@10.0.0.1:5673/%2f").unwrap();
        let uri = url.uri().unwrap();
        assert_eq!(
            (uri.authority.host.as_str(), uri.authority.port, &*uri.vhost),
            ("10.0.0.1", 5673, "/")
        );
        assert!(!format!("{url:?}").contains("canary"));
        assert!(AmqpUrl::parse("").unwrap().is_none());
        for bad in [
            "guest:canary@host",
            "http://host",
            "amqp:",
            "amqp://",
            "amqps://host",
            "host:5672",
            "amqp://host:x",
        ] {
            let wish = AmqpUrl::parse(bad).map(|url| url.uri()).unwrap_err();
            assert!(wish.contains("amqp://") && !wish.contains("canary"), "{bad}");
        }
    }
}
