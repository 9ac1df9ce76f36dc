//! What is generic over a closure or a future is in the page once for each of them: behind a box, once
//! for all.

use std::pin::Pin;

use leptos::prelude::{Effect, Memo};
use leptos::task::spawn_local;

/// Runs `effect` once the page is there, and again whenever a signal that it read has changed.
pub fn effect(effect: impl FnMut() + 'static) {
    let effect: Box<dyn FnMut()> = Box::new(effect);
    Effect::new(effect);
}

/// A handler of an event.
pub fn on<E>(handler: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handler)
}

/// What a text or an attribute is, whenever a signal that it read has changed.
pub fn live<T>(value: impl FnMut() -> T + Send + 'static) -> Box<dyn FnMut() -> T + Send> {
    Box::new(value)
}

/// What is true of signals, told on only when it changes.
pub fn memo(value: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    type Value = dyn Fn(Option<&bool>) -> bool + Send + Sync;
    let value: Box<Value> = Box::new(move |_| value());
    Memo::new(value)
}

/// Runs `future` on its own.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local(future);
}
