//! `make bench`: what the release binary costs, each figure beside what it must be.
//!
//! The server is its own process, so its CPU and memory are its own. Ratios compare it with a bare
//! write loop of the same run: absolute times of a shared machine mean little.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

mod amqp;
mod back;
mod client;
mod floor;
mod markup;
mod presence;
mod process;
mod temporary;

use std::time::{Duration, Instant};

use client::{Fleet, send_and_count};
use process::{Server, cpu_of, peak_kib, resident_kib};

/// Clients of the delivery figures, in rooms of a hundred.
const ROOMS: usize = 10;
const MEMBERS: usize = 100;
/// Connections of the memory figure.
const IDLE: usize = 2_000;
/// Who does not read, what is said beside them, and how often.
const SLOW: usize = 10;
const SLOW_BUFFER: u32 = 4_096;
const SAID: usize = 1_500;
const ROUNDS: usize = 5;
const PAUSE: Duration = Duration::from_millis(3);
/// Clients that come back at once, and what each of them missed.
const BACK: usize = 5_000;
const DEVICES: usize = 20;
const MISSED: usize = 20;
/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(5);

fn main() {
    // `cargo test` builds and runs benches too; there is nothing to test here.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // `cargo bench … -- back` measures the figures of that part only.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let wanted = |part: &str| only.as_ref().is_none_or(|only| only == part);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("| figure | measured | must |\n|---|---|---|");
    if wanted("start") {
        start();
    }
    if wanted("memory") {
        runtime.block_on(memory());
    }
    if wanted("durable") {
        runtime.block_on(durable());
    }
    if wanted("slow") {
        runtime.block_on(slow_readers());
    }
    if wanted("back") {
        runtime.block_on(coming_back());
    }
    if wanted("presence") {
        runtime.block_on(flapping());
    }
    if wanted("temporary") {
        runtime.block_on(temporary_rooms());
    }
    if wanted("amqp") {
        match runtime.block_on(amqp::in_and_out()) {
            Some([taken, gone]) => {
                row("RabbitMQ → durable → acknowledged, messages/s", &format!("{taken:.0}"), "—");
                row("the same until they are out and confirmed", &format!("{gone:.0}"), "—");
            }
            None => row("RabbitMQ", "SKIPPED: there is none; make services", "—"),
        }
    }
    if wanted("markup") {
        for (name, took, bytes) in markup::figures() {
            row(&format!("Markdown to HTML, {name}"), &format!("{took:.1?}, {bytes} B"), "—");
        }
    }
    if wanted("deliveries") {
        runtime.block_on(deliveries());
    }
    if wanted("sizes") {
        sizes();
    }
}

fn row(figure: &str, measured: &str, must: &str) {
    println!("| {figure} | {measured} | {must} |");
}

fn start() {
    let starts = (0..5).map(|_| Server::start(&[]).started_in);
    let mut starts: Vec<_> = starts.collect();
    starts.sort();
    row(
        "cold start to ready, median of 5, with a new database",
        &format!("{:?}", starts[2]),
        "≤ 150 ms",
    );
    let server = Server::start(&[]);
    row(
        "idle server, resident",
        &format!("{:.1} MB", resident_kib(server.pid()) / 1024.0),
        "≤ 40 MB",
    );
}

async fn memory() {
    let server = Server::start(&[]);
    let fleet = Fleet::of(&server, ROOMS).await;
    // The first few pay for what all share.
    let _warm = fleet.open(&server, 50).await;
    let before = resident_kib(server.pid());
    let _idle = fleet.open(&server, IDLE / ROOMS).await;
    let each = (resident_kib(server.pid()) - before) / IDLE as f64;
    row(&format!("idle connection, resident, of {IDLE}"), &format!("{each:.1} KB"), "≤ 12 KB");
}

async fn temporary_rooms() {
    let ([before, with_all, after], took) = temporary::opened_and_closed().await;
    let made = temporary::MADE;
    row(
        &format!("resident before {made} temporary rooms, with them, after they closed"),
        &format!("{:.1}, {:.1} and {:.1} MB", before / 1024.0, with_all / 1024.0, after / 1024.0),
        "—",
    );
    row("until the last of them is closed, 1 s of it the setting", &format!("{took:.1?}"), "—");
}

async fn durable() {
    let sync = floor::fdatasync_each();
    row("one 4 KiB write and fdatasync on this disk, median", &format!("{sync:.1?}"), "—");
    for in_flight in [1, 50, 200] {
        let server = Server::start(&[]);
        let fleet = Fleet::of(&server, 1).await;
        let mut members = fleet.open(&server, 1).await;
        let member = members.remove(0);
        let (acked, took) = client::acked(member, in_flight, LASTS).await;
        let rate = acked.count() as f64 / took.as_secs_f64();
        let must = if in_flight == 200 { "≥ 5,000" } else { "—" };
        row(&format!("acked messages/s, {in_flight} in flight, FULL"), &format!("{rate:.0}"), must);
        let (half, most) = (acked.at(0.5), acked.at(0.99));
        row("send → ack, p50 and p99", &format!("{half:.2?} and {most:.2?}"), "—");
    }
}

/// How long a message takes to the last of fifty, alone and beside ten who do not read: in turns, since
/// the machine's other work comes and goes.
async fn slow_readers() {
    let (mut alone, mut beside, mut grown) = (Vec::new(), Vec::new(), 0.0_f64);
    for _ in 0..ROUNDS {
        for (slow, times) in [(0, &mut alone), (SLOW, &mut beside)] {
            let server = Server::start(&[]);
            let fleet = Fleet::of(&server, 1).await;
            let members = fleet.open(&server, 51).await;
            let before = resident_kib(server.pid());
            // They hold their sockets and never read.
            let stopped = fleet.open_with(&server, slow, Some(SLOW_BUFFER)).await;
            times.push(client::to_the_last(members, SAID, PAUSE).await.at(0.99));
            if !stopped.is_empty() {
                grown = grown.max((resident_kib(server.pid()) - before) / stopped.len() as f64);
            }
        }
    }
    let [alone, beside] = [alone, beside].map(|times| client::Times::of(times).at(0.5));
    row("send → durable → last of 50, p99", &format!("{alone:.2?}"), "≤ 25 ms");
    let ratio = beside.as_secs_f64() / alone.as_secs_f64();
    row(
        "the same beside 10 who stopped reading",
        &format!("{beside:.2?} ({ratio:.2} ×)"),
        "≤ 1.1 ×",
    );
    row("memory for each who stopped reading", &format!("{grown:.0} KB"), "≤ 1,024 KB");
}

/// From the moment a killed server is up again until everybody is live and has what they missed.
async fn coming_back() {
    let server = Server::start(&[]);
    let fleet = Fleet::of(&server, BACK / DEVICES).await;
    let mut members = fleet.open(&server, 1).await;
    let mut positions = Vec::new();
    for member in &mut members[..ROOMS] {
        positions.push(back::say_and_stand(member, MISSED).await);
    }
    drop(members);
    let server = server.killed_and_started_again();
    let began = Instant::now();
    back::all_in_step(&server, &fleet.tokens, &positions, DEVICES).await;
    let took = began.elapsed().as_secs_f64();
    let name = format!("{BACK} clients back in step after kill -9, each {MISSED} behind");
    row(&name, &format!("{took:.1} s"), "≤ 10 s");
    row("its memory at its peak", &format!("{:.0} MB", peak_kib(server.pid()) / 1024.0), "—");
}

async fn flapping() {
    let presence::Figures { cpu, bytes, message: [alone, beside] } = presence::figures().await;
    let who = "1,000 people in one room, each away or back every 2 s";
    row(&format!("{who}: server CPU, of one core"), &format!("{:.0} %", cpu * 100.0), "≤ 30 %");
    row(&format!("{who}: heard by each"), &format!("{:.1} KB/s", bytes / 1e3), "≤ 25 KB/s");
    row(
        "send → durable → last of 50 beside them, p99 (without)",
        &format!("{beside:.2?} ({alone:.2?})"),
        "—",
    );
}

async fn deliveries() {
    let floor = floor::micros_per_write(ROOMS * MEMBERS);
    row("one bare TCP write, 250 B, CPU", &format!("{floor:.2} µs"), "—");
    for (in_flight, ratio, per_second) in [(1, "≤ 1.6", "≥ 135,000"), (10, "≤ 0.3", "≥ 800,000")]
    {
        let server = Server::start(&[]);
        let fleet = Fleet::of(&server, ROOMS).await;
        let members = fleet.open(&server, MEMBERS).await;
        let (cpu, began) = (cpu_of(server.pid()), Instant::now());
        let delivered = send_and_count(members, MEMBERS, in_flight, LASTS).await;
        let (cpu, took) = (cpu_of(server.pid()) - cpu, began.elapsed());
        let micros = cpu.as_secs_f64() * 1e6 / delivered as f64;
        let name = format!("{ROOMS}×{MEMBERS} clients, {in_flight} in flight a room");
        row(&format!("{name}: CPU per delivery"), &format!("{micros:.2} µs"), "—");
        row(
            &format!("{name}: as a multiple of a bare write"),
            &format!("{:.2}", micros / floor),
            ratio,
        );
        row(
            &format!("{name}: deliveries per server CPU second"),
            &format!("{:.0}", 1e6 / micros),
            per_second,
        );
        let rate = delivered as f64 / took.as_secs_f64();
        row(&format!("{name}: deliveries/s beside the load"), &format!("{rate:.0}"), "—");
    }
}

/// What a browser loads for the room page, in brotli; the page itself is counted as it is sent.
fn sizes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site/");
    let files = [
        "pkg/banter.wasm",
        "pkg/banter.js",
        "pkg/banter.css",
        "favicon.svg",
        "manifest.webmanifest",
    ];
    let mut sum = 0;
    for file in files {
        let size = std::fs::metadata(format!("{folder}{file}.br"))
            .or_else(|_| std::fs::metadata(format!("{folder}{file}")))
            .map_or(0, |meta| meta.len());
        sum += size;
        row(&format!("{file}, brotli"), &format!("{:.1} KB", size as f64 / 1e3), "—");
    }
    row("all files of the room page, brotli", &format!("{:.1} KB", sum as f64 / 1e3), "≤ 200 KB");
}
