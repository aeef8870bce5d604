//! What stands in braces.

use super::{
    Block, Expr, Fn, Label, Let, Name, Path, Profile, Schema, Table, Test, Text, TypeDef, between, child, children,
};
use super::{choice, nodes, token};
use crate::SyntaxKind::*;

nodes! {
    /// `{ … }`
    Body = BODY,
    /// `a.b = e`, `a.b += e`
    Set = SET,
    /// `"key" = e`
    SetKey = SET_KEY,
    /// `include a, b`
    Include = INCLUDE,
    /// `drop kind label`
    Drop = DROP,
    /// `for x in e { … }`
    For = FOR,
    /// `when c { … } else { … }`
    When = WHEN,
    /// `check`, `warn`
    Check = CHECK,
    /// `hint "…"`
    Hint = HINT,
    /// `allow code : "reason"`
    Allow = ALLOW,
    /// `given kind label { … }`
    Given = GIVEN,
    /// `expect e`
    Expect = EXPECT,
    /// `expect error code`
    ExpectCode = EXPECT_CODE,
}

choice! {
    /// An entry of a body, or an item of a file.
    Entry {
        Set(Set),
        Block(Block),
        Let(Let),
        Fn(Fn),
        TypeDef(TypeDef),
        Schema(Schema),
        Profile(Profile),
        Test(Test),
        Table(Table),
        SetKey(SetKey),
        Include(Include),
        Drop(Drop),
        For(For),
        When(When),
        Check(Check),
        Allow(Allow),
        Given(Given),
        Expect(Expect),
        ExpectCode(ExpectCode),
    }
}

choice! {
    /// What stands behind `else`.
    Otherwise {
        Body(Body),
        When(When),
    }
}

impl Body {
    /// Its entries.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + use<> {
        children(&self.0)
    }
}

impl Set {
    /// The field.
    pub fn path(&self) -> Option<Path> {
        child(&self.0)
    }

    /// `+=`
    pub fn add(&self) -> bool {
        token(&self.0, &[PLUS_EQ]).is_some()
    }

    /// The value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl SetKey {
    /// The key.
    pub fn key(&self) -> Option<Text> {
        child(&self.0)
    }

    /// `+=`
    pub fn add(&self) -> bool {
        token(&self.0, &[PLUS_EQ]).is_some()
    }

    /// The value.
    pub fn value(&self) -> Option<Expr> {
        between(&self.0, &[EQ, PLUS_EQ, COLON], &[])
    }
}

impl Include {
    /// The profiles.
    pub fn profiles(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl Drop {
    /// The kind word.
    pub fn kind(&self) -> Option<Name> {
        child(&self.0)
    }

    /// The label.
    pub fn label(&self) -> Option<Label> {
        child(&self.0)
    }
}

impl For {
    /// One or two variables.
    pub fn vars(&self) -> impl Iterator<Item = Name> + use<> {
        children(&self.0)
    }

    /// What it runs over.
    pub fn iter(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Its body.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}

impl When {
    /// The condition.
    pub fn cond(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// What holds if it does.
    pub fn then(&self) -> Option<Body> {
        between(&self.0, &[], &[ELSE_KW])
    }

    /// What holds if not.
    pub fn otherwise(&self) -> Option<Otherwise> {
        between(&self.0, &[ELSE_KW], &[])
    }
}

impl Check {
    /// `warn`
    pub fn warn(&self) -> bool {
        self.0.first_token().is_some_and(|t| t.text() == "warn")
    }

    /// What must hold.
    pub fn cond(&self) -> Option<Expr> {
        between(&self.0, &[], &[COLON])
    }

    /// Its code.
    pub fn code(&self) -> Option<Name> {
        child(&self.0)
    }

    /// What to say if it does not hold.
    pub fn message(&self) -> Option<Text> {
        between(&self.0, &[COLON], &[])
    }

    /// What to type.
    pub fn hint(&self) -> Option<Text> {
        child::<Hint>(&self.0).and_then(|h| child(&h.0))
    }
}

impl Allow {
    /// The code.
    pub fn code(&self) -> Option<Name> {
        child(&self.0)
    }

    /// The reason.
    pub fn reason(&self) -> Option<Text> {
        child(&self.0)
    }
}

impl Given {
    /// What is amended.
    pub fn block(&self) -> Option<Block> {
        child(&self.0)
    }
}

impl Expect {
    /// What must hold.
    pub fn cond(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl ExpectCode {
    /// Whether it is a warning.
    pub fn warning(&self) -> bool {
        self.0.children_with_tokens().filter_map(|e| e.into_token()).any(|t| t.kind() == IDENT && t.text() == "warning")
    }

    /// The code.
    pub fn code(&self) -> Option<Name> {
        child(&self.0)
    }
}
