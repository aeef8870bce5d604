//! What every machine fetches first.

use crate::MEDIA_TYPE;
use crate::script::{Ending, Script, is_safe};
use dlc_plugin::data_url::percent_encoded;
use dlc_plugin::{Artifact, Boot, Diagnostic, InputPath, Lab, LabTask, Place, Promise, Rendered};

/// The lab's entry. It lies in the folder of the scripts by MAC as well, if the lab has put it elsewhere: a promised
/// folder is never empty.
pub(crate) fn render(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
    let boot = boot_service(lab)?;
    let folder = folder(task.promise("by_mac")?)?;
    let promise = task.promise("boot")?;
    let text = entry_script(lab, boot, folder);
    let copies = [Artifact::at(promise, MEDIA_TYPE), Artifact::inside(folder, "boot.ipxe", MEDIA_TYPE)];
    let wanted = if lies_in(promise, folder) { 1 } else { 2 };
    let finish = |artifact: Artifact| {
        let artifact = artifact.text(text.clone());
        if task.trace {
            return artifact.trace(Place::Whole, [InputPath::lab("boot").at("url"), InputPath::option("by_mac")]);
        }
        artifact
    };
    Ok(copies.into_iter().take(wanted).map(finish).collect::<Vec<_>>().into())
}

/// The folder in which scripts are found by MAC.
pub(crate) fn folder(promise: &Promise) -> Result<&Promise, Diagnostic> {
    if promise.path.ends_with('/') {
        return Ok(promise);
    }
    let message = format!("`{}` is no folder: its path does not end in `/`", promise.path);
    Err(Diagnostic::error("no-folder", InputPath::option("by_mac"), message))
}

/// Whether what is promised lies in a promised folder.
pub(crate) fn lies_in(promise: &Promise, folder: &Promise) -> bool {
    promise.tree == folder.tree && promise.path.starts_with(&folder.path)
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

/// Where the web server has what lies at `path`.
fn url(boot: &Boot, path: &str) -> String {
    format!("{}/{}", boot.url, percent_encoded(path).replace('?', "%3F"))
}
