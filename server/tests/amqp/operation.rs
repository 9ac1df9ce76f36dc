//! What the one who runs it sees: settings, health, figures, the log.

use std::panic::AssertUnwindSafe;
use std::process::Output;

use app::event::{Ack, Command, DirectMessage, Seq};
use futures_util::FutureExt;
use lapin::options::{ExchangeDeclareOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Connection, ConnectionProperties, ExchangeKind};
use server::amqp::{DEAD, INCOMING, ROOMS};
use tokio::io::AsyncReadExt;

use crate::broker::{Broker, URL, heard};
use crate::support::{
    PATIENT, Process, banter, free_address, is_connected, ready, serve, try_open, until, within,
};

fn start(arguments: &[&str]) -> (Output, String) {
    let data = tempfile::tempdir().unwrap();
    let output = banter().args(arguments).arg("--data").arg(data.path()).output().unwrap();
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    (output, said)
}

#[tokio::test]
async fn a_bad_url_stops_the_start_and_is_not_shown() {
    for bad in [
        "http://guest:canary@127.0.0.1",
        "amqps://guest:canary@127.0.0.1",
        "amqp://",
        "guest:canary@127.0.0.1:5672",
        "amqp://guest:canary@127.0.0.1:port",
    ] {
        let (output, said) = start(&["--amqp-url", bad]);
        assert_eq!(output.status.code(), Some(1), "{bad}: {said}");
        assert!(said.contains("--amqp-url must be") && said.trim().lines().count() == 1, "{said}");
        assert!(!said.contains("canary") && said.contains("amqp://"), "{said}");
    }
    let (output, said) = start(&["--amqp-bot", "two words"]);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("--amqp-bot"), "{said}");
    let (output, said) = start(&["--metrics-listen", "here"]);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("--metrics-listen"), "{said}");
}

#[tokio::test]
async fn a_bot_is_not_called_like_a_person() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    server.app.person("ann").await;
    server.kill();
    let arguments = ["--amqp-url", URL, "--amqp-bot", "Ann", "--listen", "127.0.0.1:0", "--data"];
    let output = banter().args(arguments).arg(data.path()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("amqp_bot is \"Ann\", but a person has that name."), "{said}");
}

/// What other programs count on is there before any of them comes.
#[tokio::test]
async fn what_it_needs_is_declared_at_start() {
    let (_broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    is_connected(&server.app).await;
    let other = Connection::connect(URL, ConnectionProperties::default()).await.unwrap();
    let channel = other.create_channel().await.unwrap();
    // Asked for as it is to be, and not made.
    for queue in [INCOMING, DEAD] {
        let asked = QueueDeclareOptions { passive: true, durable: true, ..Default::default() };
        channel.queue_declare(queue.into(), asked, FieldTable::default()).await.expect(queue);
    }
    let asked = ExchangeDeclareOptions { passive: true, durable: true, ..Default::default() };
    let declared =
        channel.exchange_declare(ROOMS.into(), ExchangeKind::Topic, asked, FieldTable::default());
    declared.await.unwrap();
}

/// A broker that is away stops nothing, and is told.
#[tokio::test]
async fn readyz_and_metrics_say_so() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    broker.does("rest").await;
    let at = free_address().to_string();
    let flags = [&["--amqp-url", URL, "--metrics-listen", &at][..], &PATIENT].concat();
    let server = Process::start(data.path(), &flags);
    let figures = async || {
        let page = server.app.http.get(format!("http://{at}/metrics")).send().await.unwrap();
        assert_eq!(page.headers()["content-type"], "text/plain; version=0.0.4");
        page.text().await.unwrap()
    };
    let down = async || ready(&server.app).await.contains("rabbitmq: down since ");
    until("it to be down", down).await;
    assert!(ready(&server.app).await.starts_with("ready\n"), "that does not count");
    assert!(figures().await.contains("\nbanter_amqp_up 0\n"));
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    ann.says("meanwhile").await;
    let behind = figures().await;
    assert!(behind.contains("\nbanter_amqp_out_behind 3\n"), "{behind}");
    broker.does("wake").await;
    is_connected(&server.app).await;
    let client = broker.client().await;
    client.says("builds", "back", "1").await;
    client.puts(b"no JSON").await;
    ann.sees_message("meanwhile").await;
    ann.sees_message("back").await;
    client.dead().await;
    until("the figures", async || {
        let now = figures().await;
        ["up 1", "in_total 1", "dead_total 1", "out_total 4", "out_behind 0"]
            .iter()
            .all(|figure| now.contains(&format!("\nbanter_amqp_{figure}\n")))
    })
    .await;
    // What people say among themselves does not wait to go out.
    let (to, message) = (vec!["ann".to_owned()], "a note".to_owned());
    let note = DirectMessage { to, message, client_id: None, echo: false };
    ann.sends(&Command::DirectMessage(note)).await;
    ann.sees::<Ack>().await;
    until("the note to be passed over", async || {
        figures().await.contains("\nbanter_amqp_out_behind 0\n")
    })
    .await;
    let hidden = server.app.get("/metrics").send().await.unwrap();
    assert_eq!(hidden.status(), 404, "not for everybody");
}

#[tokio::test]
async fn no_text_and_no_password_reaches_the_log() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let url = URL.replace("guest:guest", "guest:canary");
    let mut wrong = Process::start(data.path(), &["--log", "trace", "--amqp-url", &url]);
    let refused = async || ready(&wrong.app).await.contains("ACCESS_REFUSED");
    until("the password to be refused", refused).await;
    assert!(!ready(&wrong.app).await.contains("canary"));
    wrong.signal("-TERM");
    wrong.ends();
    let mut server = Process::start(data.path(), &["--log", "trace", "--amqp-url", URL]);
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    let client = broker.client().await;
    client.says("builds", "canary", "1").await;
    client.says("builds", " ", "canary-2").await;
    ann.sees_message("canary").await;
    client.dead().await;
    assert_eq!(try_open(server.app.address, "none", &[]).await.map(drop), Err(401));
    server.signal("-TERM");
    server.ends();
    for log in [wrong.log(), server.log()] {
        assert!(log.contains("Banter is open"), "the premise: {log}");
        assert_eq!(log.lines().find(|line| line.contains("canary")), None);
    }
}

/// An alarm for memory: RabbitMQ stays, and takes nothing.
#[tokio::test]
async fn a_broker_that_is_full_is_told_and_gets_everything_later() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    is_connected(&server.app).await;
    let mut out = broker.client().await.listens("test.out").await;
    broker.does("fill").await;
    let full = AssertUnwindSafe(async {
        // It says so to whoever publishes.
        ann.says("0").await;
        until("it to be told", async || ready(&server.app).await.contains("memory or disk")).await;
        for number in 1..20 {
            ann.says(&number.to_string()).await;
        }
        ann.says("last").await.seq
    });
    let full = full.catch_unwind().await;
    broker.does("drain").await;
    let head = full.unwrap();
    is_connected(&server.app).await;
    // Hers of coming in, which may have gone out before.
    let mut newest = Seq(1);
    while newest < head {
        let heard = heard(&mut out).await;
        if heard.room == "builds" {
            assert!(heard.seq() <= newest.next(), "{newest} and then {}", heard.seq());
            newest = newest.max(heard.seq());
        }
    }
    broker.client().await.forgets("test.out").await;
}

/// What listens at the address, and says nothing: a thread and a socket of each try would stay.
#[tokio::test]
async fn tries_that_get_no_answer_leave_nothing_behind() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("amqp://{}/%2f", silent.local_addr().unwrap());
    let data = tempfile::tempdir().unwrap();
    let mut server = Process::start(data.path(), &["--amqp-url", &url]);
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(within("a try", silent.accept()).await.unwrap().0);
    }
    // Its socket is closed when it is given up, though this side keeps it.
    for socket in &mut held[..3] {
        let mut rest = Vec::new();
        within("a try to end", socket.read_to_end(&mut rest)).await.unwrap();
        assert_eq!(rest, b"AMQP\x00\x00\x09\x01");
    }
    let threads = || {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", server.id())).unwrap();
        let names = tasks
            .filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")).ok());
        names.filter(|name| name.trim() == "lapin-io-loop").count()
    };
    until("their threads to end", async || threads() <= 1).await;
    assert!(ready(&server.app).await.contains("it does not answer"));
    server.signal("-TERM");
    server.ends();
    assert!(!server.log().contains("panicked"));
}
