//! Clients that cost little: raw sockets that count frames.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Barrier;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::process::Server;

/// 64 bytes of text.
const TEXT: &str = "sixty-four bytes of text, as people say it in a room, more or les";

/// Accounts, each with a session, in one of the rooms in turn.
pub(crate) struct Fleet {
    pub(crate) tokens: Vec<String>,
    http: reqwest::Client,
}

/// An open socket in its room.
pub(crate) struct Member {
    stream: TcpStream,
    room: usize,
    /// What was read and is no whole frame yet.
    rest: Vec<u8>,
}

impl Fleet {
    pub(crate) async fn of(server: &Server, rooms: usize) -> Self {
        let http = reqwest::Client::new();
        let mut tokens = Vec::new();
        for room in 0..rooms {
            let credentials =
                serde_json::json!({"username": format!("u{room}"), "password": "correct horse"});
            let url = format!("http://{}/register", server.address);
            let response = http.post(url).json(&credentials).send().await.expect("registers");
            let cookie = response.headers()["set-cookie"].to_str().expect("text").to_owned();
            let token = cookie.split_once('=').and_then(|(_, rest)| rest.split(';').next());
            tokens.push(token.expect("a cookie").to_owned());
        }
        Self { tokens, http }
    }

    /// The first account alone.
    pub(crate) fn of_first(all: &Self) -> Self {
        Self { tokens: all.tokens[..1].to_vec(), http: all.http.clone() }
    }

    /// `each` sockets of each account, all in that account's room.
    pub(crate) async fn open(&self, server: &Server, each: usize) -> Vec<Member> {
        self.open_with(server, each, None).await
    }

    /// The same with `buffer` bytes for what the kernel takes in before it is read.
    pub(crate) async fn open_with(
        &self,
        server: &Server,
        each: usize,
        buffer: Option<u32>,
    ) -> Vec<Member> {
        let mut members = Vec::new();
        for (room, token) in self.tokens.iter().enumerate() {
            for _ in 0..each {
                members.push(self.member(server, room % super::ROOMS, token, buffer).await);
            }
        }
        members
    }

    /// How many rooms that account could join, up to two.
    pub(crate) async fn others(&self, server: &Server, account: usize) -> usize {
        let url = format!("http://{}/api/rooms/others?limit=2", server.address);
        let asked = self.http.get(url).bearer_auth(&self.tokens[account]);
        let answer: serde_json::Value =
            asked.send().await.expect("asks").json().await.expect("JSON");
        answer["rooms"].as_array().expect("a list").len()
    }

    async fn member(
        &self,
        server: &Server,
        room: usize,
        token: &str,
        buffer: Option<u32>,
    ) -> Member {
        let otp = self.http.post(format!("http://{}/otp", server.address)).bearer_auth(token);
        let otp: serde_json::Value = otp.send().await.expect("asks").json().await.expect("JSON");
        let otp = otp["otp"].as_str().expect("an otp");
        let url = format!("ws://{}/ws?otp={otp}", server.address);
        let mut request = url.into_client_request().expect("a request");
        let bearer = format!("Bearer {token}").parse().expect("a header");
        request.headers_mut().insert("authorization", bearer);
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).expect("a size");
        }
        let address = server.address.parse().expect("an address");
        let stream = socket.connect(address).await.expect("connects");
        stream.set_nodelay(true).expect("no delay");
        let (mut socket, _) =
            tokio_tungstenite::client_async(request, stream).await.expect("a socket");
        let open = format!(r#"{{"type":"change_room","payload":{{"name":"room{room}"}}}}"#);
        socket.send(Message::text(open)).await.expect("sends");
        let mut seen = 0;
        while seen < 2 {
            use futures_util::StreamExt;
            let text = socket.next().await.expect("lives").expect("a frame");
            let text = text.into_text().expect("text");
            seen += u8::from(text.contains("\"welcome\"") || text.contains("\"room_changed\""));
        }
        Member { stream: socket.into_inner(), room, rest: Vec::new() }
    }
}

impl Member {
    /// The number of frames that came whose text contains `wanted`; 0 at the end of the stream.
    async fn frames(&mut self, wanted: &str) -> usize {
        loop {
            let mut some = [0; 16 * 1024];
            let bytes = self.stream.read(&mut some).await.unwrap_or(0);
            if bytes == 0 {
                return 0;
            }
            self.rest.extend_from_slice(&some[..bytes]);
            let found = self.take_frames(wanted);
            if found > 0 {
                return found;
            }
        }
    }

    /// Takes in whatever comes next; its bytes, 0 at the end of the stream. Loses nothing when dropped.
    pub(crate) async fn takes(&mut self) -> usize {
        self.stream.read(&mut [0; 64 * 1024]).await.unwrap_or(0)
    }

    fn take_frames(&mut self, wanted: &str) -> usize {
        let (mut at, mut found) = (0, 0);
        while let Some((payload, end)) = self.next_frame(at) {
            found += usize::from(is_of(&self.rest[payload], wanted));
            at = end;
        }
        self.rest.drain(..at);
        found
    }

    /// Where the payload of the frame at `at` lies, and where the frame ends, when it is there whole.
    fn next_frame(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let head = self.rest.get(at..at + 2)?;
        let (start, length) = if head[1] == 126 {
            let length = self.rest.get(at + 2..at + 4)?;
            (at + 4, usize::from(u16::from_be_bytes([length[0], length[1]])))
        } else {
            (at + 2, usize::from(head[1]))
        };
        let end = start + length;
        (end <= self.rest.len()).then_some((start..end, end))
    }

    /// On a stream that has asked for an upgrade.
    pub(crate) async fn upgraded(mut stream: TcpStream) -> Self {
        let mut rest = Vec::new();
        loop {
            let head = rest.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = head {
                let status = String::from_utf8_lossy(&rest[..end]).into_owned();
                assert!(status.starts_with("HTTP/1.1 101"), "{status}");
                rest.drain(..end + 4);
                return Self { stream, room: 0, rest };
            }
            assert!(stream.read_buf(&mut rest).await.expect("lives") > 0, "no answer");
        }
    }

    /// The next frame of that kind; those before it are dropped.
    pub(crate) async fn text_of(&mut self, wanted: &str) -> String {
        loop {
            while let Some((payload, end)) = self.next_frame(0) {
                let is_it = is_of(&self.rest[payload.clone()], wanted);
                let text = String::from_utf8_lossy(&self.rest[payload]).into_owned();
                self.rest.drain(..end);
                if is_it {
                    return text;
                }
            }
            let read = self.stream.read_buf(&mut self.rest).await.expect("lives");
            assert!(read > 0, "it ended before {wanted}: {}", String::from_utf8_lossy(&self.rest));
        }
    }

    pub(crate) async fn says(&mut self, count: usize) {
        self.says_text(TEXT, count).await;
    }

    async fn says_text(&mut self, text: &str, count: usize) {
        let text = format!(r#"{{"type":"send_message","payload":{{"message":"{text}"}}}}"#);
        self.sends_often(&text, count).await;
    }

    pub(crate) async fn sends(&mut self, text: &str) {
        self.sends_often(text, 1).await;
    }

    async fn sends_often(&mut self, text: &str, count: usize) {
        let length = u16::try_from(text.len()).expect("short");
        let mut frames = Vec::new();
        for _ in 0..count {
            // Masked with zeros: the text goes as it is (RFC 6455 section 5.3).
            if length < 126 {
                frames.extend([0x81, 0x80 | length.to_be_bytes()[1], 0, 0, 0, 0]);
            } else {
                frames.extend([0x81, 0x80 | 126]);
                frames.extend(length.to_be_bytes());
                frames.extend([0, 0, 0, 0]);
            }
            frames.extend(text.as_bytes());
        }
        self.stream.write_all(&frames).await.expect("sends");
    }
}

/// The kind stands first in every frame of ours.
fn is_of(payload: &[u8], wanted: &str) -> bool {
    payload.get(9..9 + wanted.len()) == Some(wanted.as_bytes())
}

/// One member of each room keeps `in_flight` messages on the way, and waits for its own; how many
/// messages reached all members together.
pub(crate) async fn send_and_count(
    members: Vec<Member>,
    each: usize,
    in_flight: usize,
    lasts: Duration,
) -> u64 {
    let delivered = Arc::new(AtomicU64::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let said = Arc::new(AtomicU64::new(0));
    let rooms = members.last().map_or(0, |member| member.room + 1);
    let ready = Arc::new(Barrier::new(rooms + 1));
    let mut publishers = Vec::new();
    let mut talks = [const { false }; 1024];
    for mut member in members {
        let delivered = Arc::clone(&delivered);
        if std::mem::replace(&mut talks[member.room], true) {
            tokio::spawn(async move {
                loop {
                    let frames = member.frames("new_message").await;
                    if frames == 0 {
                        return;
                    }
                    delivered.fetch_add(frames as u64, Ordering::Relaxed);
                }
            });
            continue;
        }
        let (over, said, ready) = (Arc::clone(&over), Arc::clone(&said), Arc::clone(&ready));
        publishers.push(tokio::spawn(async move {
            ready.wait().await;
            while !over.load(Ordering::Relaxed) {
                member.says(in_flight).await;
                said.fetch_add(in_flight as u64, Ordering::Relaxed);
                let mut own = 0;
                while own < in_flight {
                    own += member.frames("new_message").await;
                }
                delivered.fetch_add(own as u64, Ordering::Relaxed);
            }
        }));
    }
    ready.wait().await;
    tokio::time::sleep(lasts).await;
    over.store(true, Ordering::Relaxed);
    for publisher in publishers {
        publisher.await.expect("no publisher fails");
    }
    let all = said.load(Ordering::Relaxed) * each as u64;
    while delivered.load(Ordering::Relaxed) < all {
        tokio::task::yield_now().await;
    }
    all
}

/// Times of one load, in order of size.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `share` of them (from 0 to 1) took at most.
    pub(crate) fn at(&self, share: f64) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share) as usize).copied().unwrap_or_default()
    }
}

/// One member keeps `in_flight` messages on the way to the disk; how long each took from being sent to
/// its ack, and all of them together.
pub(crate) async fn acked(
    mut member: Member,
    in_flight: usize,
    lasts: Duration,
) -> (Times, Duration) {
    let (began, mut times) = (Instant::now(), Vec::new());
    let mut sent = VecDeque::from(vec![began; in_flight]);
    member.says(in_flight).await;
    while began.elapsed() < lasts {
        let found = member.frames("ack\"").await;
        let now = Instant::now();
        // Acks come in the order of the commands.
        times.extend(sent.drain(..found).map(|sent| now - sent));
        sent.extend(std::iter::repeat_n(now, found));
        member.says(found).await;
    }
    (Times::of(times), began.elapsed())
}

/// One of `members` says something of 3,000 bytes every `pause`; how long each took to reach the last
/// of them.
pub(crate) async fn to_the_last(mut members: Vec<Member>, count: usize, pause: Duration) -> Times {
    let text = "x".repeat(3_000);
    let mut publisher = members.pop().expect("somebody speaks");
    let arrivals = Arc::new(Mutex::new(vec![Instant::now(); count]));
    let readers: Vec<_> = members
        .into_iter()
        .map(|mut member| {
            let arrivals = Arc::clone(&arrivals);
            tokio::spawn(async move {
                let mut heard = 0;
                while heard < count {
                    let found = member.frames("new_message").await;
                    let now = Instant::now();
                    let mut arrivals = arrivals.lock().expect("no reader fails");
                    for at in &mut arrivals[heard..heard + found] {
                        *at = now.max(*at);
                    }
                    heard += found;
                }
            })
        })
        .collect();
    let mut sent = Vec::new();
    for _ in 0..count {
        sent.push(Instant::now());
        publisher.says_text(&text, 1).await;
        publisher.frames("ack\"").await;
        tokio::time::sleep(pause).await;
    }
    for reader in readers {
        reader.await.expect("no reader fails");
    }
    let arrivals = arrivals.lock().expect("no reader fails");
    Times::of(arrivals.iter().zip(&sent).map(|(at, sent)| *at - *sent).collect())
}
