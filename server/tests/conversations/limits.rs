//! Too many, too slow, and going down in order.

use app::event::{Closing, Event, Seq, read};
use app::http::{History, OneTimePassword};
use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use tokio::io::DuplexStream;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{App, Person, Socket, socket_over_pipe, try_open, within};

type Piped = WebSocketStream<DuplexStream>;

#[tokio::test]
async fn original_hub_who_comes_once_more_too_often_closes_their_oldest() {
    let app = App::with(&[("sockets_per_user", "3")]).await;
    let mut first = app.person("ann").await;
    let mut others = Vec::new();
    for _ in 0..2 {
        others.push(app.device_of(&first).await);
    }
    let mut bob = app.person("bob").await;
    others.push(app.device_of(&others[0]).await);
    assert_eq!(first.is_closed().await, 4500);
    for person in others.iter_mut().chain([&mut bob]) {
        person.opens("lobby").await;
    }
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_back() {
    let app = App::with(&[("connections_per_address", "4")]).await;
    let (token, _) = app.sign_in("ann").await;
    let bearer = format!("Bearer {token}");
    let mut open: Vec<Socket> = Vec::new();
    let refused = within("the cap", async {
        loop {
            let response = app.post("/otp").bearer_auth(&token).send().await.unwrap();
            if response.status() != StatusCode::OK {
                return response.status().as_u16();
            }
            let OneTimePassword { otp } = read(&response.text().await.unwrap()).unwrap();
            match try_open(app.address, &otp, &[("authorization", &bearer)]).await {
                Ok(socket) => open.push(socket),
                Err(status) => return status,
            }
        }
    });
    assert_eq!(refused.await, 503);
    assert!((2..=4).contains(&open.len()), "{} open", open.len());
    open.clear();
    within("a place", async {
        while app.get("/healthz").send().await.unwrap().status() != StatusCode::OK {}
    })
    .await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_by_name() {
    let app = App::start().await;
    let body = vec![b'x'; 64 * 1024 + 1];
    let request = app.post("/login").header("content-type", "application/json");
    let response = request.body(body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(response.text().await.unwrap().contains("64 KiB"));
}

/// A reader who stops reading while others go on, with a pipe and a queue that soon are full.
async fn reads_nothing_while(messages: usize) -> (App, Person, Piped) {
    let app = App::with(&[("message_burst", "5000"), ("queue_bytes", "131072")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    let mut bob = socket_over_pipe(&app, "bob", 8_192).await;
    let open = r#"{"type":"change_room","payload":{"name":"lobby"}}"#;
    bob.send(Message::text(open)).await.unwrap();
    hears_until(&mut bob, |event| matches!(event, Event::RoomChanged(_))).await;
    ann.says_all(&long_texts(messages)).await;
    (app, ann, bob)
}

/// So many, each with its number.
fn long_texts(messages: usize) -> Vec<String> {
    (0..messages).map(|number| format!("{number} {}", "x".repeat(1_000))).collect()
}

#[tokio::test]
async fn original_manager_each_client_has_a_queue_and_a_slow_one_has_no_hole() {
    let messages = 400;
    let (_app, mut ann, mut bob) = reads_nothing_while(messages).await;
    let mut seen = 0;
    let mut last = None;
    while seen < messages {
        let (seq, event) = next_of_log(&mut bob).await;
        assert!(last.is_none_or(|last: Seq| last.next() == seq), "{last:?} {seq}");
        last = Some(seq);
        if let Event::NewMessage(message) = event {
            assert!(message.message.starts_with(&format!("{seen} ")));
            seen += 1;
        }
    }
    let said = ann.says("and live again").await;
    let (seq, live) = next_of_log(&mut bob).await;
    assert_eq!((last.map(Seq::next), seq), (Some(said.seq), said.seq));
    assert!(matches!(live, Event::NewMessage(live) if live.message == "and live again"));
}

#[tokio::test]
async fn a_reader_too_slow_for_a_refill_is_told_of_the_gap() {
    let (_app, mut ann, mut bob) = reads_nothing_while(800).await;
    let mut last = None;
    let gap = loop {
        match next_event(&mut bob).await {
            Event::Gap(gap) => break gap,
            event => last = event.log_position().map(|(_, seq)| seq).or(last),
        }
    };
    assert_eq!(Some(gap.have), last, "nothing before it is missing");
    assert_eq!(gap.head, ann.says("not for the lost").await.seq.previous());
}

/// One who lags so far that reopening finds a gap stands at the head again, and hears on from there.
#[tokio::test]
async fn reopening_a_room_that_fell_too_far_behind_goes_on_at_its_head() {
    let app = App::with(&[("message_burst", "5000"), ("queue_bytes", "131072")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    let mut bob = socket_over_pipe(&app, "bob", 8_192).await;
    let open = || Message::text(r#"{"type":"change_room","payload":{"name":"lobby"}}"#);
    bob.send(open()).await.unwrap();
    hears_until(&mut bob, |event| matches!(event, Event::RoomChanged(_))).await;
    ann.says_all(&long_texts(800)).await;
    bob.send(open()).await.unwrap();
    hears_until(&mut bob, |event| matches!(event, Event::RoomChanged(_))).await;
    ann.says("and now?").await;
    let asked =
        |event: &Event| matches!(event, Event::NewMessage(new) if new.message == "and now?");
    hears_until(&mut bob, asked).await;
}

/// A device leaves while another, busy writing, has already asked to come in again: whichever it
/// takes up first, in the end it is in and hears.
#[tokio::test]
async fn coming_back_is_not_undone_by_an_older_leave() {
    let app = App::with(&[("message_burst", "5000")]).await;
    let mut ann = app.person("ann").await;
    ann.opens("lobby").await;
    for _ in 0..8 {
        let mut phone = app.person("bob").await;
        let lobby = phone.opens("lobby").await.room;
        let mut laptop = socket_over_pipe(&app, "bob", 1_024).await;
        let open = || Message::text(r#"{"type":"change_room","payload":{"name":"lobby"}}"#);
        laptop.send(open()).await.unwrap();
        hears_until(&mut laptop, |event| matches!(event, Event::RoomChanged(_))).await;
        ann.says(&"x".repeat(3_000)).await;
        phone.leaves(lobby).await;
        phone.sees::<app::event::RoomRemoved>().await;
        laptop.send(open()).await.unwrap();
        hears_until(&mut laptop, |event| matches!(event, Event::RoomChanged(_))).await;
        ann.says("are you there?").await;
        let asked = |event: &Event| matches!(event, Event::NewMessage(new) if new.message == "are you there?");
        hears_until(&mut laptop, asked).await;
    }
}

async fn hears_until(socket: &mut Piped, wanted: impl Fn(&Event) -> bool) {
    while !wanted(&next_event(socket).await) {}
}

/// The next that stands in the log, and its number: who is there may be told at any time.
async fn next_of_log(socket: &mut Piped) -> (Seq, Event) {
    loop {
        let event = next_event(socket).await;
        if let Some((_, seq)) = event.log_position() {
            return (seq, event);
        }
    }
}

async fn next_event(socket: &mut Piped) -> Event {
    within("an event", async {
        loop {
            let message = socket.next().await.expect("the connection lives on").unwrap();
            if let Message::Text(text) = message {
                return Event::decode(&text).unwrap();
            }
        }
    })
    .await
}

#[tokio::test]
async fn going_down_tells_everybody_and_loses_nothing() {
    let app = App::with(&[("message_burst", "1000")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let mut asked = Vec::new();
    for number in 0..50 {
        asked.push(ann.begins_to_say(&number.to_string()).await);
    }
    app.begin_to_stop();
    let closing: Closing = bob.sees().await;
    assert_eq!(closing.reason, "restart");
    assert_eq!(bob.is_closed().await, 1012);
    let code = ann.is_closed().await;
    assert_eq!(code, 1012);
    let acked = ann.acks_heard();
    let folder = app.stop().await.unwrap();

    let app = App::on(folder.path(), &[]).await;
    let ann = app.person("ann").await;
    let lobby = ann.welcome.rooms.iter().find(|room| room.name == "lobby").unwrap().room;
    let path = format!("/api/rooms/{lobby}/messages?limit=200");
    let page = app.get(&path).bearer_auth(&ann.token).send().await.unwrap();
    let page: History = read(&page.text().await.unwrap()).unwrap();
    let kept: Vec<_> = page.messages.into_iter().filter_map(|message| message.client_id).collect();
    assert!(acked.iter().all(|id| kept.contains(id)), "an acked one is missing");
    assert_eq!(kept, asked[..kept.len()], "in order, from the first");
}

/// One that does not end, whatever it is told, holds up nothing that is to be kept.
#[tokio::test]
async fn going_down_takes_ten_seconds_at_most() {
    let app = App::start().await;
    app.sign_in("ann").await;
    app.banter.as_ref().unwrap().tasks.spawn(std::future::pending::<()>());
    tokio::time::pause();
    let began = Instant::now();
    app.stop().await;
    let took = began.elapsed().as_millis();
    // The clock of timers is rounded up.
    assert!((7_000..=10_050).contains(&took), "{took} ms");
}

#[tokio::test]
async fn while_going_down_nobody_new_gets_in() {
    let app = App::start().await;
    let (token, otp) = app.sign_in("ann").await;
    app.banter.as_ref().unwrap().draining.cancel();
    for request in [app.post("/otp").bearer_auth(&token), app.get("/readyz")] {
        // The connection that this client kept may be closed under it; it opens another.
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key("retry-after"));
    }
    let bearer = format!("Bearer {token}");
    let opened = try_open(app.address, &otp, &[("authorization", &bearer)]).await;
    assert_eq!(opened.map(drop), Err(503));
    assert_eq!(app.get("/healthz").send().await.unwrap().status(), StatusCode::OK);
}
