//! The program as plain data: what the tree says, without blanks, comments and recovery.
//!
//! A file is cut into **anchors**: the items, the blocks of a lab and the rows of a table. Every range inside an
//! anchor is relative to the anchor's first byte, and an anchor is found again by its key, a path of names. So an
//! edit inside one row leaves every other anchor equal to what it was, wherever it now stands in the file, and no
//! query that reads another anchor runs again.
//!
//! What is an anchor: every item (`let`, `fn`, `type`, `schema`, `profile`, `test`) at whatever depth, every block
//! at file level and the lab that a test brings, every block that stands directly (or through `for` and `when`) in the
//! body of such a block or of a profile `for lab`, and every row of such a body's tables. Everything deeper is inside
//! its anchor.

pub mod lower;
pub mod places;

use dlc_syntax::literal::Literal;
use smol_str::SmolStr;

/// A word of the program.
pub type Name = SmolStr;

/// Bytes relative to the beginning of the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Range {
    /// The first byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// The key of an anchor: the way to it in names, `lab room225/node s4`. Two that would be equal in one file get
/// `#1`, `#2`, … in text order behind the second, third, ….
pub type AnchorKey = SmolStr;

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileHir {
    /// `edition N`, if it is written.
    pub edition: Option<(i64, Range)>,
    /// The imports. Their ranges are relative to the file.
    pub uses: Vec<Use>,
    /// The file-level anchors in text order.
    pub top: Vec<ItemRef>,
    /// All anchors of the file in text order.
    pub anchors: Vec<Anchor>,
}

/// `use PATH (as x | { a, b })`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What is imported.
    pub path: UsePath,
    /// The names that this declares here.
    pub names: UseNames,
    /// The whole line.
    pub range: Range,
    /// The path alone.
    pub path_range: Range,
}

/// What a `use` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsePath {
    /// `"../shared.dl"`, relative to the importing file.
    File(Name),
    /// `std.os.coreos`.
    Module(Vec<Name>),
}

/// What a `use` declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseNames {
    /// The last word of the path (a text has none: then nothing).
    Last,
    /// `as x`.
    As(Ident),
    /// `{ a, b }`.
    List(Vec<Ident>),
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The word.
    pub name: Name,
    /// Where.
    pub range: Range,
}

/// A declaration in a body or a file, kept in an anchor of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRef {
    /// What it is.
    pub kind: ItemKind,
    /// The name that it declares; for a block that of its unquoted label, if it has one.
    pub name: Option<Name>,
    /// For a block: its path (`lab`, `node`, `target`).
    pub block: Option<Name>,
    /// Where its content is.
    pub anchor: AnchorKey,
}

/// The kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// `let`
    Let,
    /// `fn`
    Fn,
    /// `type`
    Type,
    /// `schema`
    Schema,
    /// `profile`
    Profile,
    /// `test`
    Test,
    /// A block.
    Block,
}

/// One unit of change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its name in the file.
    pub key: AnchorKey,
    /// The anchor that it stands in, none at file level.
    pub parent: Option<AnchorKey>,
    /// Where it begins, in bytes from the file's beginning.
    pub offset: u32,
    /// Its content.
    pub hir: AnchorHir,
    /// The anchors inside it, to find the bytes of a place; empty unless it was lowered by
    /// [`lower::lower_stable`].
    pub gaps: places::Gaps,
}

/// The content of an anchor. It does not know where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorHir {
    /// What it is.
    pub node: AnchorNode,
    /// All bodies inside, also those of nested blocks and records; a [`BodyId`] is an index.
    pub bodies: Vec<Body>,
    /// How many names ([`ExprKind::Name`]) are inside: [`NameId`]s run from 0.
    pub names: u32,
    /// The documentation comment above it, without slashes, lines joined by newlines.
    pub doc: Option<String>,
    /// Its range: 0 to its length.
    pub range: Range,
}

/// An index into [`AnchorHir::bodies`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyId(pub u32);

/// The number of a bare name within its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameId(pub u32);

/// What an anchor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorNode {
    /// `let NAME: TYPE = EXPR`
    Let {
        /// What it declares.
        name: Ident,
        /// Its type, if one is written.
        ty: Option<Type>,
        /// Its value.
        value: Expr,
    },
    /// `fn NAME(PARAMS) -> TYPE = EXPR`
    Fn {
        /// What it declares.
        name: Ident,
        /// Its parameters.
        params: Vec<Param>,
        /// What it returns.
        ret: Type,
        /// Its value.
        value: Expr,
    },
    /// `type NAME = TYPE`
    Type {
        /// What it declares.
        name: Ident,
        /// What it means.
        ty: Type,
    },
    /// `schema NAME is BASE { … }`
    Schema(Schema),
    /// `profile NAME(PARAMS) for KIND { … }`
    Profile {
        /// What it declares.
        name: Ident,
        /// Its parameters.
        params: Vec<Param>,
        /// The kind; `node` if none is written.
        kind: Option<Ident>,
        /// Its body.
        body: BodyId,
    },
    /// `test "…" { … }`
    Test {
        /// Its title.
        title: Text,
        /// Its body.
        body: BodyId,
    },
    /// A block.
    Block(Block),
    /// A row of a table: the cells are in the order of the table's header.
    Row(Row),
}

/// A parameter of a function or a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// Its default.
    pub default: Option<Expr>,
}

/// A schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// What it declares.
    pub name: Ident,
    /// The schema that it extends.
    pub base: Option<TypePath>,
    /// Its fields in text order.
    pub fields: Vec<Field>,
    /// Its `check`, `warn` and `for` entries, which are the only entries of this body.
    pub checks: BodyId,
}

/// A field of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// `private`
    pub private: bool,
    /// Its type; none in `f := e`, which computes an inherited field.
    pub ty: Option<Type>,
    /// Its default or its computed value.
    pub value: Option<Expr>,
    /// `:=`: a lab cannot set it.
    pub computed: bool,
    /// `as KIND`
    pub kind: Option<Ident>,
    /// The documentation comment above it.
    pub doc: Option<String>,
    /// The whole field.
    pub range: Range,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// What it says.
    pub kind: TypeKind,
    /// Where.
    pub range: Range,
}

/// What a type says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// Could not be read; already reported.
    Missing,
    /// `Name`, `std.os.Image`, `Artifact<http | tftp>`: a path with the argument in angle brackets.
    Path(TypePath, Option<Box<Type>>),
    /// `[T]`
    List(Box<Type>),
    /// `{T}`
    Set(Box<Type>),
    /// `{K: V}`
    Map(Box<Type>, Box<Type>),
    /// `none`
    None,
    /// `T?`
    Optional(Box<Type>),
    /// `A | B`
    Union(Vec<Type>),
    /// `T where COND : "message"`; `it` in the condition is the value and an ordinary [`ExprKind::Name`].
    Where(Box<Type>, Box<Expr>, Box<Text>),
}

/// A dotted path of names in a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypePath {
    /// The names.
    pub names: Vec<Name>,
    /// Where.
    pub range: Range,
}

/// The content of braces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The entries in text order.
    pub entries: Vec<Entry>,
    /// From brace to brace.
    pub range: Range,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub kind: EntryKind,
    /// Where.
    pub range: Range,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// A declaration, or a block that is an anchor of its own.
    Item(ItemRef),
    /// A block inside this anchor.
    Block(Block),
    /// `table KIND { … }`
    Table(Table),
    /// `a.b = e`, `a.b += e`
    Set {
        /// The field; more than one name for `a.b`.
        path: Vec<Ident>,
        /// `+=`
        add: bool,
        /// The value.
        value: Expr,
    },
    /// `"key" = e` in an open map.
    SetKey {
        /// The key.
        key: Text,
        /// `+=`
        add: bool,
        /// The value.
        value: Expr,
    },
    /// `include a, b`
    Include(Vec<Expr>),
    /// `drop KIND LABEL`
    Drop {
        /// The kind word.
        kind: Ident,
        /// The label.
        label: Label,
    },
    /// `for x in e { … }`, `for k, v in e { … }`
    For {
        /// One or two variables.
        vars: Vec<Ident>,
        /// What it runs over.
        iter: Expr,
        /// Its body.
        body: BodyId,
    },
    /// `when c { … } else { … }`; `else when` is a body with that one entry.
    When {
        /// The condition.
        cond: Expr,
        /// If it holds.
        then: BodyId,
        /// If not.
        otherwise: Option<BodyId>,
    },
    /// `check`, `warn`
    Check(Box<Check>),
    /// `allow CODE : "reason"`
    Allow {
        /// The code.
        code: Ident,
        /// The reason.
        reason: Text,
    },
    /// `given KIND LABEL { … }`
    Given(Block),
    /// `expect e`
    Expect(Expr),
    /// `expect error CODE`, `expect warning CODE`
    ExpectCode {
        /// `warning`
        warning: bool,
        /// The code.
        code: Ident,
    },
}

/// A check or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `warn`
    pub warn: bool,
    /// What must hold.
    pub cond: Expr,
    /// Its code.
    pub code: Option<Ident>,
    /// What to say when it does not.
    pub message: Text,
    /// What to type.
    pub hint: Option<Text>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The kind word, or a path of fields (`dashboard`, `a.b`).
    pub path: Vec<Ident>,
    /// Its label.
    pub label: Option<Label>,
    /// Its content.
    pub body: BodyId,
    /// Head without the body, for labels of diagnostics.
    pub head: Range,
}

/// The label of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// An unquoted label declares a name in the braces that hold the block.
    pub name: Option<Ident>,
    /// A quoted label; the text of an unquoted one is its name.
    pub text: Option<Text>,
    /// Where.
    pub range: Range,
}

/// A table of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The kind word.
    pub kind: Ident,
    /// The columns; a dotted header has several names.
    pub header: Vec<Vec<Ident>>,
    /// The rows: anchors of their own in the body of a lab, otherwise inside this one.
    pub rows: Vec<RowRef>,
    /// Whether a row has more cells or fewer than the header, which was told. Its cells are left out, because nobody
    /// knows which is which, and with them the block.
    pub broken: bool,
}

/// Where a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowRef {
    /// An anchor of its own, with the name that its first cell declares.
    Anchor(AnchorKey, Option<Name>),
    /// Inside this anchor.
    Inline(Row),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells; `None` for `-`.
    pub cells: Vec<Option<Expr>>,
    /// The row's body in braces.
    pub body: Option<BodyId>,
    /// Where.
    pub range: Range,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Where.
    pub range: Range,
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// Could not be read; already reported.
    Missing,
    /// A literal with its spelling, which an expected type may read otherwise.
    Literal(Literal, Name),
    /// `true`, `false`
    Bool(bool),
    /// `none`
    None,
    /// A text.
    Text(Box<Text>),
    /// A bare name.
    Name(Name, NameId),
    /// `e.name`
    Member(Box<Expr>, Ident),
    /// `e(args)`
    Call(Box<Expr>, Vec<Arg>),
    /// `e[i]`
    Index(Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[e for x in xs if c …]`
    Comprehension(Box<Expr>, Vec<Clause>),
    /// `{ … }` or `name { … }`
    Record(Option<Box<Expr>>, BodyId),
    /// `table { … }`
    Table(Box<TableValue>),
    /// `-e`
    Negate(Box<Expr>),
    /// `not e`
    Not(Box<Expr>),
    /// `a OP b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `e is T`, `e is none`
    Is(Box<Expr>, Option<TypePath>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arg {
    /// `name = e`
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

/// `for x in e if c` inside a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// One or two variables.
    pub vars: Vec<Ident>,
    /// What it runs over.
    pub iter: Expr,
    /// Which to keep.
    pub cond: Option<Expr>,
}

/// A table as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableValue {
    /// The columns.
    pub header: Vec<Vec<Ident>>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// An operator between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is its own spelling")]
pub enum BinaryOp {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Matches,
    Range,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
}

/// A text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The tag glued to the quote: `sh`, `json`, ….
    pub tag: Option<Ident>,
    /// The pieces: escapes are resolved, the indentation of `"""` is stripped.
    pub parts: Vec<TextPart>,
    /// Where.
    pub range: Range,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart {
    /// Characters as they are, with the place they were written at.
    Chars(Name, Range),
    /// `\( e )`
    Hole(Expr),
}

impl BinaryOp {
    /// Whether it says if two values are equal, or which is the larger.
    pub fn compares(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }
}

impl Text {
    /// The characters, where there is no hole.
    pub fn plain(&self) -> Option<Name> {
        match self.parts.as_slice() {
            [] => Some(Name::default()),
            [TextPart::Chars(text, _)] => Some(text.clone()),
            parts => parts
                .iter()
                .map(|p| match p {
                    TextPart::Chars(text, _) => Some(text.as_str()),
                    TextPart::Hole(_) => None,
                })
                .collect::<Option<String>>()
                .map(Name::from),
        }
    }
}

impl AnchorHir {
    /// A body of this anchor.
    pub fn body(&self, id: BodyId) -> &Body {
        &self.bodies[id.0 as usize]
    }
}
