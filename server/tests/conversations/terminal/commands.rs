//! `banter connect`, what begins with a slash and is no command, or not a whole one.

use super::ann_at;
use crate::support::App;

#[tokio::test]
async fn original_rooms_an_unknown_command_is_told() {
    let app = App::start().await;
    let (mut cid, _) = (app.person("cid").await, app.sign_in("ann").await);
    cid.opens("general").await;
    let mut ann = ann_at(&app, &[]).await;
    ann.enters("/helloworld");
    ann.shows("unknown command: /helloworld").await;
    ann.enters("/help");
    ann.shows("/room NAME").await;
    ann.enters("/msg bob");
    ann.shows("that takes more: /msg NAME TEXT").await;
    ann.enters("//etc is said");
    cid.sees_message("/etc is said").await;
    // What follows is no part of it.
    ann.enters("/msg cid\nto all");
    ann.shows("that takes more: /msg NAME TEXT").await;
    ann.shows("*ann            to all").await;
    assert_eq!(cid.sees_message("to all").await.room, cid.room.unwrap());
    ann.enters("/msg cid");
    ann.shows("that takes more: /msg NAME TEXT").await;
    ann.types("\u{1b}[A");
    ann.shows("> /msg cid").await;
}
