//! The target `ipxe`: a boot script for each machine, and one for the lab that finds a machine's own by its MAC.
//!
//! The name of a file is the only thing that the scripts and the server agree on, so any web server will do.
//! README.md beside this crate shows the scripts and says why each line is there.

mod command_line;
mod entry;
mod machine;
mod script;

#[cfg(test)]
mod tests;

use dlc_plugin::{
    Description, Diagnostic, Interface, Lab, LabTask, NodeTask, Over, Peer, Purpose, Rendered, Renders, Target,
    export_target,
};

/// The target `ipxe`.
#[derive(Debug)]
pub struct Ipxe;

/// The media type of a script: nothing official exists, and every server calls text so.
const MEDIA_TYPE: &str = "text/plain";

impl Target for Ipxe {
    fn describe() -> Description {
        Description {
            name: "ipxe".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: "Boot scripts for the loader iPXE".to_owned(),
            renders: Renders::NODES | Renders::LAB,
            options: include_str!("../options.dl").to_owned(),
            ..Description::default()
        }
    }

    fn render_node(_: &Lab, _: &[Peer], task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        machine::render(task)
    }

    fn render_lab(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        entry::render(lab, task)
    }
}

/// The MACs that a machine may boot from: its own, and those of further ports that are there for it.
fn boot_macs<'a>(mac: Option<&'a String>, interfaces: &'a [Interface]) -> Vec<&'a str> {
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

export_target!(Ipxe);
