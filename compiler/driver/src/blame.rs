//! From what a plugin says to what a user reads: input paths become lines of the lab.

use crate::front::Front;
use dlc_base::Diagnostic;
use dlc_model::Cluster;
use dlc_model::input_path::{InputPaths, Origins, Subject};
use dlc_plugin_host::report;
use dlc_plugin_host::types::PluginDiagnostic;

/// Knows where the model's values were written.
pub(crate) struct Blame<'a> {
    /// The model that the plugin was given.
    pub(crate) cluster: &'a Cluster,
    /// Where its values were written.
    pub(crate) origins: &'a dyn Origins,
    /// Where that is in a file.
    pub(crate) front: &'a Front,
}

impl Blame<'_> {
    /// What `target` said in its answer for `subject`.
    pub(crate) fn told(&self, target: &str, subject: Subject<'_>, said: &[PluginDiagnostic]) -> Vec<Diagnostic> {
        let paths = InputPaths::new(target, subject, self.cluster);
        said.iter().map(|said| self.front.placed(report::diagnostic(target, said, &paths, self.origins))).collect()
    }
}

/// Who an answer is for, in a message.
pub(crate) fn name_of(subject: Subject<'_>) -> String {
    match subject {
        Subject::Lab => "the lab".to_owned(),
        Subject::Node(node) => format!("node `{}`", node.name),
    }
}
