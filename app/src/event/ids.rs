//! Ids, numbers and times of the wire, each a type of its own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::json::{FromJson, Json, fields};

/// Numbers of the wire are below 2^53: every JSON reader keeps them exactly (RFC 8259 section 6).
const NUMBER_END: u64 = 1 << 53;

/// A room's id: `"r1"` on the wire, a number within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^r[0-9]{1,16}$", example = "r1"))]
#[serde(try_from = "String", into = "String")]
pub struct RoomId(pub u64);

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

impl FromStr for RoomId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_prefix('r').and_then(|digits| digits.parse().ok());
        number
            .filter(|number| *number < NUMBER_END)
            .map(Self)
            .ok_or("a room's id is an r and a number, as in r1")
    }
}

impl FromJson for RoomId {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        json.text()?.parse().ok()
    }
}

impl TryFrom<String> for RoomId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RoomId> for String {
    fn from(id: RoomId) -> Self {
        id.to_string()
    }
}

/// The number of a change in its room: from 1, without holes, below 2^53. 0 is before the first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(value_type = u64, minimum = 0, maximum = 9_007_199_254_740_991u64, example = 42))]
#[serde(try_from = "u64", into = "u64")]
pub struct Seq(pub u64);

impl TryFrom<u64> for Seq {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if number < NUMBER_END { Ok(Self(number)) } else { Err("a seq is below 2^53") }
    }
}

impl FromJson for Seq {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl From<Seq> for u64 {
    fn from(seq: Seq) -> Self {
        seq.0
    }
}

impl Seq {
    /// Before the first change of a room.
    pub const ZERO: Self = Self(0);

    /// The number that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The number before; [`Seq::ZERO`] has none and stays.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which history the numbers count in; a restored backup has another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Epoch(pub String);

impl FromJson for Epoch {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        String::from_json(json).map(Self)
    }
}

/// Where a client stands in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The history it counts in.
    pub epoch: Epoch,
    /// The last number it has applied.
    pub seq: Seq,
}

fields!(Position { epoch, seq });

/// A client's own name for one of its commands: 1–64 visible ASCII characters, never used again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[!-~]{1,64}$", example = "build-7"))]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// The longest client id, in characters.
    pub const CHARS_MAX: usize = 64;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=Self::CHARS_MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text))
        } else {
            Err("a client_id has 1 to 64 visible ASCII characters")
        }
    }
}

impl FromJson for ClientId {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        String::from_json(json)?.try_into().ok()
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

/// A moment as RFC 3339 in UTC with milliseconds, `2026-11-21T03:36:00.000Z`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime, example = "2026-11-21T03:36:00.000Z"))]
#[serde(transparent)]
pub struct Timestamp(pub String);

impl FromJson for Timestamp {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        String::from_json(json).map(Self)
    }
}
