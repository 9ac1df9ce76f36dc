//! Clients that cost little: raw sockets that count frames.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::process::Server;

/// 64 bytes of text.
const TEXT: &str = "sixty-four bytes of text, as people say it in a room, more or les";

/// Accounts, one a room, each with a session.
pub(crate) struct Fleet {
    tokens: Vec<String>,
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

    /// `each` sockets of each account, all in that account's room.
    pub(crate) async fn open(&self, server: &Server, each: usize) -> Vec<Member> {
        let mut members = Vec::new();
        for (room, token) in self.tokens.iter().enumerate() {
            for _ in 0..each {
                members.push(self.member(server, room, token).await);
            }
        }
        members
    }

    async fn member(&self, server: &Server, room: usize, token: &str) -> Member {
        let otp = self.http.post(format!("http://{}/otp", server.address)).bearer_auth(token);
        let otp: serde_json::Value = otp.send().await.expect("asks").json().await.expect("JSON");
        let otp = otp["otp"].as_str().expect("an otp");
        let url = format!("ws://{}/ws?otp={otp}", server.address);
        let mut request = url.into_client_request().expect("a request");
        let bearer = format!("Bearer {token}").parse().expect("a header");
        request.headers_mut().insert("authorization", bearer);
        let stream = TcpStream::connect(&server.address).await.expect("connects");
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

    fn take_frames(&mut self, wanted: &str) -> usize {
        let (mut at, mut found) = (0, 0);
        while let Some(head) = self.rest.get(at..at + 2) {
            let (start, length) = match head[1] {
                126 => match self.rest.get(at + 2..at + 4) {
                    Some(length) => {
                        (at + 4, usize::from(u16::from_be_bytes([length[0], length[1]])))
                    }
                    None => break,
                },
                short => (at + 2, usize::from(short)),
            };
            let Some(payload) = self.rest.get(start..start + length) else { break };
            // The kind stands first in every frame of ours.
            found += usize::from(payload.get(9..9 + wanted.len()) == Some(wanted.as_bytes()));
            at = start + length;
        }
        self.rest.drain(..at);
        found
    }

    async fn says(&mut self, count: usize) {
        let text = format!(r#"{{"type":"send_message","payload":{{"message":"{TEXT}"}}}}"#);
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

/// One member keeps `in_flight` messages on the way to the disk; how many were acked, in what time.
pub(crate) async fn acked(
    mut member: Member,
    in_flight: usize,
    lasts: Duration,
) -> (u64, Duration) {
    let began = Instant::now();
    let mut acked = 0_u64;
    member.says(in_flight).await;
    while began.elapsed() < lasts {
        let found = member.frames("ack\"").await;
        acked += found as u64;
        member.says(found).await;
    }
    (acked, began.elapsed())
}
