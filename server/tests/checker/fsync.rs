//! The disk has a message before its author has the ack: told by the system calls, not by the server.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use app::event::{Ack, ClientId, Command as Frame, SendMessage};

use crate::support::{Person, Process, banter};

const MESSAGES: usize = 20;
const CALLS: &str = "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg";

#[tokio::test(flavor = "multi_thread")]
async fn the_disk_has_a_message_before_its_author_has_the_ack() {
    check_that_strace_works();
    let folder = tempfile::tempdir().unwrap();
    let (data, trace) = (folder.path().join("data"), folder.path().join("trace"));
    let server = start(&data, &trace);
    let mut ann = server.app.person("ann").await;
    ann.opens("lobby").await;
    for number in 0..MESSAGES {
        say(&mut ann, number).await;
    }
    stop(server, &data);
    let trace = std::fs::read_to_string(&trace).unwrap();
    let calls = calls(&trace);
    let mut from = 0;
    for number in 0..MESSAGES {
        let ack = calls.iter().position(|call| call.carries_ack(number));
        let ack = ack.unwrap_or_else(|| panic!("no ack of message {number} in\n{trace}"));
        let began = calls[ack].began;
        let until: Vec<_> = calls[from..].iter().filter(|call| call.began < began).collect();
        let written = until.iter().filter(|call| call.is_wal_write()).map(|call| call.ended).max();
        let written = written.unwrap_or_else(|| panic!("message {number} is not in the WAL"));
        let is_sync = |call: &&&Call<'_>| call.is_wal_sync() && call.began > written;
        let synced = until.iter().find(is_sync).filter(|call| call.ended < began);
        assert!(
            synced.is_some(),
            "the ack of message {number} went out in line {began}, written in line {written}, and \
             no fsync ended in between:\n{}",
            until.iter().map(|call| format!("{}: {}\n", call.ended, call.text)).collect::<String>()
        );
        from = ack + 1;
    }
}

/// # Panics
/// A machine that cannot tell must not look as if it had told.
fn check_that_strace_works() {
    let probe = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let probe = probe.expect("strace is needed for this test: apt-get install strace");
    assert!(
        probe.status.success(),
        "strace may not trace on this machine, so nobody knows whether fsync comes before the \
         ack: {}",
        String::from_utf8_lossy(&probe.stderr)
    );
}

fn start(data: &Path, trace: &Path) -> Process {
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "4000", "-e", CALLS, "-o"]).arg(trace);
    command.arg(banter().get_program()).current_dir(std::env::temp_dir());
    Process::start_by(command, data, ([127, 0, 0, 1], 0).into(), &[])
}

/// The process is strace's child: its lock says which.
fn stop(mut server: Process, data: &Path) {
    let lock = std::fs::read_to_string(data.join("lock")).unwrap();
    let pid = lock.split(' ').nth(1).unwrap();
    assert!(Command::new("kill").args(["-TERM", pid]).status().unwrap().success());
    server.ends();
}

async fn say(ann: &mut Person, number: usize) {
    let client_id = ClientId::try_from(format!("synced-{number}.")).unwrap();
    ann.sends(&Frame::SendMessage(SendMessage {
        message: format!("number {number}"),
        client_id: Some(client_id.clone()),
        room: ann.room,
        reply_to: None,
        echo: true,
    }))
    .await;
    let ack: Ack = ann.sees().await;
    assert_eq!(ack.client_id, Some(client_id));
}

/// One system call: its text, and the lines where it began and ended.
struct Call<'a> {
    text: String,
    name: &'a str,
    began: usize,
    ended: usize,
}

impl Call<'_> {
    fn carries_ack(&self, number: usize) -> bool {
        self.text.contains(r#"\"type\":\"ack\""#)
            && self.text.contains(&format!("synced-{number}."))
    }

    fn is_wal_write(&self) -> bool {
        self.name == "pwrite64" && self.text.contains("-wal>")
    }

    fn is_wal_sync(&self) -> bool {
        ["fdatasync", "fsync"].contains(&self.name)
            && self.text.contains("-wal>")
            && self.text.trim_end().ends_with("= 0")
    }
}

/// In the order in which they ended. A call that others interrupted is on two lines.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let (mut all, mut unfinished) = (Vec::new(), HashMap::new());
    for (ended, line) in trace.lines().enumerate() {
        let Some((pid, text)) = line.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some(begun) = text.strip_suffix("<unfinished ...>") {
            unfinished.insert(pid, (ended, begun));
        } else if text.starts_with("<... ") {
            let Some((began, begun)) = unfinished.remove(pid) else { continue };
            let rest = text.split_once("resumed>").map_or("", |(_, rest)| rest);
            all.push(Call { text: format!("{begun}{rest}"), name: name(begun), began, ended });
        } else {
            all.push(Call { text: text.to_owned(), name: name(text), began: ended, ended });
        }
    }
    all
}

fn name(call: &str) -> &str {
    call.split_once('(').map_or("", |(name, _)| name)
}
