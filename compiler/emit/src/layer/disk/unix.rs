//! What Unix systems have, and of it what not all of them have.

use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

pub(super) fn mode(metadata: &Metadata) -> Option<u32> {
    Some(metadata.mode() & 0o7777)
}

pub(super) fn links(metadata: &Metadata) -> Option<u64> {
    Some(metadata.nlink())
}

pub(super) fn owner(metadata: &Metadata) -> Option<u32> {
    Some(metadata.uid())
}

pub(super) fn id(metadata: &Metadata) -> Option<(u64, u64)> {
    Some((metadata.dev(), metadata.ino()))
}

/// A pipe under a file's name would keep an ordinary `open` waiting for ever.
pub(super) fn never_follow_nor_wait(options: &mut OpenOptions) {
    options.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as _);
}

pub(super) fn private(options: &mut OpenOptions) {
    options.mode(0o600);
}

pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

pub(super) fn set_file_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// A network file system may tell only on closing that the quota is used up, and closing a file here tells nobody.
/// There a sync costs what closing would; elsewhere it would cost far more, and is not done.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn fail_now_or_never(file: &File) -> io::Result<()> {
    const AFS: u32 = 0x5346_414f;
    const CEPH: u32 = 0x00c3_6400;
    const CIFS: u32 = 0xff53_4d42;
    const NFS: u32 = 0x6969;
    const SMB2: u32 = 0xfe53_4d42;
    match rustix::fs::fstatfs(file)?.f_type as u32 {
        AFS | CEPH | CIFS | NFS | SMB2 => file.sync_data(),
        _ => Ok(()),
    }
}

/// These systems number or name their file systems each in its own way.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn fail_now_or_never(_: &File) -> io::Result<()> {
    Ok(())
}

pub(super) fn soft_link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|errno| match errno {
        // A file system without it says the first, a kernel without it the second, a sandbox that does not know
        // the call the third.
        Errno::INVAL | Errno::NOSYS | Errno::PERM | Errno::OPNOTSUPP => io::ErrorKind::Unsupported.into(),
        _ => errno.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn sync(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(path)?)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The error of a lock, with those that mean "not here" made to say so.
pub(super) fn no_locks(error: io::Error) -> io::Error {
    match Errno::from_io_error(&error) {
        Some(Errno::NOLCK | Errno::NOSYS | Errno::OPNOTSUPP) => io::ErrorKind::Unsupported.into(),
        _ => error,
    }
}

pub(super) fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    let ours = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
