//! What is mutated: the labs and modules of the examples, and the programs of the language's suite.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file, with the program that it belongs to.
pub(crate) struct Sample {
    /// Where it stands, for messages.
    pub(crate) name: String,
    /// All files of the program, by their paths from its root.
    pub(crate) files: BTreeMap<String, String>,
    /// The lab that is checked.
    pub(crate) entry: String,
    /// The file that is mutated.
    pub(crate) mutated: String,
}

impl Sample {
    /// The text that is mutated.
    pub(crate) fn text(&self) -> &str {
        &self.files[&self.mutated]
    }
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|above| above.join("tests/suite").is_dir()).expect("the repository").to_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below `folder` that end so, by their paths from it.
fn below(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let name = path.strip_prefix(folder).expect("below").to_str().expect("UTF-8").replace('\\', "/");
                out.insert(name, read(&path));
            }
        }
    }
    out
}

/// Each lab of the examples, and each of their modules with a lab that uses it.
pub(crate) fn examples() -> Vec<Sample> {
    let files = below(&root().join("examples"), "dl");
    let labs: Vec<&String> = files.keys().filter(|path| path.ends_with("lab.dl")).collect();
    let sample = |entry: &str, mutated: &str| Sample {
        name: format!("examples/{mutated}"),
        files: files.clone(),
        entry: entry.to_owned(),
        mutated: mutated.to_owned(),
    };
    let modules = files.keys().filter(|path| !path.ends_with("lab.dl")).map(|path| (labs[0], path));
    labs.iter().map(|lab| (*lab, *lab)).chain(modules).map(|(entry, mutated)| sample(entry, mutated)).collect()
}

/// The programs of the suite, each with the files of its section.
pub(crate) fn suite() -> Vec<Sample> {
    let pages = below(&root().join("tests/suite/lang"), "md");
    pages.iter().flat_map(|(page, text)| programs(page, text)).collect()
}

fn programs(page: &str, text: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut named: Option<String> = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.starts_with('#') {
            files.clear();
        } else if let Some(name) = line.strip_prefix('`').and_then(|l| l.strip_suffix('`')).filter(|n| !n.contains('`'))
        {
            named = Some(name.to_owned());
        } else if line.starts_with("```") {
            let block: String = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .map(|line| format!("{line}\n"))
                .collect();
            let entry = match named.take() {
                Some(name) if !name.ends_with("lab.dl") => {
                    files.insert(name, block);
                    continue;
                }
                Some(name) => name,
                None if line == "```dl" => "lab.dl".to_owned(),
                None => continue,
            };
            let mut files = files.clone();
            files.insert(entry.clone(), block);
            samples.push(Sample { name: format!("{page}:{}", number + 1), files, mutated: entry.clone(), entry });
        }
    }
    samples
}
