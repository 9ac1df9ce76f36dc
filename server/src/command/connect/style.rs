//! `banter connect`: how lines look. Aligned and in colours on a terminal, bare elsewhere; times as the
//! local clock shows them.

use std::env;

use app::event::{Announcement, Timestamp};
use app::words::Language;
use app::zone::Local;
use jiff::tz::TimeZone;
use rustix::termios::tcgetwinsize;

use super::text::{bold, cut, dim, filled, harmless, harmless_line, in_colour_of, wrapped};

/// Columns of an author's name.
const NAME_COLUMNS: usize = 14;
/// Before the text of a message: `14:02 *ann             `.
const MARGIN_COLUMNS: usize = 6 + 1 + NAME_COLUMNS + 1;
/// Before a note's: `      · `.
const NOTE_COLUMNS: usize = 8;
/// Fewer for the text are too few to break lines for.
const TEXT_COLUMNS_MIN: usize = 20;
/// Of a terminal that does not say.
const COLUMNS: usize = 80;

/// How lines look.
pub(super) struct Style {
    /// A terminal shows them.
    is_shown: bool,
    is_coloured: bool,
    zone: TimeZone,
}

impl Style {
    /// As the environment asks: colours only on a terminal, and not with `NO_COLOR` (no-color.org).
    pub(super) fn of_environment(is_shown: bool) -> Self {
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { is_shown, is_coloured: is_shown && !no_color, zone: TimeZone::system() }
    }

    /// When something was, on the local clock.
    pub(super) fn local(&self, at: &Timestamp) -> Option<Local> {
        let moment: jiff::Timestamp = at.0.parse().ok()?;
        Local::of(at, self.zone.to_offset(moment).seconds() / 60)
    }

    /// A message: its time, its author's name, marked where it is one's own, its text.
    pub(super) fn message(&self, at: Option<Local>, from: &str, own: bool, text: &str) -> String {
        let time = at.map_or_else(|| "     ".to_owned(), Local::time);
        let mark = if own { '*' } else { ' ' };
        let name = filled(&harmless_line(from), NAME_COLUMNS);
        let text = self.broken(&harmless(text));
        if !self.is_coloured {
            return format!("{time} {mark}{name} {text}");
        }
        let name = in_colour_of(from, &format!("{mark}{name}"));
        format!("{} {} {text}", dim(&time), if own { bold(&name) } else { name })
    }

    /// Something that nobody said.
    pub(super) fn note(&self, text: &str) -> String {
        let lines = self.lines(&harmless_line(text), NOTE_COLUMNS);
        let note = format!("      · {}", lines.join(&format!("\n{}", " ".repeat(NOTE_COLUMNS))));
        if self.is_coloured { dim(&note) } else { note }
    }

    /// What others said elsewhere, in one line, whatever becomes of its end.
    pub(super) fn glimpse(&self, text: &str) -> String {
        let text = harmless_line(text);
        let room = columns().saturating_sub(NOTE_COLUMNS);
        self.note(&if self.is_shown { cut(&text, room) } else { text })
    }

    /// Several lines that nobody said.
    pub(super) fn aside(&self, text: &str) -> String {
        let text = harmless(text);
        if self.is_coloured { dim(&text) } else { text }
    }

    /// The day that the messages below are of.
    pub(super) fn day(&self, day: Local) -> String {
        self.rule(&day.day(Language::English))
    }

    /// The room that the messages below are of.
    pub(super) fn room(&self, name: &str, topic: &str) -> String {
        let topic = if topic.is_empty() { String::new() } else { format!(": {topic}") };
        let line = self.rule(&harmless_line(&format!("{name}{topic}")));
        if self.is_coloured { bold(&line) } else { line }
    }

    /// What an admin says to everybody.
    pub(super) fn announcement(&self, told: &Announcement) -> String {
        let time = self.local(&told.sent).map(Local::time).unwrap_or_default();
        let by = format!("to everybody, from {}, {time}", told.from);
        format!("{}\n{}", self.rule(&harmless_line(&by)), harmless(&told.message))
    }

    fn rule(&self, text: &str) -> String {
        let line = format!("── {text} ──");
        if self.is_coloured { dim(&line) } else { line }
    }

    /// Below the first line, the text stands below the text.
    fn broken(&self, text: &str) -> String {
        self.lines(text, MARGIN_COLUMNS).join(&format!("\n{}", " ".repeat(MARGIN_COLUMNS)))
    }

    /// `text` in lines that fit beside a margin.
    fn lines(&self, text: &str, margin: usize) -> Vec<String> {
        let room = columns().saturating_sub(margin);
        if self.is_shown && room >= TEXT_COLUMNS_MIN {
            wrapped(text, room)
        } else {
            text.split('\n').map(str::to_owned).collect()
        }
    }
}

/// How wide the terminal is now.
fn columns() -> usize {
    let size = tcgetwinsize(std::io::stdout());
    size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::Style;
    use app::event::Timestamp;
    use jiff::tz::{Offset, TimeZone};

    fn style(is_coloured: bool) -> Style {
        let zone = TimeZone::fixed(Offset::constant(8));
        Style { is_shown: is_coloured, is_coloured, zone }
    }

    #[test]
    fn a_message_has_its_time_its_author_and_its_text_in_columns() {
        let style = style(false);
        let at = style.local(&Timestamp("2026-11-21T03:36:00.000Z".to_owned()));
        for (from, own, line) in [
            ("ann", true, "11:36 *ann            hi\n                      there"),
            ("王小明", false, "11:36  王小明         hi\n                      there"),
        ] {
            assert_eq!(style.message(at, from, own, "hi\nthere"), line);
        }
    }

    #[test]
    fn nothing_that_others_wrote_steers_the_terminal() {
        let style = style(true);
        let evil = "\u{1b}[2J\u{9b}5m\u{7}";
        for line in [
            style.message(None, evil, false, evil),
            style.note(evil),
            style.glimpse(evil),
            style.aside(evil),
            style.room(evil, evil),
        ] {
            assert!(!line.contains("\u{1b}[2J") && !line.contains(['\u{9b}', '\u{7}']), "{line:?}");
        }
    }
}
