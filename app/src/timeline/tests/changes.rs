//! Edits, deletions and reactions of one's own, from the wish to the log.

use super::model::ModelRoom;
use super::{ROOM, ack, id, keys, page, time};
use crate::event::{ClientId, Command, Event, Seq};
use crate::timeline::{
    Content, Intent, Loaded, Moment, Older, PAGE_MESSAGES, Row, RowState, Timeline, UNDO_MS,
};

/// A room where ann has said hello (1) and bob tea (2).
fn room() -> (ModelRoom, Timeline) {
    let mut model = ModelRoom::new(ROOM);
    model.says("ann", "hello", None);
    model.says("bob", "tea", None);
    let mut timeline = Timeline::opening(ROOM, "ann");
    timeline.load(page(model.snapshot(Seq(2)), 2));
    (model, timeline)
}

fn want(timeline: &mut Timeline, client_id: &str, intent: Intent) {
    timeline.pend(id(client_id), intent, Moment { ms: 1_000, at: time() });
}

fn edit(text: &str) -> Intent {
    Intent::Edit { of: Seq(1), text: text.to_owned() }
}

fn thumb(on: bool) -> Intent {
    Intent::React { of: Seq(2), emoji: "👍".to_owned(), on }
}

fn row(timeline: &Timeline, at: usize) -> Row {
    timeline.rows().swap_remove(at)
}

fn next(timeline: &mut Timeline, now: u64) -> Option<ClientId> {
    timeline.next_to_send(now).and_then(|command| command.client_id().cloned())
}

fn thumbs(timeline: &Timeline) -> Vec<String> {
    row(timeline, 1).reactions.into_iter().flat_map(|group| group.from).collect()
}

#[test]
fn an_edit_shows_at_once_and_stays_until_the_log_has_it() {
    let (mut model, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    let edited = row(&timeline, 0);
    assert_eq!(
        (edited.content, edited.text.as_str()),
        (Content::Plain("hello!".to_owned()), "hello!")
    );
    assert_eq!((edited.state, edited.since), (RowState::Waiting(id("a")), 1_000));
    assert_eq!(next(&mut timeline, 0), Some(id("a")));
    timeline.ack(&ack("a", 3));
    let edited = row(&timeline, 0);
    assert_eq!(
        (edited.content, edited.state),
        (Content::Plain("hello!".to_owned()), RowState::Confirmed)
    );
    model.edits(Seq(1), "hello!", Some(id("a")));
    timeline.apply(&model.log[2]);
    assert_eq!(row(&timeline, 0).content, Content::Html("<p>hello!</p>".to_owned()));
    assert_eq!(timeline.stored(), 0);
}

#[test]
fn the_same_text_is_no_edit_and_the_later_of_two_says_it_all() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", edit("hello"));
    assert_eq!(next(&mut timeline, 0), None);
    want(&mut timeline, "b", edit("hello!"));
    want(&mut timeline, "c", edit("hello!!"));
    assert_eq!(next(&mut timeline, 0), Some(id("c")), "the first was not sent yet");
    want(&mut timeline, "d", edit("hello?"));
    timeline.link_lost();
    assert_eq!(next(&mut timeline, 0), Some(id("c")), "this one may have arrived");
    timeline.ack(&ack("c", 3));
    assert_eq!(next(&mut timeline, 0), Some(id("d")));
}

#[test]
fn an_edit_back_before_it_was_sent_comes_to_nothing() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    want(&mut timeline, "b", edit("hello"));
    assert_eq!((next(&mut timeline, 0), timeline.stored()), (None, 0));
}

#[test]
fn a_reaction_taken_back_before_it_was_sent_comes_to_nothing() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", thumb(true));
    assert_eq!(thumbs(&timeline), ["ann"]);
    want(&mut timeline, "b", thumb(false));
    assert_eq!((thumbs(&timeline), next(&mut timeline, 0)), (Vec::new(), None));
    want(&mut timeline, "c", thumb(true));
    assert_eq!(next(&mut timeline, 0), Some(id("c")));
    want(&mut timeline, "d", thumb(false));
    timeline.ack(&ack("c", 3));
    assert_eq!(next(&mut timeline, 0), Some(id("d")), "what was sent has to be taken back");
    assert_eq!(thumbs(&timeline), Vec::<String>::new());
}

#[test]
fn a_deletion_waits_and_can_be_undone() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", Intent::Delete { of: Seq(1) });
    want(&mut timeline, "b", edit("too late"));
    want(&mut timeline, "c", thumb(true));
    let deleted = row(&timeline, 0);
    assert_eq!((deleted.content, deleted.text.as_str()), (Content::Deleted, ""));
    assert_eq!((deleted.undo, deleted.state), (Some(id("a")), RowState::Confirmed));
    assert_eq!(timeline.tick(1_000), Some(1_000 + UNDO_MS));
    assert_eq!(next(&mut timeline, 1_000), Some(id("c")), "it holds up nobody");
    timeline.ack(&ack("c", 3));
    assert_eq!(next(&mut timeline, 999 + UNDO_MS), None);
    timeline.undo(&id("a"));
    assert_eq!(row(&timeline, 0).content, Content::Html("<p>hello</p>".to_owned()));
    assert_eq!(next(&mut timeline, 90_000), None);
}

#[test]
fn after_its_time_a_deletion_is_sent_and_cannot_be_undone() {
    let (mut model, mut timeline) = room();
    want(&mut timeline, "a", Intent::Delete { of: Seq(1) });
    assert_eq!(timeline.tick(1_000 + UNDO_MS), None);
    let deleted = row(&timeline, 0);
    assert_eq!((deleted.undo, deleted.state), (None, RowState::Waiting(id("a"))));
    assert_eq!(deleted.since, 1_000 + UNDO_MS, "the time for undoing is no waiting");
    timeline.undo(&id("a"));
    assert_eq!(next(&mut timeline, 1_000 + UNDO_MS), Some(id("a")));
    model.deletes("ann", Seq(1), Some(id("a")));
    timeline.apply(&model.log[2]);
    assert_eq!((row(&timeline, 0).content, timeline.stored()), (Content::Deleted, 0));
}

#[test]
fn a_refused_change_changes_nothing_and_says_so() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    next(&mut timeline, 0);
    timeline.refuse(&id("a"), "No.");
    let refused = row(&timeline, 0);
    assert_eq!(refused.content, Content::Html("<p>hello</p>".to_owned()));
    assert_eq!(refused.state, RowState::Refused(id("a"), "No.".to_owned()));
    timeline.retry(&id("a"), id("b"), Moment { ms: 9, at: time() });
    assert_eq!(row(&timeline, 0).state, RowState::Waiting(id("b")));
    assert_eq!(next(&mut timeline, 9), Some(id("b")));
    timeline.refuse(&id("b"), "No.");
    timeline.go_on_from(None, true);
    assert_eq!(keys(&timeline), ["b"], "it does not vanish with the message it is about");
    timeline.discard(&id("b"));
    assert_eq!(keys(&timeline), Vec::<String>::new());
}

#[test]
fn what_waits_does_not_hide_a_refusal() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    next(&mut timeline, 0);
    timeline.refuse(&id("a"), "No.");
    let heart = Intent::React { of: Seq(1), emoji: "❤️".to_owned(), on: true };
    want(&mut timeline, "b", heart);
    assert_eq!(row(&timeline, 0).state, RowState::Refused(id("a"), "No.".to_owned()));
    assert_eq!(row(&timeline, 0).reactions.len(), 1);
}

#[test]
fn an_ack_of_what_is_long_so_settles_at_once() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", thumb(true));
    next(&mut timeline, 0);
    timeline.ack(&ack("a", 2));
    assert_eq!((timeline.stored(), thumbs(&timeline)), (0, Vec::new()));
}

#[test]
fn an_ack_of_what_another_device_did_settles_with_that_event() {
    let (mut model, mut timeline) = room();
    want(&mut timeline, "a", thumb(true));
    next(&mut timeline, 0);
    model.reacts("ann", Seq(2), ("👍", true), Some(id("other")));
    timeline.ack(&ack("a", 3));
    assert_eq!(thumbs(&timeline), ["ann"]);
    timeline.apply(&model.log[2]);
    model.reacts("ann", Seq(2), ("👍", false), Some(id("again")));
    timeline.apply(&model.log[3]);
    assert_eq!(thumbs(&timeline), Vec::<String>::new(), "nothing is laid over it any more");
}

#[test]
fn a_reaction_that_another_device_gave_meanwhile_stands_once() {
    let (mut model, mut timeline) = room();
    want(&mut timeline, "a", thumb(true));
    model.reacts("ann", Seq(2), ("👍", true), Some(id("other")));
    timeline.apply(&model.log[2]);
    assert_eq!(thumbs(&timeline), ["ann"]);
}

#[test]
fn a_newest_page_settles_changes_that_it_was_read_after() {
    let (mut model, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    next(&mut timeline, 0);
    timeline.go_on_from(None, true);
    model.edits(Seq(1), "hello!", Some(id("a")));
    timeline.ack(&ack("a", 3));
    timeline.load(page(model.snapshot(Seq(3)), 3));
    assert_eq!(row(&timeline, 0).content, Content::Html("<p>hello!</p>".to_owned()));
    model.edits(Seq(1), "hello?", Some(id("other")));
    timeline.apply(&model.log[3]);
    assert_eq!(row(&timeline, 0).content, Content::Html("<p>hello?</p>".to_owned()));
}

#[test]
fn an_older_page_takes_the_changes_that_came_while_it_was_under_way() {
    let mut model = ModelRoom::new(ROOM);
    for number in 0..PAGE_MESSAGES + 2 {
        model.says("bob", &number.to_string(), None);
    }
    let mut newest = model.snapshot(model.head());
    let mut older = newest.clone();
    newest.drain(..2);
    older.truncate(2);
    let mut timeline = Timeline::opening(ROOM, "ann");
    timeline.load(page(newest, 52));
    timeline.ask_older();
    for (text, emoji) in [("early", "👍"), ("late", "🎉")] {
        model.edits(Seq(1), text, None);
        model.reacts("bob", Seq(2), (emoji, true), None);
    }
    for event in &model.log[52..] {
        timeline.apply(event);
    }
    // Read after the first edit and the first reaction.
    let read = [Seq(1), Seq(2)].map(|of| model.message(of, Seq(54)).unwrap());
    timeline.older(Seq(3), Some(page(read.to_vec(), 54)));
    timeline.advance();
    let rows = timeline.rows();
    assert_eq!((rows[0].text.as_str(), rows[1].reactions.len()), ("late", 2));
    assert_eq!(timeline.loaded(), Loaded::Ready(Older::NoneLeft));
    // What the page had when it was read is not done to it again.
    let Event::ReactionChanged(mut again) = model.log[53].clone() else { panic!("a reaction") };
    (again.seq, again.on) = (Seq(57), false);
    timeline.apply(&Event::ReactionChanged(again));
    assert_eq!(timeline.rows()[1].reactions.len(), 1);
}

#[test]
fn an_older_page_from_before_the_question_is_not_shown() {
    let mut model = ModelRoom::new(ROOM);
    for number in 0..=PAGE_MESSAGES {
        model.says("bob", &number.to_string(), None);
    }
    let mut timeline = Timeline::opening(ROOM, "ann");
    timeline.load(page(model.snapshot(Seq(51)).split_off(1), 51));
    timeline.ask_older();
    timeline.older(Seq(2), Some(page(model.snapshot(Seq(50)), 50)));
    assert_eq!(timeline.loaded(), Loaded::Ready(Older::Failed));
    assert_eq!(timeline.ask_older(), Some(Seq(2)));
    let mut another = page(model.snapshot(Seq(51)), 51);
    another.epoch.0 = "e2".to_owned();
    timeline.older(Seq(2), Some(another));
    assert_eq!(timeline.loaded(), Loaded::Ready(Older::Failed), "nor is one of another history");
}

#[test]
fn the_commands_say_what_was_wanted() {
    let (_, mut timeline) = room();
    want(&mut timeline, "a", edit("hello!"));
    let Some(Command::EditMessage(sent)) = timeline.next_to_send(0) else { panic!("an edit") };
    assert_eq!((sent.room, sent.seq, sent.message.as_str()), (ROOM, Seq(1), "hello!"));
    timeline.ack(&ack("a", 3));
    want(&mut timeline, "b", thumb(true));
    let Some(Command::React(sent)) = timeline.next_to_send(0) else { panic!("a reaction") };
    assert_eq!((sent.seq, sent.emoji.as_str(), sent.on), (Seq(2), "👍", true));
    timeline.ack(&ack("b", 4));
    want(&mut timeline, "c", Intent::Delete { of: Seq(2) });
    let Some(Command::DeleteMessage(sent)) = timeline.next_to_send(90_000) else { panic!("gone") };
    assert_eq!(sent.seq, Seq(2));
}
