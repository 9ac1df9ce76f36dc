//! What the server says by itself, by the binary itself: on time, once, whatever ends in between.

use std::path::Path;
use std::time::{Duration, Instant};

use app::event::{Event, NewMessage, Seq};
use app::http::LogPage;
use rusqlite::Connection;

use crate::support::{App, Person, Process, banter, within};

/// Runs `banter schedule …` on `data`.
fn schedule(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let command = banter().arg("schedule").args(arguments).arg("--data").arg(data).output();
    let output = command.unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// Has the clock told in lobby; the schedule's number.
fn tells_the_clock(data: &Path) -> String {
    let clock = ["add", "--room", "lobby", "--every", "3s", "--message", "It is {{time}}."];
    let (code, said) = schedule(data, &clock);
    assert_eq!(code, Some(0), "{said}");
    said.trim().to_owned()
}

/// The moment that a message of the clock speaks of, in seconds since midnight.
fn moment(message: &NewMessage) -> u32 {
    let time = message.message.strip_prefix("It is ").unwrap().strip_suffix('.').unwrap();
    let parts: Vec<u32> = time.split(':').map(|part| part.parse().unwrap()).collect();
    (parts[0] * 60 + parts[1]) * 60 + parts[2]
}

/// Works on what a server keeps, as nothing of Banter's does.
fn tampers<T>(data: &Path, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    let db = Connection::open(data.join("banter.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    work(&db).unwrap()
}

/// What bots said in the room that `person` opened last.
async fn said_by_bots(app: &App, person: &Person) -> Vec<NewMessage> {
    let path = format!("/api/rooms/{}/log?after=0&limit=200", person.room.unwrap());
    let page = app.get(&path).bearer_auth(&person.token).send().await.unwrap();
    let page: LogPage = app::event::read(&page.text().await.unwrap()).unwrap();
    let messages = page.events.into_iter().filter_map(|event| match event {
        Event::NewMessage(message) if message.bot => Some(message),
        _ => None,
    });
    messages.collect()
}

#[tokio::test]
async fn original_rooms_the_clock_is_told_every_three_seconds() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let (mut ann, mut bob) = server.app.two_in("lobby").await;
    tells_the_clock(data.path());
    let mut told = Vec::new();
    for _ in 0..3 {
        let message: NewMessage = ann.sees().await;
        assert_eq!((message.from.as_str(), message.bot), ("banter", true));
        assert_eq!(bob.sees::<NewMessage>().await, message, "everybody is told");
        told.push(moment(&message));
    }
    let day = 24 * 60 * 60;
    let steps: Vec<_> = told.windows(2).map(|two| (two[1] + day - two[0]) % day).collect();
    assert!(
        steps.iter().all(|step| *step > 0 && step % 3 == 0),
        "{told:?}: a busy machine may miss some"
    );
    let numbers = [ann.numbers_heard(ann.room.unwrap()).len()];
    assert_eq!(numbers, [1], "but for bob's coming, nothing else");
}

#[tokio::test]
async fn a_running_server_takes_up_the_command_lines_change_within_two_seconds() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    let id = tells_the_clock(data.path());
    let added = Instant::now();
    ann.sees::<NewMessage>().await;
    let took = added.elapsed();
    assert!(took < Duration::from_secs(3 + 2), "three seconds, and two at most: {took:?}");

    let (code, said) = schedule(data.path(), &["list"]);
    let fields: Vec<_> = said.trim_end().split('\t').collect();
    assert_eq!((code, fields.len()), (Some(0), 7), "{said}");
    assert_eq!(fields[..3], [id.as_str(), "lobby", "every 3s (UTC)"]);
    assert_eq!(fields[5..], ["-", "It is {{time}}."]);
    let (code, said) = schedule(data.path(), &["remove", &id]);
    assert_eq!((code, said), (Some(0), format!("{id} is said no more.\n")));
    // Another clock tells when two seconds are over: the first one is silent from its second stroke on.
    let other = ["add", "--room", "lobby", "--every", "3s", "--message", "another clock"];
    let other = schedule(data.path(), &other).1;
    let mut between = Vec::new();
    for stroke in 0..3 {
        loop {
            let message: NewMessage = ann.sees().await;
            match message.message.as_str() {
                "another clock" => break,
                _ if stroke == 2 => between.push(message),
                _ => {}
            }
        }
    }
    assert_eq!(between, []);
    assert_eq!(schedule(data.path(), &["remove", other.trim()]).0, Some(0));
    assert_eq!(schedule(data.path(), &["list"]), (Some(0), String::new()));
    let (code, said) = schedule(data.path(), &["remove", &id]);
    assert!(code == Some(1) && said.contains("there is no schedule"), "{said}");
}

#[tokio::test]
async fn missed_while_down_is_said_once() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    server.signal("-TERM");
    server.ends();
    let hourly = ["add", "--room", "lobby", "--every", "1h", "--message", "It is {{time}}."];
    assert_eq!(schedule(data.path(), &hourly).0, Some(0));
    let cron =
        ["add", "--room", "lobby", "--cron", "0 0 1 * *", "--tz", "Asia/Taipei", "--message"];
    assert_eq!(schedule(data.path(), &[&cron[..], &["{{date}}"]].concat()).0, Some(0));
    // Both were due for the first time four hundred days ago.
    tampers(data.path(), |db| {
        db.execute("UPDATE schedule SET next = next - 400 * 86400000 WHERE cron IS NULL", [])?;
        db.execute("UPDATE schedule SET next = next - 400 * 86400000 WHERE cron IS NOT NULL", [])
    });
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.device_of(&ann).await;
    ann.opens("lobby").await;
    within("both", async {
        while said_by_bots(&server.app, &ann).await.len() < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let left = |db: &Connection| {
        let now = "unixepoch('subsec') * 1000";
        let query = format!("SELECT count(*) FROM schedule WHERE next <= {now} OR last > {now}");
        db.query_row(&query, [], |row| row.get::<_, u32>(0))
    };
    within("both to be noted", async {
        while tampers(data.path(), left) > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let said = said_by_bots(&server.app, &ann).await;
    assert_eq!(said.len(), 2, "once, not ten thousand times: {said:?}");
    let last = "SELECT max(unixepoch('subsec') * 1000 - last) FROM schedule WHERE cron IS NULL";
    let age = tampers(data.path(), |db| db.query_row(last, [], |row| row.get::<_, f64>(0)));
    assert!(age < 3_600_000.0 + 60_000.0, "the last of those that went by, {age} ms ago");
    let first_of_month = said.iter().any(|message| message.message.ends_with("-01"));
    assert!(first_of_month, "{said:?}");
}

#[tokio::test]
async fn kill_9_between_saying_and_noting_says_it_once() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    // Whatever it says, it cannot note.
    tampers(data.path(), |db| {
        db.execute_batch(
            "CREATE TRIGGER forgets BEFORE UPDATE OF last ON schedule
             BEGIN SELECT raise(ABORT, 'forgotten'); END",
        )
    });
    let hourly = ["add", "--room", "lobby", "--every", "1h", "--message", "It is {{time}}."];
    assert_eq!(schedule(data.path(), &hourly).0, Some(0));
    let due = "UPDATE schedule SET next = next - 3600000";
    tampers(data.path(), |db| db.execute(due, []));
    let said: NewMessage = ann.sees().await;
    assert!(tampers(data.path(), |db| {
        db.query_row("SELECT last IS NULL FROM schedule", [], |row| row.get::<_, bool>(0))
    }));
    server.kill();

    let server = Process::start(data.path(), &[]);
    tampers(data.path(), |db| db.execute_batch("DROP TRIGGER forgets"));
    let noted = |db: &Connection| {
        db.query_row("SELECT last IS NOT NULL FROM schedule", [], |row| row.get::<_, bool>(0))
    };
    within("it to be noted", async {
        while !tampers(data.path(), noted) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut ann = server.app.device_of(&ann).await;
    ann.opens("lobby").await;
    assert_eq!(said_by_bots(&server.app, &ann).await, [said]);
}

#[tokio::test]
async fn what_does_not_fit_is_told_at_the_terminal() {
    let data = tempfile::tempdir().unwrap();
    let _server = Process::start(data.path(), &[]);
    let long = "x".repeat(4_001);
    for (arguments, told) in [
        (["--every", "2s", "--room", "general", "--message", "x"].as_slice(), "at least 3 s"),
        (&["--every", "often", "--room", "general", "--message", "x"], "at least 3 s"),
        (&["--cron", "* * *", "--tz", "UTC", "--room", "general", "--message", "x"], "five fields"),
        (&["--cron", "0 0 30 2 *", "--tz", "UTC", "--room", "general", "--message", "x"], "never"),
        (&["--cron", "0 9 * * *", "--tz", "Mars", "--room", "general", "--message", "x"], "zone"),
        (&["--every", "3s", "--room", "nowhere", "--message", "x"], "no room called nowhere"),
        (&["--every", "3s", "--room", "a b", "--message", "x"], "1 to 50"),
        (&["--every", "3s", "--room", "general", "--message", " "], "empty"),
        (&["--every", "3s", "--room", "general", "--message", &long], "4000"),
    ] {
        let (code, said) = schedule(data.path(), &[&["add"], arguments].concat());
        assert_eq!((code, said.trim().lines().count()), (Some(1), 1), "{arguments:?}: {said}");
        assert!(said.to_lowercase().contains(told), "{arguments:?}: {said}");
    }
    // How it is to be called, clap says.
    for arguments in [
        ["add", "--room", "general", "--message", "x"].as_slice(),
        &["add", "--room", "general", "--every", "3s"],
        &["add", "--room", "general", "--cron", "0 9 * * *", "--message", "x"],
        &[
            "add",
            "--room",
            "general",
            "--cron",
            "0 9 * * *",
            "--tz",
            "UTC",
            "--every",
            "3s",
            "--message",
            "x",
        ],
    ] {
        assert_eq!(schedule(data.path(), arguments).0, Some(2), "{arguments:?}");
    }
    assert_eq!(schedule(data.path(), &["list"]).1, "");
}

#[tokio::test]
async fn a_person_of_the_bots_name_is_told_of() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &[]);
    let mut person = server.app.person("banter").await;
    person.opens("lobby").await;
    let clock = ["add", "--room", "lobby", "--every", "3s", "--message", "x"];
    let (code, said) = schedule(data.path(), &clock);
    assert!(code == Some(1) && said.contains("--schedule-bot"), "{said}");
    server.signal("-TERM");
    server.ends();
    // With a schedule there, such a server does not start.
    let mut named = banter();
    named.arg("schedule").args(clock).arg("--data").arg(data.path());
    let named = named.env("BANTER_SCHEDULE_BOT", "Uhr").output().unwrap();
    assert_eq!(named.status.code(), Some(0));
    let start = banter().args(["--listen", "127.0.0.1:0", "--data"]).arg(data.path()).output();
    let start = start.unwrap();
    let said = String::from_utf8(start.stderr).unwrap();
    assert!(start.status.code() == Some(1) && said.contains("--schedule-bot"), "{said}");
    let server = Process::start(data.path(), &["--schedule-bot", "Uhr"]);
    let mut person = server.app.device_of(&person).await;
    person.opens("lobby").await;
    let said: NewMessage = person.sees().await;
    assert_eq!((said.from.as_str(), said.bot, said.message.as_str()), ("Uhr", true, "x"));
    assert!(said.seq > Seq::ZERO);
}
