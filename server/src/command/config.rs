//! `banter config`: a `banter.toml` with every default, explained.

use std::io::{Write, stdout};

use crate::config::SETTINGS;

pub(super) fn run() -> Result<(), String> {
    let mut text = String::from("# Every setting of banter serve, with its default.\n");
    for setting in SETTINGS {
        let (flag, variable) = (setting.flag(), setting.variable());
        let value = match setting.default.parse::<u64>() {
            Ok(number) => number.to_string(),
            Err(_) => format!("\"{}\"", setting.default),
        };
        let meaning = setting.meaning.trim();
        text += &format!("\n# {meaning}\n# --{flag}, {variable}\n{} = {value}\n", setting.key);
    }
    stdout().write_all(text.as_bytes()).map_err(|error| format!("cannot write: {error}."))
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Layers, SETTINGS};

    #[test]
    fn every_default_is_valid() {
        assert!(Config::from_layers(&Layers::default()).is_ok());
        assert!(SETTINGS.len() > 15);
    }
}
