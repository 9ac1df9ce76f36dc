//! A server of this test's own, in this process, on a port of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::event::read;
use app::http::OneTimePassword;
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use server::auth::BotToken;
use server::banter::Banter;
use server::config::{Config, Layers};
use server::name::Name;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;

use super::{Person, within};

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse";

/// A running server.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) http: Client,
    /// Absent when another process serves.
    pub(crate) banter: Option<Arc<Banter>>,
    shutdown: CancellationToken,
    serving: Option<JoinHandle<()>>,
    data: Option<TempDir>,
}

impl App {
    /// With default settings.
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With `settings` by key.
    pub(crate) async fn with(settings: &[(&'static str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut app = Self::on(data.path(), settings).await;
        app.data = Some(data);
        app
    }

    /// On a folder that may hold something already.
    pub(crate) async fn on(data: &Path, settings: &[(&'static str, &str)]) -> Self {
        Self::at_door(TcpListener::bind("127.0.0.1:0").await.unwrap(), data, settings)
    }

    /// The same, with `settings`, on a listener that is there already.
    pub(crate) fn behind(listener: TcpListener, settings: &[(&'static str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut app = Self::at_door(listener, data.path(), settings);
        app.data = Some(data);
        app
    }

    fn at_door(listener: TcpListener, data: &Path, settings: &[(&'static str, &str)]) -> Self {
        let address = listener.local_addr().unwrap();
        let (banter, writer) = Banter::open(config(data, settings), address).unwrap();
        let shutdown = CancellationToken::new();
        let serving = server::serve::serve(Arc::clone(&banter), listener, writer, shutdown.clone());
        let serving = Some(tokio::spawn(serving));
        Self { address, http: client(), banter: Some(banter), shutdown, serving, data: None }
    }

    /// A server in another process.
    pub(crate) fn at(address: SocketAddr) -> Self {
        let shutdown = CancellationToken::new();
        Self { address, http: client(), banter: None, shutdown, serving: None, data: None }
    }

    /// Goes down in order, and keeps the folder.
    pub(crate) async fn stop(mut self) -> Option<TempDir> {
        self.shutdown.cancel();
        if let Some(serving) = self.serving.take() {
            within("the server to end", serving).await.unwrap();
        }
        self.data.take()
    }

    /// Begins to go down, without waiting.
    pub(crate) fn begin_to_stop(&self) {
        self.shutdown.cancel();
    }

    /// As a browser on our page asks.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http
            .post(format!("http://{}{path}", self.address))
            .header(header::ORIGIN, format!("http://{}", self.address))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("http://{}{path}", self.address))
    }

    /// Signs in, making the account when there is none; the session's token and a one-time password.
    pub(crate) async fn sign_in(&self, name: &str) -> (String, String) {
        let body = serde_json::json!({"username": name, "password": PASSWORD});
        let mut response = self.post("/register").json(&body).send().await.unwrap();
        if response.status() == StatusCode::CONFLICT {
            response = self.post("/login").json(&body).send().await.unwrap();
        }
        assert!(response.status().is_success(), "{}", response.status());
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        let token = cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
        (token, one_time_password(response).await)
    }

    /// One more one-time password.
    pub(crate) async fn otp(&self, token: &str) -> String {
        let response = self.post("/otp").bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        one_time_password(response).await
    }

    /// Signed in, connected, welcomed.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let (token, otp) = self.sign_in(name).await;
        Person::enters(self, name, token, &otp).await
    }

    /// One more connection of the same session.
    pub(crate) async fn device_of(&self, person: &Person) -> Person {
        let otp = self.otp(&person.token).await;
        Person::enters(self, &person.name, person.token.clone(), &otp).await
    }

    /// Both in the room called `room`.
    pub(crate) async fn two_in(&self, room: &str) -> (Person, Person) {
        let (mut ann, mut bob) = (self.person("ann").await, self.person("bob").await);
        ann.opens(room).await;
        bob.opens(room).await;
        (ann, bob)
    }
}

async fn one_time_password(response: Response) -> String {
    read::<OneTimePassword>(&response.text().await.unwrap()).unwrap().otp
}

/// Follows no redirect and keeps no connection.
fn client() -> Client {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    client.pool_max_idle_per_host(0).build().unwrap()
}

/// A valid configuration on `data`.
fn config(data: &Path, settings: &[(&'static str, &str)]) -> Config {
    let mut flags: BTreeMap<_, _> =
        settings.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
    flags.insert("data", data.display().to_string());
    // What is done between an answer and the socket may take longer than people do.
    flags.entry("otp_ttl").or_insert_with(|| "60s".to_owned());
    Config::from_layers(&Layers { flags, ..Layers::default() }).unwrap()
}

/// The answer to `GET /ws?otp=…` with these headers: a socket or a status.
pub(crate) async fn try_open(
    address: SocketAddr,
    otp: &str,
    headers: &[(&'static str, &str)],
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, u16> {
    let mut request = format!("ws://{address}/ws?otp={otp}").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, HeaderValue::from_str(value).unwrap());
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

/// A bot of `app`, by a token made as the command line does.
pub(crate) async fn bot(app: &App, name: &str) -> String {
    let store = &app.banter.as_ref().unwrap().store;
    let id = store.add_bot(&Name::of_user(name).unwrap()).await.unwrap();
    let token = BotToken::make().unwrap();
    assert!(store.add_token(id, token.session(), "test").await.unwrap());
    token.reveal().to_owned()
}
