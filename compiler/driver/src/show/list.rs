//! The machines of a lab, a line each.

use crate::front::Front;
use crate::trace::Scene;
use crate::why::Reasons;
use dlc_base::Span;
use dlc_eval::value::{Cell, Value};
use dlc_model::input_path::{InputPath, Root};

/// A machine in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub state: State,
    /// Its operating system, as people call it.
    pub system: String,
    /// The address at which others reach it.
    pub ip: Option<String>,
    /// The MAC that it boots from.
    pub mac: Option<String>,
    /// What it does in the cluster.
    pub roles: Vec<String>,
    /// Where it is declared.
    pub place: Option<Span>,
}

/// What becomes of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is built.
    On,
    /// It is declared, and nothing is built for it.
    Off,
    /// Somebody may choose it in the boot menu.
    Menu,
}

impl State {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Menu => "menu",
        }
    }
}

/// The beginning of a machine's places in the model.
pub(super) fn root(listed: &Listed) -> Root {
    match listed.state {
        State::On | State::Off => Root::Node(listed.name.clone()),
        State::Menu => Root::MenuMachine(listed.name.clone()),
    }
}

/// Nodes in the order of the lab's labels, then the machines of the menu.
pub(super) fn list(front: &Front, scene: &Scene) -> Vec<Listed> {
    let reasons = Reasons::new(front, scene);
    let nodes = dlc_eval::lab::entities(&front.db, scene.lab).into_iter();
    let nodes = nodes.filter(|(field, ..)| field == "machines").map(|(_, label, _)| Root::Node(label.to_string()));
    let menu = scene.cluster.menu_machines.iter().map(|node| Root::MenuMachine(node.name.clone()));
    nodes.chain(menu).filter_map(|root| listed(&reasons, root)).collect()
}

fn listed(reasons: &Reasons<'_>, root: Root) -> Option<Listed> {
    let whole = InputPath { root, steps: Vec::new() };
    let cell = reasons.value(&whole)?;
    let Value::Record(record) = &cell.value else { return None };
    let text = |name: &str| record.get(name).and_then(|cell| cell.value.to_text()).map(|text| text.to_string());
    let (name, state) = match &whole.root {
        Root::Node(name) if text("state").as_deref() == Some("off") => (name, State::Off),
        Root::Node(name) => (name, State::On),
        Root::MenuMachine(name) => (name, State::Menu),
        Root::Lab => return None,
    };
    let roles = record.get("roles").and_then(|roles| roles.value.items()).unwrap_or_default();
    Some(Listed {
        name: name.clone(),
        state,
        system: record.get("os").map(title).unwrap_or_default(),
        ip: text("ip"),
        mac: text("mac"),
        roles: roles.iter().filter_map(|role| role.value.to_text()).map(|role| role.to_string()).collect(),
        place: reasons.exact(&whole),
    })
}

fn title(os: &Cell) -> String {
    let Value::Record(record) = &os.value else { return String::new() };
    let title = record.get("title").and_then(|title| title.value.to_text());
    let name = || record.schema.as_ref().map(|schema| schema.name.to_string()).unwrap_or_default();
    title.map_or_else(name, |title| title.to_string())
}
