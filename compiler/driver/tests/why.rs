//! `dlc why` over whole labs: how much of the output leads back, and that every byte has an answer.

use dlc_driver::why::{self, Kind, Question, Share, Tree};
use dlc_driver::{BuildOptions, Content, Outcome, Project, Quiet, System};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The least share of leaves that lead to a place of the lab, a default or a rule that is named.
const LEAST: f64 = 0.95;
/// How many bytes are asked about in each file.
const BYTES: usize = 24;

/// A project on the disk.
struct Folder(PathBuf);

impl System for Folder {
    fn read(&self, path: &str) -> Content {
        std::fs::read(self.0.join(path)).map_or(Content::Missing, |bytes| Content::Bytes(bytes.into()))
    }
}

/// A project of one file.
struct One(String);

impl System for One {
    fn read(&self, path: &str) -> Content {
        if path == "lab.dl" { Content::Bytes(self.0.as_bytes().into()) } else { Content::Missing }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cache() -> Option<PathBuf> {
    Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"))
}

/// The labs of the examples, by the folder's name.
fn examples() -> Vec<String> {
    let folder = repository().join("examples");
    let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let labs = names.filter(|path| path.join("lab.dl").is_file());
    let mut labs: Vec<String> =
        labs.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    labs.sort();
    assert!(!labs.is_empty(), "there are examples");
    labs
}

fn example(name: &str) -> Project {
    Project { system: Box::new(Folder(repository().join("examples"))), lab: format!("{name}/lab.dl") }
}

fn one(text: &str) -> Project {
    Project { system: Box::new(One(text.to_owned())), lab: "lab.dl".to_owned() }
}

/// The programs of the targets' pages in the suite, which try every corner of each. Those that are refused have no
/// output.
fn suite() -> Vec<String> {
    let folder = repository().join("tests/suite/targets");
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    pages.sort();
    let mut programs = Vec::new();
    for page in pages.iter().filter(|page| page.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(page).expect("a page");
        let blocks = text.split("\n```dl").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split_once("\n```"));
        programs.extend(blocks.map(|(program, _)| format!("{program}\n")).filter(|program| program.contains("\nlab ")));
    }
    programs
}

fn open(folder: &Path) -> Tree {
    Tree::open(folder).expect("a tree")
}

/// A lab that says much of a machine.
const RICH: &str = include_str!("why/rich.dl");

#[test]
fn nearly_every_part_of_the_output_leads_back_to_the_lab_a_default_or_a_rule() {
    let mut all: Vec<(String, Share)> = Vec::new();
    let mut add = |name: &str, project: Project, must: bool| {
        let Outcome { value, diagnostics, .. } = why::shares(project, cache());
        assert!(value.is_some() || !must, "{name}: {diagnostics:?}");
        all.extend(value.unwrap_or_default().into_iter().map(|share| (name.to_owned(), share)));
    };
    for name in examples() {
        add(&name, example(&name), true);
    }
    add("rich", one(RICH), true);
    for (number, program) in suite().iter().enumerate() {
        add(&format!("program {number} of the suite"), one(program), false);
    }
    let mut shares: BTreeMap<(&str, bool), (usize, usize, Vec<String>)> = BTreeMap::new();
    for (name, share) in &all {
        let entry = shares.entry((share.target.as_str(), share.structured)).or_default();
        entry.0 += share.parts;
        entry.1 += share.unknown.len();
        let shown = share.unknown.iter().take(5).map(|place| format!("{name}: {}{place}", share.file));
        entry.2.extend(shown);
    }
    let mut low = Vec::new();
    for ((target, structured), (parts, unknown, places)) in &shares {
        let share = 1.0 - *unknown as f64 / (*parts).max(1) as f64;
        let what = if *structured { "leaves" } else { "lines" };
        println!("{target}: {:.1} % of {parts} {what} lead back", share * 100.0);
        if share < LEAST {
            low.push(format!(
                "{target}: {:.1} % of {parts} {what}; of the rest:\n  {}",
                share * 100.0,
                places[..places.len().min(20)].join("\n  ")
            ));
        }
    }
    assert!(shares.keys().any(|(target, structured)| *target == "ignition" && *structured));
    assert!(low.is_empty(), "{}", low.join("\n"));
}

/// Numbers that look like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Builds a project; the tree, and its files by their paths.
fn build(project: Project, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let options = BuildOptions { out: folder.join("build"), cache: cache(), ..BuildOptions::default() };
    let Outcome { value, diagnostics, .. } = dlc_driver::build(project, &options, &Quiet);
    assert!(value.is_some(), "{diagnostics:?}");
    let mut files = Vec::new();
    read(&options.out, &options.out, &mut files);
    files.sort();
    files
}

fn read(top: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            read(top, &path, files);
        } else {
            let name = path.strip_prefix(top).expect("below").to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).expect("a file")));
        }
    }
}

#[test]
fn every_byte_of_the_examples_has_an_answer_and_what_stands_in_the_lab_once_is_found_there() {
    let tried: usize = examples().iter().map(|name| random_bytes(name, &|| example(name))).sum();
    assert!(tried >= 7, "of {tried} places was tried whether the right line is named");
}

#[test]
fn every_byte_of_a_lab_that_says_much_has_an_answer_and_what_stands_there_once_is_found() {
    let tried = random_bytes("rich", &|| one(RICH));
    assert!(tried > 5, "of {tried} places was tried whether the right line is named");
}

/// Every text in data, by its place.
fn leaves(data: &serde_json::Value, at: String, found: &mut dyn FnMut(String, &str)) {
    match data {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, item)| leaves(item, format!("{at}/{number}"), found));
        }
        serde_json::Value::Object(fields) => {
            let key = |key: &str| key.replace('~', "~0").replace('/', "~1");
            fields.iter().for_each(|(name, field)| leaves(field, format!("{at}/{}", key(name)), found));
        }
        leaf => found(at, leaf.as_str().unwrap_or_default()),
    }
}

/// Asks about bytes of every file in the tree, and about every leaf of JSON. How many answers could be tried.
fn random_bytes(name: &str, project: &dyn Fn() -> Project) -> usize {
    let mut chance = Chance(0x5eed_1234_abcd_0042);
    let folder = tempfile::tempdir().expect("a folder");
    let files = build(project(), folder.path());
    let mut places = Vec::new();
    for (file, bytes) in &files {
        places.extend((0..BYTES).map(|_| (file.clone(), format!("@{}", chance.below(bytes.len())))));
        places.push((file.clone(), String::new()));
        if let Ok(data) = serde_json::from_slice(bytes) {
            leaves(&data, "#".to_owned(), &mut |pointer, says| {
                // What a data URL holds is asked about by its lines.
                let held = says.strip_prefix("data:,").unwrap_or_default().matches("%0A").count();
                places.extend((1..=held).map(|line| (file.clone(), format!("{pointer}!:{line}"))));
                places.push((file.clone(), pointer));
            });
        }
    }
    let question =
        Question { tree: open(&folder.path().join("build")), places: places.clone(), cache: cache(), threads: 1 };
    let Outcome { value, diagnostics, texts, .. } = why::why(project(), &question);
    let answers = value.unwrap_or_else(|| panic!("{name}: {diagnostics:?}"));
    assert!(diagnostics.is_empty(), "{name}: the tree is new: {diagnostics:?}");
    let mut tried = 0;
    for ((file, place), answer) in places.iter().zip(answers) {
        let answer = answer.unwrap_or_else(|| panic!("{name}: no answer for {file}{place}"));
        assert!(!answer.reasons.is_empty(), "{name}: nothing behind {file}{place}");
        for told in [why::human(&answer, &texts, false), why::short(&answer, &texts), why::json(&answer, &texts)] {
            assert!(!told.is_empty());
        }
        tried += usize::from(stands_where_it_is_said(name, &answer, &texts, &project()));
    }
    tried
}

/// Whether the answer could be tried, which it can where what stands there is written in the lab once: then that is
/// among the lines that are named.
fn stands_where_it_is_said(name: &str, answer: &why::Answer, texts: &dlc_driver::Texts, project: &Project) -> bool {
    use dlc_base::render::Sources as _;
    // A number or `true` may be written anywhere; a line inside of a file has no quotes.
    let unquoted = |text: &'_ str| text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).map(str::to_owned);
    let is_line = answer.place.contains('!');
    let text = answer.text.as_ref().and_then(|text| if is_line { Some(text.clone()) } else { unquoted(text) });
    let Some(text) = text else { return false };
    let text = text.as_str();
    if text.len() < 4 || text.contains(['\n', '…', '\\']) || answer.target == "dlc" {
        return false;
    }
    let Content::Bytes(bytes) = project.system.read(&project.lab) else { return false };
    let lab = String::from_utf8(bytes.to_vec()).expect("it is text");
    if lab.matches(text).count() != 1 || answer.reasons[0].kind != Kind::Written {
        return false;
    }
    let named = answer.places().filter_map(|place| {
        let (_, source) = texts.source(place.file)?;
        let (start, end) = (usize::from(place.range.start()), usize::from(place.range.end()));
        let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = source[end..].find('\n').map_or(source.len(), |at| end + at);
        Some(source[from..to].to_owned())
    });
    let named: Vec<String> = named.collect();
    let place = format!("{}{}", answer.file, answer.place);
    assert!(named.iter().any(|line| line.contains(text)), "{name}: {place} is `{text}`, and named are {named:#?}");
    true
}

/// Asks about one place of the rich lab.
fn ask(places: &[&str]) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    build(one(RICH), folder.path());
    let split = |place: &&str| why::split(place, |path| folder.path().join("build").join(path).is_file());
    let places = places.iter().map(split).collect();
    let question = Question { tree: open(&folder.path().join("build")), places, cache: cache(), threads: 1 };
    let Outcome { value, diagnostics, texts, .. } = why::why(one(RICH), &question);
    let answers = value.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let told = answers.iter().map(|a| a.as_ref().map(|a| why::short(a, &texts)).unwrap_or_default()).collect();
    (told, format!("{diagnostics:?}"))
}

/// The number of the line of the rich lab that holds `text`.
fn line(text: &str) -> String {
    let number = RICH.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no line with {text}"));
    format!("lab.dl:{}:", number + 1)
}

#[test]
fn a_line_of_a_file_inside_of_a_data_url_leads_to_the_very_line_of_the_lab() {
    let source = "public/http/ignition/n1.ign#/storage/files";
    let index = |path: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let files = build(one(RICH), folder.path());
        let (_, bytes) = files.iter().find(|(name, _)| name.ends_with("n1.ign")).expect("it is there");
        let config: serde_json::Value = serde_json::from_slice(bytes).expect("it is JSON");
        let files = config["storage"]["files"].as_array().expect("files").clone();
        files.iter().position(|file| file["path"] == path).unwrap_or_else(|| panic!("no {path}"))
    };
    let banner = index("/etc/banner");
    let hosts = index("/etc/hosts");
    let places = [
        format!("{source}/{banner}/contents/source!:1"),
        format!("{source}/{banner}/contents/source!:3"),
        format!("{source}/{hosts}/contents/source!:2:1"),
        format!("{source}/{banner}/mode"),
        format!("{source}/{banner}/path"),
    ];
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let (told, _) = ask(&places);
    assert!(told[0].starts_with(&line("first line of the banner")), "{}", told[0]);
    assert!(told[1].contains(&line("last line, on")), "{}", told[1]);
    assert!(told[2].contains(&line("n1    10.0.0.4")) && told[2].contains(&line("for n in lab.nodes")), "{}", told[2]);
    assert!(told[3].starts_with(&line("mode = 0o640")), "{}", told[3]);
    assert!(told[3].contains("overridden") && told[3].contains(&line("mode = 0o600")), "{}", told[3]);
    assert!(told[4].starts_with(&line("file \"/etc/banner\" {  // in the stronger one")), "{}", told[4]);
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let (told, diagnostics) = ask(&["public/http/ignition/n1.ign#/storage/filse"]);
    assert_eq!(told, [""]);
    assert!(diagnostics.contains("unknown-place") && diagnostics.contains("`#/storage/files`"), "{diagnostics}");
    let (_, diagnostics) = ask(&["public/http/ignition/n3.ign:1"]);
    assert!(diagnostics.contains("not-in-tree") && diagnostics.contains("ignition/n1.ign"), "{diagnostics}");
    let (_, diagnostics) = ask(&["manifest.json:99999"]);
    assert!(diagnostics.contains("there is no line 99999"), "{diagnostics}");
}

#[test]
fn what_the_compiler_writes_about_the_tree_leads_on() {
    let (told, diagnostics) =
        ask(&["manifest.json#/artifacts/1/sha256", "SHA256SUMS:2", "manifest.json#/lab", "operator/notes"]);
    assert!(told.iter().all(|told| !told.is_empty()), "{told:?} {diagnostics}");
    assert!(told[2].starts_with("lab.dl:1:1: file:"), "{}", told[2]);
    assert!(told[3].contains(&line("output \"notes\"")), "{}", told[3]);
}

#[test]
fn a_tree_that_is_older_than_its_lab_is_said_to_be_with_what_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    build(one(RICH), folder.path());
    let tree = folder.path().join("build");
    let asked = |text: &str| {
        let places = vec![("public/http/ignition/n1.ign".to_owned(), "#/storage/files/0".to_owned())];
        let question = Question { tree: open(&tree), places, cache: cache(), threads: 1 };
        let Outcome { value, diagnostics, .. } = why::why(one(text), &question);
        assert!(value.is_some_and(|answers| answers[0].is_some()), "{diagnostics:?}");
        diagnostics.into_iter().map(|told| (told.code.into_owned(), told.notes)).collect::<Vec<_>>()
    };
    assert_eq!(asked(RICH), []);
    let told = asked(&RICH.replace("first line of the banner", "another line"));
    assert_eq!(told, [("tree-is-older".to_owned(), vec!["changed since: `lab.dl`".to_owned()])]);
    let file = tree.join("public/http/ignition/n1.ign");
    let text = std::fs::read_to_string(&file).expect("a file").replace("n1", "nx");
    std::fs::remove_file(&file).expect("it can go");
    std::fs::write(&file, text).expect("it can be written");
    assert_eq!(asked(RICH).into_iter().map(|(code, _)| code).collect::<Vec<_>>(), ["changed-by-hand"]);
}
