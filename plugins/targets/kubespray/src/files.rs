//! The files of variables: what follows from the lab, and what it sets itself.

use crate::options::Given;
use crate::site::{Form, Site};
use crate::var::{File, Hold, Var};
use dlc_plugin::traces::{Pointer, Traces};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Artifact, Diagnostic, Encoding, Holes, InputPath, Problems, Promise};
use std::collections::BTreeMap;

/// The media type of YAML (RFC 9512).
pub(crate) const YAML: &str = "application/yaml";

/// One entry of a file.
#[derive(Debug)]
struct Entry {
    name: String,
    value: Value,
    from: Vec<InputPath>,
}

#[derive(Debug)]
enum Value {
    Public(Yaml),
    /// The handle of a secret that is JSON.
    Secret(String),
}

/// Files by their path below the inventory.
#[derive(Debug, Default)]
pub(crate) struct Files {
    files: BTreeMap<String, Vec<Entry>>,
}

impl Files {
    /// Everything that is set for groups.
    pub(crate) fn of_groups(site: &Site<'_>, vars: Vec<Var>, problems: &mut Problems) -> Self {
        let mut files = Self::default();
        let given = site.options.given();
        for var in vars {
            match given.iter().find(|given| given.name == var.name) {
                Some(given) if said_twice(site, &var, given, problems) => {}
                _ => files.push(path(site, var.file), &var.name, Value::Public(var.value), var.from),
            }
        }
        for given in &given {
            let value = match given.secret {
                Some(handle) => Value::Secret(handle.to_owned()),
                None => Value::Public(Yaml::from(given.value)),
            };
            files.push(given_path(site, given), given.name, value, vec![given.place()]);
        }
        files
    }

    /// What is set for one machine: what follows from it, and what it sets itself.
    pub(crate) fn of_host(name: &str, vars: Vec<Var>, given: &[Given<'_>]) -> Self {
        let mut files = Self::default();
        let path = format!("host_vars/{name}.yml");
        let own = |var: &Var| given.iter().any(|given| given.name == var.name);
        for var in vars.into_iter().filter(|var| !own(var)) {
            files.push(path.clone(), &var.name, Value::Public(var.value), var.from);
        }
        for given in given {
            let value = match given.secret {
                Some(handle) => Value::Secret(handle.to_owned()),
                None => Value::Public(Yaml::from(given.value)),
            };
            files.push(path.clone(), given.name, value, vec![InputPath::option("host_vars").at(given.name)]);
        }
        files
    }

    fn push(&mut self, path: String, name: &str, value: Value, from: Vec<InputPath>) {
        self.files.entry(path).or_default().push(Entry { name: name.to_owned(), value, from });
    }

    /// The artefacts. One with a secret in it is for its owner alone.
    pub(crate) fn artifacts(self, lab: &str, folder: &Promise, trace: bool, problems: &mut Problems) -> Vec<Artifact> {
        let mut artifacts = Vec::new();
        for (path, entries) in self.files {
            let artifact = Artifact::inside(folder, &path, YAML);
            artifacts.extend(problems.keep(file(lab, entries, artifact, trace)));
        }
        artifacts
    }
}

fn file(lab: &str, entries: Vec<Entry>, mut artifact: Artifact, trace: bool) -> Result<Artifact, Diagnostic> {
    let (mut holes, mut traces) = (Holes::default(), Traces::new(trace));
    let mut map = Vec::new();
    for entry in entries {
        traces.pointer(&Pointer::root().at(&entry.name), entry.from);
        let value = match entry.value {
            Value::Public(value) => value,
            Value::Secret(handle) => {
                artifact = artifact.mode(0o600);
                Yaml::Json(holes.secret(&handle, Encoding::Raw))
            }
        };
        map.push((entry.name, value));
    }
    let text = format!("# Lab {lab}. Written by dlc.\n{}", Yaml::Map(map).document());
    Ok(traces.put_on(holes.fill(artifact, text.into_bytes())?))
}

/// What the lab sets although it follows from it. Whether the lab's own word is the one to write, or nothing is.
fn said_twice(site: &Site<'_>, var: &Var, given: &Given<'_>, problems: &mut Problems) -> bool {
    if var.hold == Hold::Free {
        // A group's word is for its members; all others keep what follows from the lab.
        return given.group.is_none();
    }
    let Some(from) = var.from.first().cloned() else { return true };
    let same = given.secret.is_none() && Yaml::from(given.value) == var.value;
    let problem = if same {
        let message = format!("`{}` follows from the lab, so it need not be set", var.name);
        Diagnostic::warning("follows-from-lab", given.place(), message)
    } else {
        let message = format!("`{}` is {} by what the lab says elsewhere", var.name, shown(&var.value));
        Diagnostic::error("contradicts-lab", given.place(), message).hint("change it there, and leave it out here")
    };
    problems.push(problem.also(from, format!("`{}` of kubespray {} follows from this", var.name, site.version)));
    true
}

/// A value in a message.
fn shown(value: &Yaml) -> String {
    match value {
        Yaml::Text(text) => format!("`{text}`"),
        Yaml::Bool(value) => format!("`{value}`"),
        Yaml::Int(value) => format!("`{value}`"),
        _ => "set".to_owned(),
    }
}

/// Where the sample inventory of the release has a variable.
fn path(site: &Site<'_>, file: File) -> String {
    let cluster = site.groups.cluster;
    match (site.form, file) {
        (Form::Of2018, File::Cluster | File::Addons | File::Network) => format!("group_vars/{cluster}.yml"),
        (Form::Of2018, _) => "group_vars/all.yml".to_owned(),
        (Form::Today, File::All) => "group_vars/all/all.yml".to_owned(),
        (Form::Today, File::Runtime) => format!("group_vars/all/{}.yml", runtime(site)),
        (Form::Today, File::Etcd) => "group_vars/all/etcd.yml".to_owned(),
        (Form::Today, File::Offline) => "group_vars/all/offline.yml".to_owned(),
        (Form::Today, File::Cluster) => {
            format!("group_vars/{cluster}/{cluster_file}.yml", cluster_file = "k8s-cluster")
        }
        (Form::Today, File::Addons) => format!("group_vars/{cluster}/addons.yml"),
        (Form::Today, File::Network) => format!("group_vars/{cluster}/k8s-net.yml"),
    }
}

fn runtime(site: &Site<'_>) -> &'static str {
    match site.kubernetes.container_runtime {
        dlc_plugin::ContainerRuntime::Containerd => "containerd",
        dlc_plugin::ContainerRuntime::Crio => "cri-o",
        dlc_plugin::ContainerRuntime::Docker | dlc_plugin::ContainerRuntime::Rkt => "docker",
    }
}

/// Where what the lab sets itself goes. Ansible reads either `all.yml` or the folder `all`, never both, so the form of
/// 2018 keeps everything of a group in one file.
fn given_path(site: &Site<'_>, given: &Given<'_>) -> String {
    let group = given.group.unwrap_or("all");
    match (site.form, given.secret) {
        (Form::Of2018, _) => format!("group_vars/{group}.yml"),
        (Form::Today, Some(_)) => format!("group_vars/{group}/secrets.yml"),
        (Form::Today, None) => format!("group_vars/{group}/{}.yml", if group == "all" { "all" } else { "lab" }),
    }
}
