//! `banter connect`: what was typed and is not acknowledged yet, in memory, as the page has it in the
//! browser's storage.

use std::collections::BTreeMap;

use app::client::Save;
use app::event::ClientId;
use app::timeline::{Intent, Stored};

/// The rows that wait, by their keys.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    rows: BTreeMap<String, Stored>,
}

/// A row that the server will not have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// Its id; nothing else is to be done with it than to forget it.
    pub(super) client_id: Option<ClientId>,
    /// What was typed.
    pub(super) text: String,
    /// Why, for people.
    pub(super) reason: String,
}

impl Outbox {
    /// Keeps what the client wants kept. What was refused is handed over, and kept no longer.
    pub(super) fn take(&mut self, saves: Vec<Save>) -> Vec<Refused> {
        let mut refused = Vec::new();
        for Save { key, value } in saves {
            match value.as_deref().and_then(Stored::read) {
                None => drop(self.rows.remove(&key)),
                Some(row) => match row.refused() {
                    None => drop(self.rows.insert(key, row)),
                    Some(reason) => {
                        self.rows.remove(&key);
                        let (text, reason) = (text_of(&row).to_owned(), reason.to_owned());
                        refused.push(Refused { client_id: id_in(&key), text, reason });
                    }
                },
            }
        }
        refused
    }

    /// How many rows wait.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// What was typed and waits, in the order of its ids: that of typing.
    pub(super) fn texts(&self) -> Vec<&str> {
        let id = |key: &&String| key.rsplit('/').next().map(str::to_owned);
        let mut keys: Vec<_> = self.rows.keys().collect();
        keys.sort_by_key(id);
        keys.into_iter().map(|key| text_of(&self.rows[key])).collect()
    }
}

fn text_of(row: &Stored) -> &str {
    match row.intent() {
        Intent::Say { text, .. } | Intent::Edit { text, .. } => text,
        Intent::React { emoji, .. } => emoji,
        Intent::Delete { .. } => "",
    }
}

fn id_in(key: &str) -> Option<ClientId> {
    key.rsplit('/').next()?.to_owned().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::Outbox;
    use app::client::Save;

    fn save(id: &str, refused: &str) -> Save {
        let value = format!(
            r#"{{"version":1,"intent":{{"say":{{"text":"text of {id}"}}}},"typed":{{"ms":1,"at":""}},"not_before":0{refused}}}"#
        );
        Save { key: format!("outbox/ann/r1/{id}"), value: Some(value) }
    }

    #[test]
    fn a_row_waits_until_it_is_acked_or_refused() {
        let mut outbox = Outbox::default();
        assert!(outbox.take(vec![save("id2", ""), save("id1", "")]).is_empty());
        assert_eq!(outbox.texts(), ["text of id1", "text of id2"]);
        outbox.take(vec![Save { value: None, ..save("id1", "") }]);
        assert_eq!(outbox.len(), 1);
        let refused = outbox.take(vec![save("id2", r#","refused":"Too long.""#)]);
        assert_eq!((outbox.len(), refused.len()), (0, 1));
        assert_eq!((&*refused[0].text, &*refused[0].reason), ("text of id2", "Too long."));
        assert_eq!(refused[0].client_id.as_ref().map(app::event::ClientId::as_str), Some("id2"));
    }
}
