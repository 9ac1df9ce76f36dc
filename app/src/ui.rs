//! What people see, one component a file.

pub mod actions;
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
pub mod reactions;
pub mod room_page;
pub mod sidebar;
#[cfg(not(feature = "hydrate"))]
pub mod sign_in;
#[cfg(all(debug_assertions, not(feature = "hydrate")))]
pub mod styleguide;
pub mod switcher;
pub mod viewport;
