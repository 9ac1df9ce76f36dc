//! Messages of which the library could not read what is around the body, or at the price of the server.

use app::event::NewMessage;
use server::amqp::{DEAD, INCOMING};

use crate::broker::{Broker, said};
use crate::raw::{Raw, arrays, headers, long, short, tables};
use crate::support::{is_connected, ready, serve};

/// A text of Latin-1.
const LATIN: &[u8] = b"caf\xe9";

/// Good ones before and behind are said, by a server that went on all the time.
async fn is_buried_in_its_place(poison: &[(&str, Vec<u8>)]) {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let mut server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    is_connected(&server.app).await;
    let since = ready(&server.app).await;
    let (client, mut raw) = (broker.client().await, Raw::connect().await);
    for (name, properties) in poison {
        client.says("builds", &format!("before {name}"), &format!("before-{name}")).await;
        raw.puts(properties, &said("builds", name, name)).await;
        client.says("builds", &format!("behind {name}"), &format!("behind-{name}")).await;
    }
    for (name, _) in poison {
        for place in ["before", "behind"] {
            let seen = ann.sees::<NewMessage>().await;
            assert_eq!(seen.message, format!("{place} {name}"));
        }
    }
    for (name, _) in poison {
        let (body, reason, told) = client.dead_as().await;
        assert_eq!(body, said("builds", name, name), "{reason}");
        assert!(reason.starts_with("Its properties cannot be read"), "{name}: {reason}");
        assert_eq!(told.headers().as_ref().unwrap().inner().len(), 1, "{name}: {told:?}");
    }
    for queue in [INCOMING, DEAD] {
        client.has_waiting(queue, 0).await;
    }
    assert_eq!(ready(&server.app).await, since, "the same connection");
    server.signal("-TERM");
    server.ends();
    let log = server.log();
    assert!(!log.contains("not connected") && log.matches("is connected").count() == 1, "{log}");
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_is_buried_in_its_place() {
    let property = |flag: u16| [&flag.to_be_bytes()[..], &short(LATIN)].concat();
    is_buried_in_its_place(&[
        ("header", headers(LATIN, b"t\x01")),
        ("content_type", property(1 << 15)),
        ("app_id", property(1 << 3)),
        ("of-ours", headers(b"banter-unreadable", b"V")),
        (
            "header-within",
            headers(b"n", &[b"F", &long(&[&short(LATIN)[..], b"V"].concat())[..]].concat()),
        ),
    ])
    .await;
}

/// As deep as a frame allows: for who reads it level by level, that is the end of the stack and of the server.
#[tokio::test]
async fn what_nests_too_deep_is_buried_in_its_place() {
    is_buried_in_its_place(&[
        ("arrays", headers(b"n", &arrays(26_000))),
        ("tables", headers(b"n", &tables(18_000))),
    ])
    .await;
}

/// What is said under a key, or with a header, that is unusual and no more.
#[tokio::test]
async fn what_can_be_read_is_said() {
    let (broker, data) = (Broker::start().await, tempfile::tempdir().unwrap());
    let server = serve(data.path());
    let mut ann = server.app.person("ann").await;
    ann.opens("builds").await;
    is_connected(&server.app).await;
    let since = ready(&server.app).await;
    let (client, mut raw) = (broker.client().await, Raw::connect().await);
    raw.binds(b"amq.topic").await;
    raw.publishes(b"amq.topic", LATIN, &[0, 0], &said("builds", "a key", "key")).await;
    let deep = headers("名".as_bytes(), &arrays(31));
    raw.puts(&deep, &said("builds", "as deep as may be", "deep")).await;
    raw.puts(
        &headers(b"n", &[b"S", &long(LATIN)[..]].concat()),
        &said("builds", "a long string", "long"),
    )
    .await;
    for text in ["a key", "as deep as may be", "a long string"] {
        ann.sees_message(text).await;
    }
    client.has_waiting(INCOMING, 0).await;
    assert_eq!(client.waiting(DEAD).await, 0);
    assert_eq!(ready(&server.app).await, since, "the same connection");
}
