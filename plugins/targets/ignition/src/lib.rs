//! The target `ignition`: one Ignition config for each machine of CoreOS Container Linux and Flatcar.
//!
//! `spec` is what the versions of the format have, `config` the document, `draft` what is being written. Everything
//! else is a writer: it takes one section of the machine and puts it into the draft, or says at which place of the
//! lab something cannot be expressed. README.md beside this crate has the table of sections.

mod config;
mod contents;
mod disks;
mod draft;
mod header;
mod kernel;
mod network;
mod options;
mod passwd;
mod places;
mod portable;
mod refused;
mod spec;
mod storage;
mod systemd;
mod v2_0;
mod v2_1;
mod v2_2;
mod v2_3;
mod v2_4;
mod v3_0;
mod v3_1;
mod v3_2;
mod v3_3;
mod v3_4;
mod v3_5;
mod v3_6;
mod volumes;

#[cfg(test)]
mod tests;

use crate::draft::Draft;
use crate::options::Options;
use crate::spec::Spec;
use dlc_plugin::{
    Description, Diagnostic, InputPath, Lab, Node, NodeTask, Peer, Rendered, Renders, Target, export_target,
};

/// The target `ignition`.
#[derive(Debug)]
pub struct Ignition;

impl Target for Ignition {
    fn describe() -> Description {
        Description {
            name: "ignition".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: "Ignition configs for CoreOS Container Linux and Flatcar".to_owned(),
            renders: Renders::NODES,
            options: include_str!("../options.dl").to_owned(),
            ..Description::default()
        }
    }

    fn render_node(lab: &Lab, _: &[Peer], task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
        let options = Options::of(task)?;
        let promise = task.promise("config")?;
        let mut draft = Draft::new(Spec::named(&options.spec)?, &options, &task.node);
        write(&mut draft, lab, &task.node, &options);
        draft.finish(promise, task.trace)
    }
}

/// Every field of a machine is named here, so that one that the contract gains cannot be forgotten.
fn write(draft: &mut Draft, lab: &Lab, node: &Node, options: &Options) {
    let Node {
        // Written.
        name,
        title,
        interfaces: _,
        os,
        ssh_keys,
        users,
        groups,
        files,
        directories,
        links,
        units,
        networkd,
        containers,
        sysctl,
        modules,
        mounts,
        swaps,
        time_zone,
        ntp,
        registry_mirrors,
        ca_certificates,
        commands,
        disks,
        filesystems,
        raids,
        luks,
        // Refused.
        packages,
        locale,
        // Who the machine is, which the boot script, DHCP and the cluster's installer have to know.
        fqdn: _,
        mac: _,
        ip: _,
        network: _,
        uuid: _,
        serial: _,
        asset: _,
        arch: _,
        firmware: _,
        memory: _,
        roles: _,
        labels: _,
        taints: _,
        kubernetes_version: _,
        resolvers: _,
        // On the kernel's command line, which the boot script passes; `kernel` has the machines where it does not.
        image: _,
        command_line: _,
        kernel_args: _,
        autologin: _,
    } = node;

    header::header(draft, options);
    passwd::users(draft, users, ssh_keys, os);
    passwd::groups(draft, groups);
    disks::disks(draft, disks);
    volumes::raids(draft, raids);
    volumes::luks(draft, luks);
    // Before what is written on them.
    volumes::filesystems(draft, filesystems, mounts);
    storage::files(draft, files);
    storage::directories(draft, directories);
    storage::links(draft, links);
    systemd::units(draft, units);
    network::networkd(draft, networkd);
    network::interfaces(draft, lab, node);

    let is_menu_machine = title.is_some();
    if !is_menu_machine {
        portable::settings::host_name(draft, name);
    }
    portable::settings::sysctl(draft, sysctl);
    portable::settings::modules(draft, modules);
    portable::settings::time_zone(draft, time_zone.as_deref());
    portable::settings::time_servers(draft, ntp);
    portable::registries::certificates(draft, ca_certificates);
    portable::registries::mirrors(draft, registry_mirrors, lab);
    portable::mounts::mounts(draft, mounts);
    portable::mounts::swaps(draft, swaps);
    portable::containers::containers(draft, containers);
    portable::commands::commands(draft, commands);

    kernel::arguments(draft, node, options);
    // After everything that may be fetched.
    header::authorities(draft, ca_certificates);

    refused::packages(draft, packages);
    refused::locale(draft, locale.as_deref());
}

/// A place of the machine that the lab describes under `section` by the label `label`.
fn labelled(section: &str, label: &str) -> InputPath {
    InputPath::field(section).at(label)
}

export_target!(Ignition);
