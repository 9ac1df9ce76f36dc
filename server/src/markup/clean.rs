//! The list of what a message's HTML may have. What is not listed here reaches no page, whatever was
//! made of the text before.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::link;

/// Tags and their attributes.
pub(super) const ALLOWED: [(&str, &[&str]); 20] = [
    ("p", &["dir", "class"]),
    ("br", &[]),
    ("hr", &[]),
    ("strong", &[]),
    ("em", &[]),
    ("del", &[]),
    ("code", &["class"]),
    ("pre", &["dir", "tabindex"]),
    ("blockquote", &["dir"]),
    ("ul", &["dir"]),
    ("ol", &["dir", "start"]),
    ("li", &[]),
    ("a", &["href", "target"]),
    ("span", &["class"]),
    ("table", &["dir", "tabindex"]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["align"]),
    ("td", &["align"]),
];

/// The longest name of a language.
const LANGUAGE_BYTES_MAX: usize = 32;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes = ALLOWED.map(|(tag, names)| (tag, names.iter().copied().collect()));
    let mut builder = Builder::empty();
    builder
        .tags(ALLOWED.map(|(tag, _)| tag).into())
        .tag_attributes(HashMap::<_, HashSet<_>>::from(attributes))
        .attribute_filter(value)
        .url_schemes(link::SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        // The page is a running program: a link must not end it.
        .set_tag_attribute_value("a", "target", "_blank");
    builder
});

/// `html` with nothing in it but what is allowed.
pub(super) fn html(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// Whether `text` can name a language in a class.
pub(super) fn is_language(text: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"+-#._".contains(&byte);
    (1..=LANGUAGE_BYTES_MAX).contains(&text.len()) && text.bytes().all(is_fit)
}

fn value<'value>(tag: &str, name: &str, value: &'value str) -> Option<Cow<'value, str>> {
    let is_fit = match (tag, name) {
        ("pre", "dir") => value == "ltr",
        (_, "dir") => value == "auto",
        (_, "tabindex") => value == "0",
        ("code", "class") => value.strip_prefix("language-").is_some_and(is_language),
        (_, "align") => matches!(value, "left" | "center" | "right"),
        ("p", "class") => value == "big",
        ("span", "class") => value == "mention",
        ("ol", "start") => value.parse::<u32>().is_ok(),
        // What a link leads to and how it opens is the cleaner's own.
        _ => true,
    };
    is_fit.then_some(Cow::Borrowed(value))
}
