//! `banter connect` to what is no Banter, or no good one.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Terminal, connect};

/// Whatever it is asked, it refuses, with that.
async fn refuses_with(message: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let _ = client.read(&mut [0; 4096]).await.unwrap();
            let body = serde_json::json!({"code": "forbidden", "message": message}).to_string();
            let head =
                "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close";
            let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            client.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn why_a_server_refuses_steers_no_terminal() {
    let url = refuses_with("\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}5m\r\n\u{202e}no").await;
    for arguments in [&[][..], &["--hello"]] {
        let mut ann = Terminal::pipe(connect(&url, "ann", arguments));
        ann.is_at_end();
        assert_eq!(ann.ends().await, Some(3));
        let errors = ann.errors.raw();
        assert!(errors.contains("␛]0;owned␇␛[2J\u{fffd}5m \u{fffd}no"), "{errors:?}");
        assert_eq!(errors.chars().filter(|char| char.is_control()).count(), 1, "{errors:?}");
    }
}
