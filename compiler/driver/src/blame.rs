//! From what a plugin says to what a user reads: input paths become lines of the lab.

use crate::front::Front;
use dlc_base::{Diagnostic, Origin, Severity};
use dlc_db::EntityNo;
use dlc_eval::is_allowed;
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
    /// The lab, which may allow what is said.
    pub(crate) lab: EntityNo,
}

impl Blame<'_> {
    /// What `target` said in its answer for `subject`.
    pub(crate) fn told(&self, target: &str, subject: Subject<'_>, said: &[PluginDiagnostic]) -> Vec<Diagnostic> {
        let paths = InputPaths::new(target, subject, self.cluster);
        let told = said.iter().map(|said| report::diagnostic(target, said, &paths, self.origins));
        told.filter(|told| !self.allows(subject, told)).map(|told| self.front.placed(told)).collect()
    }

    /// Whether the lab gives a reason for a warning. What a target cannot make is missing whatever the reason.
    fn allows(&self, subject: Subject<'_>, told: &Diagnostic<Origin>) -> bool {
        let machine = match subject {
            Subject::Node(node) if node.title.is_none() => Some(node.name.as_str()),
            Subject::Node(_) | Subject::Lab => None,
        };
        told.severity == Severity::Warning && is_allowed(&self.front.db, self.lab, machine, &told.code)
    }
}

/// Who an answer is for, in a message.
pub(crate) fn name_of(subject: Subject<'_>) -> String {
    match subject {
        Subject::Lab => "the lab".to_owned(),
        Subject::Node(node) => format!("node `{}`", node.name),
    }
}
