//! A file, its items, and what they are made of.

use super::{Body, Entry, Expr, Name, Path, Text, Type, child, children, choice, nodes, token};
use crate::{SyntaxKind::*, SyntaxNode, SyntaxToken};

nodes! {
    /// A whole file.
    File = FILE,
    /// `edition 2026`
    Edition = EDITION,
    /// `use …`
    Use = USE,
    /// `std.os.coreos` in a `use`.
    ModulePath = MODULE_PATH,
    /// `as x`
    Alias = ALIAS,
    /// `{ a, b }` in a `use`.
    UseList = USE_LIST,
    /// `let`
    Let = LET,
    /// `fn`
    Fn = FN,
    /// `type`
    TypeDef = TYPE_DEF,
    /// `schema`
    Schema = SCHEMA,
    /// `profile`
    Profile = PROFILE,
    /// `test`
    Test = TEST,
    /// `kind label { … }`, `a.b { … }`
    Block = BLOCK,
    /// `table kind { … }`
    Table = TABLE,
    /// The label of a block.
    Label = LABEL,
    /// `( … )` behind the name of a function or a profile.
    Params = PARAMS,
    /// `name : T = default`
    Param = PARAM,
    /// The braces of a schema.
    SchemaBody = SCHEMA_BODY,
    /// A field of a schema.
    Field = FIELD,
    /// `for KIND` behind a profile, `as KIND` behind a field.
    KindClause = KIND_CLAUSE,
}

choice! {
    /// What stands in a schema: a field, or `for`, `check` and `warn`.
    SchemaEntry {
        Field(Field),
        Entry(Entry),
    }
}

impl File {
    /// The root of a tree.
    pub fn root(node: SyntaxNode) -> Self {
        debug_assert_eq!(node.kind(), FILE);
        Self(node)
    }

    /// `edition N`
    pub fn edition(&self) -> Option<Edition> {
        child(&self.0)
    }

    /// The imports.
    pub fn uses(&self) -> impl Iterator<Item = Use> + use<> {
        children(&self.0)
    }

    /// Everything else.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + use<> {
        children(&self.0)
    }
}

impl Edition {
    /// The number.
    pub fn number(&self) -> Option<SyntaxToken> {
        token(&self.0, &[WORD])
    }
}

impl Use {
    /// The path of a file.
    pub fn file(&self) -> Option<Text> {
        child(&self.0)
    }

    /// The path of a module.
    pub fn module(&self) -> Option<ModulePath> {
        child(&self.0)
    }

    /// `as x`
    pub fn alias(&self) -> Option<Name> {
        child::<Alias>(&self.0).and_then(|a| child(&a.0))
    }

    /// `{ a, b }`
    pub fn list(&self) -> Option<UseList> {
        child(&self.0)
    }
}

impl ModulePath {
    /// Its words.
    pub fn names(&self) -> impl Iterator<Item = Name> + use<> {
        children(&self.0)
    }
}

impl UseList {
    /// The imported names.
    pub fn names(&self) -> impl Iterator<Item = Name> + use<> {
        children(&self.0)
    }
}

impl Let {
    /// What it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its type.
    pub fn ty(&self) -> Option<Type> {
        child(&self.0)
    }

    /// Its value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Fn {
    /// What it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its parameters.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        params(&self.0)
    }

    /// What it returns.
    pub fn ret(&self) -> Option<Type> {
        child(&self.0)
    }

    /// Its value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

fn params(node: &SyntaxNode) -> impl Iterator<Item = Param> + use<> {
    child::<Params>(node).into_iter().flat_map(|p| children(&p.0))
}

impl Param {
    /// Its name.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its type.
    pub fn ty(&self) -> Option<Type> {
        child(&self.0)
    }

    /// Its default.
    pub fn default(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl TypeDef {
    /// What it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// What it means.
    pub fn ty(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl Schema {
    /// What it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// The schema behind `is`.
    pub fn base(&self) -> Option<Path> {
        child(&self.0)
    }

    /// Its braces.
    pub fn body(&self) -> Option<SchemaBody> {
        child(&self.0)
    }
}

impl SchemaBody {
    /// Its fields and checks.
    pub fn entries(&self) -> impl Iterator<Item = SchemaEntry> + use<> {
        children(&self.0)
    }
}

impl Field {
    /// `private`
    pub fn private(&self) -> bool {
        token(&self.0, &[IDENT]).is_some()
    }

    /// Its name.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its type.
    pub fn ty(&self) -> Option<Type> {
        child(&self.0)
    }

    /// Whether its value is computed: `:=`.
    pub fn computed(&self) -> bool {
        token(&self.0, &[COLON_EQ]).is_some()
    }

    /// Its default or its computed value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// `as KIND`
    pub fn kind(&self) -> Option<Name> {
        child::<KindClause>(&self.0).and_then(|k| child(&k.0))
    }
}

impl Profile {
    /// What it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its parameters.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        params(&self.0)
    }

    /// `for KIND`
    pub fn kind(&self) -> Option<Name> {
        child::<KindClause>(&self.0).and_then(|k| child(&k.0))
    }

    /// Its body.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}

impl Test {
    /// What it shows.
    pub fn title(&self) -> Option<Text> {
        child(&self.0)
    }

    /// Its body.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}

impl Block {
    /// The kind word, or a path of fields.
    pub fn path(&self) -> Option<Path> {
        child(&self.0)
    }

    /// Its label.
    pub fn label(&self) -> Option<Label> {
        child(&self.0)
    }

    /// Its body.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}

impl Label {
    /// The name that it declares.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// The text in quotes.
    pub fn text(&self) -> Option<Text> {
        child(&self.0)
    }
}

impl Table {
    /// The kind of its rows.
    pub fn kind(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its rows.
    pub fn rows(&self) -> Option<super::Rows> {
        child(&self.0)
    }
}
