//! Variables that follow from the lab.

mod addons;
mod cluster;
mod machines;
mod network;
mod runtime;

pub(crate) use addons::DASHBOARD_UNTIL;
pub(crate) use machines::{DETECTS_SYSTEM, common_account, common_bootstrap};
pub(crate) use network::{SIX_ALONE, kernels, refused_systems};
pub(crate) use runtime::{MIRRORS, containerd_mirror};

use crate::site::Site;
use crate::var::Var;
use dlc_plugin::{Diagnostic, InputPath, Problems};

/// All of them, file by file in the order of the sample inventory.
pub(crate) fn variables(site: &Site<'_>, problems: &mut Problems) -> Vec<Var> {
    let mut vars = Vec::new();
    machines::derive(site, &mut vars, problems);
    runtime::derive(site, &mut vars, problems);
    cluster::derive(site, &mut vars, problems);
    network::derive(site, &mut vars, problems);
    addons::derive(site, &mut vars, problems);
    vars.sort_by_key(|var| var.file);
    vars
}

/// What this release cannot do.
fn not_expressible(site: &Site<'_>, at: InputPath, what: &str) -> Diagnostic {
    let message = format!("kubespray {} {what}", site.version);
    Diagnostic::error("not-expressible", at, message).also(InputPath::option("release"), "the release")
}
