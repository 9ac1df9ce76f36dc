//! One attempt: a request, signed, to an address that was looked up for it.

use std::error::Error as _;
use std::time::Duration;

use aws_lc_rs::hmac;
use reqwest::{Client, Url, header, redirect};

use super::target::{Checked, HooksTo, Inside};
use crate::store::Trouble;

/// How long an attempt may take, from looking the address up to the answer's head.
const WITHIN: Duration = Duration::from_secs(10);
/// Says which change it is: the same whenever it is sent again.
const ID: &str = "banter-id";
/// Says when it was signed and how: `t=<seconds since 1970>,v1=<hex of HMAC-SHA-256 over "t.body">`.
const SIGNATURE: &str = "banter-signature";

/// Who sends.
#[derive(Clone)]
pub(super) struct Sender {
    client: Client,
    to: HooksTo,
}

impl Sender {
    /// Sends to what `to` allows, by itself: no proxy looks names up for it, no answer leads it elsewhere, and no
    /// connection is kept, so that each attempt looks anew.
    pub(super) fn new(to: HooksTo) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Banter/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(WITHIN)
            .dns_resolver(Checked(to))
            .build()?;
        Ok(Self { client, to })
    }

    /// Sends `body`, signed with `secret` at `now`, in seconds since 1970. Any answer of 2xx is that it was taken.
    pub(super) async fn send(
        &self,
        url: &str,
        (id, body): (&str, String),
        secret: &str,
        now: i64,
    ) -> Result<(), Trouble> {
        let url = Url::parse(url).map_err(|_| Trouble::Unreachable)?;
        // An address as such is not looked up.
        if !self.to.allows_literal(&url) {
            return Err(Trouble::Inside);
        }
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(ID, id)
            .header(SIGNATURE, signature(secret, now, &body))
            .body(body);
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Trouble::Status(answer.status().as_u16())),
            Err(error) => Err(trouble(&error)),
        }
    }
}

fn signature(secret: &str, now: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hmac::sign(&key, format!("{now}.{body}").as_bytes());
    let hex: String = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={now},v1={hex}")
}

/// The error itself names the address.
fn trouble(error: &reqwest::Error) -> Trouble {
    if is_inside(error) {
        Trouble::Inside
    } else if error.is_timeout() {
        Trouble::Slow
    } else if error.is_connect() {
        Trouble::Unreachable
    } else {
        Trouble::Broken
    }
}

/// Whether that is at the bottom of it.
fn is_inside(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(deeper) = cause {
        if deeper.is::<Inside>() {
            return true;
        }
        cause = deeper.source();
    }
    false
}

#[cfg(test)]
mod tests {
    /// RFC 4231 has no case of text alone; this one is by `openssl dgst -sha256 -hmac`.
    #[test]
    fn signs_time_and_body() {
        assert_eq!(
            super::signature("secret", 1_700_000_000, "{\"id\":\"x-1\"}"),
            "t=1700000000,v1=6898b8b1238b1358b4f6ddb874d9e0e0b183df964a60badac62c937ad28af00b"
        );
    }
}
