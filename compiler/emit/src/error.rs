//! What can go wrong with a tree, and how it is told.

use crate::entry::EntryName;
use crate::verify::Damage;
use dlc_base::Diagnostic;
use std::path::{Path, PathBuf};
use std::{fmt, io};

/// The result of this crate.
pub type Result<T> = std::result::Result<T, EmitError>;

/// Why a tree was not written, read or packed. In each case a whole tree stands in the output folder's place: the old
/// one, but for a `durable` build that could not sync the swap itself.
#[derive(Debug)]
pub enum EmitError {
    /// The file system refused.
    Io {
        /// What was to be done: `write`, `read`.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The output folder is something that `dlc` did not make.
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// What it is.
        why: &'static str,
    },
    /// The archive would lie in the tree that it holds.
    InsideTree {
        /// The archive.
        path: PathBuf,
    },
    /// Another build is writing there.
    Busy {
        /// The folder.
        path: PathBuf,
        /// The lock file.
        lock: PathBuf,
        /// Whether the lock may be left of a killed build, because this file system has no locks that die with it.
        perhaps_stale: bool,
    },
    /// An artefact whose path cannot be that of a file below its root.
    BadPath {
        /// The artefact.
        entry: EntryName,
        /// Why not.
        why: &'static str,
    },
    /// An artefact whose mode has other bits than permissions.
    BadMode {
        /// The artefact.
        entry: EntryName,
        /// The mode.
        mode: u32,
    },
    /// An artefact that is not for the network lies where the network can read it.
    Exposed {
        /// The artefact.
        entry: EntryName,
    },
    /// Two artefacts that cannot stand beside each other.
    Collision {
        /// The one that was there.
        first: EntryName,
        /// The one that came.
        second: EntryName,
    },
    /// The tree was to be finished although an artefact had been refused.
    Incomplete {
        /// The folder.
        path: PathBuf,
    },
    /// The folder has neither a manifest nor sums, so nothing is known of what lies in it.
    NoTree {
        /// The folder.
        path: PathBuf,
    },
    /// The tree is not what its manifest says.
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What differs; never empty.
        damages: Vec<Damage>,
    },
}

impl EmitError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    /// The code of its diagnostic.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "output-io",
            Self::NotOurs { .. } => "output-not-ours",
            Self::InsideTree { .. } => "output-inside-tree",
            Self::Busy { .. } => "output-busy",
            Self::BadPath { .. } => "output-bad-path",
            Self::BadMode { .. } => "output-bad-mode",
            Self::Exposed { .. } => "output-exposed",
            Self::Collision { .. } => "output-collision",
            Self::Incomplete { .. } => "output-incomplete",
            Self::NoTree { .. } => "not-a-build",
            Self::Damaged { .. } => "output-damaged",
        }
    }

    /// Whether an artefact is to blame, and so the lab or a plugin; otherwise it is the machine that `dlc` runs on.
    pub fn blames_an_artifact(&self) -> bool {
        matches!(
            self,
            Self::BadPath { .. }
                | Self::BadMode { .. }
                | Self::Exposed { .. }
                | Self::Collision { .. }
                | Self::Incomplete { .. }
        )
    }

    /// The same as a diagnostic without a place; whoever knows the lines of the artefacts adds them.
    pub fn diagnostic<P>(&self) -> Diagnostic<P> {
        let told = Diagnostic::placeless(self.code(), self.to_string());
        match self {
            Self::Io { source, path, .. } => match hint_for(source) {
                Some(hint) => told.hint(hint.replace("{}", &path.display().to_string())),
                None => told,
            },
            Self::NotOurs { .. } => told.hint("choose another folder with `-o`, or remove this one"),
            Self::InsideTree { .. } => told.hint("choose a place beside the tree: `--bundle lab.tar.zst`"),
            Self::Busy { lock, perhaps_stale: true, .. } => {
                told.hint(format!("if no build is running, remove `{}`", lock.display()))
            }
            Self::Busy { .. } => told.hint("wait until it has ended, or choose another folder with `-o`"),
            Self::Collision { first, .. } => told
                .note(format!("{first} is in its way"))
                .note("paths that differ only in the case of letters are one file to many servers"),
            Self::Exposed { .. } => {
                told.note("what lies in `http` and `tftp` can be read by whoever reaches the server")
            }
            Self::Damaged { damages, .. } => {
                damages.iter().take(8).fold(told, |told, damage| told.note(damage.to_string()))
            }
            Self::NoTree { .. } => told.hint("name the folder that `dlc build` wrote, which has a `manifest.json`"),
            Self::BadPath { .. } | Self::BadMode { .. } | Self::Incomplete { .. } => told,
        }
    }
}

/// What to do where the system's own words do not say it.
fn hint_for(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            Some("a mount point cannot be exchanged: choose a folder inside it with `-o`")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("a build writes beside its folder and must be allowed to: choose another folder with `-o`")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("make room on the file system of `{}`; a build needs room for a second tree")
        }
        _ => None,
    }
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, source } => write!(f, "cannot {action} `{}`: {source}", path.display()),
            Self::NotOurs { path, why } => write!(f, "will not replace `{}`: {why}", path.display()),
            Self::InsideTree { path } => {
                write!(f, "will not write `{}`: it would lie in the tree that it holds", path.display())
            }
            Self::Busy { path, .. } => write!(f, "another build is writing to `{}`", path.display()),
            Self::BadPath { entry, why } => write!(f, "{entry} has a path that cannot be written: {why}"),
            Self::BadMode { entry, mode } => write!(f, "{entry} has the mode `0o{mode:o}`, expected at most `0o777`"),
            Self::Exposed { entry } => {
                write!(f, "{entry} is not for the network, but lies where the network can read it")
            }
            Self::Collision { second, .. } => write!(f, "{second} has no place in the tree"),
            Self::Incomplete { path } => {
                write!(f, "`{}` was not written, because an artefact was refused", path.display())
            }
            Self::NoTree { path } => {
                write!(f, "`{}` is no build of dlc: there is no `manifest.json`", path.display())
            }
            Self::Damaged { path, .. } => write!(f, "`{}` is not what its manifest says", path.display()),
        }
    }
}

impl std::error::Error for EmitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
