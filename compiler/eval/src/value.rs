//! Values. They hold no reference into the database, so queries may keep them.
//!
//! Two values that differ only in where they were written are equal: an edit that moves a line without changing what
//! it says re-evaluates nothing.

mod distinct;
pub(crate) mod weight;

pub(crate) use distinct::Distinct;

use dlc_base::Origin;
use dlc_db::{AnchorNo, EntityNo};
use dlc_sema::ty::SchemaRef;
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// A value with the place that it comes from.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub origin: Origin,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Cell {
    /// A value that stands at a place.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin }
    }
}

/// A value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// Could not be evaluated; already reported.
    #[default]
    Poison,
    /// `none`
    None,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Bytes.
    Size(u64),
    /// Milliseconds.
    Duration(u64),
    /// Thousandths of a processor.
    Cpu(u64),
    /// Permission bits.
    Mode(u32),
    /// Any text: `Str`, `Text`, `Url` and tagged ones.
    Str(SmolStr),
    /// A version as it is spelled.
    Version(SmolStr),
    /// An address.
    Ip(IpAddr),
    /// A network.
    Cidr(IpAddr, u8),
    /// Address and port.
    Endpoint(Ipv4Addr, u16),
    /// A hardware address.
    Mac(Mac),
    /// A UUID in lower case.
    Uuid(SmolStr),
    /// A digest in lower case.
    Digest(SmolStr),
    /// A symbol of an enum.
    Symbol(SmolStr),
    /// Bytes of a file.
    Bytes(Arc<[u8]>),
    /// From first to last.
    Range(Arc<(Value, Value)>),
    /// A list.
    List(Arc<[Cell]>),
    /// A list without repeats.
    Set(Arc<[Cell]>),
    /// Keys with values, in natural order of the keys.
    Map(Arc<Map>),
    /// Fields with values.
    Record(Arc<Record>),
    /// A named block.
    Ref(Arc<Reference>),
    /// A profile with its arguments.
    Profile(Arc<ProfileValue>),
    /// A file of the project, not read yet: its path below the root.
    File(SmolStr),
    /// A secret: how its text is made, and nothing of what it says.
    Secret(Arc<dlc_secret::Recipe>),
}

/// A hardware address of 6, 8 or 20 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mac {
    len: u8,
    bytes: [u8; 20],
}

impl std::fmt::Debug for Mac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.joined(":"))
    }
}

impl Mac {
    /// The address of these bytes, of which there are at most 20.
    pub fn new(bytes: &[u8]) -> Self {
        let mut all = [0; 20];
        let len = bytes.len().min(20);
        all[..len].copy_from_slice(&bytes[..len]);
        Self { len: u8::try_from(len).unwrap_or(20), bytes: all }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// In lower case with `separator` between the bytes.
    pub fn joined(&self, separator: &str) -> String {
        let parts: Vec<String> = self.bytes().iter().map(|b| format!("{b:02x}")).collect();
        parts.join(separator)
    }

    /// The address `n` further, `None` beyond the last.
    pub fn offset(&self, n: i64) -> Option<Self> {
        let mut bytes = self.bytes().to_vec();
        let mut carry = i128::from(n);
        for byte in bytes.iter_mut().rev() {
            let sum = i128::from(*byte) + carry;
            *byte = u8::try_from(sum.rem_euclid(256)).ok()?;
            carry = sum.div_euclid(256);
        }
        (carry == 0).then(|| Self::new(&bytes))
    }
}

/// Keys with values, in natural order of the keys' texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map {
    entries: Vec<(SmolStr, Cell, Cell)>,
}

impl Map {
    /// A map of entries in any order; of equal keys the last stays.
    pub fn new(entries: impl IntoIterator<Item = (SmolStr, Cell, Cell)>) -> Self {
        let mut entries: Vec<(SmolStr, Cell, Cell)> = entries.into_iter().collect();
        entries.sort_by(|a, b| natural(&a.0, &b.0));
        entries.reverse();
        entries.dedup_by(|a, b| a.0 == b.0);
        entries.reverse();
        Self { entries }
    }

    /// The key's text, the key and the value of each entry.
    pub fn iter(&self) -> impl Iterator<Item = (&SmolStr, &Cell, &Cell)> {
        self.entries.iter().map(|(text, key, value)| (text, key, value))
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Cell> {
        let at = self.entries.binary_search_by(|(text, ..)| natural(text, key)).ok()?;
        Some(&self.entries[at].2)
    }
}

/// Fields with values, in the order of the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The schema; open records have none.
    pub schema: Option<SchemaRef>,
    /// The fields.
    pub fields: Vec<(SmolStr, Cell)>,
}

impl Record {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Cell> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, cell)| cell)
    }
}

/// A named block, by where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The block of the lab.
    pub entity: EntityNo,
    /// The way from there to the block itself: field and label, in turns; an unlabelled block on the way has none.
    pub steps: Vec<(SmolStr, Option<SmolStr>)>,
    /// The schema of the block.
    pub schema: SchemaRef,
    /// The block's label.
    pub label: SmolStr,
}

/// A profile with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileValue {
    /// Where it is declared.
    pub anchor: AnchorNo,
    /// What its parameters are.
    pub args: Vec<(SmolStr, Cell)>,
    /// The names around its declaration.
    pub env: Vec<crate::env::Frozen>,
}

/// The order of labels: runs of digits compare as numbers, so `n2` stands before `n10`. Equal only if the same.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a.as_bytes(), b.as_bytes());
    loop {
        match (x.first(), y.first()) {
            (Some(p), Some(q)) if p.is_ascii_digit() && q.is_ascii_digit() => {
                let (n, rest_x) = digits(x);
                let (m, rest_y) = digits(y);
                match n.len().cmp(&m.len()).then_with(|| n.cmp(m)) {
                    Ordering::Equal => (x, y) = (rest_x, rest_y),
                    other => return other,
                }
            }
            (Some(p), Some(q)) if p == q => (x, y) = (&x[1..], &y[1..]),
            // Leading zeros were skipped: what is equal as numbers is ordered by its spelling.
            (None, None) => return a.cmp(b),
            (p, q) => return p.cmp(&q),
        }
    }
}

/// The leading digits without leading zeros, and what follows them.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let zeros = text[..end].iter().take_while(|b| **b == b'0').count();
    (&text[zeros..end], &text[end..])
}

impl Value {
    /// What it is, for messages: `the text "4"`, `4GiB`, `a list`.
    pub fn describe(&self) -> String {
        match self {
            Self::Poison => "a value that could not be evaluated".to_owned(),
            Self::None => "none".to_owned(),
            Self::Str(text) => format!("the text {}", quoted(text)),
            Self::Symbol(name) => format!("the symbol `{name}`"),
            Self::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Set(items) => format!("a set of {}", items.len()),
            Self::Map(map) => format!("a map of {}", map.len()),
            Self::Record(record) => match &record.schema {
                Some(schema) => format!("a record `{}`", schema.name),
                None => "a record".to_owned(),
            },
            Self::Ref(reference) => format!("{} `{}`", reference.schema.name, reference.label),
            Self::Profile(_) => "a profile".to_owned(),
            Self::File(path) => format!("the file `{path}`"),
            Self::Secret(recipe) => {
                let sources: Vec<String> = recipe.sources().into_iter().map(ToString::to_string).collect();
                format!("a secret, `{}`", sources.join("` and `"))
            }
            Self::Range(range) => format!("the range {}..{}", range.0.describe(), range.1.describe()),
            scalar => match scalar.to_text() {
                Some(text) => text.to_string(),
                None => "a value".to_owned(),
            },
        }
    }

    /// The text of a scalar, as a hole writes it. `None` for what has no text.
    pub fn to_text(&self) -> Option<SmolStr> {
        Some(match self {
            Self::Bool(b) => SmolStr::new_static(if *b { "true" } else { "false" }),
            Self::Int(i) => smol_str::format_smolstr!("{i}"),
            Self::Size(bytes) => with_unit(*bytes, SIZES, "B"),
            Self::Duration(ms) => with_unit(*ms, DURATIONS, "ms"),
            Self::Cpu(milli) => smol_str::format_smolstr!("{milli}mcpu"),
            Self::Mode(mode) => smol_str::format_smolstr!("0o{mode:03o}"),
            Self::Str(text) | Self::Version(text) | Self::Uuid(text) | Self::Digest(text) | Self::Symbol(text) => {
                text.clone()
            }
            Self::Ip(ip) => smol_str::format_smolstr!("{ip}"),
            Self::Cidr(ip, prefix) => smol_str::format_smolstr!("{ip}/{prefix}"),
            Self::Endpoint(ip, port) => smol_str::format_smolstr!("{ip}:{port}"),
            Self::Mac(mac) => mac.joined(":").into(),
            Self::Ref(reference) => reference.label.clone(),
            Self::Range(range) => smol_str::format_smolstr!("{}..{}", range.0.to_text()?, range.1.to_text()?),
            _ => return None,
        })
    }

    /// Whether it is a secret, or has one in it.
    pub(crate) fn has_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::List(items) | Self::Set(items) => items.iter().any(|cell| cell.value.has_secret()),
            Self::Map(map) => map.iter().any(|(_, _, cell)| cell.value.has_secret()),
            Self::Record(record) => record.fields.iter().any(|(_, cell)| cell.value.has_secret()),
            _ => false,
        }
    }

    /// The items of a list or a set.
    pub fn items(&self) -> Option<&[Cell]> {
        match self {
            Self::List(items) | Self::Set(items) => Some(items),
            _ => None,
        }
    }
}

const SIZES: &[(u64, &str)] = &[
    (1 << 40, "TiB"),
    (1_000_000_000_000, "TB"),
    (1 << 30, "GiB"),
    (1_000_000_000, "GB"),
    (1 << 20, "MiB"),
    (1_000_000, "MB"),
    (1 << 10, "KiB"),
    (1_000, "kB"),
];
const DURATIONS: &[(u64, &str)] = &[(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];

/// A number in the largest unit that divides it.
fn with_unit(n: u64, units: &[(u64, &str)], smallest: &str) -> SmolStr {
    let unit = units.iter().find(|(size, _)| n >= *size && n.is_multiple_of(*size));
    match unit {
        Some((size, name)) => smol_str::format_smolstr!("{}{name}", n / size),
        None => smol_str::format_smolstr!("{n}{smallest}"),
    }
}

/// A text as it would be written, cut where it is long.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let short: String = text.chars().take(SHOWN).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("\"{}{more}\"", short.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_ordered_as_people_count() {
        let mut labels = vec!["n10", "n2", "n1", "n02", "n", "m3", "n2a"];
        labels.sort_by(|a, b| natural(a, b));
        assert_eq!(labels, ["m3", "n", "n1", "n02", "n2", "n2a", "n10"]);
    }

    #[test]
    fn a_size_is_shown_in_the_largest_unit_that_divides_it() {
        let shown = |n| Value::Size(n).to_text().unwrap();
        assert_eq!(shown(4 << 30), "4GiB");
        assert_eq!(shown(2_684_354_560), "2560MiB");
        assert_eq!(shown(1500), "1500B");
        assert_eq!(shown(2000), "2kB");
        assert_eq!(Value::Duration(90_000).to_text().unwrap(), "90s");
    }

    #[test]
    fn hardware_addresses_are_counted_with_carry_and_not_beyond_the_last() {
        let mac = Mac::new(&[0x52, 0x54, 0, 0, 0, 0xff]);
        assert_eq!(mac.offset(1).unwrap().joined(":"), "52:54:00:00:01:00");
        assert_eq!(mac.offset(-256).map(|m| m.joined(":")), Some("52:53:ff:ff:ff:ff".into()));
        assert_eq!(Mac::new(&[0xff; 6]).offset(1), None);
    }

    #[test]
    fn of_equal_keys_in_a_map_the_last_stays() {
        let cell = |n| Cell::new(Value::Int(n), Origin::NOWHERE);
        let map =
            Map::new([("a".into(), cell(0), cell(1)), ("b".into(), cell(0), cell(2)), ("a".into(), cell(0), cell(3))]);
        assert_eq!(map.get("a"), Some(&cell(3)));
        assert_eq!(map.len(), 2);
    }
}
