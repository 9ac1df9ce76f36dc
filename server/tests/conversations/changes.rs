//! Editing, deleting, reacting: who may, who hears of it, what is left.

use app::event::{
    Ack, ErrorCode, MessageDeleted, MessageEdited, NewMessage, Reaction, ReactionChanged, Seq, read,
};
use app::http::History;
use serde_json::Value;

use crate::support::Wish::{Delete, Edit, React};
use crate::support::{App, Person, new_client_id, within};

async fn page(app: &App, person: &Person, what: &str) -> String {
    let path = format!("/api/rooms/{}/{what}?limit=200", person.room.unwrap());
    app.get(&path).bearer_auth(&person.token).send().await.unwrap().text().await.unwrap()
}

async fn message(app: &App, person: &Person, seq: Seq) -> NewMessage {
    let page: History = read(&page(app, person, "messages").await).unwrap();
    page.messages.into_iter().find(|message| message.seq == seq).unwrap()
}

#[tokio::test]
async fn an_edit_reaches_everybody_with_a_number_of_its_own() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let said = ann.says("helo").await;
    let ack = ann.does(Edit("  hello "), said.seq).await;
    assert_eq!((ack.seq, ack.dup), (said.seq.next(), false));
    for person in [&mut ann, &mut bob] {
        let edited: MessageEdited = person.sees().await;
        assert_eq!((edited.seq, edited.of, &*edited.message), (ack.seq, said.seq, "hello"));
        assert_eq!((&*edited.html, &*edited.from), ("<p dir=\"auto\">hello</p>", "ann"));
        assert_eq!((edited.client_id, edited.sent), (ack.client_id.clone(), ack.sent.clone()));
    }
    let kept = message(&app, &bob, said.seq).await;
    assert_eq!((&*kept.message, kept.edited, kept.sent), ("hello", Some(ack.sent), said.sent));
}

#[tokio::test]
async fn only_its_author_edits_and_only_its_author_or_an_admin_deletes() {
    let app = App::start().await;
    // The first account is the admin's.
    let mut admin = app.person("ada").await;
    admin.opens("lobby").await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let said = ann.says("mine").await;
    for (person, wish) in [(&mut bob, Edit("ours")), (&mut admin, Edit("ours"))] {
        let error = person.is_refused(wish, said.seq).await;
        assert_eq!((error.code, error.is_final), (ErrorCode::Forbidden, true));
    }
    assert_eq!(bob.is_refused(Delete, said.seq).await.code, ErrorCode::Forbidden);
    admin.does(Delete, said.seq).await;
    assert_eq!(ann.sees::<MessageDeleted>().await.from, "ada");
    let own = ann.says("mine too").await;
    ann.does(Delete, own.seq).await;

    let mut eve = app.person("eve").await;
    eve.room = ann.room;
    for wish in [Edit("x"), Delete, React("👍", true)] {
        assert_eq!(eve.is_refused(wish, own.seq).await.code, ErrorCode::NotMember);
        // A message of another room, a row that is no message, a number of the future.
        for seq in [Seq(1), Seq(9_999)] {
            assert_eq!(ann.is_refused(wish, seq).await.code, ErrorCode::NotFound);
        }
    }
}

#[tokio::test]
async fn of_a_deleted_message_no_text_is_left_anywhere() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let said = ann.says("canary one @bob").await;
    ann.does(Edit("canary two"), said.seq).await;
    bob.does(React("❤️", true), said.seq).await;
    let bytes = || {
        let files = ["banter.db", "banter.db-wal"].map(|name| data.path().join(name));
        files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect::<Vec<_>>()
    };
    // Also of what was written back into the database before.
    let other = rusqlite::Connection::open(data.path().join("banter.db")).unwrap();
    other.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
    drop(other);
    let canaries = || bytes().windows(6).filter(|bytes| bytes == b"canary").count();
    assert!(canaries() > 0, "the premise");
    let deleted = ann.does(Delete, said.seq).await;
    assert_eq!(bob.sees::<MessageDeleted>().await.seq, deleted.seq);

    let tombstone = message(&app, &bob, said.seq).await;
    assert!(tombstone.deleted && tombstone.message.is_empty() && tombstone.html.is_empty());
    assert!(tombstone.edited.is_none() && tombstone.reactions.is_empty());
    assert!(tombstone.mentions.is_empty());
    let log = page(&app, &bob, "log").await;
    assert!(!log.contains("canary"), "{log}");
    let log: Value = serde_json::from_str(&log).unwrap();
    let of = |kind: &str| {
        let events = log["events"].as_array().unwrap();
        events.iter().find(|event| event["type"] == kind).unwrap()["payload"].clone()
    };
    for kind in ["new_message", "message_edited"] {
        assert_eq!((&of(kind)["deleted"], &of(kind)["message"]), (&true.into(), &"".into()));
        assert_eq!(of(kind)["html"], "");
    }
    // The WAL holds it for about a second more, while the server runs.
    within("the files to be wiped", async {
        while canaries() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_delete_nothing_more_can_be_done_and_a_retry_is_still_answered() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let (room, said) = (ann.room.unwrap(), ann.says("hello").await);
    let id = Some(new_client_id());
    let edit = Edit("hello!").command(room, said.seq, id.clone());
    ann.sends(&edit).await;
    let first: Ack = ann.sees().await;
    let deleted = ann.does(Delete, said.seq).await;
    for wish in [Edit("again"), React("👍", true), React("👍", false)] {
        let error = ann.is_refused(wish, said.seq).await;
        assert_eq!((error.code, error.is_final), (ErrorCode::NotFound, true));
    }
    // Its text is not kept, but what the client_id stood for is.
    ann.sends(&edit).await;
    assert_eq!(ann.sees::<Ack>().await, Ack { dup: true, ..first });
    ann.sends(&Edit("hello?").command(room, said.seq, id)).await;
    assert_eq!(ann.sees::<app::event::ErrorReply>().await.code, ErrorCode::Conflict);
    let again = ann.does(Delete, said.seq).await;
    assert_eq!((again.seq, again.dup), (deleted.seq, true), "it is deleted already");
    bob.says("and so on").await;
    assert_eq!(ann.sees_message("hello").await.seq, said.seq);
    assert_eq!(ann.sees_message("and so on").await.seq, deleted.seq.next());
}

#[tokio::test]
async fn reactions_are_given_once_and_taken_back() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let said = ann.says("tea?").await;
    let given = bob.does(React("👍", true), said.seq).await;
    let event: ReactionChanged = ann.sees().await;
    assert_eq!((event.seq, event.of, &*event.from), (given.seq, said.seq, "bob"));
    assert_eq!((&*event.emoji, event.on), ("👍", true));
    let again = bob.does(React("👍", true), said.seq).await;
    assert_eq!((again.seq, again.dup), (given.seq, true), "it changes nothing");
    ann.does(React("👍", true), said.seq).await;
    ann.does(React("❤️", true), said.seq).await;
    let reaction = |emoji: &str, from: &[&str]| Reaction {
        emoji: emoji.to_owned(),
        from: from.iter().map(|name| (*name).to_owned()).collect(),
    };
    let kept = message(&app, &bob, said.seq).await.reactions;
    assert_eq!(kept, [reaction("❤️", &["ann"]), reaction("👍", &["bob", "ann"])]);
    bob.does(React("👍", false), said.seq).await;
    assert!(bob.does(React("👍", false), said.seq).await.dup);
    let kept = message(&app, &bob, said.seq).await.reactions;
    assert_eq!(kept, [reaction("❤️", &["ann"]), reaction("👍", &["ann"])]);
    for no_emoji in ["", "ok", "👍!", &"👍".repeat(17)] {
        let error = bob.is_refused(React(no_emoji, true), said.seq).await;
        assert_eq!(error.code, ErrorCode::BadPayload);
        assert!(error.message.contains("16"), "{}", error.message);
    }
}

#[tokio::test]
async fn a_message_takes_so_many_different_reactions() {
    let app = App::with(&[("message_burst", "100")]).await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let said = ann.says("tea?").await;
    let emoji: Vec<_> = ('🐀'..).take(21).map(String::from).collect();
    for emoji in &emoji[..20] {
        bob.does(React(emoji, true), said.seq).await;
    }
    let error = ann.is_refused(React(&emoji[20], true), said.seq).await;
    assert_eq!((error.code, error.is_final), (ErrorCode::Forbidden, true));
    assert!(error.message.contains("20"), "{}", error.message);
    ann.does(React(&emoji[0], true), said.seq).await;
}

/// A `client_id` is spent by whatever it was used for, also by what changed nothing.
#[tokio::test]
async fn a_client_id_is_unique_over_all_kinds_and_rooms() {
    let app = App::start().await;
    let (mut ann, _bob) = app.two_in("lobby").await;
    let (room, said) = (ann.room.unwrap(), ann.says("hello").await);
    let id = Some(new_client_id());
    let take_back = React("👍", false).command(room, said.seq, id.clone());
    ann.sends(&take_back).await;
    let nothing: Ack = ann.sees().await;
    assert!(nothing.dup, "there was none to take back");
    for other in [
        React("👍", true).command(room, said.seq, id.clone()),
        Edit("other").command(room, said.seq, id.clone()),
        Delete.command(room, said.seq, id.clone()),
    ] {
        ann.sends(&other).await;
        let error: app::event::ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::Conflict, true));
    }
    ann.does(React("👍", true), said.seq).await;
    ann.sends(&take_back).await;
    assert_eq!(ann.sees::<Ack>().await, nothing, "answered as the first time, and not done now");
    assert_eq!(message(&app, &ann, said.seq).await.reactions.len(), 1);
}
