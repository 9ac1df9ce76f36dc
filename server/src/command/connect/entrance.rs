//! `banter connect`, the way in: a session, for each socket a one-time password, and the questions asked
//! over HTTP. A program sends its token, neither cookie nor Origin.

use std::error::Error;
use std::time::Duration;

use app::client::LOG_PAGE_EVENTS;
use app::event::{FromJson, RoomId, Seq, read};
use app::http::{ApiError, Credentials, History, LogPage, Members, OneTimePassword};
use app::link::CONNECT_MS;
use app::timeline::PAGE_MESSAGES;
use reqwest::{Client, RequestBuilder, Response, header, redirect};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::Error as SocketError;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use url::Url;

use super::text::harmless_line;
use crate::auth::BotToken;

/// No answer for this long is none.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// A server that does not hear of a logout ends the session by its age.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);
/// What is wrong where https is asked of a server that speaks http.
const NO_TLS: &str = "it does not speak TLS; its address may begin with http://";

/// An open socket.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One user's way into one server.
#[derive(Clone)]
pub(super) struct Entrance {
    http: Client,
    url: Url,
    key: Key,
    /// Somebody is shown what is announced.
    shows_announcements: bool,
}

/// What opens it.
#[derive(Clone)]
pub(super) enum Key {
    /// A person's: it begins a session.
    Password(Credentials),
    /// A bot's, which is there already, and stays.
    Token(BotToken),
}

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP status; 0 when nothing was heard.
    pub(super) status: u16,
    /// When to ask again, in milliseconds, if the server says so.
    pub(super) retry_ms: Option<u64>,
    /// Why, for people.
    pub(super) sentence: String,
}

impl Refusal {
    /// Nothing was heard.
    pub(super) fn silence(why: &str) -> Self {
        let sentence = format!("it cannot be reached: {why}.");
        Self { status: 0, retry_ms: None, sentence }
    }

    /// Whether another attempt may go better.
    pub(super) const fn passes(&self) -> bool {
        matches!(self.status, 0 | 429 | 502..=504)
    }
}

impl Entrance {
    /// To the server at `url`.
    ///
    /// # Errors
    /// A sentence on the address.
    pub(super) fn new(url: Url, key: Key, shows_announcements: bool) -> Result<Self, String> {
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            // The socket goes by no proxy, so neither does the rest.
            .no_proxy()
            .timeout(ANSWER_WITHIN)
            .build()
            .map_err(|error| format!("cannot prepare for https: {}.", innermost(&error)))?;
        Ok(Self { http, url, key, shows_announcements })
    }

    /// Where the server is, for people.
    pub(super) fn place(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Whether a bot goes in.
    pub(super) const fn is_bots(&self) -> bool {
        matches!(self.key, Key::Token(_))
    }

    /// A socket and the token it goes by. The session goes on that `token` names; without one, or when it
    /// is over, the password begins another. A bot's token is all there is.
    pub(super) async fn enter(self, token: Option<String>) -> Result<(Socket, String), Refusal> {
        let entering = async {
            let (token, otp) = match token {
                None => self.sign_in().await?,
                Some(token) => match self.one_time_password(&token).await {
                    Ok(otp) => (token, otp),
                    Err(Refusal { status: 401, .. }) => self.sign_in().await?,
                    Err(refusal) => return Err(refusal),
                },
            };
            let socket = self.open(&otp, &token).await?;
            Ok((socket, token))
        };
        let within = Duration::from_millis(CONNECT_MS);
        timeout(within, entering)
            .await
            .unwrap_or_else(|_| Err(Refusal::silence("it does not answer")))
    }

    /// The newest page of `room`'s messages.
    pub(super) async fn history(self, token: String, room: RoomId) -> Option<History> {
        let path = format!("api/rooms/{room}/messages?limit={PAGE_MESSAGES}");
        self.get(&path, &token).await
    }

    /// Who is in `room`.
    pub(super) async fn members(self, token: String, room: RoomId) -> Option<Members> {
        self.get(&format!("api/rooms/{room}/members"), &token).await
    }

    /// The log events of `room` after `after`.
    pub(super) async fn log(self, token: String, room: RoomId, after: Seq) -> Option<LogPage> {
        let path = format!("api/rooms/{room}/log?limit={LOG_PAGE_EVENTS}&after={after}");
        self.get(&path, &token).await
    }

    /// Ends the session: nobody will use it again. A bot's token outlives this.
    pub(super) async fn leave(self, token: &str) {
        if self.is_bots() {
            return;
        }
        let request = self.http.post(self.at("logout")).bearer_auth(token);
        // Without an answer it ends by its age.
        let _ = request.timeout(LEAVE_WITHIN).send().await;
    }

    async fn sign_in(&self) -> Result<(String, String), Refusal> {
        let credentials = match &self.key {
            Key::Password(credentials) => credentials,
            Key::Token(token) => {
                let otp = self.one_time_password(token.reveal()).await.map_err(of_token)?;
                return Ok((token.reveal().to_owned(), otp));
            }
        };
        let response = accepted(self.http.post(self.at("login")).json(credentials)).await?;
        let token = token_in(&response).ok_or_else(no_banter)?;
        let OneTimePassword { otp } = body(response).await.ok_or_else(no_banter)?;
        Ok((token, otp))
    }

    async fn one_time_password(&self, token: &str) -> Result<String, Refusal> {
        let response = accepted(self.http.post(self.at("otp")).bearer_auth(token)).await?;
        let OneTimePassword { otp } = body(response).await.ok_or_else(no_banter)?;
        Ok(otp)
    }

    async fn open(&self, otp: &str, token: &str) -> Result<Socket, Refusal> {
        let request = self.upgrade(otp, token).ok_or_else(no_banter)?;
        match connect_async(request).await {
            Ok((socket, _)) => Ok(socket),
            Err(SocketError::Http(response)) => Err(Refusal {
                status: response.status().as_u16(),
                retry_ms: None,
                sentence: format!("it opens no socket (status {}).", response.status().as_u16()),
            }),
            Err(error) => Err(Refusal::silence(&innermost(&error))),
        }
    }

    fn upgrade(&self, otp: &str, token: &str) -> Option<Request<()>> {
        let mut url = self.at("ws");
        url.set_scheme(if self.url.scheme() == "https" { "wss" } else { "ws" }).ok()?;
        url.query_pairs_mut().append_pair("otp", otp);
        if !self.shows_announcements {
            url.query_pairs_mut().append_pair("announcements", "no");
        }
        let mut request = url.as_str().into_client_request().ok()?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
        bearer.set_sensitive(true);
        request.headers_mut().insert("authorization", bearer);
        Some(request)
    }

    async fn get<T: FromJson>(&self, path: &str, token: &str) -> Option<T> {
        let response = accepted(self.http.get(self.at(path)).bearer_auth(token)).await.ok()?;
        body(response).await
    }

    fn at(&self, path: &str) -> Url {
        // A path of ours is always one.
        self.url.join(path).unwrap_or_else(|_| self.url.clone())
    }
}

/// The address of a server, as people write it.
///
/// # Errors
/// What is wrong with it, and how one looks.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let wrong = |why: &str| Err(format!("the address is {why}, as in https://chat.example.org."));
    let Ok(mut url) = Url::parse(text) else { return wrong("to begin with https:// or http://") };
    let scheme = match url.scheme() {
        "https" | "wss" => "https",
        "http" | "ws" => "http",
        _ => return wrong("to begin with https:// or http://"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("to hold neither name nor password: give --user, and BANTER_PASSWORD");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return wrong("to end after host and port");
    }
    // Fails only between kinds of schemes that these four are not of.
    let _ = url.set_scheme(scheme);
    Ok(url)
}

/// The session's token is the value of the cookie that browsers get.
fn token_in(response: &Response) -> Option<String> {
    let cookie = response.headers().get(header::SET_COOKIE)?.to_str().ok()?;
    let (_, value) = cookie.split(';').next()?.split_once('=')?;
    Some(value.to_owned())
}

async fn body<T: FromJson>(response: Response) -> Option<T> {
    read(&response.text().await.ok()?)
}

async fn accepted(request: RequestBuilder) -> Result<Response, Refusal> {
    let response = request.send().await.map_err(|error| unheard(&error))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = response.headers().get(header::RETRY_AFTER);
    let seconds = retry_after.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    // What no Banter wrote was written by something in between.
    let said = body::<ApiError>(response).await.map(|error| harmless_line(&error.message));
    Err(Refusal {
        status: status.as_u16(),
        retry_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)),
        sentence: said.unwrap_or_else(|| format!("it answers with status {}.", status.as_u16())),
    })
}

/// Somebody with a token cannot sign in.
fn of_token(refusal: Refusal) -> Refusal {
    let sentence =
        "the bot's token is not known there, or was revoked: banter bot token NAME makes one.";
    let is_known = refusal.status != 401;
    if is_known { refusal } else { Refusal { sentence: sentence.to_owned(), ..refusal } }
}

fn no_banter() -> Refusal {
    let sentence = "what answers there is no Banter.".to_owned();
    Refusal { status: 404, retry_ms: None, sentence }
}

/// Nothing was heard; what speaks another protocol will not speak ours a moment later.
fn unheard(error: &dyn Error) -> Refusal {
    let why = innermost(error);
    let status = if why == NO_TLS { no_banter().status } else { 0 };
    Refusal { status, ..Refusal::silence(&why) }
}

/// What was wrong, without what it was wrong for: that names addresses.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let why = innermost.to_string();
    // As rustls says it, which is reached through two other crates here.
    if why.starts_with("received corrupt message") {
        return NO_TLS.to_owned();
    }
    why
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_a_scheme_a_host_and_perhaps_a_port() {
        for (text, url) in [
            ("http://localhost:3000", "http://localhost:3000/"),
            ("https://chat.example.org/", "https://chat.example.org/"),
            ("ws://[::1]:3000", "http://[::1]:3000/"),
            ("wss://chat.example.org", "https://chat.example.org/"),
        ] {
            assert_eq!(address(text).unwrap().as_str(), url);
        }
    }

    #[test]
    fn anything_else_is_refused_and_no_secret_said() {
        for text in [
            "localhost:3000",
            "chat",
            "ftp://a.org",
            "https://ann:secret@a.org",
            "http://a.org/x",
            "http://a.org/?otp=secret",
        ] {
            assert!(!address(text).unwrap_err().contains("secret"), "{text}");
        }
    }
}
