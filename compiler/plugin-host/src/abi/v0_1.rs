//! Version 0.1 of the contract.

mod lift;
mod lower;
mod mirror;

use super::{Abi, Session};
use crate::input::{self, LabInput, LabTask, NodeInput, Peer};
use crate::limits::Usage;
use crate::types::{self, Answer, Contribution, Description, Rendered};
use bindings::TargetPre;
use bindings::dlc::target::types as wit;
use wasmtime::Store;
use wasmtime::component::InstancePre;

/// The world, as the contract names it.
pub(super) const WORLD: &str = "dlc:target/target@0.1.0";

/// Generated from the contract. Parameters are owned: borrowed ones would need an arena for every nested list, and
/// copying a node's text costs a microsecond or two.
mod bindings {
    #![allow(unreachable_pub, reason = "generated")]
    wasmtime::component::bindgen!({ path: "wit", world: "target" });
}

/// A component with the functions of this version.
pub(super) struct V0_1(TargetPre<Usage>);

impl V0_1 {
    pub(super) fn bind(instance: InstancePre<Usage>) -> wasmtime::Result<Self> {
        TargetPre::new(instance).map(Self)
    }
}

impl Abi for V0_1 {
    fn world(&self) -> &'static str {
        WORLD
    }

    fn describe(&self, store: &mut Store<Usage>) -> wasmtime::Result<Description> {
        self.0.instantiate(&mut *store)?.call_describe(store).map(lift::description)
    }

    fn session(&self, lab: &LabInput<'_>, peers: &[Peer<'_>]) -> Box<dyn Session + '_> {
        Box::new(Calls { target: &self.0, lab: lower::lab(lab), peers: peers.iter().map(lower::peer).collect() })
    }

    fn render_lab(
        &self,
        store: &mut Store<Usage>,
        lab: &LabInput<'_>,
        task: &LabTask<'_>,
    ) -> wasmtime::Result<Answer<Rendered>> {
        let target = self.0.instantiate(&mut *store)?;
        let answer = target.call_render_lab(store, &lower::lab(lab), &lower::lab_task(task))?;
        Ok(lift::answer(answer, lift::rendered))
    }
}

/// Calls for nodes of one lab, with what they share already lowered.
struct Calls<'a> {
    target: &'a TargetPre<Usage>,
    lab: wit::Lab,
    peers: Vec<wit::Peer>,
}

impl Session for Calls<'_> {
    fn contribute(
        &self,
        store: &mut Store<Usage>,
        nodes: &[NodeInput<'_>],
    ) -> wasmtime::Result<Vec<Answer<Contribution>>> {
        let tasks: Vec<_> = nodes.iter().map(lower::node_task).collect();
        let target = self.target.instantiate(&mut *store)?;
        let answers = target.call_contribute(store, &self.lab, &self.peers, &tasks)?;
        let lift = |answer: Result<wit::Contribution, Vec<wit::Diagnostic>>| match answer {
            Ok(contribution) => lift::contribution(contribution).map(Ok).map_err(wasmtime::Error::msg),
            Err(diagnostics) => Ok(Err(lift::diagnostics(diagnostics))),
        };
        answers.into_iter().map(lift).collect()
    }

    fn render_nodes(
        &self,
        store: &mut Store<Usage>,
        nodes: &[NodeInput<'_>],
    ) -> wasmtime::Result<Vec<Answer<Rendered>>> {
        let tasks: Vec<_> = nodes.iter().map(lower::node_task).collect();
        let target = self.target.instantiate(&mut *store)?;
        let answers = target.call_render_nodes(store, &self.lab, &self.peers, &tasks)?;
        Ok(answers.into_iter().map(|answer| lift::answer(answer, lift::rendered)).collect())
    }
}

#[cfg(test)]
mod tests;
