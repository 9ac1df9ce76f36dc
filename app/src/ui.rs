//! What people see, one component a file.

pub mod actions;
mod announcement;
mod avatar;
pub mod chat_page;
pub mod composer;
pub mod connection;
pub mod in_hand;
mod keys;
pub mod language_choice;
pub mod message;
pub mod message_list;
pub mod people;
pub mod picker;
mod presence;
pub mod reactions;
pub mod room_page;
#[cfg(not(feature = "hydrate"))]
pub mod room_settings;
pub mod sidebar;
#[cfg(not(feature = "hydrate"))]
pub mod sign_in;
#[cfg(all(debug_assertions, not(feature = "hydrate")))]
pub mod styleguide;
pub mod switcher;
mod typing;
pub mod viewport;
