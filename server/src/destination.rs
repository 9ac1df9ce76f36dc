//! Where somebody goes on to when they have signed in: a page of this server. Anybody may have written the address,
//! which must lead nowhere else (CWE-601).

use app::address;

/// The longest address that is carried along, in bytes: a conversation of as many as can be named in one.
const BYTES_MAX: usize = 4_096;

/// `to`, if it is the address of a page here: a path and nothing before it, as a browser writes it.
pub(crate) fn checked(to: &str) -> Option<&str> {
    let is_path = to.starts_with('/') && !to.starts_with("//");
    // Browsers take `\` for `/`, and leave out what is not printed.
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_path && is_plain && to.len() <= BYTES_MAX).then_some(to)
}

/// The address to sign in at on the way to `path`.
pub(crate) fn sign_in_before(path: &str) -> String {
    // To home one comes anyway.
    address::before("/login", checked(path).filter(|path| *path != "/"))
}

#[cfg(test)]
mod tests {
    use super::{BYTES_MAX, checked, sign_in_before};

    #[test]
    fn a_page_of_this_server_is_carried_along() {
        for to in ["/", "/r/general/5", "/r/%E8%A8%AD", "/d/bob,cid", "/rooms/r1/settings", "/.//x"]
        {
            assert_eq!(checked(to), Some(to));
        }
        assert_eq!(sign_in_before("/r/%E8%A8%AD/5"), "/login?to=/r/%25E8%25A8%25AD/5");
        assert_eq!(sign_in_before("/"), "/login");
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let long = format!("/{}", "x".repeat(BYTES_MAX));
        let elsewhere = [
            "",
            "r/general",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/r/\\evil",
            "https://evil.example/r/x",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/ /evil.example",
            " //evil.example",
            "/r/a\r\nset-cookie: a=b",
            "/r/設計",
            "/\u{0}",
            &long,
        ];
        for to in elsewhere {
            assert_eq!(checked(to), None, "{to:?}");
            assert_eq!(sign_in_before(to), "/login", "{to:?}");
        }
        assert!(checked(&long[..BYTES_MAX]).is_some());
    }
}
