//! `banter backup` and `banter restore`, by the binary itself.

use std::path::Path;

use app::event::{Reset, RoomId, Seq, Welcome};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{PASSWORD, Person, Process, banter};

/// Runs `banter {what} {file}` on `data`.
fn copy(what: &str, file: &Path, data: &Path) -> (Option<i32>, String) {
    let output = banter().arg(what).arg(file).arg("--data").arg(data).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

async fn texts(server: &Process, ann: &Person) -> Vec<String> {
    let room = ann.welcome.rooms.iter().find(|room| room.name == "lobby").unwrap().room;
    let path = format!("/api/rooms/{room}/messages");
    let page = server.app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let page: app::http::History = page.json().await.unwrap();
    page.messages.into_iter().map(|message| message.message).collect()
}

#[tokio::test]
async fn a_backup_is_made_beside_a_running_server_and_restored_as_another_history() {
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("banter.backup");
    let mut server = Process::start(data.path(), &["--message-burst", "100000"]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    ann.says("kept").await;
    // While others write: everything acked before is in it, and nothing is torn.
    for number in 0..200 {
        ann.begins_to_say(&format!("meanwhile {number}")).await;
    }
    let (code, said) = copy("backup", &file, data.path());
    assert_eq!((code, said.trim().lines().count()), (Some(0), 1), "{said}");
    let (code, said) = copy("backup", &file, data.path());
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    let after = ann.begins_to_say("said after it").await;
    let after = ann.is_answered(&after).await.unwrap().seq;

    let (code, said) = copy("restore", &file, data.path());
    let held = format!("in use by process {}", server.id());
    assert!(code == Some(1) && said.contains(&held), "{said}");
    server.signal("-TERM");
    server.ends();
    let (code, said) = copy("restore", &file, data.path());
    assert!(code == Some(0) && said.contains("replaced-"), "{said}");

    let server = Process::start(data.path(), &[]);
    let otp = server.app.post("/otp").bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(otp.status(), StatusCode::UNAUTHORIZED, "sessions are not restored");
    let mut again = server.app.person("ann").await;
    let kept = texts(&server, &again).await;
    assert!(!kept.iter().any(|text| text == "said after it"), "{kept:?}");
    let log = server.app.get("/api/rooms").bearer_auth(&again.token).send().await.unwrap();
    assert_eq!(log.status(), StatusCode::OK);
    assert_ne!(again.welcome.epoch, ann.welcome.epoch);
    again.room = ann.room;
    let (new_epoch, old_epoch) = (again.welcome.epoch.clone(), ann.welcome.epoch.clone());
    // A client that knows more than the copy starts over.
    again.welcome = Welcome { epoch: old_epoch, ..again.welcome };
    again.resumes(after).await;
    assert_eq!(again.sees::<Reset>().await.epoch, new_epoch);
}

#[tokio::test]
async fn what_is_no_backup_is_not_restored_and_nothing_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    ann.says("kept").await;
    server.signal("-TERM");
    server.ends();
    let file = data.path().join("file");
    for wrong in ["", "not a database at all, but long enough to look like one"] {
        std::fs::write(&file, wrong).unwrap();
        let (code, said) = copy("restore", &file, data.path());
        assert!(code == Some(1) && said.contains("cannot be restored"), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    let nowhere = data.path().join("nowhere");
    assert_eq!(copy("restore", &nowhere, data.path()).0, Some(1));
    let (code, said) = copy("backup", &file.join("x"), data.path());
    assert!(code == Some(1) && said.contains("cannot be written"), "{said}");
    assert_eq!(copy("backup", &nowhere, &nowhere).0, Some(1), "no folder is made by mistake");
    let server = Process::start(data.path(), &[]);
    assert_eq!(texts(&server, &server.app.person("ann").await).await, ["kept"]);
}

/// The first step of moving to another machine.
#[tokio::test]
async fn a_backup_is_restored_into_an_empty_folder() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = data.path().join("copy");
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    ann.says("moved").await;
    assert_eq!(copy("backup", &file, data.path()).0, Some(0));
    let moved = other.path().join("data");
    assert_eq!(copy("restore", &file, &moved).0, Some(0));
    let server = Process::start(&moved, &[]);
    let body = json!({"username": "ann", "password": PASSWORD});
    let login = server.app.post("/login").json(&body).send().await.unwrap();
    assert_eq!(login.status(), StatusCode::OK);
    let ann = server.app.person("ann").await;
    assert_eq!(texts(&server, &ann).await, ["moved"]);
    assert_eq!(ann.welcome.rooms[0].room, RoomId(1));
    assert_eq!(ann.welcome.rooms[1].head, Seq(2));
}
