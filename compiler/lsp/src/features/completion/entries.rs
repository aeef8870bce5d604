//! Entries: fields, blocks and statements.

use super::item::{Item, Kind};
use super::{MARK, plain};
use crate::features::show::{default, words};
use crate::features::sight::Word;
use crate::features::things::{Thing, lab_schema};
use dlc_db::Database;
use dlc_sema::check::watch::Holder;
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::ty::{Prim, SchemaRef, Ty};
use dlc_syntax::SyntaxKind::*;

/// Statements with what is written of each.
const OF_FILE: [(&str, &str); 8] = [
    ("edition", "edition 2026"),
    ("use", "use ${1:std.os}.$0"),
    ("lab", "lab ${1:name} {\n\t$0\n}"),
    ("profile", "profile ${1:name} {\n\t$0\n}"),
    ("let", "let ${1:name} = $0"),
    ("fn", "fn ${1:name}(${2:x}: ${3:Int}) -> ${4:Int} = $0"),
    ("type", "type ${1:Name} = $0"),
    ("schema", "schema ${1:Name} {\n\t$0\n}"),
];
const OF_BRACES: [(&str, &str); 9] = [
    ("include", "include $0"),
    ("when", "when ${1:condition} {\n\t$0\n}"),
    ("for", "for ${1:i} in ${2:1..3} {\n\t$0\n}"),
    ("table", "table ${1:node} {\n\tname  $0\n}"),
    ("let", "let ${1:name} = $0"),
    ("check", "check ${1:condition} : \"$0\""),
    ("warn", "warn ${1:condition} : \"$0\""),
    ("allow", "allow ${1:code} : \"$0\""),
    ("drop", "drop ${1:unit} $0"),
];
const OF_LAB: [(&str, &str); 2] =
    [("profile", "profile ${1:name} {\n\t$0\n}"), ("test", "test \"${1:what holds}\" {\n\t$0\n}")];
const OF_TEST: [(&str, &str); 4] = [
    ("given", "given ${1:node} ${2:name} {\n\t$0\n}"),
    ("expect", "expect $0"),
    ("expect error", "expect error $0"),
    ("for", "for ${1:n} in ${2:lab.nodes} {\n\t$0\n}"),
];
const OF_SCHEMA: [(&str, &str); 4] = [
    ("private", "private ${1:name} : $0"),
    ("check", "check ${1:condition} : \"$0\""),
    ("warn", "warn ${1:condition} : \"$0\""),
    ("for", "for ${1:x} in ${2:xs} {\n\t$0\n}"),
];

fn statements(list: &[(&str, &str)]) -> Vec<Item> {
    list.iter().map(|(word, snippet)| plain(*word, Kind::Word).snippet(*snippet)).collect()
}

/// Items of a file.
pub(super) fn of_file() -> Vec<Item> {
    statements(&OF_FILE)
}

/// Entries of a schema beside fields.
pub(super) fn of_schema() -> Vec<Item> {
    statements(&OF_SCHEMA)
}

/// Entries of braces; fields that are `already` set are left out.
pub(super) fn of_holder(db: &Database, of: &Holder, already: &[String]) -> Vec<Item> {
    if of.is_test {
        return statements(&OF_TEST);
    }
    if let Some((key, _)) = &of.map {
        let keys = key.symbols().into_iter().filter(|name| !already.iter().any(|set| set == name.as_str()));
        return keys.map(|name| plain(name.as_str(), Kind::Symbol).snippet(format!("{name} = $0"))).collect();
    }
    let mut out = fields(db, of, already);
    out.extend(kinds(db, of).into_iter().map(with_body));
    out.extend(statements(&OF_BRACES));
    if of.word.as_deref() == Some("lab") {
        out.extend(statements(&OF_LAB));
    }
    out
}

/// The schemas that are meant, then those that extend them.
fn schemas<'db>(db: &'db Database, of: &Holder) -> Vec<(&'db Schema, bool)> {
    let all = of.schemas.iter().map(|s| (s, false)).chain(of.extending.iter().map(|s| (s, true)));
    all.filter_map(|(found, late): (&SchemaRef, bool)| Some((schema::of(db, found)?, late))).collect()
}

fn fields(db: &Database, of: &Holder, already: &[String]) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    for (found, late) in schemas(db, of) {
        for field in found.fields.iter().filter(|field| !field.is_computed() && field.kind.is_none()) {
            let known = out.iter().any(|item| item.label == field.name.as_str());
            if !known && !already.iter().any(|set| set == field.name.as_str()) {
                let mut item = of_field(db, field);
                item.is_late = late;
                if late {
                    item.doc = Some(format!("{}\n\nof `{}`", item.doc.unwrap_or_default(), found.this.name));
                }
                out.push(item);
            }
        }
    }
    out
}

fn of_field(db: &Database, field: &Field) -> Item {
    let value = default(db, field).map(|value| format!(" = {value}")).unwrap_or_default();
    let snippet =
        if is_record(db, &field.ty) { format!("{} {{\n\t$0\n}}", field.name) } else { format!("{} = $0", field.name) };
    plain(field.name.as_str(), Kind::Field)
        .detail(format!("{}{value}", field.ty))
        .doc(field.doc.clone())
        .snippet(snippet)
}

/// Whether a field holds records or maps and nothing else, so that it is amended rather than set.
fn is_record(db: &Database, ty: &Ty) -> bool {
    let members = ty.members();
    let holds = |m: &&&Ty| match m {
        Ty::Schema(found) => schema::of(db, found).is_some_and(|schema| schema.label.is_none()),
        Ty::Map(_) => true,
        _ => false,
    };
    let records = members.iter().filter(holds).count();
    records == 1 && members.iter().all(|m| matches!(m, Ty::None) || holds(&m))
}

/// Columns of a table: fields with a value that fits into a cell.
pub(super) fn columns(db: &Database, of: &Holder) -> Vec<Item> {
    let mut out: Vec<Item> = fields(db, of, &[]).into_iter().map(|item| Item { snippet: None, ..item }).collect();
    out.push(plain("include", Kind::Word).detail("profiles"));
    out
}

/// Kinds of blocks, by their words.
pub(super) fn kinds(db: &Database, of: &Holder) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    for (found, late) in schemas(db, of) {
        for field in &found.fields {
            let Some(kind) = &field.kind else { continue };
            if out.iter().all(|item| item.label != kind.as_str()) {
                let said = words(db, &Thing::Kind(found.this.clone(), kind.clone()));
                let mut item = plain(kind.as_str(), Kind::Block).detail(field.name.as_str()).doc(said.doc);
                item.is_late = late;
                out.push(item);
            }
        }
    }
    out
}

/// A kind with the braces of a block.
fn with_body(item: Item) -> Item {
    let snippet = format!("{} ${{1:name}} {{\n\t$0\n}}", item.label);
    item.snippet(snippet)
}

/// Every kind that a lab or a machine holds.
pub(super) fn all_kinds(db: &Database) -> Vec<Item> {
    let Some(lab) = lab_schema(db) else { return Vec::new() };
    let of = Holder { schemas: vec![lab.this.clone()], ..Holder::default() };
    let mut out = kinds(db, &of);
    out.push(plain("lab", Kind::Block));
    for field in &lab.fields {
        let Ty::Map(map) = field.ty.peeled() else { continue };
        if let Ty::Schema(found) = map.1.peeled() {
            let inner = Holder { schemas: vec![found.clone()], ..Holder::default() };
            out.extend(kinds(db, &inner));
        }
        if let Ty::Prim(Prim::Target) = map.1.peeled() {
            out.push(plain("target", Kind::Block));
        }
    }
    out
}

/// The fields that the braces around a word set with `=`.
pub(super) fn set_beside(word: &Word) -> Vec<String> {
    let Some(set) = word.around().find(|node| matches!(node.kind(), SET | BLOCK)) else { return Vec::new() };
    let Some(body) = set.parent() else { return Vec::new() };
    let names = body.children().filter(|child| child.kind() == SET).filter_map(|set| {
        let path = set.children().find(|child| child.kind() == PATH)?;
        let name = path.text().to_string().trim().to_owned();
        (name != MARK && !name.contains('.')).then_some(name)
    });
    names.collect()
}
