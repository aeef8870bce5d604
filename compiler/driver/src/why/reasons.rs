//! From a place of the model to what stands behind it: the line of the lab or of the library, what it overrode, and
//! the includes that brought it.

mod parts;
mod words;

use super::answer::{Kind, Other, Reason};
use super::texts::{What, Wrote, wrote};
use crate::front::Front;
use crate::trace::Scene;
use dlc_base::{Origin, OriginKind, Span};
use dlc_eval::model::{How, LabOrigins, Said, said};
use dlc_eval::value::Cell;
use dlc_model::input_path::{InputPath, Root};
use dlc_secret::Source;
use std::collections::BTreeSet;
use words::title;

/// How many other places are shown with one.
const OTHERS: usize = 8;

/// Who knows where the model comes from.
pub(crate) struct Reasons<'a> {
    pub(super) front: &'a Front,
    pub(super) scene: &'a Scene,
    origins: LabOrigins<'a>,
    /// The files that hold secrets.
    sealed: BTreeSet<String>,
}

/// A text of the output that a value became.
#[derive(Clone, Copy)]
pub(super) struct Became<'t> {
    /// The text.
    pub(super) text: &'t [u8],
    /// Which of its bytes is asked about.
    pub(super) at: Option<usize>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(front: &'a Front, scene: &'a Scene) -> Self {
        let lies_in = |source: &Source| match source {
            Source::Named(_) => None,
            Source::File(path) | Source::Value(path, _) => Some(path.clone()),
        };
        let sources = scene.secrets.recipes().flat_map(|recipe| recipe.sources());
        let mut sealed: BTreeSet<String> = sources.filter_map(lies_in).collect();
        // What is let out is no secret where it lies, and stands beside others where it comes from.
        let exposed = crate::secrets::exposed(front);
        let named = |path: &str| exposed.iter().any(|exposed| exposed.secret.contains(&format!("({path:?})")));
        let files = front.db.files().into_iter().map(|file| file.path(&front.db).to_owned());
        sealed.extend(files.filter(|path| named(path)));
        Self { front, scene, origins: LabOrigins::new(&front.db, scene.lab), sealed }
    }

    /// What stands behind `inputs`, of which the parts that became the text, where they can be told, come first.
    /// `rest` is the way from where `inputs` were named to the place that is asked about.
    pub(super) fn of(&self, inputs: &[InputPath], rest: &[String], became: Option<Became<'_>>) -> Vec<Reason> {
        let mut exact = Vec::new();
        let mut around = Vec::new();
        for input in inputs {
            let (path, by_name) = self.by_names(input, rest);
            let parts = became.map(|became| self.by_text(&path, became)).unwrap_or_default();
            if parts.is_empty() {
                if by_name { &mut exact } else { &mut around }.push(path);
            } else {
                exact.extend(parts);
            }
        }
        exact.append(&mut around);
        let mut reasons: Vec<Reason> = Vec::new();
        for path in exact {
            let mut found = self.text_of(&path, became);
            found.push(self.reason(&path));
            for reason in found {
                if !reasons.iter().any(|known| {
                    known.place == reason.place && known.kind == reason.kind && known.input == reason.input
                }) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }

    /// The very characters of a text, where a byte of it is asked about.
    fn text_of(&self, path: &InputPath, became: Option<Became<'_>>) -> Vec<Reason> {
        let (Some(became), Some(cell)) = (became, self.origins.value(path)) else { return Vec::new() };
        let Some(at) = became.at else { return Vec::new() };
        wrote(self.front, cell.origin, became.text, at).into_iter().flat_map(|wrote| self.wrote(path, wrote)).collect()
    }

    fn wrote(&self, path: &InputPath, Wrote { place, what, names, became }: Wrote) -> Vec<Reason> {
        let (kind, message) = match what {
            What::Characters => (Kind::Written, format!("these characters of {} are written here", title(path))),
            What::Hole => (Kind::Hole, format!("this hole of {} put them there", title(path))),
            What::File => (Kind::File, "this line of a file that the lab reads became it".to_owned()),
        };
        let value = self.named(path, &names, &became).map(|value| self.reason(&value));
        let reason = Reason { input: Some(path.to_string()), ..Reason::new(kind, message, Some(place)) };
        // The hole's value stands nearer than the hole.
        value.into_iter().chain([reason]).collect()
    }

    /// What `node.NAME` and `lab.NAME` mean in a text of the model at `path`; of another word, such as the variable of a
    /// loop over machines, the one machine whose value `became` the text.
    fn named(&self, path: &InputPath, names: &[String], became: &[u8]) -> Option<InputPath> {
        let (first, rest) = names.split_first().filter(|(_, rest)| !rest.is_empty())?;
        let at = |root: Root| InputPath { root, steps: rest.to_vec() };
        let root = match (first.as_str(), &path.root) {
            ("node" | "machine", root @ (Root::Node(_) | Root::MenuMachine(_))) => root.clone(),
            ("lab", _) => Root::Lab,
            _ => {
                let says = |root: &Root| {
                    let value = self.origins.value(&at(root.clone())).and_then(|cell| cell.value.to_text());
                    value.is_some_and(|text| text.as_bytes() == became)
                };
                let nodes = self.scene.cluster.nodes.iter().map(|node| Root::Node(node.name.clone()));
                let mut same = nodes.filter(says);
                return same.next().filter(|_| same.next().is_none()).map(at);
            }
        };
        let value = at(root);
        self.origins.value(&value).is_some().then_some(value)
    }

    /// What stands behind the value at `path`, or behind the nearest that it is in.
    pub(crate) fn reason(&self, path: &InputPath) -> Reason {
        let input = Some(path.to_string());
        if let Some(of) = self.scene.contributed.iter().find(|of| holds(&of.path, path)) {
            let message = format!("target `{}` contributes {}", of.target, title(path));
            let asked = InputPath::in_lab(["targets", &of.target]);
            let place = self.origins.value(&asked).and_then(|cell| self.span(cell.origin));
            return Reason { input, ..Reason::new(Kind::Contributed, message, place) };
        }
        if self.is_short_id(path) {
            let message = "dlc itself puts the machine's short id at the end of the kernel line".to_owned();
            let note = "a digest of the machine's input, of its targets' components and of the compiler's version";
            return Reason { input, notes: vec![note.to_owned()], ..Reason::new(Kind::Rule, message, None) };
        }
        let mut at = Some(path.clone());
        while let Some(here) = at {
            if let Some(cell) = self.origins.value(&here)
                && let Some(place) = self.span(cell.origin)
            {
                return Reason { input, ..self.at(&here, &cell, place) };
            }
            at = here.parent();
        }
        Reason { input, ..Reason::new(Kind::Rule, format!("dlc itself decides {}", title(path)), None) }
    }

    /// Where a place is. None for one in a file that holds secrets: its lines would be shown.
    pub(crate) fn span(&self, origin: Origin) -> Option<Span> {
        let place = self.front.span(origin)?;
        let file = self.front.db.file_of(place.file)?;
        (!self.sealed.contains(file.path(&self.front.db))).then_some(place)
    }

    /// The value at `path`, as the lab has it.
    pub(crate) fn value(&self, path: &InputPath) -> Option<Cell> {
        self.origins.value(path)
    }

    /// Where the value at `path` itself is written.
    pub(crate) fn exact(&self, path: &InputPath) -> Option<Span> {
        self.span(self.origins.value(path)?.origin)
    }

    /// Whether this is the argument that the compiler adds to what the lab and the system say.
    fn is_short_id(&self, path: &InputPath) -> bool {
        let Some((last, list)) = path.steps.split_last() else { return false };
        let list = InputPath { root: path.root.clone(), steps: list.to_vec() };
        self.short_id(&list).is_some_and(|(steps, _)| steps.first() == Some(last))
    }

    fn at(&self, path: &InputPath, cell: &Cell, place: Span) -> Reason {
        let library = self.front.db.file_of(place.file).is_some_and(|file| file.path(&self.front.db).contains(':'));
        let what = title(path);
        let (kind, verb) = match cell.origin.kind {
            OriginKind::Default if library => (Kind::Default, "is a default of the library"),
            OriginKind::Default => (Kind::Default, "is a default"),
            OriginKind::Computed => (Kind::Computed, "is computed from this"),
            OriginKind::Data => (Kind::Data, "is read from data"),
            OriginKind::Contributed | OriginKind::Builtin => (Kind::Rule, "comes with the language"),
            OriginKind::Written if library => (Kind::Default, "comes from the library"),
            OriginKind::Written => (Kind::Written, "is written here"),
        };
        let mut reason = Reason::new(kind, format!("{what} {verb}"), Some(place));
        reason.within = self.within(cell.origin);
        reason.notes.extend(self.doc(place).filter(|_| library));
        reason.others = self.others(path, place);
        reason
    }

    /// The other places that speak of the value: what was overridden, what was added, and who included it.
    fn others(&self, path: &InputPath, primary: Span) -> Vec<Other> {
        let mut out: Vec<Other> = Vec::new();
        let mut push = |origin: Origin, role: &'static str| {
            let Some(place) = self.span(origin) else { return };
            let same = |at: Span| at.file == place.file && at.range.start() == place.range.start();
            if !same(primary) && !out.iter().any(|other| same(other.place)) && out.len() < OTHERS {
                out.push(Other { place, role, within: self.within(origin) });
            }
        };
        let all = said(&self.front.db, self.scene.lab, path);
        for Said { place, how, counts, .. } in all.iter().rev() {
            match (counts, how) {
                (false, _) => push(*place, "overridden"),
                (true, How::Set) => push(*place, "set here"),
                (true, How::Added) => push(*place, "added here"),
                (true, How::Amended) => push(*place, "amended here"),
                (true, How::Block) => push(*place, "the block"),
            }
        }
        // The includes of what counts, of which the strongest stands last.
        if let Some(strongest) = all.iter().rev().find(|said| said.counts) {
            strongest.brought_by.iter().for_each(|include| push(*include, "included here"));
        }
        out
    }

    /// The text at a place.
    pub(super) fn source(&self, place: Span) -> Option<String> {
        let db = &self.front.db;
        let text = dlc_db::text(db, db.file_of(place.file)?).as_deref().ok()?;
        text.get(usize::from(place.range.start())..usize::from(place.range.end())).map(str::to_owned)
    }
}

/// Whether `path` is `outer` or lies in it.
fn holds(outer: &InputPath, path: &InputPath) -> bool {
    outer.root == path.root && path.steps.starts_with(&outer.steps)
}
