//! Where there are no modes, and links need a privilege: the writer's last fallbacks.
//!
//! Compiled for tests everywhere, so that it stays in step.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

pub(super) fn mode(_: &Metadata) -> Option<u32> {
    None
}

pub(super) fn links(_: &Metadata) -> Option<u64> {
    None
}

pub(super) fn owner(_: &Metadata) -> Option<u32> {
    None
}

pub(super) fn id(_: &Metadata) -> Option<(u64, u64)> {
    None
}

pub(super) fn never_follow_nor_wait(_: &mut OpenOptions) {}

pub(super) fn private(_: &mut OpenOptions) {}

pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

pub(super) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub(super) fn set_file_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

pub(super) fn fail_now_or_never(_: &File) -> io::Result<()> {
    Ok(())
}

pub(super) fn soft_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Such a system syncs file by file only: `--durable` is refused there rather than promised.
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(super) fn no_locks(error: io::Error) -> io::Error {
    error
}

/// An open file cannot be removed there.
pub(super) fn is_still_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_in_the_way_that_asks_for_the_fallback() {
        let folder = tempfile::tempdir().expect("a folder");
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        create_folder(&one).expect("a folder");
        create_folder(&other).expect("a folder");
        assert_eq!(exchange(&one, &other).expect_err("no exchange").kind(), io::ErrorKind::Unsupported);
        assert_eq!(soft_link(&one, &other).expect_err("no links").kind(), io::ErrorKind::Unsupported);
        assert_eq!(sync(&one).expect_err("no sync").kind(), io::ErrorKind::Unsupported);
        assert_eq!(mode(&fs::metadata(&one).expect("metadata")), None);
    }
}
