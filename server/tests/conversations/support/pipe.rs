//! A connection without a network: its clock can be stopped, its buffer is as small as we like.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use app::event::Event;
use futures_util::StreamExt;
use server::banter::Banter;
use server::router::router;
use server::serve::{Permit, connection};
use tokio::io::{DuplexStream, duplex};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::App;

/// The client's end of a connection to `banter` with `bytes` of buffer each way.
pub(crate) fn pipe(banter: &Arc<Banter>, bytes: usize) -> DuplexStream {
    let (ours, theirs) = duplex(bytes);
    let local = IpAddr::from(Ipv4Addr::LOCALHOST);
    let router = router(Arc::clone(banter));
    let serving =
        connection(Arc::clone(banter), router, theirs, (local, 1).into(), Permit::uncounted(local));
    tokio::spawn(serving);
    ours
}

/// A socket of `name` over such a pipe, welcomed; time may be stopped from here on.
pub(crate) async fn socket_over_pipe(
    app: &App,
    name: &str,
    bytes: usize,
) -> WebSocketStream<DuplexStream> {
    let (token, otp) = app.sign_in(name).await;
    let url = format!("ws://{}/ws?otp={otp}", app.address);
    let mut request = url.into_client_request().unwrap();
    let bearer = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    request.headers_mut().insert("authorization", bearer);
    let pipe = pipe(app.banter.as_ref().unwrap(), bytes);
    let (mut socket, _) = tokio_tungstenite::client_async(request, pipe).await.unwrap();
    let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("no welcome") };
    assert!(matches!(Event::decode(&text), Ok(Event::Welcome(_))));
    socket
}
