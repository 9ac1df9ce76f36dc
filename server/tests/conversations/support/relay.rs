//! A relay in front of a server, which sees with which code each client closes its socket, and holds back what it is
//! told to.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use super::{App, within};

/// A relay, and the server behind it.
pub(crate) struct Relay {
    pub(crate) app: App,
    /// Where the relay listens.
    pub(crate) url: String,
    /// Whether it holds back what is asked of a room, pages of messages above all.
    pub(crate) holds_pages: watch::Sender<bool>,
    /// Whether it holds back what comes by a socket.
    pub(crate) holds_events: watch::Sender<bool>,
    cuts: watch::Sender<()>,
    closed: mpsc::Receiver<Option<u16>>,
}

/// What one connection has of it.
#[derive(Clone)]
struct Passage {
    behind: SocketAddr,
    told: mpsc::Sender<Option<u16>>,
    holds_pages: watch::Receiver<bool>,
    holds_events: watch::Receiver<bool>,
    cuts: watch::Sender<()>,
}

impl Relay {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let behind = door.local_addr().unwrap();
        let origins = format!("{url},http://{behind}");
        let settings = [("origin", &*origins), ("registration", "open"), ("message_burst", "1000")];
        let app = App::behind(door, &settings);
        let (told, closed) = mpsc::channel(16);
        let (holds_pages, holds_events) = (watch::Sender::new(false), watch::Sender::new(false));
        let cuts = watch::Sender::new(());
        let passage = Passage {
            behind,
            told,
            holds_pages: holds_pages.subscribe(),
            holds_events: holds_events.subscribe(),
            cuts: cuts.clone(),
        };
        tokio::spawn(accept(listener, passage));
        Self { app, url, holds_pages, holds_events, cuts, closed }
    }

    /// Ends every socket there is; what was held back of it is lost.
    pub(crate) fn cuts(&self) {
        self.cuts.send_replace(());
    }

    /// With which code the next socket is closed that ends, if it is.
    pub(crate) async fn sees_close(&mut self) -> Option<u16> {
        within("the end of a socket", self.closed.recv()).await.unwrap()
    }
}

async fn accept(listener: TcpListener, passage: Passage) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let passage = passage.clone();
        tokio::spawn(async move {
            let server = TcpStream::connect(passage.behind).await.unwrap();
            let said = pass(client, server, &passage).await;
            if said.starts_with(SOCKET) {
                passage.told.send(close_code(&said)).await.unwrap();
            }
        });
    }
}

const SOCKET: &[u8] = b"GET /ws";
const PAGE: &[u8] = b"GET /api/rooms/";

/// Passes everything both ways; what the client said.
async fn pass(client: TcpStream, server: TcpStream, passage: &Passage) -> Vec<u8> {
    let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
        (client.into_split(), server.into_split());
    let (mut said, mut buffer) = (vec![0; 16 * 1024], [0; 4096]);
    let begun = from_client.read(&mut said).await.unwrap_or(0);
    said.truncate(begun);
    let mut holds_events = passage.holds_events.clone();
    let is_socket = said.starts_with(SOCKET);
    let mut cuts = passage.cuts.subscribe();
    let answers = tokio::spawn(async move {
        let mut buffer = [0; 4096];
        let answers = async {
            while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
                if is_socket {
                    is_let_through(&mut holds_events).await;
                }
                // A client that is gone takes no more.
                if to_client.write_all(&buffer[..read]).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! {
            biased;
            _ = cuts.changed(), if is_socket => {}
            () = answers => {}
        }
    });
    let mut holds_pages = passage.holds_pages.clone();
    let mut from = 0;
    while from < said.len() {
        if said[from..].starts_with(PAGE) {
            is_let_through(&mut holds_pages).await;
        }
        if to_server.write_all(&said[from..]).await.is_err() {
            break;
        }
        from = said.len();
        if let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            said.extend_from_slice(&buffer[..read]);
        }
    }
    drop(to_server);
    answers.await.unwrap();
    said
}

/// Waits until nothing is held back, or nobody is there any more who could say so.
async fn is_let_through(is_held: &mut watch::Receiver<bool>) {
    let _ = is_held.wait_for(|is_held| !is_held).await;
}

/// The code of the masked Close frame that ends what a client said (RFC 6455 section 5.5.1).
fn close_code(said: &[u8]) -> Option<u16> {
    let [.., 0x88, 0x82, m0, m1, _, _, c0, c1] = said else { return None };
    Some(u16::from_be_bytes([c0 ^ m0, c1 ^ m1]))
}
