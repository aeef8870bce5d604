//! What every machine fetches first, and the scripts of further ports.

use crate::script::{Ending, Script, is_safe};
use crate::{MEDIA_TYPE, NAME, boot_macs};
use dlc_plugin::data_url::percent_encoded;
use dlc_plugin::{Artifact, Boot, Diagnostic, InputPath, Lab, LabTask, MachineSummary, Place, Promise, Rendered, Tree};

/// The lab's entry, and a script for each port whose MAC is not where the machine's own script lies.
pub(crate) fn render(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
    let boot = boot_service(lab)?;
    let folder = task.promise("by_mac")?;
    if !folder.path.ends_with('/') {
        let message = format!("`{}` is no folder: its path does not end in `/`", folder.path);
        return Err(Diagnostic::error("no-folder", InputPath::option("by_mac"), message).into());
    }
    let mut entry = Artifact::at(task.promise("boot")?, MEDIA_TYPE).text(entry_script(lab, boot, folder));
    if task.trace {
        entry = entry.trace(Place::Whole, [InputPath::lab("boot").at("url"), InputPath::option("by_mac")]);
    }
    let mut artifacts = vec![entry];
    for machine in &task.machines {
        artifacts.extend(further_ports(boot, folder, machine, task.trace));
    }
    Ok(artifacts.into())
}

fn boot_service(lab: &Lab) -> Result<&Boot, Diagnostic> {
    let at = InputPath::lab("boot");
    let Some(boot) = &lab.boot else {
        let message = "the lab has no boot service, so no machine could fetch a script";
        return Err(Diagnostic::error("no-boot-service", at, message).hint("write `boot { url = \"http://…\" }`"));
    };
    if boot.menu.is_some() {
        return Err(Diagnostic::error("not-yet", at.at("menu"), "the target `ipxe` cannot write a menu yet"));
    }
    if !is_safe(&boot.url) {
        let message =
            format!("the loader cannot use the URL `{}`: it has a blank, a `${{` or a `\\`", boot.url.escape_debug());
        return Err(Diagnostic::error("bad-url", at.at("url"), message));
    }
    Ok(boot)
}

/// `net0` is the port that was found first, not the one that the machine boots from; `netX` is the one in use. So
/// that one is asked about first, then all.
fn entry_script(lab: &Lab, boot: &Boot, folder: &Promise) -> String {
    let mut script = Script::new(&format!(
        "{}: finds a machine's own script by the MACs of its ports. Written by dlc from the lab.",
        lab.name
    ));
    script.line("");
    script.line(format!("set base {}", url(boot, &folder.path)));
    script.attempts();
    script.line("echo Looking for the script of ${netX/mac}");
    script.line("chain --replace --autofree ${base}mac-${netX/mac:hexhyp}.ipxe ||");
    script.line("set port:int32 0");
    script.line(":port");
    script.line("isset ${net${port}/mac} || goto again");
    script.line("echo Looking for the script of ${net${port}/mac}");
    script.line("chain --replace --autofree ${base}mac-${net${port}/mac:hexhyp}.ipxe ||");
    script.line("inc port");
    script.line("goto port");
    script.end("No script was found for this machine", Ending::NextDevice)
}

/// Scripts that lead to the machine's own, for each of its MACs that `boot` would not find it by.
fn further_ports(boot: &Boot, folder: &Promise, machine: &MachineSummary, trace: bool) -> Vec<Artifact> {
    let own = |promise: &&dlc_plugin::TargetPromise| promise.target == NAME && promise.promise.field == "script";
    let Some(own) = machine.promises.iter().find(own) else { return Vec::new() };
    let Promise { path, .. } = &own.promise;
    let mut artifacts = Vec::new();
    for mac in boot_macs(machine.mac.as_ref(), &machine.interfaces) {
        let name = format!("mac-{}.ipxe", mac.replace(':', "-"));
        if own.promise.tree == Tree::Http && *path == format!("{}{name}", folder.path) {
            continue;
        }
        let mut script = Script::new(&format!("A port of {}. Written by dlc from the lab.", machine.name));
        script.attempts();
        script.line(format!("chain --replace --autofree {} || goto again", url(boot, path)));
        let text = script.end(&format!("{} did not find its script", machine.name), Ending::Reboot);
        let mut artifact = Artifact::inside(folder, &name, MEDIA_TYPE).text(text);
        if trace {
            let at = InputPath::node(&machine.name);
            artifact = artifact.trace(Place::Whole, [at.clone().at("interfaces"), at.at("mac")]);
        }
        artifacts.push(artifact);
    }
    artifacts
}

/// Where the web server has what lies at `path`.
fn url(boot: &Boot, path: &str) -> String {
    format!("{}/{}", boot.url, percent_encoded(path).replace('?', "%3F"))
}
