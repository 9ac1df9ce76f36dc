//! Why an account's form was refused, in words, for the way without JavaScript.

/// The sentence for the code in the address that a refused form leads back to.
pub(super) fn words(code: &str, retry_seconds: Option<u64>) -> String {
    let sentence = match code {
        "wrong_credentials" => "The name or the password is wrong.",
        "bad_name" => {
            "A name has 1 to 32 letters or digits of any script, with - _ . between them."
        }
        "name_taken" => "That name is taken. Choose another.",
        "weak_password" => "The password needs at least 8 characters.",
        "registration_closed" => "New accounts are not open here. Ask the person who runs this.",
        "busy" => "The server is busy. Try again in a moment.",
        "unavailable" => "The server cannot store anything just now. Try again later.",
        "too_many_attempts" => return wait(retry_seconds),
        _ => "That did not work. Try again.",
    };
    sentence.to_owned()
}

fn wait(retry_seconds: Option<u64>) -> String {
    let when = match retry_seconds {
        None | Some(0) => "in a while".to_owned(),
        Some(1) => "in 1 second".to_owned(),
        Some(seconds @ 2..=90) => format!("in {seconds} seconds"),
        Some(seconds) => format!("in {} minutes", seconds.div_ceil(60)),
    };
    format!("Too many attempts. Try again {when}.")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn says_how_long_to_wait() {
        let said = |seconds| words("too_many_attempts", seconds);
        assert_eq!(said(Some(1)), "Too many attempts. Try again in 1 second.");
        assert_eq!(said(Some(64)), "Too many attempts. Try again in 64 seconds.");
        assert_eq!(said(Some(901)), "Too many attempts. Try again in 16 minutes.");
        assert_eq!(said(None), "Too many attempts. Try again in a while.");
    }

    #[test]
    fn a_code_of_a_newer_server_has_a_sentence_too() {
        assert!(!words("moon_phase", None).is_empty());
    }
}
