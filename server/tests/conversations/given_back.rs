//! What a connection held is given back when it ends.

use std::time::Duration;

use app::event::RoomId;

use crate::support::{App, Person, within};

#[tokio::test]
async fn original_practice_what_a_connection_held_is_given_back() {
    const PEOPLE: usize = 5;
    const AT_ONCE: usize = 10;
    const ROUNDS: usize = 20;
    let app = App::with(&[
        ("connections_per_address", "150"),
        ("sockets_per_user", "100"),
        ("messages_per_second", "1000"),
        ("message_burst", "1000"),
        // They are for many who come at once.
        ("otp_ttl", "60s"),
    ])
    .await;
    let banter = app.banter.as_ref().unwrap();
    let mut tokens = Vec::new();
    for person in 0..PEOPLE {
        // Who comes in with the first one leaves none that waits for its end.
        let person = app.person(&format!("u{person}")).await;
        tokens.push((person.name, person.token));
    }
    for _ in 0..ROUNDS {
        let coming = tokens.iter().flat_map(|(name, token)| {
            std::iter::repeat_with(async || {
                let otp = app.otp(token).await;
                let mut person = Person::enters(&app, name, token.clone(), &otp).await;
                person.opens("lobby").await;
                person
                    .sends_text(&format!(
                        r#"{{"type":"typing","payload":{{"room":"{}"}}}}"#,
                        person.room.unwrap()
                    ))
                    .await;
                person
            })
            .take(AT_ONCE)
        });
        let here = futures_util::future::join_all(coming).await;
        assert!(!banter.hub.sessions().is_empty() && !banter.presence.is_empty(), "the premise");
        drop(here);
        // Were places not given back, the next round would find none.
        within("everybody to be gone", async {
            while !banter.hub.sessions().is_empty() {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    within("all of it to be given back", async {
        loop {
            banter.presence.save(&*banter.store).await.unwrap();
            let rooms = [1, 2].map(RoomId);
            let listened_to = rooms.iter().any(|room| banter.hub.listeners(*room).is_some());
            if !listened_to
                && banter.presence.is_empty()
                && banter.typing.is_empty()
                && banter.rates.is_empty()
                && banter.one_time_passwords.is_empty()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}
