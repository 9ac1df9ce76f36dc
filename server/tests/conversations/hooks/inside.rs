//! What never goes out by webhooks: what people say among themselves, and anything to the server's own network.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use server::alias::Alias;
use server::store::{NewHookIn, NewHookOut, Part, Trouble};

use super::outgoing::{ANY, app, bot_in};
use super::receiver::Receiver;
use super::{HOOKS, makes, says, sees, sends};
use crate::support::{App, within};

fn out(url: &str, of: Part) -> NewHookOut {
    let (name, url) = (Alias::new("Mirror").unwrap(), url.to_owned());
    NewHookOut { name, url, secret: "s".to_owned(), of }
}

#[tokio::test]
async fn inside_addresses_are_refused() {
    let (app, mut receiver) = (App::start().await, Receiver::starts().await);
    let port = receiver.address.port();
    let mut ann = app.person("ann").await;
    let room = ann.opens("builds").await.room;
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "100.64.0.1",
        "224.0.0.1",
    ] {
        let url = format!("http://{host}:{port}/");
        let form = [("name", "In"), ("room", "builds"), ("url", &url)];
        let refused = sends(&app, &ann.token, &format!("{HOOKS}/out"), &form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        assert!(refused.text().await.unwrap().contains("own network"), "{url}");
    }
    // A name is looked up when it is sent to. An address that was allowed once is looked at then, too.
    let by_name = format!("http://localhost:{port}/");
    let form = [("name", "In"), ("room", "builds"), ("url", &by_name)];
    makes(&app, &ann.token, "out", &form).await;
    let banter = app.banter.as_ref().unwrap();
    let literal = out(&format!("http://127.0.0.1:{port}/"), Part::Room(room));
    banter.store.add_hook_out(literal).await.unwrap().unwrap();
    let mapped = out(&format!("http://[::ffff:7f00:1]:{port}/"), Part::Room(room));
    banter.store.add_hook_out(mapped).await.unwrap().unwrap();
    ann.says("hi").await;
    let failing = within("all to fail", async {
        loop {
            let hooks = banter.store.hooks_out().await.unwrap();
            let failing: Vec<_> = hooks.into_iter().filter_map(|hook| hook.failing).collect();
            if failing.len() == 3 {
                break failing;
            }
        }
    });
    for failing in failing.await {
        assert_eq!(failing.trouble, Trouble::Inside);
    }
    assert_eq!(receiver.has_got().len(), 0);
    let (_, page) = sees(&app, &ann.token, HOOKS).await;
    assert_eq!(page.matches("The address is in this server").count(), 3, "{page}");
    // The premise: the same addresses are good where that is allowed.
    let folder = app.stop().await.unwrap();
    let app = App::on(folder.path(), &ANY).await;
    app.banter.as_ref().unwrap().hooks.clock.set_ahead(Duration::from_secs(3_600));
    for _ in 0..3 {
        assert_eq!(receiver.gets().await.message().as_deref(), Some("hi"));
    }
    app.stop().await;
}

/// Nothing that people say among themselves, whoever they are, and whatever a hook is made for.
#[tokio::test]
async fn private_rooms_go_nowhere() {
    let (app, mut receiver) = (app().await, Receiver::starts().await);
    let (mut ann, mut bob) = app.two_in("builds").await;
    let bot = bot_in(&app, "builds").await;
    let pair = ann.writes(&["bob"], "psst, @robot").await.room;
    let group = ann.writes(&["bob", "robot"], "psst, @robot").await.room;
    let store = &app.banter.as_ref().unwrap().store;
    for room in ["@bob", "@bob,robot", &pair.to_string()] {
        for way in ["in", "out"] {
            let form = [("name", "In"), ("room", room), ("url", "https://a.example/")];
            let refused = sends(&app, &ann.token, &format!("{HOOKS}/{way}"), &form).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{way} {room}");
        }
    }
    // As no page makes them.
    let url = receiver.url();
    for of in [Part::Room(pair), Part::Room(group), Part::Mentions(bot)] {
        store.add_hook_out(out(&url, of)).await.unwrap().unwrap();
    }
    let name = Alias::new("In").unwrap();
    // The SHA-256 of "x".
    let secret = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"x");
    let secret = secret.as_ref().try_into().unwrap();
    store.add_hook_in(NewHookIn { secret, name, room: pair, bot }).await.unwrap().unwrap();
    let (status, refusal) =
        says(&app, &format!("http://{}/hooks/x", app.address), &json!({"text": "psst"})).await;
    assert_eq!((status, &refusal["code"]), (410, &json!("gone")));

    // More of it than is looked at at once.
    for number in 0..20 {
        ann.writes(&["bob"], &format!("psst {number}, @robot")).await;
    }
    ann.room = Some(group);
    bob.room = Some(group);
    bob.says("@robot, psst").await;
    bob.opens("builds").await;
    bob.says("@robot, aloud").await;
    let first = receiver.gets().await;
    assert_eq!(first.message().as_deref(), Some("@robot, aloud"));
    assert_eq!(receiver.has_got().len(), 0);
    // Those of rooms of people have looked at all of it, and sent nothing.
    let newest = store.newest().await.unwrap();
    let banter = app.banter.as_ref().unwrap();
    within("all to have looked", async {
        while !store
            .hooks_out()
            .await
            .unwrap()
            .iter()
            .all(|hook| banter.hooks.behind(hook, newest) == 0)
        {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(receiver.has_got().len(), 0);
}
