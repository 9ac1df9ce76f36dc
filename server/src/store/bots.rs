//! What is kept of programs that take part.

use async_trait::async_trait;

use super::{AddUserError, Author, SessionId, Store, StoreError, UserId};
use crate::name::Name;

/// Programs that take part.
#[async_trait]
pub trait Bots {
    /// Makes a bot: an account without a password, never the first and never an admin's.
    ///
    /// # Errors
    /// Somebody has that name.
    async fn add_bot(&self, name: &Name) -> Result<UserId, AddUserError>;

    /// Every bot, by name.
    async fn bots(&self) -> Result<Vec<Bot>, StoreError>;

    /// Gives `bot` a token: a session that does not end by itself. `false`: it has one with that label.
    async fn add_token(&self, bot: UserId, id: SessionId, label: &str) -> Result<bool, StoreError>;

    /// Ends those of `bot`'s tokens that have `label`, or all; how many there were.
    async fn end_tokens(&self, bot: UserId, label: Option<&str>) -> Result<usize, StoreError>;
}

/// A bot as its keeper sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bot {
    /// Its number.
    pub id: UserId,
    /// Its name.
    pub name: String,
    /// What its tokens are for, by that.
    pub tokens: Vec<String>,
}

/// The bot called `name`, made when there is none.
///
/// # Errors
/// A person has that name.
pub async fn bot_called(store: &dyn Store, name: &Name) -> Result<Author, AddUserError> {
    let (id, name) = match store.account(name).await? {
        None => (store.add_bot(name).await?, name.text().to_owned()),
        Some(account) if account.bot => (account.id, account.name),
        Some(_) => return Err(AddUserError::NameTaken),
    };
    Ok(Author { id, name: name.into(), bot: true })
}
