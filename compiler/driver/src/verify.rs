//! Whether a tree is what it was built as, and whether it can be built again.

mod difference;

pub use difference::{Difference, Differs};
pub use dlc_emit::{Damage, DamageKind, Manifest, Verified};

use crate::build::VERSION;
use crate::progress::Progress;
use crate::{BuildOptions, Content, Outcome, Project, System, Texts};
use dlc_base::Diagnostic;
use dlc_emit::{Disk, Input, Plugin};
use std::path::Path;

const CODE_INPUT: &str = "input-changed";
const CODE_COMPILER: &str = "built-by-another";

/// Everything about the tree in `tree` that is not as it was built.
///
/// # Errors
/// It is no tree of ours, so that nothing is known of it.
pub fn verify(tree: &Path) -> Result<Verified, Diagnostic> {
    dlc_emit::verify(&Disk, tree).map_err(|error| error.diagnostic())
}

/// Builds the lab of `manifest` again from what it was built from, and says what differs from the tree in the folder or
/// archive `tree`.
///
/// `options.out` is a folder of its own, which the caller removes. No value where what the tree was built from is not
/// there any more, or cannot be built.
pub fn rebuild(
    project: Project,
    manifest: &Manifest,
    tree: &Path,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Outcome<Vec<Difference>> {
    let lost = lost(&*project.system, manifest);
    if !lost.is_empty() {
        return Outcome { value: None, diagnostics: lost, texts: Texts::default(), trouble: false };
    }
    let options = BuildOptions { epoch: manifest.epoch, bundle: None, ..options.clone() };
    let Outcome { value, mut diagnostics, texts, mut trouble } = crate::build(project, &options, progress);
    let value = value.and_then(|_| match difference::between(tree, &options.out) {
        Ok(differences) => Some(differences),
        Err(error) => {
            diagnostics.push(error.diagnostic());
            trouble = true;
            None
        }
    });
    Outcome { value, diagnostics, texts, trouble }
}

/// What the tree was built from and what is not there any more, or is another thing now.
fn lost(system: &dyn System, manifest: &Manifest) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    if manifest.compiler != VERSION {
        let message = format!("the tree was built by dlc {}, and this is dlc {VERSION}", manifest.compiler);
        told.push(Diagnostic::placeless(CODE_COMPILER, message).hint("rebuild it with that version"));
    }
    for Input { path, sha256 } in &manifest.inputs {
        let lost = match system.read(path) {
            Content::Bytes(bytes) if dlc_emit::sha256(&bytes) == *sha256 => continue,
            Content::Bytes(_) => "has changed since the tree was built from it".to_owned(),
            Content::Missing => "is not there any more, and the tree was built from it".to_owned(),
            Content::Unreadable(why) => format!("cannot be read, and the tree was built from it: {why}"),
        };
        told.push(Diagnostic::placeless(CODE_INPUT, format!("`{path}` {lost}")));
    }
    for Plugin { name, version, sha256 } in &manifest.plugins {
        let now = dlc_plugin_host::builtin(name).map(|builtin| dlc_emit::sha256(builtin.wasm));
        if now != Some(*sha256) {
            let have = if now.is_some() { "brings another" } else { "brings none" };
            let message = format!("the tree was built with plugin `{name}` {version} ({sha256}), and this dlc {have}");
            told.push(Diagnostic::placeless(CODE_COMPILER, message).hint("rebuild it with the dlc that built it"));
        }
    }
    told
}
