//! What plugins say, as diagnostics at places of the lab.
//!
//! Input paths end here: what comes out points where values were written, or at nothing where none was.

use crate::types::PluginDiagnostic;
use dlc_base::{Diagnostic, Origin};
use dlc_model::contribute::Disagreement;
use dlc_model::{InputPath, InputPaths, Origins};

/// What `plugin` said in an answer whose input paths `paths` reads. A value that was written nowhere is shown at what
/// it is in.
pub fn diagnostic(
    plugin: &str,
    said: &PluginDiagnostic,
    paths: &InputPaths<'_>,
    origins: &dyn Origins,
) -> Diagnostic<Origin> {
    let place = |path: &str| origins.nearest(&paths.read(path).ok()?);
    let code = format!("{plugin}-{}", said.code);
    let mut out = Diagnostic::new(said.severity, code.into(), place(&said.path), said.message.clone());
    for (path, text) in &said.others {
        out = match place(path) {
            Some(place) => out.also(place, text.clone()),
            None => out.note(text.clone()),
        };
    }
    out.hint = said.hint.clone();
    out
}

/// Two targets contribute different things to one leaf of a machine.
pub fn disagreement(found: &Disagreement, origins: &dyn Origins) -> Diagnostic<Origin> {
    let Disagreement { path, first, second } = found;
    let message = format!("targets `{first}` and `{second}` want different things of {}", in_words(path));
    Diagnostic::new(dlc_base::Severity::Error, "targets-disagree".into(), origins.nearest(path), message)
        .note("what the lab says itself stands above both")
}

/// A place in a machine, for a message.
fn in_words(path: &InputPath) -> String {
    let steps = path.steps.join(" ");
    match &path.root {
        dlc_model::Root::Lab => format!("`{steps}`"),
        dlc_model::Root::Node(name) | dlc_model::Root::MenuMachine(name) => format!("`{steps}` on `{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dlc_base::{OriginKind, Severity};
    use dlc_model::{Cluster, Subject};
    use serde_json::json;

    fn cluster() -> Cluster {
        let os = json!({
            "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": {},
            "memory": { "boot": 1, "clean": 2, "root": "disk" },
        });
        let node =
            json!({ "name": "s4", "fqdn": "s4", "arch": "x86_64", "firmware": "bios", "autologin": false, "os": os });
        serde_json::from_value(json!({ "lab": { "name": "t", "domain": "t" }, "nodes": [node] })).expect("a model")
    }

    /// Anchor 1 is the lab, 2 node s4, and `memory` of it is at 5.
    struct Written;

    impl Origins for Written {
        fn origin(&self, path: &InputPath) -> Option<Origin> {
            let (anchor, start) = match path.to_string().as_str() {
                "lab" => (1, 0),
                "nodes/s4" => (2, 0),
                "nodes/s4/memory" => (2, 5),
                _ => return None,
            };
            Some(Origin { anchor, start, end: start + 1, kind: OriginKind::Written })
        }
    }

    #[test]
    fn a_plugins_words_stand_at_the_lines_of_the_lab() {
        let cluster = cluster();
        let paths = InputPaths::new("tiny", Subject::Node(&cluster.nodes[0]), &cluster);
        let said = PluginDiagnostic {
            severity: Severity::Error,
            code: "too-small".to_owned(),
            message: "this is too small".to_owned(),
            path: "memory".to_owned(),
            others: vec![("os/title".to_owned(), "this needs more".to_owned()), ("lab".to_owned(), "here".to_owned())],
            hint: Some("memory = 4GiB".to_owned()),
        };
        let shown = diagnostic("tiny", &said, &paths, &Written);
        assert_eq!(shown.code, "tiny-too-small");
        let place = |place: Origin| (place.anchor, place.start);
        assert_eq!(shown.primary.map(|label| place(label.place)), Some((2, 5)));
        let others: Vec<_> = shown.secondary.iter().map(|label| (place(label.place), label.text.as_str())).collect();
        assert_eq!(others, [((2, 0), "this needs more"), ((1, 0), "here")]);
        assert_eq!(shown.hint.as_deref(), Some("memory = 4GiB"));
    }

    #[test]
    fn a_disagreement_names_both_targets_and_the_leaf() {
        let path = InputPath::in_node(&cluster().nodes[0], ["files", "/etc/x", "mode"]);
        let found = Disagreement { path, first: "kubeadm".to_owned(), second: "rke".to_owned() };
        let shown = disagreement(&found, &Written);
        assert_eq!(shown.code, "targets-disagree");
        assert!(shown.message.contains("`kubeadm`") && shown.message.contains("`rke`"), "{}", shown.message);
        assert!(shown.message.contains("`files /etc/x mode` on `s4`"), "{}", shown.message);
    }
}
