//! What no server can go below: a bare write to a socket, a bare write to the disk.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::process::cpu_in;

/// As large as a delivered frame of 64 B of text.
const FRAME: [u8; 250] = [b'x'; 250];
/// Rounds over all connections.
const ROUNDS: usize = 300;

/// CPU of one `write` to each of `connections` in turn, in µs. Each round waits until the last one
/// has arrived, as the publishers of the load do: readers sleep and are woken, as they are there.
pub(crate) fn micros_per_write(connections: usize) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (arrived, all) = (Arc::new(AtomicUsize::new(0)), connections * FRAME.len());
    let measured = std::thread::spawn(move || {
        let mut streams = Vec::new();
        for _ in 0..connections {
            let reader = TcpStream::connect(address).expect("connects");
            let (writer, _) = listener.accept().expect("accepts");
            writer.set_nodelay(true).expect("no delay");
            reader.set_nonblocking(true).expect("non-blocking");
            let (arrived, writing) = (Arc::clone(&arrived), std::thread::current());
            runtime.spawn(drain(reader, arrived, all, writing));
            streams.push(writer);
        }
        let before = cpu_in("/proc/thread-self/stat");
        for _ in 0..ROUNDS {
            arrived.store(0, Ordering::Relaxed);
            for stream in &mut streams {
                stream.write_all(&FRAME).expect("writes");
            }
            while arrived.load(Ordering::Relaxed) < all {
                std::thread::park();
            }
        }
        let cpu = cpu_in("/proc/thread-self/stat") - before;
        runtime.shutdown_background();
        cpu
    });
    let cpu = measured.join().expect("measured");
    cpu.as_secs_f64() * 1e6 / (connections * ROUNDS) as f64
}

async fn drain(reader: TcpStream, arrived: Arc<AtomicUsize>, all: usize, writing: Thread) {
    use tokio::io::AsyncReadExt;
    let mut reader = tokio::net::TcpStream::from_std(reader).expect("registers");
    let mut some = [0; 4096];
    while let Ok(bytes @ 1..) = reader.read(&mut some).await {
        if arrived.fetch_add(bytes, Ordering::Relaxed) + bytes == all {
            writing.unpark();
        }
    }
}

/// The median time of appending 4 KiB to a file and syncing its data.
pub(crate) fn fdatasync_each() -> Duration {
    let mut file = tempfile::tempfile().expect("a file");
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&[0; 4096]).expect("writes");
            file.sync_data().expect("syncs");
            began.elapsed()
        })
        .collect();
    times.sort();
    // So that the file was not written in vain.
    let _ = file.read(&mut [0; 1]);
    times[times.len() / 2]
}
