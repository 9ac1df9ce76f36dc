//! Conversations between people: what is sent to somebody instead of a room, and how far it has come.

use serde::{Serialize, Serializer};

use super::json::{BadField, Fields, FromFields, FromJson, Json, fields};
use super::{ClientId, RoomId, Seq};

/// `direct_message`: goes to the room of its author and those whom it names, which comes into being with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectMessage {
    /// Whom: one name or up to seven; one's own alone for notes.
    #[serde(serialize_with = "one_or_list")]
    pub to: Vec<String>,
    /// The text as typed; the server makes a [`super::Body`] of it.
    pub message: String,
    /// Without one the message cannot be sent again safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// `false`: on this connection the ack stands for the event.
    #[serde(skip_serializing_if = "super::command::is_yes")]
    pub echo: bool,
}

impl FromFields for DirectMessage {
    fn from_fields(fields: Fields<'_>) -> Result<Self, BadField> {
        let to = match fields.find("to") {
            Some(Json::Text(name)) => Some(vec![name.as_ref().to_owned()]),
            Some(list) => Vec::from_json(list).filter(|names: &Vec<_>| !names.is_empty()),
            None => None,
        };
        Ok(Self {
            to: to.ok_or(BadField("to"))?,
            message: fields.get("message")?,
            client_id: fields.get_or("client_id", None)?,
            echo: fields.get_or("echo", true)?,
        })
    }
}

/// `received`: this client has the room up to there. Means something in rooms of people only, and the mark
/// only ever goes forward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Received {
    /// Where.
    pub room: RoomId,
    /// Everything up to this number.
    pub seq: Seq,
    /// Echoed in the ack; without one there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

fields!(Received { room, seq; client_id });

/// `receipt`: somebody else in a room of people has it up to there, or has read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Where.
    pub room: RoomId,
    /// Who.
    pub from: String,
    /// Everything up to this number.
    pub seq: Seq,
    /// What became of it.
    pub status: ReceiptStatus,
}

fields!(Receipt { room, from, seq, status });

/// How far a message has come to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptStatus {
    /// A client of theirs has it.
    Delivered,
    /// They have read it.
    Read,
}

impl FromJson for ReceiptStatus {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        match json.text()? {
            "delivered" => Some(Self::Delivered),
            "read" => Some(Self::Read),
            _ => None,
        }
    }
}

/// Whether those whom a message is for were there when it was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Each of them had a connection.
    Delivered,
    /// It is kept, and comes when they do.
    NotOnline,
}

impl FromJson for Delivery {
    fn from_json(json: &Json<'_>) -> Option<Self> {
        match json.text()? {
            "delivered" => Some(Self::Delivered),
            "not_online" => Some(Self::NotOnline),
            _ => None,
        }
    }
}

fn one_or_list<S: Serializer>(names: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    match names {
        [name] => name.serialize(serializer),
        names => names.serialize(serializer),
    }
}
