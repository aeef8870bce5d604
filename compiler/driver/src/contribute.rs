//! What targets need on machines, merged into the model before anything is rendered.

use crate::blame::Blame;
use crate::front::Front;
use crate::targets::Target;
use dlc_base::{Diagnostic, Origin, Severity};
use dlc_db::EntityNo;
use dlc_eval::is_allowed;
use dlc_model::contribute::{Contributed, Contribution, Merged, merge};
use dlc_model::input_path::{Origins, Subject};
use dlc_model::{Cluster, Node};
use dlc_plugin_host::input::{LabInput, NodeInput, peers};
use dlc_plugin_host::report;
use std::collections::BTreeMap;

/// The contributions to one machine, each with the target that made it.
type OfMachine<'a> = Vec<(&'a str, Contribution)>;
/// All contributions, by machine: whether it is one of the menu, and its name.
type All<'a> = BTreeMap<(bool, String), OfMachine<'a>>;

/// Asks every target that contributes, and merges what it answers. Every target sees the model without any.
pub(crate) fn contribute(
    front: &Front,
    lab: EntityNo,
    cluster: &mut Cluster,
    targets: &[Target],
    origins: &dyn Origins,
) -> Vec<Diagnostic> {
    contribute_and_keep(front, lab, cluster, targets, origins, &mut Vec::new())
}

/// The same; what was taken of each target goes to `kept`.
pub(crate) fn contribute_and_keep(
    front: &Front,
    lab: EntityNo,
    cluster: &mut Cluster,
    targets: &[Target],
    origins: &dyn Origins,
    kept: &mut Vec<Contributed>,
) -> Vec<Diagnostic> {
    if !targets.iter().any(|target| target.description.contributes) {
        return Vec::new();
    }
    let mut told = Vec::new();
    let contributions = ask(&Blame { cluster, origins, front, lab }, targets, &mut told);
    told.extend(merged(front, lab, cluster, &contributions, origins, kept));
    told
}

/// Merges `contributions` into the machines of `cluster`.
fn merged(
    front: &Front,
    lab: EntityNo,
    cluster: &mut Cluster,
    contributions: &All<'_>,
    origins: &dyn Origins,
    kept: &mut Vec<Contributed>,
) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for node in cluster.nodes.iter_mut().chain(&mut cluster.menu_machines) {
        let Some(of_machine) = contributions.get(&key(node)) else { continue };
        let of_machine: Vec<(&str, &Contribution)> =
            of_machine.iter().map(|(target, given)| (*target, given)).collect();
        let Merged { disagreements, left_out, taken } = merge(node, &of_machine, origins);
        kept.extend(taken);
        told.extend(disagreements.iter().map(|apart| front.placed(report::disagreement(apart, origins))));
        let machine = Some(node.name.as_str()).filter(|_| node.title.is_none());
        if is_allowed(&front.db, lab, machine, LEFT_OUT) {
            continue;
        }
        told.extend(left_out.iter().map(|left| front.placed(note(left, origins))));
    }
    told
}

/// The code of what [`note`] tells.
const LEFT_OUT: &str = "contribution-left-out";

/// A file of a target that the lab has its own for.
fn note(left: &Contributed, origins: &dyn Origins) -> Diagnostic<Origin> {
    let message = format!("target `{}` wants to write `{}`, which the lab defines", left.target, left.path);
    Diagnostic::new(Severity::Warning, LEFT_OUT.into(), origins.nearest(&left.path), message)
        .note("the lab's file stands whole")
}

/// What every target contributes, by machine.
fn ask<'t>(blame: &Blame<'_>, targets: &'t [Target], told: &mut Vec<Diagnostic>) -> All<'t> {
    let mut contributions = All::new();
    let cluster = blame.cluster;
    for target in targets.iter().filter(|target| target.description.contributes) {
        let machines = cluster.nodes.iter().chain(&cluster.menu_machines);
        let inputs: Vec<NodeInput<'_>> = machines.filter_map(|node| NodeInput::new(node, target.name())).collect();
        let peers = peers(cluster, &target.description.peers);
        let answers = target.plugin.contribute(&LabInput::new(cluster), &peers, &inputs);
        told.extend(answers.faults);
        for (input, answer) in inputs.iter().zip(answers.answers) {
            let subject = Subject::Node(input.node);
            match answer {
                Some(Ok(given)) => {
                    told.extend(blame.told(target.name(), subject, &given.diagnostics));
                    contributions.entry(key(input.node)).or_default().push((target.name(), given.config));
                }
                Some(Err(refused)) => told.extend(blame.told(target.name(), subject, &refused)),
                None => {}
            }
        }
    }
    contributions
}

/// A machine of the menu may bear the name of a node.
fn key(node: &Node) -> (bool, String) {
    (node.title.is_some(), node.name.clone())
}

#[cfg(test)]
mod tests;
