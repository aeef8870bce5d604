//! Files of systemd-networkd: those that the lab writes, and those that its interfaces become.

use crate::config::{Dropin, Unit};
use crate::draft::Draft;
use crate::labelled;
use crate::spec::NetworkdSection;
use crate::systemd::text_or_file;
use dlc_plugin::{Contents, InputPath, Lab, Networkd, Node, networkd};

/// Where they lie on the machine.
const FOLDER: &str = "/etc/systemd/network";

/// The files of the lab.
pub(crate) fn networkd(draft: &mut Draft, files: &[Networkd]) {
    let (units, dropins_too) = (draft.spec.networkd.units(), draft.spec.networkd == NetworkdSection::UnitsWithDropins);
    for file in files {
        let Networkd { name, contents, dropins } = file;
        let at = labelled("networkd", name);
        if !name.ends_with(".network") && !name.ends_with(".netdev") && !name.ends_with(".link") {
            let message = format!("`{name}` does not end in `.network`, `.netdev` or `.link`");
            draft.refuse("bad-networkd-name", at.clone(), message);
        }
        let mut written = unit(name, at.clone());
        if let Some(contents) = contents {
            written.contents = place(draft, contents, &format!("{FOLDER}/{name}"), units, &at.clone().at("contents"));
        }
        for dropin in dropins {
            let at = at.clone().at("dropins").at(&dropin.name);
            let path = format!("{FOLDER}/{name}.d/{}", dropin.name);
            let text = place(draft, &dropin.contents, &path, dropins_too, &at.clone().at("contents"));
            let dropin = |contents| Dropin { name: dropin.name.clone(), contents, from: vec![at.clone()] };
            written.dropins.extend(text.map(dropin));
        }
        push(draft, written);
    }
}

/// The interfaces that the machine itself configures.
pub(crate) fn interfaces(draft: &mut Draft, lab: &Lab, node: &Node) {
    let units = draft.spec.networkd.units();
    for networkd::NetworkFile { name, text, input } in networkd::files(lab, node, &mut draft.problems) {
        let mut written = unit(&name, input.clone());
        written.contents = place(draft, &Contents::Text(text), &format!("{FOLDER}/{name}"), units, &input);
        push(draft, written);
    }
}

fn unit(name: &str, at: InputPath) -> Unit {
    let name = name.to_owned();
    Unit { name, enabled: false, enable: false, mask: false, contents: None, dropins: Vec::new(), from: vec![at] }
}

/// The text for the document, if it has a place for it; otherwise a file, and nothing for the document.
fn place(draft: &mut Draft, contents: &Contents, path: &str, inside: bool, at: &InputPath) -> Option<String> {
    match contents {
        // The document's own place is readable for everyone on the machine; networkd reads as this group.
        Contents::Secret(_) => {
            let resource = draft.resource(contents, at)?;
            draft.group_file(path, 0o640, "systemd-network", resource, at);
            None
        }
        _ if inside => text_or_file(draft, contents, path, at, |_, _| {}),
        _ => {
            let resource = draft.resource(contents, at)?;
            draft.file(path, 0o644, resource, at);
            None
        }
    }
}

fn push(draft: &mut Draft, unit: Unit) {
    if unit.contents.is_some() || !unit.dropins.is_empty() {
        draft.config.networkd.units.push(unit);
    }
}
