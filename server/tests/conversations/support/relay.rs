//! A relay in front of a server, which sees with which code each client closes its socket.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::{App, within};

/// A relay, and the server behind it.
pub(crate) struct Relay {
    pub(crate) app: App,
    /// Where the relay listens.
    pub(crate) url: String,
    closed: mpsc::Receiver<Option<u16>>,
}

impl Relay {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = door.local_addr().unwrap();
        let origins = format!("{url},http://{behind}");
        let app = App::behind(door, &[("origin", &origins), ("registration", "open")]);
        let (told, closed) = mpsc::channel(16);
        tokio::spawn(accept(listener, behind, told));
        Self { app, url, closed }
    }

    /// With which code the next socket is closed that ends, if it is.
    pub(crate) async fn sees_close(&mut self) -> Option<u16> {
        within("the end of a socket", self.closed.recv()).await.unwrap()
    }
}

async fn accept(listener: TcpListener, behind: SocketAddr, told: mpsc::Sender<Option<u16>>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let told = told.clone();
        tokio::spawn(async move {
            let server = TcpStream::connect(behind).await.unwrap();
            let said = pass(client, server).await;
            if said.starts_with(b"GET /ws") {
                told.send(close_code(&said)).await.unwrap();
            }
        });
    }
}

/// Passes everything both ways; what the client said.
async fn pass(client: TcpStream, server: TcpStream) -> Vec<u8> {
    let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
        (client.into_split(), server.into_split());
    let answers = tokio::spawn(async move {
        // A client that is gone takes no more.
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let (mut said, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
        said.extend_from_slice(&buffer[..read]);
        if to_server.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    drop(to_server);
    answers.await.unwrap();
    said
}

/// The code of the masked Close frame that ends what a client said (RFC 6455 section 5.5.1).
fn close_code(said: &[u8]) -> Option<u16> {
    let [.., 0x88, 0x82, m0, m1, _, _, c0, c1] = said else { return None };
    Some(u16::from_be_bytes([c0 ^ m0, c1 ^ m1]))
}
