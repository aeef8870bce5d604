//! The lab's output once more, in memory, with what each part comes from: what `why` asks.
//!
//! Secrets are not opened: what stands for them is written in their places, and which places these are is kept.

use crate::blame::Blame;
use crate::build::{VERSION, evaluate};
use crate::contribute::contribute_and_keep;
use crate::front::Front;
use crate::outline::Outline;
use crate::render::Rendering;
use crate::secrets::Sealing;
use crate::{guide, has_errors, identity, planned};
use dlc_base::Diagnostic;
use dlc_db::EntityNo;
use dlc_emit::{Entry, Root, Tree, sha256};
use dlc_eval::model::{LabModel, LabOrigins, Secrets};
use dlc_model::contribute::Contributed;
use dlc_model::input_path::{InputPath, InputPaths, Subject};
use dlc_model::{Cluster, Contents};
use dlc_plugin_host::types::{Artifact, Place, Segment};
use dlc_plugin_host::{HostOptions, PluginHost};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

/// The lab as it is now, with its output.
pub(crate) struct Scene {
    pub(crate) lab: EntityNo,
    /// As targets were given it.
    pub(crate) cluster: Cluster,
    pub(crate) secrets: Secrets,
    /// What targets contributed to machines.
    pub(crate) contributed: Vec<Contributed>,
    /// The targets that ran: name, version, digest of the component.
    pub(crate) targets: Vec<dlc_emit::Plugin>,
    /// Every file of the tree, by its path from the tree's root.
    pub(crate) files: BTreeMap<String, Made>,
}

/// A file of the output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Made {
    pub(crate) target: String,
    pub(crate) node: Option<String>,
    pub(crate) media_type: String,
    /// Its bytes, with what stands for secrets.
    pub(crate) bytes: Vec<u8>,
    /// Where secrets stand in them, by handle.
    pub(crate) sealed: Vec<(Range<usize>, String)>,
    /// Which input each part comes from. What the target named wrongly is not among it.
    pub(crate) traces: Vec<(Place, Vec<InputPath>)>,
}

/// What targets said of their artefacts beside the bytes: of one, or of all where none is named.
#[derive(Default)]
pub(crate) struct Traced {
    wanted: Option<String>,
    parts: BTreeMap<String, Parts>,
}

/// What a target said of one artefact beside its bytes.
struct Parts {
    traces: Vec<(Place, Vec<InputPath>)>,
    /// What each piece is.
    pieces: Vec<Piece>,
}

enum Piece {
    Plain,
    Secret(String),
}

impl Traced {
    /// Notes what `target` answered for `subject`.
    pub(crate) fn note(
        &mut self,
        target: &str,
        subject: Subject<'_>,
        cluster: &Cluster,
        artifact: &Artifact,
        root: Root,
    ) {
        let path = format!("{}/{}", root.folder(), artifact.path);
        if self.wanted.as_ref().is_some_and(|wanted| *wanted != path) {
            return;
        }
        let paths = InputPaths::new(target, subject, cluster);
        let read = |inputs: &[String]| inputs.iter().filter_map(|input| paths.read(input).ok()).collect();
        let piece = |segment: &Segment| match segment {
            Segment::Bytes(_) | Segment::Blob { .. } => Piece::Plain,
            Segment::Secret { handle, .. } => Piece::Secret(handle.clone()),
        };
        let traces = artifact.traces.iter().map(|trace| (trace.place.clone(), read(&trace.inputs))).collect();
        self.parts.insert(path, Parts { traces, pieces: artifact.segments.iter().map(piece).collect() });
    }
}

/// Evaluates and renders the lab of `front`. Bytes are kept of the file `wanted` alone, of all where none is named.
/// None where the lab has errors, which go to `told`.
pub(crate) fn scene(
    front: &Front,
    cache: Option<PathBuf>,
    wanted: Option<&str>,
    told: &mut Vec<Diagnostic>,
) -> Option<Scene> {
    let (lab, LabModel { mut cluster, blobs, mut secrets, .. }) = evaluate(front, told)?;
    let origins = LabOrigins::new(&front.db, lab);
    let host =
        PluginHost::new(HostOptions { cache, ..HostOptions::default() }).map_err(|fault| told.push(fault)).ok()?;
    let targets = planned::plan(front, lab, &host, &mut cluster, &mut secrets, told)?;
    let mut contributed = Vec::new();
    told.extend(contribute_and_keep(front, lab, &mut cluster, &targets, &origins, &mut contributed));
    if has_errors(told) {
        return None;
    }
    identity::sign(&mut cluster, &targets, VERSION);
    let blame = Blame { cluster: &cluster, origins: &origins, front, lab };
    let traced = Traced { wanted: wanted.map(str::to_owned), ..Traced::default() };
    let kept = Kept { wanted: wanted.map(str::to_owned), files: BTreeMap::new() };
    let mut rendering = Rendering::new(kept, &blobs, Sealing::Outlined(&secrets), blame).traced(traced);
    rendering.all(&targets);
    guide::write(&mut rendering);
    let Rendering { tree: Kept { files, .. }, told: said, traced, .. } = rendering;
    told.extend(said);
    if has_errors(told) {
        return None;
    }
    let targets = targets.iter().map(crate::build::plugin).collect();
    let files = joined(files, traced.unwrap_or_default(), &cluster, &secrets);
    Some(Scene { lab, cluster, secrets, contributed, targets, files })
}

/// The files with what was said of their parts.
fn joined(
    files: BTreeMap<String, (Made, Vec<usize>)>,
    said: Traced,
    cluster: &Cluster,
    secrets: &Secrets,
) -> BTreeMap<String, Made> {
    let mut said = said.parts;
    let join = |(path, (mut made, lengths)): (String, (Made, Vec<usize>))| {
        if let Some(parts) = said.remove(&path) {
            let mut at = 0;
            for (length, piece) in lengths.into_iter().zip(parts.pieces) {
                match piece {
                    Piece::Plain => {}
                    Piece::Secret(handle) => made.seal(at..at + length, &handle, secrets),
                }
                at += length;
            }
            made.traces = parts.traces;
        } else {
            of_the_lab(&path, &mut made, cluster, secrets);
        }
        (path, made)
    };
    files.into_iter().map(join).collect()
}

/// A file that the compiler itself writes: an `output` of the lab leads to what the lab says of it.
fn of_the_lab(path: &str, made: &mut Made, cluster: &Cluster, secrets: &Secrets) {
    let below = path.strip_prefix(Root::Operator.folder()).and_then(|path| path.strip_prefix('/'));
    let Some(output) = cluster.outputs.iter().find(|output| Some(output.path.as_str()) == below) else { return };
    let at = InputPath::in_lab(["outputs", &output.path]);
    made.traces = vec![(Place::Whole, vec![at.clone().at("contents"), at])];
    if let Contents::Secret(handle) = &output.contents {
        made.seal(0..made.bytes.len(), handle, secrets);
    }
}

impl Made {
    /// Notes that what stands at `range` stands for the secret of `handle`; where it is written as it is, for those
    /// parts of it alone that are sealed.
    fn seal(&mut self, range: Range<usize>, handle: &str, secrets: &Secrets) {
        let outline = secrets.get(handle).map(|(recipe, _)| Outline::of(recipe)).unwrap_or_default();
        if self.bytes.get(range.clone()) != Some(outline.text.as_bytes()) {
            self.sealed.push((range, handle.to_owned()));
            return;
        }
        let parts = outline.sealed.into_iter();
        self.sealed.extend(parts.map(|part| (range.start + part.start..range.start + part.end, handle.to_owned())));
    }
}

/// A tree in memory that keeps what is asked for.
struct Kept {
    wanted: Option<String>,
    /// Each file with the lengths of its pieces.
    files: BTreeMap<String, (Made, Vec<usize>)>,
}

impl Tree for Kept {
    fn add(&mut self, entry: &Entry<'_>) -> dlc_emit::Result<dlc_emit::Digest> {
        let path = format!("{}/{}", entry.root.folder(), entry.path);
        let bytes = entry.contents.concat();
        let digest = sha256(&bytes);
        let wanted = self.wanted.as_ref().is_none_or(|wanted| *wanted == path);
        let made = Made {
            target: entry.target.to_owned(),
            node: entry.node.map(str::to_owned),
            media_type: entry.media_type.to_owned(),
            bytes: if wanted { bytes } else { Vec::new() },
            ..Made::default()
        };
        self.files.insert(path, (made, entry.contents.iter().map(|piece| piece.len()).collect()));
        Ok(digest)
    }
}
