//! The target `kubespray`: the inventory from which kubespray installs Kubernetes, in the form that its release reads.
//!
//! README.md beside this crate shows the files and says why they read as they do.

mod checks;
mod derive;
mod files;
mod groups;
mod host;
mod inventory;
mod login;
mod machine;
mod options;
mod releases;
mod settings;
mod site;
mod systems;
mod var;
mod version;

#[cfg(test)]
mod tests;

use dlc_plugin::{
    Artifact, Description, Diagnostic, Lab, LabTask, NodeTask, Peer, Problems, Rendered, Renders, Sections, Target,
    export_target,
};
use files::Files;
use options::Options;
use site::{Form, Site};

/// The target `kubespray`.
#[derive(Debug)]
pub struct Kubespray;

/// The media type of files that have none of their own.
const TEXT: &str = "text/plain";

impl Target for Kubespray {
    fn describe() -> Description {
        Description {
            name: "kubespray".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: "Inventories for kubespray, which installs Kubernetes".to_owned(),
            renders: Renders::NODES | Renders::LAB,
            options: include_str!("../options.dl").to_owned(),
            sections: Sections::LOGIN,
            ..Description::default()
        }
    }

    fn render_node(lab: &Lab, _: &[Peer], task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        machine::render(lab, task)
    }

    fn render_lab(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        let options: Options = task.parse_options()?;
        let mut problems = Problems::default();
        let Some(site) = Site::new(lab, task, &options, &mut problems) else {
            return problems.answer(Rendered::default());
        };
        let artifacts = write(&site, task, &mut problems)?;
        problems.answer(artifacts.into())
    }
}

fn write(site: &Site<'_>, task: &LabTask, problems: &mut Problems) -> Result<Vec<Artifact>, Diagnostic> {
    let folder = task.promise("folder")?;
    checks::check(site, problems);
    let vars = derive::variables(site, problems);
    let hosts = host::hosts(site, problems);
    let bastion = hosts.iter().find(|host| host.name == site.groups.bastion);
    let settings = Artifact::inside(folder, "ansible.cfg", TEXT);
    let ssh = Artifact::at(task.promise("ssh_config")?, TEXT);
    let mut artifacts = vec![
        match site.form {
            Form::Today => {
                inventory::today(site, &hosts, Artifact::inside(folder, "hosts.yaml", files::YAML), task.trace)
            }
            Form::Of2018 => {
                inventory::of_2018(site, &hosts, Artifact::inside(folder, "inventory.cfg", TEXT), task.trace)
            }
        },
        settings::ansible(site, settings, task.trace),
        settings::ssh(task, site.options, bastion, ssh),
    ];
    artifacts.extend(Files::of_groups(site, vars, problems).artifacts(&site.lab.name, folder, task.trace, problems));
    Ok(artifacts)
}

export_target!(Kubespray);
