//! What an expression is, as far as can be told without values.

use crate::builtins::{Of, Receiver};
use crate::hir::{AnchorKey, Expr, ExprKind, ItemKind, Name};
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_db::SourceFile;
use std::sync::Arc;

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A value. Of what could not be told, or was told to be wrong, [`Ty::Error`].
    Value(Ty),
    /// A record of the columns of a table without a schema.
    Open(Arc<[(Name, What)]>),
    /// A list of what no type can name.
    List(Arc<What>),
    /// A file of the project.
    File,
    /// A module.
    Module(SourceFile),
    /// A declaration.
    Item(ItemKind, SourceFile, AnchorKey),
    /// A schema.
    Schema(SchemaRef),
    /// A function of the language.
    Function(&'static str),
}

impl What {
    /// What nothing is known of.
    pub(crate) const UNKNOWN: Self = Self::Value(Ty::Error);

    /// A value of a type that needs no declaration.
    pub(crate) const fn prim(prim: Prim) -> Self {
        Self::Value(Ty::Prim(prim))
    }

    /// A list of `item`.
    pub(crate) fn list(item: Self) -> Self {
        match item {
            Self::Value(ty) => Self::Value(Ty::List(Arc::new(ty))),
            Self::Item(ItemKind::Profile, ..) => Self::Value(Ty::List(Arc::new(Ty::Prim(Prim::Profile)))),
            item @ (Self::Open(_) | Self::List(_)) => Self::List(Arc::new(item)),
            _ => Self::Value(Ty::List(Arc::new(Ty::Error))),
        }
    }

    /// Either.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Value(a), Self::Value(b)) => Self::Value(either(a, b)),
            // `if c then xs else []`
            (list @ Self::List(_), Self::Value(Ty::List(_))) | (Self::Value(Ty::List(_)), list @ Self::List(_)) => list,
            _ => Self::UNKNOWN,
        }
    }

    /// One of several; of none nothing is known.
    pub(crate) fn any(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().reduce(Self::or).unwrap_or(Self::UNKNOWN)
    }

    /// Whether nothing can be said against it.
    pub(crate) fn is_unknown(&self) -> bool {
        match self {
            Self::Value(ty) => ty.members().iter().any(|m| matches!(m, Ty::Error)),
            _ => false,
        }
    }

    /// The type of the value, if it is one.
    pub(crate) fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Value(ty) => Some(ty),
            _ => None,
        }
    }

    /// What a property of the language gives for a list of what no type can name.
    pub(crate) fn of_items(of: Of, item: &Arc<Self>) -> Self {
        match of {
            Of::Prim(prim) => Self::prim(prim),
            Of::Item => (**item).clone(),
            Of::Items => Self::List(item.clone()),
            Of::ListOf(prim) => Self::list(Self::prim(prim)),
            Of::Inner | Of::Keys | Of::Values | Of::Expected | Of::Secret => Self::UNKNOWN,
        }
    }

    /// For messages: what is written where that says most, otherwise the type.
    pub(crate) fn describe(&self, expr: Option<&Expr>) -> String {
        match expr.map(|expr| &expr.kind) {
            Some(ExprKind::Literal(_, spelling)) => return spelling.to_string(),
            Some(ExprKind::Text(text)) => {
                if let Some(plain) = text.plain() {
                    return format!("the text {}", quoted(&plain));
                }
            }
            Some(ExprKind::Bool(b)) => return b.to_string(),
            Some(ExprKind::None) => return "none".to_owned(),
            Some(ExprKind::Name(name, _)) => {
                if let Self::Value(Ty::Schema(schema)) = self
                    && !schema.name.eq_ignore_ascii_case(name)
                {
                    return format!("{} `{name}`", schema.name);
                }
            }
            _ => {}
        }
        match self {
            Self::Value(Ty::Symbol(name)) => format!("the symbol `{name}`"),
            Self::Value(Ty::Schema(schema)) => schema.name.to_string(),
            Self::Value(Ty::Prim(Prim::Profile)) | Self::Item(ItemKind::Profile, ..) => "a profile".to_owned(),
            Self::Value(ty) => match ty.peeled() {
                Ty::List(_) => "a list".to_owned(),
                Ty::Set(_) => "a set".to_owned(),
                Ty::Map(_) => "a map".to_owned(),
                _ => ty.to_string(),
            },
            Self::Open(_) => "a record".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::File => "a file".to_owned(),
            Self::Module(_) => "a module".to_owned(),
            Self::Item(kind, ..) => kind_word(*kind).to_owned(),
            Self::Schema(schema) => format!("the schema `{}`", schema.name),
            Self::Function(name) => format!("the function `{name}`"),
        }
    }
}

/// A union that stays small: what could not be told swallows the rest.
fn either(a: Ty, b: Ty) -> Ty {
    match (a, b) {
        (Ty::Error, _) | (_, Ty::Error) => Ty::Error,
        // An empty list is a list of anything.
        (Ty::List(a), Ty::List(b)) if *a == Ty::Error => Ty::List(b),
        (Ty::List(a), Ty::List(b)) if *b == Ty::Error => Ty::List(a),
        (Ty::List(a), Ty::List(b)) => Ty::List(Arc::new(either((*a).clone(), (*b).clone()))),
        (a, b) => Ty::union(vec![a, b]),
    }
}

/// What kind of declaration it is.
pub(crate) fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Let => "a `let`",
        ItemKind::Fn => "a function",
        ItemKind::Type => "a type",
        ItemKind::Schema => "a schema",
        ItemKind::Profile => "a profile",
        ItemKind::Test => "a test",
        ItemKind::Block => "a block of the file",
    }
}

/// The members of a type that are asked as something of the language.
pub(crate) fn receivers(ty: &Ty) -> Vec<(Receiver, &Ty)> {
    ty.members().into_iter().filter_map(|member| Some((Receiver::of(unsealed(member))?, unsealed(member)))).collect()
}

/// A secret is asked like what it hides.
pub(crate) fn unsealed(ty: &Ty) -> &Ty {
    match ty {
        Ty::Secret(inner) => inner.peeled(),
        other => other,
    }
}

/// A text as it would be written, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let short: String = text.chars().take(SHOWN).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("\"{}{more}\"", short.escape_debug())
}

/// An expression as it would be written, for messages; cut where it is long.
pub(crate) fn show_expr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name, _) => name.to_string(),
        ExprKind::Member(base, name) => format!("{}.{}", show_expr(base), name.name),
        ExprKind::Index(base, _) => format!("{}[…]", show_expr(base)),
        ExprKind::Call(callee, _) => format!("{}(…)", show_expr(callee)),
        ExprKind::Literal(_, spelling) => spelling.to_string(),
        ExprKind::Text(text) => text.plain().map_or_else(|| "a text".to_owned(), |plain| quoted(&plain)),
        ExprKind::List(_) | ExprKind::Comprehension(..) => "[…]".to_owned(),
        ExprKind::Record(..) => "{ … }".to_owned(),
        _ => "this".to_owned(),
    }
}
