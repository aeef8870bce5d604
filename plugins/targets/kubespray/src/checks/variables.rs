//! Variables that the lab sets itself: whether the release has them, and whether they can be what they are.

use super::{history, known};
use crate::site::Site;
use dlc_plugin::{Diagnostic, InputPath, Problems};
use serde_json::Value;

pub(super) fn check(site: &Site<'_>, problems: &mut Problems) {
    groups(site, problems);
    for given in site.options.given() {
        one(site.release.minor, given.name, given.value, given.secret.is_some(), &given.place(), problems);
    }
}

/// A variable by itself.
pub(crate) fn one(release: u32, name: &str, value: &Value, secret: bool, at: &InputPath, problems: &mut Problems) {
    if !is_variable(name) {
        problems.push(bad_name(name, at.clone()));
        return;
    }
    problems.extend(past(release, name, at));
    problems.extend(meant(name, at));
    if known::SWITCHES.contains(&name) && !value.is_boolean() && !is_template(value) {
        let message = format!("`{name}` is a switch, and kubespray takes a text for no boolean");
        problems.push(Diagnostic::error("not-a-boolean", at.clone(), message).hint(format!("{name} = true")));
    }
    if !secret && name_of_secret(name) && value.as_str().is_some_and(|text| !text.is_empty() && !text.contains("{{")) {
        let message = format!("`{name}` stands in the lab for everybody to read");
        problems.push(
            Diagnostic::warning("literal-secret", at.clone(), message).hint("`secrets(\"…\")` or `secret(\"…\")`"),
        );
    }
}

/// Whether Ansible can have a variable of that name.
pub(crate) fn is_variable(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name that Ansible would leave out with a warning.
pub(crate) fn bad_name(name: &str, at: InputPath) -> Diagnostic {
    let message = format!("Ansible has no variable called `{}`", name.escape_debug());
    Diagnostic::error("bad-variable", at, message).hint("letters, digits and `_`, a letter first")
}

fn past(release: u32, name: &str, at: &InputPath) -> Option<Diagnostic> {
    let past = history::find(name)?;
    if release < past.since {
        let message = format!("kubespray 2.{release} does not read `{name}`, which came with 2.{}", past.since);
        return Some(Diagnostic::error("variable-not-yet", at.clone(), message).hint(past.instead));
    }
    let until = past.until.filter(|until| release >= *until)?;
    let message = format!("kubespray 2.{release} no longer reads `{name}`, which went with 2.{until}");
    let told = Diagnostic::error("variable-gone", at.clone(), message).hint(past.instead);
    Some(told.also(InputPath::option("release"), "the release"))
}

fn meant(name: &str, at: &InputPath) -> Option<Diagnostic> {
    let meant = known::meant(name)?;
    let message = format!("nothing in kubespray that is known here reads `{name}`");
    Some(Diagnostic::warning("unknown-variable", at.clone(), message).hint(format!("did you mean `{meant}`?")))
}

/// A template of Ansible's becomes what it says only when it is used.
fn is_template(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains("{{") || text.contains("{%"))
}

fn name_of_secret(name: &str) -> bool {
    ["password", "_pwd", "secret_key", "private_key", "_token", "api_key"].iter().any(|part| name.ends_with(part))
        || name == "ansible_ssh_pass"
        || name == "ansible_become_pass"
}

/// Groups that nobody is in, so that nobody reads their variables.
fn groups(site: &Site<'_>, problems: &mut Problems) {
    for (group, of) in &site.options.group_vars {
        let at = InputPath::option("group_vars").at(group);
        if group == "all" {
            let message = "what is for all machines stands in `vars`";
            problems.push(Diagnostic::error("unknown-group", at, message).hint("vars { … }"));
        } else if !site.groups.all().contains(&group.as_str()) {
            let message = format!("kubespray {} has no group `{group}`", site.version);
            let hint = match site.groups.now(group) {
                Some(now) => format!("it is called `{now}` there"),
                None => format!("one of {}", site.groups.all().join(", ")),
            };
            problems.push(Diagnostic::error("unknown-group", at, message).hint(hint));
        } else if !of.is_object() {
            let message = format!("`{group}` holds variables, each with its name");
            problems.push(Diagnostic::error("bad-variable", at, message));
        }
    }
}
