//! `dlc lock`: pins what a lab is made with.
//!
//! The images are looked at wherever they are: in a local mirror (`--from`), in a file that a `file:` URL names, or
//! over plain HTTP. Nothing of them is kept but size and digest.

mod http;
mod mirror;

use crate::args::Lock;
use crate::environment;
use crate::exit::Exit;
use crate::locate::{LOCK, Located, locate};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_base::Diagnostic;
use dlc_driver::lock::{Fetch, Found, LockOptions, Locked, Locking, Measure, NotFound};
use mirror::Mirror;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

/// Pins what the lab needs, or says what is not pinned.
pub(crate) fn run(args: &Lock, terminal: &Terminal) -> Exit {
    let located = locate(args.lab.as_deref()).and_then(|located| vault::with_secrets(located, &args.secrets));
    let Located { project, names, .. } = match located {
        Ok(located) => located,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let mirrors = match args.from.iter().map(|from| Mirror::new(from)).collect::<Result<Vec<_>, _>>() {
        Ok(mirrors) => mirrors,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let options = LockOptions {
        update: args.update.clone(),
        check: args.check,
        prune: args.prune,
        cache: environment::cache_folder(),
        command: command(args.lab.as_deref()),
    };
    let sources = Sources { root: names.root().to_owned(), mirrors };
    let file = names.root().join(LOCK);
    let (exit, locking) = terminal.outcome(dlc_driver::lock::lock(project, &options, &sources), &names);
    let Some(locking) = locking else { return exit };
    let written = match locking.differs && !args.check {
        true => write(&file, &locking.text),
        false => Ok(()),
    };
    if let Err(error) = written {
        let message = format!("cannot write `{}`: {error}", file.display());
        return terminal.trouble(Diagnostic::placeless("output-io", message));
    }
    let lines: String = locking.changes.iter().map(|line| format!("{line}\n")).collect();
    terminal.remark(&summary(&locking, args.check));
    match (print(&lines), exit) {
        (Exit::Done, exit) => exit,
        (printed, _) => printed,
    }
}

/// What to type to pin a lab.
fn command(lab: Option<&Path>) -> String {
    match lab {
        Some(lab) => format!("dlc lock {}", lab.display()),
        None => "dlc lock".to_owned(),
    }
}

/// That whatever is not pinned is refused, where that was asked for.
pub(crate) fn locked(locked: bool, lab: Option<&Path>) -> Option<Locked> {
    locked.then(|| Locked { command: command(lab), cache: environment::cache_folder() })
}

/// A line for a person.
fn summary(locking: &Locking, check: bool) -> String {
    let Locking { differs, changes, needed, .. } = locking;
    let things = |n: usize| format!("{n} thing{}", if n == 1 { "" } else { "s" });
    match (check, changes.len(), differs) {
        (true, _, _) => format!("`{LOCK}` pins all that the lab needs, and each is as it was: {}", things(*needed)),
        (false, 0, false) => format!("`{LOCK}` is as it was; the lab needs {}", things(*needed)),
        (false, 0, true) => format!("wrote `{LOCK}` in its one order; the lab needs {}", things(*needed)),
        (false, n, _) => format!("wrote `{LOCK}`: {} changed; the lab needs {}", things(n), things(*needed)),
    }
}

/// Puts the text in the file's place in one step; a link to it stays a link.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let mut new = tempfile::NamedTempFile::new_in(real.parent().unwrap_or(Path::new(".")))?;
    new.write_all(text.as_bytes())?;
    shared(new.as_file(), &real)?;
    new.persist(&real).map(drop).map_err(|error| error.error)
}

/// A lock is for everybody who builds: the modes of the file that it replaces, or those of an ordinary file.
#[cfg(unix)]
fn shared(new: &std::fs::File, old: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = old.metadata().map(|old| old.permissions());
    new.set_permissions(permissions.unwrap_or_else(|_| std::fs::Permissions::from_mode(0o644)))
}

#[cfg(not(unix))]
fn shared(_: &std::fs::File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Where images are looked at.
struct Sources {
    /// What a relative `file:` URL begins at.
    root: PathBuf,
    mirrors: Vec<Mirror>,
}

impl Sources {
    /// The file on this machine that stands for a URL.
    fn file(&self, url: &str) -> Result<Option<PathBuf>, NotFound> {
        for mirror in &self.mirrors {
            if let Some(file) = mirror.file(url)? {
                return Ok(Some(file));
            }
        }
        let path = url.strip_prefix("file://localhost/").map(|path| format!("/{path}"));
        let path = path.or_else(|| url.strip_prefix("file://").map(str::to_owned));
        let path = path.or_else(|| url.strip_prefix("file:").map(str::to_owned));
        Ok(path.map(|path| self.root.join(mirror::decoded(&path))))
    }
}

impl Fetch for Sources {
    fn is_near(&self, url: &str) -> bool {
        !matches!(self.file(url), Ok(None))
    }

    fn fetch(&self, url: &str) -> Result<Found, NotFound> {
        if let Some(file) = self.file(url)? {
            let opened = std::fs::File::open(&file).and_then(|opened| {
                if opened.metadata()?.is_file() { Ok(opened) } else { Err(io::Error::other("it is not a file")) }
            });
            let mut opened = opened.map_err(|error| because(format!("`{}`: {error}", file.display())))?;
            return digest(&mut opened).map_err(|error| because(format!("`{}`: {error}", file.display())));
        }
        http::fetch(url, !self.mirrors.is_empty())
    }
}

fn because(why: String) -> NotFound {
    NotFound { why, hint: None }
}

/// Size and digest of everything that `from` gives.
fn digest(from: &mut dyn Read) -> io::Result<Found> {
    let mut found = Measure::default();
    io::copy(from, &mut found)?;
    Ok(found.finish())
}
