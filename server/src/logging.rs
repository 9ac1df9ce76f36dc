//! What the server writes of itself: never a password, a token or what people say.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Libraries that log what people say, whatever the level.
const INDISCREET: [&str; 5] =
    ["tungstenite=off", "tokio_tungstenite=off", "html5ever=off", "lapin=off", "amq_protocol=off"];

/// What says at each start that there is nothing to do, unless `log` asks for it by name.
const WORDY: &str = "refinery_core=warn";

/// Lines to standard error from now on, as the settings `log` and `log_format` want them.
///
/// # Errors
/// What is wrong with `log`.
pub(crate) fn start(config: &Config) -> Result<(), String> {
    let mut filter = EnvFilter::try_new(format!("{WORDY},{}", config.log))
        .map_err(|error| format!("log is \"{}\", but {error}.", config.log))?;
    for directive in INDISCREET {
        filter = filter.add_directive(directive.parse().expect("a directive of ours"));
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
