//! Conversations with a whole server, over real sockets.

mod entrance;
mod frames;
mod heartbeat;
mod kept;
mod limits;
mod post;
mod rooms;
mod support;
