//! A loaded plugin and its calls.

use crate::abi::{self, Abi, Session};
use crate::answers::{Asked, check_description};
use crate::batch::batches;
use crate::blame::Call;
use crate::digest::Digest;
use crate::host::Inspection;
use crate::input::{LabInput, LabTask, NodeInput, Peer};
use crate::parallel::in_order;
use crate::paths::check_promises;
use crate::types::{Answer, Contribution, Description, Promise, Rendered};
use dlc_base::Diagnostic;
use wasmtime::Engine;

/// A plugin that was loaded. It can be called from several threads.
pub struct Plugin {
    pub(crate) name: String,
    pub(crate) digest: Digest,
    pub(crate) size: usize,
    pub(crate) imports: Vec<String>,
    pub(crate) abi: Box<dyn Abi>,
    pub(crate) engine: Engine,
    pub(crate) threads: usize,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin").field("name", &self.name).field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// What became of a call for nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeAnswers<T> {
    /// An answer a node, in the order asked. `None` for the nodes of a batch in which the plugin misbehaved.
    pub answers: Vec<Option<Answer<T>>>,
    /// The plugin's own faults, which no line of the lab is to blame for.
    pub faults: Vec<Diagnostic>,
}

impl Plugin {
    /// What the lab calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the component.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Asks it what it is.
    ///
    /// # Errors
    /// A fault of the plugin.
    pub fn describe(&self) -> Result<Description, Diagnostic> {
        let call = self.call("describe", &[], 0);
        let description = abi::call(&self.engine, &call, |store| self.abi.describe(store))?;
        check_description(&description).map_err(|what| call.bad_answer(what))?;
        Ok(description)
    }

    /// Name, version and world, for people.
    ///
    /// # Errors
    /// A fault of the plugin in `describe`.
    pub fn inspect(&self) -> Result<Inspection, Diagnostic> {
        let description = self.describe()?;
        Ok(Inspection {
            name: description.name,
            version: Some(description.version),
            world: Some(self.abi.world()),
            imports: self.imports.clone(),
            digest: self.digest,
            size: self.size,
        })
    }

    /// Machine configuration that it needs on each of `nodes`.
    pub fn contribute(
        &self,
        lab: &LabInput<'_>,
        peers: &[Peer<'_>],
        nodes: &[NodeInput<'_>],
    ) -> NodeAnswers<Contribution> {
        let run = |session: &dyn Session, batch: &[NodeInput<'_>]| {
            let names = names(batch);
            let call = self.call("contribute", &names, bytes(batch));
            let answers = abi::call(&self.engine, &call, |store| session.contribute(store, batch))?;
            let answers = counted(&call, answers)?;
            for (node, answer) in batch.iter().zip(&answers) {
                let asked = Asked::for_node(&self.name, lab, node);
                asked.check_contributed(answer).map_err(|what| call.bad_answer_for(node.name(), what))?;
            }
            Ok(answers)
        };
        self.collect(lab, peers, nodes, run, |_, _, _| Vec::new())
    }

    /// Renders `nodes`, all answers at once.
    pub fn render_nodes(
        &self,
        lab: &LabInput<'_>,
        peers: &[Peer<'_>],
        nodes: &[NodeInput<'_>],
    ) -> NodeAnswers<Rendered> {
        let run = |session: &dyn Session, batch: &[NodeInput<'_>]| self.render_batch_in(session, lab, batch);
        self.collect(lab, peers, nodes, run, |plugin, node, answer| plugin.path_faults(lab, node, answer))
    }

    /// Renders `nodes` and hands over each batch as soon as it and those before it are there, so that not all of a
    /// large lab's artefacts are in memory at once: positions in `nodes`, with an answer each, or the fault.
    ///
    /// The order of batches is the same whatever the threads.
    pub fn render_batches(
        &self,
        lab: &LabInput<'_>,
        peers: &[Peer<'_>],
        nodes: &[NodeInput<'_>],
        mut each: impl FnMut(&[usize], Result<Vec<Answer<Rendered>>, Vec<Diagnostic>>),
    ) {
        let run = |session: &dyn Session, batch: &[NodeInput<'_>]| {
            let answers = self.render_batch_in(session, lab, batch).map_err(|fault| vec![fault])?;
            let faults: Vec<_> =
                batch.iter().zip(&answers).flat_map(|(node, answer)| self.path_faults(lab, node, answer)).collect();
            if faults.is_empty() { Ok(answers) } else { Err(faults) }
        };
        self.in_batches(lab, peers, nodes, run, |positions, outcome| each(positions, outcome));
    }

    /// Renders what exists once a lab.
    ///
    /// # Errors
    /// The plugin's own faults. What is wrong with the lab is inside the answer.
    pub fn render_lab(&self, lab: &LabInput<'_>, task: &LabTask<'_>) -> Result<Answer<Rendered>, Vec<Diagnostic>> {
        let call = self.call("render-lab", &[], 0);
        let answer = abi::call(&self.engine, &call, |store| self.abi.render_lab(store, lab, task))
            .map_err(|fault| vec![fault])?;
        Asked::for_lab(&self.name, task).check_rendered(&answer).map_err(|what| vec![call.bad_answer(what)])?;
        if let Ok(rendered) = &answer {
            let shared = self.shared_folders(task);
            let faults = check_promises(&self.name, "the lab", &task.usage.promises, &shared, &rendered.artifacts);
            if !faults.is_empty() {
                return Err(faults);
            }
        }
        Ok(answer)
    }

    fn call<'a>(&'a self, function: &'static str, nodes: &'a [&'a str], bytes: usize) -> Call<'a> {
        Call { plugin: &self.name, function, nodes, bytes }
    }

    fn render_batch_in(
        &self,
        session: &dyn Session,
        lab: &LabInput<'_>,
        batch: &[NodeInput<'_>],
    ) -> Result<Vec<Answer<Rendered>>, Diagnostic> {
        let names = names(batch);
        let call = self.call("render-nodes", &names, bytes(batch));
        let answers = abi::call(&self.engine, &call, |store| session.render_nodes(store, batch))?;
        let answers = counted(&call, answers)?;
        for (node, answer) in batch.iter().zip(&answers) {
            let asked = Asked::for_node(&self.name, lab, node);
            asked.check_rendered(answer).map_err(|what| call.bad_answer_for(node.name(), what))?;
        }
        Ok(answers)
    }

    fn path_faults(&self, lab: &LabInput<'_>, node: &NodeInput<'_>, answer: &Answer<Rendered>) -> Vec<Diagnostic> {
        let Ok(rendered) = answer else { return Vec::new() };
        // What the lab promises too is one place for all, which `render-lab` fills; a machine may add to a folder of it.
        let of_lab = lab.cluster.targets.get(&self.name).map_or(&[][..], |usage| &usage.promises);
        let subject = format!("node `{}`", node.name());
        check_promises(&self.name, &subject, &node.usage.promises, of_lab, &rendered.artifacts)
    }

    /// Folders that machines promise too, and fill.
    fn shared_folders(&self, task: &LabTask<'_>) -> Vec<Promise> {
        let cluster = task.cluster;
        let shared = |promise: &&Promise| {
            let mut usages =
                cluster.nodes.iter().chain(&cluster.menu_machines).filter_map(|n| n.targets.get(&self.name));
            promise.path.ends_with('/') && usages.any(|usage| usage.promises.contains(promise))
        };
        task.usage.promises.iter().filter(shared).cloned().collect()
    }

    /// Runs every batch and puts the answers where the nodes were. A node whose answer has faults of its own loses
    /// that answer only.
    fn collect<T: Send>(
        &self,
        lab: &LabInput<'_>,
        peers: &[Peer<'_>],
        nodes: &[NodeInput<'_>],
        run: impl Fn(&dyn Session, &[NodeInput<'_>]) -> Result<Vec<Answer<T>>, Diagnostic> + Sync,
        faults_of: impl Fn(&Self, &NodeInput<'_>, &Answer<T>) -> Vec<Diagnostic>,
    ) -> NodeAnswers<T> {
        let mut out = NodeAnswers { answers: Vec::new(), faults: Vec::new() };
        out.answers.resize_with(nodes.len(), || None);
        self.in_batches(lab, peers, nodes, run, |positions, outcome| match outcome {
            Ok(answers) => {
                for (&position, answer) in positions.iter().zip(answers) {
                    let faults = faults_of(self, &nodes[position], &answer);
                    if faults.is_empty() {
                        out.answers[position] = Some(answer);
                    }
                    out.faults.extend(faults);
                }
            }
            Err(fault) => out.faults.push(fault),
        });
        out
    }

    fn in_batches<R: Send>(
        &self,
        lab: &LabInput<'_>,
        peers: &[Peer<'_>],
        nodes: &[NodeInput<'_>],
        run: impl Fn(&dyn Session, &[NodeInput<'_>]) -> R + Sync,
        mut each: impl FnMut(&[usize], R),
    ) {
        let session = self.abi.session(lab, peers);
        let batches = batches(nodes);
        let work = |batch: usize| {
            let members: Vec<NodeInput<'_>> = batches[batch].iter().map(|&position| nodes[position]).collect();
            run(&*session, &members)
        };
        in_order(self.threads, batches.len(), work, |batch, result| each(&batches[batch], result));
    }
}

fn names<'a>(nodes: &[NodeInput<'a>]) -> Vec<&'a str> {
    nodes.iter().map(NodeInput::name).collect()
}

fn bytes(nodes: &[NodeInput<'_>]) -> usize {
    nodes.iter().map(NodeInput::bytes).sum()
}

/// One answer a node, or the plugin broke the contract.
fn counted<T>(call: &Call<'_>, answers: Vec<T>) -> Result<Vec<T>, Diagnostic> {
    if answers.len() == call.nodes.len() {
        return Ok(answers);
    }
    Err(call.bad_answer(format_args!("gave {} answers for {} nodes", answers.len(), call.nodes.len())))
}

#[cfg(test)]
mod tests;
