//! What a lab says in `target kubespray { … }`.

use dlc_plugin::InputPath;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The options, as `options.dl` declares them, without the promises.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Options {
    /// The release.
    pub(crate) release: String,
    /// Where it is run from, by name.
    #[serde(default)]
    pub(crate) run_from: Option<String>,
    /// Where kubespray lies there.
    #[serde(default)]
    pub(crate) checkout: Option<String>,
    /// For all machines.
    #[serde(default)]
    pub(crate) vars: Map<String, Value>,
    /// For the machines of a group.
    #[serde(default)]
    pub(crate) group_vars: Map<String, Value>,
    /// For one machine.
    #[serde(default)]
    pub(crate) host_vars: Map<String, Value>,
    /// Who logs in.
    #[serde(default)]
    pub(crate) user: Option<String>,
    /// With which key.
    #[serde(default)]
    pub(crate) ssh_key: Option<String>,
    /// Python on the machines.
    #[serde(default)]
    pub(crate) python: Option<String>,
    /// Who logs in there.
    #[serde(default)]
    pub(crate) bastion_user: Option<String>,
    /// Where it is reached.
    #[serde(default)]
    pub(crate) bastion_address: Option<String>,
    /// Where everything comes from at a site without a line.
    #[serde(default)]
    pub(crate) offline: Option<Offline>,
    /// Whether `manifests` brings what kubespray does not.
    #[serde(default)]
    pub(crate) manifests: bool,
    /// Variables with a secret in them.
    #[serde(default)]
    pub(crate) hidden: Vec<Hidden>,
    /// The same of the machine's own.
    #[serde(default)]
    pub(crate) hidden_here: Vec<Hidden>,
}

/// A site without a line to the world.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Offline {
    /// The registry, by name.
    pub(crate) registry: String,
    /// The URL of the server with files.
    pub(crate) files: String,
}

/// A variable with a secret in it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Hidden {
    /// The group that it is for; empty for all.
    pub(crate) group: String,
    /// Its name.
    pub(crate) name: String,
    /// The handle of its value, which is JSON.
    pub(crate) value: String,
}

/// A variable that the lab sets itself.
#[derive(Debug, Clone)]
pub(crate) struct Given<'a> {
    /// The group that it is for; none for all machines.
    pub(crate) group: Option<&'a str>,
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value.
    pub(crate) value: &'a Value,
    /// The handle of its JSON, if there is a secret in it.
    pub(crate) secret: Option<&'a str>,
}

impl Given<'_> {
    /// Where it is said.
    pub(crate) fn place(&self) -> InputPath {
        match self.group {
            None => InputPath::option("vars").at(self.name),
            Some(group) => InputPath::option("group_vars").at(group).at(self.name),
        }
    }
}

impl Options {
    /// Everything that the lab sets itself, in its order.
    pub(crate) fn given(&self) -> Vec<Given<'_>> {
        let all = self.vars.iter().map(|(name, value)| self.one(None, name, value));
        let groups = self.group_vars.iter().flat_map(|(group, of)| {
            let of = of.as_object().into_iter().flatten();
            of.map(|(name, value)| self.one(Some(group), name, value))
        });
        all.chain(groups).collect()
    }

    fn one<'a>(&'a self, group: Option<&'a str>, name: &'a str, value: &'a Value) -> Given<'a> {
        let is = |hidden: &&Hidden| hidden.group == group.unwrap_or("") && hidden.name == name;
        let secret = self.hidden.iter().find(is).map(|hidden| hidden.value.as_str());
        Given { group, name, value, secret }
    }

    /// What all machines are given under this name.
    pub(crate) fn var(&self, name: &str) -> Option<&Value> {
        self.vars.get(name)
    }

    /// Whether a switch is on for all machines.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.var(name) == Some(&Value::Bool(true))
    }
}
