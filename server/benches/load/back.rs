//! Clients that come back, all at once: a one-time password, a socket, a `resume`, all they missed.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::client::Member;
use super::process::Server;

/// Where a client of one room stands.
#[derive(Clone)]
pub(crate) struct Position {
    room: String,
    seq: u64,
}

/// Connections that are being made at once; browsers come back spread over seconds.
const AT_ONCE: usize = 256;

/// Stands still while `missed` messages are said.
pub(crate) async fn say_and_stand(member: &mut Member, missed: usize) -> Position {
    let mut last = Position { room: String::new(), seq: 0 };
    for number in 0..=missed {
        member.says(1).await;
        let ack = member.text_of("ack\"").await;
        let ack: serde_json::Value = serde_json::from_str(&ack).expect("JSON");
        if number == 0 {
            let room = ack["payload"]["room"].as_str().expect("a room").to_owned();
            last = Position { room, seq: ack["payload"]["seq"].as_u64().expect("a number") };
        }
    }
    last
}

/// `each` clients of every account come back and are in step.
pub(crate) async fn all_in_step(
    server: &Server,
    tokens: &[String],
    positions: &[Position],
    each: usize,
) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut clients = Vec::new();
    for (token, position) in tokens.iter().zip(positions.iter().cycle()) {
        for _ in 0..each {
            let (turns, address) = (Arc::clone(&turns), server.address.clone());
            let (token, position) = (token.clone(), position.clone());
            clients.push(tokio::spawn(async move {
                let turn = turns.acquire_owned().await.expect("never closed");
                let member = comes_back(&address, &token, &position).await;
                drop(turn);
                member
            }));
        }
    }
    let mut members = Vec::new();
    for client in clients {
        members.push(client.await.expect("everybody comes back"));
    }
    drop(members);
}

async fn comes_back(address: &str, token: &str, position: &Position) -> Member {
    let head = format!("host: {address}\r\nauthorization: Bearer {token}\r\n");
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let ask = format!("POST /otp HTTP/1.1\r\n{head}content-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("is answered");
    let otp = answer.split("\"otp\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let otp = otp.unwrap_or_else(|| panic!("no one-time password: {answer}"));

    let mut stream = TcpStream::connect(address).await.expect("connects");
    stream.set_nodelay(true).expect("no delay");
    let upgrade = "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\
                   sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let ask = format!("GET /ws?otp={otp} HTTP/1.1\r\n{head}{upgrade}");
    stream.write_all(ask.as_bytes()).await.expect("asks");
    let mut member = Member::upgraded(stream).await;
    let welcome = member.text_of("welcome").await;
    let welcome: serde_json::Value = serde_json::from_str(&welcome).expect("JSON");
    let (room, epoch) = (&position.room, welcome["payload"]["epoch"].as_str().expect("text"));
    let rooms = format!(r#"[{{"room":"{room}","epoch":"{epoch}","seq":{}}}]"#, position.seq);
    member.sends(&format!(r#"{{"type":"resume","payload":{{"rooms":{rooms}}}}}"#)).await;
    member.text_of("synced").await;
    member
}
