//! From what the user typed to a project: the lab's file, the root above it, and how both are called.

use crate::environment;
use crate::system::Disk;
use dlc_base::Diagnostic;
use dlc_base::render::comes_with_compiler;
use dlc_driver::Project;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// The lab's name where none is given.
pub(crate) const LAB: &str = "lab.dl";
/// A folder with this file is a project's root.
pub(crate) const LOCK: &str = "dlc.lock";

/// A lab that was found.
pub(crate) struct Located {
    /// For the driver.
    pub(crate) project: Project,
    /// How its files are called.
    pub(crate) names: Names,
    /// The folder that the lab's file lies in, as the user would write it.
    pub(crate) folder: PathBuf,
}

/// Calls files of the project as the user would: from the current folder, or absolute where the lab was.
pub(crate) struct Names {
    root: PathBuf,
    /// What names are relative to.
    here: Option<PathBuf>,
    /// The folder that the program was started in.
    current: Option<PathBuf>,
}

impl Names {
    /// The folder that nothing outside of may be read.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The user's name of the file that the compiler calls `path`.
    pub(crate) fn of(&self, path: &str) -> String {
        self.from(path, self.here.as_ref())
    }

    /// The same for programs that know a checkout and are told nothing of where it lies: from the current folder
    /// wherever the file lies below it, also where the user wrote an absolute path.
    pub(crate) fn in_repository(&self, path: &str) -> String {
        let below = self.current.as_ref().filter(|current| self.root.join(path).starts_with(current));
        self.from(path, below.or(self.here.as_ref()))
    }

    fn from(&self, path: &str, folder: Option<&PathBuf>) -> String {
        if comes_with_compiler(path) || path == "-" {
            return path.to_owned();
        }
        let file = self.root.join(path);
        folder.map_or(file.clone(), |folder| relative(&file, folder)).display().to_string()
    }
}

/// Finds the lab that the user named, or means.
pub(crate) fn locate(lab: Option<&Path>) -> Result<Located, Diagnostic> {
    let here = environment::current_folder()?;
    match lab {
        Some(lab) if lab.as_os_str() == "-" => from_standard_input(here),
        Some(lab) => from_file(lab, here),
        None => from_file(&search(&here)?, here),
    }
}

/// The nearest `lab.dl` in `here` or above.
fn search(here: &Path) -> Result<PathBuf, Diagnostic> {
    let found = here.ancestors().map(|folder| folder.join(LAB)).find(|file| file.is_file());
    let found = found.ok_or_else(|| {
        Diagnostic::placeless("no-lab", format!("there is no `{LAB}` here or in a folder above"))
            .hint("name the lab's file: `dlc build FOLDER/lab.dl`")
    })?;
    Ok(relative(&found, here))
}

fn from_file(lab: &Path, here: PathBuf) -> Result<Located, Diagnostic> {
    let unreadable = |why: &dyn std::fmt::Display| {
        Diagnostic::placeless("unreadable-file", format!("cannot read `{}`: {why}", lab.display()))
    };
    let name =
        lab.file_name().ok_or_else(|| unreadable(&"it is a folder").hint(format!("name the file in it: `{LAB}`")))?;
    let typed = lab.parent().unwrap_or(Path::new("")).to_owned();
    let folder = here.join(&typed).canonicalize().map_err(|error| unreadable(&error))?;
    let metadata = folder.join(name).metadata().map_err(|error| unreadable(&error))?;
    if metadata.is_dir() {
        let inside = lab.join(LAB);
        return Err(unreadable(&"it is a folder").hint(format!("name the file in it: `{}`", inside.display())));
    }
    // Whether it may be read is better known now than after everything else.
    std::fs::File::open(folder.join(name)).map_err(|error| unreadable(&error))?;
    let root = root_of(&folder);
    let path = from_root(&root, &folder.join(name)).ok_or_else(|| unreadable(&"its path is not UTF-8"))?;
    let current = here.canonicalize().ok();
    let here = if lab.is_absolute() { None } else { current.clone() };
    let project = Project { system: Box::new(Disk::new(root.clone())), lab: path };
    Ok(Located { project, names: Names { root, here, current }, folder: typed })
}

/// The lab is what comes in; its modules lie in the current folder.
fn from_standard_input(here: PathBuf) -> Result<Located, Diagnostic> {
    let trouble = |why: &dyn std::fmt::Display| {
        Diagnostic::placeless("unreadable-file", format!("cannot read standard input: {why}"))
    };
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| trouble(&error))?;
    let folder = here.canonicalize().map_err(|error| trouble(&error))?;
    let root = root_of(&folder);
    let lab = from_root(&root, &folder.join("-")).ok_or_else(|| trouble(&"the current folder's path is not UTF-8"))?;
    let project = Project { system: Box::new(Disk::new(root.clone()).with(lab.clone(), bytes)), lab };
    Ok(Located {
        project,
        names: Names { root, here: Some(folder.clone()), current: Some(folder) },
        folder: PathBuf::new(),
    })
}

/// The nearest folder with a lock in `folder` or above, else `folder` itself.
pub(crate) fn root_of(folder: &Path) -> PathBuf {
    folder.ancestors().find(|above| above.join(LOCK).is_file()).unwrap_or(folder).to_owned()
}

/// `file` from `root`, with `/` between its parts.
fn from_root(root: &Path, file: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = file.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// `path` as it is written from the folder `from`; both are absolute.
pub(crate) fn relative(path: &Path, from: &Path) -> PathBuf {
    let (mut path_parts, mut from_parts) = (path.components().peekable(), from.components().peekable());
    while path_parts.peek().is_some() && path_parts.peek() == from_parts.peek() {
        path_parts.next();
        from_parts.next();
    }
    from_parts.map(|_| Component::ParentDir).chain(path_parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_from_the_folder_that_the_user_is_in() {
        let from = |path: &str, here: &str| relative(Path::new(path), Path::new(here)).display().to_string();
        assert_eq!(from("/p/examples/room/lab.dl", "/p"), "examples/room/lab.dl");
        assert_eq!(from("/p/examples/room/lab.dl", "/p/examples/room"), "lab.dl");
        assert_eq!(from("/p/examples/shared.dl", "/p/examples/room"), "../shared.dl");
        assert_eq!(from("/q/lab.dl", "/p/x"), "../../q/lab.dl");
    }

    #[test]
    fn the_root_is_the_nearest_folder_with_a_lock_else_the_labs_own() {
        let top = tempfile::tempdir().expect("a folder");
        let room = top.path().join("examples/room");
        std::fs::create_dir_all(&room).expect("folders");
        assert_eq!(root_of(&room), room);
        std::fs::write(top.path().join("examples").join(LOCK), "").expect("a file");
        assert_eq!(root_of(&room), top.path().join("examples"));
        assert_eq!(from_root(&root_of(&room), &room.join("lab.dl")).as_deref(), Some("room/lab.dl"));
    }

    #[test]
    fn files_of_the_library_and_standard_input_keep_their_names() {
        let names = Names { root: PathBuf::from("/p"), here: Some(PathBuf::from("/p/room")), current: None };
        assert_eq!(names.of("std:os/flatcar.dl"), "std:os/flatcar.dl");
        assert_eq!(names.of("-"), "-");
        assert_eq!(names.of("room/lab.dl"), "lab.dl");
        let mut absolute = Names { root: PathBuf::from("/p"), here: None, current: Some(PathBuf::from("/p")) };
        assert_eq!(absolute.of("room/lab.dl"), "/p/room/lab.dl");
        assert_eq!(absolute.in_repository("room/lab.dl"), "room/lab.dl");
        absolute.current = Some(PathBuf::from("/q"));
        assert_eq!(absolute.in_repository("room/lab.dl"), "/p/room/lab.dl");
    }
}
