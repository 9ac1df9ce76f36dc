//! `banter connect`: what a typed line asks for.

/// A line typed at a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Nothing.
    Nothing,
    /// To be said in the room shown.
    Say(&'a str),
    /// `/room NAME`: open it, join it, make it.
    Room(&'a str),
    /// `/room`: which ones there are.
    Rooms,
    /// `/msg USER TEXT`: to be said to people, whatever room is shown.
    Message {
        /// Their name, or several with commas between them.
        to: &'a str,
        /// What.
        text: &'a str,
    },
    /// `/who`: who is in the room shown.
    Who,
    /// `/edit TEXT`: one's newest message says this from now on.
    Edit(&'a str),
    /// `/help`.
    Help,
    /// `/quit`.
    Quit,
    /// A command that takes more, and how it is written.
    Unfinished(&'static str),
    /// A command that there is not, or not in this form.
    Unknown(&'a str),
}

/// The commands, for people.
pub(super) const HELP: &str = "\
/room NAME   open a room: join it, make it when there is none; without a name, list your rooms
/room @NAME  open the conversation with NAME alone
/msg NAME TEXT
             say TEXT to NAME alone, and stay here; NAME,NAME are several
/who         who is in this room
/edit TEXT   change your newest message here to TEXT
/quit        leave; so do Ctrl-C and Ctrl-D
//TEXT       say what begins with a slash";

impl<'a> Line<'a> {
    /// Reads a typed line.
    pub(super) fn of(typed: &'a str) -> Self {
        let typed = typed.trim();
        let Some(command) = typed.strip_prefix('/') else {
            return if typed.is_empty() { Self::Nothing } else { Self::Say(typed) };
        };
        if command.starts_with('/') {
            return Self::Say(command);
        }
        let (name, rest) = split(command);
        match (name, rest) {
            ("room", "") => Self::Rooms,
            ("room", name) => Self::Room(name),
            ("who", "") => Self::Who,
            ("edit", "") => Self::Unfinished("/edit TEXT"),
            ("edit", text) => Self::Edit(text),
            ("msg", rest) => match split(rest) {
                (_, "") => Self::Unfinished("/msg NAME TEXT"),
                (to, text) => Self::Message { to, text },
            },
            ("help", "") => Self::Help,
            ("quit", "") => Self::Quit,
            _ => Self::Unknown(typed),
        }
    }
}

/// The first word and what follows it.
fn split(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn a_line_is_said_unless_it_begins_with_a_slash() {
        for (typed, line) in [
            ("", Line::Nothing),
            ("  ", Line::Nothing),
            (" hello /quit ", Line::Say("hello /quit")),
            ("//etc/passwd is a file", Line::Say("/etc/passwd is a file")),
            ("/room 茶館", Line::Room("茶館")),
            ("/room", Line::Rooms),
            ("/who", Line::Who),
            ("/edit  to  this", Line::Edit("to  this")),
            ("/msg bob psst, you", Line::Message { to: "bob", text: "psst, you" }),
            ("/help", Line::Help),
            ("/quit", Line::Quit),
        ] {
            assert_eq!(Line::of(typed), line, "{typed}");
        }
    }

    #[test]
    fn what_is_no_command_is_not_said_either() {
        for typed in ["/", "/quti", "/quit now", "/etc/passwd", "/who me"] {
            assert_eq!(Line::of(typed), Line::Unknown(typed));
        }
        for typed in ["/msg", "/msg bob", "/msg  bob "] {
            assert_eq!(Line::of(typed), Line::Unfinished("/msg NAME TEXT"));
        }
        assert_eq!(Line::of("/edit "), Line::Unfinished("/edit TEXT"));
    }
}
