//! `banter connect`, what its rooms are called and what becomes of one who has none any more.

use app::event::{RoomChanged, RoomRemoved};

use super::{ann_at, texts, url};
use crate::support::{App, Process};

#[tokio::test]
async fn a_conversation_is_called_what_opens_it() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    app.sign_in("cid").await;
    app.sign_in("ann").await;
    bob.opens("@ann,cid").await;
    bob.says("psst").await;
    bob.says("you there?").await;
    bob.opens("@ann").await;
    bob.says("to you").await;
    bob.says("alone").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.shows("· @bob: 2 new messages").await;
    ann.shows("· @bob,cid: 2 new messages").await;
    ann.enters("/room");
    ann.shows("· general, here").await;
    ann.shows("· @bob, 2 new").await;
    ann.shows("· @bob,cid, 2 new").await;
    for (handle, text) in [("@bob", "alone"), ("@bob,cid", "you there?")] {
        ann.enters(&format!("/room {handle}"));
        ann.shows(&format!("── {handle} ──")).await;
        ann.shows(&format!(" bob            {text}")).await;
    }
}

#[tokio::test]
async fn somebody_whose_room_is_deleted_is_told_and_stays() {
    let app = App::start().await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;
    let RoomChanged { room, .. } = bob.opens("tea").await;
    app.sign_in("ann").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("/room tea");
    ann.shows("── tea ──").await;
    ann.enters("here");
    bob.sees_message("here").await;
    let delete = app.http.delete(format!("{}/api/rooms/{room}", url(&app)));
    assert!(delete.bearer_auth(&bob.token).send().await.unwrap().status().is_success());
    ann.shows("· tea: This room was deleted").await;
    ann.shows("── general ──").await;
    ann.enters("to all");
    bob.sees_message("to all").await;
}

/// Whatever other rooms there are, none of them is what they meant.
#[tokio::test]
async fn somebody_who_is_in_no_room_any_more_opens_another() {
    let data = tempfile::tempdir().unwrap();
    let server = Process::start(data.path(), &[]);
    let address = server.app.address;
    let (mut elsewhere, mut bob) = (server.app.person("ann").await, server.app.person("bob").await);
    let RoomChanged { room: general, .. } = elsewhere.opens("general").await;
    elsewhere.leaves(general).await;
    let _: RoomRemoved = elsewhere.sees().await;
    for name in ["tea", "milk", "hall"] {
        elsewhere.opens(name).await;
        bob.opens(name).await;
    }
    let mut ann = ann_at(&server.app, &["--room", "tea"]).await;
    elsewhere.opens("tea").await;
    elsewhere.leaves(elsewhere.room.unwrap()).await;
    let _: RoomRemoved = elsewhere.sees().await;
    ann.shows("· tea: you are not in it any more").await;
    ann.shows("· you are in no room; /room NAME opens one").await;
    ann.enters("to nobody");
    ann.shows("· you are in no room; /room NAME opens one").await;
    ann.types("\u{15}");
    ann.enters("/room milk");
    ann.shows("── milk ──").await;
    ann.enters("to milk");
    bob.sees_message("to milk").await;

    // The same, while the connection is lost.
    server.kill();
    ann.shows("no connection").await;
    let server = Process::start(data.path(), &[]);
    let mut elsewhere = server.app.person("ann").await;
    elsewhere.opens("milk").await;
    elsewhere.leaves(elsewhere.room.unwrap()).await;
    let _: RoomRemoved = elsewhere.sees().await;
    server.kill();
    let server = Process::start_at(data.path(), address, &[]);
    ann.shows("· milk: you are not in it any more").await;
    ann.shows("· you are in no room; /room NAME opens one").await;
    let mut bob = server.app.person("bob").await;
    bob.opens("hall").await;
    assert!(texts(&server.app, &bob).await.is_empty());
    assert_eq!(ann.shown.count("── hall ──"), 0);
}
