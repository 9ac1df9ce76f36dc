//! `banter connect`: a terminal that was cut off comes back, by itself or when its person will not wait.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{ann_at, texts};
use crate::support::{Process, within};

#[tokio::test]
async fn a_terminal_comes_back_with_what_it_missed_and_what_it_kept() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    let _ = (server.app.sign_in("bob").await, server.app.sign_in("ann").await);
    let mut ann = ann_at(&server.app, &[]).await;
    ann.enters("before");
    ann.shows("*ann            before").await;
    server.kill();
    ann.shows("no connection").await;
    ann.enters("typed meanwhile");
    ann.enters("/edit too early");
    ann.shows("your newest message is still on its way").await;
    let server = Process::start_at(data.path(), address, &[]);
    let mut bob = server.app.person("bob").await;
    bob.opens("general").await;
    ann.shows("connected again").await;
    ann.shows("*ann            typed meanwhile").await;
    bob.says("welcome back").await;
    ann.shows(" bob            welcome back").await;
    assert_eq!(texts(&server.app, &bob).await, ["before", "typed meanwhile", "welcome back"]);
    ann.enters("/quit");
    assert_eq!(ann.ends().await, Some(0));
    assert_eq!(ann.shown.count("no connection"), 1, "trouble is told in one line");
}

/// A proxy in front of a server that is down may ask for more patience than a person has.
#[tokio::test]
async fn enter_tries_again_at_once() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    server.app.sign_in("ann").await;
    let mut ann = ann_at(&server.app, &[]).await;
    server.kill();
    let door = TcpListener::bind(address).await.unwrap();
    within("an attempt", async {
        let (mut asked, _) = door.accept().await.unwrap();
        assert!(asked.read(&mut [0; 4096]).await.unwrap() > 0);
        let in_an_hour =
            b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 3600\r\ncontent-length: 0\r\n\r\n";
        asked.write_all(in_an_hour).await.unwrap();
        asked.shutdown().await.unwrap();
    })
    .await;
    drop(door);
    let _server = Process::start_at(data.path(), address, &[]);
    ann.shows("or at once with Enter").await;
    // It may be about to take in that answer.
    within("the way back", async {
        while ann.shown.count("connected again") == 0 {
            ann.enters("");
            ann.enters("/room");
            ann.shows("· general, here").await;
        }
    })
    .await;
}
