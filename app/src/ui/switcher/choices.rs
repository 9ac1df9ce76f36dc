//! What the switcher offers for what was typed.

use crate::browser;
use crate::event::{RoomKind, RoomSummary};
use crate::http::Members;

/// As many are offered of one's own rooms and people at once, and again so many of other rooms.
pub(super) const OFFERED_MAX: usize = 12;

/// The ranks: of rooms and conversations there are six, two for each way to fit, something unread or nothing.
const EXACT: usize = 2;
const SIMILAR: usize = 1;
const PEOPLE: usize = 7;
const GROUPS: usize = 8;
const LAST: usize = GROUPS + 6;

/// One thing that can be chosen.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) name: String,
    /// What it is asked for by.
    pub(super) handle: String,
    pub(super) unread: u64,
    pub(super) kind: Kind,
    /// What has a lower one comes before it.
    rank: usize,
}

/// What choosing it comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A room of the person's is shown.
    Own,
    /// A room is joined.
    Other,
    /// A room is opened or made, or somebody written to.
    New,
    /// A room is made that closes when nobody is in it.
    ForNow,
}

impl Choice {
    /// Asked for by `handle`, and not there yet.
    fn new(handle: String, kind: Kind, rank: usize) -> Self {
        let name = handle.trim_start_matches('@').to_owned();
        Self { name, handle, unread: 0, kind, rank }
    }

    pub(super) fn is_of_people(&self) -> bool {
        self.handle.starts_with('@')
    }
}

/// What is called just as typed: rooms, conversations of two, people one could write to. Then the rooms and those
/// conversations that begin so, and the others whose name holds it, of each those with something unread first; then
/// people, conversations of several, and the rooms that could be joined. At the end what was typed itself, if it can
/// be a room's name and nothing is called that. With an `@` only people are meant, with a `#` only rooms.
pub(super) fn choices(
    rooms: &[RoomSummary],
    others: &[String],
    people: &Members,
    me: &str,
    typed: &str,
) -> Vec<Choice> {
    let typed = typed.trim();
    let (wants_people, wants_rooms) = (typed.starts_with('@'), typed.starts_with('#'));
    let name = typed.strip_prefix(['@', '#']).unwrap_or(typed).trim_start();
    let wanted = browser::folded(name);
    let mut choices = Vec::new();
    for room in rooms {
        let is_meant = if room.kind == RoomKind::Room { !wants_people } else { !wants_rooms };
        let (Some(fit), true) = (fit(&room.name, &wanted), is_meant) else { continue };
        let among = match (room.kind, fit) {
            (RoomKind::Group, _) => GROUPS,
            (_, 0) => 0,
            _ => SIMILAR,
        };
        let rank = among + 2 * fit + usize::from(room.unread == 0);
        let (name, handle) = (room.name.clone(), room.handle());
        let choice = Choice { name, handle, unread: room.unread, kind: Kind::Own, rank };
        insert(&mut choices, choice);
    }
    let mut person = |name: &str| {
        let Some(fit) = fit(name, &wanted) else { return };
        let handle = format!("@{name}");
        if name != me && !choices.iter().any(|choice| choice.handle == handle) {
            let rank = if fit == 0 { EXACT } else { PEOPLE };
            insert(&mut choices, Choice::new(handle, Kind::New, rank));
        }
    };
    if !typed.is_empty() && !wants_rooms {
        people.members.iter().for_each(|member| person(&member.name));
        for group in rooms.iter().filter(|room| room.kind == RoomKind::Group) {
            group.name.split(',').for_each(|name| person(name.trim()));
        }
    }
    choices.truncate(OFFERED_MAX);
    for name in others.iter().filter(|_| !wants_people) {
        // As they were asked for when the switcher opened: one may have joined since.
        let is_own = rooms.iter().any(|room| room.name == *name);
        if let (Some(fit), false) = (fit(name, &wanted), is_own) {
            let rank = if fit == 0 { EXACT } else { LAST };
            insert(&mut choices, Choice::new(name.clone(), Kind::Other, rank));
        }
    }
    choices.truncate(2 * OFFERED_MAX);
    let is_typed = |choice: &Choice| browser::folded(&choice.name) == wanted;
    if !name.is_empty() && !choices.iter().any(is_typed) {
        if wants_people {
            choices.push(Choice::new(format!("@{name}"), Kind::New, LAST));
        } else if browser::is_room_name(name) {
            choices.push(Choice::new(name.to_owned(), Kind::New, LAST));
            choices.push(Choice::new(name.to_owned(), Kind::ForNow, LAST));
        }
    }
    choices
}

/// How `name` fits what was typed, folded: it is called so (0), begins so (1), or holds it (2).
fn fit(name: &str, wanted: &str) -> Option<usize> {
    let name = browser::folded(name);
    Some(match name.find(wanted)? {
        0 if name == wanted => 0,
        0 => 1,
        _ => 2,
    })
}

/// Behind those of its rank: the page has no other use for a sort.
fn insert(choices: &mut Vec<Choice>, choice: Choice) {
    let at = choices.iter().position(|one| one.rank > choice.rank);
    choices.insert(at.unwrap_or(choices.len()), choice);
}

#[cfg(test)]
mod tests {
    use super::{Kind, choices};
    use crate::event::{RoomId, RoomKind, RoomSummary, Seq};
    use crate::http::{Member, Members};

    fn room(name: &str, unread: u64) -> RoomSummary {
        let (name, topic, kind) = (name.to_owned(), String::new(), RoomKind::Room);
        let (head, read) = (Seq(9), Seq(1));
        RoomSummary {
            room: RoomId(1),
            name,
            kind,
            topic,
            head,
            read,
            unread,
            mentions: 0,
            archived: false,
            temporary: false,
        }
    }

    fn people(names: &[&str]) -> Members {
        let member = |name: &&str| Member { name: (*name).to_owned(), ..Member::default() };
        Members { members: names.iter().map(member).collect(), ..Members::default() }
    }

    fn said(choices: Vec<super::Choice>) -> Vec<String> {
        let said = |choice: super::Choice| {
            let mark = match choice.kind {
                Kind::Own => "",
                Kind::Other => "#",
                Kind::New => "+",
                Kind::ForNow => "~",
            };
            format!("{mark}{}", choice.handle)
        };
        choices.into_iter().map(said).collect()
    }

    fn offered(typed: &str) -> Vec<String> {
        let rooms = ["attic", "ops", "Opsroom", "shops", "loops"].map(|name| room(name, 0));
        let rooms = [rooms.as_slice(), &[room("laptops", 3), room("opsies", 1)]].concat();
        said(choices(&rooms, &[], &Members::default(), "ann", typed))
    }

    fn offered_with_people(typed: &str) -> Vec<String> {
        let with = |name, kind| RoomSummary { kind, ..room(name, 0) };
        let conversations = [with("bob", RoomKind::Direct), with("bob, cid", RoomKind::Group)];
        let rooms = [&[room("bobbins", 0), room("general", 0)], conversations.as_slice()].concat();
        said(choices(&rooms, &[], &people(&["ann", "bob", "Bodo", "cid"]), "ann", typed))
    }

    #[test]
    fn the_room_itself_then_those_that_begin_so_then_the_others_and_the_unread_first() {
        assert_eq!(offered("OPS"), ["ops", "opsies", "Opsroom", "laptops", "shops", "loops"]);
        assert_eq!(offered(" ops"), offered("ops"));
    }

    #[test]
    fn without_a_letter_all_are_offered_and_what_is_no_room_can_be_made() {
        let all = ["laptops", "opsies", "attic", "ops", "Opsroom", "shops", "loops"];
        assert_eq!(offered(""), all);
        assert_eq!(offered("att"), ["attic", "+att", "~att"]);
        assert_eq!(offered("茶室"), ["+茶室", "~茶室"]);
    }

    #[test]
    fn a_long_list_is_cut_and_what_was_typed_is_offered_all_the_same() {
        let rooms: Vec<_> = (0..50).map(|number| room(&format!("room-{number}"), 0)).collect();
        let nobody = Members::default();
        assert_eq!(choices(&rooms, &[], &nobody, "ann", "room").len(), super::OFFERED_MAX + 2);
        let others: Vec<_> = (0..50).map(|number| format!("other-{number}")).collect();
        let all = choices(&rooms, &others, &nobody, "ann", "");
        assert_eq!(all.len(), 2 * super::OFFERED_MAX, "as many of its own kind again");
    }

    #[test]
    fn people_come_after_rooms_and_their_conversations() {
        assert_eq!(
            offered_with_people("bo"),
            ["bobbins", "@bob", "+@Bodo", "@bob,cid", "+bo", "~bo"]
        );
        assert_eq!(offered_with_people("BOB"), ["@bob", "bobbins", "@bob,cid"], "nothing to make");
        assert_eq!(offered_with_people("BODO"), ["+@Bodo"]);
        assert_eq!(offered_with_people("#BODO"), ["+BODO", "~BODO"], "it can be a room as well");
        assert_eq!(offered_with_people("ann"), ["+ann", "~ann"], "one's own name is a room's");
        assert_eq!(offered_with_people("").len(), 4, "without a letter nobody is added");
    }

    #[test]
    fn rooms_that_could_be_joined_come_after_ones_own() {
        let others = ["attic", "Teahouse", "teapot"].map(str::to_owned);
        let offered = |typed| {
            let rooms = [room("tea", 0), room("attic", 0)];
            said(choices(&rooms, &others, &people(&["Teo"]), "ann", typed))
        };
        assert_eq!(offered(""), ["tea", "attic", "#Teahouse", "#teapot"], "each once");
        let te = ["tea", "+@Teo", "#Teahouse", "#teapot", "+te", "~te"];
        assert_eq!(offered("te"), te);
        assert_eq!(offered("TEAHOUSE"), ["#Teahouse"], "it is there: nothing is made");
        assert_eq!(offered("teapot"), ["#teapot"]);
        assert_eq!(offered("@tea"), ["+@tea"]);
        assert_eq!(offered("#tea"), ["tea", "#Teahouse", "#teapot"]);
    }

    #[test]
    fn with_an_at_only_people_are_meant() {
        assert_eq!(offered_with_people("@bo"), ["@bob", "+@Bodo", "@bob,cid", "+@bo"]);
        assert_eq!(offered_with_people("@bob"), ["@bob", "@bob,cid"]);
        assert_eq!(offered_with_people("@bodo"), ["+@Bodo"]);
        assert_eq!(offered_with_people("@dan"), ["+@dan"], "who is elsewhere");
        assert_eq!(offered_with_people("@dan,cid"), ["+@dan,cid"]);
        assert_eq!(offered_with_people("@ann"), ["+@ann"], "notes");
        assert_eq!(offered_with_people("@"), ["@bob", "+@Bodo", "+@cid", "@bob,cid"]);
    }

    #[test]
    fn somebody_is_meant_before_a_conversation_of_several_with_them() {
        let group = RoomSummary { kind: RoomKind::Group, ..room("bob, 陳小明", 7) };
        let rooms = [room("bobbins", 0), group];
        for people in [people(&["ann", "bob"]), Members::default()] {
            let offered = |typed| said(choices(&rooms, &[], &people, "ann", typed));
            for typed in ["bob", "BOB"] {
                assert_eq!(offered(typed), ["+@bob", "bobbins", "@bob,陳小明"]);
            }
            assert_eq!(offered("@bob"), ["+@bob", "@bob,陳小明"]);
            assert_eq!(offered("@b"), ["+@bob", "@bob,陳小明", "+@b"]);
            assert_eq!(offered("#bob"), ["bobbins", "+bob", "~bob"]);
        }
    }

    #[test]
    fn what_no_room_can_be_called_is_not_offered() {
        let long = "x".repeat(51);
        for typed in ["two words", "🎉", "a/b", "...", &long, "#a/b"] {
            assert_eq!(offered(typed), [""; 0], "{typed}");
        }
        assert_eq!(offered(&long[1..]).len(), 2);
        assert_eq!(offered("a_b-c.d").len(), 2);
        assert_eq!(offered("#attic"), ["attic"]);
        assert_eq!(offered("#").len(), 7, "all of them");
    }
}
