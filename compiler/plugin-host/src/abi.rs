//! The contract, one version of it behind one trait. A new version is a new module and a line in [`bind`].

mod v0_1;

use crate::blame::Call;
use crate::input::{LabInput, LabTask, NodeInput, Peer};
use crate::limits::{Budget, Usage, store};
use crate::types::{Answer, Contribution, Description, Rendered};
use dlc_base::Diagnostic;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

/// A component, bound to the version of the contract that it was built for.
pub(crate) trait Abi: Send + Sync {
    /// The world, with its version.
    fn world(&self) -> &'static str;

    /// Calls `describe`.
    fn describe(&self, store: &mut Store<Usage>) -> wasmtime::Result<Description>;

    /// Lowers what all calls for nodes have in common, once.
    fn session(&self, lab: &LabInput<'_>, peers: &[Peer<'_>]) -> Box<dyn Session + '_>;

    /// Calls `render-lab`.
    fn render_lab(
        &self,
        store: &mut Store<Usage>,
        lab: &LabInput<'_>,
        task: &LabTask<'_>,
    ) -> wasmtime::Result<Answer<Rendered>>;
}

/// Calls for nodes of one lab. Each gets a store of its own.
pub(crate) trait Session: Sync {
    /// Calls `contribute`.
    fn contribute(
        &self,
        store: &mut Store<Usage>,
        nodes: &[NodeInput<'_>],
    ) -> wasmtime::Result<Vec<Answer<Contribution>>>;

    /// Calls `render-nodes`.
    fn render_nodes(
        &self,
        store: &mut Store<Usage>,
        nodes: &[NodeInput<'_>],
    ) -> wasmtime::Result<Vec<Answer<Rendered>>>;
}

/// Binds `component` to the contract, or says what it lacks.
pub(crate) fn bind(engine: &Engine, name: &str, component: &Component) -> Result<Box<dyn Abi>, Diagnostic> {
    // Nothing is put into the linker: a target has nothing to call.
    let linker: Linker<Usage> = Linker::new(engine);
    let bound = linker.instantiate_pre(component).and_then(v0_1::V0_1::bind);
    match bound {
        Ok(abi) => Ok(Box::new(abi)),
        Err(error) => {
            let why = error.chain().last().map(|cause| cause.to_string()).unwrap_or_default();
            let message = format!("plugin `{name}` does not have the functions of `{}`", v0_1::WORLD);
            Err(Diagnostic::placeless("plugin-world", message)
                .note(why.lines().next().unwrap_or_default().to_owned())
                .hint("build it against the WIT files of `plugins/wit/0.1`"))
        }
    }
}

/// Makes one call in a store of its own, and turns whatever goes wrong into a diagnostic that blames the plugin.
pub(crate) fn call<T>(
    engine: &Engine,
    call: &Call<'_>,
    f: impl FnOnce(&mut Store<Usage>) -> wasmtime::Result<T>,
) -> Result<T, Diagnostic> {
    let budget = Budget::new(call.nodes.len(), call.bytes);
    let mut store = store(engine, budget).map_err(|error| engine_fault(&error))?;
    f(&mut store).map_err(|error| call.blame(&error, store.data().exceeded, budget.fuel))
}

/// The engine itself does not work here.
pub(crate) fn engine_fault(error: &wasmtime::Error) -> Diagnostic {
    Diagnostic::placeless("plugin-engine", "the machine that runs plugins cannot be started")
        .note(error.to_string().lines().next().unwrap_or_default().to_owned())
}
