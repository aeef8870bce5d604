//! Small trees to build, and a way to look at a folder that does not use the crate.

use dlc_emit::{Audience, Entry, Facts, FileLayer, Input, Options, Plugin, Result, Root, Summary, Writer, sha256};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// A public file for a machine.
pub(crate) fn file<'a>(path: &'a str, contents: &'a [&'a [u8]]) -> Entry<'a> {
    Entry {
        root: Root::Http,
        path,
        mode: 0o644,
        media_type: "application/json",
        audience: Audience::Network,
        secret: false,
        target: "ignition",
        node: Some("s4"),
        contents,
    }
}

/// A file for operators.
pub(crate) fn operator<'a>(path: &'a str, contents: &'a [&'a [u8]]) -> Entry<'a> {
    let rest = file(path, contents);
    Entry { root: Root::Operator, audience: Audience::Operator, target: "dlc", node: None, ..rest }
}

pub(crate) fn facts() -> Facts {
    Facts {
        lab: "lab.dl".to_owned(),
        compiler: "0.1.0".to_owned(),
        epoch: 1_500_000_000,
        inputs: vec![Input { path: "lab.dl".to_owned(), sha256: sha256(b"lab") }],
        plugins: vec![Plugin { name: "ignition".to_owned(), version: "0.1.0".to_owned(), sha256: sha256(b"wasm") }],
        exposed: Vec::new(),
    }
}

pub(crate) fn build(fs: &dyn FileLayer, out: &Path, entries: &[Entry<'_>]) -> Result<Summary> {
    build_from(fs, out, entries, facts(), Options::default())
}

pub(crate) fn build_from(
    fs: &dyn FileLayer,
    out: &Path,
    entries: &[Entry<'_>],
    facts: Facts,
    options: Options,
) -> Result<Summary> {
    let mut writer = Writer::begin(fs, out, options)?;
    for entry in entries {
        writer.add(entry)?;
    }
    writer.finish(facts)
}

/// The first tree of the tests.
pub(crate) fn first() -> Vec<Entry<'static>> {
    vec![
        file("ignition/s4.ign", &[b"{\"node\":", b"\"s4\"}"]),
        file("ignition/s5.ign", &[b"{\"node\":\"s5\"}"]),
        file("gone/once/there", &[b"once"]),
        operator("README.md", &[b"# first\n"]),
    ]
}

/// The second: one file as before, one changed, one gone with its folders, some new.
pub(crate) fn second() -> Vec<Entry<'static>> {
    vec![
        operator("README.md", &[b"# second\n"]),
        Entry { root: Root::Tftp, ..file("boot/undionly.kpxe", &[&[0xff; 4000]]) },
        file("ignition/s5.ign", &[b"{\"node\":", b"\"s5\"}"]),
        Entry { secret: true, ..operator("keys/token", &[b"secret"]) },
        file("ignition/s4.ign", &[b"{\"node\":\"s4!\"}"]),
        file("empty", &[]),
    ]
}

/// A name in a folder: its mode, and the bytes of a file or the target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Folder(u32),
    File(u32, Vec<u8>),
    Link(PathBuf),
    Other,
}

/// Everything below `folder`, which may be a link.
pub(crate) fn look(folder: &Path) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::new();
    if let Ok(metadata) = fs::metadata(folder) {
        seen.insert(String::new(), Seen::Folder(metadata.mode() & 0o7777));
        look_below(folder, "", &mut seen);
    }
    seen
}

fn look_below(folder: &Path, prefix: &str, seen: &mut BTreeMap<String, Seen>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_str().expect("a name"));
        let metadata = entry.metadata().expect("metadata");
        let mode = metadata.permissions().mode() & 0o7777;
        let found = if metadata.is_dir() {
            look_below(&entry.path(), &format!("{name}/"), seen);
            Seen::Folder(mode)
        } else if metadata.is_symlink() {
            Seen::Link(fs::read_link(entry.path()).expect("a target"))
        } else if metadata.is_file() {
            Seen::File(mode, fs::read(entry.path()).expect("contents"))
        } else {
            Seen::Other
        };
        seen.insert(name, found);
    }
}

/// The names in `folder`, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

pub(crate) fn inode(path: &Path) -> u64 {
    fs::symlink_metadata(path).expect("it is there").ino()
}

/// What a build of these entries gives where nothing was before.
pub(crate) fn fresh(entries: &[Entry<'_>]) -> BTreeMap<String, Seen> {
    let folder = fast_folder();
    let out = folder.path().join("fresh");
    build(&dlc_emit::Disk, &out, entries).expect("a tree");
    look(&out)
}

/// A folder for a test that builds many hundred trees: in memory where the system has a place for that.
pub(crate) fn fast_folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().expect("a folder")
}
