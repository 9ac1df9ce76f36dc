//! Something for each of a person's rooms.

use serde::{Serialize, Serializer};

use super::RoomId;
use super::json::{FromJson, Json};

/// A map with rooms as keys, in their order. A sorted list: a person has few rooms, and the standard
/// library's tree would be a fiftieth of the page's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByRoom<T>(Vec<(RoomId, T)>);

impl<T> ByRoom<T> {
    /// What `room` has.
    #[must_use]
    pub fn get(&self, room: RoomId) -> Option<&T> {
        self.place(room).ok().map(|at| &self.0[at].1)
    }

    /// What `room` has, to be changed.
    pub fn get_mut(&mut self, room: RoomId) -> Option<&mut T> {
        self.place(room).ok().map(|at| &mut self.0[at].1)
    }

    /// What `room` has; `make` makes it where it has nothing yet.
    pub fn get_or_insert_with(&mut self, room: RoomId, make: impl FnOnce() -> T) -> &mut T {
        let at = self.place(room).unwrap_or_else(|at| {
            self.0.insert(at, (room, make()));
            at
        });
        &mut self.0[at].1
    }

    /// `room` has `value` from now on.
    pub fn insert(&mut self, room: RoomId, value: T) {
        match self.place(room) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (room, value)),
        }
    }

    /// Takes what `room` has.
    pub fn remove(&mut self, room: RoomId) -> Option<T> {
        self.place(room).ok().map(|at| self.0.remove(at).1)
    }

    /// Whether `room` has anything.
    #[must_use]
    pub fn contains(&self, room: RoomId) -> bool {
        self.place(room).is_ok()
    }

    /// All of it, in the order of the rooms.
    pub fn iter(&self) -> impl Iterator<Item = (RoomId, &T)> {
        self.0.iter().map(|(room, value)| (*room, value))
    }

    /// All of it, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (RoomId, &mut T)> {
        self.0.iter_mut().map(|(room, value)| (*room, value))
    }

    /// The rooms.
    pub fn rooms(&self) -> impl Iterator<Item = RoomId> {
        self.iter().map(|(room, _)| room)
    }

    /// What they have.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, value)| value)
    }

    /// What they have, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// Where `room` stands, or would.
    fn place(&self, room: RoomId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&room, |(room, _)| *room)
    }
}

impl<T> Default for ByRoom<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(RoomId, T)> for ByRoom<T> {
    fn from_iter<I: IntoIterator<Item = (RoomId, T)>>(all: I) -> Self {
        let mut map = Self::default();
        all.into_iter().for_each(|(room, value)| map.insert(room, value));
        map
    }
}

impl<T: Serialize> Serialize for ByRoom<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<T: FromJson> FromJson for ByRoom<T> {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let entry = |(room, value): (&str, &Json<'_>)| {
            Some((room.parse().ok()?, T::from_json(value)?)) //
        };
        json.fields()?.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::ByRoom;
    use crate::event::RoomId;

    proptest! {
        #[test]
        fn holds_what_a_tree_holds(steps in proptest::collection::vec((0_u64..9, any::<Option<u8>>()), 0..40)) {
            let (mut rooms, mut tree) = (ByRoom::default(), BTreeMap::new());
            for (room, value) in steps {
                let room = RoomId(room);
                prop_assert_eq!(rooms.get(room), tree.get(&room));
                prop_assert_eq!(rooms.contains(room), tree.contains_key(&room));
                match value {
                    Some(value @ 0..100) => {
                        rooms.insert(room, value);
                        tree.insert(room, value);
                    }
                    Some(value) => {
                        *rooms.get_or_insert_with(room, || value) /= 2;
                        *tree.entry(room).or_insert(value) /= 2;
                    }
                    None => prop_assert_eq!(rooms.remove(room), tree.remove(&room)),
                }
                let all: Vec<_> = tree.iter().map(|(room, value)| (*room, value)).collect();
                prop_assert_eq!(rooms.iter().collect::<Vec<_>>(), all);
            }
            let (ours, theirs) = (serde_json::to_string(&rooms), serde_json::to_string(&tree));
            prop_assert_eq!(ours.unwrap(), theirs.unwrap());
            let again = tree.iter().rev().map(|(room, value)| (*room, *value)).collect();
            prop_assert_eq!(rooms, again);
        }
    }
}
