//! `banter connect`: what `/msg` says to people, until the server has it.

use std::collections::BTreeMap;

use app::event::{Body, BodyError, ClientId, Command, Delivery, DirectMessage, Event};

use super::session::new_client_id;

/// What the server cannot take at the moment is sent again after so many milliseconds, unless it names others.
const PAUSE_MS: u64 = 1_000;

/// What is on its way, in the order of typing: one at a time, so that none overtakes another that has to wait.
#[derive(Debug, Default)]
pub(super) struct Directs {
    waiting: BTreeMap<ClientId, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    message: DirectMessage,
    /// When it was, if it has no answer yet, in milliseconds since 1970.
    sent: Option<u64>,
    /// Not to be sent before, in milliseconds since 1970.
    not_before: u64,
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is on the server's disk.
    Kept {
        /// Whom it was for, as typed.
        to: String,
        /// The text.
        text: String,
        /// Whether they were there.
        delivery: Option<Delivery>,
    },
    /// The server will not have it.
    Refused {
        /// The text.
        text: String,
        /// Why, for people.
        reason: String,
    },
}

impl Directs {
    /// Takes in `text`, of `chars_max` characters at most, for `to`: a name, or several with commas between them.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(super) fn say(&mut self, to: &str, text: &str, chars_max: usize) -> Result<(), BodyError> {
        let message = Body::new(text, chars_max)?.into_string();
        let names = to.split(',').map(|name| name.trim_start_matches('@'));
        let to = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let client_id = new_client_id();
        let message = DirectMessage { to, message, client_id: Some(client_id.clone()), echo: true };
        self.waiting.insert(client_id, Waiting { message, sent: None, not_before: 0 });
        Ok(())
    }

    /// What is to be sent now, at `now` in milliseconds since 1970. It counts as sent.
    pub(super) fn due(&mut self, now: u64) -> Option<Command> {
        let first = self.waiting.values_mut().next()?;
        if first.sent.is_some() || first.not_before > now {
            return None;
        }
        first.sent = Some(now);
        Some(Command::DirectMessage(first.message.clone()))
    }

    /// Since when what was sent has had no answer, in milliseconds since 1970.
    pub(super) fn unanswered_since(&self) -> Option<u64> {
        self.waiting.values().find_map(|waiting| waiting.sent)
    }

    /// The connection ended: what has no answer is sent again by the next.
    pub(super) fn lost(&mut self) {
        self.waiting.values_mut().for_each(|waiting| waiting.sent = None);
    }

    /// What `event`, heard at `now`, says of a message that waits.
    pub(super) fn heard(&mut self, event: &Event, now: u64) -> Option<Outcome> {
        match event {
            Event::Ack(ack) => {
                let DirectMessage { to, message: text, .. } =
                    self.remove(ack.client_id.as_ref())?;
                Some(Outcome::Kept { to: to.join(", "), text, delivery: ack.delivery })
            }
            Event::Error(error) if error.is_final => {
                let DirectMessage { message: text, .. } = self.remove(error.client_id.as_ref())?;
                Some(Outcome::Refused { text, reason: error.message.clone() })
            }
            Event::Error(error) => {
                let waiting = self.waiting.get_mut(error.client_id.as_ref()?)?;
                waiting.sent = None;
                waiting.not_before = now + error.retry_after_ms.unwrap_or(PAUSE_MS);
                None
            }
            _ => None,
        }
    }

    /// The texts that wait.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.waiting.values().map(|waiting| waiting.message.message.as_str())
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn remove(&mut self, client_id: Option<&ClientId>) -> Option<DirectMessage> {
        self.waiting.remove(client_id?).map(|waiting| waiting.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Directs, Outcome};
    use app::event::{
        Ack, Command, Delivery, ErrorCode, ErrorReply, Event, RoomId, Seq, Timestamp,
    };

    fn sent(directs: &mut Directs, now: u64) -> Vec<app::event::DirectMessage> {
        let message = |command| match command {
            Command::DirectMessage(message) => message,
            other => panic!("{other:?}"),
        };
        directs.due(now).into_iter().map(message).collect()
    }

    fn refusal(message: &app::event::DirectMessage, retry_after_ms: u64) -> ErrorReply {
        ErrorReply {
            code: ErrorCode::Unavailable,
            message: "Slowly.".to_owned(),
            client_id: message.client_id.clone(),
            room: None,
            retry_after_ms: Some(retry_after_ms),
            is_final: false,
        }
    }

    #[test]
    fn none_overtakes_another_that_has_to_wait() {
        let mut directs = Directs::default();
        directs.say("bob", "one", 10).unwrap();
        directs.say("bob", "two", 10).unwrap();
        let first = sent(&mut directs, 1);
        assert_eq!(first.len(), 1);
        assert_eq!((&*first[0].message, directs.unanswered_since()), ("one", Some(1)));
        assert!(sent(&mut directs, 2).is_empty(), "one at a time");
        let refusal = refusal(&first[0], 500);
        assert_eq!(directs.heard(&Event::Error(refusal.clone()), 1_000), None);
        assert_eq!(directs.unanswered_since(), None);
        assert!(sent(&mut directs, 1_499).is_empty(), "the second waits with the first");
        assert_eq!(sent(&mut directs, 1_500), first);
        let refused = ErrorReply { is_final: true, ..refusal };
        assert!(directs.heard(&Event::Error(refused), 1_600).is_some());
        assert_eq!(sent(&mut directs, 1_600)[0].message, "two");
    }

    #[test]
    fn what_has_no_answer_is_sent_again_as_the_same() {
        let mut directs = Directs::default();
        directs.say("@bob,cid", "psst", 10).unwrap();
        let first = sent(&mut directs, 1);
        assert_eq!(first[0].to, ["bob", "cid"]);
        assert!(sent(&mut directs, 2).is_empty());
        directs.lost();
        assert_eq!(sent(&mut directs, 3), first);
        let ack = Event::Ack(Ack {
            client_id: first[0].client_id.clone(),
            room: RoomId(7),
            seq: Seq(1),
            sent: Timestamp("2026-11-22T01:00:00.000Z".to_owned()),
            dup: true,
            delivery: Some(Delivery::NotOnline),
        });
        let kept = Outcome::Kept {
            to: "bob, cid".to_owned(),
            text: "psst".to_owned(),
            delivery: Some(Delivery::NotOnline),
        };
        assert_eq!(directs.heard(&ack, 4), Some(kept));
        assert!(directs.is_empty());
        assert_eq!(directs.heard(&ack, 5), None);
    }

    #[test]
    fn what_is_refused_for_now_waits_and_what_is_refused_for_good_comes_back() {
        let mut directs = Directs::default();
        directs.say("bob", "too long a text", 10).unwrap_err();
        directs.say("bob", "psst", 10).unwrap();
        let mut error = refusal(&sent(&mut directs, 1)[0], 500);
        assert_eq!(directs.heard(&Event::Error(error.clone()), 1_000), None);
        assert!(sent(&mut directs, 1_499).is_empty());
        assert_eq!(sent(&mut directs, 1_500).len(), 1);
        error.is_final = true;
        let refused = Outcome::Refused { text: "psst".to_owned(), reason: "Slowly.".to_owned() };
        assert_eq!(directs.heard(&Event::Error(error), 1_600), Some(refused));
        assert!(directs.is_empty());
    }
}
