//! `banter connect`: a terminal whose room is gone goes on in another.

use app::client::{Place, Work};

use super::Session;

/// Where somebody goes on whose room is gone, if they are in it.
const NEXT_ROOM: &str = "general";

impl Session {
    /// Tells somebody at a terminal that the room shown is gone, or they from it; `work` leads on, if there is a way.
    pub(super) fn take_loss(&mut self, work: &mut Work) {
        let Some(name) = self.lost_room() else { return };
        let why = match self.client.place() {
            Place::Closed { message, .. } => message,
            _ => "you are not in it any more: it was deleted or closed, or left elsewhere.",
        };
        self.tell(&format!("{name}: {why}"));
        self.home = None;
        let mut rooms = self.client.rooms().into_iter().map(|room| room.handle());
        work.go_to = rooms.find(|name| name == NEXT_ROOM);
        if work.go_to.is_none() {
            self.client.show_none();
            self.tell("you are in no room; /room NAME opens one");
        }
    }

    /// What the room was called that lines went to until now.
    fn lost_room(&self) -> Option<String> {
        let (home, name) = self.home.as_ref().filter(|_| self.options.is_typed)?;
        // Where another room is shown, theirs may still be there.
        let is_there = || self.client.rooms().iter().any(|room| room.room == *home);
        (!self.is_at_home() && !is_there()).then(|| name.clone())
    }
}
