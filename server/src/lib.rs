//! Banter's server, in the order in which a message meets it.
//!
//! - [`serve`] accepts connections, [`router`] has every route, [`guard`] every check of a request.
//! - [`auth`] lets people in; [`socket`] is the task of one socket, on a [`wire`].
//! - [`room`] says what may be appended, [`log`] appends, [`store`] keeps.
//! - [`hub`] pushes to each [`queue`], [`cursor`] brings each reader every event once, in order.
//! - [`presence`] says who is there, [`typing`] who is writing; nothing of that is kept in the log.
//! - [`announcements`] are told to everybody, once.
//! - [`compression`] makes pages and answers smaller on their way out.
//! - [`schedule`] says what the server has to say by itself.
//! - [`page`] renders, [`room_settings`] and [`admin`] what needs no program, [`site`] holds its files, [`api`] answers in
//!   JSON, each in the reader's [`language`], and `words` has every sentence in each.
//! - [`amqp`] takes messages from RabbitMQ and brings it what happens in rooms, [`metrics`] count.
//! - [`hook`] lets programs speak that know an address, and brings others what happens in rooms, as [`amqp`] does, by
//!   a `carrier`.
//! - `styleguide` shows every component in every state, in development builds only.
//! - `temporary` closes rooms that nobody is in, if they were made for that.
//! - [`command`] is the command line, [`config`] every setting, [`error`] every refusal, `logging` what is
//!   written down of it all.

pub mod admin;
pub mod alias;
pub mod amqp;
pub mod announcements;
pub mod api;
pub mod auth;
pub mod banter;
mod carrier;
pub mod clock;
pub mod command;
pub mod compression;
pub mod config;
pub mod cursor;
pub mod cut;
mod destination;
pub mod emoji;
pub mod error;
pub mod guard;
pub mod health;
pub mod hook;
pub mod hub;
pub mod language;
pub mod log;
mod logging;
pub mod markup;
pub mod mention;
pub mod metrics;
pub mod name;
mod notice;
pub mod page;
pub mod presence;
pub mod queue;
pub mod rate;
pub mod room;
pub mod room_settings;
pub mod router;
pub mod schedule;
pub mod serve;
pub mod site;
pub mod socket;
pub mod store;
#[cfg(debug_assertions)]
pub mod styleguide;
mod temporary;
pub mod topic;
pub mod typing;
pub mod wire;
pub(crate) mod words;

#[cfg(test)]
mod tests {
    /// Whoever reads the map above finds each of the three in a file of its own.
    #[test]
    fn original_rooms_errors_config_and_logging_are_parts_of_their_own() {
        let map = include_str!("lib.rs");
        let parts = [
            ("error", include_str!("error.rs")),
            ("config", include_str!("config.rs")),
            ("logging", include_str!("logging.rs")),
        ];
        for (part, source) in parts {
            assert!(map.contains(&format!("mod {part};")) && map.contains(&format!("`{part}`")));
            assert!(source.starts_with("//! "), "{part} says what it is");
        }
    }
}
