//! DHCP, network by network: what is started, or what its owner is asked for.

use super::Scene;
use super::loaders::{first_file, option};
use super::page::{Page, list, word};
use super::serving::{address_of, host, login};
use dlc_model::{Address, Dhcp, Firmware, Network, Node};
use std::net::IpAddr;

const DNSMASQ: &str = "dnsmasq";

pub(super) fn write(scene: Scene<'_>, page: &mut Page) {
    let networks: Vec<&Network> = scene.cluster.lab.networks.iter().filter(|network| network.dhcp.is_some()).collect();
    if networks.is_empty() {
        return;
    }
    page.section("Set up DHCP");
    let ours = |network: &&&Network| matches!(network.dhcp, Some(Dhcp::Serve(_) | Dhcp::Proxy));
    let served: Vec<&Network> = networks.iter().filter(ours).copied().collect();
    start(scene, !served.is_empty(), page);
    for network in networks {
        page.part(&format!("Network {}, {}", network.name, network.subnet));
        match &network.dhcp {
            Some(Dhcp::Serve(serve)) => {
                page.text(&format!(
                    "Our server gives addresses, {} to {} to machines without a fixed one. No other DHCP server may \
                     run in this network.",
                    serve.pool.first, serve.pool.last
                ));
                way(scene, network, page);
            }
            Some(Dhcp::Proxy) => {
                page.text(
                    "Somebody else gives addresses, and our server answers beside with the boot part. The owner sets \
                     nothing about booting, and reserves the addresses that machines are to have:",
                );
                page.table(["machine", "MAC", "address"], reserved(scene, network));
                way(scene, network, page);
            }
            Some(Dhcp::External) => owner(scene, network, page),
            Some(Dhcp::Relay) => {
                owner(scene, network, page);
                page.text(
                    "A relay stands in between. It must pass on options 60, 77, 93, 97 and 175 of a request as they are.",
                );
            }
            None => {}
        }
    }
}

/// The server of the networks that the lab serves.
fn start(scene: Scene<'_>, served: bool, page: &mut Page) {
    if !served {
        return;
    }
    let Some(path) = config(scene) else { return };
    let on = host(scene.cluster).map(|host| format!(" on {host}")).unwrap_or_default();
    page.text(&format!("dnsmasq{on} answers, with `operator/{path}`. Check it, copy it and start it there:"));
    let to = login(scene.cluster).unwrap_or_else(|| "SERVER".to_owned());
    let path = word(&format!("operator/{path}"));
    let name = word(&format!("/etc/dnsmasq.d/{}.conf", scene.cluster.lab.name));
    page.commands([
        format!("dnsmasq --test -C {path}"),
        format!("scp {path} root@{to}:{name}"),
        format!("ssh root@{to} systemctl restart dnsmasq"),
    ]);
    if let Some(leases) = option(scene.cluster.targets.get(DNSMASQ), "lease_file") {
        page.text(&format!("Who has which address stands in `{leases}` there."));
    }
}

/// Where the file of the target lies, if there is one.
fn config(scene: Scene<'_>) -> Option<&str> {
    let promised = scene.cluster.targets.get(DNSMASQ)?.promises.iter().find(|promise| promise.field == "config")?;
    Some(promised.path.as_str()).filter(|path| scene.written.has(path))
}

/// How requests of a network come to a server that has no address in it.
fn way(scene: Scene<'_>, network: &Network, page: &mut Page) {
    let server = scene.cluster.lab.boot.as_ref().and_then(|boot| boot.server.as_deref());
    let address = server.and_then(|name| address_of(scene.cluster, name));
    if address.is_some_and(|ip| lies_in(ip, &network.subnet)) {
        return;
    }
    let port = match network.vlan {
        Some(id) => format!("an interface in VLAN {id} with an address of {}", network.subnet),
        None => format!("an interface in it with an address of {}", network.subnet),
    };
    let relay = match (&network.gateway, address) {
        (Some(gateway), Some(ip)) => format!(", or the router {gateway} a relay to {ip} (`ip helper-address {ip}`)"),
        _ => String::new(),
    };
    page.text(&format!("Requests reach the server only if it has {port}{relay}."));
}

/// Whether an address lies in a network; both are as the model spells them.
fn lies_in(ip: &str, subnet: &str) -> bool {
    let Some((first, prefix)) = subnet.split_once('/') else { return false };
    let (Ok(ip), Ok(first), Ok(prefix)) = (ip.parse(), first.parse(), prefix.parse::<u32>()) else { return false };
    let bits = |ip| match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32_u32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    };
    let ((ip, width), (first, other)) = (bits(ip), bits(first));
    let shift = width.saturating_sub(prefix);
    width == other && ip.checked_shr(shift).unwrap_or(0) == first.checked_shr(shift).unwrap_or(0)
}

/// What somebody else is asked for, who answers in this network.
fn owner(scene: Scene<'_>, network: &Network, page: &mut Page) {
    let reserved = reserved(scene, network);
    if reserved.is_empty() {
        page.text(
            "Somebody else answers here. No machine that is on has a port in it, so nothing is asked of the owner.",
        );
        return;
    }
    page.text("Somebody else answers here. Ask the owner to reserve these addresses:");
    page.table(["machine", "MAC", "address"], reserved);
    if scene.cluster.lab.boot.is_none() || !scene.cluster.nodes.iter().any(|node| is_in(node, network)) {
        return;
    }
    page.text("And to answer these machines, by what they say in a request:");
    answers(scene, network, page);
    if let Some(path) = owners_file(scene) {
        page.text(&format!(
            "If it is a dnsmasq, `operator/{path}` says all of this. It names no machine but ours; it is checked by \
             `dnsmasq --test -C {}`, and included by `conf-file=`.",
            word(&format!("operator/{path}"))
        ));
    }
}

/// The file for the owner: one of its own, or, where the lab serves nothing, the only one.
fn owners_file(scene: Scene<'_>) -> Option<&str> {
    let fragment = option(scene.cluster.targets.get(DNSMASQ), "fragment").filter(|path| scene.written.has(path));
    let serves = |network: &Network| matches!(network.dhcp, Some(Dhcp::Serve(_) | Dhcp::Proxy));
    fragment.or_else(|| config(scene).filter(|_| !scene.cluster.lab.networks.iter().any(serves)))
}

/// Which port is to have which address.
fn reserved(scene: Scene<'_>, network: &Network) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for node in &scene.cluster.nodes {
        if let (Some(mac), Some(ip), true) = (&node.mac, &node.ip, is_in(node, network)) {
            rows.push(vec![node.name.clone(), mac.clone(), ip.clone()]);
        }
        for port in node.interfaces.iter().filter(|port| port.network.as_deref() == Some(&network.name)) {
            let Some(mac) = port.mac.as_ref().filter(|mac| Some(*mac) != node.mac.as_ref()) else { continue };
            let ip = match &port.ip {
                Some(Address::Fixed(ip)) => ip.clone(),
                Some(Address::Dhcp) => "any".to_owned(),
                None => continue,
            };
            rows.push(vec![format!("{}, {}", node.name, port.name), mac.clone(), ip]);
        }
    }
    rows
}

fn is_in(node: &Node, network: &Network) -> bool {
    node.network.as_deref() == Some(&network.name)
}

/// The two answers that boot a machine: a loader for its firmware, and the script for the loader.
fn answers(scene: Scene<'_>, network: &Network, page: &mut Page) {
    let Some(boot) = &scene.cluster.lab.boot else { return };
    let machines: Vec<&Node> = scene.cluster.nodes.iter().filter(|node| is_in(node, network)).collect();
    let server = boot.server.as_deref().and_then(|name| address_of(scene.cluster, name));
    let at = server.map(|ip| format!(", from {ip} (next-server)")).unwrap_or_default();
    let mut rows = Vec::new();
    if let Some(script) = script(scene) {
        let said = format!("option 77 (user class) has `{}`", boot.user_class);
        rows.push(vec![said, format!("option 67 (boot file): `{}/{script}`", boot.url)]);
    }
    for (kind, code) in
        [(Firmware::Bios, "0"), (Firmware::Uefi, "7 or 9 (arm64: 11)"), (Firmware::UefiHttp, "16 (arm64: 19)")]
    {
        let mut files: Vec<String> = Vec::new();
        for node in machines.iter().filter(|node| node.firmware == kind) {
            let Some((name, http)) = first_file(scene, node) else { continue };
            let file = if http { format!("`{}/{name}`", boot.url) } else { format!("`{name}`") };
            if !files.contains(&file) {
                files.push(file);
            }
        }
        if files.is_empty() {
            continue;
        }
        let mut answer = format!("option 67: {}", list(&files));
        if kind == Firmware::UefiHttp {
            answer.push_str(", and option 60 (vendor class): `HTTPClient`");
        } else {
            answer.push_str(&at);
        }
        rows.push(vec![format!("otherwise, option 93 (architecture) is {code}"), answer]);
    }
    page.table(["request", "answer"], rows);
}

/// The script that every machine fetches first, below the web root.
fn script(scene: Scene<'_>) -> Option<&str> {
    let promises = &scene.cluster.targets.get("ipxe")?.promises;
    promises.iter().find(|promise| promise.field == "boot").map(|promise| promise.path.as_str())
}
