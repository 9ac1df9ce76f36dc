//! `banter backup` and `banter restore`, by the binary itself.

use std::path::Path;

use app::event::{Ack, Reset, RoomId, Seq, Welcome, read};
use app::http::History;
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
    let path = format!("/api/rooms/{room}/messages?limit=200");
    let page = server.app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let page: History = read(&page.text().await.unwrap()).unwrap();
    page.messages.into_iter().map(|message| message.message).collect()
}

#[tokio::test]
async fn a_backup_is_made_beside_a_running_server_and_restored_as_another_history() {
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("banter.backup");
    let mut server = Process::start(data.path(), &["--message-burst", "100000"]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    // Others write all the while: what was acked before is in it, and nothing is torn.
    for number in 0..100 {
        ann.begins_to_say(&format!("before {number}")).await;
    }
    let mut last = Seq::ZERO;
    for _ in 0..100 {
        last = ann.sees::<Ack>().await.seq;
    }
    for number in 0..100 {
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
    assert!(kept.len() >= 100 && kept.len() as u64 >= last.0 - 1, "{kept:?}");
    assert!((0..100).all(|number| kept[number] == format!("before {number}")), "{kept:?}");
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

/// A folder whose server was killed, so that its WAL still holds everything, and a copy of it.
async fn killed_server(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    ann.says(text).await;
    let file = data.path().join("copy");
    assert_eq!(copy("backup", &file, data.path()).0, Some(0));
    ann.says("only in the WAL").await;
    server.kill();
    (data, file)
}

/// What would be put in the place of a database that somebody reads would be overrun by its old WAL.
#[tokio::test]
async fn nothing_is_restored_while_somebody_reads_what_is_there() {
    let (data, file) = killed_server("kept").await;
    let reader = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM room_log;").unwrap();
    let (code, said) = copy("restore", &file, data.path());
    assert!(code == Some(1) && said.contains("in use by another program"), "{said}");
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    let names = || {
        let files = std::fs::read_dir(data.path()).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert!(!names().iter().any(|name| name.contains("partial")), "{:?}", names());

    let (code, said) = copy("restore", &file, data.path());
    assert_eq!(code, Some(0), "{said}");
    let server = Process::start(data.path(), &[]);
    assert_eq!(texts(&server, &server.app.person("ann").await).await, ["kept"]);
    drop(server);
    // What was replaced is whole, with what its WAL held.
    let replaced = names().into_iter().find(|name| name.contains("replaced-")).unwrap();
    let replaced = rusqlite::Connection::open(data.path().join(replaced)).unwrap();
    let count = "SELECT count(*) FROM room_log WHERE body = 'only in the WAL'";
    assert_eq!(replaced.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap(), 1);
}

/// The day a copy is needed most.
#[tokio::test]
async fn a_damaged_database_is_put_aside() {
    let (data, file) = killed_server("kept").await;
    std::fs::write(data.path().join("banter.db"), vec![7; 20_000]).unwrap();
    let (code, said) = copy("restore", &file, data.path());
    assert!(code == Some(0) && said.contains("replaced-"), "{said}");
    let server = Process::start(data.path(), &[]);
    assert_eq!(texts(&server, &server.app.person("ann").await).await, ["kept"]);
}

/// As `sudo banter restore` would, for a server that runs as somebody else.
#[test]
fn what_root_restores_belongs_to_who_owns_the_folder() {
    use std::os::unix::fs::{MetadataExt, chown};
    const SOMEBODY: u32 = 4_321;
    let (data, file) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = file.path().join("banter.backup");
    if chown(data.path(), Some(SOMEBODY), Some(SOMEBODY)).is_err() {
        // Only root can give a folder away, and only then is there anything to see to.
        return;
    }
    let mut server = Process::start(data.path(), &[]);
    server.signal("-TERM");
    server.ends();
    copy("backup", &file, data.path());
    let (code, said) = copy("restore", &file, data.path());
    assert_eq!(code, Some(0), "{said}");
    for name in ["banter.db", "lock"] {
        let owner = std::fs::metadata(data.path().join(name)).unwrap();
        assert_eq!((owner.uid(), owner.gid()), (SOMEBODY, SOMEBODY), "{name}");
    }
}

#[test]
fn a_copy_that_cannot_be_made_says_why() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &[]);
    let missing = data.path().join("missing/banter.backup");
    let (code, said) = copy("backup", &missing, data.path());
    assert!(code == Some(1) && said.contains("No such file or directory"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    server.signal("-TERM");
    server.ends();
}
