//! Operators. Nothing is converted, and leaving a network or 64 bits is an error.

use crate::value::{Distinct, Value};
use dlc_sema::hir::BinaryOp;
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Why an operator cannot be applied: a code and a message.
type Failure = (&'static str, String);

fn overflow() -> Failure {
    ("overflow", "the result does not fit into 64 bits".to_owned())
}

/// `==`: values of different kinds are different.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(x) | Value::Set(x), Value::List(y) | Value::Set(y)) => {
            let both_lists = matches!((a, b), (Value::List(_), Value::List(_)));
            match both_lists {
                true => x == y,
                // Sets have no order.
                false => {
                    let all: Distinct = y.iter().collect();
                    x.len() == y.len() && x.iter().all(|cell| all.contains(&cell.value))
                }
            }
        }
        (Value::Version(x), Value::Version(y)) => {
            // What is left out is 0; builds of one version are different.
            let build = |text: &str| text.split_once('+').map(|(_, build)| build.to_owned());
            version(x, y).is_eq() && build(x) == build(y)
        }
        (Value::Cpu(n), Value::Int(i)) | (Value::Int(i), Value::Cpu(n)) => {
            i64::try_from(*n).is_ok_and(|n| n == i.saturating_mul(1000))
        }
        (a, b) => a == b,
    }
}

/// `a in b`
pub(crate) fn contains(b: &Value, a: &Value) -> Result<bool, String> {
    match (b, a) {
        (Value::List(items) | Value::Set(items), a) => Ok(items.iter().any(|item| equal(&item.value, a))),
        (Value::Map(map), a) => Ok(a.to_text().is_some_and(|key| map.get(&key).is_some())),
        (Value::Cidr(net, prefix), Value::Ip(ip)) => Ok(network_of(*ip, *prefix) == Some(*net)),
        (Value::Cidr(net, prefix), Value::Cidr(inner, longer)) => {
            Ok(longer >= prefix && network_of(*inner, *prefix) == Some(*net))
        }
        (Value::Cidr(..), Value::Range(range)) => Ok(contains(b, &range.0)? && contains(b, &range.1)?),
        (Value::Range(range), a) => Ok(compare(&range.0, a)?.is_le() && compare(a, &range.1)?.is_le()),
        (Value::Str(text), Value::Str(part)) => Ok(text.contains(part.as_str())),
        (_, Value::None) => Ok(false),
        (b, a) => Err(format!("{} cannot be in {}", a.describe(), b.describe())),
    }
}

/// The address with all bits beyond the prefix cleared; `None` for the other family's prefix.
pub(crate) fn network_of(ip: IpAddr, prefix: u8) -> Option<IpAddr> {
    match ip {
        IpAddr::V4(ip) if prefix <= 32 => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            Some(IpAddr::V4(Ipv4Addr::from_bits(ip.to_bits() & mask)))
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            Some(IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & mask)))
        }
        IpAddr::V4(_) => None,
    }
}

/// `<` and its like.
pub(crate) fn compare(a: &Value, b: &Value) -> Result<Ordering, String> {
    Ok(match (a, b) {
        (Value::Int(x), Value::Int(y)) => x.cmp(y),
        (Value::Size(x), Value::Size(y))
        | (Value::Duration(x), Value::Duration(y))
        | (Value::Cpu(x), Value::Cpu(y)) => x.cmp(y),
        // Whole processors are written as a plain number.
        (Value::Cpu(x), Value::Int(y)) => i128::from(*x).cmp(&(i128::from(*y) * 1000)),
        (Value::Int(x), Value::Cpu(y)) => (i128::from(*x) * 1000).cmp(&i128::from(*y)),
        (Value::Ip(IpAddr::V4(x)), Value::Ip(IpAddr::V4(y))) => x.cmp(y),
        (Value::Ip(IpAddr::V6(x)), Value::Ip(IpAddr::V6(y))) => x.cmp(y),
        (Value::Mac(x), Value::Mac(y)) => x.cmp(y),
        (Value::Version(x), Value::Version(y)) => version(x, y),
        (Value::Str(x), Value::Str(y)) => crate::value::natural(x, y),
        (a, b) => return Err(format!("{} and {} cannot be compared", a.describe(), b.describe())),
    })
}

/// The order of versions: numbers by value, a pre-release below its release.
pub(crate) fn version(a: &str, b: &str) -> Ordering {
    let split = |text: &str| {
        let text = text.split('+').next().unwrap_or_default();
        let (numbers, pre) = text.split_once('-').map_or((text, None), |(n, p)| (n, Some(p)));
        let numbers: Vec<u64> = numbers.split('.').map(|n| n.parse().unwrap_or(u64::MAX)).collect();
        (numbers, pre.map(str::to_owned))
    };
    let ((x, pre_x), (y, pre_y)) = (split(a), split(b));
    let longest = x.len().max(y.len());
    let part = |numbers: &[u64], i: usize| numbers.get(i).copied().unwrap_or(0);
    let numbers = (0..longest).map(|i| part(&x, i).cmp(&part(&y, i))).find(|order| order.is_ne());
    numbers.unwrap_or_else(|| match (pre_x, pre_y) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(x), Some(y)) => crate::value::natural(&x, &y),
    })
}

/// A lab has a few patterns; one that makes them by a loop must not fill the memory.
const PATTERNS_KEPT: usize = 256;

/// `a matches "pattern"`: searches, in the syntax of the regex crate.
pub(crate) fn matches(text: &Value, pattern: &Value) -> Result<bool, String> {
    let (Some(text), Value::Str(pattern)) = (text.to_text(), pattern) else {
        return Err("`matches` takes a text and a pattern".to_owned());
    };
    thread_local! {
        /// Patterns are few and used for every block: each is compiled once a thread.
        static PATTERNS: std::cell::RefCell<rustc_hash::FxHashMap<smol_str::SmolStr, Arc<regex::Regex>>> =
            std::cell::RefCell::default();
    }
    let regex = PATTERNS.with_borrow_mut(|patterns| {
        if let Some(regex) = patterns.get(pattern) {
            return Ok(regex.clone());
        }
        let built = regex::RegexBuilder::new(pattern).size_limit(1 << 20).build();
        if patterns.len() >= PATTERNS_KEPT {
            patterns.clear();
        }
        let regex =
            Arc::new(built.map_err(|error| format!("the pattern is wrong: {}", last_line(&error.to_string())))?);
        patterns.insert(pattern.clone(), regex.clone());
        Ok::<_, String>(regex)
    })?;
    Ok(regex.is_match(&text))
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// `a..b`
pub(crate) fn range(first: Value, last: Value) -> Result<Value, String> {
    let order = compare(&first, &last)?;
    let empty = matches!((&first, &last), (Value::Int(a), Value::Int(b)) if *a == b.saturating_add(1));
    if order.is_gt() && !empty {
        let shown = |v: &Value| v.to_text().unwrap_or_default();
        let (a, b) = (shown(&first), shown(&last));
        return Err(format!("`{a}..{b}` is written backwards: `{b}..{a}`"));
    }
    match first {
        Value::Int(_) | Value::Ip(_) | Value::Mac(_) | Value::Size(_) | Value::Duration(_) => {
            Ok(Value::Range(Arc::new((first, last))))
        }
        other => Err(format!("there is no range of {}", other.describe())),
    }
}

/// How many values a range of whole numbers, addresses or MACs has.
pub(crate) fn range_count(first: &Value, last: &Value) -> Option<i128> {
    let number = |value: &Value| -> Option<i128> {
        match value {
            Value::Int(i) => Some(i128::from(*i)),
            Value::Ip(IpAddr::V4(ip)) => Some(i128::from(ip.to_bits())),
            Value::Ip(IpAddr::V6(ip)) => i128::try_from(ip.to_bits() >> 1).ok(),
            Value::Mac(mac) => {
                mac.bytes().iter().take(8).try_fold(0_i128, |n, b| n.checked_mul(256)?.checked_add(i128::from(*b)))
            }
            _ => None,
        }
    };
    if let (Value::Ip(IpAddr::V6(a)), Value::Ip(IpAddr::V6(b))) = (first, last) {
        return i128::try_from(b.to_bits().checked_sub(a.to_bits())?).ok()?.checked_add(1);
    }
    number(last)?.checked_sub(number(first)?)?.checked_add(1).map(|n| n.max(0))
}

/// The values of a range, from its first.
pub(crate) fn range_items(first: &Value, count: i128) -> Result<Vec<Value>, String> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    (0..count)
        .map(|i| match first {
            Value::Int(start) => Ok(Value::Int(start + i)),
            other => arithmetic(BinaryOp::Add, other, &Value::Int(i)).map_err(|(_, why)| why),
        })
        .collect()
}

/// `+ - * div mod`
pub(crate) fn arithmetic(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Failure> {
    use Value::{Cidr, Cpu, Duration, Int, Ip, List, Mac, Map, Poison, Set, Size, Str};
    let unsigned = |x: u64, y: u64, make: fn(u64) -> Value| {
        let result = match op {
            BinaryOp::Add => x.checked_add(y),
            BinaryOp::Sub => x.checked_sub(y),
            _ => None,
        };
        result.map(make).ok_or_else(overflow)
    };
    let scaled = |x: u64, n: i64, make: fn(u64) -> Value| {
        let n = u64::try_from(n).map_err(|_| ("overflow", "a negative number of units".to_owned()))?;
        let result = match op {
            BinaryOp::Mul => x.checked_mul(n),
            BinaryOp::Div if n == 0 => return Err(("division-by-zero", "division by zero".to_owned())),
            BinaryOp::Div => Some(x / n),
            _ => None,
        };
        result.map(make).ok_or_else(overflow)
    };
    let sum = matches!(op, BinaryOp::Add | BinaryOp::Sub);
    let product = matches!(op, BinaryOp::Mul | BinaryOp::Div);
    match (op, a, b) {
        (_, Poison, _) | (_, _, Poison) => Ok(Poison),
        (op, Int(x), Int(y)) => whole(op, *x, *y),
        (_, Size(x), Size(y)) if sum => unsigned(*x, *y, Size),
        (_, Duration(x), Duration(y)) if sum => unsigned(*x, *y, Duration),
        (_, Cpu(x), Cpu(y)) if sum => unsigned(*x, *y, Cpu),
        (_, Size(x), Int(n)) if product => scaled(*x, *n, Size),
        (_, Duration(x), Int(n)) if product => scaled(*x, *n, Duration),
        (_, Cpu(x), Int(n)) if product => scaled(*x, *n, Cpu),
        (BinaryOp::Mul, Int(n), Size(x)) => scaled(*x, *n, Size),
        (BinaryOp::Mul, Int(n), Duration(x)) => scaled(*x, *n, Duration),
        (BinaryOp::Div, Size(x), Size(y)) | (BinaryOp::Div, Duration(x), Duration(y)) if *y > 0 => {
            i64::try_from(x / y).map(Int).map_err(|_| overflow())
        }
        (BinaryOp::Add, Ip(ip), Int(n)) => offset(*ip, i128::from(*n)),
        (BinaryOp::Sub, Ip(ip), Int(n)) => offset(*ip, -i128::from(*n)),
        (BinaryOp::Sub, Ip(x), Ip(y)) => distance(*x, *y),
        (BinaryOp::Add | BinaryOp::Sub, Mac(mac), Int(n)) => {
            let n = if op == BinaryOp::Add { Some(*n) } else { n.checked_neg() };
            let found = n.and_then(|n| mac.offset(n));
            found.map(Mac).ok_or_else(|| ("out-of-range", "there is no such MAC: it lies beyond the last".to_owned()))
        }
        (BinaryOp::Add, Str(x), Str(y)) => Ok(Str(smol_str::format_smolstr!("{x}{y}"))),
        (BinaryOp::Add, List(x), List(y) | Set(y)) => Ok(List(x.iter().chain(y.iter()).cloned().collect())),
        (BinaryOp::Add, Set(x), List(y) | Set(y)) => {
            let all: Distinct = x.iter().chain(y.iter()).collect();
            Ok(Set(all.into_items().into()))
        }
        (BinaryOp::Add, Map(x), Map(y)) => {
            let entries = x.iter().chain(y.iter()).map(|(t, k, v)| (t.clone(), k.clone(), v.clone()));
            Ok(Map(Arc::new(crate::value::Map::new(entries))))
        }
        (_, Cidr(..), _) => {
            Err(("type-mismatch", "a network has no arithmetic: `.host(n)` is its n-th address".to_owned()))
        }
        (op, a, b) => {
            let sign = match op {
                BinaryOp::Add => "+",
                BinaryOp::Sub => "-",
                BinaryOp::Mul => "*",
                BinaryOp::Div => "div",
                _ => "mod",
            };
            Err(("type-mismatch", format!("`{sign}` does not take {} and {}", a.describe(), b.describe())))
        }
    }
}

fn whole(op: BinaryOp, x: i64, y: i64) -> Result<Value, Failure> {
    if y == 0 && matches!(op, BinaryOp::Div | BinaryOp::Mod) {
        return Err(("division-by-zero", "division by zero".to_owned()));
    }
    let result = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Div => x.checked_div_euclid(y),
        _ => x.checked_rem_euclid(y),
    };
    result.map(Value::Int).ok_or_else(overflow)
}

fn offset(ip: IpAddr, n: i128) -> Result<Value, Failure> {
    let beyond =
        || ("out-of-range", format!("{ip} {} {} is no address", if n < 0 { "-" } else { "+" }, n.unsigned_abs()));
    match ip {
        IpAddr::V4(v4) => {
            let sum = i128::from(v4.to_bits()) + n;
            let bits = u32::try_from(sum).map_err(|_| beyond())?;
            Ok(Value::Ip(IpAddr::V4(Ipv4Addr::from_bits(bits))))
        }
        IpAddr::V6(v6) => {
            let magnitude = n.unsigned_abs();
            let bits = if n < 0 { v6.to_bits().checked_sub(magnitude) } else { v6.to_bits().checked_add(magnitude) };
            bits.map(|bits| Value::Ip(IpAddr::V6(Ipv6Addr::from_bits(bits)))).ok_or_else(beyond)
        }
    }
}

fn distance(x: IpAddr, y: IpAddr) -> Result<Value, Failure> {
    let distance = match (x, y) {
        (IpAddr::V4(x), IpAddr::V4(y)) => Some(i64::from(x.to_bits()) - i64::from(y.to_bits())),
        (IpAddr::V6(x), IpAddr::V6(y)) => {
            let (x, y) = (x.to_bits(), y.to_bits());
            let size = i64::try_from(x.abs_diff(y)).ok();
            size.map(|size| if x < y { -size } else { size })
        }
        _ => return Err(("type-mismatch", format!("{x} and {y} are of different families"))),
    };
    distance.map(Value::Int).ok_or_else(overflow)
}
