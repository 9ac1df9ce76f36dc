//! `banter connect` over https, to whom this machine trusts and to whom it does not.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::{App, Terminal, connect};

/// What a proxy with TLS in front of a server does.
async fn proxy(listener: TcpListener, behind: SocketAddr, acceptor: TlsAcceptor) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // A client that trusts nobody here goes away.
            let Ok(mut client) = acceptor.accept(client).await else { return };
            let mut server = TcpStream::connect(behind).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut server).await;
        });
    }
}

#[tokio::test]
async fn https_goes_to_whom_this_machine_trusts() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![cert.der().clone()], key).unwrap();
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let behind = door.local_addr().unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let origins = format!("{url},http://{behind}");
    let app = App::behind(door, &[("origin", &origins), ("registration", "open")]);
    tokio::spawn(proxy(listener, behind, TlsAcceptor::from(Arc::new(config))));
    app.sign_in("ann").await;
    let mut bob = app.person("bob").await;
    bob.opens("general").await;

    let trusted = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(trusted.path(), cert.pem()).unwrap();
    let mut command = connect(&url, "ann", &[]);
    command.env("SSL_CERT_FILE", trusted.path()).env_remove("SSL_CERT_DIR");
    let mut ann = Terminal::pipe(command);
    ann.enters("by https and wss");
    bob.sees_message("by https and wss").await;
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(0), "{}", ann.errors.all());

    let mut command = connect(&url, "ann", &["--wait", "0"]);
    command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    let mut ann = Terminal::pipe(command);
    ann.is_at_end();
    assert_eq!(ann.ends().await, Some(3));
    assert!(ann.errors.all().contains("certificate"), "{}", ann.errors.all());
}
