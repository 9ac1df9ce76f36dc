//! Stops 3 and 12 of a message's way: the browser's `WebSocket`, one at a time. Its handlers run at
//! once for each frame, without waiting for a frame to be painted.

use std::cell::RefCell;

use leptos::prelude::location;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::event::CloseCode;

thread_local! {
    static SOCKET: RefCell<Option<Socket>> = const { RefCell::new(None) };
}

struct Socket {
    socket: WebSocket,
    /// The browser calls these for as long as the socket lives.
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _ended: Closure<dyn FnMut(CloseEvent)>,
}

/// Opens the page's socket with a one-time password, in place of the last one. `heard` takes each
/// frame, `ended` the close code, once; neither is called after [`close`].
pub fn open(otp: &str, heard: impl Fn(&str) + 'static, ended: impl Fn(u16) + 'static) {
    close();
    let Some(socket) = address(otp).and_then(|url| WebSocket::new(&url).ok()) else {
        ended(CloseCode::Away.into());
        return;
    };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(frame) = event.data().as_string() {
            heard(&frame);
        }
    });
    let ended = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        ended(event.code());
    });
    socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    socket.set_onclose(Some(ended.as_ref().unchecked_ref()));
    let socket = Socket { socket, _heard: heard, _ended: ended };
    SOCKET.with(|current| current.replace(Some(socket)));
}

/// Sends a frame. One that cannot be sent has no answer, and that ends the connection.
pub fn send(frame: &str) {
    SOCKET.with_borrow(|current| {
        if let Some(current) = current
            && current.socket.ready_state() == WebSocket::OPEN
        {
            let _ = current.socket.send_with_str(frame);
        }
    });
}

/// Closes the socket and hears no more of it.
pub fn close() {
    if let Some(last) = SOCKET.with(RefCell::take) {
        last.socket.set_onmessage(None);
        last.socket.set_onclose(None);
        let _ = last.socket.close();
    }
}

fn address(otp: &str) -> Option<String> {
    let scheme = if location().protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/ws?otp={otp}", location().host().ok()?))
}
