//! What kubespray would refuse, or regret later, found before anything boots.
//!
//! The rules are those of its roles `validate_inventory` and `kubernetes/preinstall`, and those that it misses. What
//! holds for any installer is checked by the library; here stands what depends on the release or on its variables.

mod history;
mod known;
mod machines;
mod ranges;
mod values;
mod variables;

pub(crate) use machines::kernel;
pub(crate) use variables::{bad_name, is_variable, one as one_variable};

use crate::site::Site;
use crate::version::Version;
use dlc_plugin::{Diagnostic, InputPath, Problems};

/// Everything.
pub(crate) fn check(site: &Site<'_>, problems: &mut Problems) {
    versions(site, problems);
    machines::check(site, problems);
    ranges::check(site, problems);
    variables::check(site, problems);
    values::check(site, problems);
}

/// One choice in two places: the release, and the Kubernetes that it installs.
fn versions(site: &Site<'_>, problems: &mut Problems) {
    let Some(kubernetes) = Version::parse(&site.kubernetes.version) else { return };
    if let Some(why) = site.release.refuses(site.version, kubernetes) {
        let message = format!("kubespray {} {why}, not {}", site.version, site.kubernetes.version);
        let told = Diagnostic::error("kubernetes-not-in-release", Site::cluster("version"), message);
        let newest = site.release.nearest();
        problems.push(told.also(InputPath::option("release"), "the release").hint(format!("version = {newest}")));
    }
}
