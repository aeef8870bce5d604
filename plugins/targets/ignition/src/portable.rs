//! What the lab says without naming a format, in the files and units that Container Linux reads.
//!
//! Names of ours begin with `dlc-`, so that they meet no file of the image and none that a lab would write.

pub(crate) mod commands;
pub(crate) mod containers;
pub(crate) mod mounts;
pub(crate) mod registries;
pub(crate) mod settings;

use dlc_plugin::systemd::Unit;

/// The head of a unit that needs the network.
fn after_network(description: &str, after: &[&str]) -> Unit {
    let after = [&["network-online.target"], after].concat().join(" ");
    Unit::default()
        .section("Unit")
        .set("Description", dlc_plugin::systemd::value(description))
        .set("Wants", "network-online.target")
        .set("After", after)
}

/// A command that runs once at boot, with what `[Unit]` says.
fn oneshot(unit: Unit, command: &[&str]) -> Unit {
    let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
    unit.section("Service").set("Type", "oneshot").set("RemainAfterExit", "yes").command("ExecStart", &[command])
}

/// What makes a service start at boot.
fn wanted_at_boot(unit: Unit) -> Unit {
    unit.section("Install").set("WantedBy", "multi-user.target")
}

/// Whether a label can be part of the name of a unit, a file and a container.
fn is_plain(label: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    label.starts_with(|c: char| c.is_ascii_alphanumeric()) && label.chars().all(plain)
}
