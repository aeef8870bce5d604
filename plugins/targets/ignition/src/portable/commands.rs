//! Commands at boot: a script each, and a unit that runs it after the one before.

use super::{after_network, is_plain, oneshot, wanted_at_boot};
use crate::draft::Draft;
use crate::labelled;
use dlc_plugin::{Command, CommandWhen};

/// Where a first boot is remembered on a root that lasts.
const DONE: &str = "/var/lib/dlc/commands";

/// Commands, in the order of their labels.
pub(crate) fn commands(draft: &mut Draft, commands: &[Command]) {
    let mut before = String::new();
    for command in commands {
        let Command { name, run, when } = command;
        let at = labelled("commands", name);
        if !is_plain(name) {
            let message =
                format!("`{name}` cannot be part of a file's name: it has more than letters, digits, `.`, `_` and `-`");
            draft.refuse("bad-name", at, message);
            continue;
        }
        let script = format!("/etc/dlc/commands/{name}");
        if let Some(resource) = draft.resource(run, &at.clone().at("run")) {
            // It may hold a secret, and only root runs it.
            draft.file(&script, 0o700, resource, &at);
        }
        let after = if before.is_empty() { Vec::new() } else { vec![before.as_str()] };
        let mut unit = after_network(&format!("Command {name} of the lab"), &after);
        let once = !draft.every_boot_is_first && *when == CommandWhen::FirstBoot;
        if once {
            unit = unit.set("ConditionPathExists", format!("!{DONE}/{name}"));
        }
        unit = oneshot(unit, &["/bin/sh", &script]);
        if once {
            let words = |words: &[&str]| vec![words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()];
            unit = unit.command("ExecStartPost", &words(&["/usr/bin/mkdir", "-p", DONE]));
            unit = unit.command("ExecStartPost", &words(&["/usr/bin/touch", &format!("{DONE}/{name}")]));
        }
        before = format!("dlc-command-{name}.service");
        draft.enabled_unit(&before, wanted_at_boot(unit), &at);
    }
}
