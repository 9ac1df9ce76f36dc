//! How JSON is read: all of it into one small tree, out of which each type takes its fields.
//!
//! serde could derive the reading of each type. The page would then carry a parser for each of them,
//! most of it errors that nobody sees: a ninth of its WebAssembly. Here one visitor reads everything,
//! and a field costs a call. Writing stays with serde.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value; text without escapes is borrowed from what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0.
    Number(u64),
    /// A number that is negative or not whole: nothing here is counted with those.
    OtherNumber,
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Self>),
    /// An object, its fields in the order they were written.
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// The fields of an object. Those that nobody asks for are ignored; of two with one name the later
/// counts.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a>(&'a [(Cow<'a, str>, Json<'a>)]);

/// The name of a field that is missing or does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadField(pub &'static str);

/// What can be read from a JSON value.
pub trait FromJson: Sized {
    /// Reads it; `None` when the value does not fit.
    fn from_json(json: &Json<'_>) -> Option<Self>;
}

/// What can be read from the fields of an object; `fields!` says from which.
pub trait FromFields: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The first field that is missing or does not fit.
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField>;
}

/// `fields!(Type { a, b = "name"; c })`: the struct is read from `a` and from what is called `name`,
/// which it must have, and from `c`, whose default stands for it where it is missing.
macro_rules! fields {
    ($type:ident { $($must:ident $(= $name:literal)?),* $(; $($may:ident $(= $other:literal)?),*)? }) => {
        impl $crate::event::FromFields for $type {
            fn from_fields(
                fields: $crate::event::Fields<'_>,
            ) -> Result<Self, $crate::event::BadField> {
                Ok(Self {
                    $($must: fields.get($crate::event::json::name!($must $($name)?))?,)*
                    $($($may: fields.get_or($crate::event::json::name!($may $($other)?), Default::default())?,)*)?
                })
            }
        }
    };
}
pub(crate) use fields;

macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}
pub(crate) use name;

/// Reads `text`; `None` when it is not JSON or does not fit.
#[must_use]
pub fn read<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&Json::parse(text)?)
}

impl<'a> Json<'a> {
    /// Reads `text`; `None` when it is not JSON, or nested more than 127 deep.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The fields, if it is an object.
    #[must_use]
    pub fn fields(&self) -> Option<Fields<'_>> {
        match self {
            Self::Object(fields) => Some(Fields(fields)),
            _ => None,
        }
    }

    /// An enum's variant as serde writes it: `"name"`, or `{"name":{…}}` where it has fields.
    #[must_use]
    pub fn variant(&self) -> Option<(&str, Fields<'_>)> {
        match self {
            Self::Text(name) => Some((name, Fields::NONE)),
            Self::Object(fields) => match &**fields {
                [(name, value)] => Some((name, value.fields()?)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl<'a> Fields<'a> {
    /// No fields.
    pub const NONE: Self = Self(&[]);

    /// The value of the field called `name`.
    #[must_use]
    pub fn find(self, name: &str) -> Option<&'a Json<'a>> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a Json<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Reads the field called `name`.
    ///
    /// # Errors
    /// It is missing or does not fit.
    pub fn get<T: FromJson>(self, name: &'static str) -> Result<T, BadField> {
        self.find(name).and_then(T::from_json).ok_or(BadField(name))
    }

    /// Reads the field called `name`; where it is missing, `default` stands for it.
    ///
    /// # Errors
    /// It does not fit.
    pub fn get_or<T: FromJson>(self, name: &'static str, default: T) -> Result<T, BadField> {
        self.find(name).map_or(Some(default), T::from_json).ok_or(BadField(name))
    }
}

impl fmt::Display for BadField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is missing or not what it should be", self.0)
    }
}

impl<T: FromFields> FromJson for T {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        Self::from_fields(json.fields()?).ok()
    }
}

impl FromJson for bool {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromJson for u32 {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for usize {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        u64::from_json(json)?.try_into().ok()
    }
}

impl FromJson for String {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::from_json(json).map(Some),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        json.list()?.iter().map(T::from_json).collect()
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        let [a, b] = json.list()? else { return None };
        Some((A::from_json(a)?, B::from_json(b)?))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some((name, value)) = fields.next_entry()? {
            // JSON has no other names; reading them as values spares the page another visitor.
            if let Json::Text(name) = name {
                object.push((name, value));
            }
        }
        Ok(Json::Object(object))
    }
}
