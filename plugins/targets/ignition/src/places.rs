//! The paths that a config writes: each once, each clean, none below something that is no folder.

use dlc_plugin::{Diagnostic, Filesystem, InputPath};
use std::collections::BTreeMap;

/// What is to be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
    Link,
}

/// A file system that is mounted while the config is written.
#[derive(Debug)]
pub(crate) struct Volume {
    /// Its label in the lab.
    pub(crate) name: String,
    /// Whether what was written at one boot is there at the next.
    pub(crate) kept: bool,
    device: String,
    at: InputPath,
}

/// What is mounted when the machine has booted, over whatever the config wrote below it.
#[derive(Debug)]
struct Mount {
    device: Option<String>,
    at: InputPath,
}

/// Every path taken so far, and who took it.
#[derive(Debug, Default)]
pub(crate) struct Places {
    taken: BTreeMap<String, (Kind, InputPath)>,
    mounts: BTreeMap<String, Mount>,
    volumes: BTreeMap<String, Volume>,
}

impl Places {
    /// Takes `path`.
    ///
    /// # Errors
    /// It is not clean, or taken already.
    pub(crate) fn take(&mut self, path: &str, kind: Kind, at: &InputPath) -> Result<(), Diagnostic> {
        clean(path, at)?;
        if let Some((_, first)) = self.taken.get(path) {
            let message = format!("`{path}` is written twice");
            return Err(Diagnostic::error("duplicate-path", at.clone(), message).also(first.clone(), "the first time"));
        }
        self.taken.insert(path.to_owned(), (kind, at.clone()));
        Ok(())
    }

    /// Something is mounted at `path` when the machine runs: a device of it, or something else.
    ///
    /// # Errors
    /// The path is not clean.
    pub(crate) fn mount(&mut self, path: &str, device: Option<&str>, at: &InputPath) -> Result<(), Diagnostic> {
        clean(path, at)?;
        self.mounts.insert(path.to_owned(), Mount { device: device.map(str::to_owned), at: at.clone() });
        Ok(())
    }

    /// A file system is mounted at `path` while the config is written.
    ///
    /// # Errors
    /// The path is not clean, or taken by another one.
    pub(crate) fn volume(&mut self, path: &str, filesystem: &Filesystem, at: &InputPath) -> Result<(), Diagnostic> {
        clean(path, at)?;
        if let Some(Volume { at: first, .. }) = self.volumes.get(path) {
            let message = format!("two file systems are mounted at `{path}`");
            return Err(Diagnostic::error("duplicate-path", at.clone(), message).also(first.clone(), "the first one"));
        }
        let Filesystem { name, device, wipe, .. } = filesystem;
        let volume = Volume { name: name.clone(), kept: !wipe, device: device.clone(), at: at.clone() };
        self.volumes.insert(path.to_owned(), volume);
        Ok(())
    }

    /// The file system that `path` lies on, unless that is the root, and the path from where it begins.
    pub(crate) fn volume_of<'p>(&self, path: &'p str) -> Option<(&Volume, &'p str)> {
        if let Some(volume) = self.volumes.get(path) {
            return Some((volume, "/"));
        }
        folders(path).filter_map(|folder| Some((self.volumes.get(folder)?, &path[folder.len()..]))).last()
    }

    /// Whether something is to be at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.taken.contains_key(path)
    }

    /// What nobody would find where the lab put it.
    pub(crate) fn hidden(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (path, (kind, at)) in &self.taken {
            if let (Kind::File | Kind::Link, Some(volume)) = (kind, self.volumes.get(path)) {
                let message = format!("`{path}` is no folder, and a file system is mounted there");
                let problem = Diagnostic::error("duplicate-path", at.clone(), message);
                found.push(problem.also(volume.at.clone(), "the file system"));
            }
            for folder in folders(path) {
                if let Some((Kind::File | Kind::Link, upper)) = self.taken.get(folder) {
                    let message = format!("`{path}` lies below `{folder}`, which is no folder");
                    let problem = Diagnostic::error("path-below-a-file", at.clone(), message);
                    found.push(problem.also(upper.clone(), "what lies above it"));
                } else if let Some(mount) = self.mounts.get(folder).filter(|mount| !self.holds(folder, mount)) {
                    let message = format!("`{path}` disappears under what is mounted at `{folder}`");
                    let problem = Diagnostic::error("path-below-a-mount", at.clone(), message);
                    found.push(problem.also(mount.at.clone(), "the mount"));
                }
            }
        }
        found
    }

    /// Whether the same file system is mounted at `path` while the config is written.
    fn holds(&self, path: &str, mount: &Mount) -> bool {
        self.volumes.get(path).is_some_and(|volume| mount.device.as_ref() == Some(&volume.device))
    }
}

/// The folders that `path` lies in, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end]).filter(|folder| !folder.is_empty())
}

/// A path that Ignition takes: absolute, and already in its shortest spelling.
fn clean(path: &str, at: &InputPath) -> Result<(), Diagnostic> {
    let refuse = |why: &str| Err(Diagnostic::error("bad-path", at.clone(), format!("the path `{path}` {why}")));
    let Some(rest) = path.strip_prefix('/') else { return refuse("is not absolute") };
    if path.contains(char::is_control) {
        // The text itself would break the line that shows it.
        return Err(Diagnostic::error("bad-path", at.clone(), "the path has a control character"));
    }
    match rest.split('/').find(|part| matches!(*part, "" | "." | "..")) {
        None => Ok(()),
        Some("") => refuse("has an empty part"),
        Some(_) => refuse("has a part that is `.` or `..`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(label: &str) -> InputPath {
        InputPath::field("files").at(label)
    }

    #[test]
    fn a_path_is_absolute_and_in_its_shortest_spelling() {
        for bad in ["etc/x", "", "/", "/etc/", "/etc//x", "/etc/./x", "/etc/../x", "/a\nb"] {
            let result = Places::default().take(bad, Kind::File, &at(bad));
            assert_eq!(result.expect_err(bad).code, "bad-path");
        }
        assert_eq!(Places::default().take("/etc/.x", Kind::File, &at("/etc/.x")), Ok(()));
    }

    #[test]
    fn files_folders_and_links_share_one_space() {
        let mut places = Places::default();
        assert_eq!(places.take("/etc/x", Kind::Link, &at("a")), Ok(()));
        let error = places.take("/etc/x", Kind::File, &at("b")).expect_err("taken");
        assert_eq!((error.code.as_str(), error.path.as_str()), ("duplicate-path", "files/b"));
        assert_eq!(error.others[0].path, "files/a");
    }

    #[test]
    fn nothing_lies_below_a_file_a_link_or_a_mount() {
        let mut places = Places::default();
        for (path, kind) in [("/a", Kind::Link), ("/a/b/c", Kind::File), ("/ab", Kind::File), ("/d", Kind::Directory)] {
            assert_eq!(places.take(path, kind, &at(path)), Ok(()));
        }
        assert_eq!(places.take("/d/e", Kind::File, &at("/d/e")), Ok(()));
        assert_eq!(places.mount("/d", None, &InputPath::field("mounts").at("/d")), Ok(()));
        let found: Vec<_> = places.hidden().into_iter().map(|problem| (problem.code, problem.path)).collect();
        let found: Vec<_> = found.iter().map(|(code, path)| (code.as_str(), path.as_str())).collect();
        assert_eq!(found, [("path-below-a-file", "files/~1a~1b~1c"), ("path-below-a-mount", "files/~1d~1e")]);
    }
}
