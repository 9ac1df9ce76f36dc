//! What Slack's senders send: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What of a message is understood; all else is ignored, and `null` is absent.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = WebhookMessage)]
pub(crate) struct Payload {
    /// What to say, in Markdown, with Slack's links; what is too long is cut.
    text: Option<String>,
    /// For whom it is said: shown beside the bot's name.
    pub(super) username: Option<String>,
    /// Where monitoring puts its texts.
    attachments: Option<Vec<Attachment>>,
    /// What of header, section and context can be read is said in the place of `text`.
    #[schema(value_type = Option<Vec<Object>>)]
    blocks: Option<Vec<Value>>,
}

/// A part of a message.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = WebhookAttachment)]
struct Attachment {
    pretext: Option<String>,
    title: Option<String>,
    title_link: Option<String>,
    text: Option<String>,
    fields: Option<Vec<Field>>,
    footer: Option<String>,
    fallback: Option<String>,
}

/// Something that is so.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = WebhookField)]
struct Field {
    title: Option<String>,
    value: Value,
}

impl Payload {
    /// Of a body in JSON, or of a form with such a `payload`, or with `text` itself. What kind it says it is does
    /// not count: curl calls all that it is given a form.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        if let Ok(payload) = serde_json::from_slice(body) {
            return Some(payload);
        }
        let (mut typed, mut is_form) = (Self::default(), false);
        for (field, value) in form_urlencoded::parse(body) {
            match &*field {
                "payload" => return serde_json::from_str(&value).ok(),
                "text" => (typed.text, is_form) = (Some(value.into_owned()), true),
                "username" => typed.username = Some(value.into_owned()),
                _ => {}
            }
        }
        is_form.then_some(typed)
    }

    /// What is to be said, in Markdown; `None`: nothing.
    pub(super) fn text(self) -> Option<String> {
        let attached = self.attachments.into_iter().flatten().flat_map(Attachment::lines);
        let blocks: Vec<_> = self.blocks.iter().flatten().flat_map(block).collect();
        // Where there are blocks, the text is for notifications.
        let text = self.text.filter(|_| blocks.is_empty());
        let lines: Vec<_> = text.into_iter().chain(blocks).chain(attached).collect();
        let text = lines.join("\n");
        (!text.trim().is_empty()).then(|| markdown(&text))
    }
}

impl Attachment {
    fn lines(self) -> Vec<String> {
        let title = match (self.title, self.title_link) {
            (Some(title), Some(link)) if is_link(&link) => Some(format!("<{link}|{title}>")),
            (title, _) => title,
        };
        let mut lines: Vec<_> = [self.pretext, title, self.text].into_iter().flatten().collect();
        lines.extend(self.fields.into_iter().flatten().map(Field::line));
        if lines.is_empty() {
            self.fallback.into_iter().collect()
        } else {
            lines.into_iter().chain(self.footer).collect()
        }
    }
}

impl Field {
    fn line(self) -> String {
        let value = match self.value {
            Value::String(value) => value,
            Value::Null => String::new(),
            value => value.to_string(),
        };
        match self.title.filter(|title| !title.is_empty()) {
            Some(title) => format!("{title}: {value}"),
            None => value,
        }
    }
}

/// What a block shows: <https://docs.slack.dev/reference/block-kit/blocks>.
fn block(block: &Value) -> Vec<String> {
    let several = |key: &str| block[key].as_array().into_iter().flatten();
    let texts: Vec<&Value> = match block["type"].as_str() {
        Some("header" | "section") => {
            [&block["text"]].into_iter().chain(several("fields")).collect()
        }
        Some("context") => several("elements").collect(),
        _ => Vec::new(),
    };
    texts.into_iter().filter_map(|text| text["text"].as_str().map(str::to_owned)).collect()
}

/// Slack's links as Markdown has them, and the three characters that Slack's senders escape as they are.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out += before;
        // Within there is no other one.
        let end = after.find(['<', '>']).filter(|end| after[*end..].starts_with('>'));
        match end.and_then(|end| Some((special(&after[..end])?, &after[end + 1..]))) {
            Some((link, left)) => {
                out += &link;
                rest = left;
            }
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    out += rest;
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What stands between `<` and `>`: somebody, a room, or an address, and its label:
/// <https://docs.slack.dev/messaging/formatting-message-text>.
fn special(inner: &str) -> Option<String> {
    let (what, label) = inner.split_once('|').unwrap_or((inner, ""));
    let called = |id| if label.is_empty() { id } else { label.trim_start_matches(['@', '#']) };
    match what.split_at_checked(1)? {
        ("!", date) if date.starts_with("date^") => Some(label.to_owned()),
        ("@" | "!", id) if !id.is_empty() => Some(format!("@{}", called(id))),
        ("#", id) if !id.is_empty() => Some(format!("#{}", called(id))),
        _ => link(what, label),
    }
}

fn link(url: &str, label: &str) -> Option<String> {
    if !is_link(url) || label.contains(['<', '\n']) {
        return None;
    }
    if label.is_empty() {
        return Some(url.to_owned());
    }
    let label = label.replace('[', "\\[").replace(']', "\\]");
    let url = url.replace('(', "%28").replace(')', "%29");
    Some(format!("[{label}]({url})"))
}

fn is_link(url: &str) -> bool {
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    known && !url.contains(|char: char| char.is_whitespace() || char == '<')
}

#[cfg(test)]
mod tests {
    use super::Payload;
    use crate::markup::html;

    fn text(body: &str) -> Option<String> {
        Payload::read(body.as_bytes())?.text()
    }

    #[test]
    fn as_json_and_as_a_form() {
        for body in [
            r##"{"text": "a & b", "channel": "#ops", "icon_emoji": ":x:", "blocks": [{"type": "divider"}]}"##,
            "payload=%7B%22text%22%3A+%22a+%26+b%22%7D",
            "text=a+%26+b&channel=%23ops",
            r#"{"text": "a & b", "username": null, "attachments": null, "blocks": null}"#,
            r#"{"text": null, "attachments": [{"title": null, "text": "a & b", "fields": null}]}"#,
            r#"{"attachments": [{"text": null, "fields": [{"title": null, "value": "a & b"}]}]}"#,
            r#"{"text": "a & b", "attachments": [{"fallback": null, "title_link": null, "footer": null}]}"#,
            "payload=%7B%22text%22%3A+%22a+%26+b%22%2C+%22attachments%22%3A+null%7D",
        ] {
            assert_eq!(text(body).as_deref(), Some("a & b"), "{body}");
        }
        for body in [
            "",
            "{}",
            "hi",
            "{\"text\": 7}",
            "{\"text\": \" \"}",
            "payload=x",
            "text=",
            "username=ci",
        ] {
            assert_eq!(text(body), None, "{body}");
        }
        assert_eq!(Payload::read(b"text=a&username=ci").unwrap().username.as_deref(), Some("ci"));
    }

    #[test]
    fn what_monitoring_attaches_is_said() {
        let alert = r#"{"attachments": [
            {"fallback": "down", "title": "Disk", "text": "full", "color": "danger"}, {"fallback": "up"}]}"#;
        assert_eq!(text(alert).as_deref(), Some("Disk\nfull\nup"));
        let alert = r#"{"attachments": [{"title": "CPU & load", "title_link": "https://mon.example/1",
            "fields": [{"title": "host", "value": "a1", "short": true}, {"title": "load", "value": 97}, {"value": "x"}],
            "footer": "since 09:00"}, {"title": "No link", "title_link": "javascript:alert(1)", "fallback": "y"}]}"#;
        let said =
            "[CPU & load](https://mon.example/1)\nhost: a1\nload: 97\nx\nsince 09:00\nNo link";
        assert_eq!(text(alert).as_deref(), Some(said));
    }

    #[test]
    fn blocks_are_said_in_the_place_of_the_text_for_notifications() {
        let blocks = r#"{"text": "Build 7", "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Build 7"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*main*"}, {"text": 7}]},
            {"type": "actions", "elements": [{"type": "button", "text": {"text": "Again"}}]},
            {"type": "context", "elements": [{"type": "image"}, {"type": "mrkdwn", "text": "3 min"}]}, 7]}"#;
        assert_eq!(text(blocks).as_deref(), Some("Build 7\n*main*\n3 min"));
    }

    #[test]
    fn links_and_what_is_escaped() {
        for (slack, markdown) in [
            (
                "see <https://a.example/x?y|the [log]>.",
                "see [the \\[log\\]](https://a.example/x?y).",
            ),
            (
                "<https://a.example/(1)|one> <mailto:a@b.example|us>",
                "[one](https://a.example/%281%29) [us](mailto:a@b.example)",
            ),
            ("at <https://a.example/?a&amp;b>", "at https://a.example/?a&b"),
            ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
            ("&amp;lt;", "&lt;"),
            ("&lt;https://a.example|no link&gt;", "<https://a.example|no link>"),
            ("a < b | c > d", "a < b | c > d"),
            ("<!here|here> 1 <2", "@here 1 <2"),
            ("<!channel> <@U1> <@U2|bob> <#C1|ops>", "@channel @U1 @bob #ops"),
            ("<!subteam^S1|@team> <!date^1392734382^{date}|Feb 18>", "@team Feb 18"),
            ("<https://a.example/a b|c>", "<https://a.example/a b|c>"),
        ] {
            assert_eq!(super::markdown(slack), markdown);
        }
        let html = html(&super::markdown("<https://a.example/?x&amp;y|a *label*>"), &[]);
        assert!(html.contains("href=\"https://a.example/?x&amp;y\""), "{html}");
        assert!(html.contains(">a <em>label</em></a>"), "{html}");
    }
}
