//! The one place where text becomes HTML: Markdown, as people in chat expect it, and nothing else.
//!
//! `shield` takes from the text what would be Markdown but is not meant so, `pulldown-cmark` parses,
//! `write` makes HTML of it, `clean` lets through only what is listed there, and [`Markup::naming`]
//! marks up the names of those who turn out to be members.

mod clean;
mod link;
mod shield;
#[cfg(test)]
mod tests;
mod write;

use crate::emoji;
use crate::mention;
use crate::name::Name;

/// Which renderer this is. What another one rendered is rendered anew when it is read: raise it with
/// every change of what comes out.
pub const VERSION: i64 = 3;
/// The most HTML that a text may become, in bytes; of more, only the letters are kept.
pub const HTML_BYTES_MAX: usize = 32 * 1024;

/// A text as safe HTML, but for the names in it: whose they are only the store knows.
#[derive(Debug, Clone)]
pub struct Markup {
    html: String,
    names: Vec<Place>,
}

/// An `@` in the HTML behind which a name may stand.
#[derive(Debug, Clone)]
struct Place {
    at: usize,
    /// The names it could be, the longest first: how many bytes each has, and its key.
    could_be: Vec<(usize, String)>,
}

impl Markup {
    /// Renders `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self { html: String::new(), names: Vec::new() };
        }
        let written = if emoji::are_few(text) { None } else { write::html(&shield::up(text)) };
        let clean = written.map(|html| clean::html(&html));
        match clean.filter(|html| html.len() <= HTML_BYTES_MAX) {
            Some(html) => Self::unmarked(&html),
            None => Self { html: clean::html(&plain(text)), names: Vec::new() },
        }
    }

    /// The HTML in which the names of `members` are marked up.
    #[must_use]
    pub fn naming(&self, members: &[String]) -> String {
        let members = members.iter().filter_map(|name| Name::of_user(name).ok());
        let keys: Vec<_> = members.map(|name| name.key().to_owned()).collect();
        let mut html = String::with_capacity(self.html.len());
        let mut done = 0;
        for Place { at, could_be } in &self.names {
            let Some((bytes, _)) = could_be.iter().find(|(_, key)| keys.contains(key)) else {
                continue;
            };
            let end = at + '@'.len_utf8() + bytes;
            html.push_str(&self.html[done..*at]);
            html.push_str("<span class=\"mention\">");
            html.push_str(&self.html[*at..end]);
            html.push_str("</span>");
            done = end;
        }
        html.push_str(&self.html[done..]);
        html
    }

    /// How long it is, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let keys = self.names.iter().flat_map(|place| &place.could_be);
        self.html.len() + keys.map(|(_, key)| key.len()).sum::<usize>()
    }

    /// Takes the marks out of `marked` that `write` set where names may begin.
    fn unmarked(marked: &str) -> Self {
        let mut parts = marked.split(shield::NAME);
        let mut html = parts.next().unwrap_or_default().to_owned();
        let mut names = Vec::new();
        for part in parts {
            let could_be = mention::names(part.strip_prefix('@').unwrap_or_default());
            names.push(Place { at: html.len(), could_be });
            html.push_str(part);
        }
        Self { html, names }
    }
}

/// `text` as safe HTML in which the names of `members` are marked up.
#[must_use]
pub fn html(text: &str, members: &[String]) -> String {
    Markup::of(text).naming(members)
}

/// `text` as one paragraph, its lines kept, and large if it is only a few emoji.
fn plain(text: &str) -> String {
    let class = if emoji::are_few(text) { " class=\"big\"" } else { "" };
    let mut html = format!("<p{class} dir=\"auto\">");
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            html.push_str("<br>");
        }
        write::escape(&shield::drop_unprintable(line), &mut html);
    }
    html.push_str("</p>");
    html
}
