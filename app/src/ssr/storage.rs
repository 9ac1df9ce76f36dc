//! What the browser keeps, where there is no browser.

/// Nothing is kept.
#[must_use]
pub fn all(_prefix: &str) -> Vec<(String, String)> {
    Vec::new()
}

/// Nothing is kept.
#[must_use]
pub fn get(_key: &str) -> Option<String> {
    None
}

/// Nothing is kept.
#[must_use]
pub fn own(_key: &str) -> Option<String> {
    None
}

/// Nothing is kept.
pub fn put_own(_key: &str, _value: Option<&str>) {}

/// Nothing is kept.
pub fn put(_key: &str, _value: Option<&str>) {}

/// There is no other tab.
pub fn on_change(_then: impl Fn(&str, Option<String>, Option<&str>) + 'static) {}
