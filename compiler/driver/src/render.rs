//! Every target's artefacts, one after the other into the tree. Only their digests stay in memory.

use crate::blame::{Blame, name_of};
use crate::contents::pieces;
use crate::gate::{Gate, TooMuch};
use crate::guide::Written;
use crate::secrets::{self, Sealing};
use crate::targets::Target;
use crate::trace::Traced;
use dlc_base::Diagnostic;
use dlc_emit::{Audience, EmitError, Entry, Root, sha512_hex};
use dlc_model::input_path::Subject;
use dlc_model::{Blobs, Tree};
use dlc_plugin_host::Plugin;
use dlc_plugin_host::input::{LabInput, LabTask, NodeInput, peers};
use dlc_plugin_host::types::{self, Answer, Artifact, ArtifactDigest, Rendered, Segment};
use std::collections::{BTreeMap, BTreeSet};

/// Where artefacts go.
pub(crate) struct Rendering<'a, T> {
    /// The tree.
    pub(crate) tree: T,
    /// What blobs hold.
    pub(crate) blobs: &'a Blobs,
    /// What becomes of secrets.
    pub(crate) sealing: Sealing<'a>,
    /// Who is to blame for what.
    pub(crate) blame: Blame<'a>,
    /// What there is to say.
    pub(crate) told: Vec<Diagnostic>,
    /// What keeps the tree from being written at all: a full disk, for one. Nothing is written after it.
    pub(crate) halted: Option<EmitError>,
    /// What targets said of the parts of their artefacts, where somebody wants to know.
    pub(crate) traced: Option<Traced>,
    /// What was written, for the page that tells the staff what to do with it.
    pub(crate) written: Written,
    /// What looks for secrets in what the network can read, and which it found for whom: each is told once.
    gate: Option<Gate>,
    leaks: BTreeSet<(String, String)>,
    /// Digests of artefacts of targets that others wait for, by the machine that they were made for.
    digests: BTreeMap<Option<String>, Vec<ArtifactDigest>>,
}

impl<'a, T: dlc_emit::Tree> Rendering<'a, T> {
    pub(crate) fn new(tree: T, blobs: &'a Blobs, sealing: Sealing<'a>, blame: Blame<'a>) -> Self {
        let (told, leaks, digests) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        let written = Written::default();
        Self { tree, blobs, sealing, blame, told, halted: None, traced: None, written, gate: None, leaks, digests }
    }

    /// The same behind a gate.
    pub(crate) fn gated(self, gate: Option<Gate>) -> Self {
        Self { gate, ..self }
    }

    /// The same with targets asked which input each part of an artefact comes from.
    pub(crate) fn traced(self, traced: Traced) -> Self {
        Self { traced: Some(traced), ..self }
    }

    /// Renders `targets`, which are in order.
    pub(crate) fn all(&mut self, targets: &[Target]) {
        for target in targets {
            let awaited = targets.iter().any(|other| other.description.digests_of.iter().any(|of| of == target.name()));
            if target.description.renders_nodes {
                self.machines(target, awaited);
            }
            if target.description.renders_lab {
                self.lab(target, awaited);
            }
        }
    }

    fn machines(&mut self, target: &Target, awaited: bool) {
        let cluster = self.blame.cluster;
        let trace = self.traced.is_some();
        let machines: Vec<_> = cluster.nodes.iter().chain(&cluster.menu_machines).collect();
        let digests: Vec<Vec<ArtifactDigest>> =
            machines.iter().map(|node| self.digests_for(target, &Some(node.name.clone()))).collect();
        let inputs: Vec<NodeInput<'_>> = machines
            .iter()
            .zip(&digests)
            .filter_map(|(node, digests)| Some(NodeInput { digests, trace, ..NodeInput::new(node, target.name())? }))
            .collect();
        let peers = peers(cluster, &target.description.peers);
        target.plugin.render_batches(&LabInput::new(cluster), &peers, &inputs, |positions, outcome| match outcome {
            Ok(answers) => {
                for (&position, answer) in positions.iter().zip(answers) {
                    self.answer(&target.plugin, Subject::Node(inputs[position].node), answer, awaited);
                }
            }
            Err(faults) => self.told.extend(faults),
        });
    }

    fn lab(&mut self, target: &Target, awaited: bool) {
        let cluster = self.blame.cluster;
        let Some(task) = LabTask::new(cluster, target.name(), target.description.sections) else { return };
        let digests: Vec<_> = self.digests.keys().flat_map(|node| self.digests_for(target, node)).collect();
        let task = LabTask { digests: &digests, trace: self.traced.is_some(), ..task };
        match target.plugin.render_lab(&LabInput::new(cluster), &task) {
            Ok(answer) => self.answer(&target.plugin, Subject::Lab, answer, awaited),
            Err(faults) => self.told.extend(faults),
        }
    }

    /// The digests that `target` waits for, of what was made for `node` or for the lab.
    fn digests_for(&self, target: &Target, node: &Option<String>) -> Vec<ArtifactDigest> {
        let made = self.digests.get(node).map_or(&[][..], Vec::as_slice);
        made.iter().filter(|digest| target.description.digests_of.contains(&digest.target)).cloned().collect()
    }

    fn answer(&mut self, plugin: &Plugin, subject: Subject<'_>, answer: Answer<Rendered>, awaited: bool) {
        let target = plugin.name();
        match answer {
            Ok(rendered) => {
                self.told.extend(self.blame.told(target, subject, &rendered.diagnostics));
                for artifact in &rendered.artifacts {
                    self.artifact(target, subject, artifact, awaited);
                }
            }
            Err(told) => self.told.extend(self.blame.told(target, subject, &told)),
        }
    }

    fn artifact(&mut self, target: &str, subject: Subject<'_>, artifact: &Artifact, awaited: bool) {
        let handles = artifact.segments.iter().filter_map(|segment| match segment {
            Segment::Secret { handle, .. } => Some(handle.as_str()),
            Segment::Bytes(_) | Segment::Blob { .. } => None,
        });
        let handles: BTreeSet<&str> = handles.collect();
        let (sealing, front) = (self.sealing, self.blame.front);
        if artifact.audience == types::Audience::Network || artifact.tree != Tree::Operator {
            let by = format!("target `{target}`, for {},", name_of(subject));
            self.told.extend(handles.iter().map(|handle| sealing.public(front, handle, &artifact.path, &by)));
            if !handles.is_empty() {
                return;
            }
        }
        let secret = !handles.is_empty();
        let pieces = match pieces(target, artifact, self.blobs, &|handle| sealing.open(front, handle)) {
            Ok(pieces) => pieces,
            Err(fault) => return self.told.push(fault.note(format!("for {}", name_of(subject)))),
        };
        let contents: Vec<&[u8]> = pieces.iter().map(|piece| &piece[..]).collect();
        let node = match subject {
            Subject::Node(node) => Some(node.name.as_str()),
            Subject::Lab => None,
        };
        let audience = match artifact.audience {
            types::Audience::Network => Audience::Network,
            types::Audience::Operator => Audience::Operator,
        };
        let Artifact { tree, path, mode, media_type, .. } = artifact;
        let (root, path) = (root(*tree), path.as_str());
        let entry = Entry { root, path, mode: *mode, media_type, audience, secret, target, node, contents: &contents };
        let Some(sha256) = self.add(&entry) else { return };
        if let Some(traced) = &mut self.traced {
            traced.note(target, subject, self.blame.cluster, artifact, root);
        }
        if awaited {
            self.digests.entry(node.map(str::to_owned)).or_default().push(ArtifactDigest {
                target: target.to_owned(),
                node: node.map(str::to_owned),
                tree: *tree,
                path: path.to_owned(),
                size: contents.iter().map(|piece| piece.len() as u64).sum(),
                sha256: sha256.to_string(),
                sha512: sha512_hex(&contents),
            });
        }
    }

    /// Adds one entry. What is wrong with it is told; what is wrong with the machine ends all writing.
    pub(crate) fn add(&mut self, entry: &Entry<'_>) -> Option<dlc_emit::Digest> {
        if self.halted.is_some() || !self.passes(entry) {
            return None;
        }
        match self.tree.add(entry) {
            Ok(sha256) => {
                self.written.note(entry);
                Some(sha256)
            }
            Err(error) if error.blames_an_artifact() => {
                self.told.push(error.diagnostic());
                None
            }
            Err(error) => {
                self.halted = Some(error);
                None
            }
        }
    }
}

impl<T> Rendering<'_, T> {
    /// Whether no secret stands in what the network would read; what does is told.
    fn passes(&mut self, entry: &Entry<'_>) -> bool {
        let Some(gate) = self.gate.as_ref().filter(|_| entry.root.is_public()) else { return true };
        let by = match entry.node {
            Some(node) => format!("target `{}`, for node `{node}`", entry.target),
            None => format!("target `{}`, for the lab", entry.target),
        };
        let in_path = gate.search(&[entry.path.as_bytes()]).unwrap_or_default();
        let place = in_path.is_empty().then_some(entry.path);
        let hits = match gate.search(entry.contents) {
            Ok(hits) => hits,
            Err(TooMuch) => {
                self.told.push(secrets::too_much(place.unwrap_or("…"), &by));
                return false;
            }
        };
        let passes = hits.is_empty() && in_path.is_empty();
        let hits = in_path.iter().map(|hit| (hit, None)).chain(hits.iter().map(|hit| (hit, place.or(Some("…")))));
        for (hit, place) in hits {
            if self.leaks.insert((hit.secret.clone(), entry.target.to_owned())) {
                self.told.push(secrets::found(hit, place, &by));
            }
        }
        passes
    }
}

/// The folder of a tree.
fn root(tree: Tree) -> Root {
    match tree {
        Tree::Http => Root::Http,
        Tree::Tftp => Root::Tftp,
        Tree::Operator => Root::Operator,
    }
}
