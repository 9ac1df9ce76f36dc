//! A bot's token: shown once, kept as a session whose id is a hash of it.

use std::fmt;

use aws_lc_rs::{digest, rand};

use crate::store::SessionId;

/// What tells a token from a person's, and those who look for leaked secrets what it is.
const PREFIX: &str = "bnt_";
/// Random bytes of a token.
const RANDOM_BYTES: usize = 32;

/// A bot's token.
#[derive(Clone, PartialEq, Eq)]
pub struct BotToken(String);

impl BotToken {
    /// A new one.
    ///
    /// # Errors
    /// The system has no random bytes.
    pub fn make() -> Result<Self, String> {
        let mut bytes = [0_u8; RANDOM_BYTES];
        rand::fill(&mut bytes).map_err(|_| "the system gives no random bytes.".to_owned())?;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(format!("{PREFIX}{hex}")))
    }

    /// What a bearer gave, if it looks like one.
    #[must_use]
    pub fn of_bearer(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(PREFIX)?;
        let fits = hex.len() == RANDOM_BYTES * 2 && hex.bytes().all(|it| it.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The session it stands for. So many random bytes need no slow hash and no salt.
    #[must_use]
    pub fn session(&self) -> SessionId {
        let hash = digest::digest(&digest::SHA256, self.0.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hash.as_ref()[..16]);
        SessionId(id)
    }

    /// To be shown, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Never shown by accident.
impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::BotToken;

    #[test]
    fn each_is_another_and_is_found_again() {
        let (one, other) = (BotToken::make().unwrap(), BotToken::make().unwrap());
        assert!(one != other && one.session() != other.session());
        assert_eq!(one.reveal().len(), 68);
        assert!(BotToken::of_bearer(one.reveal()).unwrap().session() == one.session());
        assert_eq!(format!("{one:?}"), "BotToken(…)");
    }

    #[test]
    fn what_is_none_is_none() {
        let cut = BotToken::make().unwrap().reveal()[..67].to_owned();
        for text in ["", "bnt_", &cut, &format!("bnt_{}", "g".repeat(64)), "eyJhbGciOiJub25lIn0.."]
        {
            assert_eq!(BotToken::of_bearer(text), None, "{text}");
        }
    }
}
