//! The values of literals.
//!
//! A word's class is its first reading ([`read`]); an expected type may ask for another that the spelling fits
//! (`read_version("12")`). A value is never converted.

mod malformed;
mod number;

pub use number::{read_cpu, read_duration, read_int, read_mode, read_size};

use malformed::malformed;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A literal, read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `12`, `1_000`, `0xff`
    Int(i64),
    /// Bytes: `8GiB`
    Size(u64),
    /// Milliseconds: `30min`
    Duration(u64),
    /// Thousandths of a processor: `500mcpu`
    Cpu(u64),
    /// `10.0.0.1`, `fe80::1`
    Ip(IpAddr),
    /// `10.0.0.0/24`: no bit of `addr` is set beyond the prefix.
    Cidr {
        /// The network's address.
        addr: IpAddr,
        /// How many leading bits belong to it.
        prefix: u8,
    },
    /// `10.0.0.5:5000`
    Endpoint {
        /// The address.
        addr: Ipv4Addr,
        /// The port.
        port: u16,
    },
    /// 6, 8 or 20 bytes.
    Mac(Vec<u8>),
    /// In lower case.
    Uuid(String),
    /// `sha256:…` or `sha512:…`, in lower case.
    Digest(String),
    /// Permission bits: `0o644`
    Mode(u32),
    /// As it is spelled.
    Version(String),
}

/// Why a word is no literal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Malformed {
    /// The headline.
    pub message: String,
    /// What to type.
    pub hint: Option<String>,
    /// The word that was probably meant, as an edit.
    pub instead: Option<String>,
}

impl Malformed {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, instead: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn instead(mut self, word: impl Into<String>) -> Self {
        self.instead = Some(word.into());
        self
    }
}

type Reading<T> = Result<T, Malformed>;

/// Reads a word by its own shape.
pub fn read(word: &str) -> Reading<Literal> {
    if let Some(bytes) = mac_bytes(word) {
        return Ok(Literal::Mac(bytes));
    }
    if is_uuid(word) {
        return Ok(Literal::Uuid(word.to_ascii_lowercase()));
    }
    if word.starts_with("sha256:") || word.starts_with("sha512:") {
        return read_digest(word).map(Literal::Digest);
    }
    if let Some((ip, rest)) = split_ip4(word) {
        return after_ip4(word, ip, rest);
    }
    if word.contains("::") || word.split('/').next().is_some_and(|w| w.matches(':').count() == 7) {
        return match word.contains('/') {
            true => read_cidr(word).map(|(addr, prefix)| Literal::Cidr { addr, prefix }),
            false => read_ip(word).map(Literal::Ip),
        };
    }
    if word.starts_with("0o") {
        return read_mode(word).map(Literal::Mode);
    }
    if word.starts_with("0x") || number::is_decimal(word) {
        return read_int(word).map(Literal::Int);
    }
    match number::unit_of(word) {
        Some(number::Unit::Size) => return read_size(word).map(Literal::Size),
        Some(number::Unit::Duration) => return read_duration(word).map(Literal::Duration),
        Some(number::Unit::Cpu) => return read_cpu(word).map(Literal::Cpu),
        None => {}
    }
    if is_version(word, 2) {
        return Ok(Literal::Version(word.to_owned()));
    }
    Err(malformed(word))
}

/// Reads a Version, where one is expected: also `12`.
pub fn read_version(word: &str) -> Reading<String> {
    if is_version(word, 1) { Ok(word.to_owned()) } else { Err(Malformed::new(format!("`{word}` is no version"))) }
}

/// Reads an address of either family.
pub fn read_ip(word: &str) -> Reading<IpAddr> {
    if let Some((parts, "")) = split_ip4(word) {
        return ip4(&parts).map(IpAddr::V4);
    }
    word.parse::<Ipv6Addr>().map(IpAddr::V6).map_err(|_| {
        Malformed::new(format!(
            "`{word}` is no address: IPv6 has eight parts of at most four hexadecimal digits, or one `::`"
        ))
    })
}

/// Reads a network, which has no bit set beyond its prefix.
pub fn read_cidr(word: &str) -> Reading<(IpAddr, u8)> {
    let Some((addr, prefix)) = word.split_once('/') else {
        return Err(Malformed::new(format!("`{word}` is no network")).hint(format!("a network is written `{word}/24`")));
    };
    let addr = read_ip(addr)?;
    let most: u8 = if addr.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix.parse::<u8>() {
        Ok(n) if n <= most && prefix == n.to_string() => n,
        _ if prefix.bytes().all(|b| b.is_ascii_digit()) && !prefix.is_empty() && !prefix.starts_with('0') => {
            return Err(Malformed::new(format!("prefix {prefix} is above {most}")));
        }
        _ => {
            return Err(Malformed::new(format!("`/{prefix}` is no prefix"))
                .hint(format!("a prefix is a number from 0 to {most}")));
        }
    };
    let network = network_of(addr, prefix);
    if network == addr {
        Ok((addr, prefix))
    } else {
        Err(Malformed::new(format!("{word} has host bits: network {network}/{prefix}, address {addr}"))
            .instead(format!("{network}/{prefix}")))
    }
}

/// Reads `ADDRESS:PORT`.
pub fn read_endpoint(word: &str) -> Reading<(Ipv4Addr, u16)> {
    let parts = word.rsplit_once(':').and_then(|(ip, port)| Some((split_ip4(ip)?, port)));
    let Some(((parts, ""), port)) = parts else {
        return Err(Malformed::new(format!("`{word}` is no endpoint")).hint("an endpoint is written `10.0.0.5:5000`"));
    };
    let addr = ip4(&parts)?;
    if port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Malformed::new(format!("`{port}` is no port")));
    }
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok((addr, port)),
        _ => Err(Malformed::new(format!("port {port} is outside 1..65535"))),
    }
}

/// Reads a hardware address of 6, 8 or 20 bytes.
pub fn read_mac(word: &str) -> Reading<Vec<u8>> {
    mac_bytes(word).ok_or_else(|| malformed::mac(word))
}

/// Reads a digest with its whole length.
pub fn read_digest(word: &str) -> Reading<String> {
    let (name, hex) = word.split_once(':').unwrap_or((word, ""));
    let digits = match name {
        "sha256" => 64,
        "sha512" => 128,
        _ => {
            return Err(Malformed::new(format!("`{word}` is no digest"))
                .hint("a digest is `sha256:` and 64 digits, or `sha512:` and 128"));
        }
    };
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Malformed::new(format!("a {name} digest holds hexadecimal digits only")));
    }
    if hex.len() != digits {
        return Err(Malformed::new(format!("{name} digest has {} of {digits} digits", hex.len())));
    }
    Ok(word.to_ascii_lowercase())
}

/// Reads a UUID.
pub fn read_uuid(word: &str) -> Reading<String> {
    if is_uuid(word) {
        Ok(word.to_ascii_lowercase())
    } else {
        Err(Malformed::new(format!("`{word}` is no UUID")).hint("a UUID has 8-4-4-4-12 hexadecimal digits"))
    }
}

/// 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// The address with all bits beyond the prefix cleared.
fn network_of(addr: IpAddr, prefix: u8) -> IpAddr {
    match addr {
        IpAddr::V4(a) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(a.to_bits() & mask))
        }
        IpAddr::V6(a) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(a.to_bits() & mask))
        }
    }
}

fn mac_bytes(word: &str) -> Option<Vec<u8>> {
    let parts: Vec<&str> = word.split(':').collect();
    if ![6, 8, 20].contains(&parts.len()) {
        return None;
    }
    parts
        .into_iter()
        .map(|p| {
            let hex = p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit());
            hex.then(|| u8::from_str_radix(p, 16).ok()).flatten()
        })
        .collect()
}

/// Splits a word that begins with exactly four short decimal parts.
fn split_ip4(word: &str) -> Option<([&str; 4], &str)> {
    let end = word.bytes().position(|b| !b.is_ascii_digit() && b != b'.').unwrap_or(word.len());
    let (head, rest) = word.split_at(end);
    // A letter glued to the last part makes it something else: `1.2.3.4rc1`.
    if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    let parts: Vec<&str> = head.split('.').collect();
    let parts: [&str; 4] = parts.try_into().ok()?;
    parts.iter().all(|p| (1..=3).contains(&p.len())).then_some((parts, rest))
}

fn ip4(parts: &[&str; 4]) -> Reading<Ipv4Addr> {
    let mut octets = [0; 4];
    for (octet, part) in octets.iter_mut().zip(parts) {
        *octet = part.parse().map_err(|_| Malformed::new(format!("octet {part} is above 255")))?;
        if part.len() > 1 && part.starts_with('0') {
            let plain: Vec<String> = parts
                .iter()
                .map(|p| p.trim_start_matches('0'))
                .map(|p| if p.is_empty() { "0" } else { p }.to_owned())
                .collect();
            return Err(Malformed::new(format!("octet {part} begins with 0")).instead(plain.join(".")));
        }
    }
    Ok(Ipv4Addr::from(octets))
}

/// What follows four decimal parts inside the word.
fn after_ip4(word: &str, parts: [&str; 4], rest: &str) -> Reading<Literal> {
    if rest.is_empty() {
        return ip4(&parts).map(|a| Literal::Ip(a.into()));
    }
    let addr = ip4(&parts)?;
    let tail = &rest[1..];
    let digits = !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_digit());
    match rest.as_bytes()[0] {
        b'/' if digits => read_cidr(word).map(|(addr, prefix)| Literal::Cidr { addr, prefix }),
        b'/' if tail.contains('.') => Err(malformed::netmask(addr, tail)),
        b':' if digits => read_endpoint(word).map(|(addr, port)| Literal::Endpoint { addr, port }),
        b'-' if split_ip4(tail).is_some_and(|(_, rest)| rest.is_empty()) => {
            let range = format!("{addr}..{tail}");
            Err(Malformed::new(format!("a range is `{range}`")).instead(range))
        }
        b'+' | b'-' => {
            let (sign, sum) = (&rest[..1], format!("{addr} {} {tail}", &rest[..1]));
            Err(Malformed::new(format!("`{sign}` needs a blank on both sides")).instead(sum))
        }
        _ => Err(Malformed::new(format!("`{rest}` after the address {addr} means nothing"))
            .hint("an address may be followed by `/PREFIX` or `:PORT`")),
    }
}

/// `d+(.d+){least-1..3}(-pre)?(+build)?`
fn is_version(word: &str, least: usize) -> bool {
    let (rest, build) = word.split_once('+').map_or((word, None), |(a, b)| (a, Some(b)));
    let (numbers, pre) = rest.split_once('-').map_or((rest, None), |(a, b)| (a, Some(b)));
    let parts = numbers.split('.').count();
    let suffix = |text: &str| {
        text.split('.').enumerate().all(|(i, part)| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && (i == 0 || part.as_bytes()[0].is_ascii_digit())
        })
    };
    (least..=4).contains(&parts)
        && numbers.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
        && pre.is_none_or(suffix)
        && build.is_none_or(suffix)
}

#[cfg(test)]
mod tests;
