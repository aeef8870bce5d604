//! Small inputs for a target's own tests: a lab with nothing in it, a machine with nothing on it. Change what the
//! test is about with the record's own fields.

use crate::{
    Arch, Audience, Boot, Contents, File, Firmware, Interface, Lab, LabTask, MachineSummary, Network, Node, NodeTask,
    Over, Promise, System, SystemMemory, SystemRoot, TargetPromise, Tree, Unit, User,
};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A lab without networks that boots from `http://boot.test`.
pub fn lab(name: &str) -> Lab {
    Lab {
        name: name.to_owned(),
        domain: format!("{name}.test"),
        networks: Vec::new(),
        hosts: Vec::new(),
        boot: Some(Boot {
            server: None,
            url: "http://boot.test".to_owned(),
            user_class: "iPXE".to_owned(),
            menu: None,
        }),
        registries: Vec::new(),
        kubernetes: None,
    }
}

/// A 64-bit machine with BIOS and nothing configured.
pub fn node(name: &str, os: System) -> Node {
    Node {
        name: name.to_owned(),
        fqdn: format!("{name}.test"),
        title: None,
        mac: None,
        ip: None,
        network: None,
        interfaces: Vec::new(),
        uuid: None,
        serial: None,
        asset: None,
        arch: Arch::X8664,
        firmware: Firmware::Bios,
        memory: None,
        roles: Vec::new(),
        labels: Vec::new(),
        taints: Vec::new(),
        kubernetes_version: None,
        resolvers: Vec::new(),
        os,
        image: None,
        command_line: Vec::new(),
        autologin: false,
        ssh_keys: Vec::new(),
        users: Vec::new(),
        groups: Vec::new(),
        files: Vec::new(),
        directories: Vec::new(),
        links: Vec::new(),
        units: Vec::new(),
        networkd: Vec::new(),
        containers: Vec::new(),
        packages: Vec::new(),
        sysctl: Vec::new(),
        modules: Vec::new(),
        kernel_args: Vec::new(),
        mounts: Vec::new(),
        disks: Vec::new(),
        filesystems: Vec::new(),
        raids: Vec::new(),
        luks: Vec::new(),
        swaps: Vec::new(),
        time_zone: None,
        locale: None,
        ntp: Vec::new(),
        registry_mirrors: Vec::new(),
        ca_certificates: Vec::new(),
        commands: Vec::new(),
    }
}

/// An operating system that `target` configures, with options as JSON text.
pub fn system(name: &str, target: &str, options: &str) -> System {
    System {
        name: name.to_owned(),
        title: name.to_owned(),
        target: target.to_owned(),
        version: "1".to_owned(),
        config: None,
        config_url: None,
        boot_args: Vec::new(),
        arguments: Vec::new(),
        memory: SystemMemory { boot: 0, clean: 0, root: SystemRoot::HalfOfMemory },
        login_user: None,
        admin_groups: Vec::new(),
        options: options.to_owned(),
    }
}

/// A promise in the web root.
pub fn promise(field: &str, path: &str) -> Promise {
    Promise { field: field.to_owned(), tree: Tree::Http, path: path.to_owned() }
}

/// The task to render `node` to the places promised, with options as JSON text and no traces.
pub fn task(node: Node, options: &str, promises: Vec<Promise>) -> NodeTask {
    NodeTask { node, options: options.to_owned(), promises, digests: Vec::new(), trace: false }
}

/// The task to render a lab of these machines, with options as JSON text and no traces.
pub fn lab_task(machines: Vec<MachineSummary>, options: &str, promises: Vec<Promise>) -> LabTask {
    LabTask {
        teams: Vec::new(),
        manifests: Vec::new(),
        machines,
        menu_machines: Vec::new(),
        outputs: Vec::new(),
        options: options.to_owned(),
        promises,
        digests: Vec::new(),
        trace: false,
    }
}

/// A machine as `render_lab` sees it: what `node` says of itself, and what `target` promised for it.
pub fn summary(node: &Node, target: &str, promises: Vec<Promise>) -> MachineSummary {
    let promises = promises.into_iter().map(|promise| TargetPromise { target: target.to_owned(), promise });
    MachineSummary {
        name: node.name.clone(),
        fqdn: node.fqdn.clone(),
        title: node.title.clone(),
        mac: node.mac.clone(),
        ip: node.ip.clone(),
        network: node.network.clone(),
        interfaces: node.interfaces.clone(),
        uuid: node.uuid.clone(),
        serial: node.serial.clone(),
        asset: node.asset.clone(),
        arch: node.arch,
        firmware: node.firmware,
        memory: node.memory,
        os: node.os.name.clone(),
        os_version: node.os.version.clone(),
        roles: node.roles.clone(),
        labels: node.labels.clone(),
        taints: node.taints.clone(),
        kubernetes_version: node.kubernetes_version.clone(),
        promises: promises.collect(),
        boot: None,
        login: None,
        mounts: Vec::new(),
    }
}

/// A network without a router, whose DHCP is somebody else's.
pub fn network(name: &str, subnet: &str) -> Network {
    Network {
        name: name.to_owned(),
        subnet: subnet.to_owned(),
        gateway: None,
        dns: Vec::new(),
        vlan: None,
        mtu: 1500,
        dhcp: None,
    }
}

/// A port of which nothing but its name is known.
pub fn interface(name: &str) -> Interface {
    Interface {
        name: name.to_owned(),
        over: Over::Nic,
        mac: None,
        driver: None,
        network: None,
        ip: None,
        mtu: None,
        purpose: Vec::new(),
    }
}

/// An account that the image's defaults fit.
pub fn user(name: &str) -> User {
    User {
        name: name.to_owned(),
        uid: None,
        comment: None,
        home: None,
        create_home: true,
        shell: None,
        primary_group: None,
        groups: Vec::new(),
        member_of: Vec::new(),
        admin: false,
        ssh_keys: Vec::new(),
        password_hash: None,
        system: false,
    }
}

/// A file of root's with mode 0644.
pub fn file(path: &str, contents: Contents) -> File {
    File {
        path: path.to_owned(),
        contents,
        mode: 0o644,
        owner: "root".to_owned(),
        group: "root".to_owned(),
        append: false,
        audience: Audience::Network,
    }
}

/// A unit that the image brings and that nothing is changed of.
pub fn unit(name: &str) -> Unit {
    Unit { name: name.to_owned(), enabled: false, masked: false, contents: None, dropins: Vec::new() }
}

/// Codes that a target's sources raise and its README.md does not name, for a test that wants none. `folder` is the
/// crate's: `env!("CARGO_MANIFEST_DIR")`.
///
/// # Errors
/// A file cannot be read.
pub fn undocumented_codes(folder: &str) -> io::Result<Vec<String>> {
    let folder = Path::new(folder);
    let readme = fs::read_to_string(folder.join("README.md"))?;
    let mut missing = Vec::new();
    for source in sources(&folder.join("src"))? {
        for code in codes(&fs::read_to_string(source)?) {
            if !readme.contains(&format!("`{code}`")) && !missing.contains(&code) {
                missing.push(code);
            }
        }
    }
    missing.sort();
    Ok(missing)
}

fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The first text of every call that makes a diagnostic.
fn codes(source: &str) -> Vec<String> {
    let calls = ["Diagnostic::error(", "Diagnostic::warning(", ".refuse("];
    let text_after = |rest: &str| Some(rest.trim_start().strip_prefix('"')?.split('"').next()?.to_owned());
    calls.iter().flat_map(|call| source.split(call).skip(1).filter_map(text_after)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_the_first_text_of_the_call() {
        let source = "x.refuse(\n  \"a-b\", at); Diagnostic::error(code, \"no\"); Diagnostic::warning(\"c\", at)";
        assert_eq!(super::codes(source), ["c", "a-b"]);
    }
}
