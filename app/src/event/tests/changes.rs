//! What happens in a room, and the commands that make it happen.

use super::super::{
    Command, DeleteMessage, EditMessage, Epoch, Event, Membership, MessageDeleted, MessageEdited,
    NewMessage, React, Reaction, ReactionChanged, Read, Resume, RoomId, RoomPosition, RoomRenamed,
    Seq,
};
use super::{client_id, command, event, sent};

fn hello() -> NewMessage {
    NewMessage {
        html: "<p>hello</p>".to_owned(),
        client_id: client_id(),
        reply_to: Some(Seq(17)),
        ..NewMessage::plain(RoomId(1), Seq(42), "ann".to_owned(), "hello".to_owned(), sent())
    }
}

#[test]
fn new_message() {
    event(
        r#"{"type":"new_message","payload":{"room":"r1","seq":42,"from":"ann","message":"hello","html":"<p>hello</p>","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1","reply_to":17}}"#,
        &Event::NewMessage(hello()),
    );
}

#[test]
fn a_message_that_was_deleted_since_has_no_text() {
    event(
        r#"{"type":"new_message","payload":{"room":"r1","seq":42,"from":"ann","message":"","html":"","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1","reply_to":17,"deleted":true}}"#,
        &Event::NewMessage(NewMessage {
            message: String::new(),
            html: String::new(),
            deleted: true,
            ..hello()
        }),
    );
}

#[test]
fn a_bots_message_says_so_and_for_whom() {
    event(
        r#"{"type":"new_message","payload":{"room":"r1","seq":42,"from":"ann","message":"hello","html":"<p>hello</p>","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1","reply_to":17,"bot":true,"as":"ci"}}"#,
        &Event::NewMessage(NewMessage { bot: true, alias: Some("ci".to_owned()), ..hello() }),
    );
}

#[test]
fn a_message_of_a_page_says_what_became_of_it() {
    let reaction = Reaction { emoji: "👍".to_owned(), from: vec!["bob".to_owned()] };
    event(
        r#"{"type":"new_message","payload":{"room":"r1","seq":42,"from":"ann","message":"hello","html":"<p>hello</p>","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1","reply_to":17,"mentions":["bob"],"edited":"2026-11-21T03:36:00.000Z","reactions":[{"emoji":"👍","from":["bob"]}]}}"#,
        &Event::NewMessage(NewMessage {
            mentions: vec!["bob".to_owned()],
            edited: Some(sent()),
            reactions: vec![reaction],
            ..hello()
        }),
    );
}

#[test]
fn message_edited_and_deleted() {
    let edited = MessageEdited {
        room: RoomId(1),
        seq: Seq(43),
        of: Seq(42),
        from: "ann".to_owned(),
        message: "hello!".to_owned(),
        html: "<p>hello!</p>".to_owned(),
        sent: sent(),
        client_id: client_id(),
        mentions: Vec::new(),
        deleted: false,
    };
    event(
        r#"{"type":"message_edited","payload":{"room":"r1","seq":43,"of":42,"from":"ann","message":"hello!","html":"<p>hello!</p>","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1"}}"#,
        &Event::MessageEdited(edited.clone()),
    );
    event(
        r#"{"type":"message_edited","payload":{"room":"r1","seq":43,"of":42,"from":"ann","message":"","html":"","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1","deleted":true}}"#,
        &Event::MessageEdited(MessageEdited {
            message: String::new(),
            html: String::new(),
            deleted: true,
            ..edited
        }),
    );
    event(
        r#"{"type":"message_deleted","payload":{"room":"r1","seq":44,"of":42,"from":"ann","sent":"2026-11-21T03:36:00.000Z","client_id":"a-1"}}"#,
        &Event::MessageDeleted(MessageDeleted {
            room: RoomId(1),
            seq: Seq(44),
            of: Seq(42),
            from: "ann".to_owned(),
            sent: sent(),
            client_id: client_id(),
        }),
    );
}

#[test]
fn reaction_changed() {
    event(
        r#"{"type":"reaction_changed","payload":{"room":"r1","seq":45,"of":41,"from":"bob","emoji":"👍","on":true,"sent":"2026-11-21T03:36:00.000Z","client_id":"a-1"}}"#,
        &Event::ReactionChanged(ReactionChanged {
            room: RoomId(1),
            seq: Seq(45),
            of: Seq(41),
            from: "bob".to_owned(),
            emoji: "👍".to_owned(),
            on: true,
            sent: sent(),
            client_id: client_id(),
        }),
    );
}

#[test]
fn membership() {
    let cid = Membership { room: RoomId(1), seq: Seq(46), from: "cid".to_owned(), sent: sent() };
    event(
        r#"{"type":"member_joined","payload":{"room":"r1","seq":46,"from":"cid","sent":"2026-11-21T03:36:00.000Z"}}"#,
        &Event::MemberJoined(cid.clone()),
    );
    event(
        r#"{"type":"member_left","payload":{"room":"r1","seq":46,"from":"cid","sent":"2026-11-21T03:36:00.000Z"}}"#,
        &Event::MemberLeft(cid),
    );
}

#[test]
fn room_renamed() {
    event(
        r#"{"type":"room_renamed","payload":{"room":"r1","seq":48,"from":"ann","name":"lobby","topic":"tea","sent":"2026-11-21T03:36:00.000Z"}}"#,
        &Event::RoomRenamed(RoomRenamed {
            room: RoomId(1),
            seq: Seq(48),
            from: "ann".to_owned(),
            name: "lobby".to_owned(),
            topic: "tea".to_owned(),
            archived: false,
            sent: sent(),
        }),
    );
}

#[test]
fn a_room_is_archived() {
    event(
        r#"{"type":"room_renamed","payload":{"room":"r1","seq":48,"from":"ann","name":"lobby","topic":"","archived":true,"sent":"2026-11-21T03:36:00.000Z"}}"#,
        &Event::RoomRenamed(RoomRenamed {
            room: RoomId(1),
            seq: Seq(48),
            from: "ann".to_owned(),
            name: "lobby".to_owned(),
            topic: String::new(),
            archived: true,
            sent: sent(),
        }),
    );
}

#[test]
fn edit_delete_and_react() {
    let (room, seq) = (RoomId(1), Seq(42));
    command(
        r#"{"type":"edit_message","payload":{"room":"r1","seq":42,"message":"hello!","client_id":"a-1"}}"#,
        &Command::EditMessage(EditMessage {
            room,
            seq,
            message: "hello!".to_owned(),
            client_id: client_id(),
        }),
    );
    command(
        r#"{"type":"delete_message","payload":{"room":"r1","seq":42,"client_id":"a-1"}}"#,
        &Command::DeleteMessage(DeleteMessage { room, seq, client_id: client_id() }),
    );
    let react = React { room, seq, emoji: "👍".to_owned(), on: true, client_id: client_id() };
    command(
        r#"{"type":"react","payload":{"room":"r1","seq":42,"emoji":"👍","on":true,"client_id":"a-1"}}"#,
        &Command::React(react.clone()),
    );
    let short =
        r#"{"type":"react","payload":{"room":"r1","seq":42,"emoji":"👍","client_id":"a-1"}}"#;
    assert_eq!(Command::decode(short), Ok(Command::React(react)));
}

#[test]
fn resume_and_read() {
    let lobby = RoomPosition { room: RoomId(1), epoch: Epoch("e1".to_owned()), seq: Seq(41) };
    command(
        r#"{"type":"resume","payload":{"rooms":[{"room":"r1","epoch":"e1","seq":41}]}}"#,
        &Command::Resume(Resume { rooms: vec![lobby], client_id: None }),
    );
    command(
        r#"{"type":"read","payload":{"room":"r1","seq":42}}"#,
        &Command::Read(Read { room: RoomId(1), seq: Seq(42), client_id: None }),
    );
}
