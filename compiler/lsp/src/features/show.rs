//! A thing in words: what a hover shows of it, and a completion beside it.

use super::things::{Declared, Thing, field_of, function, module_name};
use dlc_base::Origin;
use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::builtins::{self, Builtin, Of, Receiver};
use dlc_sema::hir::{AnchorKey, AnchorNode};
use dlc_sema::modules;
use dlc_sema::schema::{self, Field};
use dlc_sema::scope::{self, Def};
use dlc_sema::source::{anchor, span};
use dlc_sema::ty::{Prim, Ty};

/// How long a value may be that is shown as it is written.
const LONG: usize = 80;

/// A thing in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// What it is, as the language writes it.
    pub(super) code: String,
    /// Its documentation.
    pub(super) doc: Option<String>,
}

/// A thing in words.
pub(super) fn words(db: &Database, thing: &Thing) -> Words {
    match thing {
        Thing::Field(..) => field_of(db, thing).map(|field| of_field(db, field)).unwrap_or_default(),
        Thing::Kind(_, word) => match field_of(db, thing) {
            Some(field) => Words { code: format!("{word} NAME {{ … }}"), doc: kind_doc(db, field) },
            None => Words::default(),
        },
        Thing::Builtin(builtin) => Words { code: of_builtin(builtin), doc: Some(builtin.doc.to_owned()) },
        Thing::Function(name) => match function(name) {
            Some(known) => Words { code: format!("{name}({})", known.takes), doc: Some(known.doc.to_owned()) },
            None => Words::default(),
        },
        Thing::Prim(prim) => of_prim(*prim),
        Thing::Item(_, file, key) => of_item(db, *file, key),
        Thing::Schema(found) => match db.tables().anchor_key(found.no) {
            Some((file, key)) => Words { code: schema_head(db, thing), ..of_item(db, file, &key) },
            None => Words::default(),
        },
        Thing::Module(module) => of_module(db, *module),
        Thing::Symbol(name, ty) => Words { code: format!("{name}  // one of: {}", symbols(ty)), doc: None },
        Thing::Value(name, ty, declared) => of_value(db, name, ty.as_ref(), *declared),
        Thing::Code(code) => Words { code: String::new(), doc: page(code) },
    }
}

fn of_field(db: &Database, field: &Field) -> Words {
    let private = if field.private { "private " } else { "" };
    let kind = field.kind.as_ref().map(|kind| format!(" as {kind}")).unwrap_or_default();
    let value = match (field.is_computed(), default(db, field)) {
        (true, Some(value)) => format!(" := {value}"),
        (true, None) => " := …".to_owned(),
        (false, Some(value)) => format!(" = {value}"),
        (false, None) => String::new(),
    };
    let alias = match &field.ty {
        Ty::Alias(alias) if !alias.1.symbols().is_empty() => format!("\ntype {} = {}", alias.0, alias.1),
        Ty::List(item) | Ty::Set(item) => match &**item {
            Ty::Alias(alias) if !alias.1.symbols().is_empty() => format!("\ntype {} = {}", alias.0, alias.1),
            _ => String::new(),
        },
        _ => String::new(),
    };
    Words { code: format!("{private}{} : {}{value}{kind}{alias}", field.name, field.ty), doc: field.doc.clone() }
}

/// A default as it is written, if it is short.
pub(super) fn default(db: &Database, field: &Field) -> Option<String> {
    let (anchor, expr) = field.value?.expr(db)?;
    let text = source_of(db, anchor.origin(expr.range))?;
    Some(if text.len() > LONG || text.contains('\n') { "…".to_owned() } else { text })
}

/// The text at a place.
fn source_of(db: &Database, place: Origin) -> Option<String> {
    let span = span(db, place)?;
    let text = dlc_db::text(db, db.file_of(span.file)?).as_deref().ok()?;
    text.get(span.range.start().into()..span.range.end().into()).map(str::to_owned)
}

/// What is said of a kind: of its field, and of what its blocks are.
fn kind_doc(db: &Database, field: &Field) -> Option<String> {
    let schema = match field.ty.peeled() {
        Ty::Map(map) => match map.1.peeled() {
            Ty::Schema(found) => schema::of(db, found).and_then(|schema| schema.doc.clone()),
            _ => None,
        },
        _ => None,
    };
    let docs: Vec<String> = field.doc.clone().into_iter().chain(schema).collect();
    (!docs.is_empty()).then(|| docs.join("\n\n"))
}

fn of_builtin(builtin: &Builtin) -> String {
    let receiver = format!("{:?}", builtin.receiver);
    let params = builtin.params.map(|params| {
        let params: Vec<String> = params.iter().map(|param| format!("{}: {}", param.name, of(param.ty))).collect();
        format!("({})", params.join(", "))
    });
    let receiver = if builtin.receiver == Receiver::File { "file(…)".to_owned() } else { receiver };
    format!("{receiver}.{}{} -> {}", builtin.name, params.unwrap_or_default(), of(builtin.result))
}

fn of(of: Of) -> String {
    match of {
        Of::Prim(prim) => prim.name().to_owned(),
        Of::ListOf(prim) => format!("[{}]", prim.name()),
        Of::Item => "T".to_owned(),
        Of::Items => "[T]".to_owned(),
        Of::Inner => "[T]".to_owned(),
        Of::Keys => "[K]".to_owned(),
        Of::Values => "[V]".to_owned(),
        Of::Secret => "Secret<T>".to_owned(),
        Of::Expected => "T".to_owned(),
    }
}

fn of_prim(prim: Prim) -> Words {
    let known = builtins::TYPES.iter().find(|ty| ty.name == prim.name());
    Words { code: prim.name().to_owned(), doc: known.map(|ty| ty.doc.to_owned()) }
}

fn of_item(db: &Database, file: SourceFile, key: &AnchorKey) -> Words {
    let Some(anchor) = anchor(db, file, key.clone()) else { return Words::default() };
    let text = source_of(db, anchor.origin(anchor.hir.range)).unwrap_or_default();
    let head = match &anchor.hir.node {
        AnchorNode::Schema(_) | AnchorNode::Profile { .. } | AnchorNode::Block(_) | AnchorNode::Test { .. } => {
            text.split('{').next().unwrap_or_default()
        }
        AnchorNode::Fn { value, .. } | AnchorNode::Let { value, .. } => {
            let end = usize::try_from(value.range.start).unwrap_or_default();
            let whole = text.trim();
            let head = text.get(..end).unwrap_or(&text).trim_end().trim_end_matches('=');
            if whole.len() <= LONG && !whole.contains('\n') { whole } else { head }
        }
        AnchorNode::Type { .. } | AnchorNode::Row(_) => &text,
    };
    Words { code: head.trim().to_owned(), doc: anchor.hir.doc.clone() }
}

fn schema_head(db: &Database, thing: &Thing) -> String {
    let Thing::Schema(found) = thing else { return String::new() };
    let base = schema::of(db, found).and_then(|schema| schema.bases.first());
    match base {
        Some(base) => format!("schema {} is {}", found.name, base.name),
        None => format!("schema {}", found.name),
    }
}

fn of_module(db: &Database, module: SourceFile) -> Words {
    let own = modules::own_name(db, module);
    let doc = match scope::member(db, module, &own) {
        Some(Def::Item { file, key, .. }) => anchor(db, file, key).and_then(|anchor| anchor.hir.doc.clone()),
        _ => None,
    };
    Words { code: format!("use {}", module_name(db, module)), doc }
}

/// The symbols of a type.
pub(super) fn symbols(ty: &Ty) -> String {
    ty.symbols().into_iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}

fn of_value(db: &Database, name: &str, ty: Option<&Ty>, declared: Declared) -> Words {
    let code = match ty {
        Some(Ty::Error) | None => name.to_owned(),
        Some(ty) => format!("{name} : {ty}"),
    };
    let doc = match declared {
        Declared::At(place) => doc_of(db, place),
        Declared::Here(_) | Declared::Nowhere => None,
    };
    Words { code, doc }
}

/// The documentation of the block or item whose head is at a place.
fn doc_of(db: &Database, place: Origin) -> Option<String> {
    let (file, key) = db.tables().anchor_key(dlc_db::AnchorNo(place.anchor))?;
    let found = anchor(db, file, key)?;
    let head = scope::head_range(&found.hir.node);
    (head.start == place.start).then(|| found.hir.doc.clone()).flatten()
}

/// The page on a code.
pub(super) fn page(code: &str) -> Option<String> {
    dlc_driver::pages::all().get(code).map(|page| (*page).to_owned())
}
