//! What Banter's page and server share.
//!
//! - [`event`] is the wire; [`http`] the bodies of the JSON API; [`address`] where rooms are found;
//!   [`first`] what the first render knows; [`words`] every text of the page, [`zone`] the
//!   reader's clock.
//! - [`timeline`], [`link`] and [`client`] are the page's logic, pure and tested natively.
//! - [`chat`] binds them to signals, to the [`api`], the [`socket`], the [`storage`] and the
//!   [`browser`]; the first render has stand-ins of its own for these four, in `ssr/`.
//! - [`ui`] is what people see; the [`document`] around it, and pages without a program, the server makes.

#![recursion_limit = "256"]

pub mod address;
#[cfg(not(feature = "hydrate"))]
pub mod document;
pub mod event;
pub mod first;
pub mod http;
pub mod words;
pub mod zone;

pub mod client;
pub mod link;
pub mod timeline;

#[cfg(feature = "hydrate")]
pub mod api;
#[cfg(not(feature = "hydrate"))]
#[path = "ssr/api.rs"]
pub mod api;
#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "ssr/browser.rs"]
pub mod browser;
pub mod chat;
pub mod once;
#[cfg(feature = "hydrate")]
pub mod socket;
#[cfg(not(feature = "hydrate"))]
#[path = "ssr/socket.rs"]
pub mod socket;
#[cfg(feature = "hydrate")]
pub mod storage;
#[cfg(not(feature = "hydrate"))]
#[path = "ssr/storage.rs"]
pub mod storage;

pub mod ui;
