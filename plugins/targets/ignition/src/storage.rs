//! Files, directories and links.

use crate::config::{Append, Directory, Entry, File, Link, Owner, Resource};
use crate::draft::Draft;
use crate::labelled;
use crate::places::Kind;
use crate::spec::Layout;
use dlc_plugin::{Audience, Contents, Diagnostic, InputPath};

/// The files of the lab.
pub(crate) fn files(draft: &mut Draft, files: &[dlc_plugin::File]) {
    for file in files {
        write_file(draft, file, &labelled("files", &file.path));
    }
}

fn write_file(draft: &mut Draft, file: &dlc_plugin::File, at: &InputPath) {
    let dlc_plugin::File { path, contents, mode, owner, group, append, audience } = file;
    if *audience == Audience::Operator && !matches!(contents, Contents::Secret(_)) {
        let message =
            format!("`{path}` is for the lab's staff only, and whoever reaches the web server can read a config");
        draft.refuse("not-for-the-network", at.clone().at("audience"), message);
    }
    let mode = permissions(draft, *mode, at);
    let resource = draft.resource(contents, &at.clone().at("contents"));
    let entry = entry(draft, path, Kind::File, (owner, group), at);
    if *append && !draft.spec.append {
        let problem = draft.spec.lacks(at.clone().at("append"), "cannot add to a file of the image");
        draft.problems.push(problem.hint("write the whole file, or use a drop-in folder if the program reads one"));
    }
    if *append && draft.places.volume_of(path).is_some_and(|(volume, _)| volume.kept) && draft.every_boot_is_first {
        let message = format!(
            "the text would go to the end of `{path}` again at every boot: the root lies in memory, the file does not"
        );
        let problem = Diagnostic::error("made-again", at.clone().at("append"), message);
        draft.problems.push(problem.hint("write the whole file"));
    }
    let (Some(mode), Some(resource), Some(mut entry)) = (mode, resource, entry) else { return };
    let (contents, append) = match (*append, draft.spec.layout) {
        (true, Layout::V2) => (Some(resource), Some(Append::Contents(true))),
        (true, Layout::V3) => (None, Some(Append::These(vec![resource]))),
        (false, _) => {
            entry.overwrite = draft.spec.overwrite.then_some(true);
            (Some(resource), None)
        }
    };
    draft.config.storage.files.push(File { entry, contents, append, mode });
}

impl Draft {
    /// A file of root's that follows from something else in the lab.
    pub(crate) fn text_file(&mut self, path: &str, mode: u32, text: &str, at: &InputPath) {
        let contents = Contents::Text(text.to_owned());
        if let Some(resource) = self.resource(&contents, at) {
            self.file(path, mode, resource, at);
        }
    }

    /// The same, with contents that are not only text.
    pub(crate) fn file(&mut self, path: &str, mode: u32, contents: Resource, at: &InputPath) {
        self.group_file(path, mode, "root", contents, at);
    }

    /// The same, for a group to read.
    pub(crate) fn group_file(&mut self, path: &str, mode: u32, group: &str, contents: Resource, at: &InputPath) {
        let Some(mut entry) = entry(self, path, Kind::File, ("root", group), at) else { return };
        entry.overwrite = self.spec.overwrite.then_some(true);
        let file = File { entry, contents: Some(contents), append: None, mode };
        self.config.storage.files.push(file);
    }
}

/// The directories of the lab. One that the image has keeps what is in it.
pub(crate) fn directories(draft: &mut Draft, directories: &[dlc_plugin::Directory]) {
    for directory in directories {
        let dlc_plugin::Directory { path, mode, owner, group } = directory;
        let at = labelled("directories", path);
        if !draft.spec.folders {
            draft
                .problems
                .push(draft.spec.lacks(at, "has no directories").hint("a file's own folders are made with it"));
            continue;
        }
        let mode = permissions(draft, *mode, &at);
        let entry = entry(draft, path, Kind::Directory, (owner, group), &at);
        if let (Some(mode), Some(entry)) = (mode, entry) {
            draft.config.storage.directories.push(Directory { entry, mode });
        }
    }
}

/// The links of the lab.
pub(crate) fn links(draft: &mut Draft, links: &[dlc_plugin::Link]) {
    for link in links {
        let dlc_plugin::Link { path, target, hard, owner, group } = link;
        let at = labelled("links", path);
        if !draft.spec.folders {
            draft.problems.push(draft.spec.lacks(at, "has no links").hint("make it with a `command` at boot"));
            continue;
        }
        if *hard && !target.starts_with('/') {
            draft.refuse("bad-link", at.clone().at("target"), "the target of a hard link is an absolute path");
        }
        let kept = draft.places.volume_of(path).is_some_and(|(volume, _)| volume.kept);
        if kept && draft.every_boot_is_first && !draft.spec.overwrite {
            let what = "cannot replace a link, and this one would be there already at the second boot";
            draft.problems.push(draft.spec.lacks(at.clone(), what));
        }
        if let Some(mut entry) = entry(draft, path, Kind::Link, (owner, group), &at) {
            entry.overwrite = draft.spec.overwrite.then_some(true);
            draft.config.storage.links.push(Link { entry, target: target.clone(), hard: *hard });
        }
    }
}

fn entry(draft: &mut Draft, path: &str, kind: Kind, owners: (&str, &str), at: &InputPath) -> Option<Entry> {
    let taken = draft.places.take(path, kind, at);
    draft.problems.keep(taken)?;
    let (user, group) = (owner(draft, owners.0, "owner", at), owner(draft, owners.1, "group", at));
    let (filesystem, path) = match (draft.spec.layout, draft.places.volume_of(path)) {
        (Layout::V2, Some((volume, inside))) => (Some(volume.name.clone()), inside),
        (Layout::V2, None) => (Some("root".to_owned()), path),
        (Layout::V3, _) => (None, path),
    };
    Some(Entry { filesystem, path: path.to_owned(), overwrite: None, user, group, from: vec![at.clone()] })
}

/// Root is what is meant without a word.
fn owner(draft: &mut Draft, name: &str, field: &str, at: &InputPath) -> Option<Owner> {
    if name == "root" {
        return None;
    }
    if draft.spec.folders {
        return Some(Owner::Name(name.to_owned()));
    }
    let numbers = if field == "owner" { &draft.uids } else { &draft.gids };
    if let Some(number) = numbers.get(name) {
        return Some(Owner::Id(*number));
    }
    let (number, kind) = if field == "owner" { ("uid", "user") } else { ("gid", "group") };
    let problem = draft.spec.lacks(at.clone().at(field), &format!("knows owners by number, and `{name}` has none"));
    draft.problems.push(problem.hint(format!("{kind} {name} {{ {number} = 1000 }}")));
    None
}

/// The permission bits. Only the newest version honours those that set the user or group, and the sticky one.
fn permissions(draft: &mut Draft, mode: u32, at: &InputPath) -> Option<u32> {
    if mode <= 0o777 || draft.spec.special_bits {
        return Some(mode);
    }
    let problem = draft.spec.lacks(at.clone().at("mode"), &format!("does not set the special bits of 0o{mode:o}"));
    draft
        .problems
        .push(problem.hint(format!("write `mode = 0o{:o}`, and set the rest with a command at boot", mode & 0o777)));
    None
}
