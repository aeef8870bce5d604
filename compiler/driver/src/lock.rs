//! `dlc.lock`: what the labs of a project are made with, pinned by digest.
//!
//! [`lock`] pins what a lab needs, [`Locked`] has a command refuse what is not pinned. A pin says what a plugin or an
//! image is; no byte of a tree is decided by it, so the file is no input of a build.

mod file;
mod need;
mod write;

pub use write::{Fetch, Found, LockOptions, Locking, Measure, NotFound, lock};

use crate::front::Front;
use crate::targets::Target;
use dlc_base::{Diagnostic, Severity, Span, TextRange, TextSize};
use dlc_db::{Content, Db as _, EntityNo, SourceFile};
use dlc_model::Cluster;
use file::{Line, LockFile};
use need::{Needed, What};
use std::path::PathBuf;

/// The file, in the project's root.
pub const FILE: &str = "dlc.lock";

const CODE_BAD: &str = "bad-lock";
const CODE_NOT_LOCKED: &str = "not-locked";
const CODE_MISMATCH: &str = "lock-mismatch";

/// That a command refuses whatever is not pinned.
#[derive(Debug, Clone, Default)]
pub struct Locked {
    /// What to type to pin it.
    pub command: String,
    /// Where compiled plugins are kept, for a command that has no use for them otherwise.
    pub cache: Option<PathBuf>,
}

/// The lock of the project, with what is wrong with it.
pub(crate) struct Lock<'a> {
    front: &'a Front,
    source: SourceFile,
    file: LockFile,
}

impl<'a> Lock<'a> {
    /// Reads it; a project without one pins nothing.
    ///
    /// # Errors
    /// It cannot be read, or its lines cannot.
    pub(crate) fn read(front: &'a Front) -> Result<Self, Vec<Diagnostic>> {
        let source = front.db.file(FILE);
        let text = match source.content(&front.db) {
            Content::Bytes(bytes) => std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned()),
            Content::Missing => Ok(""),
            Content::Unreadable(why) => Err(why.clone()),
        };
        let text = text.map_err(|why| vec![Diagnostic::placeless(CODE_BAD, format!("cannot read `{FILE}`: {why}"))])?;
        let file = LockFile::parse(text);
        let lock = Self { front, source, file };
        let mut told: Vec<Diagnostic> = lock.file.wrong.iter().map(|(line, wrong)| lock.wrong(*line, wrong)).collect();
        told.extend(lock.file.twice().map(|(first, second)| {
            Diagnostic::error(CODE_BAD, lock.span(second), "it is pinned twice, as two different things")
                .also(lock.span(first), "the other one")
                .hint("remove the line that is wrong")
        }));
        if told.is_empty() { Ok(lock) } else { Err(told) }
    }

    /// The file as it is.
    fn text(&self) -> &str {
        match self.source.content(&self.front.db) {
            Content::Bytes(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            Content::Missing | Content::Unreadable(_) => "",
        }
    }

    fn wrong(&self, line: Line, wrong: &file::Wrong) -> Diagnostic {
        let told = Diagnostic::error(CODE_BAD, self.span(line), wrong.message);
        told.hint(wrong.hint)
    }

    fn span(&self, line: Line) -> Span {
        let size = |n: usize| TextSize::new(u32::try_from(n).unwrap_or(u32::MAX));
        Span::new(self.source.id(&self.front.db), TextRange::new(size(line.start), size(line.end)))
    }

    /// What is not pinned of what is needed, or is pinned as something else.
    fn refuse(&self, needed: &[Needed], command: &str) -> Vec<Diagnostic> {
        needed.iter().filter_map(|need| self.refusal(need, command)).collect()
    }

    fn refusal(&self, need: &Needed, command: &str) -> Option<Diagnostic> {
        let Some((line, pin)) = self.file.get(&need.what.key()) else {
            let message = format!("{} is not pinned in `{FILE}`", need.what);
            return Some(need.told(CODE_NOT_LOCKED, message).hint(format!("`{command}`")));
        };
        match &need.what {
            What::Plugin { facts, name, .. } if *facts != pin.facts => {
                let update = format!("`{command} --update {name}`");
                Some(self.mismatch(need, line, facts, &pin.facts).hint(update))
            }
            What::Plugin { .. } | What::Image { .. } => None,
        }
    }

    fn mismatch(&self, need: &Needed, line: Line, is: &file::Facts, pinned: &file::Facts) -> Diagnostic {
        let message = format!("{} is {is}, and `{FILE}` pins {pinned}", need.what);
        need.told(CODE_MISMATCH, message).also(self.span(line), "pinned here")
    }
}

/// What is not pinned of what the lab is built with.
pub(crate) fn refuse(
    front: &Front,
    lab: EntityNo,
    cluster: &Cluster,
    targets: &[Target],
    locked: &Locked,
) -> Vec<Diagnostic> {
    match Lock::read(front) {
        Ok(lock) => lock.refuse(&need::needed(front, lab, cluster, targets), &locked.command),
        Err(told) => told,
    }
}

/// The same for a command that does not build: what there is to refuse goes to `told`. A module has no lab, and needs
/// nothing.
pub(crate) fn refuse_unbuilt(front: &Front, locked: &Locked, told: &mut Vec<Diagnostic>) {
    if crate::has_errors(told) || front.lab().is_err() {
        return;
    }
    let mut of_planning = Vec::new();
    if let Some((lab, cluster, targets)) = need::plan(front, locked.cache.clone(), &mut of_planning) {
        told.extend(refuse(front, lab, &cluster, &targets, locked));
    }
    // What else is wrong is another command's to tell.
    told.extend(of_planning.into_iter().filter(|told| told.severity == Severity::Error));
}
