//! `ansible.cfg`, and the settings of SSH.

use crate::host::Host;
use crate::login;
use crate::options::Options;
use crate::site::{Form, Site};
use dlc_plugin::traces::TracedText;
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Artifact, InputPath, LabTask};

/// The settings of Ansible for this inventory. Paths in it are read from where it lies.
pub(crate) fn ansible(site: &Site<'_>, artifact: Artifact, trace: bool) -> Artifact {
    let mut text = TracedText::new(trace);
    let release = || [InputPath::option("release")];
    let inventory = if site.form == Form::Of2018 { "inventory.cfg" } else { "hosts.yaml" };
    text.line(format!("# Lab {}. Written by dlc.", site.lab.name), [InputPath::lab("name")]);
    text.line(run_from(site, inventory), [InputPath::option("run_from"), InputPath::option("release")]);
    text.line("[defaults]", release());
    text.line(format!("inventory = {inventory}"), release());
    text.line("# Machines without a disk have new host keys after every boot.", release());
    text.line("host_key_checking = False", release());
    text.line("# The names of kubespray's groups are what they are.", release());
    text.line("force_valid_group_names = ignore", release());
    text.line("interpreter_python = auto_silent", release());
    if let Some(checkout) = &site.options.checkout {
        let from = || [InputPath::option("checkout")];
        let modules = if site.since(21) { "plugins/modules" } else { "library" };
        text.line(format!("roles_path = {checkout}/roles"), from());
        text.line(format!("library = {checkout}/{modules}"), from());
    }
    text.line("\n[privilege_escalation]\nbecome = True", release());
    text.line("\n[ssh_connection]\npipelining = True", release());
    let options =
        "-o ControlMaster=auto -o ControlPersist=30m -o ConnectionAttempts=100 -o UserKnownHostsFile=/dev/null";
    text.line(format!("ssh_args = {options}"), release());
    text.put_into(artifact)
}

fn run_from(site: &Site<'_>, inventory: &str) -> String {
    let host = site.options.run_from.as_deref().map(|host| format!("on {host}, ")).unwrap_or_default();
    let checkout = site.options.checkout.as_deref().unwrap_or("kubespray");
    format!(
        "# Run {host}from this folder: ansible-playbook -i {inventory} -b {checkout}/cluster.yml (kubespray {})",
        site.version
    )
}

/// The settings of SSH for every machine of the lab that is on.
pub(crate) fn ssh(task: &LabTask, options: &Options, bastion: Option<&Host<'_>>, artifact: Artifact) -> Artifact {
    let mut text = TracedText::new(task.trace);
    text.line("# Written by dlc. Use it with `ssh -F config NAME`.", [InputPath::lab("name")]);
    if let Some(bastion) = bastion {
        jump_host(&mut text, bastion, options);
    }
    for machine in &task.machines {
        let at = InputPath::node(&machine.name);
        text.line(format!("\nHost {} {}", machine.name, machine.fqdn), [at.clone().at("name"), at.clone().at("fqdn")]);
        let address = machine.ip.as_deref().unwrap_or(&machine.fqdn);
        text.line(format!("  HostName {address}"), [at.clone().at("ip")]);
        if let Some(account) = login::account(options, machine) {
            text.line(format!("  User {}", account.name), [account.from]);
        }
        identity(&mut text, options);
        // Without a disk it has new host keys after every boot.
        text.line("  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null", [at.at("os")]);
        if bastion.is_some() {
            text.line("  ProxyJump bastion", [InputPath::option("bastion")]);
        }
    }
    text.put_into(artifact)
}

fn jump_host(text: &mut TracedText, bastion: &Host<'_>, options: &Options) {
    let of = |name: &str| bastion.vars.iter().find(|var| var.name == name);
    text.line("\nHost bastion", [bastion.at.clone()]);
    for (name, word) in [("ansible_host", "HostName"), ("ansible_user", "User")] {
        if let Some((var, Yaml::Text(value))) = of(name).map(|var| (var, &var.value)) {
            text.line(format!("  {word} {value}"), var.from.clone());
        }
    }
    identity(text, options);
}

fn identity(text: &mut TracedText, options: &Options) {
    if let Some(key) = &options.ssh_key {
        text.line(format!("  IdentityFile {key}"), [InputPath::option("ssh_key")]);
    }
}
