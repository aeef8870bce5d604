//! `dlc lock`: what a lab needs, looked at and pinned.

use super::file::{Facts, Key};
use super::need::{self, Needed, What};
use super::{CODE_NOT_LOCKED, FILE, Lock};
use crate::front::Front;
use crate::{Outcome, Project, has_errors};
use dlc_base::{Diagnostic, suggest};
use dlc_emit::Digest;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

const CODE_CHANGED: &str = "image-changed";
const CODE_NOT_FOUND: &str = "image-not-found";
const CODE_UNKNOWN: &str = "unknown-pin";

/// Who brings the bytes of an image.
pub trait Fetch {
    /// Whether what lies behind a URL is looked at without much ado: then it is compared each time.
    fn is_near(&self, url: &str) -> bool;

    /// What lies behind a URL.
    ///
    /// # Errors
    /// Nothing does, or it cannot be had.
    fn fetch(&self, url: &str) -> Result<Found, NotFound>;
}

/// An image that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Bytes.
    pub size: u64,
    /// Their digest.
    pub sha256: Digest,
}

/// Measures what is written to it.
#[derive(Default)]
pub struct Measure {
    size: u64,
    hasher: dlc_emit::Hasher,
}

impl Measure {
    /// What was written.
    pub fn finish(self) -> Found {
        Found { size: self.size, sha256: self.hasher.finish() }
    }
}

impl io::Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why an image cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// Why.
    pub why: String,
    /// What to type.
    pub hint: Option<String>,
}

/// How a lab is pinned.
#[derive(Debug, Clone, Default)]
pub struct LockOptions {
    /// Names of what is pinned anew: a plugin's, an image's URL or the last part of one.
    pub update: Vec<String>,
    /// Pins nothing; compares everything, also what lies far away.
    pub check: bool,
    /// Takes out what this lab does not need.
    pub prune: bool,
    /// Where compiled plugins are kept.
    pub cache: Option<PathBuf>,
    /// What to type to pin, for hints.
    pub command: String,
}

/// What became of the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locking {
    /// The text of the file as it must be.
    pub text: String,
    /// Whether that is not what it is.
    pub differs: bool,
    /// What was pinned, pinned anew and taken out; each as its line says it.
    pub changes: Vec<String>,
    /// How many things the lab needs.
    pub needed: usize,
}

/// Pins what the lab needs. Nothing has a value where anything is wrong: then the lock stays as it is.
pub fn lock(project: Project, options: &LockOptions, fetch: &dyn Fetch) -> Outcome<Locking> {
    let front = Front::new(project);
    let mut told = front.check();
    if has_errors(&told) {
        return front.outcome(None, told, false);
    }
    let Some((lab, cluster, targets)) = need::plan(&front, options.cache.clone(), &mut told) else {
        return front.outcome(None, told, false);
    };
    if has_errors(&told) {
        return front.outcome(None, told, false);
    }
    let needed = need::needed(&front, lab, &cluster, &targets);
    let lock = match Lock::read(&front) {
        Ok(lock) => lock,
        Err(wrong) => {
            told.extend(wrong);
            return front.outcome(None, told, false);
        }
    };
    let mut pinning = Pinning { lock: &lock, options, fetch, told: Vec::new(), set: Vec::new(), trouble: false };
    pinning.known(&needed);
    if pinning.told.is_empty() {
        needed.iter().for_each(|need| pinning.pin(need));
    }
    let Pinning { told: said, set, trouble, .. } = pinning;
    told.extend(said);
    let value = (!has_errors(&told)).then(|| result(&lock, &needed, set, options));
    front.outcome(value, told, trouble)
}

fn result(lock: &Lock<'_>, needed: &[Needed], set: Vec<(Key, Facts)>, options: &LockOptions) -> Locking {
    let (mut file, mut changes) = (lock.file.clone(), Vec::new());
    for (key, facts) in set {
        let sign = if file.get(&key).is_some() { '~' } else { '+' };
        changes.push(format!("{sign} {key} {facts}"));
        file.set(key, facts);
    }
    if options.prune {
        let keep: BTreeSet<Key> = needed.iter().map(|need| need.what.key()).collect();
        let gone: Vec<Key> = file.keys().filter(|key| !keep.contains(key)).cloned().collect();
        for key in gone {
            changes.push(format!("- {key}"));
            file.remove(&key);
        }
    }
    let (text, old) = (file.text(), lock.text());
    Locking { differs: text != old, text, changes, needed: needed.len() }
}

struct Pinning<'a> {
    lock: &'a Lock<'a>,
    options: &'a LockOptions,
    fetch: &'a dyn Fetch,
    told: Vec<Diagnostic>,
    set: Vec<(Key, Facts)>,
    trouble: bool,
}

impl Pinning<'_> {
    /// Whether each name that is to be pinned anew is one of something that the lab needs.
    fn known(&mut self, needed: &[Needed]) {
        for name in &self.options.update {
            if !needed.iter().any(|need| is_called(&need.what, name)) {
                let names: Vec<&str> = needed.iter().flat_map(|need| names(&need.what)).collect();
                let told =
                    Diagnostic::placeless(CODE_UNKNOWN, format!("the lab needs neither plugin nor image `{name}`"));
                self.told.push(match suggest::nearest(name, names.iter().copied()) {
                    Some(near) => told.hint(format!("did you mean `{near}`?")),
                    None => told.hint("give the name of a plugin, the URL of an image, or the last part of one"),
                });
            }
        }
    }

    fn pin(&mut self, need: &Needed) {
        let key = need.what.key();
        let anew = self.options.update.iter().any(|name| is_called(&need.what, name));
        let pinned = self.lock.file.get(&key).map(|(_, pin)| pin.facts.clone());
        if pinned.is_none() && self.options.check {
            let message = format!("{} is not pinned in `{FILE}`", need.what);
            let hint = format!("`{}`", self.options.command);
            return self.told.push(need.told(CODE_NOT_LOCKED, message).hint(hint));
        }
        let facts = match &need.what {
            What::Plugin { facts, .. } => Some(facts.clone()),
            What::Image { url } => {
                let looks = anew || pinned.is_none() || self.options.check || self.fetch.is_near(url);
                if looks { self.look(need, url) } else { pinned.clone() }
            }
        };
        match (facts, pinned) {
            (Some(facts), Some(pinned)) if facts == pinned => {}
            (Some(facts), Some(pinned)) if !anew => self.told.push(self.changed(need, &key, &facts, &pinned)),
            (Some(facts), _) => self.set.push((key, facts)),
            (None, _) => {}
        }
    }

    /// An image as it is; what cannot be had is told.
    fn look(&mut self, need: &Needed, url: &str) -> Option<Facts> {
        match self.fetch.fetch(url) {
            Ok(Found { size, sha256 }) => Some(Facts { measure: size.to_string(), sha256 }),
            Err(NotFound { why, hint }) => {
                let told = need.told(CODE_NOT_FOUND, format!("cannot look at {}: {why}", need.what));
                self.told.push(match hint {
                    Some(hint) => told.hint(hint),
                    None => told,
                });
                self.trouble = true;
                None
            }
        }
    }

    fn changed(&self, need: &Needed, key: &Key, is: &Facts, pinned: &Facts) -> Diagnostic {
        let (name, line) = (shortest_name(&need.what), self.lock.file.get(key).map(|(line, _)| line));
        let told = self.lock.mismatch(need, line.unwrap_or_default(), is, pinned);
        let code = if matches!(need.what, What::Image { .. }) { CODE_CHANGED.into() } else { told.code.clone() };
        Diagnostic { code, ..told }.hint(format!("`{} --update {name}`, if that is meant", self.options.command))
    }
}

/// What somebody may call it.
fn names(what: &What) -> Vec<&str> {
    match what {
        What::Plugin { name, .. } => vec![name],
        What::Image { url } => vec![url.rsplit('/').next().unwrap_or(url), url],
    }
}

fn is_called(what: &What, name: &str) -> bool {
    names(what).contains(&name)
}

fn shortest_name(what: &What) -> &str {
    match what {
        What::Plugin { name, .. } => name,
        What::Image { url } => url,
    }
}
