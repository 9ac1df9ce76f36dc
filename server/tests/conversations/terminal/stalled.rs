//! `banter connect` whose reader stands still, or is gone.

use tokio::time::Instant;

use super::{WAITS_FOR, texts, url};
use crate::support::{App, Relay, Terminal, connect};

/// More of them than the pipe to a reader holds.
const LONG: usize = 40;
/// More of them than the program keeps for one who does not read.
const MANY: usize = 1_200;

/// So many lines of so many characters, no two the same.
fn lines(number: usize, chars: usize) -> Vec<String> {
    (0..number).map(|number| format!("{number:x>chars$}")).collect()
}

#[tokio::test]
async fn what_is_piped_is_sent_and_a_second_ctrl_c_ends_it_though_nobody_reads() {
    let mut relay = Relay::start().await;
    let mut bob = relay.app.person("bob").await;
    bob.opens("general").await;
    relay.app.sign_in("ann").await;
    let mut ann = Terminal::unread(connect(&relay.url, "ann", &["--json"]));
    ann.enters("here");
    bob.sees_message("here").await;
    for line in lines(LONG, 3_900) {
        bob.says(&line).await;
        bob.sees_message(&line).await;
    }
    ann.enters("one\ntwo");
    bob.sees_message("one").await;
    // It is sent when the one before is acknowledged, and that comes after all that was said.
    bob.sees_message("two").await;
    let began = Instant::now();
    ann.signal("-INT");
    assert_eq!(relay.sees_close().await, Some(1000));
    ann.is_signalled("-INT");
    let is_in_time = began.elapsed() < WAITS_FOR;
    let code = ann.ends().await;
    assert!(code == Some(130) || (!is_in_time && code == Some(0)), "{code:?}");
}

#[tokio::test]
async fn who_reads_again_gets_everything_and_one_signal_ends_it_where_nobody_does() {
    let app = App::with(&[("message_burst", "5000")]).await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut late = Terminal::unread(connect(&url(&app), "ann", &["--json"]));
    let mut never = Terminal::unread(connect(&url(&app), "ann", &["--json"]));
    for (pipe, line) in [(&mut late, "late is here"), (&mut never, "never is here")] {
        pipe.enters(line);
        bob.sees_message(line).await;
    }
    let lines = lines(MANY, 1_000);
    bob.says_all(&lines).await;
    for line in &lines {
        bob.sees_message(line).await;
    }
    // What waits for its ack waits for the reader too: no more is kept than so much.
    late.enters("the next\nand one more");
    bob.sees_message("the next").await;
    never.signal("-TERM");
    assert_eq!(never.ends().await, Some(0), "{}", never.errors.all());
    bob.has_not_heard("and one more").await;
    late.is_read();
    bob.sees_message("and one more").await;
    late.is_at_end();
    assert_eq!(late.ends().await, Some(0), "{}", late.errors.all());
    let shown = super::pipe::events(&late, "new_message");
    let of_bob = shown.iter().filter(|message| message["from"] == "bob");
    let texts: Vec<_> = of_bob.map(|message| message["message"].as_str().unwrap()).collect();
    assert!(texts == lines, "{} of {MANY}", texts.len());
}

#[tokio::test]
async fn a_terminal_that_is_stopped_is_left_by_one_signal() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::open(connect(&url(&app), "ann", &[]));
    ann.shows("> ").await;
    ann.enters("here");
    bob.sees_message("here").await;
    ann.is_stopped();
    bob.says("not to be seen").await;
    ann.signal("-TERM");
    assert_eq!(ann.ends().await, Some(0));
}

#[tokio::test]
async fn who_does_not_read_errors_misses_them_and_nothing_else() {
    let app = App::with(&[("message_chars", "20")]).await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::without_errors(connect(&url(&app), "ann", &[]));
    ann.enters("before\nthis is far too long to be sent\nafter");
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(1));
    assert_eq!(texts(&app, &bob).await, ["before", "after"]);

    let mut lost = Terminal::without_errors(connect("localhost:3000", "ann", &[]));
    assert_eq!(lost.ends().await, Some(3));
}
