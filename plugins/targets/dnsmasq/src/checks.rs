//! What is wrong with a lab before a line of it is written: what dnsmasq cannot do, and what it would do in silence.

use crate::address::Network;
use crate::site::{Part, Site, host_of};
use dlc_plugin::{Diagnostic, Firmware, InputPath, MachineSummary, Problems};
use std::net::IpAddr;

/// The shortest prefix that dnsmasq lends addresses of IPv6 from.
const WIDEST_IPV6: u8 = 64;

/// All of them.
pub(crate) fn check(site: &Site<'_>, problems: &mut Problems) {
    for network in site.own() {
        problems.extend(wide(network));
        problems.extend(proxied_ipv6(network));
        problems.extend(server_in_pool(site, network));
        problems.extend(resolvers_in_pool(network));
        problems.extend(url_of_other_kind(site, network));
        if site.part == Part::Server {
            problems.extend(unannounced(site, network));
        }
    }
    problems.extend(site.task.machines.iter().filter_map(|machine| bios_over_ipv6(site, machine)));
    problems.extend(clocks(site));
    problems.extend(nowhere_to_announce(site));
}

fn wide(network: &Network<'_>) -> Option<Diagnostic> {
    if !network.is_ipv6() || network.pool().is_none() || network.prefix >= WIDEST_IPV6 {
        return None;
    }
    let message = format!(
        "dnsmasq lends addresses of IPv6 in networks of /{WIDEST_IPV6} and smaller, and {} has /{}",
        network.name(),
        network.prefix
    );
    Some(Diagnostic::error("network-too-wide", network.at("subnet"), message))
}

fn proxied_ipv6(network: &Network<'_>) -> Option<Diagnostic> {
    if !network.is_ipv6() || !network.is_proxied() {
        return None;
    }
    let message = format!("network {} is of IPv6, whose DHCP has no proxy", network.name());
    Some(
        Diagnostic::error("proxy-over-ipv6", network.at("dhcp"), message)
            .hint("write `dhcp = serve { pool = … }` or `dhcp = external`"),
    )
}

/// The compiler compares hosts and machines with pools; this one is known by the URL alone.
fn server_in_pool(site: &Site<'_>, network: &Network<'_>) -> Option<Diagnostic> {
    let boot = site.lab.boot.as_ref().filter(|boot| boot.server.is_none())?;
    let ip: IpAddr = host_of(&boot.url).parse().ok()?;
    network.pool().filter(|pool| pool.holds(ip))?;
    let message = format!("{ip} serves the web root, and is inside the DHCP pool of network {}", network.name());
    Some(
        Diagnostic::error("address-in-pool", InputPath::lab("boot").at("url"), message)
            .also(network.at("dhcp"), "the pool"),
    )
}

fn resolvers_in_pool(network: &Network<'_>) -> Vec<Diagnostic> {
    let Some(pool) = network.pool() else { return Vec::new() };
    let numbered = network.of_lab.dns.iter().enumerate();
    let lent = numbered.filter(|(_, ip)| ip.parse().is_ok_and(|ip| pool.holds(ip)));
    lent.map(|(i, ip)| {
        let message = format!("the resolver {ip} is inside the DHCP pool of network {}", network.name());
        Diagnostic::error("address-in-pool", network.at("dns").at(i), message).also(network.at("dhcp"), "the pool")
    })
    .collect()
}

/// A machine that speaks one kind of IP only cannot fetch from an address of the other kind.
fn url_of_other_kind(site: &Site<'_>, network: &Network<'_>) -> Option<Diagnostic> {
    let boot = site.lab.boot.as_ref()?;
    let ip: IpAddr = host_of(&boot.url).parse().ok()?;
    if ip.is_ipv6() == network.is_ipv6() || !site.task.machines.iter().any(|machine| boots_in(machine, network)) {
        return None;
    }
    let kind = if network.is_ipv6() { "IPv6" } else { "IPv4" };
    let message = format!("machines of network {} boot over {kind}, and {ip} is not of that kind", network.name());
    Some(
        Diagnostic::error("other-kind-of-address", InputPath::lab("boot").at("url"), message)
            .also(network.at("subnet"), "the network"),
    )
}

fn boots_in(machine: &MachineSummary, network: &Network<'_>) -> bool {
    machine.network.as_deref() == Some(network.name())
}

/// Nothing asks a DHCP server of IPv6 unless a router says that there is one.
fn unannounced(site: &Site<'_>, network: &Network<'_>) -> Option<Diagnostic> {
    if !network.is_ipv6() || network.pool().is_none() || site.options.announce_ipv6 || network.of_lab.gateway.is_some()
    {
        return None;
    }
    let message = format!(
        "network {} has no router to announce its DHCP, and machines ask for addresses of IPv6 only if one does",
        network.name()
    );
    Some(
        Diagnostic::warning("not-announced", network.at("dhcp"), message)
            .hint("write `target dnsmasq { announce_ipv6 = true }`"),
    )
}

/// BIOS has no way to a first file over IPv6.
fn bios_over_ipv6(site: &Site<'_>, machine: &MachineSummary) -> Option<Diagnostic> {
    site.lab.boot.as_ref().filter(|_| machine.firmware == Firmware::Bios)?;
    let network = site.own().find(|network| network.is_ipv6() && boots_in(machine, network))?;
    let message =
        format!("`{}` boots by BIOS, which cannot do so over IPv6, in network {}", machine.name, network.name());
    Some(
        Diagnostic::error("bios-over-ipv6", InputPath::node(&machine.name).at("ip"), message)
            .also(network.at("subnet"), "the network")
            .hint("write `firmware = uefi`"),
    )
}

/// A time server that no network of the lab could be told of.
fn clocks(site: &Site<'_>) -> Vec<Diagnostic> {
    if site.part == Part::Owner {
        return Vec::new();
    }
    let told = |ip: IpAddr| site.own().any(|network| network.pool().is_some() && network.is_ipv6() == ip.is_ipv6());
    let lost = site.options.ntp.iter().enumerate().filter(|(_, ip)| ip.parse().is_ok_and(|ip| !told(ip)));
    lost.map(|(i, ip)| {
        let message = format!("no network that dnsmasq lends addresses in can name the time server {ip}");
        Diagnostic::error("other-kind-of-address", InputPath::option("ntp").at(i), message)
    })
    .collect()
}

fn nowhere_to_announce(site: &Site<'_>) -> Option<Diagnostic> {
    let wanted = site.part == Part::Server && site.options.announce_ipv6 && site.options.interfaces.is_empty();
    if !wanted || site.own().any(|network| network.is_ipv6()) {
        return None;
    }
    let message = "no network of the lab is of IPv6, so dnsmasq has to be told where to announce it";
    Some(
        Diagnostic::error("no-interface", InputPath::option("announce_ipv6"), message)
            .hint("write `interfaces = [\"eth0\"]`"),
    )
}
