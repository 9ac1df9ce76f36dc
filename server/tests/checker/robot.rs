//! A bot: a program that says things over HTTP, each under a key, again and again until it is answered.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use app::event::{ClientId, RoomId, Seq};
use serde::Deserialize;
use tokio::time::sleep;

use crate::chance::Chance;
use crate::history::{Operation, Outcome, Violation, What};
use crate::world::{Phase, Room, World};

/// No answer for this long is none.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// Between two things it says, in milliseconds: on average half of it.
const THINKS_MS: u64 = 80;

/// A bot.
pub(crate) struct Robot {
    pub(crate) name: &'static str,
    pub(crate) token: String,
    /// Its desk.
    pub(crate) index: usize,
    pub(crate) chance: Chance,
    pub(crate) world: Arc<World>,
}

/// What the server answers.
#[derive(Deserialize)]
struct Said {
    room: RoomId,
    seq: Seq,
    dup: bool,
}

impl Robot {
    /// Until the run is over.
    pub(crate) async fn live(mut self) {
        let world = Arc::clone(&self.world);
        let waits_for = &world.desks[self.index].waits_for;
        for serial in 0.. {
            let phase = world.phase.borrow().clone();
            match phase {
                Phase::Chaos => {
                    waits_for.store(1, Ordering::SeqCst);
                    self.say(serial).await;
                }
                Phase::Settle => waits_for.store(0, Ordering::SeqCst),
                Phase::Reach(_) | Phase::End => break,
            }
            sleep(self.chance.millis(1, THINKS_MS)).await;
        }
        waits_for.store(0, Ordering::SeqCst);
    }

    async fn say(&mut self, serial: u64) {
        let rooms: Vec<_> = self.world.public().collect();
        let Some(Room { id: room, .. }) = self.chance.pick(&rooms) else { return };
        let (room, key) = (*room, format!("{}-{serial}", self.name));
        let text = format!("*{key}*");
        let operation = self.world.history.planned(Operation {
            client: self.name.to_owned(),
            user: self.name.to_owned(),
            room,
            client_id: ClientId::try_from(key.clone()).unwrap(),
            what: What::Say { text: text.clone(), reply_to: None },
            invoked: None,
            times: 0,
            outcome: Outcome::Unknown { given_up: false },
        });
        while !matches!(*self.world.phase.borrow(), Phase::End) {
            self.world.history.sent(std::iter::once(operation));
            match self.posts(room, &key, &text).await {
                Some(Ok(said)) => {
                    return self.world.history.acked(operation, (said.room, said.seq), said.dup);
                }
                Some(Err(detail)) => {
                    let (rule, client) = ("what a bot says is taken", self.name.to_owned());
                    let violation = Violation { rule, room: Some(room), seq: None, client, detail };
                    return self.world.history.violates(violation);
                }
                None => sleep(self.chance.millis(20, 200)).await,
            }
        }
    }

    /// The answer; `None`: there was none, or only that it is to be tried again.
    async fn posts(&self, room: RoomId, key: &str, text: &str) -> Option<Result<Said, String>> {
        let url = format!("http://{}/api/rooms/{room}/messages", self.world.app.address);
        let request = self.world.app.http.post(url).bearer_auth(&self.token).timeout(ANSWER_WITHIN);
        let body = serde_json::json!({"message": text});
        let response = request.header("idempotency-key", key).json(&body).send().await.ok()?;
        let status = response.status();
        if status.is_success() {
            return response.json().await.ok().map(Ok);
        }
        if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            return None;
        }
        Some(Err(format!("{status}: {}", response.text().await.unwrap_or_default())))
    }
}
