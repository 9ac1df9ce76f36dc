//! The server under load, and what the kernel says of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Kernel clock ticks a second, as /proc counts CPU (`man 5 proc`; 100 on Linux).
const TICKS: u64 = 100;

/// A running `banter serve` without limits in the load's way.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    pub(crate) started_in: Duration,
    data: Option<TempDir>,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_on(tempfile::tempdir().expect("a folder"), arguments)
    }

    /// Killed with -9, and at once started again on what it kept.
    pub(crate) fn killed_and_started_again(mut self) -> Self {
        let data = self.data.take().expect("taken once");
        drop(self);
        Self::start_on(data, &[])
    }

    fn start_on(data: TempDir, arguments: &[&str]) -> Self {
        let began = Instant::now();
        let mut child = Command::new(std::env::var("BANTER").expect("BANTER names the binary"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(["--sockets-per-user", "100000", "--connections-per-address", "100000"])
            .args(["--messages-per-second", "1000000", "--message-burst", "1000000"])
            .args(arguments)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let port = lines.find_map(|line| {
            let line = line.expect("text");
            let (_, rest) = line.split_once("open at http://localhost:")?;
            rest.split(' ').next().map(str::to_owned)
        });
        let started_in = began.elapsed();
        std::thread::spawn(move || lines.for_each(drop));
        let address = format!("127.0.0.1:{}", port.expect("it says where it is open"));
        Self { child, address, started_in, data: Some(data) }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// User and system time of a process or thread so far.
pub(crate) fn cpu_of(pid: u32) -> Duration {
    cpu_in(&format!("/proc/{pid}/stat"))
}

pub(crate) fn cpu_in(stat: &str) -> Duration {
    let stat = std::fs::read_to_string(stat).expect("Linux's /proc");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().expect("ticks")).sum();
    Duration::from_millis(ticks * 1_000 / TICKS)
}

/// Resident memory of a process, in KiB.
pub(crate) fn resident_kib(pid: u32) -> f64 {
    status_kib(pid, "VmRSS:")
}

/// The most memory that a process ever had resident, in KiB.
pub(crate) fn peak_kib(pid: u32) -> f64 {
    status_kib(pid, "VmHWM:")
}

fn status_kib(pid: u32, field: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux's /proc");
    let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("a line of it");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
