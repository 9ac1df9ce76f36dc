//! The layers, the sentences, the origins.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Config, Layers, Origins, SETTINGS, Setting};

fn layers(flag: Option<&str>, variable: Option<&str>, file: Option<&str>) -> Layers {
    Layers {
        flags: flag.map(|text| ("otp_ttl", text.to_owned())).into_iter().collect(),
        environment: variable.map(|text| ("otp_ttl", text.to_owned())).into_iter().collect(),
        file: file.map(|text| ("otp_ttl".to_owned(), text.to_owned())).into_iter().collect(),
    }
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
    let ttl = |flag, variable, file| {
        Config::from_layers(&layers(flag, variable, file)).map(|config| config.otp_ttl.as_secs())
    };
    assert_eq!(ttl(Some("1s"), Some("2s"), Some("3s")), Ok(1));
    assert_eq!(ttl(None, Some("2s"), Some("3s")), Ok(2));
    assert_eq!(ttl(None, None, Some("3s")), Ok(3));
    assert_eq!(ttl(None, None, None), Ok(5));
}

#[test]
fn a_bad_setting_is_named_with_where_it_stands() {
    let error = |flag, variable, file| {
        Config::from_layers(&layers(flag, variable, file)).map(|_| ()).unwrap_err()
    };
    assert!(error(Some("soon"), None, None).starts_with("--otp-ttl is \"soon\""));
    assert!(error(None, Some("soon"), None).starts_with("BANTER_OTP_TTL is \"soon\""));
    assert!(error(None, None, Some("soon")).starts_with("otp_ttl in banter.toml is \"soon\""));
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    for (key, text, named) in [
        ("ping_timeout", "10s", "ping_timeout"),
        ("message_chars", "40000", "frame_bytes"),
        ("queue_bytes", "70000", "queue_bytes"),
        ("messages_per_second", "0", "messages_per_second"),
    ] {
        let flags = BTreeMap::from([(key, text.to_owned())]);
        let error = Config::from_layers(&Layers { flags, ..Layers::default() }).unwrap_err();
        assert!(error.starts_with(named), "{error}");
    }
    let seeds = [("ping_interval", "9s".to_owned()), ("ping_timeout", "10s".to_owned())];
    let flags = BTreeMap::from(seeds);
    let config = Config::from_layers(&Layers { flags, ..Layers::default() }).unwrap();
    assert_eq!(config.ping_timeout, Duration::from_secs(10));
}

#[test]
fn a_room_that_closes_by_itself_waits_ten_seconds_unless_told_otherwise() {
    let config = Config::from_layers(&Layers::default()).unwrap();
    assert_eq!(config.temporary_rooms_close_after, Duration::from_secs(10));
}

#[test]
fn the_file_may_hold_settings_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("banter.toml");
    let text = "otp_ttl = \"7s\"\nmessage_burst = 5\norigin = [\"http://a\", \"http://b\"]";
    std::fs::write(&path, text).unwrap();
    let config = Config::from_layers(&Layers::gather(BTreeMap::new(), &path).unwrap()).unwrap();
    assert_eq!((config.otp_ttl.as_secs(), config.message_burst), (7, 5));
    assert_eq!(config.origin.0, ["http://a", "http://b"]);

    std::fs::write(&path, "opt_ttl = \"7s\"").unwrap();
    let error = Layers::gather(BTreeMap::new(), &path).unwrap_err();
    assert!(error.ends_with("there is no setting called opt_ttl."), "{error}");

    std::fs::write(&path, "otp_ttl = \"7s\"\n\nmessage_burst 5\n").unwrap();
    let error = Layers::gather(BTreeMap::new(), &path).unwrap_err();
    assert!(error.contains("banter.toml, line 3: "), "{error}");
}

#[test]
fn origins_are_compared_as_a_whole_and_without_case() {
    let origins = Origins::parse("https://Chat.Example.org:443/, http://localhost:3000").unwrap();
    for good in ["https://chat.example.org", "HTTPS://CHAT.example.org", "http://localhost:3000"] {
        assert!(origins.allow(good), "{good}");
    }
    for bad in [
        "null",
        "http://chat.example.org",
        "https://chat.example.org:444",
        "https://chat.example.org.evil.com",
        "https://evil.chat.example.org",
        "https://chat.example.org/",
        "https://chat.example.org.",
        "http://localhost",
        "",
    ] {
        assert!(!origins.allow(bad), "{bad}");
    }
    assert!(origins.have_host("chat.example.org") && !origins.have_host("evil.com"));
    for bad in ["chat.example.org", "ftp://a", "https://a/b", "https://*.a", "https://"] {
        assert!(Origins::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn without_origins_the_loopback_names_serve() {
    let origins = Origins::default().at("127.0.0.1:3000".parse().unwrap());
    assert!(origins.allow("http://localhost:3000") && origins.allow("http://127.0.0.1:3000"));
    assert!(!origins.allow("http://localhost:3001") && !origins.are_secure());
}

#[test]
fn each_setting_says_what_it_does() {
    for setting in SETTINGS {
        assert!(setting.meaning.trim().ends_with('.'), "{}", setting.key);
    }
}
