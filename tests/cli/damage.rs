//! A build damaged in every way that we could think of, at every place: each is found, and named by its path.

use crate::{LAB, dlc_in, lab_folder};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

/// What is done to the file at a path of the tree in a folder. The path that must be told, if another than that one.
type Harm = fn(&Path, &str) -> Option<String>;

/// What is done to a file of a build.
const FILES: &[(&str, Harm)] = &[
    ("deleted", |tree, path| done(fs::remove_file(tree.join(path)))),
    ("emptied", |tree, path| edit(tree, path, |_| Vec::new())),
    ("cut by a byte", |tree, path| edit(tree, path, |bytes| bytes[..bytes.len() - 1].to_vec())),
    ("cut in half", |tree, path| edit(tree, path, |bytes| bytes[..bytes.len() / 2].to_vec())),
    ("without its beginning", |tree, path| edit(tree, path, |bytes| bytes[1..].to_vec())),
    ("a byte longer", |tree, path| edit(tree, path, |bytes| [bytes, b"\n"].concat())),
    ("twice itself", |tree, path| edit(tree, path, |bytes| [bytes, bytes].concat())),
    ("first bit flipped", |tree, path| flip(tree, path, 0)),
    ("a bit in the middle flipped", |tree, path| {
        let middle = fs::read(tree.join(path)).unwrap().len() / 2;
        flip(tree, path, middle)
    }),
    ("last bit flipped", |tree, path| {
        let last = fs::read(tree.join(path)).unwrap().len() - 1;
        flip(tree, path, last)
    }),
    ("zeros of the same size", |tree, path| edit(tree, path, |bytes| vec![0; bytes.len()])),
    ("two bytes swapped", |tree, path| {
        edit(tree, path, |bytes| {
            let at = bytes.windows(2).position(|pair| pair[0] != pair[1]).expect("two different bytes");
            let mut bytes = bytes.to_vec();
            bytes.swap(at, at + 1);
            bytes
        })
    }),
    ("with a byte order mark", |tree, path| edit(tree, path, |bytes| [b"\xef\xbb\xbf", bytes].concat())),
    ("with a line put before", |tree, path| edit(tree, path, |bytes| [b"# edited\n", bytes].concat())),
    ("renamed", |tree, path| moved(tree, path, &format!("{path}.bak"))),
    ("renamed to another case", |tree, path| moved(tree, path, &other_case(path))),
    ("moved to the top", |tree, path| moved(tree, path, "moved")),
    ("hidden", |tree, path| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        moved(tree, path, format!("{folder}/.{name}").trim_start_matches('/'))
    }),
    ("executable", |tree, path| mode(tree, path, |mode| mode ^ 0o100)),
    ("readable by nobody", |tree, path| mode(tree, path, |_| 0)),
    ("writable by all", |tree, path| mode(tree, path, |mode| mode | 0o022)),
    ("unlike for the group", |tree, path| mode(tree, path, |mode| mode ^ 0o040)),
    ("set-user-id", |tree, path| mode(tree, path, |mode| mode | 0o4000)),
    ("set-group-id", |tree, path| mode(tree, path, |mode| mode | 0o2000)),
    ("sticky", |tree, path| mode(tree, path, |mode| mode | 0o1000)),
    ("a link to a copy outside", |tree, path| {
        let copy = outside(tree, "copy");
        fs::rename(tree.join(path), &copy).unwrap();
        done(symlink(copy, tree.join(path)))
    }),
    ("a link to a copy inside", |tree, path| {
        fs::rename(tree.join(path), tree.join("copy")).unwrap();
        done(symlink(tree.join("copy"), tree.join(path)))
    }),
    ("a link to nothing", |tree, path| {
        fs::remove_file(tree.join(path)).unwrap();
        done(symlink("nothing", tree.join(path)))
    }),
    ("a link to itself", |tree, path| {
        fs::remove_file(tree.join(path)).unwrap();
        done(symlink(Path::new(path).file_name().unwrap(), tree.join(path)))
    }),
    ("an empty folder", |tree, path| {
        fs::remove_file(tree.join(path)).unwrap();
        done(fs::create_dir(tree.join(path)))
    }),
    ("a folder with the file in it", |tree, path| {
        fs::rename(tree.join(path), outside(tree, "file")).unwrap();
        fs::create_dir(tree.join(path)).unwrap();
        done(fs::rename(outside(tree, "file"), tree.join(path).join("file")))
    }),
    ("a socket", |tree, path| {
        fs::remove_file(tree.join(path)).unwrap();
        done(std::os::unix::net::UnixListener::bind(tree.join(path)).map(drop))
    }),
    ("with a second name outside", |tree, path| done(fs::hard_link(tree.join(path), outside(tree, "name")))),
    ("with a second name inside", |tree, path| done(fs::hard_link(tree.join(path), tree.join("name")))),
    ("a copy beside it", |tree, path| {
        fs::copy(tree.join(path), tree.join(format!("{path}~"))).unwrap();
        Some(format!("{path}~"))
    }),
    ("a copy beside it in another case", |tree, path| {
        fs::copy(tree.join(path), tree.join(other_case(path))).unwrap();
        Some(other_case(path))
    }),
    ("a link beside it", |tree, path| {
        symlink(Path::new(path).file_name().unwrap(), tree.join(format!("{path}.link"))).unwrap();
        Some(format!("{path}.link"))
    }),
];

/// What is done to a folder of a build.
const FOLDERS: &[(&str, Harm)] = &[
    ("deleted", |tree, path| done(fs::remove_dir_all(tree.join(path)))),
    ("renamed", |tree, path| done(fs::rename(tree.join(path), tree.join(format!("{path}.bak"))))),
    ("renamed to another case", |tree, path| done(fs::rename(tree.join(path), tree.join(other_case(path))))),
    ("a link to a copy", |tree, path| {
        fs::rename(tree.join(path), outside(tree, "folder")).unwrap();
        done(symlink(outside(tree, "folder"), tree.join(path)))
    }),
    ("a file", |tree, path| {
        fs::remove_dir_all(tree.join(path)).unwrap();
        done(fs::write(tree.join(path), ""))
    }),
    ("writable by all", |tree, path| mode(tree, path, |mode| mode | 0o022)),
    ("set-group-id", |tree, path| mode(tree, path, |mode| mode | 0o2000)),
    ("sticky", |tree, path| mode(tree, path, |mode| mode | 0o1000)),
    ("with an empty folder in it", |tree, path| planted(tree, path, "empty", fs::create_dir)),
    ("with an empty file in it", |tree, path| planted(tree, path, "empty", |at| fs::write(at, ""))),
    ("with a hidden file in it", |tree, path| planted(tree, path, ".hidden", |at| fs::write(at, "x"))),
    ("with a link out of it", |tree, path| planted(tree, path, "up", |at| symlink("../..", at))),
    ("with a name of two lines in it", |tree, path| {
        planted(tree, path, "two\nlines", |at| fs::write(at, "x")).map(|path| path.replace('\n', "\\n"))
    }),
];

/// What is done to the text of `manifest.json`.
const MANIFEST: &[(&str, &str, &str)] = &[
    ("another format", "dlc-tree/1", "dlc-forest/1"),
    ("another compiler", "\"compiler\": \"", "\"compiler\": \"9"),
    ("another lab", "\"lab\": \"lab.dl\"", "\"lab\": \"lob.dl\""),
    ("another epoch", "\"epoch\": 0", "\"epoch\": 1"),
    ("an input renamed", "{\"path\":\"lab.dl\"", "{\"path\":\"lob.dl\""),
    ("another plugin", "{\"name\":\"ignition\"", "{\"name\":\"ignitron\""),
    ("a file renamed", "ignition/n1.ign", "ignition/n1.igm"),
    ("a path that leads out", "public/http/ignition/n1.ign", "../../../../etc/passwd"),
    ("another size", "\"size\":", "\"size\":1"),
    ("another mode", "\"mode\":\"0644\"", "\"mode\":\"0666\""),
    ("a mode that is none", "\"mode\":\"0644\"", "\"mode\":\"rw-r\""),
    ("another media type", "\"media_type\":\"application/", "\"media_type\":\"text/"),
    ("another audience", "\"audience\":\"network\"", "\"audience\":\"operator\""),
    ("another target", "\"target\":\"ignition\"", "\"target\":\"ipxe\""),
    ("another machine", "\"node\":\"n1\"", "\"node\":\"n2\""),
    ("a key more", "{\n  \"format\"", "{\n  \"more\": 1,\n  \"format\""),
    ("a comma too few", ",\n  \"epoch\"", "\n  \"epoch\""),
    ("wide", "\n    {\"path\"", "\n      {\"path\""),
];

fn done<T>(result: std::io::Result<T>) -> Option<String> {
    result.map(|_| None).unwrap()
}

fn edit(tree: &Path, path: &str, change: impl Fn(&[u8]) -> Vec<u8>) -> Option<String> {
    let file = tree.join(path);
    let bytes = fs::read(&file).unwrap();
    done(fs::write(&file, change(&bytes)))
}

fn flip(tree: &Path, path: &str, at: usize) -> Option<String> {
    edit(tree, path, |bytes| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    })
}

fn mode(tree: &Path, path: &str, change: impl Fn(u32) -> u32) -> Option<String> {
    let file = tree.join(path);
    let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o7777;
    done(fs::set_permissions(&file, Permissions::from_mode(change(mode))))
}

fn moved(tree: &Path, path: &str, to: &str) -> Option<String> {
    done(fs::rename(tree.join(path), tree.join(to)))
}

fn planted(tree: &Path, folder: &str, name: &str, make: impl Fn(PathBuf) -> std::io::Result<()>) -> Option<String> {
    make(tree.join(folder).join(name)).unwrap();
    Some(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

/// The path with its last part in another case.
fn other_case(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let upper = name.to_uppercase();
    let name = if upper == name { name.to_lowercase() } else { upper };
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

fn outside(tree: &Path, name: &str) -> PathBuf {
    tree.with_file_name(name)
}

/// A copy of the tree in `from` with all its modes.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
}

/// Files and folders of a tree, by path; the root is the folder without a name.
fn names(tree: &Path) -> (Vec<String>, Vec<String>) {
    fn below(tree: &Path, path: &str, files: &mut Vec<String>, folders: &mut Vec<String>) {
        folders.push(path.to_owned());
        for entry in fs::read_dir(tree.join(path)).unwrap().map(|entry| entry.unwrap()) {
            let name = format!("{path}/{}", entry.file_name().to_str().unwrap());
            let name = name.trim_start_matches('/').to_owned();
            if entry.file_type().unwrap().is_dir() {
                below(tree, &name, files, folders);
            } else {
                files.push(name);
            }
        }
    }
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    below(tree, "", &mut files, &mut folders);
    files.sort();
    folders.sort();
    (files, folders)
}

/// A build to damage.
fn built() -> tempfile::TempDir {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
    folder
}

/// A fresh copy of the build is damaged and looked at. What is told is one path and more.
fn told(pristine: &Path, harm: impl Fn(&Path) -> Option<String>) -> (Option<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("build");
    copy(pristine, &tree);
    let expected = harm(&tree);
    let verified = dlc_driver::verify::verify(&tree).unwrap_or_else(|told| panic!("{told:?}"));
    // What the test took away from itself, so that its folder can be removed.
    (expected, verified.damages.iter().map(|damage| damage.path.escape_debug().to_string()).collect())
}

#[test]
fn a_copy_of_a_build_is_whole() {
    let folder = built();
    assert_eq!(told(&folder.path().join("build"), |_| None), (None, Vec::new()));
}

#[test]
fn whatever_is_done_to_whichever_file_or_folder_is_found_and_named() {
    let folder = built();
    let pristine = folder.path().join("build");
    let (files, folders) = names(&pristine);
    assert!(files.len() > 5 && folders.len() > 5, "{files:?} {folders:?}");
    assert!(FILES.len() + FOLDERS.len() + MANIFEST.len() >= 50);
    let cases = files.iter().flat_map(|path| FILES.iter().map(move |harm| (path, harm)));
    let of_folders = folders.iter().flat_map(|path| FOLDERS.iter().map(move |harm| (path, harm)));
    // The tree itself cannot be renamed or removed: then it is not the one that is looked at.
    let of_folders = of_folders.filter(|(path, (_, harm))| {
        !path.is_empty() || FOLDERS.iter().skip(5).any(|(_, other)| std::ptr::fn_addr_eq(*other, *harm))
    });
    for (path, (what, harm)) in cases.chain(of_folders) {
        let (expected, found) = told(&pristine, |tree| harm(tree, path));
        let expected = expected.unwrap_or_else(|| path.clone());
        assert!(found.contains(&expected), "`{path}` {what}: `{expected}` is not told, only {found:?}");
    }
}

#[test]
fn whatever_is_changed_in_the_manifest_is_found() {
    let folder = built();
    let pristine = folder.path().join("build");
    for (what, from, to) in MANIFEST {
        let (_, found) = told(&pristine, |tree| {
            let text = fs::read_to_string(tree.join("manifest.json")).unwrap();
            assert!(text.contains(from), "{what}: no {from} in {text}");
            done(fs::write(tree.join("manifest.json"), text.replacen(from, to, 1)))
        });
        assert!(found.contains(&"manifest.json".to_owned()), "{what}: {found:?}");
    }
}

#[test]
fn whatever_is_changed_in_the_sums_is_found() {
    let folder = built();
    let pristine = folder.path().join("build");
    type Change = fn(&str) -> String;
    let changes: [(&str, Change); 7] = [
        ("a line less", |text| text.lines().skip(1).map(|line| format!("{line}\n")).collect()),
        ("a line more", |text| format!("{text}{:064}  more\n", 0)),
        ("a line twice", |text| format!("{text}{}\n", text.lines().next().unwrap())),
        ("another order", |text| text.lines().rev().map(|line| format!("{line}\n")).collect()),
        ("line ends of Windows", |text| text.replace('\n', "\r\n")),
        ("digits in upper case", str::to_uppercase),
        ("a comment", |text| format!("# sums\n{text}")),
    ];
    for (what, change) in changes {
        let (_, found) = told(&pristine, |tree| {
            let text = fs::read_to_string(tree.join("SHA256SUMS")).unwrap();
            done(fs::write(tree.join("SHA256SUMS"), change(&text)))
        });
        assert!(found.contains(&"SHA256SUMS".to_owned()), "{what}: {found:?}");
    }
}

#[test]
fn an_artefact_that_is_changed_with_its_line_in_both_lists_is_told_by_the_manifests_own_digest() {
    let folder = built();
    let pristine = folder.path().join("build");
    let before = dlc_driver::verify::verify(&pristine).unwrap().digest;
    let (_, found) = told(&pristine, |tree| {
        let path = "public/http/ignition/n1.ign";
        let digest = |tree: &Path| crate::verify::sha256(&fs::read(tree.join(path)).unwrap());
        let was = digest(tree);
        flip(tree, path, 3);
        for list in ["manifest.json", "SHA256SUMS"] {
            let text = fs::read_to_string(tree.join(list)).unwrap();
            fs::write(tree.join(list), text.replace(&was, &digest(tree))).unwrap();
        }
        None
    });
    assert_eq!(found, ["SHA256SUMS", "manifest.json"], "the sums still have the digest of the first manifest");
    assert!(before.is_some());
}

#[test]
fn several_damages_are_all_told() {
    let folder = built();
    let (_, found) = told(&folder.path().join("build"), |tree| {
        fs::remove_file(tree.join("public/http/ignition/n1.ign")).unwrap();
        flip(tree, "public/http/ignition/n2.ign", 0);
        mode(tree, "operator/README.md", |_| 0o600);
        planted(tree, "public/tftp", "x", |at| fs::write(at, ""))
    });
    let expected =
        ["operator/README.md", "public/http/ignition/n1.ign", "public/http/ignition/n2.ign", "public/tftp/x"];
    assert_eq!(found, expected);
}
