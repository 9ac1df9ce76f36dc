//! Texts as a page is given them: all of a language, one a line, in the order of the tables.

#[cfg(any(feature = "hydrate", test))]
use std::str::Split;

/// A text with places for what differs: `{0}`, `{1}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase(pub(crate) &'static str);

impl Phrase {
    /// The text with `parts` in their places.
    pub(crate) fn with(self, parts: &[&str]) -> String {
        let mut pieces = self.0.split('{');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (place, rest) = piece.split_once('}').unwrap_or_default();
            let place = place.bytes().next().map_or(0, |digit| digit.wrapping_sub(b'0'));
            text.push_str(parts.get(usize::from(place)).copied().unwrap_or_default());
            text.push_str(rest);
        }
        text
    }
}

/// A text, or a table of them.
pub(crate) trait Texts: Sized {
    /// Adds its texts to those told before.
    #[cfg(not(feature = "hydrate"))]
    fn tell(&self, texts: &mut Vec<&'static str>);

    /// Takes its own from those that are left.
    #[cfg(any(feature = "hydrate", test))]
    fn take(texts: &mut Split<'static, char>) -> Self;
}

impl Texts for &'static str {
    #[cfg(not(feature = "hydrate"))]
    fn tell(&self, texts: &mut Vec<&'static str>) {
        texts.push(self);
    }

    #[cfg(any(feature = "hydrate", test))]
    fn take(texts: &mut Split<'static, char>) -> Self {
        texts.next().unwrap_or_default()
    }
}

impl Texts for Phrase {
    #[cfg(not(feature = "hydrate"))]
    fn tell(&self, texts: &mut Vec<&'static str>) {
        texts.push(self.0);
    }

    #[cfg(any(feature = "hydrate", test))]
    fn take(texts: &mut Split<'static, char>) -> Self {
        Self(Texts::take(texts))
    }
}

impl<T: Texts, const N: usize> Texts for [T; N] {
    #[cfg(not(feature = "hydrate"))]
    fn tell(&self, texts: &mut Vec<&'static str>) {
        self.iter().for_each(|text| text.tell(texts));
    }

    #[cfg(any(feature = "hydrate", test))]
    fn take(texts: &mut Split<'static, char>) -> Self {
        std::array::from_fn(|_| T::take(texts))
    }
}

/// Declares tables of texts, each once, with the way to tell and to take them.
macro_rules! tables {
    ($($(#[$table_is:meta])* pub(crate) struct $table:ident {
        $($(#[$text_is:meta])* pub(crate) $text:ident: $kind:ty,)*
    })*) => {$(
        $(#[$table_is])*
        pub(crate) struct $table {
            $($(#[$text_is])* pub(crate) $text: $kind,)*
        }

        impl $crate::words::phrase::Texts for $table {
            #[cfg(not(feature = "hydrate"))]
            fn tell(&self, texts: &mut Vec<&'static str>) {
                $(self.$text.tell(texts);)*
            }

            #[cfg(any(feature = "hydrate", test))]
            fn take(texts: &mut std::str::Split<'static, char>) -> Self {
                Self { $($text: $crate::words::phrase::Texts::take(texts),)* }
            }
        }
    )*};
}
pub(super) use tables;
