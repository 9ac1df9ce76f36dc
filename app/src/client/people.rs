//! Stop 13 of a message's way: who is in each room, as they come and go.

use super::{Client, Place};
use crate::event::{Event, RoomId, Seq};
use crate::http::{Member, Members};

/// Comings and goings kept while the list is under way; past them it is a little out of date.
const EARLY_MAX: usize = 200;

/// Who is in one room.
#[derive(Debug, Default)]
pub(super) struct People {
    known: Option<Members>,
    /// What was heard while the list was under way.
    early: Vec<(Seq, String, bool)>,
}

impl Client {
    /// Who is in the room shown, by name, and how many in all; `None` while that is not known.
    #[must_use]
    pub fn people(&self) -> Option<&Members> {
        let Place::Room(room) = self.place else { return None };
        self.rooms.get(room)?.people.known.as_ref()
    }

    /// The list of who is in `room` has come.
    pub fn told_people(&mut self, room: RoomId, members: Members) {
        if self.connected {
            self.told_states(&members.members);
        }
        if let Some(state) = self.rooms.get_mut(room) {
            state.people.begin(members);
        }
    }
}

impl People {
    /// The list, where it has come.
    pub(super) const fn known(&self) -> Option<&Members> {
        self.known.as_ref()
    }

    /// The list, and what was heard since it was made.
    pub(super) fn begin(&mut self, members: Members) {
        self.known = Some(members);
        for (seq, name, is_there) in std::mem::take(&mut self.early) {
            self.change(seq, &name, is_there);
        }
    }

    /// Somebody may have come or gone.
    pub(super) fn hear(&mut self, event: &Event) {
        match event {
            Event::MemberJoined(member) => self.change(member.seq, &member.from, true),
            Event::MemberLeft(member) => self.change(member.seq, &member.from, false),
            _ => {}
        }
    }

    fn change(&mut self, seq: Seq, name: &str, is_there: bool) {
        let Some(known) = &mut self.known else {
            if self.early.len() < EARLY_MAX {
                self.early.push((seq, name.to_owned(), is_there));
            }
            return;
        };
        if seq <= known.head {
            return;
        }
        known.head = seq;
        let place = known.members.iter().position(|member| member.name == name);
        match (place, is_there) {
            (None, true) => {
                let at = known.members.partition_point(|member| *member.name < *name);
                known.members.insert(at, Member { name: name.to_owned(), ..Member::default() });
                known.count += 1;
            }
            (Some(at), false) => {
                known.members.remove(at);
                known.count = known.count.saturating_sub(1);
            }
            // Of a large room only the first are listed.
            (None, false) => known.count = known.count.saturating_sub(1),
            (Some(_), true) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::People;
    use crate::event::{Event, Membership, RoomId, Seq, Timestamp};
    use crate::http::{Member, Members};

    fn change(seq: u64, name: &str) -> Membership {
        let (from, sent) = (name.to_owned(), Timestamp(String::new()));
        Membership { room: RoomId(1), seq: Seq(seq), from, sent }
    }

    fn names(people: &People) -> (Vec<&str>, u64) {
        let known = people.known.as_ref().unwrap();
        (known.members.iter().map(|member| &*member.name).collect(), known.count)
    }

    fn list(names: &[&str], head: u64) -> Members {
        let member = |name: &&str| Member { name: (*name).to_owned(), ..Member::default() };
        let members: Vec<_> = names.iter().map(member).collect();
        Members { count: members.len() as u64, members, head: Seq(head) }
    }

    #[test]
    fn people_come_and_go_in_their_places() {
        let mut people = People::default();
        people.begin(list(&["ann", "cid"], 5));
        people.hear(&Event::MemberJoined(change(6, "bob")));
        assert_eq!(names(&people), (vec!["ann", "bob", "cid"], 3));
        people.hear(&Event::MemberLeft(change(7, "ann")));
        people.hear(&Event::MemberLeft(change(7, "ann")));
        assert_eq!(names(&people), (vec!["bob", "cid"], 2));
    }

    #[test]
    fn what_happens_while_the_list_is_under_way_is_not_lost_and_not_done_twice() {
        let mut people = People::default();
        people.hear(&Event::MemberJoined(change(4, "bob")));
        people.hear(&Event::MemberLeft(change(6, "bob")));
        people.hear(&Event::MemberJoined(change(7, "dan")));
        people.begin(list(&["ann", "bob"], 5));
        assert_eq!(names(&people), (vec!["ann", "dan"], 2));
    }

    #[test]
    fn of_a_large_room_those_who_are_not_listed_are_counted() {
        let mut people = People::default();
        people.begin(Members { count: 900, ..list(&["ann"], 5) });
        people.hear(&Event::MemberLeft(change(6, "zoe")));
        assert_eq!(names(&people), (vec!["ann"], 899));
    }
}
