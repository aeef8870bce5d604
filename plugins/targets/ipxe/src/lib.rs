//! The target `ipxe`: a boot script for each machine, one for the lab that finds a machine's own, and the lab's menu.
//!
//! The name of a file is the only thing that the scripts and the server agree on, so any web server will do.
//! README.md beside this crate shows the scripts and says why each line is there.

mod command_line;
mod embed;
mod entry;
mod fetch;
mod identity;
mod machine;
mod menu;
mod options;
mod script;
mod words;

#[cfg(test)]
mod tests;

use dlc_plugin::{Description, Diagnostic, Lab, LabTask, NodeTask, Peer, Rendered, Renders, Target, export_target};

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

    fn render_node(lab: &Lab, _: &[Peer], task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        machine::render(lab, task)
    }

    fn render_lab(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        entry::render(lab, task)
    }
}

export_target!(Ipxe);
