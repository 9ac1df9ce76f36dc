//! The few questions that the first render asks of its server; the server puts an answerer, bound to
//! the request's session, into Leptos's context.

use async_trait::async_trait;

use crate::event::{RoomId, Seq};
use crate::http::{ApiError, History, RoomPage, Viewer};

/// The server, as the page's first render sees it.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Who asks.
    async fn viewer(&self) -> Result<Viewer, ApiError>;

    /// The room called `name`, with its newest messages when the viewer is a member.
    async fn room_page(&self, name: &str) -> Result<RoomPage, ApiError>;

    /// A page of `room`'s messages before `before`, or the newest.
    async fn history(&self, room: RoomId, before: Option<Seq>) -> Result<History, ApiError>;
}
