//! The smallest complete target: one text file for each machine.

use dlc_plugin::{Artifact, Description, Diagnostic, Lab, NodeTask, Peer, Rendered, Renders, Target, export_target};

/// Says hello.
pub struct Greeting;

impl Target for Greeting {
    fn describe() -> Description {
        Description {
            name: "greeting".into(),
            version: "0.1.0".into(),
            summary: "A file that says hello".into(),
            renders: Renders::NODES,
            options: r#"schema options { file : Artifact<http> = "greeting/\(machine.name).txt" }"#.into(),
            ..Description::default()
        }
    }

    fn render_node(_: &Lab, _: &[Peer], task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        let text = format!("hello, {}\n", task.node.name);
        Ok(Artifact::at(task.promise("file")?, "text/plain").text(text).into())
    }
}

export_target!(Greeting);
