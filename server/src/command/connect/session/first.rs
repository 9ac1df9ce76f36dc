//! `banter connect`: until it is in for the first time. What a pipe brings meanwhile is read, and given back if it never is.

use std::time::Duration;

use super::super::entrance::{Entrance, Socket};
use super::super::input::{Input, Typed};
use super::super::screen::Screen;
use super::super::text::harmless;
use super::super::{Failure, Options};
use super::connection;
use super::ending::EXIT_INTERRUPTED;
use super::leaving::Again;

/// How long whoever is turned away waits for a reader that takes nothing.
const READ_WITHIN: Duration = Duration::from_secs(3);

/// The first socket, its session's token and the frame of its welcome; and the lines, if they come by a pipe.
///
/// # Errors
/// Why there is no way in, and how many lines were read in vain.
pub(super) async fn enter(
    entrance: &Entrance,
    options: &Options,
    errors: &Screen,
) -> Result<((Socket, String, String), Option<Input>), Failure> {
    let piped = (!options.is_typed).then(Input::plain);
    let mut signals = Again::new()?;
    let entered = tokio::select! {
        entered = connection::first(entrance, options, errors) => entered,
        () = signals.heard() => {
            let sentence = "interrupted before there was a connection.".to_owned();
            Err(Failure { sentence, code: EXIT_INTERRUPTED })
        }
    };
    match entered {
        Ok(first) => Ok((first, piped)),
        Err(failure) => {
            let lines = piped.map_or(0, |input| give_back(&input, errors));
            errors.end(READ_WITHIN).await;
            Err(counted(failure, lines))
        }
    }
}

/// How many lines that were.
fn give_back(input: &Input, errors: &Screen) -> u64 {
    let mut lines = 0;
    for typed in input.rest() {
        match typed {
            Typed::Line(line) if !line.trim().is_empty() => {
                lines += 1;
                errors.say(harmless(&line));
            }
            Typed::Piece { text, is_first, is_last } => {
                lines += u64::from(is_first);
                errors.write(harmless(&text) + if is_last { "\n" } else { "" });
            }
            _ => {}
        }
    }
    lines
}

fn counted(failure: Failure, lines: u64) -> Failure {
    let were = match lines {
        0 => return failure,
        1 => "line was",
        _ => "lines were",
    };
    let sentence = format!("{lines} {were} not sent, of {lines}. {}", failure.sentence);
    Failure { sentence, ..failure }
}
