use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};

use super::super::properties::tests::{headers, valid, values};
use super::super::properties::unreadable;
use super::{BODY, END, Filter, HEADER, LOOKED_AT_MAX, METHOD};

/// Bodies are cut to this.
const BODY_MAX: usize = 10;
const HEARTBEAT: u8 = 8;

fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&[kind][..], &channel.to_be_bytes(), &length, payload, &[END]].concat()
}

fn header(channel: u16, body: u64, properties: &[u8]) -> Vec<u8> {
    let payload = [&[0, 60, 0, 0][..], &body.to_be_bytes(), properties].concat();
    frame(HEADER, channel, &payload)
}

fn deliver(exchange: &[u8], key: &[u8]) -> Vec<u8> {
    let (exchange_length, key_length) = (exchange.len() as u8, key.len() as u8);
    let consumer = b"\x06banter\0\0\0\0\0\0\0\x07\x01";
    let names = [&[exchange_length][..], exchange, &[key_length], key];
    frame(METHOD, 1, &[&[0, 60, 0, 60][..], consumer, &names.concat()].concat())
}

/// What comes of `bytes` that are read in such parts.
fn filtered<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let (mut filter, mut out) = (Filter::new(BODY_MAX), Vec::new());
    for part in parts {
        filter.feed(part, &mut out);
    }
    out
}

/// `sent` becomes `read`, wherever it is parted.
fn becomes(sent: &[u8], read: &[u8]) {
    for at in 0..sent.len() {
        let (first, second) = sent.split_at(at);
        assert_eq!(filtered([first, second]), read, "{at}");
    }
    assert_eq!(filtered(sent.chunks(1)), read);
}

#[test]
fn what_can_be_read_passes_as_it_is() {
    let types: Vec<_> = values().iter().map(|value| header(1, 5, &headers(b"n", value))).collect();
    let all = [
        frame(METHOD, 0, b"\x00\x0a\x00\x0a\x00"),
        frame(HEARTBEAT, 0, b""),
        deliver(b"amq.topic", "名".as_bytes()),
        header(1, 10, &[0, 0]),
        frame(BODY, 1, b"01234"),
        frame(HEARTBEAT, 0, b""),
        frame(BODY, 1, b"56789"),
        types.concat(),
    ];
    becomes(&all.concat(), &all.concat());
}

#[test]
fn what_cannot_is_replaced_and_nothing_else() {
    let wrong = [
        headers(b"caf\xe9", b"V"),
        [&(1_u16 << 15).to_be_bytes()[..], b"\x04caf\xe9"].concat(),
        headers(b"n", b"?"),
        headers(b"n", b"V\0"),
        vec![0, 0, 0],
        vec![0x80],
        Vec::new(),
    ];
    for properties in wrong {
        let around = |properties: &[u8]| {
            [
                deliver(b"", b"banter.in"),
                header(1, 4, properties),
                frame(BODY, 1, b"body"),
                deliver(b"", b"banter.in"),
                header(1, 0, &[0, 0]),
            ]
            .concat()
        };
        becomes(&around(&properties), &around(&unreadable()));
    }
}

#[test]
fn properties_over_all_frames_are_not_kept() {
    let long = headers(
        b"n",
        &[&b"x"[..], &(LOOKED_AT_MAX as u32).to_be_bytes(), &vec![b'x'; LOOKED_AT_MAX]].concat(),
    );
    let sent = [header(1, 4, &long), frame(BODY, 1, b"body")].concat();
    let read = [header(1, 4, &unreadable()), frame(BODY, 1, b"body")].concat();
    for size in [1, 7, 19, 20, 4_096, sent.len()] {
        assert_eq!(filtered(sent.chunks(size)), read);
    }
    let mut filter = Filter::new(BODY_MAX);
    filter.feed(&sent[..sent.len() / 2], &mut Vec::new());
    assert!(filter.held.capacity() < 100);
}

#[test]
fn a_long_body_is_cut_on_its_own_channel() {
    let sent = [
        header(1, 25, &[0, 0]),
        header(2, 9, &[0, 0]),
        frame(BODY, 1, b"0123456"),
        frame(BODY, 2, b"of another"),
        frame(BODY, 1, b"789abcd"),
        frame(HEARTBEAT, 0, b""),
        frame(BODY, 1, b"efghijk"),
        frame(BODY, 1, b"lmno"),
        header(1, 10, &[0, 0]),
        frame(BODY, 1, b"0123456789"),
    ];
    let read = [
        header(1, 10, &[0, 0]),
        header(2, 9, &[0, 0]),
        frame(BODY, 1, b"0123456"),
        frame(BODY, 2, b"of another"),
        frame(BODY, 1, b"789"),
        frame(HEARTBEAT, 0, b""),
        // For each part of which nothing is kept.
        frame(HEARTBEAT, 0, b""),
        frame(HEARTBEAT, 0, b""),
        header(1, 10, &[0, 0]),
        frame(BODY, 1, b"0123456789"),
    ];
    becomes(&sent.concat(), &read.concat());
}

#[test]
fn the_end_of_a_part_may_be_the_end_of_what_is_kept() {
    let sent = [header(1, 12, &[0, 0]), frame(BODY, 1, b"0123456789"), frame(BODY, 1, b"ab")];
    let beat = frame(HEARTBEAT, 0, b"");
    let read = [header(1, 10, &[0, 0]), frame(BODY, 1, b"0123456789"), beat];
    becomes(&sent.concat(), &read.concat());
}

#[test]
fn where_it_came_through_is_mended() {
    becomes(&deliver(b"caf\xe9", b"a.\xe9\xe8.b"), &deliver(b"caf?", b"a.??.b"));
    // Of another method nothing is known.
    let other = frame(METHOD, 1, b"\0\x3c\0\x32\x04caf\xe9");
    becomes(&other, &other);
}

/// Whatever it is: what is no frame is for the library to say.
#[test]
fn what_is_no_frame_passes() {
    for strange in
        [&b"AMQP\0\0\x09\x01"[..], b"HTTP/1.1 400 Bad Request\r\n", &[2, 0, 1, 0, 0, 0, 1, 7, 7]]
    {
        becomes(strange, strange);
    }
}

/// Frames that the library can read, and no long bodies.
fn frames() -> impl Strategy<Value = Vec<u8>> {
    let bytes = || vec(any::<u8>(), 0..40);
    let one = prop_oneof![
        bytes().prop_map(|mut bytes| {
            bytes.insert(0, 0x55);
            frame(METHOD, 1, &bytes)
        }),
        (0..=BODY_MAX as u64, valid()).prop_map(|(body, properties)| header(1, body, &properties)),
        bytes().prop_map(|bytes| frame(BODY, 1, &bytes)),
        bytes().prop_map(|bytes| frame(HEARTBEAT, 0, &bytes)),
    ];
    vec(one, 0..8).prop_map(|frames| frames.concat())
}

proptest! {
    #[test]
    fn what_is_valid_passes_byte_for_byte(sent in frames(), size in 1..200_usize) {
        assert_eq!(filtered(sent.chunks(size)), sent);
    }

    #[test]
    fn nothing_makes_it_panic(sent in vec(any::<u8>(), 0..300), kind in 0..4_u8, size in 1..50_usize) {
        filtered(sent.chunks(size));
        filtered([&frame(kind, 1, &sent)[..], &sent]);
    }
}
