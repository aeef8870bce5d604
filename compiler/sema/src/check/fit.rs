//! Whether an expression may be what a place expects. What may fit one member of a union fits: the evaluator looks at
//! the value.

use super::Checker;
use super::env::of_def;
use super::expr::own_prim;
use super::instead::instead;
use super::what::{What, kind_word, quoted, unsealed};
use crate::Diag;
use crate::hir::{Expr, ExprKind, ItemKind};
use crate::modules;
use crate::schema;
use crate::scope;
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_base::Origin;
use dlc_syntax::literal;
use smol_str::SmolStr;

impl<'db> Checker<'db> {
    /// Reports what cannot be of the type `ty`. `expr` is what is shown in the message.
    pub(crate) fn fit(&self, what: What, ty: &Ty, expr: &Expr, place: Origin) {
        let what = self.module_value(what, place);
        if !self.may_be(&what, ty) || self.is_no_url(ty, expr) {
            self.push(self.mismatch(&what, ty, Some(expr), place));
            return;
        }
        self.bare_profile(&what, expr, place);
    }

    /// Whether it is a text without holes where nothing but a Url is expected, and is none.
    fn is_no_url(&self, ty: &Ty, expr: &Expr) -> bool {
        let ExprKind::Text(text) = &expr.kind else { return false };
        let texts = |m: &&Ty| matches!(m, Ty::Prim(prim) if prim.is_text()) || matches!(m, Ty::Artifact(_) | Ty::Error);
        let members = ty.members();
        let mut texts = members.iter().map(|m| unsealed(m)).filter(texts).peekable();
        texts.peek().is_some()
            && texts.all(|m| matches!(m, Ty::Prim(Prim::Url)))
            && !members.iter().any(|m| matches!(m, Ty::Prim(Prim::Data)))
            && text.plain().is_some_and(|plain| !crate::ty::is_url(&plain))
    }

    /// A module for its declaration of the same name.
    pub(crate) fn module_value(&self, what: What, place: Origin) -> What {
        let What::Module(file) = what else { return what };
        match of_def(self.db, scope::value_of(self.db, scope::Def::Module(file))) {
            Some(What::Module(file)) => {
                let name = modules::own_name(self.db, file);
                let message = format!("`{name}` is a module, and declares no `{name}` that could stand for it");
                self.error("type-mismatch", place, message);
                What::UNKNOWN
            }
            Some(What::Item(ItemKind::Let, file, key)) => self.let_type(file, &key),
            Some(what) => what,
            None => What::UNKNOWN,
        }
    }

    /// Whether it may be a value of this type.
    pub(crate) fn may_be(&self, what: &What, ty: &Ty) -> bool {
        let members = ty.members();
        let any = |f: &dyn Fn(&Ty) -> bool| members.iter().any(|m| matches!(m, Ty::Error) || f(unsealed(m)));
        match what {
            What::Value(found) => found.members().iter().any(|f| members.iter().any(|m| self.one_may_be(f, m))),
            What::Open(_) => any(&|m| matches!(m, Ty::Prim(Prim::Data))),
            What::List(item) => any(&|m| match m {
                Ty::List(wanted) | Ty::Set(wanted) => self.may_be(item, wanted),
                Ty::Prim(Prim::Data) => true,
                _ => false,
            }),
            What::Item(ItemKind::Profile, ..) => any(&|m| matches!(m, Ty::Prim(Prim::Profile))),
            What::Schema(schema) => {
                let plain = schema::of(self.db, schema).is_none_or(|found| found.label.is_none());
                plain && members.iter().any(|m| self.one_may_be(&Ty::Schema(schema.clone()), m))
            }
            What::File | What::Module(_) | What::Item(..) | What::Function(_) => any(&|_| false),
        }
    }

    /// Whether values of two types may be the same value.
    pub(crate) fn may_equal(&self, a: &Ty, b: &Ty) -> bool {
        match (a, b) {
            // A record is asked for by its fields, which a map has too.
            (Ty::Map(_), Ty::Schema(_)) | (Ty::Schema(_), Ty::Map(_)) => true,
            (Ty::Map(a), Ty::Map(b)) => self.may_equal_any(&a.1, &b.1),
            (Ty::List(a) | Ty::Set(a), Ty::List(b) | Ty::Set(b)) | (Ty::Range(a), Ty::Range(b)) => {
                self.may_equal_any(a, b)
            }
            (a, b) => self.one_may_be(a, b) || self.one_may_be(b, a),
        }
    }

    fn may_equal_any(&self, a: &Ty, b: &Ty) -> bool {
        a.members().iter().any(|x| b.members().iter().any(|y| self.may_equal(unsealed(x), unsealed(y))))
    }

    fn one_may_be(&self, found: &Ty, wanted: &Ty) -> bool {
        let (found, wanted) = (unsealed(found), unsealed(wanted));
        let all = |f: &Ty, w: &Ty| self.may_be(&What::Value(f.clone()), w);
        match (found, wanted) {
            (Ty::Error, _) | (_, Ty::Error) | (Ty::None, Ty::None) => true,
            // What open data holds is known when it is there.
            (Ty::Prim(Prim::Data), _) => !matches!(wanted, Ty::None | Ty::Prim(Prim::Profile | Prim::Target)),
            (found, Ty::Prim(Prim::Data)) => self.may_be_open(found),
            (Ty::Prim(found), Ty::Prim(wanted)) => {
                found == wanted
                    || (is_text(*found) && is_text(*wanted))
                    || matches!((found, wanted), (Prim::Int, Prim::Cpu))
            }
            (Ty::Artifact(_), Ty::Artifact(_)) => true,
            (Ty::Artifact(_), Ty::Prim(prim)) | (Ty::Prim(prim), Ty::Artifact(_)) => is_text(*prim),
            (Ty::Symbol(found), Ty::Symbol(wanted)) => found == wanted,
            (Ty::Schema(found), Ty::Schema(wanted)) => self.related(found, wanted),
            (Ty::Schema(found), Ty::Prim(Prim::Target)) => {
                schema::target_options(self.db, &found.name).is_some_and(|target| target.no == found.no)
            }
            (Ty::Prim(Prim::Target), Ty::Schema(_)) => true,
            (Ty::List(found) | Ty::Set(found), Ty::List(wanted) | Ty::Set(wanted))
            | (Ty::Range(found), Ty::Range(wanted)) => all(found, wanted),
            // Keys are read from their text.
            (Ty::Map(found), Ty::Map(wanted)) => all(&found.1, &wanted.1),
            _ => false,
        }
    }

    /// Whether it may stand in open data.
    fn may_be_open(&self, found: &Ty) -> bool {
        match found {
            Ty::None | Ty::Artifact(_) => true,
            Ty::Prim(prim) => !matches!(
                prim,
                Prim::Size | Prim::Duration | Prim::Mode | Prim::Cpu | Prim::Bytes | Prim::Profile | Prim::Target
            ),
            Ty::List(item) | Ty::Set(item) => self.may_be(&What::Value((**item).clone()), &Ty::Prim(Prim::Data)),
            Ty::Map(map) => self.may_be(&What::Value(map.1.clone()), &Ty::Prim(Prim::Data)),
            _ => false,
        }
    }

    /// Whether one of two schemas extends the other, so that a value may be of both.
    pub(crate) fn related(&self, a: &SchemaRef, b: &SchemaRef) -> bool {
        let is = |x: &SchemaRef, y: &SchemaRef| schema::of(self.db, x).is_none_or(|x| x.is(y.no));
        a.no == b.no || is(a, b) || is(b, a)
    }

    /// What is said of something of another type.
    pub(crate) fn mismatch(&self, what: &What, ty: &Ty, expr: Option<&Expr>, place: Origin) -> Diag {
        let symbols = ty.symbols();
        let diag = |message: String| Diag::error("type-mismatch", place, message);
        let plain = match expr.map(|expr| &expr.kind) {
            Some(ExprKind::Text(text)) => text.plain(),
            _ => None,
        };
        if let Some(text) = &plain
            && symbols.contains(&text)
        {
            return diag(format!("\"{text}\" is a text, and a symbol is expected"))
                .hint(format!("write {text}"))
                .fix(place, text.as_str());
        }
        match what {
            What::Value(Ty::Symbol(name)) if ty.is_data() => {
                return diag(format!("`{name}` in open data is a bare symbol: write {}", quoted(name)));
            }
            What::Value(Ty::Symbol(name)) => {
                return super::names::unknown_symbol(name, ty, place);
            }
            What::Item(kind, ..) if *kind != ItemKind::Profile => {
                return diag(format!("{} is no value", kind_word(*kind)));
            }
            What::Schema(schema) => {
                if let Some(label) = schema::of(self.db, schema).and_then(|found| found.label.as_ref()) {
                    let message =
                        format!("`{}` is the kind of a named block, whose `{label}` is its label", schema.name);
                    return diag(message);
                }
            }
            What::Function(name) => return diag(format!("`{name}` is a function: write `{name}(…)`")),
            What::File => {
                return diag("a file is read in one of its forms".to_owned()).hint("`.text`, `.lines`, `.json`");
            }
            _ => {}
        }
        let found = what.describe(expr);
        let takes_list = |m: &&Ty| matches!(m, Ty::List(_) | Ty::Set(_));
        if let Some(Ty::List(item) | Ty::Set(item)) = ty.members().into_iter().find(takes_list)
            && self.may_be(what, item)
            && !matches!(what, What::Value(Ty::None))
        {
            let shown = expr.map(written).unwrap_or_else(|| SmolStr::new_static("…"));
            return diag(format!("expected a list, found {found}")).hint(format!("write `[{shown}]`"));
        }
        if let Some(unit) = open_unit(what).filter(|_| ty.is_data()) {
            return diag(unit.to_owned());
        }
        let diag = diag(format!("expected {}, found {found}", show(ty)));
        // A text that would be what is expected, if it had no quotes.
        let prim = |text: &SmolStr| literal::read(text).ok().map(|literal| Ty::Prim(own_prim(&literal)));
        match plain.filter(|text| prim(text).is_some_and(|prim| ty.members().contains(&&prim))) {
            Some(text) => diag.hint(format!("write {text}")).fix(place, text.as_str()),
            None => match expr.and_then(|expr| instead(expr, ty)) {
                Some(hint) => diag.hint(hint),
                None => diag,
            },
        }
    }
}

/// Why a value with a unit is no open data.
fn open_unit(what: &What) -> Option<&'static str> {
    match what.ty()?.peeled() {
        Ty::Prim(Prim::Size) => Some("a size in open data has no unit that its reader knows: write `.mib` or `.bytes`"),
        Ty::Prim(Prim::Duration) => {
            Some("a duration in open data has no unit that its reader knows: write `.s` or `.ms`")
        }
        _ => None,
    }
}

/// What may stand in a hint as it was written.
fn written(expr: &Expr) -> SmolStr {
    match &expr.kind {
        ExprKind::Name(name, _) => name.clone(),
        ExprKind::Literal(_, spelling) => spelling.clone(),
        ExprKind::Text(text) => text.plain().map_or(SmolStr::new_static("…"), |text| quoted(&text).into()),
        _ => SmolStr::new_static("…"),
    }
}

/// Whether values of this type are texts: a text is read as any of them.
fn is_text(prim: Prim) -> bool {
    prim.is_text()
}

/// A type for a message: enums as their symbols, long ones cut.
pub(crate) fn show(ty: &Ty) -> String {
    let text = ty.to_string();
    if text.len() > 60 { format!("{}…", text.chars().take(60).collect::<String>()) } else { text }
}
