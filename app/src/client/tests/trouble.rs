//! What the page does when the server cannot, will not, or does not answer.

use super::{ack, at_general, refusal, sends, synced, texts, typed, welcome};
use crate::event::{Ack, ClientId, Command, ErrorCode, ErrorReply, Event, RoomId};
use crate::timeline::RowState;

fn unavailable(client_id: Option<ClientId>) -> Event {
    Event::Error(ErrorReply {
        code: ErrorCode::Unavailable,
        message: "No.".to_owned(),
        client_id,
        room: None,
        retry_after_ms: None,
        is_final: false,
    })
}

#[test]
fn slows_down_by_itself_when_told_to() {
    let mut ann = at_general();
    ann.say("hi", typed()).unwrap();
    let first = sends(&mut ann, 0).remove(0);
    ann.hear(&refusal(first.client_id.clone(), false, Some(400)), 1_000);
    assert_eq!(ann.take_work(1_000).wake_ms, Some(400));
    assert!(sends(&mut ann, 1_399).is_empty());
    assert_eq!(sends(&mut ann, 1_400), [first], "the same row under the same id");
    assert!(matches!(ann.rows().0[0].state, RowState::Waiting(_)), "nobody is bothered");
}

#[test]
fn a_row_refused_for_good_says_why_and_tries_again_under_a_new_id() {
    let mut ann = at_general();
    ann.say("hi", typed()).unwrap();
    let first = sends(&mut ann, 0).remove(0);
    ann.hear(&refusal(first.client_id.clone(), true, None), 0);
    let RowState::Refused(id, reason) = ann.rows().0.remove(0).state else { panic!("refused") };
    assert_eq!(reason, "No.");
    ann.retry(&id, typed());
    let second = sends(&mut ann, 0).remove(0);
    assert!(second.client_id != first.client_id && second.message == "hi");
}

#[test]
fn rows_of_every_room_go_out_after_a_reconnect() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.say("one", typed()).unwrap();
    ann.show("tea");
    ann.say("two", typed()).unwrap();
    let before = sends(&mut ann, 0);
    assert_eq!(before.len(), 2);
    ann.link_lost(1006);
    assert_eq!(ann.take_work(0).commands, []);
    ann.hear(&welcome(), 0);
    assert_eq!(sends(&mut ann, 0), before);
    assert_eq!(ann.unanswered_since(), Some(0));
}

#[test]
fn a_server_in_trouble_is_given_more_and_more_time() {
    let mut ann = at_general();
    synced(&mut ann, 5);
    ann.say("hi", typed()).unwrap();
    let (mut now, mut pauses) = (0, Vec::new());
    for _ in 0..6 {
        let sent = sends(&mut ann, now).remove(0);
        ann.hear(&unavailable(sent.client_id), now);
        pauses.extend(ann.take_work(now).wake_ms);
        now += pauses.last().unwrap();
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    let sent = sends(&mut ann, now).remove(0);
    ann.hear(&ack(&Command::SendMessage(sent), 6), now);
    ann.say("again", typed()).unwrap();
    let sent = sends(&mut ann, now).remove(0);
    ann.hear(&unavailable(sent.client_id), now);
    assert_eq!(ann.take_work(now).wake_ms, Some(1_000), "an ack ends the trouble");
}

#[test]
fn a_row_that_the_server_closes_over_is_refused_and_an_unanswered_one_is_not() {
    for (code, is_refused) in
        [(1003, true), (1007, true), (1008, true), (1009, true), (1006, false), (1012, false)]
    {
        let mut ann = at_general();
        synced(&mut ann, 5);
        ann.say("hi", typed()).unwrap();
        ann.say("there", typed()).unwrap();
        ann.take_work(7);
        assert_eq!(ann.unanswered_since(), Some(7), "for the link to watch");
        ann.link_lost(code);
        let states: Vec<_> = ann.rows().0.into_iter().map(|row| row.state).collect();
        assert_eq!(matches!(states[0], RowState::Refused(..)), is_refused, "{code}");
        assert!(matches!(states[1], RowState::Waiting(_)), "only what was in flight");
    }
}

#[test]
fn an_ack_that_is_late_says_where_the_message_stands() {
    let mut ann = at_general();
    ann.say("hi", typed()).unwrap();
    let sent = Command::SendMessage(sends(&mut ann, 0).remove(0));
    let Event::Ack(known) = ack(&sent, 3) else { panic!("an ack") };
    ann.hear(&Event::Ack(Ack { dup: true, ..known }), 0);
    assert_eq!(texts(&ann), Vec::<String>::new(), "among the messages above, at 3");
    assert_eq!(ann.rooms()[0].room, RoomId(1));
}
