//! The socket, where there is none: the first render is not live.

/// Nothing opens during a render.
pub fn open(_otp: &str, _heard: impl Fn(&str) + 'static, _ended: impl Fn(u16) + 'static) {}

/// Nothing is sent during a render.
pub fn send(_frame: &str) {}

/// Nothing is open.
pub fn close() {}
