//! `banter connect`: what the client has to be done, once it is in the room that it is to be in.

use app::client::Work;

use super::{Session, now_ms};

impl Session {
    /// What is to be done now. What waited for a room is said as soon as that is the one shown, and not before.
    pub(super) fn work(&mut self) -> Work {
        let mut work = self.client.take_work(now_ms());
        self.take_loss(&mut work);
        loop {
            while let Some(name) = work.go_to.take() {
                // What was written for one room is not for another.
                if self.options.is_typed {
                    self.client.show(&name);
                }
                work = self.more(work);
            }
            if !self.take_awaited() {
                return work;
            }
            work = self.more(work);
        }
    }

    fn more(&mut self, mut work: Work) -> Work {
        let more = self.client.take_work(now_ms());
        work.saves.extend(more.saves);
        work.commands.extend(more.commands);
        work.loads.extend(more.loads);
        work.logs.extend(more.logs);
        Work { wake_ms: more.wake_ms, go_to: more.go_to, ..work }
    }
}
