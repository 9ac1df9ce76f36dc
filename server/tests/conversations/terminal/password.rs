//! `banter connect` where no variable holds the password: the person is asked.

use std::process::Command;

use super::url;
use crate::support::{App, PASSWORD, Terminal, connect, first_at_its_terminal};

#[tokio::test]
async fn a_password_is_asked_for_at_the_terminal_and_not_shown() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let mut command = connect(&url(&app), "ann", &[]);
    command.env_remove("BANTER_PASSWORD");
    let mut ann = Terminal::open(first_at_its_terminal(&command));
    ann.shows("Password of ann: ").await;
    ann.hides_what_is_typed().await;
    ann.enters(PASSWORD);
    ann.shows("as ann; /help lists the commands").await;
    ann.shows("── general ──").await;
    ann.enters("in by the prompt");
    ann.shows("*ann            in by the prompt").await;
    ann.enters("/quit");
    assert_eq!(ann.ends().await, Some(0), "{}", ann.shown.all());
    assert!(!ann.shown.raw().contains(PASSWORD), "{}", ann.shown.raw());

    let mut ann = Terminal::open(first_at_its_terminal(&command));
    ann.shows("Password of ann: ").await;
    ann.hides_what_is_typed().await;
    ann.enters("wrong horse");
    assert_eq!(ann.ends().await, Some(3), "{}", ann.shown.all());
    assert!(!ann.shown.raw().contains("horse"), "{}", ann.shown.raw());
}

/// Not every shell mends the terminal of what it ran.
#[tokio::test]
async fn who_will_not_say_a_password_has_the_terminal_back() {
    let asked = connect("http://127.0.0.1:9", "ann", &[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap : INT; \"$@\"; echo it ended with $?; stty -a", "sh"]);
    shell.arg(asked.get_program()).args(asked.get_args()).env_remove("BANTER_PASSWORD");
    // At once, while the terminal may still make the signal itself, and when it is silent.
    for is_silent in [false, true] {
        let mut ann = Terminal::open(first_at_its_terminal(&shell));
        ann.shows("Password of ann: ").await;
        if is_silent {
            ann.hides_what_is_typed().await;
        }
        ann.types("wrong h\u{3}");
        ann.shows("it ended with 130").await;
        ann.shows(" echo ").await;
    }
}

#[tokio::test]
async fn a_signal_ends_the_question_too() {
    let mut asked = connect("http://127.0.0.1:9", "ann", &[]);
    asked.env_remove("BANTER_PASSWORD");
    let mut ann = Terminal::open(first_at_its_terminal(&asked));
    ann.shows("Password of ann: ").await;
    ann.hides_what_is_typed().await;
    ann.signal("-INT");
    assert_eq!(ann.ends().await, Some(130), "{}", ann.shown.all());
}
