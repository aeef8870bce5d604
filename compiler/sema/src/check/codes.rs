//! Codes that an `allow` or an `expect` names: those with a page, and those that the program's own checks give.

use super::Checker;
use super::context::anchors;
use crate::Diag;
use crate::hir::{EntryKind, Ident, Name};
use crate::scope;
use crate::source::anchor;
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_db::{Db, SourceFile};

/// The codes that the checks of a file give, sorted, each once.
#[salsa::tracked]
fn given_by(db: &dyn Db, file: SourceFile) -> Box<[Name]> {
    let mut codes: Vec<Name> = Vec::new();
    for key in anchors(db, file) {
        let Some(anchor) = anchor(db, file, key) else { continue };
        for entry in anchor.hir.bodies.iter().flat_map(|body| &body.entries) {
            if let EntryKind::Check(check) = &entry.kind {
                codes.extend(check.code.iter().map(|code| code.name.clone()));
            }
        }
    }
    codes.sort();
    codes.dedup();
    codes.into()
}

impl Checker<'_> {
    /// Reports a code that nothing can give. Of a file without a lab nobody knows what it will stand beside: there only
    /// a slip of the finger is told.
    pub(crate) fn known_code(&self, code: &Ident, place: Origin) {
        let files = scope::reachable(self.db, self.file).0;
        let own: Vec<&Name> = files.iter().flat_map(|file| given_by(self.db, *file)).collect();
        let is_page = dlc_base::pages::page(&code.name).is_some();
        let of_target = self
            .db
            .targets()
            .iter()
            .any(|target| code.name.strip_prefix(target.as_str()).is_some_and(|rest| rest.starts_with('-')));
        if is_page || of_target || own.iter().any(|known| **known == code.name) {
            return;
        }
        let own = own.iter().map(|name| name.to_string());
        let known: Vec<String> = own.chain(dlc_base::pages::codes().map(str::to_owned)).collect();
        let near = nearest(&code.name, known.iter().map(String::as_str));
        let has_lab = scope::items(self.db, self.file).iter().any(|item| item.block.as_deref() == Some("lab"));
        let diag = Diag::error("unknown-code", place, format!("no such code: `{}`", code.name));
        match near {
            Some(near) => self.push(diag.hint(format!("did you mean `{near}`?")).fix(place, near)),
            None if has_lab => {
                self.push(diag.hint("`dlc explain` lists the codes; a check of your own may give others"))
            }
            None => {}
        }
    }
}
