//! What goes out by webhooks, to a real receiver.

use std::time::Duration;

use app::event::Event;
use reqwest::StatusCode;
use serde_json::json;
use server::auth::BotToken;
use server::clock;
use server::name::Name;
use server::store::{Failing, HookOut, Trouble, UserId};

use super::receiver::{Receiver, Sent};
use super::{HOOKS, makes, sees, sends};
use crate::support::{App, Person, Process, Wish, free_address, within};

pub(super) const ANY: [(&str, &str); 1] = [("hooks_to", "any")];

/// A server that may send to this machine.
pub(super) async fn app() -> App {
    App::with(&ANY).await
}

/// A hook of everything in builds; what signs.
async fn mirror(app: &App, ann: &Person, receiver: &Receiver) -> String {
    let url = receiver.url();
    makes(app, &ann.token, "out", &[("name", "Mirror"), ("room", "builds"), ("url", &url)]).await
}

/// The one hook there is, as soon as it is so.
async fn hook(app: &App, what: &str, is_so: impl Fn(&HookOut) -> bool) -> HookOut {
    let store = &app.banter.as_ref().unwrap().store;
    within(what, async {
        loop {
            let hook = store.hooks_out().await.unwrap().remove(0);
            if is_so(&hook) {
                return hook;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

fn attempts(hook: &HookOut) -> u32 {
    hook.failing.as_ref().map_or(0, |failing| failing.attempts)
}

/// The log of the room that `person` opened last, from its second change on.
async fn log(app: &App, person: &Person) -> Vec<Event> {
    let path = format!("/api/rooms/{}/log?after=1&limit=200", person.room.unwrap());
    let page = app.get(&path).bearer_auth(&person.token).send().await.unwrap();
    app::event::read::<app::http::LogPage>(&page.text().await.unwrap()).unwrap().events
}

/// A bot that is a member of the room called `room`.
pub(super) async fn bot_in(app: &App, room: &str) -> UserId {
    let store = &app.banter.as_ref().unwrap().store;
    let id = store.add_bot(&Name::of_user("robot").unwrap()).await.unwrap();
    let token = BotToken::make().unwrap();
    store.add_token(id, token.session(), "test").await.unwrap();
    let open = app.http.post(format!("http://{}/api/rooms", app.address));
    let open = open.bearer_auth(token.reveal()).json(&json!({"name": room}));
    assert!(open.send().await.unwrap().status().is_success());
    id
}

#[tokio::test]
async fn out_in_order_signed_once_each() {
    let (app, mut receiver) = (app().await, Receiver::starts().await);
    let mut asked = Receiver::starts().await;
    let mut ann = app.person("ann").await;
    let lobby = ann.opens("lobby").await.room;
    ann.opens("builds").await;
    ann.says("before there was a hook").await;
    let begins = log(&app, &ann).await.len();
    let secret = mirror(&app, &ann, &receiver).await;
    bot_in(&app, "builds").await;
    let url = asked.url();
    let form = [("name", "Ask"), ("of", "mentions"), ("bot", "@Robot"), ("url", &url)];
    let other = makes(&app, &ann.token, "out", &form).await;
    assert!(secret.len() == 64 && secret != other);

    let first = ann.says("one").await;
    ann.says("@robot two").await;
    ann.does(Wish::Edit("@robot one and a half"), first.seq).await;
    ann.does(Wish::React("👍", true), first.seq).await;
    for number in 3..12 {
        ann.says(&format!("number {number}")).await;
    }
    let builds = ann.room.unwrap();
    ann.room = Some(lobby);
    ann.says("elsewhere").await;
    ann.room = Some(builds);
    ann.says("@robot, the last").await;

    let log = log(&app, &ann).await.split_off(begins);
    let mut all = Vec::new();
    for _ in &log {
        all.push(receiver.gets().await);
    }
    assert_eq!(all.iter().map(Sent::event).collect::<Vec<_>>(), log, "as the socket has it");
    assert!(all.windows(2).all(|pair| pair[0].position() < pair[1].position()));
    let now = clock::now_ms() / 1_000;
    for sent in &all {
        let signed = sent.is_signed(&secret).expect("it is signed");
        assert!((now - 60..=now).contains(&signed), "{signed}");
        assert_eq!(sent.is_signed(&other), None);
        assert_eq!(
            (&sent.body["id"], &sent.body["room"]["name"]),
            (&json!(sent.id), &json!("builds"))
        );
        assert_eq!(sent.body["room"]["id"], json!(builds));
    }
    // Of mentions of the bot alone, and of each once.
    let to_it = [asked.gets().await, asked.gets().await].map(|sent| sent.message().unwrap());
    assert_eq!(to_it, ["@robot two", "@robot, the last"]);
    let newest = app.banter.as_ref().unwrap().store.newest().await.unwrap();
    let (_, page) = within("all to be sent", async {
        loop {
            let page = sees(&app, &ann.token, HOOKS).await;
            if page.1.matches("All is sent").count() == 2 {
                break page;
            }
        }
    })
    .await;
    assert!(page.contains(&format!("http://{}", receiver.address)) && !page.contains("canary"));
    assert!(page.contains("@robot"), "{page}");
    assert_eq!((receiver.has_got().len(), asked.has_got().len()), (0, 0), "up to {newest}");
}

#[tokio::test]
async fn a_receiver_that_is_down_gets_everything_when_it_is_back() {
    let (app, receiver) = (app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    mirror(&app, &ann, &receiver).await;
    let address = receiver.stops().await;
    for number in 0..5 {
        ann.says(&format!("number {number}")).await;
    }
    let failed = hook(&app, "a failure", |hook| hook.failing.is_some()).await.failing.unwrap();
    assert_eq!((failed.trouble, failed.paused), (Trouble::Unreachable, false));
    let (_, page) = sees(&app, &ann.token, HOOKS).await;
    assert!(
        page.contains("Nobody answers at the address.") && page.contains("Next attempt"),
        "{page}"
    );
    assert!(!page.contains("Go on"), "{page}");
    // It is back, and does not take the first at once either.
    let mut receiver = Receiver::starts_at(address).await;
    receiver.answers(503);
    let (banter, before) = (app.banter.as_ref().unwrap(), failed.attempts);
    banter.hooks.clock.set_ahead(Duration::from_secs(3_600));
    let refused = receiver.gets().await;
    hook(&app, "an attempt", |hook| attempts(hook) > before).await;
    receiver.answers(200);
    banter.hooks.clock.set_ahead(Duration::from_secs(3_600));
    // Another may have been under way.
    let mut again = receiver.gets().await;
    while again.id == refused.id {
        let next = receiver.gets().await;
        if next.id != refused.id {
            assert_eq!(again.text, refused.text, "the same under the same id");
        }
        again = next;
    }
    let mut all = vec![refused.message(), again.message()];
    for _ in 2..5 {
        all.push(receiver.gets().await.message());
    }
    assert_eq!(all, (0..5).map(|number| Some(format!("number {number}"))).collect::<Vec<_>>());
    hook(&app, "the end of it", |hook| hook.failing.is_none()).await;
}

/// Whatever is under way when the process dies is sent again, under the same id; what was taken is not.
#[tokio::test]
async fn kill_9_loses_nothing_on_its_way_out() {
    let data = tempfile::tempdir().unwrap();
    let mut receiver = Receiver::starts().await;
    let at = free_address().to_string();
    let flags = ["--hooks-to", "any", "--metrics-listen", &at];
    let mut server = Process::start(data.path(), &flags);
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    let secret = mirror(&server.app, &ann, &receiver).await;
    let (mut told, mut all) = (Vec::new(), Vec::<Sent>::new());
    for round in 0..5 {
        for number in 0..6 {
            told.push(format!("{round}.{number}"));
            ann.says(told.last().unwrap()).await;
        }
        // Some are taken; the next one is under way when it dies.
        while all.len() < round * 6 + 3 {
            let sent = receiver.gets().await;
            if all.last().is_none_or(|last| last.id != sent.id) {
                all.push(sent);
            }
        }
        receiver.answers(0);
        // Those before it were answered.
        let mut held = receiver.gets().await;
        while held.status != 0 {
            all.push(std::mem::replace(&mut held, receiver.gets().await));
        }
        let metrics = server.app.http.get(format!("http://{at}/metrics")).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        let behind = metrics.lines().find_map(|line| line.strip_prefix("banter_hooks_behind "));
        assert!(behind.unwrap().parse::<u32>().unwrap() >= 1, "{metrics}");
        server.kill();
        assert_eq!(receiver.has_got().len(), 0);
        receiver.answers(200);
        server = Process::start(data.path(), &flags);
        let again = receiver.gets().await;
        let last = all.last().map(|last| last.position());
        // What was taken last may not have been noted: then it comes first.
        let again = if Some(again.position()) == last { receiver.gets().await } else { again };
        assert_eq!((&again.id, &again.text), (&held.id, &held.text), "round {round}");
        assert!(again.is_signed(&secret).is_some());
        all.push(again);
        ann = server.app.device_of(&ann).await;
        ann.opens("builds").await;
    }
    while all.len() < told.len() {
        all.push(receiver.gets().await);
    }
    let messages: Vec<_> = all.iter().filter_map(Sent::message).collect();
    assert_eq!(messages, told);
}

#[tokio::test]
async fn after_a_day_it_waits_for_an_admin() {
    let (app, mut receiver) = (app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    mirror(&app, &ann, &receiver).await;
    receiver.answers(500);
    ann.says("one").await;
    let clock = &app.banter.as_ref().unwrap().hooks.clock;
    let began = clock::now_ms();
    let (mut last, mut ahead) = (hook(&app, "a failure", |hook| attempts(hook) > 0).await, 0_i64);
    while !last.is_paused() {
        let Failing { since, attempts: before, next, trouble, .. } = last.failing.clone().unwrap();
        assert_eq!(trouble, Trouble::Status(500));
        assert!((began..began + 60_000).contains(&since), "it counts from the first failure");
        assert!(ahead < 25 * 3_600_000, "it goes on for a day: {ahead}");
        // Just before that day is over it is still tried.
        let by = (next - clock.now_ms()).max(1);
        clock.set_ahead(Duration::from_millis(by.unsigned_abs()));
        ahead += by;
        last = hook(&app, "one more attempt", |hook| attempts(hook) > before).await;
    }
    assert!(ahead > 24 * 3_600_000 - 60_000, "it was tried for a day: {ahead}");
    let tried = attempts(&last);
    ann.says("two").await;
    receiver.has_got();
    clock.set_ahead(Duration::from_secs(48 * 3_600));
    let (_, page) = sees(&app, &ann.token, HOOKS).await;
    assert!(
        page.contains("The receiver answered with status 500.") && page.contains("Go on: Mirror")
    );
    // Nobody tries: the hook is looked up again and again, and stays as it is.
    for _ in 0..50 {
        assert_eq!(attempts(&hook(&app, "it", |_| true).await), tried);
    }
    assert_eq!(receiver.has_got().len(), 0);

    receiver.answers(200);
    let path = format!("{HOOKS}/out/{}/go-on", last.id);
    assert_eq!(sends(&app, &ann.token, &path, &[]).await.status(), StatusCode::SEE_OTHER);
    let kept = [receiver.gets().await.message(), receiver.gets().await.message()];
    assert_eq!(kept, [Some("one".to_owned()), Some("two".to_owned())], "nothing is left out");
    hook(&app, "it to be well", |hook| hook.failing.is_none()).await;

    // Who says that it is gone is believed at once, and asked again when an admin wants it.
    receiver.answers(410);
    ann.says("three").await;
    let gone = hook(&app, "the pause", HookOut::is_paused).await;
    assert_eq!((attempts(&gone), gone.failing.unwrap().trouble), (1, Trouble::Status(410)));
    receiver.answers(200);
    receiver.has_got();
    sends(&app, &ann.token, &path, &[]).await;
    assert_eq!(receiver.gets().await.message().as_deref(), Some("three"));
    // And no more once it is removed.
    let remove = format!("{HOOKS}/out/{}/remove", last.id);
    assert_eq!(sends(&app, &ann.token, &remove, &[]).await.status(), StatusCode::SEE_OTHER);
    ann.says("four").await;
    let (_, page) = sees(&app, &ann.token, HOOKS).await;
    assert!(!page.contains("Mirror") && receiver.has_got().is_empty(), "{page}");
}

/// What a receiver may answer that is no 2xx, or nothing at all, is not taken; where it leads to, nobody goes.
#[tokio::test]
async fn only_2xx_is_taken_within_ten_seconds() {
    let (app, mut receiver) = (app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    mirror(&app, &ann, &receiver).await;
    receiver.answers(302);
    ann.says("one").await;
    let first = receiver.gets().await;
    let failed = hook(&app, "a failure", |hook| hook.failing.is_some()).await;
    assert_eq!(failed.failing.unwrap().trouble, Trouble::Status(302));
    receiver.answers(0);
    receiver.has_got();
    let began = std::time::Instant::now();
    app.banter.as_ref().unwrap().hooks.clock.set_ahead(Duration::from_secs(60));
    assert_eq!(receiver.gets().await.id, first.id);
    let slow = |hook: &HookOut| {
        hook.failing.as_ref().is_some_and(|failing| failing.trouble == Trouble::Slow)
    };
    hook(&app, "it to be given up", slow).await;
    let took = began.elapsed();
    assert!((9..16).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test]
async fn what_happens_in_the_meantime_goes_out_after_a_restart_in_order() {
    let (app, receiver) = (app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    mirror(&app, &ann, &receiver).await;
    let address = receiver.stops().await;
    // By this clock; the next one does not show so much.
    app.banter.as_ref().unwrap().hooks.clock.set_ahead(Duration::from_secs(10 * 3_600));
    ann.says("one").await;
    hook(&app, "a failure", |hook| hook.failing.is_some()).await;
    let folder = app.stop().await.unwrap();
    let (mut receiver, mut other) = (Receiver::starts_at(address).await, Receiver::starts().await);
    let app = App::on(folder.path(), &ANY).await;
    let failing = hook(&app, "it", |_| true).await.failing;
    assert_eq!(failing.map(|failing| failing.trouble), Some(Trouble::Unreachable));
    let mut ann = app.device_of(&ann).await;
    ann.opens("builds").await;
    mirror(&app, &ann, &other).await;
    ann.says("two").await;
    assert_eq!(other.gets().await.message().as_deref(), Some("two"));
    assert_eq!(receiver.has_got().len(), 0, "it is as patient as it was before the restart");
    // And waits no longer than its longest pause, though that clock was ten hours ahead.
    app.banter.as_ref().unwrap().hooks.clock.set_ahead(Duration::from_secs(3_700));
    let told = [receiver.gets().await.message(), receiver.gets().await.message()];
    assert_eq!(told, [Some("one".to_owned()), Some("two".to_owned())]);
    app.stop().await;
}

/// It waited for its receiver when its author deleted it.
#[tokio::test]
async fn of_a_deleted_text_nothing_goes_out_any_more() {
    let (app, receiver) = (app().await, Receiver::starts().await);
    let mut ann = app.person("ann").await;
    ann.opens("builds").await;
    mirror(&app, &ann, &receiver).await;
    let address = receiver.stops().await;
    let said = ann.says("canary").await;
    hook(&app, "a failure", |hook| hook.failing.is_some()).await;
    ann.does(Wish::Delete, said.seq).await;
    let mut receiver = Receiver::starts_at(address).await;
    app.banter.as_ref().unwrap().hooks.clock.set_ahead(Duration::from_secs(3_600));
    let told = [receiver.gets().await, receiver.gets().await];
    assert!(told.iter().all(|sent| !sent.text.contains("canary")), "{told:?}");
    let Event::NewMessage(message) = told[0].event() else { panic!("{told:?}") };
    assert!(message.deleted && message.seq == said.seq);
    assert!(matches!(told[1].event(), Event::MessageDeleted(_)));
}
