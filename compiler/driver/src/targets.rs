//! The targets that take part in a build: loaded, asked what they are, and put in order.

use dlc_base::Diagnostic;
use dlc_plugin_host::order::{Needs, order};
use dlc_plugin_host::types::Description;
use dlc_plugin_host::{Plugin, PluginHost};
use std::collections::{BTreeMap, BTreeSet};

/// A target that takes part.
#[derive(Debug)]
pub(crate) struct Target {
    /// The component.
    pub(crate) plugin: Plugin,
    /// What it says of itself.
    pub(crate) description: Description,
}

impl Target {
    /// What the lab calls it.
    pub(crate) fn name(&self) -> &str {
        self.plugin.name()
    }
}

/// Loads the targets called `names` and puts each behind those whose digests it needs.
///
/// # Errors
/// What is wrong with any of them.
pub(crate) fn load(host: &PluginHost, names: &BTreeSet<&str>) -> Result<Vec<Target>, Vec<Diagnostic>> {
    let (mut loaded, mut faults) = (BTreeMap::new(), Vec::new());
    for &name in names {
        match host.load_builtin(name).unwrap_or_else(|| Err(missing(name))).and_then(|plugin| described(name, plugin)) {
            Ok(target) => drop(loaded.insert(name, target)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { ordered(loaded).map_err(|fault| vec![fault]) } else { Err(faults) }
}

fn described(name: &str, plugin: Plugin) -> Result<Target, Diagnostic> {
    let description = plugin.describe()?;
    if description.name != name {
        let message = format!("the plugin for target `{name}` calls itself `{}`", description.name);
        return Err(Diagnostic::placeless("plugin-bad-answer", message));
    }
    Ok(Target { plugin, description })
}

fn missing(name: &str) -> Diagnostic {
    Diagnostic::placeless("unknown-plugin", format!("no target `{name}` comes with dlc"))
        .hint("`dlc plugin list` shows the targets")
}

/// The targets, each behind those whose digests it needs, otherwise by name.
fn ordered(mut loaded: BTreeMap<&str, Target>) -> Result<Vec<Target>, Diagnostic> {
    let needs = |(target, loaded): (&&'_ str, &Target)| (target.to_string(), loaded.description.digests_of.clone());
    let needs: Vec<(String, Vec<String>)> = loaded.iter().map(needs).collect();
    let needs: Vec<Needs<'_>> = needs.iter().map(|(target, digests_of)| Needs { target, digests_of }).collect();
    Ok(order(&needs)?.into_iter().filter_map(|target| loaded.remove(target)).collect())
}
