//! Temporary rooms by the thousand, made by one who then goes: what they cost while they are there, and after.

use std::time::{Duration, Instant};

use super::client::Fleet;
use super::process::{Server, resident_kib};

/// Rooms that are made.
pub(crate) const MADE: usize = 10_000;
/// Made at once.
const AT_ONCE: usize = 100;

/// What the server had resident before they were made, with all of them, and after, in KiB; and how long it took
/// until all were closed, of which the setting is one second.
pub(crate) async fn opened_and_closed() -> ([f64; 3], Duration) {
    let server = Server::start(&["--temporary-rooms-close-after", "1s"]);
    let fleet = Fleet::of(&server, 2).await;
    let mut members = fleet.open(&server, 1).await;
    let _watcher = members.pop();
    let mut maker = members.remove(0);
    let before = resident_kib(server.pid());
    for round in 0..MADE / AT_ONCE {
        for number in 0..AT_ONCE {
            let name = format!("now-{}", round * AT_ONCE + number);
            let open = format!(
                r#"{{"type":"change_room","payload":{{"name":"{name}","temporary":true}}}}"#
            );
            maker.sends(&open).await;
        }
        let last = format!("\"now-{}\"", (round + 1) * AT_ONCE - 1);
        while !maker.text_of("room_changed").await.contains(&last) {}
    }
    let with_all = resident_kib(server.pid());
    drop(maker);
    let began = Instant::now();
    // The one room left is where the maker began.
    while fleet.others(&server, 1).await > 1 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = began.elapsed();
    ([before, with_all, resident_kib(server.pid())], took)
}
