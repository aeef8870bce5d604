//! Names, where dnsmasq answers them too.

use crate::conf::Conf;
use crate::site::{Part, Site};
use dlc_plugin::InputPath;
use std::net::IpAddr;

/// The lab's own names, and whom to ask for others.
pub(crate) fn write(site: &Site<'_>, conf: &mut Conf) {
    if site.part == Part::Owner || !site.options.dns {
        return;
    }
    conf.section("Names", &InputPath::option("dns"));
    for line in ["domain-needed", "bogus-priv", "no-hosts", "no-resolv"] {
        conf.line(line, [InputPath::option("dns")]);
    }
    if !site.leases() {
        conf.line(format!("domain={}", site.lab.domain), [InputPath::lab("domain")]);
    }
    conf.line(format!("local=/{}/", site.lab.domain), [InputPath::lab("domain")]);
    let ours = site.server_address();
    let mut asked: Vec<IpAddr> = Vec::new();
    for network in site.own() {
        for (i, text) in network.of_lab.dns.iter().enumerate() {
            let Ok(ip) = text.parse::<IpAddr>() else { continue };
            // It is not to ask itself.
            if Some(ip) != ours && !asked.contains(&ip) {
                conf.line(format!("server={ip}"), [network.at("dns").at(i)]);
                asked.push(ip);
            }
        }
    }
    let domain = &site.lab.domain;
    for host in &site.lab.hosts {
        if let Some(ip) = &host.ip {
            let at = InputPath::lab("hosts").at(&host.name);
            conf.line(format!("host-record={0}.{domain},{0},{ip}", host.name), [at.clone().at("name"), at.at("ip")]);
        }
    }
    for machine in &site.task.machines {
        if let Some(ip) = &machine.ip {
            let at = InputPath::node(&machine.name);
            let line = format!("host-record={},{},{ip}", machine.fqdn, machine.name);
            conf.line(line, [at.clone().at("name"), at.at("ip"), InputPath::lab("domain")]);
        }
    }
}
