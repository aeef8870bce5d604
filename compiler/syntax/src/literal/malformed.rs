//! What to say about a word that has no reading: the nearest shape decides.

use super::{Malformed, number, split_ip4};
use std::net::Ipv4Addr;

/// The message for `word`.
pub(super) fn malformed(word: &str) -> Malformed {
    if let Some((scheme, _)) = word.split_once("://")
        && !scheme.is_empty()
    {
        return Malformed::new("a Url is written in quotes").instead(format!("\"{word}\""));
    }
    if word.contains(':') {
        return with_colon(word);
    }
    if is_mac_with_hyphens(word) {
        let colons = word.replace('-', ":");
        return Malformed::new("a MAC is written with colons").instead(colons);
    }
    if let Some(found) = with_unit(word) {
        return found;
    }
    if let Some((parts, rest)) = numbers(word) {
        return dotted(word, &parts, rest);
    }
    if let Some(found) = unglued(word) {
        return found;
    }
    if word.contains('/') {
        return Malformed::new(format!("`{word}` is no literal"))
            .hint("there is no `/`: write `div`, or a text in quotes");
    }
    Malformed::new("a name begins with a letter").hint(format!("write \"{word}\"")).instead(format!("\"{word}\""))
}

/// What to say about a MAC with too few or too many parts.
pub(super) fn mac(word: &str) -> Malformed {
    let parts: Vec<&str> = word.split(':').collect();
    if let Some(bad) = parts.iter().find(|p| p.len() != 2 || !p.bytes().all(|b| b.is_ascii_hexdigit())) {
        return Malformed::new(format!("`{bad}` in a MAC is no pair of hexadecimal digits"));
    }
    let wanted = match parts.len() {
        0..=6 => 6,
        7..=8 => 8,
        _ => 20,
    };
    Malformed::new(format!("MAC has {} of {wanted} parts", parts.len()))
}

/// A network with a netmask instead of a prefix.
pub(super) fn netmask(addr: Ipv4Addr, mask: &str) -> Malformed {
    let found = Malformed::new("a network has a prefix, not a netmask");
    let Ok(bits) = mask.parse::<Ipv4Addr>().map(Ipv4Addr::to_bits) else {
        return found.hint(format!("write {addr}/24"));
    };
    if bits.leading_ones() + bits.trailing_zeros() >= 32 {
        found.instead(format!("{addr}/{}", bits.leading_ones()))
    } else {
        found.hint(format!("{mask} is no netmask either"))
    }
}

fn with_colon(word: &str) -> Malformed {
    let parts: Vec<&str> = word.split(':').collect();
    let hex = |p: &&str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_hexdigit());
    if parts.len() >= 4 && parts.iter().filter(|p| hex(p)).count() + 1 >= parts.len() {
        return mac(word);
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let quoted = format!("\"{word}\"");
        return Malformed::new(format!("`{word}` is no literal")).hint("quote it").instead(quoted);
    }
    let spaced = word.replacen(':', ": ", 1);
    Malformed::new("a blank is missing after `:`").instead(spaced)
}

fn is_mac_with_hyphens(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    parts.len() == 6 && parts.iter().all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A number with a unit of another world: `5m`, `4Gi`, `8KB`, `1.5GiB`, `1h30min`.
fn with_unit(word: &str) -> Option<Malformed> {
    let end = word.bytes().position(|b| !b.is_ascii_digit() && b != b'.' && b != b'_')?;
    let (number, unit) = word.split_at(end);
    if number.contains('.') {
        return fraction(number, unit);
    }
    let found = |message: String| Some(Malformed::new(message));
    match unit {
        "m" => found(format!("`{word}`: {number}min or {number}MiB?"))
            .map(|m| m.hint(format!("minutes are {number}min, sizes {number}MiB, processors {number}mcpu"))),
        "Ki" | "Mi" | "Gi" | "Ti" => {
            found(format!("`{word}`: sizes are written {word}B")).map(|m| m.instead(format!("{word}B")))
        }
        "K" | "k" | "KB" | "kb" | "Kb" => found(format!("`{word}`: {number}kB or {number}KiB?")),
        "M" | "G" | "T" | "g" | "t" | "mb" | "Mb" | "gb" | "Gb" | "tb" | "Tb" | "mB" | "gB" | "tB" => {
            let letter = unit[..1].to_ascii_uppercase();
            found(format!("`{word}`: {number}{letter}B or {number}{letter}iB?"))
        }
        "sec" | "secs" | "second" | "seconds" => {
            found(format!("`{word}`: seconds are written {number}s")).map(|m| m.instead(format!("{number}s")))
        }
        "mins" | "minute" | "minutes" => {
            found(format!("`{word}`: minutes are written {number}min")).map(|m| m.instead(format!("{number}min")))
        }
        "hr" | "hrs" | "hour" | "hours" => {
            found(format!("`{word}`: hours are written {number}h")).map(|m| m.instead(format!("{number}h")))
        }
        "day" | "days" => {
            found(format!("`{word}`: days are written {number}d")).map(|m| m.instead(format!("{number}d")))
        }
        _ => compound(word),
    }
}

/// `1h30min`: one unit is enough.
fn compound(word: &str) -> Option<Malformed> {
    let mut total: u64 = 0;
    let mut rest = word;
    while !rest.is_empty() {
        let (number, tail) = number::split(rest);
        let unit = &tail[..tail.bytes().position(|b| b.is_ascii_digit()).unwrap_or(tail.len())];
        if number.is_empty() || unit.is_empty() {
            return None;
        }
        total = total.checked_add(super::read_duration(&rest[..number.len() + unit.len()]).ok()?)?;
        rest = &tail[unit.len()..];
    }
    let whole = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")]
        .into_iter()
        .find(|(ms, _)| total.is_multiple_of(*ms))
        .map(|(ms, unit)| format!("{}{unit}", total / ms))?;
    Some(Malformed::new(format!("`{word}`: a duration has one unit, {whole}")).instead(whole))
}

/// `1.5GiB`: there are no fractions, but there is a smaller unit.
fn fraction(number: &str, unit: &str) -> Option<Malformed> {
    let steps = ["B", "KiB", "MiB", "GiB", "TiB"];
    let decimal = ["B", "kB", "MB", "GB", "TB"];
    let (whole, part) = number.split_once('.')?;
    let smaller = |units: &[&'static str], factor: u64| {
        let at = units.iter().position(|u| *u == unit).filter(|i| *i > 0)?;
        let scale = 10_u64.checked_pow(part.len().try_into().ok()?)?;
        let value =
            whole.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(part.parse().ok()?)?.checked_mul(factor)?;
        value.is_multiple_of(scale).then(|| format!("{}{}", value / scale, units[at - 1]))
    };
    let known = steps.contains(&unit) || decimal.contains(&unit) || matches!(unit, "s" | "min" | "h" | "d" | "ms");
    known.then(|| {
        let found = Malformed::new(format!("`{number}{unit}`: there are no fractions"));
        match smaller(&steps, 1024).or_else(|| smaller(&decimal, 1000)) {
            Some(word) => found.instead(word),
            None => found.hint("take the next smaller unit"),
        }
    })
}

/// Dotted decimal numbers at the beginning, and what is glued to them.
fn numbers(word: &str) -> Option<(Vec<&str>, &str)> {
    let end = word.bytes().position(|b| !b.is_ascii_digit() && b != b'.').unwrap_or(word.len());
    let parts: Vec<&str> = word[..end].split('.').collect();
    (parts.len() > 1).then(|| (parts, &word[end..]))
}

fn dotted(word: &str, parts: &[&str], rest: &str) -> Malformed {
    if parts.len() > 4 {
        return Malformed::new(format!(
            "`{word}` has {} parts: an address has four, a version two to four",
            parts.len()
        ));
    }
    if rest.starts_with('/') {
        return Malformed::new(format!("an address has four parts, this has {}", parts.len()));
    }
    if let Some(found) = unglued(word) {
        return found;
    }
    Malformed::new(format!("`{word}` is no version"))
        .hint("a version is two to four numbers, then `-` and `+` parts: 1.31.4-rc.1; or quote it")
}

/// `3+4`, `2-1`: operators need blanks.
fn unglued(word: &str) -> Option<Malformed> {
    let at = word.bytes().position(|b| matches!(b, b'+' | b'-'))?;
    let (left, right) = (&word[..at], &word[at + 1..]);
    if split_ip4(left).is_none() && super::read(left).is_err() {
        return None;
    }
    let sign = &word[at..=at];
    Some(
        Malformed::new(format!("`{sign}` needs a blank on both sides"))
            .hint(format!("write `{left} {sign} {right}`, or \"{word}\" if it is a text"))
            .instead(format!("{left} {sign} {right}")),
    )
}
