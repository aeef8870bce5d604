//! Types, resolved.

use crate::Diag;
use crate::hir::{self, AnchorKey, AnchorNode, Expr, ItemKind, Name, Range, Text, TypeKind, TypePath};
use crate::scope::{self, Def};
use crate::source::{self, Anchor};
use dlc_db::{AnchorNo, Db, SourceFile};
use std::fmt;
use std::sync::Arc;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ty {
    /// Could not be resolved; already reported. Everything fits.
    Error,
    /// One of the language's own.
    Prim(Prim),
    /// `none`
    None,
    /// A symbol of an enum.
    Symbol(Name),
    /// A schema. Of one with labels: a reference, except under `as KIND`.
    Schema(SchemaRef),
    /// `[T]`
    List(Arc<Ty>),
    /// `{T}`
    Set(Arc<Ty>),
    /// `{K: V}`
    Map(Arc<(Ty, Ty)>),
    /// `Range<T>`
    Range(Arc<Ty>),
    /// `Secret<T>`
    Secret(Arc<Ty>),
    /// `Artifact<…>` with the trees in which the promised file may lie.
    Artifact(Arc<[Name]>),
    /// `A | B`, flat.
    Union(Arc<[Ty]>),
    /// `T where …`
    Where(Arc<WhereTy>),
    /// A `type` by its name.
    Alias(Arc<(Name, Ty)>),
}

/// A schema by number, with its name for messages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SchemaRef {
    /// The anchor that declares it.
    pub no: AnchorNo,
    /// Its name; of a target's options the target's.
    pub name: Name,
}

/// `T where COND : "message"`
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct WhereTy {
    /// `T`
    pub base: Ty,
    /// The anchor in which it is written.
    pub anchor: AnchorNo,
    /// The range of the condition there.
    pub cond: Range,
}

impl WhereTy {
    /// The condition on `it`, and what to say when it does not hold.
    pub fn parts<'db>(&self, db: &'db dyn Db) -> Option<(&'db Anchor, &'db Expr, &'db Text)> {
        let anchor = source::anchor_of(db, self.anchor)?;
        let (cond, message) = types_of(&anchor.hir.node).into_iter().find_map(|ty| find_where(ty, self.cond))?;
        Some((anchor, cond, message))
    }
}

/// The types that are written in an anchor.
fn types_of(node: &AnchorNode) -> Vec<&hir::Type> {
    match node {
        AnchorNode::Let { ty, .. } => ty.iter().collect(),
        AnchorNode::Fn { params, ret, .. } => params.iter().map(|p| &p.ty).chain([ret]).collect(),
        AnchorNode::Type { ty, .. } => vec![ty],
        AnchorNode::Profile { params, .. } => params.iter().map(|p| &p.ty).collect(),
        AnchorNode::Schema(schema) => schema.fields.iter().filter_map(|f| f.ty.as_ref()).collect(),
        AnchorNode::Test { .. } | AnchorNode::Block(_) | AnchorNode::Row(_) => Vec::new(),
    }
}

fn find_where(ty: &hir::Type, cond: Range) -> Option<(&Expr, &Text)> {
    if cond.start < ty.range.start || cond.end > ty.range.end {
        return None;
    }
    match &ty.kind {
        TypeKind::Where(_, expr, message) if expr.range == cond => Some((expr, message)),
        TypeKind::Where(inner, ..)
        | TypeKind::List(inner)
        | TypeKind::Set(inner)
        | TypeKind::Optional(inner)
        | TypeKind::Path(_, Some(inner)) => find_where(inner, cond),
        TypeKind::Map(key, value) => find_where(key, cond).or_else(|| find_where(value, cond)),
        TypeKind::Union(members) => members.iter().find_map(|member| find_where(member, cond)),
        TypeKind::Missing | TypeKind::None | TypeKind::Path(_, None) => None,
    }
}

macro_rules! prims {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The types that need no declaration.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Prim { $($(#[$doc])* $name,)* }

        impl Prim {
            /// All, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As it is written.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

prims! {
    /// `true`, `false`
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// Text on one or more lines.
    Str,
    /// Text; the same values as `Str`, meant for contents of files.
    Text,
    /// Bytes of a file.
    Bytes,
    /// `8GiB`
    Size,
    /// `30min`
    Duration,
    /// `500mcpu`
    Cpu,
    /// An address.
    Ip,
    /// A network.
    Cidr,
    /// Address and port.
    Endpoint,
    /// A hardware address.
    Mac,
    /// A UUID.
    Uuid,
    /// `sha256:…`
    Digest,
    /// `0o644`
    Mode,
    /// `1.9.1`
    Version,
    /// A Url, written in quotes.
    Url,
    /// Scalars, lists and maps of an open kind.
    Data,
    /// Text of a systemd unit.
    Systemd,
    /// A shell script.
    Sh,
    /// JSON text.
    Json,
    /// YAML text.
    Yaml,
    /// TOML text.
    Toml,
    /// Text of sections and keys.
    Ini,
    /// A target with options.
    Target,
    /// A profile.
    Profile,
}

impl Prim {
    /// The type of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|prim| prim.name() == name)
    }

    /// Whether its values are texts.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Str | Self::Text | Self::Url) || self.tag().is_some()
    }

    /// The tag of a text of this type.
    pub fn tag(self) -> Option<&'static str> {
        match self {
            Self::Systemd => Some("systemd"),
            Self::Sh => Some("sh"),
            Self::Json => Some("json"),
            Self::Yaml => Some("yaml"),
            Self::Toml => Some("toml"),
            Self::Ini => Some("ini"),
            _ => None,
        }
    }
}

/// A scheme, `://` and something after it, all on one line without blanks.
pub fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(plain)
        && !rest.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

impl Ty {
    /// `T?`
    pub fn optional(self) -> Self {
        if self.allows_none() { self } else { Self::union(vec![self, Self::None]) }
    }

    /// `A | B`, with unions inside made flat and members that stand twice taken once.
    pub fn union(members: Vec<Self>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        let mut add = |ty: Self| {
            if !flat.contains(&ty) {
                flat.push(ty);
            }
        };
        for member in members {
            match member {
                Self::Union(inner) => inner.iter().cloned().for_each(&mut add),
                other => add(other),
            }
        }
        match flat.len() {
            1 => flat.swap_remove(0),
            _ => Self::Union(flat.into()),
        }
    }

    /// The type behind names of types; conditions stay.
    pub fn unaliased(&self) -> &Self {
        match self {
            Self::Alias(alias) => alias.1.unaliased(),
            other => other,
        }
    }

    /// The type behind names and conditions.
    pub fn peeled(&self) -> &Self {
        match self {
            Self::Alias(alias) => alias.1.peeled(),
            Self::Where(ty) => ty.base.peeled(),
            other => other,
        }
    }

    /// The members of a union, or the type itself; names, conditions and unions inside are looked through.
    pub fn members(&self) -> Vec<&Self> {
        let mut out = Vec::new();
        self.collect_members(&mut out);
        out
    }

    fn collect_members<'a>(&'a self, out: &mut Vec<&'a Self>) {
        match self.peeled() {
            Self::Union(members) => members.iter().for_each(|m| m.collect_members(out)),
            other => out.push(other),
        }
    }

    /// The first answer that a member gives, asked in their order: [`Self::members`] without a list.
    pub fn find<'a, T>(&'a self, f: &mut dyn FnMut(&'a Self) -> Option<T>) -> Option<T> {
        match self.peeled() {
            Self::Union(members) => members.iter().find_map(|m| m.find(f)),
            other => f(other),
        }
    }

    /// Whether `f` holds for a member.
    pub fn any(&self, mut f: impl FnMut(&Self) -> bool) -> bool {
        self.find(&mut |m| f(m).then_some(())).is_some()
    }

    /// Whether `none` fits.
    pub fn allows_none(&self) -> bool {
        self.any(|m| matches!(m, Self::None | Self::Error))
    }

    /// The symbols that fit.
    pub fn symbols(&self) -> Vec<&Name> {
        let symbol = |m: &&'_ Self| matches!(m, Self::Symbol(_));
        let members = self.members().into_iter().filter(symbol);
        members.filter_map(|m| if let Self::Symbol(name) = m { Some(name) } else { None }).collect()
    }

    /// Whether this symbol fits.
    pub fn has_symbol(&self, name: &str) -> bool {
        self.any(|m| matches!(m, Self::Symbol(symbol) if symbol == name))
    }

    /// Whether a value of this schema fits, by name.
    pub fn schema_named(&self, name: &str) -> Option<&SchemaRef> {
        self.find(&mut |m| match m {
            Self::Schema(schema) if schema.name == name => Some(schema),
            _ => None,
        })
    }

    /// Whether open data is expected, and nothing narrower.
    pub fn is_data(&self) -> bool {
        matches!(self.peeled(), Self::Prim(Prim::Data))
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("?"),
            Self::Prim(prim) => f.write_str(prim.name()),
            Self::None => f.write_str("none"),
            Self::Symbol(name) => f.write_str(name),
            Self::Schema(schema) => f.write_str(&schema.name),
            Self::List(item) => write!(f, "[{item}]"),
            Self::Set(item) => write!(f, "{{{item}}}"),
            Self::Map(map) => write!(f, "{{{}: {}}}", map.0, map.1),
            Self::Range(item) => write!(f, "Range<{item}>"),
            Self::Secret(inner) => write!(f, "Secret<{inner}>"),
            Self::Artifact(trees) => write!(f, "Artifact<{}>", trees.join(" | ")),
            Self::Union(members) => match &**members {
                [one, Self::None] => write!(f, "{one}?"),
                members => members.iter().enumerate().try_for_each(|(i, member)| match i {
                    0 => write!(f, "{member}"),
                    _ => write!(f, " | {member}"),
                }),
            },
            Self::Where(ty) => write!(f, "{}", ty.base),
            Self::Alias(alias) => f.write_str(&alias.0),
        }
    }
}

/// A type with what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The type.
    pub ty: Ty,
    /// What is wrong.
    pub errors: Vec<Diag>,
}

/// What a `type` means. A type that contains itself is an error there.
#[salsa::tracked(cycle_result = alias_cycle)]
pub fn alias(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Resolved {
    let Some(anchor) = source::anchor(db, file, key) else { return Resolved { ty: Ty::Error, errors: Vec::new() } };
    let AnchorNode::Type { name, ty } = &anchor.hir.node else {
        return Resolved { ty: Ty::Error, errors: Vec::new() };
    };
    let mut errors = Vec::new();
    let ty = resolve(db, anchor, ty, &mut errors);
    Resolved { ty: Ty::Alias(Arc::new((name.name.clone(), ty))), errors }
}

fn alias_cycle(db: &dyn Db, _id: salsa::Id, file: SourceFile, key: AnchorKey) -> Resolved {
    let errors = match source::anchor(db, file, key) {
        Some(anchor) => {
            let place = anchor.origin(scope::head_range(&anchor.hir.node));
            vec![Diag::error("type-cycle", place, "this type contains itself")]
        }
        None => Vec::new(),
    };
    Resolved { ty: Ty::Error, errors }
}

/// The types of a function's or a profile's parameters, and of a function's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The parameters in their order.
    pub params: Vec<Ty>,
    /// The result; of a profile an error, which nothing asks for.
    pub ret: Ty,
    /// What is wrong with the types.
    pub errors: Vec<Diag>,
}

/// The signature of a function or a profile.
#[salsa::tracked]
pub fn signature(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Signature {
    let mut signature = Signature { params: Vec::new(), ret: Ty::Error, errors: Vec::new() };
    let Some(anchor) = source::anchor(db, file, key) else { return signature };
    let errors = &mut signature.errors;
    match &anchor.hir.node {
        AnchorNode::Fn { params, ret, .. } => {
            signature.params = params.iter().map(|p| resolve(db, anchor, &p.ty, errors)).collect();
            signature.ret = resolve(db, anchor, ret, errors);
        }
        AnchorNode::Profile { params, .. } => {
            signature.params = params.iter().map(|p| resolve(db, anchor, &p.ty, errors)).collect();
        }
        _ => {}
    }
    signature
}

/// Resolves a type that is written in `anchor`.
pub fn resolve(db: &dyn Db, anchor: &Anchor, ty: &hir::Type, errors: &mut Vec<Diag>) -> Ty {
    match &ty.kind {
        TypeKind::Missing => Ty::Error,
        TypeKind::None => Ty::None,
        TypeKind::List(item) => Ty::List(Arc::new(resolve(db, anchor, item, errors))),
        TypeKind::Set(item) => Ty::Set(Arc::new(resolve(db, anchor, item, errors))),
        TypeKind::Map(key, value) => {
            Ty::Map(Arc::new((resolve(db, anchor, key, errors), resolve(db, anchor, value, errors))))
        }
        TypeKind::Optional(inner) => resolve(db, anchor, inner, errors).optional(),
        TypeKind::Union(members) => Ty::union(members.iter().map(|m| resolve(db, anchor, m, errors)).collect()),
        TypeKind::Where(base, cond, _) => Ty::Where(Arc::new(WhereTy {
            base: resolve(db, anchor, base, errors),
            anchor: anchor.no,
            cond: cond.range,
        })),
        TypeKind::Path(path, argument) => path_type(db, anchor, path, argument.as_deref(), errors),
    }
}

fn path_type(
    db: &dyn Db,
    anchor: &Anchor,
    path: &TypePath,
    argument: Option<&hir::Type>,
    errors: &mut Vec<Diag>,
) -> Ty {
    let place = anchor.origin(path.range);
    if let ([name], Some(argument)) = (path.names.as_slice(), argument) {
        match name.as_str() {
            "Range" => return Ty::Range(Arc::new(resolve(db, anchor, argument, errors))),
            "Secret" => return Ty::Secret(Arc::new(resolve(db, anchor, argument, errors))),
            "Artifact" => return artifact(anchor, argument, errors),
            _ => {
                let error = Diag::error("unknown-type", place, format!("`{name}` takes no type in `<>`"));
                errors.push(error.hint("a list is `[T]`, a set `{T}`, a map `{Str: T}`"));
                return Ty::Error;
            }
        }
    }
    match path.names.as_slice() {
        [name] => match Prim::of(name) {
            Some(prim) => Ty::Prim(prim),
            None => named(db, anchor, name, place, errors),
        },
        [first, rest @ ..] => {
            let mut def = scope::lookup(db, anchor.file, first);
            for name in rest {
                def = match def {
                    Some(Def::Module(module)) => scope::member(db, module, name),
                    _ => None,
                };
            }
            match def.and_then(|def| of_def(db, def, errors)) {
                Some(ty) => ty,
                None => {
                    let shown = path.names.join(".");
                    errors.push(Diag::error("unknown-type", place, format!("there is no type `{shown}`")));
                    Ty::Error
                }
            }
        }
        [] => Ty::Error,
    }
}

/// A single name: an upper-case one must be a type, a lower-case one is a schema of this file or a symbol.
fn named(db: &dyn Db, anchor: &Anchor, name: &Name, place: dlc_base::Origin, errors: &mut Vec<Diag>) -> Ty {
    let def = scope::lookup(db, anchor.file, name).map(|def| scope::value_of(db, def));
    let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
    let ty = match def {
        Some(def @ Def::Item { kind: ItemKind::Schema, .. }) => of_def(db, def, errors),
        Some(def) if upper => of_def(db, def, errors),
        _ => None,
    };
    match ty {
        Some(ty) => ty,
        None if upper => {
            let known = scope::file_scope(db, anchor.file).names();
            let known = known.into_iter().map(Name::as_str).chain(Prim::ALL.iter().map(|p| p.name()));
            let upper = known.filter(|n| n.starts_with(|c: char| c.is_ascii_uppercase()));
            let error = Diag::error("unknown-type", place, format!("there is no type `{name}`"));
            errors.push(match crate::check::own_type(name, upper) {
                Some(near) => error.hint(format!("did you mean `{near}`?")).fix(place, near),
                None => error.hint("a symbol begins with a lower-case letter"),
            });
            Ty::Error
        }
        None => Ty::Symbol(name.clone()),
    }
}

/// A symbol alone is no type: it is a misspelt schema.
pub(crate) fn lone_symbol(place: dlc_base::Origin, ty: Ty, errors: &mut Vec<Diag>) -> Ty {
    let Ty::Symbol(name) = ty else { return ty };
    let error = Diag::error("unknown-type", place, format!("`{name}` alone is a symbol, and no type"));
    let own = crate::check::own_type(&name, Prim::ALL.iter().map(|prim| prim.name()));
    errors.push(match own {
        Some(own) => error.hint(format!("did you mean `{own}`?")).fix(place, own),
        None => error.hint("an enum has at least two symbols: `on | off`"),
    });
    Ty::Error
}

/// The type that a declaration is.
pub fn of_def(db: &dyn Db, def: Def, errors: &mut Vec<Diag>) -> Option<Ty> {
    match scope::value_of(db, def) {
        Def::Item { kind: ItemKind::Schema, file, key } => Some(Ty::Schema(crate::schema::reference(db, file, &key)?)),
        // What is wrong with it is reported with the file that declares it.
        Def::Item { kind: ItemKind::Type, file, key } => Some(dlc_db::with_stack(|| alias(db, file, key)).ty.clone()),
        Def::Item { .. } | Def::Module(_) => {
            let _ = errors;
            None
        }
    }
}

/// The argument of `Artifact<…>` names trees.
fn artifact(anchor: &Anchor, argument: &hir::Type, errors: &mut Vec<Diag>) -> Ty {
    const TREES: [&str; 3] = ["http", "tftp", "operator"];
    let members: Vec<&hir::Type> = match &argument.kind {
        TypeKind::Union(members) => members.iter().collect(),
        _ => vec![argument],
    };
    let mut trees = Vec::new();
    for member in members {
        match &member.kind {
            TypeKind::Path(path, None) if path.names.len() == 1 && TREES.contains(&path.names[0].as_str()) => {
                trees.push(path.names[0].clone());
            }
            _ => {
                let place = anchor.origin(member.range);
                let error = Diag::error("unknown-type", place, "an artefact lies in `http`, `tftp` or `operator`");
                errors.push(error.hint("write `Artifact<http>`"));
                return Ty::Error;
            }
        }
    }
    Ty::Artifact(trees.into())
}
