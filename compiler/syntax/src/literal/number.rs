//! Numbers and numbers with a unit.

use super::{Malformed, Reading};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Size,
    Duration,
    Cpu,
}

const SIZES: &[(&str, u64)] = &[
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

const DURATIONS: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

const CPUS: &[(&str, u64)] = &[("mcpu", 1)];

/// `0 | [1-9](_?[0-9])*`, or what only breaks that rule by leading zeros or underscores.
pub(super) fn is_decimal(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

/// What the unit of `word` measures, if the word is a number and a known unit.
pub(super) fn unit_of(word: &str) -> Option<Unit> {
    let (number, unit) = split(word);
    let known = |units: &[(&str, u64)]| is_decimal(number) && units.iter().any(|(u, _)| *u == unit);
    if known(SIZES) {
        Some(Unit::Size)
    } else if known(DURATIONS) {
        Some(Unit::Duration)
    } else {
        known(CPUS).then_some(Unit::Cpu)
    }
}

/// The number and what follows it.
pub(super) fn split(word: &str) -> (&str, &str) {
    word.split_at(word.bytes().position(|b| !b.is_ascii_digit() && b != b'_').unwrap_or(word.len()))
}

/// Reads an integer, decimal or hexadecimal.
pub fn read_int(word: &str) -> Reading<i64> {
    if let Some(hex) = word.strip_prefix("0x") {
        if hex.is_empty() || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Malformed::new(format!("`{word}` is no hexadecimal number")));
        }
        return i64::from_str_radix(hex, 16).map_err(|_| too_big(word));
    }
    decimal(word)?.try_into().map_err(|_| too_big(word))
}

/// Reads bytes.
pub fn read_size(word: &str) -> Reading<u64> {
    with_unit(word, SIZES, "size", "8GiB")
}

/// Reads milliseconds.
pub fn read_duration(word: &str) -> Reading<u64> {
    with_unit(word, DURATIONS, "duration", "30min")
}

/// Reads thousandths of a processor: `500mcpu`.
pub fn read_cpu(word: &str) -> Reading<u64> {
    with_unit(word, CPUS, "share of a processor", "500mcpu")
}

/// Reads permission bits: `0o` and three or four octal digits.
pub fn read_mode(word: &str) -> Reading<u32> {
    let digits = word.strip_prefix("0o").unwrap_or("");
    if (3..=4).contains(&digits.len()) && digits.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
        Ok(digits.bytes().fold(0, |mode, b| mode * 8 + u32::from(b - b'0')))
    } else {
        Err(Malformed::new(format!("`{word}` is no mode"))
            .hint("a mode is `0o` and three or four digits from 0 to 7: 0o644"))
    }
}

fn with_unit(word: &str, units: &[(&str, u64)], what: &str, example: &str) -> Reading<u64> {
    let (number, unit) = split(word);
    match units.iter().find(|(u, _)| *u == unit) {
        Some((_, factor)) if !number.is_empty() => {
            let value = decimal(number)?.checked_mul(*factor).filter(|v| i64::try_from(*v).is_ok());
            value.ok_or_else(|| too_big(word))
        }
        _ => Err(Malformed::new(format!("`{word}` is no {what}")).hint(format!("a {what} is written `{example}`"))),
    }
}

fn decimal(digits: &str) -> Reading<u64> {
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    if digits.len() > 1 && digits.starts_with('0') {
        if plain.len() == 4 && plain.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
            let mode = format!("0o{}", &plain[1..]);
            return Err(Malformed::new(format!("`{digits}`: modes are written {mode}")).instead(mode));
        }
        let trimmed = plain.trim_start_matches('0');
        let instead = if trimmed.is_empty() { "0" } else { trimmed };
        return Err(Malformed::new(format!("the number {digits} begins with 0")).instead(instead));
    }
    if digits.ends_with('_') || digits.contains("__") {
        return Err(Malformed::new("`_` in a number stands between two digits").instead(plain));
    }
    plain.parse().map_err(|_| too_big(digits))
}

fn too_big(word: &str) -> Malformed {
    Malformed::new(format!("{word} is too big")).hint("numbers have 64 bits: at most 9223372036854775807")
}
