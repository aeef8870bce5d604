//! Settings that are one small file or unit each: name, kernel parameters, modules, time.

use super::{oneshot, wanted_at_boot};
use crate::draft::Draft;
use dlc_plugin::systemd::{Unit, value};
use dlc_plugin::{InputPath, Setting};

/// The machine's name. A lab that writes the file itself has its way.
pub(crate) fn host_name(draft: &mut Draft, name: &str) {
    const PATH: &str = "/etc/hostname";
    if !draft.places.has(PATH) {
        draft.text_file(PATH, 0o644, &format!("{name}\n"), &InputPath::field("name"));
    }
}

/// Kernel parameters.
pub(crate) fn sysctl(draft: &mut Draft, settings: &[Setting]) {
    let mut text = String::new();
    for Setting { name, value } in settings {
        let at = InputPath::field("sysctl").at(name);
        if name.is_empty() || name.contains(|c: char| c.is_control() || c.is_whitespace() || c == '=') {
            draft.refuse("bad-setting", at.clone(), "the name of a kernel parameter has no blank and no `=`");
        }
        if value.contains(|c: char| c.is_control() && c != '\t') {
            draft.refuse("bad-setting", at, "the value of a kernel parameter is one line");
        }
        text.push_str(&format!("{name} = {value}\n"));
    }
    if !settings.is_empty() {
        // After the files of the image, which number up to 60.
        draft.text_file("/etc/sysctl.d/90-dlc.conf", 0o644, &text, &InputPath::field("sysctl"));
    }
}

/// Kernel modules.
pub(crate) fn modules(draft: &mut Draft, modules: &[String]) {
    if modules.is_empty() {
        return;
    }
    for (i, module) in modules.iter().enumerate() {
        if module.is_empty() || module.contains(|c: char| c.is_control() || c.is_whitespace() || "#;".contains(c)) {
            draft.refuse("bad-setting", InputPath::field("modules").at(i), "the name of a module is one word");
        }
    }
    let text: String = modules.iter().map(|module| format!("{module}\n")).collect();
    draft.text_file("/etc/modules-load.d/dlc.conf", 0o644, &text, &InputPath::field("modules"));
}

/// The time zone. A link at /etc/localtime would do as well, but spec 2.x cannot replace the one of the image.
pub(crate) fn time_zone(draft: &mut Draft, zone: Option<&str>) {
    let Some(zone) = zone else { return };
    let unit = Unit::default().section("Unit").set("Description", value(&format!("Time zone {zone}")));
    let unit = wanted_at_boot(oneshot(unit, &["/usr/bin/timedatectl", "set-timezone", zone]));
    draft.enabled_unit("dlc-time-zone.service", unit, &InputPath::field("time-zone"));
}

/// Time servers, for systemd-timesyncd, which these systems run.
pub(crate) fn time_servers(draft: &mut Draft, servers: &[String]) {
    if servers.is_empty() {
        return;
    }
    let unit = Unit::default().section("Time").set("NTP", servers.join(" "));
    draft.text_file("/etc/systemd/timesyncd.conf.d/dlc.conf", 0o644, &unit.text(), &InputPath::field("ntp"));
}
