//! `--bundle`: the tree as one archive, the same bytes from the same tree on any machine.
//!
//! The archive is a ustar file under zstd. Entries stand in the order of their paths, folders with a slash at the end
//! and before what is in them; all belong to root (0/0) and carry the manifest's epoch. A path that ustar cannot hold
//! in its header (longer than it has room for, or beyond ASCII) stands in a pax header before it. The compressor runs
//! at one level on one thread with its checksum on; its version is pinned by the lock file of this workspace.

use crate::digest::{Digest, Hasher, sha256};
use crate::error::{EmitError, Result};
use crate::layer::FileLayer;
use crate::lock::Lock;
use crate::manifest::{Artifact, MANIFEST, Manifest};
use crate::old::{all_folders, folder_mode};
use crate::site::{Site, remove};
use crate::sums::{SUMS, sums};
use crate::verify::{Damage, DamageKind, resolve};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use tar::{Builder, EntryType, Header};

/// Higher ones take many times as long for a few per cent.
const LEVEL: i32 = 9;

/// Packs the tree in `tree` into the file `out`, and returns the digest of that file.
///
/// Only what the manifest lists gets in, and every byte is compared with it on the way: a damaged tree gives no
/// archive. The old archive is replaced in one step at the end.
pub fn bundle(fs: &dyn FileLayer, tree: &Path, out: &Path) -> Result<Digest> {
    let tree = resolve(fs, tree)?;
    let (manifest, json) = Manifest::read_with_bytes(fs, &tree)?;
    let site = Site::new(out)?;
    outside(fs, &tree, &site)?;
    let _lock = Lock::acquire(fs, site.sibling("lock"), out)?;
    let temporary = site.sibling("1");
    remove(fs, &temporary).map_err(EmitError::io("remove", &temporary))?;
    let packed = pack(fs, &tree, &manifest, &json, &temporary).and_then(|digest| {
        fs.rename(&temporary, &site.out).map_err(EmitError::io("replace", out))?;
        Ok(digest)
    });
    if packed.is_err() {
        // Best effort: what stays is removed by the next one.
        let _ = remove(fs, &temporary);
    }
    packed
}

/// Whether the archive would lie in the tree that it holds: then the tree would hold what its manifest does not.
fn outside(fs: &dyn FileLayer, tree: &Path, site: &Site) -> Result<()> {
    /// More folders than this are not above each other.
    const DEEPEST: usize = 1000;
    let id = |path: &Path| fs.stat(path).ok().and_then(|stat| stat.id);
    let Some(of_tree) = id(tree) else { return Ok(()) };
    let mut folder = site.parent().to_owned();
    let mut before = None;
    for _ in 0..DEEPEST {
        let here = id(&folder.join("."));
        if here == Some(of_tree) {
            return Err(EmitError::InsideTree { path: site.out.clone() });
        }
        if here == before {
            break;
        }
        before = here;
        folder.push("..");
    }
    Ok(())
}

fn pack(fs: &dyn FileLayer, tree: &Path, manifest: &Manifest, json: &[u8], to: &Path) -> Result<Digest> {
    let failed = || EmitError::io("write", to);
    let file = fs.create(to, manifest.mode()).map_err(failed())?;
    let mut file = Hashed { to: BufWriter::with_capacity(128 << 10, file), hasher: Hasher::default() };
    let mut zstd = zstd::Encoder::new(&mut file, LEVEL).map_err(failed())?;
    zstd.include_checksum(true).map_err(failed())?;
    let mut tar = Builder::new(zstd);

    let sums = sums(&manifest.artifacts, sha256(json));
    let folders = all_folders(manifest.artifacts.iter().map(|artifact| artifact.path.as_str()));
    let mut members: Vec<(String, Member<'_>)> =
        folders.into_iter().filter(|path| !path.is_empty()).map(|path| (format!("{path}/"), Member::Folder)).collect();
    members.push((MANIFEST.to_owned(), Member::Own(json)));
    members.push((SUMS.to_owned(), Member::Own(&sums)));
    members.extend(manifest.artifacts.iter().map(|artifact| (artifact.path.clone(), Member::File(artifact))));
    members.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (path, member) in members {
        append(fs, tree, manifest, &mut tar, to, &path, member)?;
    }
    tar.into_inner().and_then(zstd::Encoder::finish).map_err(failed())?;
    file.to.flush().map_err(failed())?;
    Ok(file.hasher.finish())
}

enum Member<'a> {
    Folder,
    /// The manifest or the sums.
    Own(&'a [u8]),
    File(&'a Artifact),
}

fn append(
    fs: &dyn FileLayer,
    tree: &Path,
    manifest: &Manifest,
    tar: &mut Builder<impl Write>,
    to: &Path,
    path: &str,
    member: Member<'_>,
) -> Result<()> {
    let mut put = |kind, mode, size, data: &mut dyn Read| {
        append_member(tar, path, manifest.epoch, kind, mode, size, data).map_err(EmitError::io("write", to))
    };
    match member {
        Member::Folder => put(EntryType::Directory, folder_mode(path.trim_end_matches('/')), 0, &mut io::empty()),
        Member::Own(mut bytes) => put(EntryType::Regular, manifest.mode(), bytes.len() as u64, &mut bytes),
        Member::File(artifact) => {
            let place = tree.join(path);
            let (stat, file) = fs.open(&place).map_err(EmitError::io("read", &place))?;
            let mut checked = Checked { from: file, hasher: Hasher::default() };
            if stat.size == artifact.size {
                put(EntryType::Regular, artifact.mode.0, artifact.size, &mut checked)?;
            }
            if checked.hasher.finish() == artifact.sha256 {
                return Ok(());
            }
            let damage = Damage { path: path.to_owned(), kind: DamageKind::Changed { like: None } };
            Err(EmitError::Damaged { path: tree.to_owned(), damages: vec![damage] })
        }
    }
}

fn append_member(
    tar: &mut Builder<impl Write>,
    path: &str,
    epoch: u64,
    kind: EntryType,
    mode: u32,
    size: u64,
    data: &mut dyn Read,
) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_username("root")?;
    header.set_groupname("root")?;
    header.set_device_major(0)?;
    header.set_device_minor(0)?;
    header.set_mtime(epoch);
    if !path.is_ascii() || header.set_path(path).is_err() {
        append_pax_path(tar, &header, path)?;
        // What a reader without pax would make of it; the others never see it.
        header.set_path(format!("long/{}", sha256(path.as_bytes())))?;
    }
    header.set_size(size);
    header.set_cksum();
    tar.append(&header, data)
}

/// The path of the next member, in a header of its own.
fn append_pax_path(tar: &mut Builder<impl Write>, member: &Header, path: &str) -> io::Result<()> {
    let rest = format!(" path={path}\n");
    // The length counts its own digits.
    let mut length = rest.len();
    while length != rest.len() + length.to_string().len() {
        length = rest.len() + length.to_string().len();
    }
    let record = format!("{length}{rest}");
    let mut header = member.clone();
    header.set_entry_type(EntryType::XHeader);
    header.set_mode(0o644);
    header.set_path("pax/path")?;
    header.set_size(record.len() as u64);
    header.set_cksum();
    tar.append(&header, record.as_bytes())
}

/// A reader that hashes what goes through it.
struct Checked<R> {
    from: R,
    hasher: Hasher,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}

/// A writer that hashes what goes through it.
struct Hashed<W> {
    to: W,
    hasher: Hasher,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
