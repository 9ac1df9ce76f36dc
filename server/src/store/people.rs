//! What is kept of conversations between people.

use app::event::{Receipt, RoomId, RoomKind};
use async_trait::async_trait;

use super::{StoreError, UserId};
use crate::name::Name;

/// Conversations between people.
#[async_trait]
pub trait People {
    /// The people called `names`, in that order; `None` where nobody is.
    async fn people_called(&self, names: Vec<Name>) -> Result<Vec<Option<UserId>>, StoreError>;

    /// The room of exactly these people, if `reader`, who is one of them, sees it already.
    async fn room_of(
        &self,
        reader: UserId,
        people: Participants,
    ) -> Result<Option<RoomId>, StoreError>;

    /// How far each of the others in `room` has come; nothing unless it is a room of people and `reader`
    /// one of them.
    async fn receipts(&self, reader: UserId, room: RoomId) -> Result<Vec<Receipt>, StoreError>;
}

/// The people of one room: each once, by their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participants(Vec<UserId>);

impl Participants {
    /// People in one conversation at most.
    pub const MAX: usize = 8;

    /// These, in whatever order; `None` when they are too many, or nobody.
    #[must_use]
    pub fn new(mut people: Vec<UserId>) -> Option<Self> {
        people.sort_unstable();
        people.dedup();
        (1..=Self::MAX).contains(&people.len()).then_some(Self(people))
    }

    /// By their numbers.
    #[must_use]
    pub fn users(&self) -> &[UserId] {
        &self.0
    }

    /// What is unique for them among all rooms, and no room's name can be.
    #[must_use]
    pub fn key(&self) -> String {
        let ids: Vec<_> = self.0.iter().map(|user| user.0.to_string()).collect();
        format!("@{}", ids.join(","))
    }

    /// What kind of room is theirs.
    #[must_use]
    pub const fn kind(&self) -> RoomKind {
        if self.0.len() > 2 { RoomKind::Group } else { RoomKind::Direct }
    }
}

#[cfg(test)]
mod tests {
    use app::event::RoomKind;

    use super::{Participants, UserId};
    use crate::name::Name;

    fn of(ids: &[u64]) -> Option<Participants> {
        Participants::new(ids.iter().map(|id| UserId(*id)).collect())
    }

    #[test]
    fn the_same_people_are_the_same_whoever_names_them() {
        assert_eq!(of(&[17, 3, 17]), of(&[3, 17]));
        assert_eq!(of(&[17, 3]).unwrap().key(), "@3,17");
        assert!(Name::of_room("@3,17").is_err() && Name::of_room("@3").is_err());
        assert_ne!(of(&[1, 23]).unwrap().key(), of(&[12, 3]).unwrap().key());
    }

    #[test]
    fn one_to_eight() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[1]).unwrap().kind(), RoomKind::Direct);
        assert_eq!(of(&[1, 2]).unwrap().kind(), RoomKind::Direct);
        assert_eq!(of(&[1, 2, 3]).unwrap().kind(), RoomKind::Group);
        assert!(of(&[1, 2, 3, 4, 5, 6, 7, 8]).is_some());
        assert_eq!(of(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), None);
    }
}
