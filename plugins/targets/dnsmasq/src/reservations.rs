//! A line for each port that is known: which address and which name it is given.

use crate::address::bracketed;
use crate::conf::Conf;
use crate::site::{Part, Site};
use dlc_plugin::{Address, Diagnostic, InputPath, Interface, LabHost, MachineSummary, Problems, Purpose};
use std::net::IpAddr;

/// What one line reserves. A port has one for each of its addresses of IPv4, and that of IPv6 stands in the first:
/// dnsmasq takes the first line that knows the port and does not speak against the network.
#[derive(Debug, Default)]
struct Entry<'a> {
    /// Ports, of which one is in use at a time.
    macs: Vec<&'a str>,
    four: Option<Reserved>,
    six: Vec<Reserved>,
    /// The name that the machine is told.
    name: Option<&'a str>,
    from: Vec<InputPath>,
}

/// An address, and what says that the port has it.
#[derive(Debug, Clone)]
struct Reserved {
    ip: IpAddr,
    network: String,
    from: InputPath,
}

/// The entries of one machine or host.
#[derive(Debug, Default)]
struct Entries<'a> {
    all: Vec<Entry<'a>>,
}

/// Every reservation of the file.
pub(crate) fn write(site: &Site<'_>, conf: &mut Conf, problems: &mut Problems) {
    let mut lines = Vec::new();
    for machine in &site.task.machines {
        problems.extend(names(machine));
        let entries = of_machine(site, machine, problems);
        lines.extend(entries.all.into_iter().map(|entry| line(site, &machine.name, entry)));
    }
    // Whoever owns another server knows its hosts, and ours are not to boot from us.
    for host in site.lab.hosts.iter().filter(|_| site.part == Part::Server) {
        lines.extend(of_host(site, host).map(|entry| line(site, &host.name, entry)));
    }
    if lines.is_empty() {
        return;
    }
    conf.section("Machines", &InputPath::lab("name"));
    for (text, from) in lines {
        conf.line(text, from);
    }
}

fn line(site: &Site<'_>, owner: &str, entry: Entry<'_>) -> (String, Vec<InputPath>) {
    let mut words: Vec<String> = entry.macs.iter().map(|&mac| mac.to_owned()).collect();
    words.push(format!("set:{}", site.tag(&format!("host-{owner}"))));
    if site.part == Part::Owner {
        words.push(format!("set:{}", site.lab.name));
    }
    let mut from = entry.from;
    for reserved in entry.four.into_iter().chain(entry.six) {
        words.push(bracketed(reserved.ip));
        from.push(reserved.from);
    }
    words.extend(entry.name.map(str::to_owned));
    (format!("dhcp-host={}", words.join(",")), from)
}

/// dnsmasq takes what follows a dot in a name for a domain, and tells the machine the rest.
fn names(machine: &MachineSummary) -> Option<Diagnostic> {
    let (name, rest) = machine.name.split_once('.')?;
    let message = format!(
        "dnsmasq would tell `{}` that its name is `{name}` and its domain `{rest}`: a name in DHCP has no dot",
        machine.name
    );
    let hint = format!("call it `{}`", machine.name.replace('.', "-"));
    Some(Diagnostic::error("dotted-name", InputPath::node(&machine.name).at("name"), message).hint(hint))
}

fn of_machine<'a>(site: &Site<'_>, machine: &'a MachineSummary, problems: &mut Problems) -> Entries<'a> {
    let at = InputPath::node(&machine.name);
    let mut entries = Entries::default();
    let reserved = reserved(site, machine.ip.as_deref(), machine.network.as_deref(), at.clone().at("ip"));
    // A machine whose network is not said may turn up in any, but one that is in another network is not our business.
    let ours = reserved.is_some() || machine.network.as_deref().is_none_or(|name| site.own_named(name).is_some());
    if ours {
        let ports = boot_ports(machine);
        let entry = Entry {
            macs: ports.iter().map(|(mac, _)| *mac).collect(),
            name: Some(&machine.name),
            from: ports.into_iter().map(|(_, from)| from).chain([at.clone().at("name")]).collect(),
            ..Entry::default()
        };
        match (entry.macs.is_empty(), &reserved) {
            (false, _) => {
                entries.all.push(entry);
                if let Some(reserved) = reserved {
                    entries.reserve(0, reserved, problems);
                }
            }
            (true, Some(reserved)) if !configures_itself(machine, reserved.ip) => {
                problems.push(without_mac(machine, reserved));
            }
            (true, _) => {}
        }
    }
    for port in &machine.interfaces {
        interface(site, machine, port, &mut entries, problems);
    }
    entries
}

/// The ports that a machine boots from: its own, and further ones that are there for it.
fn boot_ports(machine: &MachineSummary) -> Vec<(&str, InputPath)> {
    let at = InputPath::node(&machine.name);
    let mut ports: Vec<(&str, InputPath)> = Vec::new();
    ports.extend(machine.mac.as_deref().map(|mac| (mac, at.clone().at("mac"))));
    for port in &machine.interfaces {
        let with_it = port.ip.is_none() || fixed(port).is_some_and(|ip| machine.ip.as_deref() == Some(ip));
        let Some(mac) = port.mac.as_deref().filter(|_| with_it) else { continue };
        let boots = port.purpose.contains(&Purpose::Boot) || port.ip.is_some();
        if boots && !ports.iter().any(|(known, _)| *known == mac) {
            ports.push((mac, at.clone().at("interfaces").at(&port.name).at("mac")));
        }
    }
    ports
}

/// What a port with an address of its own, or that takes any, adds.
fn interface<'a>(
    site: &Site<'_>,
    machine: &MachineSummary,
    port: &'a Interface,
    entries: &mut Entries<'a>,
    problems: &mut Problems,
) {
    let at = InputPath::node(&machine.name).at("interfaces").at(&port.name);
    let (Some(mac), Some(address)) = (port.mac.as_deref(), &port.ip) else { return };
    let known = entries.all.iter().position(|entry| entry.macs.contains(&mac));
    let from = vec![at.clone().at("mac")];
    match address {
        Address::Dhcp => {
            let ours = port.network.as_deref().is_none_or(|name| site.own_named(name).is_some());
            if ours && known.is_none() {
                entries.all.push(Entry { macs: vec![mac], from, ..Entry::default() });
            }
        }
        Address::Fixed(ip) => {
            let Some(reserved) = reserved(site, Some(ip), port.network.as_deref(), at.at("ip")) else { return };
            let entry = known.unwrap_or_else(|| {
                entries.all.push(Entry { macs: vec![mac], from, ..Entry::default() });
                entries.all.len() - 1
            });
            entries.reserve(entry, reserved, problems);
        }
    }
}

impl Entries<'_> {
    /// Reserves an address for the ports of an entry.
    fn reserve(&mut self, number: usize, reserved: Reserved, problems: &mut Problems) {
        let macs = self.all[number].macs.clone();
        let same = |entry: &Entry<'_>| macs.iter().any(|mac| entry.macs.contains(mac));
        let mut had = self.all.iter().filter(|entry| same(entry)).flat_map(|entry| entry.four.iter().chain(&entry.six));
        if had.clone().any(|other| other.ip == reserved.ip) {
            return;
        }
        if let Some(other) = had.find(|other| other.network == reserved.network) {
            let message = format!(
                "port {} would be given two addresses in network {}, {} and {}",
                macs.join(", "),
                reserved.network,
                other.ip,
                reserved.ip
            );
            let problem = Diagnostic::error("two-addresses", reserved.from, message);
            problems.push(problem.also(other.from.clone(), "the other one"));
            return;
        }
        if reserved.ip.is_ipv6() {
            self.all[number].six.push(reserved);
        } else if self.all[number].four.is_none() {
            self.all[number].four = Some(reserved);
        } else {
            let from = self.all[number].from.clone();
            self.all.push(Entry { macs, four: Some(reserved), from, ..Entry::default() });
        }
    }
}

fn of_host<'a>(site: &Site<'_>, host: &'a LabHost) -> Option<Entry<'a>> {
    let at = InputPath::lab("hosts").at(&host.name);
    let reserved = reserved(site, host.ip.as_deref(), host.network.as_deref(), at.clone().at("ip"))?;
    let macs = vec![host.mac.as_deref()?];
    let from = vec![at.clone().at("mac"), at.at("name")];
    // A name with a dot is left out: nothing of the lab depends on what such a machine calls itself.
    let name = Some(host.name.as_str()).filter(|name| !name.contains('.'));
    let (four, six) = if reserved.ip.is_ipv6() { (None, vec![reserved]) } else { (Some(reserved), Vec::new()) };
    Some(Entry { macs, four, six, name, from })
}

/// The address, if this file is about its network.
fn reserved(site: &Site<'_>, ip: Option<&str>, network: Option<&str>, from: InputPath) -> Option<Reserved> {
    let ip: IpAddr = ip?.parse().ok()?;
    let network = match network {
        Some(name) => site.own_named(name)?,
        None => site.own().find(|network| network.holds(ip))?,
    };
    Some(Reserved { ip, network: network.name().to_owned(), from })
}

fn fixed(port: &Interface) -> Option<&str> {
    match &port.ip {
        Some(Address::Fixed(ip)) => Some(ip),
        Some(Address::Dhcp) | None => None,
    }
}

/// Whether an interface of the machine has the address without being told.
fn configures_itself(machine: &MachineSummary, ip: IpAddr) -> bool {
    machine.interfaces.iter().filter_map(fixed).any(|own| own.parse() == Ok(ip))
}

fn without_mac(machine: &MachineSummary, reserved: &Reserved) -> Diagnostic {
    let message = format!(
        "`{}` is to be given {} by DHCP, which knows a machine by the MAC of its port, and it has none",
        machine.name, reserved.ip
    );
    Diagnostic::error("no-mac", InputPath::node(&machine.name).at("mac"), message)
        .also(reserved.from.clone(), "the address")
        .hint("write `mac = …`")
}
