//! Rows as they are stored.

use super::{Outbox, Pending, PendingState, Stored};
use crate::event::{ClientId, RoomId, Seq, Timestamp};
use crate::timeline::{Intent, Moment, UNDO_MS};

fn id(text: &str) -> ClientId {
    text.to_owned().try_into().unwrap()
}

fn row(client_id: &str, intent: Intent) -> Pending {
    let at = Timestamp("2026-11-21T03:36:00.000Z".to_owned());
    Pending::new(id(client_id), intent, Moment { ms: 1_000, at })
}

fn say(text: &str) -> Intent {
    Intent::Say { text: text.to_owned(), reply_to: None }
}

fn stored(json: &str) -> Stored {
    Stored::read(json).unwrap()
}

/// The last thing that was stored.
fn saved(outbox: &mut Outbox) -> Stored {
    stored(&outbox.take_unsaved().pop().unwrap().value.unwrap())
}

#[test]
fn every_kind_comes_back_as_it_was() {
    let intents = [
        Intent::Say { text: "hi \u{1f44d}".to_owned(), reply_to: Some(Seq(3)) },
        Intent::Edit { of: Seq(3), text: "hi".to_owned() },
        Intent::Delete { of: Seq(3) },
        Intent::React { of: Seq(3), emoji: "👍".to_owned(), on: false },
    ];
    for intent in intents {
        let (mut before, mut after) = (Outbox::default(), Outbox::default());
        before.pend(row("a", intent));
        before.refuse(&id("a"), "No.");
        after.restore(id("a"), saved(&mut before), 0);
        let (before, after) = (&before.rows()[0], &after.rows()[0]);
        assert_eq!((&before.intent, &before.typed), (&after.intent, &after.typed));
        assert_eq!(before.state, after.state);
    }
}

/// Earlier pages wrote these; browsers still hold them.
#[test]
fn the_first_version_is_read_letter_by_letter() {
    let typed = r#""typed":{"ms":1000,"at":"2026-11-21T03:36:00.000Z"}"#;
    let kinds = [
        (r#"{"say":{"text":"hi"}}"#, say("hi")),
        (
            r#"{"say":{"text":"hi","reply_to":3}}"#,
            Intent::Say { text: "hi".to_owned(), reply_to: Some(Seq(3)) },
        ),
        (r#"{"edit":{"of":3,"text":"hi"}}"#, Intent::Edit { of: Seq(3), text: "hi".to_owned() }),
        (r#"{"delete":{"of":3}}"#, Intent::Delete { of: Seq(3) }),
        (
            r#"{"react":{"of":3,"emoji":"👍","on":true}}"#,
            Intent::React { of: Seq(3), emoji: "👍".to_owned(), on: true },
        ),
    ];
    for (json, intent) in kinds {
        let mut row = row("a", intent);
        let json = |rest: &str| format!(r#"{{"version":1,"intent":{json},{typed}{rest}}}"#);
        let written = json(r#","not_before":0"#);
        assert_eq!(serde_json::to_string(&Stored::of(&row)).unwrap(), written);
        assert_eq!(stored(&written), Stored::of(&row));
        assert_eq!(stored(&json("")), Stored::of(&row));
        row.not_before = 7;
        row.state = PendingState::Refused { reason: "No.".to_owned() };
        assert_eq!(stored(&json(r#","not_before":7,"refused":"No.""#)), Stored::of(&row));
    }
}

#[test]
fn rows_come_back_in_the_order_they_were_typed_in() {
    let mut outbox = Outbox::default();
    for name in ["b", "c", "a"] {
        outbox.pend(row(name, say(name)));
        let kept = saved(&mut outbox);
        outbox.settle(Some(&id(name)));
        outbox.restore(id(name), kept.clone(), 0);
        outbox.restore(id(name), kept, 0);
    }
    let order: Vec<_> = outbox.rows().iter().map(|row| row.client_id.as_str()).collect();
    assert_eq!(order, ["a", "b", "c"]);
}

#[test]
fn a_deletion_that_comes_back_waits_for_what_is_left_of_its_time() {
    let mut outbox = Outbox::default();
    outbox.pend(row("a", Intent::Delete { of: Seq(3) }).after(UNDO_MS));
    let kept = saved(&mut outbox);
    let mut later = Outbox::default();
    later.restore(id("a"), kept.clone(), 2_000);
    assert!(later.rows()[0].can_undo);
    assert_eq!(later.next_to_send(RoomId(1), 999 + UNDO_MS), None);
    assert!(later.next_to_send(RoomId(1), 1_000 + UNDO_MS).is_some());
    let mut clock_set_back = Outbox::default();
    clock_set_back.restore(id("a"), kept, 0);
    assert_eq!(clock_set_back.tick(0), Some(UNDO_MS), "no longer than that");
}

#[test]
fn a_row_that_comes_back_may_have_been_sent() {
    let mut outbox = Outbox::default();
    let react = |on| Intent::React { of: Seq(3), emoji: "👍".to_owned(), on };
    outbox.pend(row("a", react(true)));
    let kept = saved(&mut outbox);
    let mut later = Outbox::default();
    later.restore(id("a"), kept, 0);
    later.supersede(&react(false));
    assert_eq!(later.rows().len(), 1);
}

#[test]
fn another_tab_tells_of_its_refusals_but_not_over_what_is_under_way() {
    for (is_sent, expected) in [
        (false, PendingState::Refused { reason: "No.".to_owned() }),
        (true, PendingState::InFlight { since: 0 }),
    ] {
        let mut outbox = Outbox::default();
        outbox.pend(row("a", say("hi")));
        if is_sent {
            outbox.next_to_send(RoomId(1), 0);
        }
        let json = r#"{"version":1,"intent":{"say":{"text":"hi"}},"typed":{"ms":0,"at":""},"refused":"No."}"#;
        outbox.stored_elsewhere(&id("a"), stored(json), 0);
        assert_eq!(outbox.rows()[0].state, expected);
    }
}

#[test]
fn a_retry_is_stored_before_the_refused_row_is_removed() {
    let mut outbox = Outbox::default();
    outbox.pend(row("a", say("hi")));
    outbox.retry(&id("a"), id("b"), row("b", say("")).typed);
    assert_eq!(outbox.rows()[0].client_id, id("a"), "only what was refused is tried again");
    outbox.refuse(&id("a"), "No.");
    outbox.take_unsaved();
    outbox.retry(&id("a"), id("b"), row("b", say("")).typed);
    let saved = outbox.take_unsaved().into_iter();
    let saved: Vec<_> = saved.map(|row| (row.client_id, row.value.is_some())).collect();
    assert_eq!(saved, [(id("b"), true), (id("a"), false)]);
}

#[test]
fn what_is_no_row_is_left_alone() {
    for json in
        ["", "{}", r#"{"version":2,"intent":{"say":{"text":"hi"}},"typed":{"ms":0,"at":""}}"#]
    {
        assert_eq!(Stored::read(json), None);
    }
}
