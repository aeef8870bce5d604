//! From the model to the contract's records.

use super::mirror::{Lower, record, variant};
use super::{input, types, wit};
use dlc_model as model;
use std::collections::BTreeMap;

/// The part of the lab that every call is given.
pub(super) fn lab(from: &input::LabInput<'_>) -> wit::Lab {
    from.cluster.lab.lower()
}

pub(super) fn peer(from: &input::Peer<'_>) -> wit::Peer {
    wit::Peer {
        name: from.name.to_owned(),
        ip: from.ip.map(str::to_owned),
        addresses: from.addresses.iter().map(|&address| address.to_owned()).collect(),
        roles: from.roles.iter().map(Lower::lower).collect(),
    }
}

pub(super) fn node_task(from: &input::NodeInput<'_>) -> wit::NodeTask {
    wit::NodeTask {
        node: from.node.lower(),
        options: from.usage.options.lower(),
        promises: from.usage.promises.lower(),
        digests: digests(from.digests),
        trace: from.trace,
    }
}

pub(super) fn lab_task(from: &input::LabTask<'_>) -> wit::LabTask {
    let summaries = |machines: &[model::Node]| machines.iter().map(|node| summary(node, from.sections)).collect();
    wit::LabTask {
        teams: from.cluster.teams.lower(),
        manifests: from.cluster.manifests.lower(),
        machines: summaries(&from.cluster.nodes),
        menu_machines: summaries(&from.cluster.menu_machines),
        outputs: from.cluster.outputs.lower(),
        options: from.usage.options.lower(),
        promises: from.usage.promises.lower(),
        digests: digests(from.digests),
        trace: from.trace,
    }
}

/// A machine without its files; sections only where asked for.
fn summary(node: &model::Node, sections: types::Sections) -> wit::MachineSummary {
    let boot = || wit::BootSection { image: node.image.lower(), command_line: node.command_line.clone() };
    let login = || wit::LoginSection {
        users: node.users.lower(),
        ssh_keys: node.ssh_keys.clone(),
        login_user: node.os.login_user.clone(),
    };
    wit::MachineSummary {
        name: node.name.clone(),
        fqdn: node.fqdn.clone(),
        title: node.title.clone(),
        mac: node.mac.clone(),
        ip: node.ip.clone(),
        network: node.network.clone(),
        interfaces: node.interfaces.lower(),
        uuid: node.uuid.clone(),
        serial: node.serial.clone(),
        asset: node.asset.clone(),
        arch: node.arch.lower(),
        firmware: node.firmware.lower(),
        memory: node.memory,
        os: node.os.name.clone(),
        os_version: node.os.version.clone(),
        roles: node.roles.lower(),
        labels: labels(&node.labels),
        taints: node.taints.lower(),
        kubernetes_version: node.kubernetes_version.clone(),
        promises: promises(node),
        boot: sections.boot.then(boot),
        login: sections.login.then(login),
        mounts: if sections.mounts { node.mounts.lower() } else { Vec::new() },
    }
}

/// What every target promised for a machine.
fn promises(node: &model::Node) -> Vec<wit::TargetPromise> {
    let of = |(target, usage): (&String, &model::TargetUse)| {
        let promised =
            |promise: &model::Promise| wit::TargetPromise { target: target.clone(), promise: promise.lower() };
        usage.promises.iter().map(promised).collect::<Vec<_>>()
    };
    node.targets.iter().flat_map(of).collect()
}

fn digests(from: &[types::ArtifactDigest]) -> Vec<wit::Digest> {
    let lower = |digest: &types::ArtifactDigest| wit::Digest {
        target: digest.target.clone(),
        node: digest.node.clone(),
        tree: digest.tree.lower(),
        path: digest.path.clone(),
        size: digest.size,
        sha256: digest.sha256.clone(),
        sha512: digest.sha512.clone(),
    };
    from.iter().map(lower).collect()
}

fn labels(from: &BTreeMap<String, String>) -> Vec<wit::Label> {
    from.iter().map(|(key, value)| wit::Label { key: key.clone(), value: value.clone() }).collect()
}

fn settings(from: &BTreeMap<String, String>) -> Vec<wit::Setting> {
    from.iter().map(|(name, value)| wit::Setting { name: name.clone(), value: value.clone() }).collect()
}

fn variables(from: &BTreeMap<String, model::Contents>) -> Vec<wit::Variable> {
    from.iter().map(|(name, value)| wit::Variable { name: name.clone(), value: value.lower() }).collect()
}

record!(down Promise { field, tree, path });
record!(down Lab { name, domain, networks, hosts, boot, registries, kubernetes });
record!(down Network { name, subnet, gateway, dns, vlan, mtu, dhcp });
variant!(down Dhcp { External, Proxy, Relay, Serve(inner) });
record!(down Serve { pool, lease });
record!(down IpRange { first, last });
record!(down IntRange { first, last });
record!(down LabHost { name, ip, mac, network });
record!(down Boot { server, url, user_class, menu });
record!(down Menu { title, timeout, default, entries, machines });
record!(down MenuEntry { name, title, action });
variant!(down MenuAction { Local, Shell, Reboot, Chain(inner) });
record!(down Registry { name, host, port, address, upstream, tls });
record!(down Kubernetes {
    version, dns_domain, container_runtime, cgroup_driver, pods, services, node_prefix, proxy_mode, node_ports,
    address_pool, ingress, cni, cni_options, api, dashboard, metrics, storage, registry_cache
});
variant!(down ContainerRuntime { Docker, Containerd, Crio, Rkt });
variant!(down CgroupDriver { Systemd, Cgroupfs });
variant!(down ProxyMode { Iptables, Ipvs, Nftables });
variant!(down Ingress { Nginx, Traefik, Haproxy });
variant!(down Cni { Calico, Flannel, Cilium, Canal, Weave, KubeRouter });
record!(down Api { host, address, port, names });
record!(down Dashboard { access });
variant!(down DashboardAccess { Token, Kubeconfig, Skip });
variant!(down Storage { LocalPath(inner), Nfs(inner) });
record!(down RegistryCache { upstream, size });
record!(down Team { name, role, quota, members });
variant!(down TeamRole { View, Edit, Admin });
record!(down Quota { cpu, memory, storage, pods });
record!(down Manifest { name, contents });
record!(down Output { path, contents, mode });
record!(down System {
    name, title, target, version, config, config_url, boot_args, arguments, memory, login_user, admin_groups,
    options
});
record!(down SystemMemory { boot, clean, root });
variant!(down SystemRoot { HalfOfMemory, WholeImage, Network, Disk });
record!(down Argument { name, value, times, instead_of });
variant!(down ArgumentValue { Refused, Optional, Required, Quoted });
variant!(down ArgumentTimes { Once, Many });
record!(down Image { kernel, initrds, size });
variant!(down Arch { X8664, Arm64 });
variant!(down Firmware { Bios, Uefi, UefiHttp });
variant!(down Role { ControlPlane, Worker, Etcd });
record!(down Taint { key, value, effect });
variant!(down TaintEffect { NoSchedule, PreferNoSchedule, NoExecute });
record!(down Interface { name, over, mac, driver, network, ip, mtu, purpose });
variant!(down Over { Nic, Bond(inner), Vlan(inner), Bridge(inner) });
record!(down Bond { of, mode });
variant!(down BondMode { Lacp, ActiveBackup, BalanceRr });
record!(down Vlan { of, id });
record!(down Bridge { of });
variant!(down Address { Dhcp, Fixed(inner) });
variant!(down Purpose { Boot, Cluster, Storage, Management, Internet });
record!(down Networkd { name, contents, dropins });
record!(down Disk { device, wipe_table, partitions });
record!(down Partition { name, number, start, size, type_guid, guid, wipe_entry });
record!(down Filesystem { name, device, format, path, wipe, volume_label, uuid, options, mount_options });
variant!(down Format { Ext4, Btrfs, Xfs, Vfat, Swap });
record!(down Raid { name, level, devices, spares, options });
variant!(down RaidLevel { Linear, Raid0, Raid1, Raid4, Raid5, Raid6, Raid10 });
record!(down Luks { name, device, key, tpm2, wipe, discard, options });
record!(down Swap { path, size, priority });

record!(down Node {
    name, fqdn, title, mac, ip, network, interfaces, uuid, serial, asset, arch, firmware, memory, roles, taints,
    kubernetes_version, resolvers, os, image, command_line, autologin, ssh_keys, users, groups, files,
    directories, links, units, networkd, containers, packages, modules, kernel_args, mounts, disks, filesystems,
    raids, luks, swaps, time_zone, locale, ntp, registry_mirrors, ca_certificates, commands;
    labels: labels; sysctl: settings
});

record!(down Container { name, image, command, ports, mounts, host_network, privileged; environment: variables });
