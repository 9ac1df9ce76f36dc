//! What stands in the log is what was told live, and of no other renderer's making.

use app::event::{Body, Event, RoomId, Seq};
use server::emoji::Emoji;
use server::store::{Change, Rows};

use super::{Kept, entry, message};

fn edit(room: RoomId, of: Seq, text: &str) -> Change {
    Change::Edit { room, of, text: Body::new(text, Body::CHARS_MAX).unwrap().into() }
}

fn react(room: RoomId, of: Seq, emoji: &str, on: bool) -> Change {
    Change::React { room, of, emoji: Emoji::new(emoji).unwrap(), on }
}

#[tokio::test]
async fn rows_tell_what_happened_word_for_word() {
    let kept = Kept::new();
    let ann = kept.user("ann").await;
    let joined = kept.joins(&ann, "茶室").await;
    let lobby = joined.room;
    let said = kept.append(vec![entry(&ann, Some("x"), message(lobby, "茶\n\"<&\u{0}"))]).await;
    let left = kept.append(vec![entry(&ann, None, Change::Leave(lobby))]).await;
    let live = [&joined, said[0].as_ref().unwrap(), left[0].as_ref().unwrap()];
    let rows = kept.store.rows_after(lobby, Seq::ZERO, 10).await.unwrap().rows;
    for (live, row) in live.iter().zip(&rows) {
        let live = live.row.as_ref().unwrap();
        assert_eq!((&live.event, live.author), (&row.event, row.author));
    }
    assert_eq!(rows.len(), 3);
    let Event::NewMessage(message) = &rows[1].event else { panic!("a message") };
    // The page and the log are for members at the moment they are read.
    let page = || kept.store.history(ann.id, lobby, None, 10);
    let log = || kept.store.log_page(ann.id, lobby, Seq::ZERO, 10);
    assert!(page().await.unwrap().is_none() && log().await.unwrap().is_none());
    kept.joins(&ann, "茶室").await;
    assert_eq!(page().await.unwrap().unwrap().messages, std::slice::from_ref(message));
    assert_eq!(log().await.unwrap().unwrap().rows.len(), 4);
}

/// What is published live and what is read later are the same, but for what was wiped since.
#[tokio::test]
async fn rows_of_changes_tell_what_happened_word_for_word() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    let (one, two) = (Seq(3), Seq(4));
    let changes = [
        (&ann, message(lobby, "one @bob")),
        (&bob, message(lobby, "two @ann @bob @nobody")),
        (&ann, edit(lobby, one, "one, edited @ann")),
        (&bob, react(lobby, one, "👍", true)),
        (&ann, react(lobby, two, "❤", true)),
        (&bob, react(lobby, one, "👍", false)),
        (&bob, Change::Delete { room: lobby, of: two }),
    ];
    let batch = changes.into_iter().zip(["a", "b", "c", "d", "e", "f", "g"]);
    let batch = batch.map(|((author, change), id)| entry(author, Some(id), change)).collect();
    let live: Vec<_> = kept.append(batch).await.into_iter().map(|done| done.unwrap()).collect();
    let Rows { rows, head } = kept.store.rows_after(lobby, Seq(2), 100).await.unwrap();
    assert_eq!((rows.len(), head), (7, Seq(9)));
    for (live, row) in live.iter().zip(&rows).filter(|(live, _)| live.seq != two) {
        assert_eq!(live.row.as_ref().unwrap().event, row.event);
    }
    let Event::NewMessage(wiped) = &rows[1].event else { panic!("a message") };
    assert!(wiped.deleted && wiped.message.is_empty() && wiped.mentions.is_empty());
    let Event::NewMessage(said) = &live[1].row.as_ref().unwrap().event else { panic!("a message") };
    assert_eq!(said.mentions, ["ann", "bob"]);
    let page = kept.store.history(ann.id, lobby, None, 50).await.unwrap().unwrap();
    assert_eq!(page.messages[0].message, "one, edited @ann");
    assert!(page.messages[0].edited.is_some() && page.messages[0].reactions.is_empty());
    assert_eq!(page.messages[0].mentions, ["ann"]);
    assert_eq!(page.messages[1], *wiped);
}

/// After an update, or from a database of before there was Markdown.
#[tokio::test]
async fn what_another_renderer_made_is_not_shown_but_rendered_anew() {
    let kept = Kept::new();
    let (ann, bob) = (kept.user("ann").await, kept.user("bob").await);
    let lobby = kept.joins(&ann, "lobby").await.room;
    kept.joins(&bob, "lobby").await;
    let batch = vec![
        message(lobby, "**one** @bob @eve"),
        message(lobby, "two"),
        edit(lobby, Seq(4), "*two* @bob"),
        message(lobby, "gone"),
        Change::Delete { room: lobby, of: Seq(6) },
    ];
    kept.append(batch.into_iter().map(|change| entry(&ann, None, change)).collect()).await;
    let pages = async || {
        let Rows { rows, .. } = kept.store.rows_after(lobby, Seq::ZERO, 100).await.unwrap();
        let events: Vec<_> = rows.into_iter().map(|row| row.event).collect();
        (events, kept.store.history(ann.id, lobby, None, 50).await.unwrap().unwrap())
    };
    let before = pages().await;
    let html: Vec<_> = before.1.messages.iter().map(|message| &*message.html).collect();
    let bob_named = r#"<span class="mention">@bob</span>"#;
    let one = format!(r#"<p dir="auto"><strong>one</strong> {bob_named} @eve</p>"#);
    let two = format!(r#"<p dir="auto"><em>two</em> {bob_named}</p>"#);
    assert_eq!(html, [&*one, &*two, ""]);
    let db = rusqlite::Connection::open(kept.folder.path().join("banter.db")).unwrap();
    let by = "SELECT count(*) FROM room_log WHERE markup = ?1";
    let by_this = db.query_row(by, [server::markup::VERSION], |row| row.get(0));
    assert_eq!(by_this, Ok(7), "what is rendered now is known as such");
    let old = "UPDATE room_log SET markup = 0, html = iif(html = '', '', '<script>')";
    assert_eq!(db.execute(old, []), Ok(7));
    assert_eq!(pages().await, before);
    let now = "UPDATE room_log SET html = 'as stored', markup = ?1 WHERE seq = 3";
    db.execute(now, [server::markup::VERSION]).unwrap();
    assert_eq!(pages().await.1.messages[0].html, "as stored", "nothing is rendered twice");
}
