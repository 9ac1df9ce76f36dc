//! Conversations between people: two of them, up to eight, or one with themselves.

mod unseen;

use app::event::{
    Ack, Command, Delivery, DirectMessage, ErrorCode, ErrorReply, Event, LeaveRoom, NewMessage,
    RoomChanged, RoomId, RoomKind, RoomSummary, Seq, Synced, Welcome,
};
use reqwest::{StatusCode, header};

use crate::support::Wish::{Delete, Edit};
use crate::support::{App, Person, is_told_of, new_client_id};

/// Is refused what it asks of `name`.
async fn is_not_let_in(person: &mut Person, name: &str) -> ErrorReply {
    let frame = format!(r#"{{"type":"change_room","payload":{{"name":"{name}"}}}}"#);
    person.sends_text(&frame).await;
    person.sees().await
}

#[tokio::test]
async fn a_pair_has_one_room_whoever_begins() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let ack = ann.writes(&["BOB"], "psst").await;
    assert_eq!((ack.seq, ack.dup), (Seq(1), false));
    let is_added = |event: &Event| matches!(event, Event::RoomAdded(_));
    assert!(ann.heard(is_added).is_some(), "before the ack, which names the room");
    let added: RoomSummary = ann.sees().await;
    let (name, kind) = ("bob".to_owned(), RoomKind::Direct);
    let (room, topic, head) = (ack.room, String::new(), Seq(1));
    let read = Seq::ZERO;
    let hers = RoomSummary {
        room,
        name,
        kind,
        topic,
        head,
        read,
        unread: 0,
        mentions: 0,
        archived: false,
        temporary: false,
    };
    assert_eq!(added, hers, "to both, its author too");
    let his = bob.is_written_to().await;
    assert_eq!(his, RoomSummary { name: "ann".to_owned(), unread: 1, ..hers });
    assert_eq!(bob.sees_message("psst").await.seq, Seq(1));
    assert_eq!(ann.sees_message("psst").await.seq, Seq(1));
    let answer = bob.writes(&["ann"], "what?").await;
    assert_eq!((answer.room, answer.seq), (room, Seq(2)));
    assert_eq!(ann.sees_message("what?").await.room, room);
    assert_eq!(ann.says("nothing").await.room, room, "and it is a room like any");
    bob.sees_message("what?").await;
    bob.sees_message("nothing").await;
    assert_eq!(ann.opens("@bob").await.room, room);
    assert_eq!(bob.opens("@ann").await.room, room);
    assert_eq!(ann.heard(is_added), None, "said once");
}

#[tokio::test]
async fn two_who_begin_at_once_share_one_room() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let (one, other) =
        tokio::join!(ann.begins_to_write(&["bob"], "I"), bob.begins_to_write(&["ann"], "you"));
    let (one, other) = (ann.is_answered(&one).await, bob.is_answered(&other).await);
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.room, other.room);
    assert_eq!(one.seq.0 + other.seq.0, 3);
    for person in [&mut ann, &mut bob] {
        let numbers =
            [person.sees::<NewMessage>().await.seq, person.sees::<NewMessage>().await.seq];
        assert_eq!(numbers, [Seq(1), Seq(2)]);
    }
}

#[tokio::test]
async fn original_hub_a_message_to_one_reaches_that_one_only() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let mut cid = app.person("cid").await;
    let room = ann.writes(&["bob"], "for you").await.room;
    bob.sees_message("for you").await;
    cid.knows_nothing_of(room).await;
    cid.has_not_heard("for you").await;
}

#[tokio::test]
async fn original_hub_success_send_is_delivered() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    assert_eq!(ann.writes(&["bob"], "one").await.delivery, Some(Delivery::Delivered));
    bob.sees_message("one").await;
    assert_eq!(ann.says("two").await.delivery, Some(Delivery::Delivered), "in the room as well");
    ann.opens("lobby").await;
    assert_eq!(ann.says("to all").await.delivery, None, "in other rooms nobody is waited for");
}

#[tokio::test]
async fn original_hub_not_online_is_told_and_the_message_comes_later() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let bob = app.sign_in("bob").await;
    let ack = ann.writes(&["bob"], "kept for you").await;
    assert_eq!(ack.delivery, Some(Delivery::NotOnline));
    assert_eq!(ann.says("and this").await.delivery, Some(Delivery::NotOnline));
    let mut bob = Person::enters(&app, "bob", bob.0, &bob.1).await;
    let room = bob.welcome.rooms.iter().find(|room| room.room == ack.room).unwrap();
    assert_eq!((&*room.name, room.kind, room.unread), ("ann", RoomKind::Direct, 2));
    bob.room = Some(ack.room);
    bob.resumes(Seq::ZERO).await;
    bob.sees_message("kept for you").await;
    bob.sees_message("and this").await;
    assert_eq!(ann.says("now").await.delivery, Some(Delivery::Delivered));
    bob.sees_message("now").await;
}

#[tokio::test]
async fn a_retry_of_a_direct_message_stands_once() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let bob = app.sign_in("bob").await;
    let id = new_client_id();
    ann.writes_as(&["bob"], "once", id.clone()).await;
    let first: Ack = ann.sees().await;
    ann.writes_as(&["Bob", "ann"], "once", id.clone()).await;
    assert_eq!(ann.sees::<Ack>().await, Ack { dup: true, ..first.clone() }, "the same people");
    let mut bob = Person::enters(&app, "bob", bob.0, &bob.1).await;
    ann.writes_as(&["bob"], "once", id.clone()).await;
    let delivery = Some(Delivery::Delivered);
    assert_eq!(
        ann.sees::<Ack>().await,
        Ack { dup: true, delivery, ..first.clone() },
        "as it is now"
    );
    for (to, text) in [(["bob"], "twice"), (["ann"], "once")] {
        ann.writes_as(&to, text, id.clone()).await;
        assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::Conflict);
    }
    ann.room = Some(first.room);
    ann.says("next").await;
    bob.room = Some(first.room);
    bob.resumes(Seq::ZERO).await;
    let head = bob.sees::<Synced>().await.head;
    assert_eq!((head, bob.numbers_heard(first.room)), (Seq(2), vec![Seq(1), Seq(2)]));
}

#[tokio::test]
async fn my_other_devices_come_along() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let (mut phone, mut tablet) = (app.device_of(&ann).await, app.device_of(&bob).await);
    let opened = ann.opens("@bob").await;
    assert_eq!((opened.head, opened.members, opened.kind), (Seq::ZERO, 2, RoomKind::Direct));
    let added = phone.is_written_to().await;
    assert_eq!((added.room, added.head), (opened.room, Seq::ZERO));
    bob.knows_nothing_of(opened.room).await;
    ann.says("hello").await;
    for device in [&mut phone, &mut bob, &mut tablet] {
        assert_eq!(device.sees_message("hello").await.seq, Seq(1));
    }
    for device in [&mut bob, &mut tablet] {
        assert_eq!(device.is_written_to().await.unread, 1);
    }
    bob.writes(&["ann"], "and you").await;
    ann.sees_message("hello").await;
    for device in [&mut ann, &mut phone, &mut tablet] {
        device.sees_message("and you").await;
    }
    assert_eq!(ann.heard(|event| matches!(event, Event::RoomAdded(_))), None, "it had asked");
}

#[tokio::test]
async fn to_an_unknown_person_is_not_found() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    app.sign_in("bob").await;
    for to in [&["dan"][..], &["bob", "dan"]] {
        let id = ann.begins_to_write(to, "who?").await;
        let error: ErrorReply = ann.sees().await;
        assert_eq!((error.code, error.is_final), (ErrorCode::NotFound, true));
        assert_eq!(error.client_id, Some(id));
        assert!(error.message.contains("dan") && !error.message.contains("bob"));
    }
    let error = is_not_let_in(&mut ann, "@dan").await;
    assert_eq!((error.code, &*error.message), (ErrorCode::NotFound, "There is nobody called dan."));
    for bad in ["@", "@a b", "@bob,", "@@bob"] {
        assert_eq!(is_not_let_in(&mut ann, bad).await.code, ErrorCode::BadName, "{bad}");
    }
    for (text, code) in [(" ", ErrorCode::Empty), (&*"x".repeat(4_001), ErrorCode::TooLong)] {
        ann.begins_to_write(&["bob"], text).await;
        assert_eq!(ann.sees::<ErrorReply>().await.code, code);
    }
    ann.sends_text(r#"{"type":"direct_message","payload":{"to":[],"message":"x"}}"#).await;
    assert_eq!(ann.sees::<ErrorReply>().await.code, ErrorCode::BadPayload);
    ann.sends_text(r#"{"type":"hello"}"#).await;
    assert_eq!(ann.sees::<Welcome>().await.rooms, ann.welcome.rooms, "and nothing was made");
}

#[tokio::test]
async fn notes_to_oneself() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let mut phone = app.device_of(&ann).await;
    let ack = ann.writes(&["ann"], "milk").await;
    assert_eq!((ack.seq, ack.delivery), (Seq(1), Some(Delivery::Delivered)));
    for device in [&mut ann, &mut phone] {
        let notes = device.is_written_to().await;
        assert_eq!((&*notes.name, notes.kind, notes.unread), ("ann", RoomKind::Direct, 0));
        device.sees_message("milk").await;
    }
    assert_eq!(ann.opens("@ann").await.members, 1);
}

#[tokio::test]
async fn original_practice_a_group_of_eight_and_no_nine() {
    let app = App::start().await;
    let mut ann = app.person("ann").await;
    let names = ["bob", "cid", "dan", "eve", "fay", "gus", "hal", "ida"];
    let mut others = Vec::new();
    for name in names {
        others.push(app.person(name).await);
    }
    let mut ida = others.pop().unwrap();
    let ack = ann.writes(&names[..7], "all of you").await;
    assert_eq!(ack.delivery, Some(Delivery::Delivered));
    let hers: RoomSummary = ann.sees().await;
    assert_eq!(hers.kind, RoomKind::Group);
    assert_eq!(hers.name, "bob, cid, dan, eve, fay, gus, hal");
    for person in &mut others {
        assert_eq!(person.sees_message("all of you").await.room, ack.room);
    }
    let his = others[0].is_written_to().await;
    assert_eq!(
        (&*his.name, &*his.handle()),
        ("ann, cid, dan, eve, fay, gus, hal", "@ann,cid,dan,eve,fay,gus,hal",)
    );
    assert_eq!(others[0].opens(&his.handle()).await.room, ack.room, "in any order");
    ida.knows_nothing_of(ack.room).await;
    ann.begins_to_write(&names, "one too many").await;
    let error: ErrorReply = ann.sees().await;
    let limit = "A conversation takes you and at most 7 others.";
    assert_eq!((error.code, &*error.message), (ErrorCode::BadPayload, limit));
    let nine = format!("@{}", names.join(","));
    assert_eq!(is_not_let_in(&mut ann, &nine).await.message, limit);
    drop(others.pop());
    let pair = ann.writes(&["bob"], "you alone").await.room;
    assert_ne!(pair, ack.room, "other people, another room");
}

#[tokio::test]
async fn of_a_group_all_must_be_there() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    app.sign_in("cid").await;
    let ack = ann.writes(&["bob", "cid"], "both").await;
    assert_eq!(ack.delivery, Some(Delivery::NotOnline));
    bob.sees_message("both").await;
    let cid = app.person("cid").await;
    assert!(cid.welcome.rooms.iter().any(|room| room.name == "ann, bob"));
    assert_eq!(ann.says("all").await.delivery, Some(Delivery::Delivered));
}

#[tokio::test]
async fn a_room_called_like_a_person_is_another() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let pair = ann.writes(&["bob"], "between us").await.room;
    let room = ann.opens("bob").await;
    assert_eq!((room.kind, room.room == pair), (RoomKind::Room, false));
    ann.says("for all").await;
    bob.sees_message("between us").await;
    bob.has_not_heard("for all").await;
}

/// Every way there is of asking for a room.
#[tokio::test]
async fn no_name_and_no_number_leads_into_a_room_of_others() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let mut eve = app.person("eve").await;
    let room = ann.writes(&["bob"], "secret").await.room;
    bob.sees_message("secret").await;
    for name in ["@1,2", "@2,1", "@1", "#2", "r2", &room.to_string()] {
        eve.sends_text(&format!(r#"{{"type":"change_room","payload":{{"name":"{name}"}}}}"#)).await;
        if name.starts_with(['@', '#']) {
            eve.sees::<ErrorReply>().await;
        } else {
            assert_ne!(eve.sees::<RoomChanged>().await.room, room, "a room of that name");
        }
    }
    eve.room = Some(room);
    eve.resumes(Seq::ZERO).await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    eve.begins_to_say("let me in").await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    eve.receives(Seq(1)).await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    eve.sends(&Command::LeaveRoom(LeaveRoom { room, client_id: None })).await;
    assert_eq!(eve.sees::<ErrorReply>().await.code, ErrorCode::NotMember);
    for wish in [Edit("mine now"), Delete] {
        assert_eq!(eve.is_refused(wish, Seq(1)).await.code, ErrorCode::NotMember);
    }
    let get = async |token: &str, path: String| {
        let asked =
            app.get(&path).bearer_auth(token).header(header::COOKIE, format!("banter={token}"));
        let answer = asked.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    for what in ["messages", "log", "members"] {
        let path = format!("/api/rooms/{room}/{what}");
        assert_eq!(get(&ann.token, path.clone()).await.0, StatusCode::OK, "the premise");
        assert_eq!(get(&eve.token, path).await.0, StatusCode::NOT_FOUND);
    }
    assert!(get(&bob.token, "/d/ann".to_owned()).await.1.contains("secret"), "the premise");
    let pages = ["/d/ann", "/d/bob", "/d/ann,bob", "/r/@1,2", "/d/1,2", "/r/r2", "/d/", "/"];
    for path in pages.map(str::to_owned).into_iter().chain([format!("/r/{room}")]) {
        let (_, html) = get(&eve.token, path.clone()).await;
        assert!(!html.contains("secret") && !is_told_of(room, &html), "{path}");
    }
    let rooms = get(&eve.token, "/api/rooms".to_owned()).await.1;
    assert!(!is_told_of(room, &rooms));
    ann.says("still between us").await;
    bob.sees_message("still between us").await;
    eve.forgets(|event| matches!(event, Event::Error(_)));
    eve.knows_nothing_of(room).await;
}

#[tokio::test]
async fn a_direct_room_resumes_edits_and_deletes_like_any_and_is_never_left() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let ack = ann.writes(&["bob"], "frist").await;
    ann.does(Edit("first"), ack.seq).await;
    ann.says("second").await;
    ann.does(Delete, Seq(3)).await;
    bob.is_written_to().await;
    assert_eq!(bob.is_refused(Edit("mine"), ack.seq).await.code, ErrorCode::Forbidden);
    let mut again = app.device_of(&bob).await;
    again.room = bob.room;
    again.resumes(Seq(1)).await;
    assert_eq!(again.sees::<Synced>().await.head, Seq(4));
    assert_eq!(again.numbers_heard(ack.room), [Seq(2), Seq(3), Seq(4)]);
    ann.leaves(ack.room).await;
    let error: ErrorReply = ann.sees().await;
    assert_eq!((error.code, error.is_final), (ErrorCode::Forbidden, true));
    ann.says("still here").await;
    assert!(again.sees::<NewMessage>().await.deleted);
    again.sees_message("still here").await;
}

#[tokio::test]
async fn without_echo_the_ack_stands_for_the_event() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    for (seq, text) in [(Seq(1), "first"), (Seq(2), "second")] {
        let (to, message) = (vec!["bob".to_owned()], text.to_owned());
        let direct = DirectMessage { to, message, client_id: Some(new_client_id()), echo: false };
        ann.sends(&Command::DirectMessage(direct)).await;
        assert_eq!(ann.sees::<Ack>().await.seq, seq);
        bob.sees_message(text).await;
        ann.has_not_heard(text).await;
    }
    let room = ann.is_written_to().await.room;
    bob.is_written_to().await;
    assert_eq!(bob.says("and you").await.room, room);
    assert_eq!(ann.sees_message("and you").await.seq, Seq(3));
    assert_eq!(ann.numbers_heard(room), [], "and nothing in between");
}

#[tokio::test]
async fn conversations_outlive_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let app = App::on(data.path(), &[]).await;
    let mut ann = app.person("ann").await;
    app.sign_in("bob").await;
    let room: RoomId = ann.writes(&["bob"], "kept").await.room;
    app.stop().await;
    let app = App::on(data.path(), &[]).await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    bob.room = Some(room);
    bob.resumes(Seq::ZERO).await;
    bob.sees_message("kept").await;
    assert_eq!(ann.writes(&["bob"], "on").await.room, room);
    bob.sees_message("on").await;
}
