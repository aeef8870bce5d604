//! A page for each kind of declaration, and the list of all.

use super::declared::{Declared, Entry, Kind, flowing};
use super::{Body, Item, Page, Section, systems};
use dlc_db::SourceFile;
use dlc_sema::builtins::{self, Builtin, Function, Of, Receiver};
use dlc_sema::hir::{AnchorNode, EntryKind};
use dlc_sema::schema::{Field, Schema};
use dlc_sema::ty::{Prim, Ty};

/// The page of a declaration.
pub(super) fn of(all: &Declared, entry: &Entry) -> Page {
    let mut page = Page {
        kind: word(entry.kind),
        name: entry.name.clone(),
        signature: all.signature(entry),
        module: entry.module.starts_with("std.").then(|| entry.module.clone()),
        text: all.documentation(entry),
        sections: Vec::new(),
    };
    let Some(schema) = all.schema(entry) else { return page };
    page.sections = match entry.kind {
        Kind::System => systems::sections(all, schema),
        _ => fields(all, schema),
    };
    page.sections.extend(functions(all, entry, schema));
    page.sections.extend(checks(all, schema));
    page
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "schema",
        Kind::System => "system",
        Kind::Target => "target",
        Kind::Type => "type",
        Kind::Function => "function",
        Kind::Constant => "constant",
    }
}

/// Its own fields, then those of each schema that it extends.
fn fields(all: &Declared, schema: &Schema) -> Vec<Section> {
    let inherited = |field: &&Field| schema.bases.iter().any(|base| all.declares(base, &field.name));
    let (inherited, own): (Vec<&Field>, Vec<&Field>) = schema.fields.iter().partition(inherited);
    let from = schema.bases.first().map(|base| format!("Fields of {}", base.name)).unwrap_or_default();
    let sections = [("Fields".to_owned(), own), (from, inherited)];
    sections.into_iter().filter_map(|(title, fields)| items(all, title, fields)).collect()
}

/// A section of fields, unless there are none.
pub(super) fn items(all: &Declared, title: String, fields: Vec<&Field>) -> Option<Section> {
    let items: Vec<Item> = fields.into_iter().map(|field| item(all, field)).collect();
    (!items.is_empty()).then_some(Section { title, body: Body::Items(items) })
}

fn item(all: &Declared, field: &Field) -> Item {
    let kind = field.kind.as_ref().map(|kind| format!(" as {kind}")).unwrap_or_default();
    let value = all.value(field);
    let (computed, default) = if field.is_computed() { (value, None) } else { (None, value) };
    Item {
        name: field.name.to_string(),
        declared: format!(": {}{kind}", field.ty),
        default,
        computed,
        private: field.private,
        text: field.doc.as_deref().map(flowing),
    }
}

/// Functions that a value of the schema answers to as methods: those beside it whose first parameter it is.
fn functions(all: &Declared, entry: &Entry, schema: &Schema) -> Option<Section> {
    let beside = all.entries.iter().filter(|f| f.module == entry.module && f.kind == Kind::Function);
    let items: Vec<Item> = beside.filter_map(|f| method(all, f, &schema.this.name)).collect();
    (!items.is_empty()).then(|| Section { title: "Methods".to_owned(), body: Body::Items(items) })
}

fn method(all: &Declared, function: &Entry, schema: &str) -> Option<Item> {
    let AnchorNode::Fn { params, .. } = &all.anchor(function)?.hir.node else { return None };
    let anchor = all.anchor(function)?;
    let (first, rest) = params.split_first()?;
    (all.text(anchor, first.ty.range)? == schema).then_some(())?;
    let rest: Option<Vec<String>> =
        rest.iter().map(|p| Some(format!("{}: {}", p.name.name, all.text(anchor, p.ty.range)?))).collect();
    let result = all.signature(function)?.rsplit_once("-> ").map(|(_, result)| result.to_owned())?;
    Some(plain(&function.name, format!("({}) -> {result}", rest?.join(", ")), all.documentation(function)))
}

/// The codes of its checks, with the first sentence of each page.
fn checks(all: &Declared, schema: &Schema) -> Option<Section> {
    let mut codes: Vec<String> = Vec::new();
    for (no, _) in &schema.checks {
        let Some(anchor) = dlc_sema::source::anchor_of(&all.db, *no) else { continue };
        for entry in anchor.hir.bodies.iter().flat_map(|body| &body.entries) {
            if let EntryKind::Check(check) = &entry.kind
                && let Some(code) = check.code.as_ref().map(|code| code.name.to_string())
                && !codes.contains(&code)
            {
                codes.push(code);
            }
        }
    }
    let pages = crate::pages::all();
    let item = |code: &String| {
        let page = pages.get(code.as_str()).copied().unwrap_or_default();
        let about = page.lines().skip(1).find(|line| !line.is_empty()).map(str::to_owned);
        plain(code, String::new(), about)
    };
    let items: Vec<Item> = codes.iter().map(item).collect();
    (!items.is_empty())
        .then(|| Section { title: "Checks, explained by `dlc explain`".to_owned(), body: Body::Items(items) })
}

/// The page of a field, by the words that lead to it.
pub(super) fn field(all: &Declared, path: &str, entry: &Entry, field: &Field) -> Page {
    let item = item(all, field);
    let value = match (&item.default, &item.computed) {
        (Some(default), _) => format!(" = {default}"),
        (_, Some(computed)) => format!(" := {computed}"),
        _ => String::new(),
    };
    let mut sections: Vec<Section> = all.inside(field).into_iter().flat_map(|schema| fields(all, schema)).collect();
    let mut named = Vec::new();
    aliases(&field.ty, &mut named);
    let types = all.entries.iter().filter(|e| e.kind == Kind::Type && named.contains(&e.name));
    let types: Vec<Item> =
        types.map(|e| plain(&all.signature(e).unwrap_or_default(), String::new(), all.documentation(e))).collect();
    if !types.is_empty() {
        sections.insert(0, Section { title: "Its type".to_owned(), body: Body::Items(types) });
    }
    Page {
        kind: "field",
        name: path.to_owned(),
        signature: Some(format!(
            "{}{} {}{value}",
            if item.private { "private " } else { "" },
            item.name,
            item.declared
        )),
        module: entry.module.starts_with("std.").then(|| entry.module.clone()),
        text: item.text,
        sections,
    }
}

fn aliases(ty: &Ty, found: &mut Vec<String>) {
    match ty {
        Ty::Alias(alias) => found.push(alias.0.to_string()),
        Ty::List(inner) | Ty::Set(inner) | Ty::Secret(inner) | Ty::Range(inner) => aliases(inner, found),
        Ty::Map(map) => {
            aliases(&map.0, found);
            aliases(&map.1, found);
        }
        Ty::Where(inner) => aliases(&inner.base, found),
        Ty::Union(members) => members.iter().for_each(|member| aliases(member, found)),
        _ => {}
    }
}

/// The page of a module.
pub(super) fn module(all: &Declared, name: &str, file: SourceFile) -> Page {
    let declared: Vec<&Entry> = all.entries.iter().filter(|entry| entry.module == name).collect();
    let section = |title: &str, kinds: &[Kind]| {
        let items: Vec<Item> = declared.iter().filter(|e| kinds.contains(&e.kind)).map(|e| summary(all, e)).collect();
        (!items.is_empty()).then(|| Section { title: title.to_owned(), body: Body::Items(items) })
    };
    let sections = [
        section("Schemas", &[Kind::Schema, Kind::System]),
        section("Types", &[Kind::Type]),
        section("Functions", &[Kind::Function]),
        section("Constants", &[Kind::Constant]),
    ];
    Page {
        kind: "module",
        name: name.to_owned(),
        signature: Some(format!("use {name}")),
        module: None,
        text: all.preface(file),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// A declaration as a line of a list.
fn summary(all: &Declared, entry: &Entry) -> Item {
    let signature = all.signature(entry).unwrap_or_default();
    let declared = match entry.kind {
        Kind::Function => signature.split_once('(').map(|(_, rest)| format!("({rest}")).unwrap_or_default(),
        Kind::Type => signature.split_once('=').map(|(_, rest)| format!("={rest}")).unwrap_or_default(),
        _ => String::new(),
    };
    plain(&entry.name, declared, all.documentation(entry))
}

pub(super) fn plain(name: &str, declared: String, text: Option<String>) -> Item {
    Item { name: name.to_owned(), declared, default: None, computed: None, private: false, text }
}

/// The list of all there is to ask for.
pub(super) fn contents(all: &Declared) -> Page {
    let brief = |entry: &Entry| plain(&entry.name, String::new(), all.documentation(entry).map(|text| sentence(&text)));
    let of = |title: &str, kind: Kind| {
        let items = all.entries.iter().filter(|e| e.kind == kind && e.module.starts_with("std.")).map(brief).collect();
        Section { title: title.to_owned(), body: Body::Items(items) }
    };
    let systems = all.systems().map(brief).collect();
    let mut targets: Vec<Item> = all
        .targets()
        .map(|entry| {
            plain(
                &format!("target {}", entry.name),
                String::new(),
                all.documentation(entry).map(|text| sentence(&text)),
            )
        })
        .collect();
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    let modules =
        all.modules.iter().map(|(name, file)| plain(name, String::new(), all.preface(*file).map(|t| sentence(&t))));
    let types = builtins::TYPES.iter().map(|ty| plain(ty.name, String::new(), Some(ty.doc.to_owned())));
    Page {
        kind: "list",
        name: "dlc doc".to_owned(),
        signature: Some("dlc doc [NAME]".to_owned()),
        module: None,
        text: Some(
            "What there is to ask for: any name below, `os` for all systems beside each other, a field with the way to \
             it (`node.memory`), a method (`List.join`)."
                .to_owned(),
        ),
        sections: vec![
            Section { title: "Operating systems".to_owned(), body: Body::Items(systems) },
            Section { title: "Targets".to_owned(), body: Body::Items(targets) },
            of("Schemas of the model", Kind::Schema),
            of("Types of the model", Kind::Type),
            of("Functions of the model", Kind::Function),
            Section { title: "Types of the language".to_owned(), body: Body::Items(types.collect()) },
            Section { title: "Modules".to_owned(), body: Body::Items(modules.collect()) },
        ],
    }
}

/// The first sentence.
fn sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}

/// The page of a type of the language.
pub(super) fn builtin_type(ty: &builtins::Type) -> Page {
    let name = ty.name.split('<').next().unwrap_or_default();
    let receiver = match (Prim::of(name), name) {
        (Some(prim), _) => Receiver::of(&Ty::Prim(prim)),
        (None, "Range") => Some(Receiver::Range),
        (None, "Artifact") => Some(Receiver::Text),
        _ => None,
    };
    Page {
        kind: "type",
        name: ty.name.to_owned(),
        signature: None,
        module: None,
        text: Some(ty.doc.to_owned()),
        sections: receiver.into_iter().map(answers).collect(),
    }
}

/// What lists, maps and others answer to, which have no name of their own among types.
pub(super) fn receiver(receiver: Receiver) -> Page {
    Page {
        kind: "type",
        name: format!("{receiver:?}"),
        signature: None,
        module: None,
        text: None,
        sections: vec![answers(receiver)],
    }
}

fn answers(receiver: Receiver) -> Section {
    let items = builtins::ALL.iter().filter(|b| b.receiver == receiver);
    let items = items.map(|b| plain(b.name, shape(b), Some(b.doc.to_owned()))).collect();
    Section { title: "Properties and methods".to_owned(), body: Body::Items(items) }
}

/// The page of a property or a method.
pub(super) fn builtin(builtin: &Builtin) -> Page {
    Page {
        kind: "method",
        name: format!("{:?}.{}", builtin.receiver, builtin.name),
        signature: Some(format!("{}{}", builtin.name, shape(builtin))),
        module: None,
        text: Some(builtin.doc.to_owned()),
        sections: Vec::new(),
    }
}

fn shape(builtin: &Builtin) -> String {
    let params = builtin.params.map(|params| {
        let params: Vec<String> = params.iter().map(|p| format!("{}: {}", p.name, spelled(p.ty))).collect();
        format!("({})", params.join(", "))
    });
    format!("{} -> {}", params.unwrap_or_default(), spelled(builtin.result))
}

fn spelled(of: Of) -> String {
    match of {
        Of::Prim(prim) => prim.name().to_owned(),
        Of::ListOf(prim) => format!("[{}]", prim.name()),
        Of::Item => "T".to_owned(),
        Of::Items | Of::Inner => "[T]".to_owned(),
        Of::Keys => "[K]".to_owned(),
        Of::Values => "[V]".to_owned(),
        // The rest have no type of their own: `Expected` is what the place expects.
        other => format!("{other:?}"),
    }
}

/// The page of a function of the language.
pub(super) fn builtin_function(function: &Function) -> Page {
    Page {
        kind: "function",
        name: function.name.to_owned(),
        signature: Some(format!("{}({})", function.name, function.takes)),
        module: None,
        text: Some(function.doc.to_owned()),
        sections: Vec::new(),
    }
}
