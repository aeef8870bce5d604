//! A tree that is read again: a folder, or the archive that `--bundle` wrote. Nothing is believed of either: what the
//! manifest says of a file is compared with its bytes.

use crate::digest::sha256;
use crate::error::{EmitError, Result};
use crate::layer::{FileLayer, Kind};
use crate::manifest::{MANIFEST, Manifest};
use crate::verify::{Damage, DamageKind, resolve};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How every archive of zstd begins.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A manifest that is longer than this is none that we wrote: ten times what 100,000 machines need.
const LARGEST_MANIFEST: u64 = 1 << 30;

/// A tree that was built before.
pub struct BuiltTree<'fs> {
    fs: &'fs dyn FileLayer,
    /// The folder, or the archive.
    path: PathBuf,
    is_folder: bool,
    /// What lies in it.
    pub manifest: Manifest,
}

impl<'fs> BuiltTree<'fs> {
    /// Opens the tree in the folder or archive `path`.
    ///
    /// # Errors
    /// It is neither, or its manifest cannot be read.
    pub fn open(fs: &'fs dyn FileLayer, path: &Path) -> Result<Self> {
        let folder = resolve(fs, path)?;
        if fs.stat(&folder).map_err(EmitError::io("read", path))?.kind == Kind::Folder {
            if fs.stat(&folder.join(MANIFEST)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
                return Err(EmitError::NoTree { path: path.to_owned() });
            }
            let manifest = Manifest::read(fs, &folder)?;
            return Ok(Self { fs, path: folder, is_folder: true, manifest });
        }
        let mut json = None;
        each_member(fs, path, &mut |name, size, data| {
            if name == MANIFEST {
                json = Some(whole(data, size.min(LARGEST_MANIFEST))?);
            }
            Ok(json.is_none())
        })?;
        let json = json.ok_or_else(|| EmitError::NoTree { path: path.to_owned() })?;
        let wrong = |why| EmitError::io("read", path)(io::Error::new(io::ErrorKind::InvalidData, why));
        Ok(Self { fs, path: path.to_owned(), is_folder: false, manifest: Manifest::parse(&json).map_err(wrong)? })
    }

    /// The bytes of these artefacts.
    ///
    /// # Errors
    /// One of them is not there, or is not what the manifest says.
    pub fn read(&self, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut found = BTreeMap::new();
        if self.is_folder {
            for name in wanted {
                let path = self.path.join(name);
                let mut bytes = Vec::new();
                let opened = self.fs.open(&path).and_then(|(_, mut file)| file.read_to_end(&mut bytes));
                opened.map_err(EmitError::io("read", &path))?;
                found.insert(name.clone(), bytes);
            }
        } else {
            each_member(self.fs, &self.path, &mut |name, size, data| {
                if wanted.contains(name) {
                    found.insert(name.to_owned(), whole(data, size)?);
                }
                Ok(true)
            })?;
        }
        let kind = |name: &String| match (found.get(name), self.manifest.artifact(name)) {
            (None, _) => Some(DamageKind::Missing),
            (Some(bytes), Some(artifact)) if sha256(bytes) != artifact.sha256 => {
                Some(DamageKind::Changed { like: None })
            }
            _ => None,
        };
        let damage = |name: &String| kind(name).map(|kind| Damage { path: name.clone(), kind });
        let damages: Vec<Damage> = wanted.iter().filter_map(damage).collect();
        match damages.is_empty() {
            true => Ok(found),
            false => Err(EmitError::Damaged { path: self.path.clone(), damages }),
        }
    }
}

/// Shows the plain files of an archive one after the other, until it was enough.
fn each_member(
    fs: &dyn FileLayer,
    path: &Path,
    show: &mut dyn FnMut(&str, u64, &mut dyn Read) -> io::Result<bool>,
) -> Result<()> {
    each_entry(fs, path, &mut |entry| {
        if !entry.header().entry_type().is_file() {
            return Ok(true);
        }
        let (name, size) = (String::from_utf8_lossy(&entry.path_bytes()).into_owned(), entry.size());
        show(&name, size, entry)
    })
}

/// A member of an archive.
pub(crate) type Entry<'a> = tar::Entry<'a, Box<dyn Read>>;

/// Shows every member of an archive one after the other, until it was enough.
pub(crate) fn each_entry(
    fs: &dyn FileLayer,
    path: &Path,
    show: &mut dyn FnMut(&mut Entry<'_>) -> io::Result<bool>,
) -> Result<()> {
    let failed = || EmitError::io("read", path);
    let (_, mut file) = fs.open(path).map_err(failed())?;
    let mut start = [0; 4];
    if file.read_exact(&mut start).is_err() || start != MAGIC {
        return Err(EmitError::NoTree { path: path.to_owned() });
    }
    let members = || -> io::Result<()> {
        let unpacked: Box<dyn Read> = Box::new(zstd::Decoder::new(io::Cursor::new(start).chain(file))?);
        let mut archive = tar::Archive::new(unpacked);
        for entry in archive.entries()? {
            if !show(&mut entry?)? {
                return Ok(());
            }
        }
        nothing_behind(&mut *archive.into_inner())
    };
    members().map_err(failed())
}

/// Reads the end of an archive: zeros, then the checksum of the compression.
fn nothing_behind(rest: &mut dyn Read) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        match rest.read(&mut buffer)? {
            0 => return Ok(()),
            n if buffer[..n].iter().all(|byte| *byte == 0) => {}
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "something stands behind its end")),
        }
    }
}

/// All of a member; its size is what the archive says, and no more room is made than there are bytes.
fn whole(data: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    data.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}
