//! By what a machine is known when it boots, and the names of files that follow from it.

use dlc_plugin::{Diagnostic, InputPath, Interface, Node, Over, Purpose};

/// What a serial number or an asset tag may have beside letters and digits to be the name of a file on any server.
const IN_NAMES: &str = " ._-+=,()@#&~";

/// The longest name of a file, without what is put around it.
const LONGEST: usize = 200;

/// The MACs that a machine may boot from: its own, and those of further ports that are there for it.
pub(crate) fn boot_macs<'a>(mac: Option<&'a String>, interfaces: &'a [Interface]) -> Vec<&'a str> {
    let ports =
        interfaces.iter().filter(|port| matches!(port.over, Over::Nic) && port.purpose.contains(&Purpose::Boot));
    let mut macs: Vec<&str> = Vec::new();
    for mac in mac.into_iter().chain(ports.filter_map(|port| port.mac.as_ref())) {
        if !macs.contains(&mac.as_str()) {
            macs.push(mac);
        }
    }
    macs
}

/// Under which names the lab's entry looks for a machine's script, one for each thing that it is known by.
pub(crate) fn names(node: &Node) -> Vec<String> {
    let macs = boot_macs(node.mac.as_ref(), &node.interfaces);
    let macs = macs.iter().map(|mac| format!("mac-{}.ipxe", mac.replace(':', "-")));
    let others = [("uuid", &node.uuid), ("serial", &node.serial), ("asset", &node.asset)];
    let others = others.into_iter().filter_map(|(kind, value)| Some(format!("{kind}-{}.ipxe", value.as_ref()?)));
    macs.chain(others).collect()
}

/// What is wrong with what a machine is known by. One of the menu is chosen by a person.
pub(crate) fn mistakes(node: &Node) -> Vec<Diagnostic> {
    if node.title.is_none() && names(node).is_empty() {
        let message = format!("nothing tells `{}` from other machines when it boots", node.name);
        return vec![Diagnostic::error("no-identity", InputPath::field("mac"), message).hint("write `mac = …`")];
    }
    let texts = [("serial", "serial number", &node.serial), ("asset", "asset tag", &node.asset)];
    texts.into_iter().filter_map(|(field, what, value)| bad_text(field, what, value.as_deref()?)).collect()
}

fn bad_text(field: &str, what: &str, text: &str) -> Option<Diagnostic> {
    let fits = |c: char| c.is_ascii_alphanumeric() || IN_NAMES.contains(c);
    if !text.is_empty() && text.len() <= LONGEST && text.chars().all(fits) {
        return None;
    }
    let message = format!("no file can be called by the {what} `{}`", text.escape_debug());
    let hint = "letters, digits, blanks and `._-+=,()@#&~` are possible; otherwise name the machine's MAC or UUID";
    Some(Diagnostic::error("bad-identity", InputPath::field(field), message).hint(hint))
}
