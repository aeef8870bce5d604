//! What the loader fetches: whether it speaks the protocol, and whether it can reach the server.

use crate::words::is_one_word;
use dlc_plugin::{Dhcp, Diagnostic, Firmware, Image, InputPath, Lab, Network, Node};
use std::net::{IpAddr, Ipv4Addr};

/// Protocols that every usual build of the loader speaks, and HTTPS, which the options are asked about. FTP and NFS are
/// off unless somebody builds a loader with them.
const SCHEMES: [&str; 3] = ["http", "https", "tftp"];

/// What a machine fetches, with its places.
pub(crate) fn urls(image: &Image) -> impl Iterator<Item = (InputPath, &String)> {
    let at = InputPath::field("image");
    let initrds = at.clone().at("initrds");
    let initrds = image.initrds.iter().enumerate().map(move |(i, url)| (initrds.clone().at(i), url));
    std::iter::once((at.at("kernel"), &image.kernel)).chain(initrds)
}

/// What keeps the loader from fetching `url` at all.
pub(crate) fn bad_url(at: &InputPath, url: &str) -> Option<Diagnostic> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let shown = url.escape_debug();
    let message = if !SCHEMES.contains(&scheme) {
        format!("the loader cannot fetch `{shown}`; it speaks {}", SCHEMES.join(", "))
    } else if !is_one_word(url) || !url.is_ascii() {
        format!("the loader would not fetch `{shown}` as it stands: it has a blank, a `${{`, a `\\` or no ASCII")
    } else if host(url).is_empty() {
        format!("the loader cannot fetch `{shown}`: it names no server")
    } else {
        return None;
    };
    Some(Diagnostic::error("bad-url", at.clone(), message))
}

/// What is unwise about a machine's URLs. Told once for each reason, at the system, because its data made the URLs: the
/// lab chooses where it fetches from.
pub(crate) fn unwise(node: &Node, image: &Image, https: bool) -> Vec<Diagnostic> {
    let bios = node.firmware == Firmware::Bios;
    let first = |is: fn(&str) -> bool| urls(image).find(|(_, url)| is(url)).map(|(at, _)| at);
    let over_https = first(|url| url.starts_with("https:")).filter(|_| bios && !https);
    let over_ipv6 = first(is_ipv6).filter(|_| bios);
    let over_tftp = first(|url| url.starts_with("tftp:"));
    let with_password = first(names_password);
    let os = || InputPath::field("os");
    let told = [
        over_https.map(|at| no_https(os(), at)),
        over_ipv6.map(|at| no_ipv6(os(), at)),
        over_tftp.map(slow_tftp),
        with_password.map(|at| password(os(), "a URL").also(at, "it has an account")),
    ];
    told.into_iter().flatten().collect()
}

/// Whether a URL has an account with a password.
pub(crate) fn names_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(account, _)| account.contains(':'))
}

/// A warning about a password that everybody can read.
pub(crate) fn password(at: InputPath, what: &str) -> Diagnostic {
    let message =
        format!("{what} has a password, and whoever reaches the server can read the script that it stands in");
    Diagnostic::warning("password-in-script", at, message).hint("let the machine fetch it in its configuration")
}

fn slow_tftp(of: InputPath) -> Diagnostic {
    let message =
        "this is fetched over TFTP, which takes minutes for a kernel, and breaks down for many machines at once";
    Diagnostic::warning("image-over-tftp", InputPath::field("os"), message)
        .also(of, "fetched over TFTP")
        .hint("serve it over HTTP")
}

/// A warning about HTTPS below a BIOS, at `at`, for what `of` says.
pub(crate) fn no_https(at: InputPath, of: InputPath) -> Diagnostic {
    let message = "this is fetched over HTTPS, which the usual builds of iPXE for BIOS cannot do";
    Diagnostic::warning("https-on-bios", at, message)
        .also(of, "fetched over HTTPS")
        .hint("name a server that speaks HTTP, or say that your loader can: `target ipxe { https = true }`")
}

/// Whether the server of a URL is named by an IPv6 address.
pub(crate) fn is_ipv6(url: &str) -> bool {
    host(url).starts_with('[')
}

/// A warning about IPv6 below a BIOS, at `at`, for what `of` says.
pub(crate) fn no_ipv6(at: InputPath, of: InputPath) -> Diagnostic {
    let message = "this is fetched over IPv6, which the usual builds of iPXE for BIOS do not speak";
    Diagnostic::warning("bios-without-ipv6", at, message)
        .also(of, "fetched over IPv6")
        .hint("name the server's IPv4 address")
}

/// What keeps a machine in `network` from the server of `url`, where the DHCP answers are the lab's own and so known.
pub(crate) fn out_of_reach(at: &InputPath, url: &str, network: &Network) -> Option<Diagnostic> {
    if !matches!(network.dhcp, Some(Dhcp::Serve(_))) {
        return None;
    }
    let (host, name) = (host(url), &network.name);
    let place = InputPath::lab("networks").at(name);
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(server)) if network.gateway.is_none() && !holds(&network.subnet, server) => {
            let message =
                format!("network {name} has no gateway, and {server} lies outside it: no machine there reaches it");
            Some(
                Diagnostic::warning("server-out-of-reach", at.clone(), message).also(place.at("subnet"), "the network"),
            )
        }
        Err(_) if network.dns.is_empty() && !host.is_empty() => {
            let message = format!("network {name} has no resolver, so no loader there finds the server `{host}`");
            Some(
                Diagnostic::warning("server-out-of-reach", at.clone(), message)
                    .also(place, "the network")
                    .hint("dns = […], or the server's address"),
            )
        }
        _ => None,
    }
}

/// The network that a machine boots in.
pub(crate) fn network_of<'a>(lab: &'a Lab, name: Option<&String>) -> Option<&'a Network> {
    let name = name?;
    lab.networks.iter().find(|network| network.name == *name)
}

/// The host of a URL: a name, an address, or an IPv6 address in brackets.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match (host.starts_with('['), host.find(']')) {
        (true, Some(end)) => &host[..=end],
        _ => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether an IPv4 network holds an address.
fn holds(subnet: &str, address: Ipv4Addr) -> bool {
    let Some((first, length)) = subnet.split_once('/') else { return false };
    let (Ok(first), Ok(length)) = (first.parse::<Ipv4Addr>(), length.parse::<u32>()) else { return false };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or(0);
    u32::from(first) & mask == u32::from(address) & mask
}

#[cfg(test)]
mod tests {
    use super::{holds, host};

    #[test]
    fn the_host_stands_between_the_account_and_the_port() {
        let hosts = ["http://a/b", "http://a:80/b", "http://u:p@a/b", "http://[fd00::1]:80/b", "http://a?b@c", "x"];
        assert_eq!(hosts.map(host), ["a", "a", "a", "[fd00::1]", "a", ""]);
    }

    #[test]
    fn a_network_holds_what_has_its_first_bits() {
        let is = |subnet, last| holds(subnet, std::net::Ipv4Addr::new(10, 0, 0, last));
        assert!(is("10.0.0.0/24", 255) && is("0.0.0.0/0", 1) && is("10.0.0.4/32", 4));
        assert!(!is("10.0.1.0/24", 1) && !is("10.0.0.4/32", 5) && !is("fd00::/64", 1));
    }
}
