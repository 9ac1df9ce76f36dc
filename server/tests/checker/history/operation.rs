//! One command that writes: who asked for what, when, and what came of it.

use app::event::{ClientId, ErrorCode, RoomId, Seq};
use tokio::time::Instant;

/// One command that writes.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) client: String,
    pub(crate) user: String,
    pub(crate) room: RoomId,
    pub(crate) client_id: ClientId,
    pub(crate) what: What,
    /// Taken before it was sent for the first time.
    pub(crate) invoked: Option<Instant>,
    /// How often it was sent.
    pub(crate) times: u32,
    pub(crate) outcome: Outcome,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Say { text: String, reply_to: Option<Seq> },
    Edit { of: Seq, text: String },
    Delete { of: Seq },
    React { of: Seq, emoji: &'static str, on: bool },
    Leave,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No answer yet, or never.
    Unknown {
        given_up: bool,
    },
    Acked {
        room: RoomId,
        seq: Seq,
        dup: bool,
        at: Instant,
    },
    Refused {
        code: ErrorCode,
        at: Instant,
    },
}

impl Operation {
    /// When nobody waited any longer; `None` while somebody does or when it was given up.
    pub(crate) fn answered(&self) -> Option<Instant> {
        match self.outcome {
            Outcome::Unknown { .. } => None,
            Outcome::Acked { at, .. } | Outcome::Refused { at, .. } => Some(at),
        }
    }

    pub(crate) fn acked(&self) -> Option<(RoomId, Seq)> {
        match self.outcome {
            Outcome::Acked { room, seq, .. } => Some((room, seq)),
            _ => None,
        }
    }
}
