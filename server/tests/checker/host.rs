//! The server's process, one after the other on the same folder and port.

use std::net::SocketAddr;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::time::sleep;

use crate::broker::URL;
use crate::history::Violation;
use crate::plan::Blow;
use crate::support::{Process, banter, free_address};
use crate::world::World;

/// Queues so small that a burst overflows them, pings so near that silence shows soon.
const SETTINGS: [&str; 20] = [
    "--amqp-url",
    URL,
    "--messages-per-second",
    "1000000",
    "--message-burst",
    "1000000",
    "--message-chars",
    "200",
    "--frame-bytes",
    "3072",
    "--queue-bytes",
    "6144",
    "--ping-interval",
    "1s",
    "--ping-timeout",
    "4s",
    "--connections-per-address",
    "10000",
    "--sockets-per-user",
    "1000",
];

/// The server's process and what it keeps.
pub(crate) struct Host {
    data: TempDir,
    address: SocketAddr,
    process: Process,
    pub(crate) kills: u64,
    pub(crate) terms: u64,
    pub(crate) stops: u64,
    /// Lines of its log that must not be.
    complaints: Vec<String>,
}

impl Host {
    /// A first process on an empty folder.
    pub(crate) fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        // No client is connected to itself while the server is down, as it is not among the system's.
        let address = free_address();
        let process = start(&data, address);
        let (kills, terms, stops, complaints) = (0, 0, 0, Vec::new());
        Self { data, address, process, kills, terms, stops, complaints }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The token of a new bot.
    pub(crate) fn bot(&self, name: &str) -> String {
        let run = |deed: &str| {
            let arguments = ["bot", deed, name, "--data"];
            let output = banter().args(arguments).arg(self.data.path()).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
        };
        run("add");
        run("token")
    }

    /// Does to the process what `blow` says; what is not for it is left to others.
    pub(crate) async fn strike(&mut self, blow: Blow, world: &Arc<World>) {
        match blow {
            Blow::Kill(pause) => {
                self.kills += 1;
                world.history.goes_down();
                self.end("-KILL");
                sleep(pause).await;
                self.begin();
                world.history.is_up();
            }
            Blow::Terminate => {
                self.terms += 1;
                world.history.goes_down();
                self.end("-TERM");
                self.begin();
                world.history.is_up();
            }
            Blow::Stop(time) => {
                self.stops += 1;
                world.history.goes_down();
                self.process.signal("-STOP");
                sleep(time).await;
                self.process.signal("-CONT");
                world.history.is_up();
            }
            Blow::ResetAll | Blow::HoldAll(_) | Blow::RestartClient(_) => {}
        }
    }

    /// Ends the last process in order, and tells what it complained of.
    pub(crate) fn stop(mut self, world: &World) -> (u64, u64, u64) {
        self.end("-TERM");
        for complaint in self.complaints {
            world.history.violates(Violation {
                rule: "the server does not complain",
                room: None,
                seq: None,
                client: "the server".to_owned(),
                detail: complaint,
            });
        }
        (self.kills, self.terms, self.stops)
    }

    fn end(&mut self, signal: &str) {
        tokio::task::block_in_place(|| {
            self.process.signal(signal);
            self.process.ends();
            let log = self.process.log();
            let bad = |line: &&str| line.contains("panicked") || line.contains("Z ERROR ");
            self.complaints.extend(log.lines().filter(bad).map(str::to_owned));
        });
    }

    fn begin(&mut self) {
        self.process = tokio::task::block_in_place(|| start(&self.data, self.address));
    }
}

fn start(data: &TempDir, address: SocketAddr) -> Process {
    Process::start_at(data.path(), address, &SETTINGS)
}
