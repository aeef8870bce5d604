//! Networks that have an address in common.
//!
//! Written in the language this would be a loop over all networks in every network; a lab with a network for each rack
//! has hundreds. Sorted by their first address, each can only overlap with one that is still open.

use crate::check::allows_in;
use crate::lab;
use crate::value::Value;
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_sema::Diag;
use dlc_sema::hir::Name;
use dlc_sema::source::span;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::net::IpAddr;

/// The subnet of a network.
struct Range {
    ipv6: bool,
    first: u128,
    last: u128,
    shown: String,
    name: SmolStr,
    entity: EntityNo,
    place: Origin,
}

/// Reports networks of a lab whose subnets overlap, each with one other.
pub(crate) fn check(
    db: &dyn Db,
    lab: EntityNo,
    blocks: &[(Name, SmolStr, EntityNo)],
    diags: &mut Vec<Diag>,
    allowed: &mut FxHashSet<Origin>,
) {
    let networks = blocks.iter().filter(|(field, ..)| field == "networks");
    let mut ranges: Vec<Range> = networks.filter_map(|(_, label, entity)| range(db, label, *entity)).collect();
    // Of two that begin together the wider one comes first.
    ranges.sort_by(|a, b| (a.ipv6, a.first, b.last, &a.name).cmp(&(b.ipv6, b.first, a.last, &b.name)));
    let mut open: Option<&Range> = None;
    for range in &ranges {
        match open {
            Some(wide) if range.ipv6 == wide.ipv6 && range.first <= wide.last => {
                report(db, lab, wide, range, diags, allowed)
            }
            _ => open = Some(range),
        }
    }
}

fn range(db: &dyn Db, label: &SmolStr, entity: EntityNo) -> Option<Range> {
    let block = &lab::block(db, entity, ()).cell;
    let Value::Record(record) = &block.value else { return None };
    let cell = record.get("subnet")?;
    let Value::Cidr(ip, prefix) = cell.value else { return None };
    let (first, bits) = match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    };
    let free = bits - u32::from(prefix).min(bits);
    let last = first | 1u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
    let place = if cell.origin == Origin::NOWHERE { block.origin } else { cell.origin };
    Some(Range { ipv6: ip.is_ipv6(), first, last, shown: format!("{ip}/{prefix}"), name: label.clone(), entity, place })
}

/// The later of two places leads, the earlier is shown beside it.
fn report(db: &dyn Db, lab: EntityNo, a: &Range, b: &Range, diags: &mut Vec<Diag>, allowed: &mut FxHashSet<Origin>) {
    const CODE: &str = "overlapping-ranges";
    for entity in [a.entity, b.entity, lab] {
        if let Some((_, place)) = allows_in(db, entity, ()).iter().find(|(code, _)| code == CODE) {
            allowed.insert(*place);
            return;
        }
    }
    let at = |range: &Range| span(db, range.place).map(|span| (span.file.0, span.range.start(), span.range.end()));
    let (first, second) = if at(a) <= at(b) { (a, b) } else { (b, a) };
    let message = format!("networks {} {} and {} {} overlap", first.name, first.shown, second.name, second.shown);
    diags.push(Diag::error(CODE, second.place, message).also(first.place, "the other one"));
}
