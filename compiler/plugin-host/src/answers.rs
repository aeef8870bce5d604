//! Rules that an answer must keep beyond its type: well-formed words, text of one line, sensible modes, input paths
//! that name something, handles that were given.
//!
//! Where artefacts lie has a module of its own, [`crate::paths`].

mod contributions;
mod handles;

use crate::input::{LabInput, LabTask, NodeInput, is_called};
use crate::types::{
    Answer, Artifact, Contribution, Description, Encoding, PeersWanted, PluginDiagnostic, Rendered, Segment,
};
use dlc_base::Severity;
use dlc_model::{InputPaths, Role, Subject};
use handles::Handles;

/// More diagnostics than anybody reads; a guest that answers with a million of them would keep the host busy.
const MAX_DIAGNOSTICS: usize = 1000;

/// What breaks the contract in a description, if anything.
pub(crate) fn check_description(description: &Description) -> Result<(), String> {
    let Description { name, version, summary, peers, digests_of, .. } = description;
    if !is_kebab(name) {
        return Err(format!(
            "calls itself {}, which is not a word of lower-case letters, digits and hyphens",
            quoted(name)
        ));
    }
    let numbers: Vec<&str> = version.split('.').collect();
    if numbers.len() != 3 || !numbers.iter().all(|n| n.parse::<u32>().is_ok_and(|value| value.to_string() == **n)) {
        return Err(format!("has the version {}, which is not MAJOR.MINOR.PATCH", quoted(version)));
    }
    if !is_line(summary) {
        return Err("has a summary that is not one line of text".to_owned());
    }
    let known = |name: &str| [Role::ControlPlane, Role::Worker, Role::Etcd].iter().any(|role| is_called(*role, name));
    if let PeersWanted::Roles(roles) = peers
        && let Some(role) = roles.iter().find(|role| !known(role))
    {
        return Err(format!("asks for peers of the role {}, which does not exist", quoted(role)));
    }
    if let Some(other) = digests_of.iter().find(|other| !is_kebab(other) || *other == name) {
        return Err(format!("asks for the digests of {}, which cannot be another target", quoted(other)));
    }
    Ok(())
}

/// What an answer answers.
pub(crate) struct Asked<'a> {
    paths: InputPaths<'a>,
    handles: Handles<'a>,
    trace: bool,
}

impl<'a> Asked<'a> {
    /// `plugin` was called for a machine.
    pub(crate) fn for_node(plugin: &'a str, lab: &LabInput<'a>, node: &NodeInput<'a>) -> Self {
        let paths = InputPaths::new(plugin, Subject::Node(node.node), lab.cluster);
        Self { paths, handles: Handles::of_node(node), trace: node.trace }
    }

    /// `plugin` was called for the lab.
    pub(crate) fn for_lab(plugin: &'a str, task: &LabTask<'a>) -> Self {
        let paths = InputPaths::new(plugin, Subject::Lab, task.cluster);
        Self { paths, handles: Handles::of_lab(task), trace: task.trace }
    }

    /// What breaks the contract in what was rendered.
    pub(crate) fn check_rendered(&self, answer: &Answer<Rendered>) -> Result<(), String> {
        match answer {
            Ok(rendered) => {
                rendered.artifacts.iter().try_for_each(|artifact| self.check_artifact(artifact))?;
                self.check_diagnostics(&rendered.diagnostics, Severity::Warning)
            }
            Err(diagnostics) => self.check_errors(diagnostics),
        }
    }

    /// What breaks the contract in what was contributed.
    pub(crate) fn check_contributed(&self, answer: &Answer<Contribution>) -> Result<(), String> {
        match answer {
            Ok(contribution) => {
                contributions::check(&contribution.config, &self.handles)?;
                self.check_diagnostics(&contribution.diagnostics, Severity::Warning)
            }
            Err(diagnostics) => self.check_errors(diagnostics),
        }
    }

    /// An answer that is an error must have one.
    fn check_errors(&self, diagnostics: &[PluginDiagnostic]) -> Result<(), String> {
        if !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err("answered that there is an error, and named none".to_owned());
        }
        self.check_diagnostics(diagnostics, Severity::Error)
    }

    /// The least severe come last in `Severity`; an error among warnings would be lost with the artefacts kept.
    fn check_diagnostics(&self, diagnostics: &[PluginDiagnostic], worst: Severity) -> Result<(), String> {
        if diagnostics.len() > MAX_DIAGNOSTICS {
            return Err(format!("gave {} diagnostics at once, of at most {MAX_DIAGNOSTICS}", diagnostics.len()));
        }
        for diagnostic in diagnostics {
            let PluginDiagnostic { code, message, path, others, hint, severity } = diagnostic;
            if *severity < worst {
                return Err(format!("answered with the error {} beside a result", quoted(code)));
            }
            if !is_kebab(code) {
                return Err(format!("gave a diagnostic the code {}, which is not a word", quoted(code)));
            }
            let is_text = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n');
            if !is_line(message) || hint.iter().chain(others.iter().map(|(_, text)| text)).any(|text| !is_text(text)) {
                return Err(format!("gave the diagnostic `{code}` a text that is empty or has control characters"));
            }
            for path in others.iter().map(|(path, _)| path).chain([path]) {
                self.paths
                    .read(path)
                    .map_err(|why| format!("said of `{code}` that {} is to blame, which {why}", quoted(path)))?;
            }
        }
        Ok(())
    }

    fn check_artifact(&self, artifact: &Artifact) -> Result<(), String> {
        let Artifact { path, mode, media_type, segments, traces, .. } = artifact;
        if *mode > 0o7777 {
            return Err(format!("gave {} the mode {mode:o}, which has more than permission bits", quoted(path)));
        }
        let is_media_type = media_type.split_once('/').is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
        if !is_media_type || !media_type.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
            return Err(format!("gave {} the media type {}", quoted(path), quoted(media_type)));
        }
        for segment in segments {
            let given = match segment {
                Segment::Bytes(_) => Ok(()),
                Segment::Secret { handle, .. } => self.handles.check_secret(handle),
                Segment::Blob { handle, .. } => self.handles.check_blob(handle),
            };
            given.map_err(|what| format!("put {what} into {}, which it was not given", quoted(path)))?;
            if matches!(segment, Segment::Blob { encoding: Encoding::JsonString, .. }) {
                return Err(format!(
                    "put a blob into a JSON string in {}, and its bytes need not be text",
                    quoted(path)
                ));
            }
        }
        // Traces that nobody asked for are not looked at by anybody.
        for input in traces.iter().filter(|_| self.trace).flat_map(|trace| &trace.inputs) {
            self.paths
                .read(input)
                .map_err(|why| format!("traced a part of {} to {}, which {why}", quoted(path), quoted(input)))?;
        }
        Ok(())
    }
}

/// A guest's own text in a message: short, and safe for a terminal.
fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(100).flat_map(char::escape_debug).collect();
    format!("`{shown}`")
}

fn is_kebab(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let short = word.len() <= 64;
    short && word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(plain) && !word.ends_with('-')
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests;
