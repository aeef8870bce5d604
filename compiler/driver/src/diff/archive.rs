//! What a tar archive holds, with what it says of each member. Times are left out: they are the build's.

use std::collections::BTreeMap;
use std::io::Read as _;

/// A member of an archive.
pub(super) struct Member {
    /// What it is, its mode and owner, and where a link points.
    pub(super) header: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

impl Member {
    /// A member that is in one of two archives.
    pub(super) fn shown(&self) -> String {
        format!("{}, {} bytes", self.header, self.bytes.len())
    }
}

/// The members of a tar archive by their paths. None if `bytes` are no archive, or a broken one.
pub(super) fn members(bytes: &[u8]) -> Option<BTreeMap<String, Member>> {
    if bytes.get(257..262) != Some(b"ustar") {
        return None;
    }
    let mut out = BTreeMap::new();
    for entry in tar::Archive::new(bytes).entries().ok()? {
        let mut entry = entry.ok()?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = crate::unpack::member_name(&path).trim_end_matches('/').to_owned();
        let header = entry.header();
        let kind = match header.entry_type() {
            tar::EntryType::Regular => "a file",
            tar::EntryType::Directory => "a folder",
            tar::EntryType::Symlink => "a symbolic link",
            tar::EntryType::Link => "a hard link",
            _ => "a special file",
        };
        let (mode, uid, gid) = (header.mode().ok()?, header.uid().ok()?, header.gid().ok()?);
        let link = entry.link_name_bytes().map(|to| format!(" to {}", String::from_utf8_lossy(&to)));
        let header = format!("{kind}{} mode {mode:04o} owner {uid}:{gid}", link.unwrap_or_default());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).ok()?;
        out.insert(name, Member { header, bytes });
    }
    Some(out)
}
