//! A network: which addresses are lent, and what its machines are told of it.

use crate::address::{Network, Pool, bracketed};
use crate::conf::Conf;
use crate::site::{Part, Site};
use dlc_plugin::{Diagnostic, InputPath, Problems};
use std::net::IpAddr;

/// What machines are told without being asked.
const USUAL_MTU: u32 = 1500;

/// The networks of a server of ours. The owner of another has them already.
pub(crate) fn write(site: &Site<'_>, conf: &mut Conf, problems: &mut Problems) {
    if site.part == Part::Owner {
        return;
    }
    for network in site.own() {
        let tag = site.network_tag(network.name());
        let vlan = network.of_lab.vlan.map(|id| format!(", VLAN {id}")).unwrap_or_default();
        let title = format!("Network {}, {}{vlan}", network.name(), network.of_lab.subnet);
        conf.section(&title, &network.at("subnet"));
        match network.pool() {
            Some(pool) => lent(network, pool, &tag, conf, problems),
            None => {
                let range = format!("dhcp-range=set:{tag},{},proxy,{}", network.first, network.mask());
                conf.line(range, [network.at("dhcp"), network.at("subnet")]);
                continue;
            }
        }
        if network.is_ipv6() {
            six(site, network, &tag, conf, problems);
        } else {
            four(site, network, &tag, conf, problems);
        }
    }
}

fn lent(network: &Network<'_>, pool: Pool, tag: &str, conf: &mut Conf, problems: &mut Problems) {
    if !pool.lease.is_multiple_of(1000) {
        let message = format!("dnsmasq counts leases in whole seconds, and this one has {} ms", pool.lease);
        problems.push(Diagnostic::error("lease-not-in-seconds", network.at("dhcp").at("lease"), message));
    }
    let lease = pool.lease / 1000;
    let size = if network.is_ipv6() { network.prefix.to_string() } else { network.mask().to_string() };
    let range = format!("dhcp-range=set:{tag},{},{},{size},{lease}", pool.first, pool.last);
    conf.line(range, [network.at("dhcp").at("pool"), network.at("dhcp").at("lease"), network.at("subnet")]);
}

fn four(site: &Site<'_>, network: &Network<'_>, tag: &str, conf: &mut Conf, problems: &mut Problems) {
    let mut option = |name: &str, value: String, from: InputPath| {
        let value = if value.is_empty() { value } else { format!(",{value}") };
        conf.line(format!("dhcp-option=tag:{tag},option:{name}{value}"), [from]);
    };
    // Without a value none is told; without the line dnsmasq would name itself.
    option("router", network.of_lab.gateway.clone().unwrap_or_default(), network.at("gateway"));
    let resolvers = resolvers(network, problems);
    if !resolvers.is_empty() {
        option("dns-server", joined(&resolvers), network.at("dns"));
    }
    if network.of_lab.mtu != USUAL_MTU {
        option("mtu", network.of_lab.mtu.to_string(), network.at("mtu"));
    }
    let clocks = clocks(site, network);
    if !clocks.is_empty() {
        option("ntp-server", joined(&clocks), InputPath::option("ntp"));
    }
}

/// DHCP of IPv6 knows neither router nor MTU: both are announced, by the router.
fn six(site: &Site<'_>, network: &Network<'_>, tag: &str, conf: &mut Conf, problems: &mut Problems) {
    let mut option = |name: &str, value: String, from: InputPath| {
        conf.line(format!("dhcp-option=tag:{tag},option6:{name},{value}"), [from]);
    };
    let resolvers = resolvers(network, problems);
    if !resolvers.is_empty() {
        option("dns-server", joined(&resolvers), network.at("dns"));
    }
    option("domain-search", site.lab.domain.clone(), InputPath::lab("domain"));
    let clocks = clocks(site, network);
    if !clocks.is_empty() {
        option("ntp-server", joined(&clocks), InputPath::option("ntp"));
    }
}

/// The resolvers of the network, which DHCP can name only if they are of its own kind.
fn resolvers(network: &Network<'_>, problems: &mut Problems) -> Vec<IpAddr> {
    let mut found = Vec::new();
    for (i, text) in network.of_lab.dns.iter().enumerate() {
        let Ok(ip) = text.parse::<IpAddr>() else { continue };
        if ip.is_ipv6() == network.is_ipv6() {
            found.push(ip);
            continue;
        }
        let kind = if network.is_ipv6() { "IPv6" } else { "IPv4" };
        let message = format!("the DHCP of {kind} cannot name the resolver {ip} of network {}", network.name());
        problems.push(Diagnostic::error("other-kind-of-address", network.at("dns").at(i), message));
    }
    found
}

/// The time servers that can be named here; the others are for networks of the other kind.
fn clocks(site: &Site<'_>, network: &Network<'_>) -> Vec<IpAddr> {
    let all = site.options.ntp.iter().filter_map(|ip| ip.parse::<IpAddr>().ok());
    all.filter(|ip| ip.is_ipv6() == network.is_ipv6()).collect()
}

fn joined(addresses: &[IpAddr]) -> String {
    addresses.iter().map(|ip| bracketed(*ip)).collect::<Vec<_>>().join(",")
}
