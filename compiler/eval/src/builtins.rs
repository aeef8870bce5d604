//! Properties and methods of the language's own types: what [`dlc_sema::builtins`] lists, done.

use crate::cx::{Cx, R};
use crate::ops;
use crate::value::{Cell, Distinct, Value};
use dlc_base::Origin;
use dlc_sema::Diag;
use dlc_sema::builtins::{self as table, Op, Receiver};
use dlc_sema::hir::BinaryOp;
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::net::IpAddr;

/// What a value is asked as.
fn receiver(value: &Value) -> Option<Receiver> {
    Some(match value {
        Value::List(_) | Value::Set(_) => Receiver::List,
        Value::Map(_) => Receiver::Map,
        Value::Range(_) => Receiver::Range,
        Value::Str(_) => Receiver::Text,
        Value::Cidr(..) => Receiver::Cidr,
        Value::Ip(_) => Receiver::Ip,
        Value::Endpoint(..) => Receiver::Endpoint,
        Value::Mac(_) => Receiver::Mac,
        Value::Size(_) => Receiver::Size,
        Value::Duration(_) => Receiver::Duration,
        Value::Version(_) => Receiver::Version,
        Value::File(_) => Receiver::File,
        _ => return None,
    })
}

/// The property, or the method, that a value has under this name.
fn op(value: &Value, name: &str, method: bool) -> Option<Op> {
    let builtin = table::find(receiver(value)?, name)?;
    (builtin.params.is_some() == method).then_some(builtin.op)
}

/// Everything that a value can be asked, for "did you mean".
pub(crate) fn names(value: &Value) -> Vec<&'static str> {
    receiver(value).into_iter().flat_map(table::names).collect()
}

/// A property: `e.count`. `None` if there is none of this name.
pub(crate) fn property(cx: &Cx<'_>, cell: &Cell, name: &str, ty: Option<&Ty>, place: Origin) -> R<Option<Value>> {
    let Some(op) = op(&cell.value, name, false) else { return Ok(None) };
    let int = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    Ok(Some(match (&cell.value, op) {
        (Value::List(items) | Value::Set(items), op) => {
            cx.steps(items.len(), place)?;
            return list_property(cx, items, op, name, place);
        }
        (Value::Map(map), Op::MapCount) => int(map.len()),
        (Value::Map(map), Op::MapKeys) => Value::List(map.iter().map(|(_, key, _)| key.clone()).collect()),
        (Value::Map(map), Op::MapValues) => Value::List(map.iter().map(|(_, _, value)| value.clone()).collect()),
        (Value::Range(range), Op::RangeFirst) => range.0.clone(),
        (Value::Range(range), Op::RangeLast) => range.1.clone(),
        (Value::Range(range), Op::RangeCount) => match ops::range_count(&range.0, &range.1).map(i64::try_from) {
            Some(Ok(count)) => Value::Int(count),
            _ => return Err(cx.error("overflow", place, "the number of values does not fit into 64 bits")),
        },
        (Value::Str(text), op) => {
            cx.steps(text.len() / 64, place)?;
            if op == Op::TextLines {
                cx.elements(text.lines().count(), place)?;
            }
            return Ok(text_property(text, op, cell.origin));
        }
        (Value::Cidr(ip, prefix), op) => return Ok(network_property(*ip, *prefix, op)),
        (Value::Ip(ip), Op::IpIsIpv6) => Value::Bool(ip.is_ipv6()),
        (Value::Endpoint(ip, _), Op::EndpointIp) => Value::Ip(IpAddr::V4(*ip)),
        (Value::Endpoint(_, port), Op::EndpointPort) => Value::Int(i64::from(*port)),
        (Value::Mac(mac), Op::MacHexhyp) => Value::Str(mac.joined("-").into()),
        (Value::Mac(mac), Op::MacHexraw) => Value::Str(mac.joined("").into()),
        (Value::Size(n), Op::SizeBytes) => number(cx, *n, 1, place)?,
        (Value::Size(n), Op::SizeKib) => number(cx, *n, 1 << 10, place)?,
        (Value::Size(n), Op::SizeMib) => number(cx, *n, 1 << 20, place)?,
        (Value::Size(n), Op::SizeGib) => number(cx, *n, 1 << 30, place)?,
        (Value::Duration(n), Op::DurationMs) => number(cx, *n, 1, place)?,
        (Value::Duration(n), Op::DurationS) => number(cx, *n, 1_000, place)?,
        (Value::Duration(n), Op::DurationMin) => number(cx, *n, 60_000, place)?,
        (Value::Duration(n), Op::DurationH) => number(cx, *n, 3_600_000, place)?,
        (Value::Version(text), Op::VersionMajor) => version_part(text, 0),
        (Value::Version(text), Op::VersionMinor) => version_part(text, 1),
        (Value::Version(text), Op::VersionPatch) => version_part(text, 2),
        (Value::File(path), _) => return crate::data::read(cx, path, name, ty, place).map(Some),
        _ => return Ok(None),
    }))
}

/// A number of a version; one that is not written is 0.
fn version_part(version: &str, index: usize) -> Value {
    let numbers = version.split(['-', '+']).next().unwrap_or_default();
    let part = numbers.split('.').nth(index).and_then(|n| n.parse().ok());
    Value::Int(part.unwrap_or(0))
}

/// A size or a duration as a number of whole units; a rest is an error.
fn number(cx: &Cx<'_>, n: u64, unit: u64, place: Origin) -> R<Value> {
    if !n.is_multiple_of(unit) {
        return Err(cx.error("overflow", place, "this is no whole number of that unit"));
    }
    i64::try_from(n / unit)
        .map(Value::Int)
        .map_err(|_| cx.error("overflow", place, "the number does not fit into 64 bits"))
}

fn list_property(cx: &Cx<'_>, items: &[Cell], op: Op, name: &str, place: Origin) -> R<Option<Value>> {
    let empty = || cx.error(crate::cx::EMPTY_LIST, place, format!("`.{name}` of an empty list"));
    Ok(Some(match op {
        Op::ListCount => Value::Int(i64::try_from(items.len()).unwrap_or(i64::MAX)),
        Op::ListFirst => items.first().map(|cell| cell.value.clone()).ok_or_else(empty)?,
        Op::ListLast => items.last().map(|cell| cell.value.clone()).ok_or_else(empty)?,
        Op::ListSum => {
            let Some((first, rest)) = items.split_first() else { return Ok(Some(Value::Int(0))) };
            match &first.value {
                // Piece by piece each would be copied again and again.
                Value::Str(_) => return join(cx, items, "", place).map(Some),
                Value::List(_) => return flat(cx, items, place).map(Some),
                _ => {}
            }
            rest.iter().try_fold(first.value.clone(), |sum, cell| {
                ops::arithmetic(BinaryOp::Add, &sum, &cell.value).map_err(|(code, why)| cx.error(code, place, why))
            })?
        }
        Op::ListMin | Op::ListMax => {
            let (first, rest) = items.split_first().ok_or_else(empty)?;
            let mut best = &first.value;
            for cell in rest {
                let order = ops::compare(&cell.value, best).map_err(|why| cx.error("type-mismatch", place, why))?;
                if if op == Op::ListMin { order.is_lt() } else { order.is_gt() } {
                    best = &cell.value;
                }
            }
            best.clone()
        }
        Op::ListSorted => {
            // What can be compared with the first can be compared with each other.
            let first = items.first().map(|cell| &cell.value);
            for (cell, first) in items.iter().zip(std::iter::repeat(first).flatten()) {
                ops::compare(first, &cell.value).map_err(|why| cx.error("type-mismatch", place, why))?;
            }
            let mut sorted = items.to_vec();
            sorted.sort_by(|a, b| ops::compare(&a.value, &b.value).unwrap_or(std::cmp::Ordering::Equal));
            Value::List(sorted.into())
        }
        Op::ListUnique => {
            let distinct: Distinct = items.iter().collect();
            Value::List(distinct.into_items().into())
        }
        Op::ListFlat => {
            return flat(cx, items, place).map(Some);
        }
        _ => return Ok(None),
    }))
}

/// The items of lists in a list, one level deep.
fn flat(cx: &Cx<'_>, items: &[Cell], place: Origin) -> R<Value> {
    let mut out = Vec::new();
    for cell in items {
        let inner = cell.value.items().unwrap_or(std::slice::from_ref(cell));
        cx.elements(inner.len(), place)?;
        cx.parts(inner, place)?;
        out.extend(inner.iter().cloned());
    }
    Ok(Value::List(out.into()))
}

fn text_property(text: &SmolStr, op: Op, origin: Origin) -> Option<Value> {
    Some(match op {
        Op::TextCount => Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)),
        Op::TextLines => Value::List(text.lines().map(|line| Cell::new(Value::Str(line.into()), origin)).collect()),
        Op::TextUpper => Value::Str(text.to_uppercase().into()),
        Op::TextLower => Value::Str(text.to_lowercase().into()),
        Op::TextTrim => Value::Str(text.trim().into()),
        Op::TextParent => {
            let parent = text.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
            Value::Str(if parent.is_empty() && text.starts_with('/') { "/".into() } else { parent.into() })
        }
        Op::TextName => Value::Str(text.trim_end_matches('/').rsplit('/').next().unwrap_or_default().into()),
        _ => return None,
    })
}

fn network_property(ip: IpAddr, prefix: u8, op: Op) -> Option<Value> {
    let bits = if ip.is_ipv4() { 32 } else { 128 };
    Some(match op {
        Op::CidrPrefix => Value::Int(i64::from(prefix)),
        Op::CidrNetwork | Op::CidrFirst => Value::Ip(ip),
        Op::CidrIsIpv6 => Value::Bool(ip.is_ipv6()),
        Op::CidrNetmask => Value::Ip(ops::network_of(ones(ip), prefix)?),
        Op::CidrLast => match ip {
            IpAddr::V4(v4) => {
                let hosts = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
                Value::Ip(IpAddr::V4((v4.to_bits() | if prefix == 0 { u32::MAX } else { hosts }).into()))
            }
            IpAddr::V6(v6) => {
                let hosts = if prefix >= bits { 0 } else { u128::MAX >> prefix };
                Value::Ip(IpAddr::V6((v6.to_bits() | hosts).into()))
            }
        },
        _ => return None,
    })
}

fn ones(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(u32::MAX.into()),
        IpAddr::V6(_) => IpAddr::V6(u128::MAX.into()),
    }
}

/// A method: `e.join(", ")`. `None` if there is none of this name.
pub(crate) fn method(
    cx: &Cx<'_>,
    cell: &Cell,
    name: &str,
    args: &[Cell],
    ty: Option<&Ty>,
    place: Origin,
) -> R<Option<Value>> {
    let Some(op) = op(&cell.value, name, true) else { return Ok(None) };
    let _ = ty;
    let values: Vec<&Value> = args.iter().map(|arg| &arg.value).collect();
    let wrong = || {
        let given: Vec<String> = values.iter().map(|value| value.describe()).collect();
        cx.error("bad-argument", place, format!("`.{name}` does not take ({})", given.join(", ")))
    };
    match &cell.value {
        Value::Str(text) => cx.steps(text.len() / 64, place)?,
        value => cx.steps(value.items().map_or(0, <[Cell]>::len), place)?,
    }
    let value = match (&cell.value, op, values.as_slice()) {
        (Value::List(items) | Value::Set(items), Op::ListJoin, [Value::Str(separator)]) => {
            join(cx, items, separator, place)?
        }
        (Value::List(_) | Value::Set(_), Op::ListContains, [value]) => {
            Value::Bool(ops::contains(&cell.value, value).map_err(|_| wrong())?)
        }
        (Value::Str(text), Op::TextSplit, [Value::Str(separator)]) if !separator.is_empty() => {
            cx.elements(text.matches(separator.as_str()).count() + 1, place)?;
            Value::List(text.split(separator.as_str()).map(|p| Cell::new(Value::Str(p.into()), cell.origin)).collect())
        }
        (Value::Str(text), Op::TextReplace, [Value::Str(from), Value::Str(to)]) if !from.is_empty() => {
            let more = text.matches(from.as_str()).count().saturating_mul(to.len().saturating_sub(from.len()));
            cx.text_bytes(text.len().saturating_add(more), place)?;
            Value::Str(text.replace(from.as_str(), to).into())
        }
        (Value::Str(text), Op::TextStartsWith, [Value::Str(part)]) => Value::Bool(text.starts_with(part.as_str())),
        (Value::Str(text), Op::TextEndsWith, [Value::Str(part)]) => Value::Bool(text.ends_with(part.as_str())),
        (Value::Str(text), Op::TextContains, [Value::Str(part)]) => Value::Bool(text.contains(part.as_str())),
        (Value::Str(text), Op::TextUnder, [Value::List(folders) | Value::Set(folders)]) => {
            Value::Bool(folders.iter().any(|folder| is_under(text, &folder.value)))
        }
        (Value::Str(text), Op::TextIndent, [Value::Int(n)]) if (0..=1_000).contains(n) => {
            let blanks = " ".repeat(usize::try_from(*n).unwrap_or(0));
            let lines = || text.split_inclusive('\n');
            cx.text_bytes(text.len().saturating_add(lines().count().saturating_mul(blanks.len())), place)?;
            Value::Str(lines().map(|line| format!("{blanks}{line}")).collect::<String>().into())
        }
        (Value::Cidr(ip, prefix), Op::CidrHost, [Value::Int(n)]) => host(cx, *ip, *prefix, *n, place)?,
        (Value::Cidr(ip, prefix), Op::CidrNumberOf, [Value::Ip(of)]) => {
            if ops::network_of(*of, *prefix) != Some(*ip) {
                return Err(cx.error("out-of-range", place, format!("{of} is outside {ip}/{prefix}")));
            }
            ops::arithmetic(BinaryOp::Sub, &Value::Ip(*of), &Value::Ip(*ip))
                .map_err(|(code, why)| cx.error(code, place, why))?
        }
        _ => return Err(wrong()),
    };
    Ok(Some(value))
}

fn join(cx: &Cx<'_>, items: &[Cell], separator: &str, place: Origin) -> R<Value> {
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            cx.text_bytes(separator.len(), place)?;
            out.push_str(separator);
        }
        if let Value::Secret(_) = item.value {
            let diag = Diag::error("type-mismatch", place, "a secret in `.join` is not there to be joined");
            return Err(cx.report(diag.hint("write each in a hole of its own: `\"\\(a), \\(b)\"`")));
        }
        match item.value.to_text() {
            Some(text) => {
                cx.text_bytes(text.len(), place)?;
                out.push_str(&text);
            }
            None => {
                return Err(cx.error(
                    "type-mismatch",
                    place,
                    format!("{} in `.join` has no form as text", item.value.describe()),
                ));
            }
        }
    }
    Ok(Value::Str(out.into()))
}

/// Whether a path lies in a folder, or is it.
fn is_under(path: &str, folder: &Value) -> bool {
    let Value::Str(folder) = folder else { return false };
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The n-th address of a network. Negative numbers count from its end.
fn host(cx: &Cx<'_>, ip: IpAddr, prefix: u8, n: i64, place: Origin) -> R<Value> {
    let outside = || cx.error("out-of-range", place, format!("{ip}/{prefix} has no address number {n}"));
    let from = match n < 0 {
        true => network_property(ip, prefix, Op::CidrLast).ok_or_else(outside)?,
        false => Value::Ip(ip),
    };
    let offset = if n < 0 { n.checked_add(1).ok_or_else(outside)? } else { n };
    let found = ops::arithmetic(BinaryOp::Add, &from, &Value::Int(offset)).map_err(|_| outside())?;
    match &found {
        Value::Ip(found_ip) if ops::network_of(*found_ip, prefix) == Some(ip) => Ok(found),
        _ => Err(outside()),
    }
}

/// A list as the appendix of the reference shows it: type, names of properties and of methods.
pub fn reference() -> Vec<(String, Vec<&'static str>, Vec<&'static str>)> {
    let of = |receiver: Receiver, method: bool| {
        let all = table::ALL.iter().filter(move |b| b.receiver == receiver && b.params.is_some() == method);
        all.map(|builtin| builtin.name).collect()
    };
    Receiver::ALL.iter().map(|&r| (format!("{r:?}"), of(r, false), of(r, true))).collect()
}

#[cfg(test)]
mod tests;
