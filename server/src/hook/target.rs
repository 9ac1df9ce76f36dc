//! Where a hook may send: nowhere inside the server's own network, unless a setting allows it (SSRF, OWASP Top 10).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::{BadHook, URL_BYTES_MAX};
use crate::config::Setting;

/// Which addresses may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HooksTo {
    /// Those that the whole internet can reach.
    Public,
    /// All, this machine's own too.
    Any,
}

impl Setting for HooksTo {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "public" => Ok(Self::Public),
            "any" => Ok(Self::Any),
            _ => Err("public or any"),
        }
    }
}

impl HooksTo {
    fn allows(self, address: IpAddr) -> bool {
        self == Self::Any || is_public(address)
    }

    /// Whether `url` says no address that is not allowed. What a name stands for is looked at when it is looked up.
    pub(super) fn allows_literal(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allows(address.into()),
            Some(Host::Ipv6(address)) => self.allows(address.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        }
    }
}

/// `text` as an address that may be sent to, in the one way of writing it: `http://0x7f.1/` is `http://127.0.0.1/`.
pub(super) fn url(text: &str, to: HooksTo) -> Result<String, BadHook> {
    let text = text.trim();
    let url = Url::parse(text).ok().filter(|_| text.len() <= URL_BYTES_MAX).ok_or(BadHook::Url)?;
    let is_http = matches!(url.scheme(), "http" | "https");
    if !is_http || !url.username().is_empty() || url.password().is_some() {
        return Err(BadHook::Url);
    }
    if to.allows_literal(&url) { Ok(url.into()) } else { Err(BadHook::Inside) }
}

/// Whether the whole internet can reach `address`: by the registries of special addresses of IANA (RFC 6890), those
/// that lead to another one inside of them among what is not.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let address = address.to_bits();
            !INSIDE.iter().any(|(first, bits)| (address ^ first.to_bits()) >> (32 - bits) == 0)
        }
        // Global unicast; what else there is of IPv6 is somebody's own, or holds an address of IPv4.
        IpAddr::V6(address) => {
            let address = address.to_bits();
            let within =
                |(first, bits): &(Ipv6Addr, u32)| (address ^ first.to_bits()) >> (128 - bits) == 0;
            within(&GLOBAL) && !NOT_GLOBAL.iter().any(within)
        }
    }
}

const INSIDE: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // behind a provider's NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // this machine
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // this link; clouds tell secrets there
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // measurements
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

const GLOBAL: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const NOT_GLOBAL: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Looks names up, each time anew. What is connected to is what it gives: between looking and connecting nothing is
/// looked up again.
pub(super) struct Checked(pub(super) HooksTo);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let to = self.0;
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> =
                found.iter().copied().filter(|found| to.allows(found.ip())).collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(Inside.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// All that a name stands for is inside.
#[derive(Debug)]
pub(super) struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address is inside")
    }
}

impl std::error::Error for Inside {}

#[cfg(test)]
mod tests {
    use super::{BadHook, HooksTo, is_public, url};

    #[test]
    fn addresses_that_are_inside() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2606:4700::1111",
            "3ffe::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn however_an_address_is_written_it_is_the_same() {
        for inside in [
            "http://127.0.0.1/",
            "http://127.1:8080/x",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[0:0:0:0:0:ffff:7f00:1]/",
            "http://１２７.0.0.1/",
            "https://10.0.0.1:443/",
            "http://127.0.0.1./",
        ] {
            assert_eq!(url(inside, HooksTo::Public), Err(BadHook::Inside), "{inside}");
            assert!(url(inside, HooksTo::Any).is_ok(), "{inside}");
        }
        assert_eq!(url(" http://0x7f.1 ", HooksTo::Any).as_deref(), Ok("http://127.0.0.1/"));
    }

    #[test]
    fn an_address_is_http_and_holds_no_password() {
        let long = format!("https://a.example/{}", "x".repeat(2_000));
        for bad in ["", "a.example", "ftp://a.example/", "file:///etc/passwd", "https://", &long] {
            assert_eq!(url(bad, HooksTo::Any), Err(BadHook::Url), "{bad}");
        }
        for bad in
            ["https://ann@a.example/", "https://ann:secret@a.example/", "https://:x@a.example"]
        {
            assert_eq!(url(bad, HooksTo::Public), Err(BadHook::Url), "{bad}");
        }
        assert!(url("https://a.example/x?y", HooksTo::Public).is_ok());
    }
}
