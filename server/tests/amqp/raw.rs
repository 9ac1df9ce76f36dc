//! A program that writes its frames by hand: it sends properties that no library would.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::within;

/// Where the tests' broker is.
const AT: &str = "127.0.0.1:5682";
/// Types of frames, and what each ends with.
const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
const END: u8 = 0xce;
/// What the broker takes as one frame (its `frame_max`), without what is around it.
const PAYLOAD_MAX: usize = 128 * 1024 - 8;

/// A connection with one channel, with confirms.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn connect() -> Self {
        let mut raw = Self(TcpStream::connect(AT).await.unwrap());
        raw.0.write_all(b"AMQP\x00\x00\x09\x01").await.unwrap();
        raw.hears(10, 10).await;
        let credentials =
            [&long(b""), &short(b"PLAIN"), &long(b"\0guest\0guest"), &short(b"en_US")];
        raw.does(0, 10, 11, &credentials.map(Vec::as_slice).concat()).await;
        raw.hears(10, 30).await;
        // As the broker proposes, and without heartbeats.
        let tune = [&2047_u16.to_be_bytes()[..], &131_072_u32.to_be_bytes(), &[0, 0]];
        raw.does(0, 10, 31, &tune.concat()).await;
        raw.does(0, 10, 40, &[&short(b"/")[..], &[0, 0]].concat()).await;
        raw.hears(10, 41).await;
        raw.does(1, 20, 10, &short(b"")).await;
        raw.hears(20, 11).await;
        raw.does(1, 85, 10, &[0]).await;
        raw.hears(85, 11).await;
        raw
    }

    /// Puts `body` into `banter.in` under `properties`, flags and all, and has it confirmed.
    pub(crate) async fn puts(&mut self, properties: &[u8], body: &[u8]) {
        self.publishes(b"", b"banter.in", properties, body).await;
    }

    /// Publishes `body`, and has it confirmed.
    pub(crate) async fn publishes(
        &mut self,
        exchange: &[u8],
        key: &[u8],
        properties: &[u8],
        body: &[u8],
    ) {
        let to = [&[0, 0][..], &short(exchange), &short(key), &[0]];
        self.does(1, 60, 40, &to.concat()).await;
        let length = (body.len() as u64).to_be_bytes();
        let header = [&60_u16.to_be_bytes()[..], &[0, 0], &length, properties];
        self.writes(HEADER, 1, &header.concat()).await;
        for part in body.chunks(PAYLOAD_MAX) {
            self.writes(BODY, 1, part).await;
        }
        self.hears(60, 80).await;
    }

    /// Has `banter.in` get what is published to `exchange`, under any key.
    pub(crate) async fn binds(&mut self, exchange: &[u8]) {
        let what = [&[0, 0][..], &short(b"banter.in"), &short(exchange), &short(b"#"), &[0]];
        self.does(1, 50, 20, &[&what.concat()[..], &long(b"")].concat()).await;
        self.hears(50, 21).await;
    }

    async fn does(&mut self, channel: u16, class: u16, method: u16, arguments: &[u8]) {
        let payload = [&class.to_be_bytes()[..], &method.to_be_bytes(), arguments].concat();
        self.writes(METHOD, channel, &payload).await;
    }

    async fn writes(&mut self, kind: u8, channel: u16, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let frame = [&[kind][..], &channel.to_be_bytes(), &length, payload, &[END]].concat();
        self.0.write_all(&frame).await.unwrap();
    }

    /// The next that the broker says must be this method.
    async fn hears(&mut self, class: u16, method: u16) {
        let what = format!("{class}.{method}");
        let payload = within(&what, async {
            let mut head = [0; 7];
            self.0.read_exact(&mut head).await.unwrap();
            let length = u32::from_be_bytes([head[3], head[4], head[5], head[6]]);
            let mut payload = vec![0; length as usize + 1];
            self.0.read_exact(&mut payload).await.unwrap();
            payload
        });
        let payload = payload.await;
        let is = [class.to_be_bytes(), method.to_be_bytes()].concat();
        assert!(payload.starts_with(&is), "not {what}: {:?}", String::from_utf8_lossy(&payload));
    }
}

/// Up to 255 bytes.
pub(crate) fn short(text: &[u8]) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()][..], text].concat()
}

/// A long string, a table or an array of what is in it.
pub(crate) fn long(inner: &[u8]) -> Vec<u8> {
    [&u32::try_from(inner.len()).unwrap().to_be_bytes()[..], inner].concat()
}

/// Properties that have headers alone: `name`, and a value with its type before it.
pub(crate) fn headers(name: &[u8], value: &[u8]) -> Vec<u8> {
    [&0x2000_u16.to_be_bytes()[..], &long(&[&short(name)[..], value].concat())].concat()
}

/// An array in an array, so many of them.
pub(crate) fn arrays(deep: usize) -> Vec<u8> {
    let array = |level| [&b"A"[..], &u32::try_from(level * 5).unwrap().to_be_bytes()].concat();
    (0..deep).rev().flat_map(array).collect()
}

/// A table in a table, so many of them.
pub(crate) fn tables(deep: usize) -> Vec<u8> {
    let table = |level: usize| {
        let name: &[u8] = if level == 0 { b"" } else { b"\x01n" };
        let length = u32::try_from(level * 7).unwrap();
        [&b"F"[..], &length.to_be_bytes(), name].concat()
    };
    (0..deep).rev().flat_map(table).collect()
}
