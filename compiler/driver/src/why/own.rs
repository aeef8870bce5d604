//! What the compiler itself writes of the tree: the manifest, the sums, and the page for the staff.

use super::answer::{Answer, Kind, Reason};
use super::place::At;
use super::reasons::Reasons;
use super::shape;
use super::texts::span;
use super::view::{Found, Missing, View};
use crate::build::VERSION;
use crate::trace::{Made, Scene};
use dlc_base::Span;
use dlc_emit::{MANIFEST, Manifest, Root, SUMS};
use dlc_model::input_path::InputPath;
use dlc_model::{Node, Tree};

/// The page for the staff.
const GUIDE: &str = "operator/README.md";

/// Whether the compiler writes the file of this path about the tree itself.
pub(super) fn is_about_the_tree(path: &str) -> bool {
    path == MANIFEST || path == SUMS
}

/// The manifest or the sums as they lie on the disk.
pub(super) fn view(path: &str, bytes: &[u8]) -> View {
    View::of(path, &Made { bytes: bytes.to_vec(), target: "dlc".to_owned(), ..Made::default() })
}

/// Why the manifest or the sums say what they do at a place.
pub(super) fn about(
    reasons: &Reasons<'_>,
    manifest: &Manifest,
    path: &str,
    disk: &[u8],
    pointer: Option<&str>,
    at: At,
) -> Result<Answer, Missing> {
    let found = view(path, disk).find(pointer, at)?;
    let behind = match found.place.strip_prefix('#') {
        Some(pointer) => of_manifest(reasons, manifest, pointer),
        None => of_sums(reasons, manifest, disk, &found),
    };
    let text = disk.get(found.range.clone()).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Ok(Answer {
        file: path.to_owned(),
        place: found.place,
        text: text.map(|text| super::behind::shortened(&text)),
        target: "dlc".to_owned(),
        version: VERSION.to_owned(),
        node: None,
        reasons: behind,
    })
}

fn of_manifest(reasons: &Reasons<'_>, manifest: &Manifest, pointer: &str) -> Vec<Reason> {
    let mut steps = pointer.split('/').skip(1);
    let (first, number) = (steps.next().unwrap_or_default(), steps.next());
    let number: Option<usize> = number.and_then(|number| number.parse().ok());
    match (first, number) {
        ("artifacts", Some(number)) => match manifest.artifacts.get(number) {
            Some(artifact) => of_artifact(reasons, &artifact.path),
            None => vec![rule("dlc lists every file of the tree")],
        },
        ("inputs", Some(number)) => manifest.inputs.get(number).map_or_else(Vec::new, |input| {
            let place = start_of(reasons, &input.path);
            vec![Reason::new(Kind::File, format!("the build read `{}`, and this is its digest", input.path), place)]
        }),
        ("plugins", Some(number)) => manifest.plugins.get(number).map_or_else(Vec::new, |plugin| {
            let mut reason = rule(&format!("target `{}` took part in the build", plugin.name));
            reason.place = asked_for(reasons, &plugin.name);
            vec![reason]
        }),
        ("exposed", Some(number)) => manifest.exposed.get(number).map_or_else(Vec::new, |exposed| {
            let place = written_in_a_source(reasons, &exposed.reason);
            vec![Reason::new(Kind::Written, format!("the lab lets `{}` out", exposed.secret), place)]
        }),
        ("lab", _) => {
            vec![Reason::new(Kind::File, "this lab was built".to_owned(), start_of(reasons, &manifest.lab))]
        }
        ("epoch", _) => vec![rule("the time that archives carry: `--epoch`, or SOURCE_DATE_EPOCH, or 0")],
        ("build", _) => {
            vec![rule("one digest over the lab's path, the compiler, the epoch, all inputs and all plugins")]
        }
        ("compiler", _) => vec![rule("the version of dlc that built the tree")],
        _ => vec![rule("dlc writes a manifest of every tree: what lies in it, and what it was made from")],
    }
}

fn of_sums(reasons: &Reasons<'_>, manifest: &Manifest, disk: &[u8], found: &Found) -> Vec<Reason> {
    let line = disk.get(found.range.clone()).map(String::from_utf8_lossy).unwrap_or_default();
    let path = line.split_once("  ").map(|(_, path)| path.trim_end()).unwrap_or_default();
    match manifest.artifact(path) {
        Some(artifact) if found.place.starts_with(':') => of_artifact(reasons, &artifact.path),
        _ => vec![rule("dlc writes the digest of every file of the tree, for `sha256sum -c`")],
    }
}

/// What stands behind a file as a whole: who makes it for whom, and what says where it lies.
pub(super) fn of_artifact(reasons: &Reasons<'_>, path: &str) -> Vec<Reason> {
    let scene = reasons.scene;
    let Some(made) = scene.files.get(path) else {
        return vec![rule(&format!("the lab makes no `{path}` now"))];
    };
    if path == GUIDE {
        return vec![rule("dlc writes this page for the lab's staff, from the whole lab")];
    }
    let mut out = Vec::new();
    let node = made.node.as_deref().and_then(|name| of_name(scene, name));
    let usage = match node {
        Some(node) => node.targets.get(&made.target),
        None => scene.cluster.targets.get(&made.target),
    };
    let root = node.map_or(dlc_model::Root::Lab, dlc_model::Root::of);
    let promises = usage.map(|usage| usage.promises.as_slice()).unwrap_or_default();
    let lies = |promise: &&dlc_model::Promise| {
        let full = format!("{}/{}", folder(promise.tree), promise.path);
        full == path || full.ends_with('/') && path.starts_with(&full)
    };
    if let Some(promise) = promises.iter().find(lies) {
        let own = [vec!["os".to_owned(), promise.field.clone()], option(&made.target, &promise.field)];
        let steps =
            if promise.field == "config" { own } else { [option(&made.target, &promise.field), own[0].clone()] };
        let input = steps.into_iter().next().map(|steps| InputPath { root: root.clone(), steps });
        out.extend(input.map(|input| reasons.reason(&input)));
    }
    let output = path.strip_prefix("operator/").filter(|_| made.target == "dlc");
    out.extend(output.map(|output| reasons.reason(&InputPath::in_lab(["outputs", output]))));
    out.push(reasons.reason(&InputPath { root, steps: Vec::new() }));
    out
}

fn option(target: &str, field: &str) -> Vec<String> {
    ["targets", target, "options", field].map(str::to_owned).to_vec()
}

fn folder(tree: Tree) -> &'static str {
    match tree {
        Tree::Http => Root::Http.folder(),
        Tree::Tftp => Root::Tftp.folder(),
        Tree::Operator => Root::Operator.folder(),
    }
}

fn of_name<'a>(scene: &'a Scene, name: &str) -> Option<&'a Node> {
    scene.cluster.node(name).or_else(|| scene.cluster.menu_machine(name))
}

/// What a line of the page for the staff speaks of: machines by their names and addresses, and the lab's own values.
pub(super) fn mentioned(scene: &Scene, path: &str, line: &str) -> Vec<InputPath> {
    if path != GUIDE {
        return Vec::new();
    }
    let words = |text: &str| line.match_indices(text).any(|(at, _)| stands_alone(line, at, text.len()));
    let mut out = Vec::new();
    for node in &scene.cluster.nodes {
        let said = [("name", Some(&node.name)), ("ip", node.ip.as_ref()), ("mac", node.mac.as_ref())];
        let said = said.into_iter().filter(|(_, value)| value.is_some_and(|value| words(value)));
        out.extend(said.map(|(field, _)| InputPath::in_node(node, [field])));
    }
    let lab = &scene.cluster.lab;
    if let Some(boot) = &lab.boot {
        let said = [("url", Some(&boot.url)), ("server", boot.server.as_ref()), ("user_class", Some(&boot.user_class))];
        let said = said.into_iter().filter(|(_, value)| value.is_some_and(|value| words(value)));
        out.extend(said.map(|(field, _)| InputPath::in_lab(["boot", field])));
    }
    for host in lab.hosts.iter().filter(|host| words(&host.name) || host.ip.as_ref().is_some_and(|ip| words(ip))) {
        out.push(InputPath::in_lab(["hosts", &host.name]));
    }
    if words(&lab.name) {
        out.push(InputPath::in_lab(Vec::<String>::new()));
    }
    out
}

/// Whether what stands at `at` is no part of a longer word.
fn stands_alone(line: &str, at: usize, length: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    !word(line[..at].chars().next_back()) && !word(line[at + length..].chars().next())
}

pub(super) fn rule(message: &str) -> Reason {
    Reason::new(Kind::Rule, message.to_owned(), None)
}

/// The first line of a file of the project. Of data no line is shown: it may hold a secret that nothing asks for.
fn start_of(reasons: &Reasons<'_>, path: &str) -> Option<Span> {
    let db = &reasons.front.db;
    let file = db.files().into_iter().find(|file| file.path(db) == path && path.ends_with(".dl"))?;
    let text = dlc_db::text(db, file).as_deref().ok()?;
    let (_, line) = shape::line_around(text, 0);
    Some(span(file.id(db), line))
}

/// Where a target was asked for: by name, or by the system of a machine.
fn asked_for(reasons: &Reasons<'_>, target: &str) -> Option<Span> {
    let by_name = InputPath::in_lab(["targets", target]);
    let by_system = reasons.scene.cluster.nodes.iter().find(|node| node.os.target == target);
    let paths = [Some(by_name), by_system.map(|node| InputPath::in_node(node, ["os"]))];
    paths.into_iter().flatten().find_map(|path| reasons.exact(&path))
}

/// The place in a file of the project where `text` stands in quotes.
fn written_in_a_source(reasons: &Reasons<'_>, text: &str) -> Option<Span> {
    let db = &reasons.front.db;
    let mut files: Vec<_> = db.files().into_iter().filter(|file| file.path(db).ends_with(".dl")).collect();
    files.sort_by_key(|file| file.path(db).to_owned());
    let quoted = format!("\"{text}\"");
    files.into_iter().find_map(|file| {
        let source = dlc_db::text(db, file).as_deref().ok()?;
        let at = source.find(&quoted)?;
        Some(span(file.id(db), at..at + quoted.len()))
    })
}
