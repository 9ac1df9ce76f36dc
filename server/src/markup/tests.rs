//! What a browser's parser makes of the HTML, and what is promised of it.

mod bounds;
mod chance;
mod payloads;
mod rendering;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;

use super::clean::{self, ALLOWED};
use super::link::SCHEMES;

/// What a message's HTML consists of, as a browser would have it.
#[derive(Debug, Default)]
struct Page {
    /// Tags with their attributes.
    tags: Vec<(String, Vec<(String, String)>)>,
    /// All text, lines by `<br>`.
    text: String,
    /// Text that is in no block with a direction.
    outside: String,
}

impl Page {
    fn of(html: &str) -> Self {
        let context = QualName::new(None, ns!(html), local_name!("div"));
        let parser = parse_fragment(RcDom::default(), ParseOpts::default(), context, vec![], false);
        let dom = parser.one(html);
        let mut page = Self::default();
        for child in dom.document.children.borrow().iter() {
            for node in child.children.borrow().iter() {
                page.walk(node, false);
            }
        }
        page
    }

    fn walk(&mut self, node: &Handle, mut within: bool) {
        match &node.data {
            NodeData::Text { contents } => {
                self.text.push_str(&contents.borrow());
                if !within {
                    self.outside.push_str(&contents.borrow());
                }
            }
            NodeData::Element { name, attrs, .. } => {
                assert_eq!(name.ns, ns!(html), "of another language: {name:?}");
                if name.local == local_name!("br") {
                    self.text.push('\n');
                }
                let attributes: Vec<_> = attrs
                    .borrow()
                    .iter()
                    .map(|attribute| {
                        (attribute.name.local.to_string(), attribute.value.to_string())
                    })
                    .collect();
                within |= attributes.iter().any(|(name, _)| name == "dir");
                self.tags.push((name.local.to_string(), attributes));
            }
            other => panic!("neither text nor tag: {other:?}"),
        }
        for child in node.children.borrow().iter() {
            self.walk(child, within);
        }
    }

    /// Nothing is in it that is not allowed.
    fn is_allowed(&self, html: &str) {
        for (tag, attributes) in &self.tags {
            let (_, allowed) = ALLOWED
                .iter()
                .find(|(allowed, _)| allowed == tag)
                .unwrap_or_else(|| panic!("<{tag}> in {html}"));
            for (name, value) in attributes {
                let is_allowed = allowed.contains(&&**name) || (tag == "a" && name == "rel");
                assert!(is_allowed && is_fit(tag, name, value), "{tag} {name}={value:?} in {html}");
            }
        }
    }

    /// The same; links lead somewhere and give nothing away, and nothing stands outside.
    fn is_safe(&self, html: &str) {
        self.is_allowed(html);
        for (_, attributes) in self.tags.iter().filter(|(tag, _)| tag == "a") {
            for name in ["href", "target", "rel"] {
                assert!(
                    attributes.iter().any(|(attribute, _)| attribute == name),
                    "{name} of {html}"
                );
            }
        }
        assert_eq!(self.outside, "", "outside of every block of {html}");
    }
}

fn is_fit(tag: &str, name: &str, value: &str) -> bool {
    match (tag, name) {
        ("a", "href") => Url::parse(value).is_ok_and(|url| SCHEMES.contains(&url.scheme())),
        ("a", "target") => value == "_blank",
        ("a", "rel") => value == "noopener noreferrer nofollow",
        ("pre", "dir") => value == "ltr",
        (_, "dir") => value == "auto",
        (_, "tabindex") => value == "0",
        ("th" | "td", "align") => ["left", "center", "right"].contains(&value),
        ("p", "class") => value == "big",
        ("span", "class") => value == "mention",
        ("code", "class") => {
            let language = value.strip_prefix("language-").unwrap_or_default();
            !language.is_empty()
                && language
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "+-#._".contains(char))
        }
        ("ol", "start") => value.chars().all(|char| char.is_ascii_digit()),
        _ => false,
    }
}

/// The HTML of `text`, in a room of ann, bob and 王小明, with all that is promised of any HTML checked.
fn html(text: &str) -> String {
    let members = ["ann", "Bob", "王小明"].map(str::to_owned);
    let html = super::html(text, &members);
    Page::of(&html).is_safe(&html);
    assert_eq!(clean::html(&html), html, "cleaned again, it is another: {text:?}");
    assert!(!html.contains(|char| ('\u{fdd0}'..='\u{fdef}').contains(&char)), "{html}");
    html
}

/// What people read.
fn text_of(html: &str) -> String {
    Page::of(html).text
}
