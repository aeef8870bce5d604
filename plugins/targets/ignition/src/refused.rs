//! What Ignition cannot do on these systems: never left out in silence.

use crate::draft::Draft;
use dlc_plugin::{Diagnostic, InputPath};

/// The images cannot be added to. One mistake, however many packages: each is shown, for profiles may add some.
pub(crate) fn packages(draft: &mut Draft, packages: &[String]) {
    if packages.is_empty() {
        return;
    }
    let at = |i: usize| InputPath::field("packages").at(i);
    let message = "packages cannot be installed: the system is one image, which is never written to";
    let problem = Diagnostic::error("not-expressible", at(0), message);
    let problem = (1..packages.len()).fold(problem, |problem, i| problem.also(at(i), ""));
    draft.problems.push(problem.hint("run what the package brings as a container"));
}

/// The images bring none beside C and POSIX.
pub(crate) fn locale(draft: &mut Draft, locale: Option<&str>) {
    if let Some(locale) = locale {
        let message = format!("the locale `{locale}` cannot be set: the system's image brings no locales");
        draft.refuse("not-expressible", InputPath::field("locale"), message);
    }
}
