//! What the environment says. Nothing else in the compiler asks it.
#![expect(clippy::disallowed_methods, reason = "this module is where the environment is read, for everybody")]

use crate::args::LATEST_EPOCH;
use dlc_base::Diagnostic;
use std::ffi::OsString;
use std::path::PathBuf;

/// Whether colours are wanted, whatever standard error is; `None` leaves it to that. `NO_COLOR` set to anything refuses
/// them, and is the strongest; `CLICOLOR_FORCE` set to anything but 0 wants them in a pipe too, which is how logs of a
/// build service get theirs; `CLICOLOR` set to 0 and a terminal that has none refuse them.
pub(crate) fn wants_color() -> Option<bool> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return Some(false);
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return Some(true);
    }
    let refused = set("CLICOLOR").is_some_and(|value| value == "0") || set("TERM").is_some_and(|term| term == "dumb");
    refused.then_some(false)
}

/// The folder for compiled plugins: below `XDG_CACHE_HOME`, else below the home folder.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    Some(caches()?.join("plugins"))
}

/// The folder for copies of the standard library, which editors open.
pub(crate) fn library_folder() -> Option<PathBuf> {
    Some(caches()?.join("library").join(env!("CARGO_PKG_VERSION")))
}

fn caches() -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let caches = std::env::var_os("XDG_CACHE_HOME").and_then(absolute);
    Some(caches.or_else(|| home().map(|home| home.join(".cache")))?.join("dlc"))
}

/// The home folder of whoever runs the program.
pub(crate) fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// A variable that holds a secret or a key, or where it is.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// How many threads can work at once. No output depends on it.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The folder that the program was started in.
pub(crate) fn current_folder() -> Result<PathBuf, Diagnostic> {
    std::env::current_dir()
        .map_err(|error| Diagnostic::placeless("unreadable-file", format!("there is no current folder: {error}")))
}

/// The time that `SOURCE_DATE_EPOCH` names, as other build tools read it. Empty is not set.
pub(crate) fn source_date_epoch() -> Result<Option<u64>, Diagnostic> {
    match std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => {
            let seconds = value.to_str().and_then(|text| text.parse().ok()).filter(|&seconds| seconds <= LATEST_EPOCH);
            seconds.map(Some).ok_or_else(|| {
                let message = format!("SOURCE_DATE_EPOCH is `{}`, expected seconds since 1970", value.display());
                Diagnostic::placeless("bad-epoch", message).hint("unset it, or give `--epoch N`")
            })
        }
    }
}
