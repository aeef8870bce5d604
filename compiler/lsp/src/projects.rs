//! Which project a file belongs to, and its database.
//!
//! A project's root is the nearest folder above with `dlc.lock`, else the folder of a lab. A module without a lock
//! above belongs to the lab that includes it: one in its own folder, else one further up, as far as the editor's
//! folders reach.

mod draft;
mod labs;

pub(crate) use draft::Draft;

use crate::host::Host;
use crate::overlay::{Opened, Overlay};
use dlc_db::{Content, Database, Db as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A folder with this file is a project's root.
const LOCK: &str = "dlc.lock";

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    /// The root of its project.
    pub(crate) root: PathBuf,
    /// Its name in the project's database.
    pub(crate) path: String,
}

/// A project with its database.
pub(crate) struct Project {
    /// What was computed of it.
    pub(crate) db: Database,
    /// A second database, for texts that are changed to ask about them.
    pub(crate) draft: Arc<Draft>,
    /// Files that may declare labs.
    pub(crate) candidates: Vec<String>,
    /// Held by who evaluates: of a value that needs itself, two who go round at once see less than one.
    pub(crate) evaluating: Arc<Mutex<()>>,
    /// Counts what was changed.
    pub(crate) generation: u64,
    /// The generation that was looked through last.
    pub(crate) checked: Option<u64>,
    /// Whether somebody looks through it now.
    pub(crate) is_running: bool,
}

/// All projects.
pub(crate) struct Projects {
    host: Arc<dyn Host>,
    opened: Opened,
    /// The editor's folders.
    folders: Vec<PathBuf>,
    all: BTreeMap<PathBuf, Project>,
    homes: BTreeMap<PathBuf, Home>,
}

impl Projects {
    /// None yet.
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        let (opened, folders) = (Opened::default(), Vec::new());
        Self { host, opened, folders, all: BTreeMap::new(), homes: BTreeMap::new() }
    }

    /// Sets the editor's folders.
    pub(crate) fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders;
    }

    /// The editor's folders.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// A text is open, or was changed.
    pub(crate) fn edit(&mut self, path: &Path, text: &str) {
        let bytes: Arc<[u8]> = Arc::from(text.as_bytes());
        self.opened.set(path, Arc::clone(&bytes));
        self.set(path, &Content::Bytes(bytes));
    }

    /// A text was closed: the disk's counts.
    pub(crate) fn close(&mut self, path: &Path) {
        self.opened.remove(path);
        self.homes.remove(path);
        self.refresh(path);
    }

    /// A file that is not open may have changed on the disk.
    pub(crate) fn refresh(&mut self, path: &Path) {
        let Some((folder, name)) = path.parent().zip(path.file_name().and_then(|name| name.to_str())) else { return };
        let content = Overlay::new(folder.to_owned(), self.opened.clone(), self.disk(folder));
        let content = dlc_driver::System::read(&content, name);
        self.set(path, &content);
    }

    /// A file came or went, so that other labs may be there.
    pub(crate) fn look_again(&mut self, path: &Path) {
        for (root, project) in &mut self.all {
            if path.starts_with(root) {
                project.candidates = labs::candidates(&*self.host, root);
                project.generation += 1;
            }
        }
    }

    /// Forgets where files belong, because folders or locks changed. Projects of which nothing is open are closed.
    pub(crate) fn move_all(&mut self) {
        self.homes.clear();
        self.all.clear();
    }

    fn set(&mut self, path: &Path, content: &Content) {
        for (root, project) in &mut self.all {
            if let Some(name) = from_root(root, path)
                && (project.candidates.contains(&name) || is_loaded(&project.db, &name))
            {
                project.db.set_content(&name, content.clone());
                project.draft.set(&name, content.clone());
                project.generation += 1;
            }
        }
    }

    /// Where a file belongs. The answer stays until it is closed.
    pub(crate) fn home(&mut self, path: &Path) -> Home {
        if let Some(home) = self.homes.get(path) {
            return home.clone();
        }
        let home = self.find_home(path);
        self.project(&home.root).db.file(&home.path);
        self.homes.insert(path.to_owned(), home.clone());
        home
    }

    /// Where an open file belongs.
    pub(crate) fn home_of(&self, path: &Path) -> Option<&Home> {
        self.homes.get(path)
    }

    /// Looks again where a file belongs. Whether that is elsewhere now.
    pub(crate) fn has_moved(&mut self, path: &Path) -> bool {
        let before = self.homes.remove(path);
        before != Some(self.home(path))
    }

    fn find_home(&mut self, path: &Path) -> Home {
        if let Some(home) = self.of_library(path) {
            return home;
        }
        let folder = path.parent().unwrap_or(path).to_owned();
        let locked = folder.ancestors().find(|above| self.host.is_file(&above.join(LOCK))).map(Path::to_owned);
        let root = locked.unwrap_or_else(|| self.folder_of_lab(path, &folder));
        let path = from_root(&root, path).unwrap_or_default();
        Home { root, path }
    }

    /// A copy of a file of the library.
    fn of_library(&self, path: &Path) -> Option<Home> {
        let root = self.host.library()?;
        let name = from_root(&root, path)?;
        let name = match name.split_once('/')? {
            ("std", name) => format!("std:{name}"),
            ("targets", name) => format!("target:{}", name.strip_suffix(".dl")?),
            _ => return None,
        };
        Some(Home { root, path: name })
    }

    /// The folder of the lab that a file without a lock above belongs to; its own if there is none.
    fn folder_of_lab(&mut self, path: &Path, folder: &Path) -> PathBuf {
        let top = self.folders.iter().filter(|top| folder.starts_with(top)).min_by_key(|top| top.as_os_str().len());
        let Some(top) = top.cloned() else { return folder.to_owned() };
        for above in folder.ancestors().take_while(|above| above.starts_with(&top)) {
            if !self.host.list(above).iter().any(|found| !found.is_folder && labs::is_source(&found.name)) {
                continue;
            }
            let Some(name) = from_root(above, path) else { break };
            let project = self.project(above);
            let mut in_folder = project.candidates.iter().filter(|name| !name.contains('/'));
            if in_folder.any(|lab| labs::reaches(&project.db, lab, &name)) {
                return above.to_owned();
            }
        }
        folder.to_owned()
    }

    /// The project of a root; it is opened if it was not.
    pub(crate) fn project(&mut self, root: &Path) -> &mut Project {
        let (host, opened) = (&self.host, &self.opened);
        self.all.entry(root.to_owned()).or_insert_with(|| {
            let disk = root.is_absolute().then(|| host.system(root));
            let db = dlc_driver::open(Box::new(Overlay::new(root.to_owned(), opened.clone(), disk)));
            let candidates = if root.is_absolute() { labs::candidates(&**host, root) } else { Vec::new() };
            let draft = Arc::new(Draft::of(&db));
            Project {
                db,
                draft,
                candidates,
                evaluating: Arc::default(),
                generation: 0,
                checked: None,
                is_running: false,
            }
        })
    }

    /// The project of a root, if it is open.
    pub(crate) fn get(&mut self, root: &Path) -> Option<&mut Project> {
        self.all.get_mut(root)
    }

    /// The roots of the projects that files are open of, with the names of these.
    pub(crate) fn open_files(&self) -> BTreeMap<PathBuf, Vec<String>> {
        let mut out: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        for home in self.homes.values() {
            out.entry(home.root.clone()).or_default().push(home.path.clone());
        }
        out
    }

    fn disk(&self, folder: &Path) -> Option<Box<dyn dlc_driver::System>> {
        folder.is_absolute().then(|| self.host.system(folder))
    }
}

/// Whether a database has seen a file.
fn is_loaded(db: &Database, name: &str) -> bool {
    db.files().binary_search_by(|file| file.path(db).cmp(name)).is_ok()
}

/// A file as the database of a root calls it.
pub(crate) fn from_root(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/")).filter(|name| !name.is_empty())
}
