//! What of the reference is made from the compiler itself: the list of pages, the appendix of everything built in, the
//! appendix of the library. `UPDATE_EXPECT=1` writes them.

use crate::checkout;
use crate::project::{Nothing, library};
use dlc_db::{Database, Db};
use dlc_sema::builtins::{ALL, Builtin, FUNCTIONS, Of, Receiver, TYPES};
use dlc_sema::hir::{AnchorNode, ItemKind};
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::scope::items;
use dlc_sema::source::{anchor, span};
use dlc_sema::ty::{Prim, Ty};
use expect_test::expect_file;
use std::fmt::Write as _;

/// Pages that are no rules of their own: the reference says them last.
const APPENDICES: [&str; 2] = ["13-builtins.md", "14-kinds.md"];

fn page(name: &str) -> std::path::PathBuf {
    checkout("tests/suite/lang").join(name)
}

/// The pages by their names, with their text.
fn pages() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(page("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name.ends_with(".md") && name != "README.md").collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), std::fs::read_to_string(page(&name)).unwrap())).collect()
}

/// The headings of a page with their depth; what stands in blocks is none.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut out = Vec::new();
    for line in text.lines() {
        inside ^= line.starts_with("```");
        if line.starts_with('#') && !inside {
            let depth = line.bytes().take_while(|b| *b == b'#').count();
            out.push((depth, line[depth..].trim()));
        }
    }
    out
}

/// The place of a heading in its page, as every reader of Markdown makes it.
fn fragment(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_rule_has_a_section() {
    let pages = pages();
    let all: Vec<&str> = pages.iter().flat_map(|(_, text)| headings(text)).map(|(_, heading)| heading).collect();
    let rules = (1..=40).map(|n| format!("Rule {n}:")).chain(["Rule 28a:".to_owned()]);
    let wanted: Vec<String> = rules.chain((1..=8).map(|n| format!("Merging {n}:"))).collect();
    let missing: Vec<&String> = wanted
        .iter()
        .filter(|rule| all.iter().filter(|heading| heading.starts_with(rule.as_str())).count() != 1)
        .collect();
    assert!(missing.is_empty(), "rules that do not have exactly one section: {missing:?}");
}

#[test]
fn the_list_of_pages_names_every_section() {
    let mut out = String::from(
        "# The language\n\nThe reference of the language in which a lab is written. Each rule stands once, with programs \
         that are run as\ntests: what a comment beside a line says of a mistake is what the compiler says.\n\n\
         Read [the README](../../../README.md) for a first lab, then these pages from the first one on; or look for a \
         rule below.\n`dlc doc NAME` prints a kind of block with its fields, `dlc explain CODE` a page on a message; \
         [mistakes](../errors)\nshows each message as a person reads it.\n",
    );
    for (name, text) in pages() {
        for (depth, heading) in headings(&text) {
            match depth {
                1 => write!(out, "\n## [{heading}]({name})\n\n").unwrap(),
                2 if !APPENDICES.contains(&name.as_str()) => {
                    writeln!(out, "- [{heading}]({name}#{})", fragment(heading)).unwrap();
                }
                _ => {}
            }
        }
    }
    // A page without sections of its own ends its paragraph.
    let out = out.replace("\n\n\n", "\n\n");
    expect_file![page("README.md")].assert_eq(&format!("{}\n", out.trim_end()));
}

/// How a receiver is called.
fn receiver(receiver: Receiver) -> (&'static str, &'static str) {
    match receiver {
        Receiver::List => ("Lists and sets", "`[T]`, `{T}`"),
        Receiver::Map => ("Maps", "`{K: V}`, and the blocks of a kind"),
        Receiver::Range => ("Ranges", "`Range<T>`"),
        Receiver::Text => ("Texts", "`Str`, `Text`, `Url`, tagged texts, `Artifact<…>`"),
        Receiver::Cidr => ("Networks", "`Cidr`"),
        Receiver::Ip => ("Addresses", "`Ip`"),
        Receiver::Endpoint => ("Addresses with a port", "`Endpoint`"),
        Receiver::Mac => ("Hardware addresses", "`Mac`"),
        Receiver::Size => ("Sizes", "`Size`"),
        Receiver::Duration => ("Times", "`Duration`"),
        Receiver::Version => ("Versions", "`Version`"),
        Receiver::File => ("Files", "`file(\"…\")`"),
    }
}

fn of(ty: Of) -> String {
    match ty {
        Of::Prim(prim) => prim.name().to_owned(),
        Of::ListOf(prim) => format!("[{}]", prim.name()),
        Of::Item => "T".to_owned(),
        Of::Items | Of::Inner => "[T]".to_owned(),
        Of::Keys => "[K]".to_owned(),
        Of::Secret => "a secret".to_owned(),
        Of::Values => "[V]".to_owned(),
        Of::Expected => "what the place expects".to_owned(),
    }
}

fn row(builtin: &Builtin) -> String {
    let params = builtin.params.map(|params| {
        let params: Vec<String> = params.iter().map(|param| format!("{}: {}", param.name, of(param.ty))).collect();
        format!("({})", params.join(", "))
    });
    format!("| `.{}{}` | {} | {} |", builtin.name, params.unwrap_or_default(), of(builtin.result), builtin.doc)
}

#[test]
fn the_appendix_lists_everything_that_is_built_in() {
    let mut out = String::from(
        "# Everything built in\n\nMade from the compiler's own table: a type, a function or a method exists exactly if \
         it stands here.\n\n## Types\n\n| type | what it is |\n| --- | --- |\n",
    );
    for ty in TYPES {
        writeln!(out, "| `{}` | {} |", ty.name, ty.doc).unwrap();
    }
    out.push_str(
        "\nBeside them: `[T]` a list, `{T}` a set, `{K: V}` a map, `T?` maybe, `A | B` one of several, `T where COND : \
         \"message\"`\na condition. See [types](04-types.md).\n\n## Functions\n\n| function | what it does |\n| --- | --- |\n",
    );
    for function in FUNCTIONS {
        writeln!(out, "| `{}({})` | {} |", function.name, function.takes, function.doc).unwrap();
    }
    out.push_str("\nA function of your own beside a schema is called like a method: [functions](05-functions.md).\n");
    for asked in Receiver::ALL {
        let (title, types) = receiver(*asked);
        write!(out, "\n## {title}\n\n{types}\n\n| asked | gives | |\n| --- | --- | --- |\n").unwrap();
        ALL.iter().filter(|builtin| builtin.receiver == *asked).for_each(|b| writeln!(out, "{}", row(b)).unwrap());
    }
    expect_file![page("13-builtins.md")].assert_eq(&out);
}

#[test]
fn every_type_of_the_language_stands_in_the_appendix() {
    let missing: Vec<&str> =
        Prim::ALL.iter().map(|prim| prim.name()).filter(|name| TYPES.iter().all(|ty| ty.name != *name)).collect();
    assert!(missing.is_empty(), "types without a line: {missing:?}");
}

/// Documentation on one line of a table.
fn line(doc: Option<&str>) -> String {
    doc.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What a field is when nobody sets it.
fn default(db: &dyn Db, field: &Field) -> String {
    let Some(value) = field.value else {
        return match field.kind {
            Some(_) => "no blocks".to_owned(),
            None if field.ty.allows_none() => "`none`".to_owned(),
            None => "needed".to_owned(),
        };
    };
    if value.computed {
        return "computed".to_owned();
    }
    let text = value.expr(db).and_then(|(anchor, expr)| {
        let span = span(db, anchor.origin(expr.range))?;
        let file = anchor.file;
        dlc_db::text(db, file).as_ref().ok().map(|text| text[span.range].to_owned())
    });
    let text = line(text.as_deref());
    if text.chars().count() > 32 { "see its page".to_owned() } else { format!("`{text}`") }
}

fn type_of(field: &Field) -> String {
    match (&field.kind, field.ty.peeled()) {
        (Some(kind), Ty::Map(map)) => format!("blocks `{kind}`: {}", map.1),
        _ => format!("`{}`", field.ty.to_string().replace('|', "\\|")),
    }
}

fn describe(db: &dyn Db, schema: &Schema, out: &mut String) {
    let base = schema.bases.first().map(|base| format!(" is {}", base.name)).unwrap_or_default();
    write!(out, "\n### {}{base}\n\n", schema.this.name).unwrap();
    if let Some(doc) = &schema.doc {
        write!(out, "{}\n\n", doc.trim()).unwrap();
    }
    // What is inherited stands with the base, unless it is said anew.
    let own: Vec<&Field> = schema.fields.iter().filter(|field| field.place.anchor == schema.this.no.0).collect();
    if own.is_empty() {
        return;
    }
    out.push_str("| field | type | default | |\n| --- | --- | --- | --- |\n");
    for field in own {
        let private = if field.private { " (private)" } else { "" };
        let doc = line(field.doc.as_deref());
        writeln!(out, "| `{}`{private} | {} | {} | {doc} |", field.name, type_of(field), default(db, field)).unwrap();
    }
}

#[test]
fn the_appendix_of_kinds_has_every_schema_and_field_of_the_library() {
    let db = Database::new(Nothing, library());
    let mut out = String::from(
        "# Every kind and field\n\nMade from the library's own documentation; `dlc doc NAME` prints the same of one \
         schema, with an example. A field that\nis needed must be set, a computed one cannot be. Fields of a schema that \
         is extended stand with that one.\n",
    );
    let mut modules: Vec<String> = library().files.into_iter().map(|(path, _)| path).collect();
    modules.sort_by_key(|path| (path.contains('/'), path.clone()));
    for path in modules {
        let file = db.file(&format!("std:{path}"));
        let schemas: Vec<&Schema> = items(&db, file)
            .iter()
            .filter(|item| item.kind == ItemKind::Schema)
            .filter_map(|item| schema::schema(&db, file, item.anchor.clone()))
            .collect();
        let types = items(&db, file).iter().filter(|item| item.kind == ItemKind::Type);
        let types: Vec<String> = types.filter_map(|item| named_type(&db, file, &item.anchor)).collect();
        if schemas.is_empty() && types.is_empty() {
            continue;
        }
        let name = path.strip_suffix(".dl").unwrap_or(&path).replace('/', ".");
        write!(out, "\n## std.{name}\n").unwrap();
        if !types.is_empty() {
            write!(out, "\n| type | is | |\n| --- | --- | --- |\n{}", types.concat()).unwrap();
        }
        schemas.iter().for_each(|schema| describe(&db, schema, &mut out));
    }
    expect_file![page("14-kinds.md")].assert_eq(&out);
}

/// A `type` of the library with what it says.
fn named_type(db: &dyn Db, file: dlc_db::SourceFile, key: &dlc_sema::hir::AnchorKey) -> Option<String> {
    let own = anchor(db, file, key.clone())?;
    let AnchorNode::Type { name, ty } = &own.hir.node else { return None };
    let span = span(db, own.origin(ty.range))?;
    let said = dlc_db::text(db, file).as_ref().ok()?[span.range].to_owned();
    Some(format!("| `{}` | `{}` | {} |\n", name.name, line(Some(&said)), line(own.hir.doc.as_deref())))
}
