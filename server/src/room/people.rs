//! Rooms of people: who is meant by `@bob` and `@bob,cid`.

use super::Rooms;
use crate::error::Error;
use crate::name::Name;
use crate::store::{Author, Participants};

/// Names that one command takes: its author is the last of the eight.
pub const NAMED_MAX: usize = Participants::MAX - 1;

impl Rooms {
    /// `author` and the people called `names`.
    ///
    /// # Errors
    /// Too many, not a name, nobody's name, or the store failed.
    pub async fn people(
        &self,
        author: &Author,
        names: &[impl AsRef<str>],
    ) -> Result<Participants, Error> {
        if names.len() > NAMED_MAX {
            return Err(Error::TooManyPeople);
        }
        let named = names.iter().map(|name| Name::of_user(name.as_ref()));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let mut people = vec![author.id];
        let found = self.store.people_called(named.clone()).await?;
        for (name, user) in named.iter().zip(found) {
            people.push(user.ok_or_else(|| Error::Nobody(name.text().to_owned()))?);
        }
        Participants::new(people).ok_or(Error::TooManyPeople)
    }
}

/// The names in what a room of people is asked for by; `None` where that is the name of another room.
pub(super) fn names(handle: &str) -> Option<Vec<&str>> {
    Some(handle.trim().strip_prefix('@')?.split(',').collect())
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn people_are_asked_for_by_an_at() {
        assert_eq!(names("bob"), None);
        assert_eq!(names("@bob"), Some(vec!["bob"]));
        assert_eq!(names(" @bob,cid"), Some(vec!["bob", "cid"]));
        assert_eq!(names("@"), Some(vec![""]), "which is no name");
    }
}
