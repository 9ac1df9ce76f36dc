//! Makes HTML of what the Markdown parser found, and says no where it would be too deep or too long.
//!
//! The outermost block alone has a direction of its own: a list or a quotation is laid out by its first
//! letter, with its marks on the right side of it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TextMergeWithOffset,
};

use super::{HTML_BYTES_MAX, clean, link, shield};
use crate::mention;

/// The deepest nesting of tags.
const DEPTH_MAX: usize = 32;

/// HTML of the shielded `source`; `None` where it is too deep or too long, or shows no letter.
pub(super) fn html(source: &str) -> Option<String> {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut writer = Writer { source, ..Writer::default() };
    let events = Parser::new_ext(source, options).into_offset_iter();
    for (event, range) in TextMergeWithOffset::new(events) {
        writer.event(event, range);
        if writer.open.len() > DEPTH_MAX || writer.html.len() > HTML_BYTES_MAX {
            return None;
        }
    }
    writer.shows_something.then_some(writer.html)
}

/// Adds `text` to `html`, escaped as the cleaner writes it.
pub(super) fn escape(text: &str, html: &mut String) {
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            char => html.push(char),
        }
    }
}

#[derive(Default)]
struct Writer<'a> {
    source: &'a str,
    html: String,
    open: Vec<Open>,
    /// Of the table: what its cells are called, how its columns are aligned, and which of them is next.
    cell: &'static str,
    columns: Vec<Alignment>,
    column: usize,
    /// Names marked so far.
    names: usize,
    shows_something: bool,
}

/// What was opened, and not closed yet.
struct Open {
    kind: Kind,
    /// What closes it.
    close: Cow<'static, str>,
}

enum Kind {
    /// Its text is just text.
    Code,
    /// The same; where it has no text, it shows where it leads.
    Link {
        to: String,
        begins: usize,
    },
    Other,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.letters(&shield::down(&text));
                self.html.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            Event::Text(text) if self.open.iter().any(|open| !matches!(open.kind, Kind::Other)) => {
                self.letters(&shield::down(&text));
            }
            Event::Text(text) => self.text(&shield::down(&text)),
            // None of these is asked for or let through; should one come all the same, it is text.
            Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.letters(&shield::down(&text)),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.block("p", "</p>"),
            // A line that begins with # is no louder than the others.
            Tag::Heading { .. } if begins_with_hashes(&self.source[range.clone()]) => {
                self.block("p", "</strong></p>");
                self.html.push_str("<strong>");
            }
            // A line of --- or === under a text is a line under it.
            Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => {
                self.block("p", "</p><hr>");
            }
            Tag::BlockQuote(_) => self.block("blockquote", "</blockquote>"),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::List(None) => self.block("ul", "</ul>"),
            Tag::List(Some(number)) => {
                let tag = if number == 1 { "ol" } else { &format!("ol start=\"{number}\"") };
                self.block(tag, "</ol>");
            }
            Tag::Item => self.opens("<li>", "</li>"),
            // Tables and code scroll by themselves, which not every browser lets the keyboard do unasked.
            Tag::Table(columns) => {
                self.columns = columns;
                self.block("table tabindex=\"0\"", "</tbody></table>");
            }
            Tag::TableHead => {
                (self.cell, self.column) = ("th", 0);
                self.opens("<thead><tr>", "</tr></thead><tbody>");
            }
            Tag::TableRow => {
                (self.cell, self.column) = ("td", 0);
                self.opens("<tr>", "</tr>");
            }
            Tag::TableCell => self.table_cell(),
            tag => self.inline(tag, range),
        }
    }

    fn inline(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis if self.is_arithmetic(&range) => self.opens("*", "*"),
            Tag::Emphasis => self.opens("<em>", "</em>"),
            Tag::Strong if self.is_arithmetic(&range) => self.opens("**", "**"),
            Tag::Strong => self.opens("<strong>", "</strong>"),
            // One tilde is "about", or "to": 3~5天, 8~10天.
            Tag::Strikethrough if !self.source[range].starts_with("~~") => self.opens("~", "~"),
            Tag::Strikethrough => self.opens("<del>", "</del>"),
            Tag::Link { link_type: LinkType::Autolink, dest_url, .. } => {
                self.link(&shield::down(&dest_url), ("<", ">"));
            }
            Tag::Link { ref dest_url, .. } | Tag::Image { ref dest_url, .. } => {
                let to = shield::down(dest_url);
                let begin = if matches!(tag, Tag::Link { .. }) { "[" } else { "![" };
                self.link(&to, (begin, &format!("]({to})")));
            }
            _ => self.opens("", ""),
        }
    }

    fn end(&mut self) {
        let Some(Open { kind, close }) = self.open.pop() else { return };
        if let Kind::Link { to, begins } = kind
            && self.html.len() == begins
        {
            self.letters(&to);
        }
        self.html.push_str(&close);
    }

    fn opens(&mut self, begin: &str, close: impl Into<Cow<'static, str>>) {
        self.html.push_str(begin);
        self.open.push(Open { kind: Kind::Other, close: close.into() });
    }

    fn block(&mut self, tag: &str, close: &'static str) {
        let direction = if self.open.is_empty() { " dir=\"auto\"" } else { "" };
        self.opens(&format!("<{tag}{direction}>"), close);
    }

    fn table_cell(&mut self) {
        let align = match self.columns.get(self.column) {
            None | Some(Alignment::None) => "",
            Some(Alignment::Left) => " align=\"left\"",
            Some(Alignment::Center) => " align=\"center\"",
            Some(Alignment::Right) => " align=\"right\"",
        };
        self.column += 1;
        let cell = self.cell;
        self.opens(&format!("<{cell}{align}>"), format!("</{cell}>"));
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.html.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code");
        let info = match kind {
            CodeBlockKind::Fenced(info) => shield::down(info),
            CodeBlockKind::Indented => String::new(),
        };
        let first = info.split([' ', ',', '{']).next();
        if let Some(language) = first.filter(|language| clean::is_language(language)) {
            self.html.push_str(&format!(" class=\"language-{language}\""));
        }
        self.html.push('>');
        self.open.push(Open { kind: Kind::Code, close: "</code></pre>".into() });
    }

    /// A link; where it may not lead there, it is shown as `typed`. Images are links: nobody who only
    /// reads is to ask a stranger's server for anything.
    fn link(&mut self, to: &str, typed: (&str, &str)) {
        let is_within = self.open.iter().any(|open| matches!(open.kind, Kind::Link { .. }));
        if is_within {
            self.opens("", "");
        } else if link::may_lead_to(to) {
            self.html.push_str("<a href=\"");
            for part in to.split_inclusive('"') {
                let quote = part.strip_suffix('"');
                escape(quote.unwrap_or(part), &mut self.html);
                self.html.push_str(quote.map_or("", |_| "&quot;"));
            }
            self.html.push_str("\">");
            let kind = Kind::Link { to: to.to_owned(), begins: self.html.len() };
            self.open.push(Open { kind, close: "</a>".into() });
        } else {
            self.letters(typed.0);
            let mut close = String::new();
            escape(typed.1, &mut close);
            self.opens("", close);
        }
    }

    /// Text in which bare URLs become links.
    fn text(&mut self, text: &str) {
        let mut done = 0;
        while let Some(url) = link::next(text, done) {
            self.words(text, done..url.start);
            self.link(&text[url.clone()], ("", ""));
            self.end();
            done = url.end;
        }
        self.words(text, done..text.len());
    }

    /// Text in which names may stand.
    fn words(&mut self, text: &str, range: Range<usize>) {
        let mut done = range.start;
        for (at, _) in text[range.clone()].match_indices('@') {
            let at = range.start + at;
            if self.names < mention::NAMES_MAX && mention::may_begin(&text[..at]) {
                self.names += 1;
                self.letters(&text[done..at]);
                self.html.push(shield::NAME);
                done = at;
            }
        }
        self.letters(&text[done..range.end]);
    }

    fn letters(&mut self, text: &str) {
        self.shows_something |= text.chars().any(|char| !char.is_whitespace());
        escape(text, &mut self.html);
    }

    /// Stars between letters or digits, as in 2*3*4 and 2**10**2.
    fn is_arithmetic(&self, range: &Range<usize>) -> bool {
        let before = self.source[..range.start].chars().next_back();
        let after = self.source[range.end..].chars().next();
        [before, after].iter().all(|char| char.is_some_and(|char| char.is_ascii_alphanumeric()))
    }
}

fn begins_with_hashes(source: &str) -> bool {
    let rest = source.trim_start().trim_start_matches('#');
    source.trim_start().starts_with('#') && !rest.starts_with(|char: char| !char.is_whitespace())
}
