//! Storage trouble: a full disk and a locked database. Nothing is acked that is not kept, reading goes
//! on, and when the trouble is over so is its trace.

use std::path::{Path, PathBuf};
use std::process::Command;

use app::event::{Ack, ErrorCode, ErrorReply, read};
use app::http::History;
use reqwest::{StatusCode, header};

use crate::support::{App, Person, Process, within};

/// A file system of a few megabytes, gone with its value.
struct SmallDisk {
    folder: PathBuf,
    _parent: tempfile::TempDir,
}

impl SmallDisk {
    /// One of `megabytes`; `None` where this user may not mount.
    fn new(megabytes: u32) -> Option<Self> {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("disk");
        std::fs::create_dir(&folder).unwrap();
        let size = format!("size={megabytes}m");
        let mount = ["-t", "tmpfs", "-o", &size, "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(&folder).output().unwrap();
        mounted.status.success().then_some(Self { folder, _parent: parent })
    }

    /// Fills what is free, but for what the server already holds.
    fn fill(&self) {
        let path = self.folder.join("filler");
        let mut size = 1 << 20;
        let mut filler = Vec::new();
        while size > 0 {
            filler.resize(filler.len() + size, 0);
            if std::fs::write(&path, &filler).is_err() {
                filler.truncate(filler.len() - size);
                size /= 2;
            }
        }
        // What did not fit is cut off; not a byte is left.
        let _ = std::fs::write(&path, &filler);
    }

    fn free(&self) {
        std::fs::remove_file(self.folder.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}

async fn is_ready(app: &App) -> bool {
    app.get("/readyz").send().await.unwrap().status() == StatusCode::OK
}

async fn texts(app: &App, ann: &Person) -> Vec<String> {
    let path = format!("/api/rooms/{}/messages?limit=200", ann.room.unwrap());
    let page = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK, "reading goes on");
    let page: History = read(&page.text().await.unwrap()).unwrap();
    page.messages.into_iter().map(|message| message.message).collect()
}

/// Sends until it is refused, and says what was acked: its last words are not among them.
async fn says_until_refused(ann: &mut Person, text: &str) -> Vec<String> {
    let mut acked = Vec::new();
    loop {
        let said = format!("{text} {}", acked.len());
        let id = ann.begins_to_say(&said).await;
        let answered = ann.is_answered(&id).await;
        match answered {
            Ok(_) => acked.push(said),
            Err(error) => {
                assert_eq!((error.code, error.is_final), (ErrorCode::Unavailable, false));
                return acked;
            }
        }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_an_emptied_one_goes_on() {
    let Some(disk) = SmallDisk::new(4) else {
        eprintln!("not allowed to mount: a lock stands in for the full disk");
        // Only the superuser mounts; everybody else's tests have to do with a lock.
        return without_a_disk_of_its_own(tempfile::tempdir().unwrap().path()).await;
    };
    let server = Process::start(&disk.folder, &["--message-burst", "100000"]);
    let app = &server.app;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    ann.says("before").await;
    disk.fill();
    let filler = "x".repeat(3_900);
    let acked = says_until_refused(&mut ann, &filler).await;
    within("the probe to notice", async { while is_ready(app).await {} }).await;
    let kept = texts(app, &ann).await;
    assert_eq!(kept[0], "before");
    assert_eq!(kept[1..], acked[acked.len() + 1 - kept.len()..], "what is refused is nowhere");

    disk.free();
    within("the probe to recover", async { while !is_ready(app).await {} }).await;
    ann.says("after").await;
    let heard = loop {
        let message: app::event::NewMessage = bob.sees().await;
        if !message.message.starts_with('x') && message.message != "before" {
            break message.message;
        }
    };
    assert_eq!(heard, "after");
}

async fn without_a_disk_of_its_own(data: &Path) {
    let app = App::on(data, &[("message_burst", "100000")]).await;
    let (mut ann, _bob) = app.two_in("lobby").await;
    let other = rusqlite::Connection::open(data.join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    says_until_refused(&mut ann, "x").await;
    assert!(!is_ready(&app).await);
    other.execute_batch("ROLLBACK").unwrap();
    ann.says("after").await;
}

/// While another process holds the write lock, whatever waits is refused together, however well its
/// own part had gone; reading goes on.
#[tokio::test]
async fn a_locked_database_refuses_a_whole_batch_and_recovers() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut asked = Vec::new();
    for number in 0..5 {
        asked.push(ann.begins_to_say(&format!("refused {number}")).await);
    }
    assert!(!is_ready(&app).await);
    for id in &asked {
        let error = ann.is_answered(id).await.unwrap_err();
        assert_eq!((error.code, error.is_final), (ErrorCode::Unavailable, false));
    }
    assert!(texts(&app, &ann).await.is_empty());
    other.execute_batch("ROLLBACK").unwrap();
    within("the probe to recover", async { while !is_ready(&app).await {} }).await;
    ann.says("kept").await;
    bob.sees_message("kept").await;
    bob.has_seen_nothing_else_but_joins().await;
}

/// The last of a batch breaks the transaction: those before it, which had gone well, are not acked.
#[tokio::test]
async fn who_shares_a_batch_with_a_failed_commit_is_refused_too() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    // A trigger that rolls the whole transaction back, as SQLite does by itself when a disk is full.
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON room_log WHEN NEW.body = 'the straw'
             BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END;
             BEGIN IMMEDIATE",
        )
        .unwrap();
    // These gather while the lock is held, and are committed together when it is gone.
    let mut asked = vec![ann.begins_to_say("while it is locked").await];
    // It is with the store, alone, when her next question is answered; what follows gathers.
    ann.has_not_heard("while it is locked").await;
    for text in ["well", "the straw", "after it"] {
        asked.push(ann.begins_to_say(text).await);
    }
    ann.has_not_heard("well").await;
    other.execute_batch("ROLLBACK").unwrap();
    let mut answers = Vec::<Result<Ack, ErrorReply>>::new();
    for id in &asked {
        answers.push(ann.is_answered(id).await);
    }
    let acked = answers.iter().flatten().count();
    let kept = texts(&app, &ann).await;
    assert_eq!(kept.len(), acked, "as many kept as acked: {kept:?}");
    assert!(answers[1..].iter().all(Result::is_err), "{answers:?}");
    other.execute_batch("DROP TRIGGER full").unwrap();
    ann.says("and on").await;
    bob.sees_message(if acked == 1 { "while it is locked" } else { "and on" }).await;
}

/// What somebody reads who opens a room while the database cannot answer; there is no word of what went wrong
/// inside, and the way on is the same address.
#[tokio::test]
async fn a_page_that_cannot_be_had_says_so_and_leads_to_itself() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    let seq = ann.opens("lobby").await.head;
    ann.says("still here").await;
    let page = async |path: &str| {
        let cookie = format!("banter={}", ann.token);
        let page = app.get(path).header(header::COOKIE, cookie).send().await.unwrap();
        (page.status(), page.text().await.unwrap())
    };
    let address = format!("/r/lobby/{}", seq.next());
    let beside = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    beside.execute_batch("ALTER TABLE room_log RENAME TO elsewhere").unwrap();
    let (status, html) = page(&address).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(html.contains("<h1>Something went wrong</h1>"), "{html}");
    assert!(html.contains("The server cannot store anything just now. Try again in a"), "{html}");
    for inside in ["room_log", "no such table", "SELECT", "banter.db", "sqlite", "panic"] {
        assert!(!html.contains(inside), "{inside}: {html}");
    }
    let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    assert!(main.contains("<a href=\"\">Try again</a>"), "{main}");
    assert_eq!(main.matches("href").count(), 1, "{main}");
    beside.execute_batch("ALTER TABLE elsewhere RENAME TO room_log").unwrap();
    let (status, html) = page(&address).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("still here"), "{html}");
}
