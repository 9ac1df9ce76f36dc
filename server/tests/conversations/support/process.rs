//! `banter serve` as its own process, which can be killed.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use super::App;

/// A running `banter serve`.
pub(crate) struct Process {
    child: Child,
    log: Option<JoinHandle<String>>,
    pub(crate) app: App,
}

impl Process {
    /// Starts it on `data` and waits until it says that it is open.
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::start_at(data, free_address(), arguments)
    }

    /// The same, at an address that is to stay.
    pub(crate) fn start_at(data: &Path, address: SocketAddr, arguments: &[&str]) -> Self {
        Self::start_by(banter(), data, address, arguments)
    }

    /// The same, by a command that ends in `banter`.
    pub(crate) fn start_by(
        mut command: Command,
        data: &Path,
        address: SocketAddr,
        arguments: &[&str],
    ) -> Self {
        let mut child = command
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(data)
            .args(arguments)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut log = String::new();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            log += &format!("{line}\n");
            let (_, rest) = line.split_once("Banter is open at http://localhost:")?;
            rest.split(' ').next()?.parse::<u16>().ok()
        });
        // Somebody must read on, or the server's log would fill the pipe.
        let log = std::thread::spawn(move || {
            lines.for_each(|line| log += &format!("{}\n", line.unwrap()));
            log
        });
        let address = SocketAddr::from(([127, 0, 0, 1], port.expect("it says where it is open")));
        Self { child, log: Some(log), app: App::at(address) }
    }

    /// SIGKILL: no chance to do anything.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything it logged, once it has ended.
    pub(crate) fn log(&mut self) -> String {
        self.log.take().unwrap().join().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    pub(crate) fn ends(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address below those that the system gives out, and each of these once: whoever was there and is gone can
/// come back, nobody else takes it meanwhile.
pub(crate) fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        // Other processes have numbers of their own.
        let next = NEXT.fetch_add(1, Ordering::Relaxed) + std::process::id().wrapping_mul(97);
        let address = SocketAddr::from(([127, 0, 0, 1], 10_000 + (next % 10_000) as u16));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// The binary under test, or the one that `BANTER` names, deaf to this machine's own settings.
pub(crate) fn banter() -> Command {
    let named = std::env::var_os("BANTER");
    let mut command = Command::new(named.unwrap_or(env!("CARGO_BIN_EXE_banter").into()));
    command.env_remove("BANTER");
    command.current_dir(std::env::temp_dir());
    command
}
