//! What two machines may not share: a MAC, a UUID, a serial number, an asset tag, a name, an address of one network. And
//! what two networks may not.
//!
//! These are the mistakes that no block can see by itself. Machines that are off count: their addresses are kept.

mod overlap;

use crate::check::allows_in;
use crate::lab;
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_sema::Diag;
use dlc_sema::hir::Name;
use dlc_sema::source::span;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// Something that only one machine may have.
struct Claim {
    code: &'static str,
    /// What it is, for the message: `MAC 02:…`.
    what: String,
    holder: SmolStr,
    entity: EntityNo,
    place: Origin,
}

/// Reports what two machines or hosts of a lab share.
pub(crate) fn check(
    db: &dyn Db,
    lab: EntityNo,
    blocks: &[(Name, SmolStr, EntityNo)],
    diags: &mut Vec<Diag>,
    allowed: &mut FxHashSet<Origin>,
) {
    let mut first: FxHashMap<(&'static str, String), Claim> = FxHashMap::default();
    for (field, label, entity) in blocks {
        if field != "machines" && field != "hosts" {
            continue;
        }
        for claim in claims(db, label, *entity) {
            // What differs only in the case of letters is one name to many servers.
            let key = (claim.code, claim.what.to_lowercase());
            match first.get(&key) {
                None => {
                    first.insert(key, claim);
                }
                Some(other) if other.entity == claim.entity => {}
                Some(other) => report(db, lab, other, &claim, diags, allowed),
            }
        }
    }
    overlap::check(db, lab, blocks, diags, allowed);
}

fn claims(db: &dyn Db, label: &SmolStr, entity: EntityNo) -> Vec<Claim> {
    let block = &lab::block(db, entity, ()).cell;
    let Value::Record(record) = &block.value else { return Vec::new() };
    let mut out = Vec::new();
    let mut claim = |code, what: String, place: Origin| {
        // What a function of the library gives is told where the machine is.
        let file = db.tables().anchor_key(dlc_db::AnchorNo(place.anchor)).map(|(file, _)| file);
        let of_the_project = file.is_some_and(|file| !file.path(db).contains(':'));
        let place = if of_the_project { place } else { block.origin };
        out.push(Claim { code, what, holder: label.clone(), entity, place });
    };
    claim("duplicate-hostname", format!("name {label}"), block.origin);
    let of = |name: &str| record.get(name).filter(|cell| !matches!(cell.value, Value::None | Value::Poison));
    if let Some(uuid) = of("uuid") {
        claim("duplicate-uuid", shown("UUID", uuid), uuid.origin);
    }
    if let Some(serial) = of("serial") {
        claim("duplicate-serial", shown("serial number", serial), serial.origin);
    }
    if let Some(asset) = of("asset") {
        claim("duplicate-asset", shown("asset tag", asset), asset.origin);
    }
    if let Some(mac) = of("mac") {
        claim("duplicate-mac", shown("MAC", mac), mac.origin);
    }
    let address = |holder: &crate::value::Record| -> Option<(String, Origin)> {
        let ip = holder.get("ip").filter(|cell| matches!(cell.value, Value::Ip(_)))?;
        // An address of no network of the lab is not compared: it may be behind a router of its own.
        let network = holder.get("network").filter(|cell| matches!(cell.value, Value::Ref(_)))?;
        Some((format!("{} of network {}", shown("address", ip), network.value.to_text()?), ip.origin))
    };
    if let Some((what, place)) = address(record) {
        claim("duplicate-address", what, place);
    }
    if let Some(Value::Map(interfaces)) = of("interfaces").map(|cell| &cell.value) {
        for (_, _, interface) in interfaces.iter() {
            let Value::Record(interface) = &interface.value else { continue };
            if let Some(mac) = interface.get("mac").filter(|cell| matches!(cell.value, Value::Mac(_))) {
                claim("duplicate-mac", shown("MAC", mac), mac.origin);
            }
            if let Some((what, place)) = address(interface) {
                claim("duplicate-address", what, place);
            }
        }
    }
    out
}

fn shown(what: &str, cell: &Cell) -> String {
    format!("{what} {}", cell.value.to_text().unwrap_or_default())
}

/// The later of two places leads, the earlier is shown beside it.
fn report(db: &dyn Db, lab: EntityNo, a: &Claim, b: &Claim, diags: &mut Vec<Diag>, allowed: &mut FxHashSet<Origin>) {
    for entity in [a.entity, b.entity, lab] {
        if let Some((_, place)) = allows_in(db, entity, ()).iter().find(|(code, _)| code == a.code) {
            allowed.insert(*place);
            return;
        }
    }
    let at = |claim: &Claim| span(db, claim.place).map(|span| (span.file.0, span.range.start(), span.range.end()));
    let (first, second) = if at(a) <= at(b) { (a, b) } else { (b, a) };
    let message = format!("{} has the {} of {}", second.holder, second.what, first.holder);
    let message = match second.code {
        "duplicate-hostname" => format!("a host and a machine have the {}", second.what),
        _ => message,
    };
    diags.push(Diag::error(second.code, second.place, message).also(first.place, "first here"));
}
