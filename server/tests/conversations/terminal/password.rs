//! `banter connect` where no variable holds the password: the person is asked.

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
