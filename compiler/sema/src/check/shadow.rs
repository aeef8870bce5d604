//! Names that mean one thing outside and another inside.
//!
//! A name means one thing wherever it is seen: a `let`, a function, a profile, a parameter or a variable must not bear
//! the name of something that is in scope around it. The name of a lab does not count: inside, a lab is `lab`. A label
//! may repeat one outside, because blocks that belong together bear one name: a partition and the file system on it.

use super::Checker;
use super::env::Env;
use crate::Diag;
use crate::hir::{Ident, Name};
use dlc_base::Origin;

/// What bears a name already.
pub(crate) enum Outer {
    /// A declaration, where its place is known.
    Declared(Option<Origin>),
    /// A block is meant by its kind.
    Word,
}

impl<'db> Checker<'db> {
    /// Reports a name that means something else in `outer`, the names around its declaration.
    pub(crate) fn shadow(&self, outer: &Env<'db>, name: &Name, place: Origin) {
        let Some(found) = outer.bearer(self, name) else { return };
        let diag = match found {
            Outer::Declared(first) => {
                let message = format!("`{name}` is the name of something else around this");
                let diag = Diag::error("shadowed-name", place, message);
                match first {
                    Some(first) => diag.also(first, "first here"),
                    None => diag,
                }
            }
            Outer::Word => {
                let message = format!("`{name}` means the nearest {name} here, and can be no other name");
                Diag::error("shadowed-name", place, message)
            }
        };
        self.push(diag.hint("a name means one thing: choose another"));
    }

    /// Reports those of several names that mean something else around them.
    pub(crate) fn shadows(&self, outer: &Env<'db>, names: &[Ident], anchor: &crate::source::Anchor) {
        for ident in names {
            self.shadow(outer, &ident.name, anchor.origin(ident.range));
        }
    }
}
