//! `banter connect` between other programs, when its room, its input or its time is over before the pipe is.

use std::fs::File;

use app::event::RoomChanged;

use super::{WAITING, texts, url};
use crate::support::{App, Process, Relay, Terminal, connect};

/// The room is lost while the connection is: deleted, or left on another device.
#[tokio::test]
async fn what_is_piped_to_a_room_goes_to_no_other() {
    for is_deleted in [true, false] {
        let data = tempfile::tempdir().unwrap();
        let server = Process::start(data.path(), &[]);
        let address = server.app.address;
        let mut bob = server.app.person("bob").await;
        let RoomChanged { room, .. } = bob.opens("builds").await;
        server.app.sign_in("ann").await;
        let mut ann = Terminal::pipe(connect(&url(&server.app), "ann", &["--room", "builds"]));
        ann.enters("first");
        ann.shows("*ann            first").await;
        server.kill();
        ann.errors.comes("no connection").await;
        if is_deleted {
            ann.enters("meanwhile");
        }
        // At an address of which she does not know.
        let elsewhere = Process::start(data.path(), &[]);
        if is_deleted {
            let bob = elsewhere.app.person("bob").await;
            let delete =
                elsewhere.app.http.delete(format!("{}/api/rooms/{room}", url(&elsewhere.app)));
            let answer = delete.bearer_auth(&bob.token).send().await.unwrap();
            assert!(answer.status().is_success(), "{}", answer.status());
        } else {
            let mut ann = elsewhere.app.person("ann").await;
            ann.leaves(room).await;
            let _: app::event::RoomRemoved = ann.sees().await;
        }
        elsewhere.kill();
        let server = Process::start_at(data.path(), address, &[]);
        assert_eq!(ann.ends().await, Some(1), "{}", ann.errors.all());
        let errors = ann.errors.all();
        assert!(errors.contains("not in builds any more"), "{errors}");
        if is_deleted {
            assert!(errors.contains("\nmeanwhile\n"), "what was written is not lost: {errors}");
            assert!(errors.contains("1 line was not sent, of 2"), "{errors}");
        }
        let mut bob = server.app.person("bob").await;
        bob.opens("general").await;
        assert!(texts(&server.app, &bob).await.is_empty());
    }
}

#[tokio::test]
async fn a_room_that_is_called_otherwise_is_the_same() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    let RoomChanged { room, .. } = bob.opens("builds").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &["--room", "builds"]));
    ann.enters("first");
    bob.sees_message("first").await;
    let rename = app.http.patch(format!("{}/api/rooms/{room}", url(&app))).bearer_auth(&bob.token);
    let answer = rename.json(&serde_json::json!({"name": "nightly"})).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    ann.enters("second");
    bob.sees_message("second").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());
    assert_eq!(texts(&app, &bob).await, ["first", "second"]);
}

#[tokio::test]
async fn what_was_read_when_it_is_interrupted_is_given_back() {
    let relay = Relay::start().await;
    relay.app.sign_in("ann").await;
    relay.holds_pages.send_replace(true);
    let mut ann = Terminal::pipe(connect(&relay.url, "ann", &["--json"]));
    ann.shows("synced").await;
    // More than a pipe holds: when all is written, some was read, though the room is not there.
    let lines: Vec<_> = (0..100).map(|number| format!("{number:>1000}")).collect();
    ann.enters(&lines.join("\n"));
    ann.signal("-INT");
    assert_eq!(ann.ends().await, Some(1));
    let errors = ann.errors.all();
    let first = errors.lines().find(|line| !line.ends_with(WAITING));
    assert_eq!(first, Some(&*lines[0]), "{errors}");
    let given_back = errors.lines().filter(|line| line.len() == 1000).count();
    assert!(
        errors.contains(&format!("{given_back} lines were not sent, of {given_back}")),
        "{errors}"
    );
}

#[tokio::test]
async fn of_a_line_without_end_no_piece_is_said() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    app.sign_in("ann").await;
    let mut ann = Terminal::pipe(connect(&url(&app), "ann", &[]));
    ann.enters("before");
    bob.sees_message("before").await;
    let long = format!("{} and its end", "x".repeat(1024 * 1024));
    ann.enters(&format!("{long}\nafter"));
    bob.sees_message("after").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(1));
    let errors = ann.errors.raw();
    assert!(errors.contains("at most 4000"), "{}", errors.replace(&long, "…"));
    assert!(errors.contains(&format!("\n{long}\n")), "{} bytes", errors.len());
    assert!(errors.contains("1 line was not sent, of 3"), "{}", errors.replace(&long, "…"));
    assert_eq!(texts(&app, &bob).await, ["before", "after"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_not_taken_for_an_end() {
    let app = App::start().await;
    app.sign_in("ann").await;
    let folder = tempfile::tempdir().unwrap();
    let unreadable = File::open(folder.path()).unwrap();
    let mut ann = Terminal::reading(connect(&url(&app), "ann", &[]), unreadable);
    assert_eq!(ann.ends().await, Some(1));
    let errors = ann.errors.all();
    assert!(errors.contains("standard input cannot be read to its end"), "{errors}");
}
