//! The output folder with the names beside it, and what is found there.

use crate::error::{EmitError, Result};
use crate::layer::{FileLayer, Kind};
use crate::manifest;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Names of generations. Two, so that one can be written while a link points to the other.
const GENERATIONS: [&str; 2] = ["1", "2"];

/// Where a tree is to lie.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The output folder.
    pub(crate) out: PathBuf,
    parent: PathBuf,
    name: OsString,
}

/// What lies at the place of the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    Missing,
    /// An empty folder.
    Empty,
    /// A tree of ours.
    Folder,
    /// Our link to this generation, which need not be there.
    Link(PathBuf),
}

impl Site {
    /// The place of `out`, which must have a name.
    pub(crate) fn new(out: &Path) -> Result<Self> {
        let name =
            out.file_name().ok_or_else(|| not_ours(out, "it has no name of its own, so nothing can take its place"))?;
        let parent = match out.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // Without a slash at the end, which would have a link followed.
        Ok(Self { out: out.with_file_name(name), parent, name: name.to_owned() })
    }

    /// The folder in which the output folder lies.
    pub(crate) fn parent(&self) -> &Path {
        &self.parent
    }

    fn sibling_name(&self, what: &str) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".dlc-");
        name.push(what);
        name
    }

    /// A name beside the output folder.
    pub(crate) fn sibling(&self, what: &str) -> PathBuf {
        self.parent.join(self.sibling_name(what))
    }

    /// Makes the folders above the output folder that are missing.
    pub(crate) fn create_parents(&self, fs: &dyn FileLayer) -> Result<()> {
        let missing = |folder: &&Path| {
            *folder != Path::new("") && fs.stat(folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let missing: Vec<&Path> = self.parent.ancestors().take_while(missing).collect();
        missing
            .iter()
            .rev()
            .try_for_each(|folder| fs.create_folder(folder, 0o755).map_err(EmitError::io("create", folder)))
    }

    /// What lies at the output folder's place, or why it may not be replaced.
    pub(crate) fn state(&self, fs: &dyn FileLayer) -> Result<State> {
        let stat = match fs.stat(&self.out) {
            Ok(stat) => stat,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Missing),
            Err(error) => return Err(EmitError::io("read", &self.out)(error)),
        };
        match stat.kind {
            Kind::Folder if is_tree(fs, &self.out)? => Ok(State::Folder),
            Kind::Folder if fs.list(&self.out).map_err(EmitError::io("read", &self.out))?.is_empty() => {
                Ok(State::Empty)
            }
            Kind::Folder => Err(not_ours(&self.out, "it is not empty, and has no manifest of `dlc`")),
            Kind::Link => {
                let target = fs.read_link(&self.out).map_err(EmitError::io("read", &self.out))?;
                let ours = |what: &&&str| self.sibling_name(what) == target.as_os_str();
                let generation = GENERATIONS.iter().find(ours).map(|what| self.sibling(what));
                // A second link behind ours would be one that somebody else made.
                match generation.filter(|path| fs.stat(path).map_or(true, |stat| stat.kind == Kind::Folder)) {
                    Some(path) => Ok(State::Link(path)),
                    None => Err(not_ours(&self.out, "it is a link that `dlc` did not make")),
                }
            }
            Kind::File | Kind::Other => Err(not_ours(&self.out, "it is not a folder")),
        }
    }

    /// Puts back an old tree that a killed build had moved aside, if nothing has taken its place.
    pub(crate) fn recover(&self, fs: &dyn FileLayer) -> Result<()> {
        let missing = fs.stat(&self.out).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        let old = self.sibling("old");
        if missing && fs.stat(&old).is_ok_and(|stat| stat.kind == Kind::Folder) && is_tree(fs, &old)? {
            fs.rename(&old, &self.out).map_err(EmitError::io("put back", &self.out))?;
        }
        Ok(())
    }

    /// Removes what killed builds left beside the output folder. Only for the holder of the lock.
    pub(crate) fn clean(&self, fs: &dyn FileLayer, state: &State) -> Result<()> {
        for what in GENERATIONS.into_iter().chain(["old", "link"]) {
            let path = self.sibling(what);
            if *state != State::Link(path.clone()) {
                remove(fs, &path).map_err(EmitError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// The two generations: the one to be written first.
    pub(crate) fn generations(&self, state: &State) -> [PathBuf; 2] {
        let [one, two] = GENERATIONS.map(|what| self.sibling(what));
        if *state == State::Link(one.clone()) { [two, one] } else { [one, two] }
    }
}

fn not_ours(path: &Path, why: &'static str) -> EmitError {
    EmitError::NotOurs { path: path.to_owned(), why }
}

/// Removes whatever has this name, if anything has.
pub(crate) fn remove(fs: &dyn FileLayer, path: &Path) -> io::Result<()> {
    match fs.stat(path) {
        Ok(stat) if stat.kind == Kind::Folder => fs.remove_tree(path),
        Ok(_) => fs.remove_file(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether `folder` holds a manifest of ours. Its first line says so; the rest is not read, as it may be long.
fn is_tree(fs: &dyn FileLayer, folder: &Path) -> Result<bool> {
    let manifest = folder.join(manifest::MANIFEST);
    let failed = || EmitError::io("read", &manifest);
    match fs.stat(&manifest) {
        Ok(stat) if stat.kind == Kind::File => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed()(error)),
    }
    let (_, file) = fs.open(&manifest).map_err(failed())?;
    let mut start = Vec::new();
    file.take(manifest::OPENING.len() as u64).read_to_end(&mut start).map_err(failed())?;
    Ok(start == manifest::OPENING.as_bytes())
}

/// A link's target beside it: the last segment alone, so that the whole place can be moved.
pub(crate) fn relative(path: &Path) -> &OsStr {
    path.file_name().unwrap_or(path.as_os_str())
}
