//! Banter's server, in the order in which a message meets it.
//!
//! - [`serve`] accepts connections, [`router`] has every route, [`guard`] every check of a request.
//! - [`auth`] lets people in; [`socket`] is the task of one socket, on a [`wire`].
//! - [`room`] says what may be appended, [`log`] appends, [`store`] keeps.
//! - [`hub`] pushes to each [`queue`], [`cursor`] brings each reader every event once, in order.
//! - [`compression`] makes pages and answers smaller on their way out.
//! - [`page`] renders, [`site`] holds its files, [`api`] answers in JSON, each in the reader's
//!   [`language`], and `words` has every sentence in each.
//! - `styleguide` shows every component in every state, in development builds only.
//! - [`command`] is the command line, [`config`] every setting.

pub mod api;
pub mod auth;
pub mod banter;
pub mod clock;
pub mod command;
pub mod compression;
pub mod config;
pub mod cursor;
pub mod emoji;
pub mod error;
pub mod guard;
pub mod health;
pub mod hub;
pub mod language;
pub mod log;
pub mod markup;
pub mod mention;
pub mod name;
pub mod page;
pub mod queue;
pub mod rate;
pub mod room;
pub mod router;
pub mod serve;
pub mod site;
pub mod socket;
pub mod store;
#[cfg(debug_assertions)]
pub mod styleguide;
pub mod wire;
pub(crate) mod words;
