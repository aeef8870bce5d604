//! The trait, and how the contract's functions call it.

use crate::{Contribution, Description, Diagnostic, Lab, LabTask, NodeTask, Peer, Rendered, bindings};

/// A target. Write `describe` and what it says that the target does; the rest has an answer already.
pub trait Target {
    /// Says what this target is. It is called once, and must always answer the same.
    fn describe() -> Description;

    /// Machine configuration that this target needs on a node. Called if the description says `contributes`.
    ///
    /// # Errors
    /// What is wrong with this machine, at the places that are to blame.
    fn contribute(_lab: &Lab, _peers: &[Peer], _task: &NodeTask) -> Result<Contribution, Vec<Diagnostic>> {
        Ok(Contribution::default())
    }

    /// Renders one machine. Called if the description says that it renders nodes.
    ///
    /// # Errors
    /// What is wrong with this machine, at the places that are to blame; every mistake, not the first only.
    fn render_node(_lab: &Lab, _peers: &[Peer], _task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        Ok(Rendered::default())
    }

    /// Renders a batch of machines, in their order. Worth writing only for what is the same for all machines and
    /// slow to make; the answer for a machine must not depend on the others.
    fn render_nodes(lab: &Lab, peers: &[Peer], tasks: &[NodeTask]) -> Vec<Result<Rendered, Vec<Diagnostic>>> {
        tasks.iter().map(|task| Self::render_node(lab, peers, task)).collect()
    }

    /// Renders what exists once a lab. Called if the description says that it renders the lab.
    ///
    /// # Errors
    /// What is wrong with the lab, at the places that are to blame.
    fn render_lab(_lab: &Lab, _task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        Ok(Rendered::default())
    }
}

/// Every target exports the contract's functions.
impl<T: Target> bindings::Guest for T {
    fn describe() -> Description {
        T::describe()
    }

    fn contribute(lab: Lab, peers: Vec<Peer>, tasks: Vec<NodeTask>) -> Vec<Result<Contribution, Vec<Diagnostic>>> {
        tasks.iter().map(|task| T::contribute(&lab, &peers, task)).collect()
    }

    fn render_nodes(lab: Lab, peers: Vec<Peer>, tasks: Vec<NodeTask>) -> Vec<Result<Rendered, Vec<Diagnostic>>> {
        T::render_nodes(&lab, &peers, &tasks)
    }

    fn render_lab(lab: Lab, task: LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        T::render_lab(&lab, &task)
    }
}
