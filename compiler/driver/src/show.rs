//! `dlc show`: what a machine is in the end, each value with the place that it comes from; and the list of machines.
//!
//! Secrets are shown as the lab writes them. Nothing is rendered; what targets contribute is asked for.

mod list;
mod machine;
mod tell;
mod value;

pub use list::{Listed, State};
pub use machine::{Entry, Machine};
pub use tell::{human, json, list_human, list_json};

use crate::build::evaluate;
use crate::contribute::contribute_and_keep;
use crate::front::Front;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::trace::Scene;
use crate::{has_errors, identity, planned};
use dlc_base::{Diagnostic, Severity, suggest};
use dlc_eval::model::{LabModel, LabOrigins};
use dlc_plugin_host::{HostOptions, PluginHost};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What `show` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Every machine of the lab.
    List(Vec<Listed>),
    /// One machine.
    Machine(Box<Machine>),
}

/// The code of what is said where no machine has the name.
const CODE: &str = "unknown-machine";

/// Shows the machine called `name`, or lists all. Compiled plugins are kept in `cache`; how many threads evaluate
/// changes nothing.
pub fn show(project: Project, name: Option<&str>, cache: Option<PathBuf>, threads: usize) -> Outcome<Shown> {
    let front = Front::new(project).ahead(threads);
    let mut told = Vec::new();
    let value = scene(&front, cache, &mut told).and_then(|scene| {
        let all = list::list(&front, &scene);
        let Some(name) = name else { return Some(Shown::List(all)) };
        match all.iter().find(|listed| listed.name == name) {
            Some(listed) => Some(Shown::Machine(Box::new(machine::machine(&front, &scene, listed)))),
            None => {
                told.push(unknown(name, &all));
                None
            }
        }
    });
    let trouble = told.iter().any(|told| told.code == CODE);
    told.retain(|told| told.severity == Severity::Error);
    let files = value.iter().flat_map(Shown::places).map(|place| place.file).collect();
    front.outcome_with(value, told, trouble, files)
}

impl Shown {
    fn places(&self) -> Vec<dlc_base::Span> {
        match self {
            Self::List(all) => all.iter().filter_map(|listed| listed.place).collect(),
            Self::Machine(machine) => machine.places(),
        }
    }
}

fn unknown(name: &str, all: &[Listed]) -> Diagnostic {
    let shown: String = name.escape_debug().collect();
    let told = Diagnostic::placeless(CODE, format!("the lab has no machine `{shown}`"));
    match suggest::nearest(name, all.iter().map(|listed| listed.name.as_str())) {
        Some(near) => told.hint(format!("did you mean `{near}`?")),
        None => told.hint("`dlc show` lists the machines"),
    }
}

/// The lab with what targets contribute, and nothing rendered.
fn scene(front: &Front, cache: Option<PathBuf>, told: &mut Vec<Diagnostic>) -> Option<Scene> {
    let (lab, LabModel { mut cluster, mut secrets, .. }) = evaluate(front, told)?;
    let origins = LabOrigins::new(&front.db, lab);
    let host =
        PluginHost::new(HostOptions { cache, ..HostOptions::default() }).map_err(|fault| told.push(fault)).ok()?;
    let targets = planned::plan(front, lab, &host, &mut cluster, &mut secrets, told)?;
    let mut contributed = Vec::new();
    told.extend(contribute_and_keep(front, lab, &mut cluster, &targets, &origins, &mut contributed));
    if has_errors(told) {
        return None;
    }
    identity::sign(&mut cluster, &targets, crate::build::VERSION);
    let targets = targets.iter().map(crate::build::plugin).collect();
    Some(Scene { lab, cluster, secrets, contributed, targets, files: BTreeMap::new() })
}
