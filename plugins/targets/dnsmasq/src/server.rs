//! What the server itself is told: what it listens on, what it keeps, and what it serves besides addresses.

use crate::conf::{Conf, value};
use crate::site::{Part, Site};
use dlc_plugin::InputPath;

/// How many leases dnsmasq gives away unless it is told.
const USUAL_LEASES: u128 = 1000;

/// More than any lab has; pools of IPv6 are larger than anybody counts.
const MOST_LEASES: u128 = 1_000_000;

/// The head of the file.
pub(crate) fn write(site: &Site<'_>, conf: &mut Conf) {
    let name = InputPath::lab("name");
    let title = match site.part {
        Part::Server => format!("DHCP of lab {} for dnsmasq. Written by dlc from the lab.", site.lab.name),
        Part::Owner => format!(
            "Lab {}: for the owner of the DHCP server, to be added to its dnsmasq. Written by dlc from the lab.",
            site.lab.name
        ),
    };
    conf.section(&title, &name);
    if site.part == Part::Owner {
        conf.line("# It touches the machines of the lab and no others.", [name]);
        return;
    }
    listening(site, conf);
    if site.leases() {
        leases(site, conf);
    }
    if site.options.known_only {
        conf.line("dhcp-ignore=tag:!known", [InputPath::option("known_only")]);
    }
    if site.options.announce_ipv6 {
        announcements(site, conf);
    }
    if site.lab.boot.is_some() {
        conf.section("Loaders, for firmware", &InputPath::option("tftp_root"));
        conf.line("enable-tftp", [InputPath::option("tftp_root")]);
        conf.line(format!("tftp-root={}", value(&site.options.tftp_root)), [InputPath::option("tftp_root")]);
    }
}

fn listening(site: &Site<'_>, conf: &mut Conf) {
    conf.line("", [InputPath::option("dns")]);
    if !site.options.dns {
        conf.line("port=0", [InputPath::option("dns")]);
    }
    for (i, interface) in site.options.interfaces.iter().enumerate() {
        conf.line(format!("interface={}", value(interface)), [InputPath::option("interfaces").at(i)]);
    }
    if !site.options.interfaces.is_empty() {
        // Otherwise it takes the ports of all interfaces, and only looks away from those that are not named.
        conf.line("bind-interfaces", [InputPath::option("interfaces")]);
    }
}

fn leases(site: &Site<'_>, conf: &mut Conf) {
    if site.options.authoritative {
        conf.line("dhcp-authoritative", [InputPath::option("authoritative")]);
    }
    if !site.options.ping {
        conf.line("no-ping", [InputPath::option("ping")]);
    }
    conf.line(format!("domain={}", site.lab.domain), [InputPath::lab("domain")]);
    conf.line(format!("dhcp-leasefile={}", value(&site.options.lease_file)), [InputPath::option("lease_file")]);
    let lent: u128 = site.own().filter_map(|network| Some(network.pool()?.size().min(MOST_LEASES))).sum();
    let reserved = (site.task.machines.len() + site.lab.hosts.len()) as u128;
    let most = (lent + reserved).min(MOST_LEASES);
    if most > USUAL_LEASES {
        let pools = site.own().filter(|network| network.pool().is_some()).map(|network| network.at("dhcp"));
        conf.line(format!("dhcp-lease-max={most}"), pools);
    }
}

/// Without an address of IPv6 of its own to announce, it says at least that there is nothing to wait for. It is no
/// router, unless the lab says that it is.
fn announcements(site: &Site<'_>, conf: &mut Conf) {
    let from = InputPath::option("announce_ipv6");
    conf.section("IPv6 is announced, so that no loader waits for it", &from);
    conf.line("enable-ra", [from.clone()]);
    let six = || site.own().filter(|network| network.is_ipv6());
    if six().next().is_none() {
        for (i, interface) in site.options.interfaces.iter().enumerate() {
            let line = format!("dhcp-range=::,constructor:{},ra-only", value(interface));
            conf.line(line, [InputPath::option("interfaces").at(i), from.clone()]);
        }
    }
    let server = site.server_address().map(|ip| ip.to_string());
    if !six().any(|network| network.of_lab.gateway.is_some() && network.of_lab.gateway == server) {
        let routers = six().filter(|network| network.of_lab.gateway.is_some()).map(|network| network.at("gateway"));
        conf.line("ra-param=*,0,0", std::iter::once(from).chain(routers));
    }
}
