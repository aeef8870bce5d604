//! The files of a project, read from the disk and from standard input.

use dlc_driver::{Content, System};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The project below a folder.
pub(crate) struct Disk {
    root: PathBuf,
    /// A file that is not on the disk, by its path from the root.
    given: Option<(String, Arc<[u8]>)>,
}

impl Disk {
    /// The project below `root`, which is absolute and free of links.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, given: None }
    }

    /// The same with `bytes` as the file `path`.
    pub(crate) fn with(self, path: String, bytes: Vec<u8>) -> Self {
        Self { given: Some((path, bytes.into())), ..self }
    }
}

impl System for Disk {
    fn read(&self, path: &str) -> Content {
        if let Some((given, bytes)) = &self.given
            && given == path
        {
            return Content::Bytes(Arc::clone(bytes));
        }
        match read(&self.root, &self.root.join(path)) {
            Ok(bytes) => Content::Bytes(bytes.into()),
            Err(error) if is_missing(&error) => Content::Missing,
            Err(error) => Content::Unreadable(error.to_string()),
        }
    }
}

/// Reads a plain file below `root`. A device or a pipe could be read for ever, and a link could lead anywhere.
fn read(root: &Path, path: &Path) -> io::Result<Vec<u8>> {
    let real = path.canonicalize()?;
    if !real.starts_with(root) {
        return Err(io::Error::other("it is a link that leaves the project"));
    }
    if !real.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    std::fs::read(real)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there").join("project");
        std::fs::create_dir(&root).expect("a folder");
        std::fs::write(root.join("a.dl"), "inside").expect("a file");
        std::fs::write(folder.path().join("b.dl"), "outside").expect("a file");
        (folder, Disk::new(root))
    }

    #[test]
    fn a_file_of_the_project_is_read_and_one_that_is_not_there_is_missing() {
        let (_folder, disk) = project();
        assert_eq!(disk.read("a.dl"), Content::Bytes(b"inside"[..].into()));
        assert_eq!(disk.read("c.dl"), Content::Missing);
        assert_eq!(disk.read("a.dl/c.dl"), Content::Missing);
    }

    #[test]
    fn what_is_given_stands_before_what_is_on_the_disk() {
        let (_folder, disk) = project();
        let disk = disk.with("a.dl".to_owned(), b"given".to_vec());
        assert_eq!(disk.read("a.dl"), Content::Bytes(b"given"[..].into()));
    }

    #[test]
    fn a_folder_is_no_file() {
        let (_folder, disk) = project();
        std::fs::create_dir(disk.root.join("d.dl")).expect("a folder");
        assert_eq!(disk.read("d.dl"), Content::Unreadable("it is not a file".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_inside_the_project_and_not_out_of_it() {
        let (_folder, disk) = project();
        std::os::unix::fs::symlink("a.dl", disk.root.join("in.dl")).expect("a link");
        std::os::unix::fs::symlink("../b.dl", disk.root.join("out.dl")).expect("a link");
        assert_eq!(disk.read("in.dl"), Content::Bytes(b"inside"[..].into()));
        assert!(matches!(disk.read("out.dl"), Content::Unreadable(why) if why.contains("leaves the project")));
    }
}
