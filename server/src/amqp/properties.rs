//! Whether a message's properties can be read: the library takes a text that is not UTF-8 for the end of the
//! connection, and goes down into tables on its stack, which ends.

use lapin::BasicProperties;

/// How deep tables and arrays may nest, the headers' own table among them.
const DEEPEST: usize = 32;
/// How many values may be in them: one takes a byte of a frame, and some thirty in memory.
const VALUES_MAX: usize = 1_024;
/// The header that stands for properties which cannot be read. Whoever sends it says so of their own message.
pub(super) const UNREADABLE: &str = "banter-unreadable";

/// The flag of headers.
const HEADERS: u16 = 1 << 13;
/// All flags, in the order in which what they stand for comes
/// (<https://www.rabbitmq.com/resources/specs/amqp0-9-1.extended.xml>).
const PROPERTIES: [(u16, Property); 14] = {
    use Property::{Fixed, Short, Table};
    [
        (1 << 15, Short), // content-type
        (1 << 14, Short), // content-encoding
        (HEADERS, Table),
        (1 << 12, Fixed(1)), // delivery-mode
        (1 << 11, Fixed(1)), // priority
        (1 << 10, Short),    // correlation-id
        (1 << 9, Short),     // reply-to
        (1 << 8, Short),     // expiration
        (1 << 7, Short),     // message-id
        (1 << 6, Fixed(8)),  // timestamp
        (1 << 5, Short),     // type
        (1 << 4, Short),     // user-id
        (1 << 3, Short),     // app-id
        (1 << 2, Short),     // cluster-id
    ]
};

#[derive(Clone, Copy)]
enum Property {
    /// Up to 255 bytes of UTF-8.
    Short,
    Table,
    /// So many bytes.
    Fixed(usize),
}

/// Whether `properties`, from their flags on, can be read, and at a bounded price.
pub(super) fn are_readable(properties: &[u8]) -> bool {
    walk(properties).is_some()
}

/// What stands for those that are not, from the flags on.
pub(super) fn unreadable() -> Vec<u8> {
    let mut table = Vec::from(UNREADABLE);
    table.insert(0, UNREADABLE.len() as u8);
    table.push(b'V');
    [&HEADERS.to_be_bytes()[..], &(table.len() as u32).to_be_bytes(), &table].concat()
}

/// Why a message that has those is dead.
pub(super) fn reason() -> String {
    format!(
        "Its properties cannot be read: names and short texts are UTF-8, and tables nest {DEEPEST} deep at most and \
         hold up to {VALUES_MAX} values."
    )
}

/// Whether these stand for others.
pub(super) fn stand_for_unreadable(properties: &BasicProperties) -> bool {
    properties.headers().as_ref().is_some_and(|headers| headers.contains_key(UNREADABLE))
}

fn walk(properties: &[u8]) -> Option<()> {
    let mut rest = properties;
    let flags = u16::from_be_bytes(*array(&mut rest)?);
    for (_, property) in PROPERTIES.iter().filter(|(flag, _)| flags & flag != 0) {
        match *property {
            Property::Short => short(&mut rest)?,
            Property::Table => table(long(&mut rest)?)?,
            Property::Fixed(length) => drop(take(&mut rest, length)?),
        }
    }
    rest.is_empty().then_some(())
}

/// A table or an array that is not at its end.
struct Open<'a> {
    /// A table's have names.
    is_table: bool,
    rest: &'a [u8],
}

/// All that is in a table, however deep; what is open is kept here, and not on the stack.
fn table(inner: &[u8]) -> Option<()> {
    let mut open = vec![Open { is_table: true, rest: inner }];
    let mut values = 0;
    while let Some(innermost) = open.last_mut() {
        if innermost.rest.is_empty() {
            open.pop();
            continue;
        }
        values += 1;
        if innermost.is_table {
            short(&mut innermost.rest)?;
        }
        let within = value(&mut innermost.rest)?;
        open.extend(within);
        if values > VALUES_MAX || open.len() > DEEPEST {
            return None;
        }
    }
    Some(())
}

/// A value of a type that RabbitMQ has (<https://www.rabbitmq.com/amqp-0-9-1-errata#section_3>), and what is within.
fn value<'a>(rest: &mut &'a [u8]) -> Option<Option<Open<'a>>> {
    let [kind] = array(rest)?;
    let length = match kind {
        b'V' => 0,
        b't' | b'b' | b'B' => 1,
        b's' | b'u' | b'U' => 2,
        b'I' | b'i' | b'f' => 4,
        b'D' => 5,
        b'l' | b'L' | b'd' | b'T' => 8,
        b'S' | b'x' => return long(rest).map(|_| None),
        b'A' | b'F' => {
            let is_table = *kind == b'F';
            return long(rest).map(|rest| Some(Open { is_table, rest }));
        }
        _ => return None,
    };
    take(rest, length).map(|_| None)
}

fn short(rest: &mut &[u8]) -> Option<()> {
    let [length] = array(rest)?;
    let text = take(rest, usize::from(*length))?;
    str::from_utf8(text).is_ok().then_some(())
}

fn long<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_be_bytes(*array(rest)?);
    take(rest, length as usize)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}

fn array<'a, const LENGTH: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; LENGTH]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(taken)
}

#[cfg(test)]
pub(super) mod tests {
    use lapin::protocol::basic::parse_properties;
    use proptest::collection::vec;
    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};

    use super::{DEEPEST, HEADERS, PROPERTIES, Property, VALUES_MAX, are_readable, unreadable};
    use super::{UNREADABLE, stand_for_unreadable};

    /// Up to 255 bytes.
    fn short(text: &[u8]) -> Vec<u8> {
        [&[u8::try_from(text.len()).unwrap()][..], text].concat()
    }

    fn long(inner: &[u8]) -> Vec<u8> {
        [&u32::try_from(inner.len()).unwrap().to_be_bytes()[..], inner].concat()
    }

    fn typed(kind: u8, inner: &[u8]) -> Vec<u8> {
        [&[kind][..], inner].concat()
    }

    /// Properties of one header.
    pub(crate) fn headers(name: &[u8], value: &[u8]) -> Vec<u8> {
        [&HEADERS.to_be_bytes()[..], &long(&[&short(name)[..], value].concat())].concat()
    }

    /// A value of each type that RabbitMQ has.
    pub(crate) fn values() -> Vec<Vec<u8>> {
        let fixed =
            [(1, &b"tbB"[..]), (2, b"suU"), (4, b"Iif"), (5, b"D"), (8, b"lLdT"), (0, b"V")];
        let fixed = fixed.into_iter().flat_map(|(length, kinds)| {
            kinds.iter().map(move |kind| typed(*kind, &vec![0xe9; length]))
        });
        let table = [&short("名".as_bytes())[..], b"V"].concat();
        let long = [(b'S', &b"\xff"[..]), (b'x', b"\xff"), (b'A', b"Vt\x01"), (b'F', &table)]
            .map(|(kind, inner)| typed(kind, &long(inner)));
        fixed.chain(long).collect()
    }

    /// Arrays in each other, `deep` with the headers' table.
    fn nested(deep: usize) -> Vec<u8> {
        let array = (1..deep).fold(Vec::new(), |inner, _| typed(b'A', &long(&inner)));
        headers(b"n", &array)
    }

    /// Properties as they may be, shallow ones.
    pub(crate) fn valid() -> impl Strategy<Value = Vec<u8>> {
        let leaf = proptest::sample::select(values());
        let text = || "\\PC{0,20}".prop_map(|text| short(text.as_bytes()));
        let value = leaf.prop_recursive(4, 40, 6, move |inner| {
            let named = (text(), inner.clone()).prop_map(|(name, value)| [name, value].concat());
            prop_oneof![
                vec(inner, 0..6).prop_map(|all| typed(b'A', &long(&all.concat()))),
                vec(named, 0..6).prop_map(|all| typed(b'F', &long(&all.concat()))),
            ]
        });
        let property = move |(flag, property)| {
            let is = match property {
                Property::Short => text().boxed(),
                Property::Fixed(length) => vec(any::<u8>(), length).boxed(),
                Property::Table => (text(), value.clone())
                    .prop_map(|(name, value)| long(&[name, value].concat()))
                    .boxed(),
            };
            prop_oneof![Just((0, Vec::new())), is.prop_map(move |bytes| (flag, bytes))]
        };
        Vec::from(PROPERTIES.map(property)).prop_map(|all| {
            let flags = all.iter().fold(0_u16, |flags, (flag, _)| flags | flag);
            let bytes = all.into_iter().flat_map(|(_, bytes)| bytes);
            flags.to_be_bytes().into_iter().chain(bytes).collect()
        })
    }

    /// Whether the library reads all of it; what nests deep is not for it.
    fn library_reads(properties: &[u8]) -> bool {
        parse_properties(properties).is_ok_and(|(rest, _)| rest.is_empty())
    }

    #[test]
    fn each_type_is_read_and_no_other() {
        for value in values() {
            assert!(are_readable(&headers(b"n", &value)), "{value:?}");
            assert!(are_readable(&headers(b"n", &typed(b'A', &long(&value)))), "{value:?}");
            assert!(!are_readable(&headers(b"n", &value[..value.len() - 1])), "{value:?}");
            assert!(!are_readable(&headers(b"n", &[&value[..], b"\0"].concat())), "{value:?}");
        }
        let known: Vec<_> = values().iter().map(|value| value[0]).collect();
        for kind in (0..=u8::MAX).filter(|kind| !known.contains(kind)) {
            assert!(!are_readable(&headers(b"n", &typed(kind, &[0; 8]))), "{kind}");
        }
    }

    #[test]
    fn tables_nest_so_deep_and_hold_so_much() {
        assert!(are_readable(&nested(DEEPEST)) && library_reads(&nested(DEEPEST)));
        assert!(!are_readable(&nested(DEEPEST + 1)));
        assert!(!are_readable(&nested(500)));
        // The array counts as well.
        let voids = |count| headers(b"n", &typed(b'A', &long(&vec![b'V'; count])));
        assert!(are_readable(&voids(VALUES_MAX - 1)) && !are_readable(&voids(VALUES_MAX)));
    }

    #[test]
    fn what_stands_for_them_is_told_apart() {
        let (_, properties) = parse_properties(&unreadable()[..]).unwrap();
        assert!(stand_for_unreadable(&properties));
        assert_eq!(unreadable(), headers(UNREADABLE.as_bytes(), b"V"));
        let (_, properties) = parse_properties(&headers(b"n", b"V")[..]).unwrap();
        assert!(!stand_for_unreadable(&properties));
    }

    proptest! {
        /// What the library reads and what is let through are the same, of what is valid and of what is nearly.
        #[test]
        fn the_library_reads_what_is_readable(
            properties in valid(),
            at in any::<proptest::sample::Index>(),
            byte in any::<u8>(),
            less in 0..3_usize,
        ) {
            assert!(are_readable(&properties) && library_reads(&properties));
            let mut wrong = properties;
            let at = at.index(wrong.len());
            wrong[at] = byte;
            wrong.truncate(wrong.len() - less.min(wrong.len()));
            assert_eq!(are_readable(&wrong), library_reads(&wrong), "{wrong:?}");
        }
    }
}
