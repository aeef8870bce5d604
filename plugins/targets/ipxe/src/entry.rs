//! What every machine fetches first, and where scripts lie.

use crate::fetch::{bad_url, is_ipv6, names_password, no_https, no_ipv6, out_of_reach, password};
use crate::options::Options;
use crate::script::{Ending, Script};
use crate::{MEDIA_TYPE, embed, identity, menu};
use dlc_plugin::data_url::percent_encoded;
use dlc_plugin::{Artifact, Boot, Diagnostic, Firmware, InputPath, Lab, LabTask, Problems, Promise, Rendered};

/// What a DHCP server has for the name of the first file where it puts it into the packet's own field, and at most.
const FIELD: usize = 127;
const OPTION: usize = 255;

/// The name of the menu in the folder of the scripts.
const MENU: &str = "menu.ipxe";

/// The lab's entry, its menu, and the script of its loader. The entry lies in the folder of the scripts as well, if the
/// lab has put it elsewhere: a promised folder is never empty.
pub(crate) fn render(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
    let options: Options = task.parse_options()?;
    let boot = boot_service(lab)?;
    let folder = folder(task.promise("by_id")?)?;
    let promise = task.promise("boot")?;
    let mut problems = Problems::default();
    problems.extend(mistakes(lab, boot, task, &options, promise));

    let entry = entry_script(lab, boot, task, folder, &options);
    let finish = |artifact| entry.finish(artifact, task.trace);
    let mut artifacts = vec![finish(Artifact::at(promise, MEDIA_TYPE))];
    if !lies_in(promise, folder) {
        artifacts.push(finish(Artifact::inside(folder, "boot.ipxe", MEDIA_TYPE)));
    }
    if let Some(wanted) = &boot.menu {
        let mut found = Vec::new();
        let of = menu::Of { lab, boot, menu: wanted, task, options: &options, entry: url(boot, &promise.path) };
        let script = menu::script(&of, &mut found);
        problems.extend(found);
        artifacts.push(script.finish(Artifact::inside(folder, MENU, MEDIA_TYPE), task.trace));
    }
    // Of the promises, only this one may be absent.
    if let Ok(promise) = task.promise("embed") {
        problems.extend(embed::mistake(boot));
        artifacts.push(embed::script(lab, boot, &options).finish(Artifact::at(promise, MEDIA_TYPE), task.trace));
    }
    problems.answer(artifacts.into())
}

/// The folder in which scripts are found by what a machine is known by.
pub(crate) fn folder(promise: &Promise) -> Result<&Promise, Diagnostic> {
    if promise.path.ends_with('/') {
        return Ok(promise);
    }
    let message = format!("`{}` is no folder: its path does not end in `/`", promise.path);
    Err(Diagnostic::error("no-folder", InputPath::option("by_id"), message))
}

/// Where the lab's menu is fetched, if it has one.
pub(crate) fn menu_url(lab: &Lab, folder: &Promise) -> Option<String> {
    let boot = lab.boot.as_ref()?;
    boot.menu.as_ref()?;
    Some(url(boot, &format!("{}{MENU}", folder.path)))
}

/// Where the web server has what lies at `path`.
pub(crate) fn url(boot: &Boot, path: &str) -> String {
    format!("{}/{}", boot.url, percent_encoded(path).replace('?', "%3F"))
}

/// Whether what is promised lies in a promised folder.
fn lies_in(promise: &Promise, folder: &Promise) -> bool {
    promise.tree == folder.tree && promise.path.starts_with(&folder.path)
}

fn boot_service(lab: &Lab) -> Result<&Boot, Diagnostic> {
    let at = InputPath::lab("boot");
    let Some(boot) = &lab.boot else {
        let message = "the lab has no boot service, so no machine could fetch a script";
        return Err(Diagnostic::error("no-boot-service", at, message).hint("write `boot { url = \"http://…\" }`"));
    };
    bad_url(&at.at("url"), &boot.url).map_or(Ok(boot), Err)
}

/// What keeps machines from what they fetch first.
fn mistakes(lab: &Lab, boot: &Boot, task: &LabTask, options: &Options, promise: &Promise) -> Vec<Diagnostic> {
    let at = InputPath::lab("boot").at("url");
    let mut found = Vec::new();
    let machines = || task.machines.iter().chain(&task.menu_machines);
    let bios = machines().any(|machine| machine.firmware == Firmware::Bios);
    if bios && !options.https && boot.url.starts_with("https:") {
        found.push(no_https(at.clone(), at.clone()));
    }
    if bios && is_ipv6(&boot.url) {
        found.push(no_ipv6(at.clone(), at.clone()));
    }
    // The firmware itself fetches the loader from there.
    let over_http = ["http:", "https:"].iter().any(|scheme| boot.url.starts_with(scheme));
    if !over_http && machines().any(|machine| machine.firmware == Firmware::UefiHttp) {
        let message = format!("`{}` is not HTTP, and firmware that boots over HTTP fetches nothing else", boot.url);
        found.push(Diagnostic::error("bad-url", at.clone(), message).hint("http://…, or `firmware = uefi`"));
    }
    if names_password(&boot.url) {
        found.push(password(at.clone(), "the URL of the web root"));
    }
    let first = url(boot, &promise.path);
    if first.len() > FIELD {
        let message =
            format!("the URL of the first script has {} bytes; a DHCP server has {FIELD} for it", first.len());
        let hint = "shorten the URL, or `target ipxe { boot = … }`";
        found.push(match first.len() {
            ..=OPTION => Diagnostic::warning("long-url", at.clone(), message).hint(hint),
            _ => Diagnostic::error("long-url", at.clone(), message).hint(hint),
        });
    }
    let used = |name: &str| task.machines.iter().any(|machine| machine.network.as_deref() == Some(name));
    let networks = lab.networks.iter().filter(|network| used(&network.name));
    found.extend(networks.filter_map(|network| out_of_reach(&at, &boot.url, network)));
    found
}

/// A machine is looked for by the MACs of its ports, then by what its firmware says of it; only by what the lab has
/// machines for. `net0` is the port that was found first, not the one that the machine boots from; `netX` is the one in
/// use. So that one is asked about first, then all.
fn entry_script(lab: &Lab, boot: &Boot, task: &LabTask, folder: &Promise, options: &Options) -> Script {
    let usual = vec![InputPath::lab("boot"), InputPath::lab("name")];
    let mut script = Script::new(&format!("{}: finds a machine's own script by what it is known by.", lab.name), usual);
    let base = [InputPath::lab("boot").at("url"), InputPath::option("by_id")];
    script.line("");
    script.from(base, format!("set base {}", url(boot, &folder.path)));
    script.attempts();
    let known = |by: fn(&dlc_plugin::MachineSummary) -> bool| task.machines.iter().any(by);
    if known(|machine| !identity::boot_macs(machine.mac.as_ref(), &machine.interfaces).is_empty()) {
        by_mac(&mut script);
    }
    if known(|machine| machine.uuid.is_some()) {
        by_firmware(&mut script, "uuid", "UUID", "uuid");
    }
    if known(|machine| machine.serial.is_some()) {
        by_firmware(&mut script, "serial", "serial number", "serial:uristring");
    }
    if known(|machine| machine.asset.is_some()) {
        by_firmware(&mut script, "asset", "asset tag", "asset:uristring");
    }
    if boot.menu.is_some() {
        // Not at once: a server that had no time for the machine's own script is asked again first.
        let from = [InputPath::lab("boot").at("menu"), InputPath::option("by_id")];
        script.label("unknown");
        script.from(from, format!("iseq ${{attempt}} 0 || chain --replace --autofree ${{base}}{MENU} ||"));
    }
    script.again(options);
    let menu = menu_url(lab, folder);
    script.failed("No script was found for this machine", Ending::NextDevice, menu.as_deref(), options);
    script
}

fn by_mac(script: &mut Script) {
    script.line("echo Looking for the script of ${netX/mac}");
    script.line("chain --replace --autofree ${base}mac-${netX/mac:hexhyp}.ipxe ||");
    script.line("set port:int32 0");
    script.line(":port");
    script.line("isset ${net${port}/mac} || goto ports-done");
    script.line("echo Looking for the script of ${net${port}/mac}");
    script.line("chain --replace --autofree ${base}mac-${net${port}/mac:hexhyp}.ipxe ||");
    script.line("inc port");
    script.line("goto port");
    script.line(":ports-done");
}

/// What a firmware does not say is not asked about.
fn by_firmware(script: &mut Script, setting: &str, what: &str, in_url: &str) {
    script.line(format!("isset ${{{setting}}} || goto {setting}-done"));
    script.line(format!("echo Looking for the script of {what} ${{{setting}}}"));
    script.line(format!("chain --replace --autofree ${{base}}{setting}-${{{in_url}}}.ipxe ||"));
    script.line(format!(":{setting}-done"));
}
