//! The interfaces of a machine as files of systemd-networkd, for every system whose image runs it.
//!
//! A port with a MAC is found by it, because the kernel's name for it depends on the machine's slots. A bond, a bridge
//! and a tagged network may bear the MAC of a port below them, so their files sort before those of ports: networkd
//! takes the first file that matches.
//!
//! A port that the lab gives no address stays with what the image does (DHCP), unless something is built on it.

use crate::systemd::Unit;
use crate::{Address, BondMode, Diagnostic, InputPath, Interface, Lab, Network, Node, Over, Problems, Purpose};

/// A file below `/etc/systemd/network`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkFile {
    /// Its name, which ends in `.link`, `.netdev` or `.network`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The input that it comes from.
    pub input: InputPath,
}

/// The largest packet that a device carries unless it is told otherwise.
const USUAL_MTU: u32 = 1500;

/// The files for every interface of `node`, in the order of the interfaces. What is wrong goes to `problems`.
pub fn files(lab: &Lab, node: &Node, problems: &mut Problems) -> Vec<NetworkFile> {
    let machine = Machine { lab, node };
    let found = problems_of(&machine);
    let sound = found.is_empty();
    problems.extend(found);
    if !sound {
        return Vec::new();
    }
    node.interfaces.iter().flat_map(|interface| machine.files(interface)).collect()
}

/// A machine whose interfaces are being written.
struct Machine<'a> {
    lab: &'a Lab,
    node: &'a Node,
}

impl<'a> Machine<'a> {
    fn files(&self, interface: &Interface) -> Vec<NetworkFile> {
        let file = |name: String, unit: Unit| NetworkFile { name, text: unit.text(), input: path(interface) };
        let Interface { name, .. } = interface;
        let mut files = Vec::new();
        files.extend(self.link(interface).map(|unit| file(format!("50-{name}.link"), unit)));
        files.extend(self.netdev(interface).map(|unit| file(format!("40-{name}.netdev"), unit)));
        let order = if matches!(interface.over, Over::Nic) { 50 } else { 40 };
        files.extend(self.network_unit(interface).map(|unit| file(format!("{order}-{name}.network"), unit)));
        files
    }

    /// The name of a port that is found by its MAC. `Path=*` leaves out devices without hardware, which may bear the
    /// same MAC.
    fn link(&self, interface: &Interface) -> Option<Unit> {
        let (Over::Nic, Some(mac)) = (&interface.over, &interface.mac) else { return None };
        let unit = Unit::default().section("Match").set("MACAddress", mac).set("Path", "*");
        let unit = unit.set_all("Driver", &interface.driver);
        Some(unit.section("Link").set("Name", &interface.name))
    }

    /// The device itself, where there is no hardware that it would be.
    fn netdev(&self, interface: &Interface) -> Option<Unit> {
        let kind = match &interface.over {
            Over::Nic => return None,
            Over::Bond(_) => "bond",
            Over::Vlan(_) => "vlan",
            Over::Bridge(_) => "bridge",
        };
        let unit = Unit::default().section("NetDev").set("Name", &interface.name).set("Kind", kind);
        let unit = unit.set_all("MACAddress", &interface.mac);
        Some(match &interface.over {
            // Without a period of monitoring a bond never sees that a port has lost its link.
            Over::Bond(bond) => unit.section("Bond").set("Mode", bond_mode(bond.mode)).set("MIIMonitorSec", "100ms"),
            Over::Vlan(_) => match self.vlan_id(interface) {
                Some(id) => unit.section("VLAN").set("Id", id.to_string()),
                None => unit,
            },
            Over::Nic | Over::Bridge(_) => unit,
        })
    }

    /// How the device is used: its address, and what is built on it.
    fn network_unit(&self, interface: &Interface) -> Option<Unit> {
        let address = self.address(interface);
        let port_of = self.built_on(interface).find(|upper| !matches!(upper.over, Over::Vlan(_)));
        let vlans: Vec<&str> = self
            .built_on(interface)
            .filter(|upper| matches!(upper.over, Over::Vlan(_)))
            .map(|upper| upper.name.as_str())
            .collect();
        let mtu = self.mtu(interface);
        let silent = address.is_none() && port_of.is_none() && vlans.is_empty() && mtu.is_none();
        if silent && matches!(interface.over, Over::Nic) {
            return None;
        }
        let mut unit = matched(interface);
        if let Some(mtu) = mtu {
            unit = unit.section("Link").set("MTUBytes", mtu.to_string());
        }
        unit = unit.section("Network");
        unit = match port_of {
            Some(upper) => match upper.over {
                Over::Bridge(_) => unit.set("Bridge", &upper.name),
                _ => unit.set("Bond", &upper.name),
            },
            None => self.addressed(unit, interface, address),
        };
        Some(unit.set_all("VLAN", vlans))
    }

    fn addressed(&self, unit: Unit, interface: &Interface, address: Option<&Address>) -> Unit {
        match address {
            None => unit.set("LinkLocalAddressing", "no"),
            Some(Address::Dhcp) => unit.set("DHCP", "yes"),
            Some(Address::Fixed(ip)) => {
                let Some(network) = self.network(interface) else { return unit };
                let unit = unit.set("Address", format!("{ip}/{}", prefix(network)));
                let way_out = self.way_out().filter(|way_out| way_out.name == interface.name);
                let unit = unit.set_all("Gateway", network.gateway.as_ref().filter(|_| way_out.is_some()));
                let unit = unit.set_all("DNS", &network.dns);
                unit.set_all("Domains", (!network.dns.is_empty()).then_some(&self.lab.domain))
            }
        }
    }

    /// What the lab says, and for the port that the machine boots from DHCP if no interface has the machine's
    /// address: the network gives it, and a file of ours takes the place of the image's that would ask for it.
    fn address(&self, interface: &'a Interface) -> Option<&'a Address> {
        if interface.ip.is_some() {
            return interface.ip.as_ref();
        }
        let boots = interface.mac.is_some() && interface.mac == self.node.mac;
        let elsewhere = self.node.interfaces.iter().any(|other| match &other.ip {
            Some(Address::Fixed(ip)) => Some(ip) == self.node.ip.as_ref(),
            Some(Address::Dhcp) => other.network == self.node.network,
            None => false,
        });
        let port = self.built_on(interface).any(|upper| !matches!(upper.over, Over::Vlan(_)));
        (boots && !elsewhere && !port).then_some(&Address::Dhcp)
    }

    /// The interface with the default route: one towards the internet, else the one in the machine's own network,
    /// else the first that has a gateway. Two default routes would send answers out of the wrong door.
    fn way_out(&self) -> Option<&'a Interface> {
        let all = &self.node.interfaces;
        if let Some(internet) = all.iter().find(|interface| interface.purpose.contains(&Purpose::Internet)) {
            return Some(internet);
        }
        let fixed = |interface: &&Interface| {
            matches!(interface.ip, Some(Address::Fixed(_)))
                && self.network(interface).is_some_and(|network| network.gateway.is_some())
        };
        let own = |interface: &&Interface| interface.network.is_some() && interface.network == self.node.network;
        all.iter().filter(fixed).find(own).or_else(|| all.iter().find(fixed))
    }

    /// What must be set: a device carries at least what is built on it.
    fn mtu(&self, interface: &Interface) -> Option<u32> {
        let own = interface.mtu.or_else(|| self.network(interface).map(|network| network.mtu));
        let above = self.built_on(interface).filter_map(|upper| self.mtu(upper)).max();
        let needed = own.max(above);
        needed.filter(|mtu| interface.mtu.is_some() || *mtu != USUAL_MTU)
    }

    fn built_on(&self, interface: &'a Interface) -> impl Iterator<Item = &'a Interface> {
        self.node.interfaces.iter().filter(|upper| below(upper).contains(&interface.name.as_str()))
    }

    fn network(&self, interface: &Interface) -> Option<&'a Network> {
        let label = interface.network.as_ref()?;
        self.lab.networks.iter().find(|network| network.name == *label)
    }

    fn vlan_id(&self, interface: &Interface) -> Option<u16> {
        let Over::Vlan(vlan) = &interface.over else { return None };
        vlan.id.or_else(|| self.network(interface).and_then(|network| network.vlan))
    }
}

/// Names of the interfaces that `interface` is built on.
fn below(interface: &Interface) -> Vec<&str> {
    match &interface.over {
        Over::Nic => Vec::new(),
        Over::Bond(bond) => bond.of.iter().map(String::as_str).collect(),
        Over::Vlan(vlan) => vec![&vlan.of],
        Over::Bridge(bridge) => bridge.of.iter().map(String::as_str).collect(),
    }
}

fn matched(interface: &Interface) -> Unit {
    let unit = Unit::default().section("Match");
    match (&interface.over, &interface.mac) {
        (Over::Nic, Some(mac)) => unit.set("MACAddress", mac).set_all("Driver", &interface.driver),
        (Over::Nic, None) => unit.set("Name", &interface.name).set_all("Driver", &interface.driver),
        _ => unit.set("Name", &interface.name),
    }
}

fn bond_mode(mode: BondMode) -> &'static str {
    match mode {
        BondMode::Lacp => "802.3ad",
        BondMode::ActiveBackup => "active-backup",
        BondMode::BalanceRr => "balance-rr",
    }
}

/// The length in `10.0.0.0/24`.
fn prefix(network: &Network) -> &str {
    network.subnet.rsplit_once('/').map_or("32", |(_, length)| length)
}

fn path(interface: &Interface) -> InputPath {
    InputPath::field("interfaces").at(&interface.name)
}

/// What cannot be written, each at its place.
fn problems_of(machine: &Machine<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for interface in &machine.node.interfaces {
        let Interface { name, .. } = interface;
        let blame = |at: InputPath, message: String| Diagnostic::error("bad-interface", at, message);
        if matches!(interface.ip, Some(Address::Fixed(_))) && machine.network(interface).is_none() {
            let message =
                format!("`{name}` has an address but is in no network, so the length of its prefix is not known");
            found.push(blame(path(interface).at("ip"), message).hint("say its network: `network = …`"));
        }
        if matches!(interface.over, Over::Vlan(_)) && machine.vlan_id(interface).is_none() {
            let message = format!("`{name}` is a tagged network, but neither it nor its network has a VLAN id");
            found.push(blame(path(interface).at("over"), message).hint("write `id = …`, or `vlan = …` in the network"));
        }
        if interface.driver.is_some() && !matches!(interface.over, Over::Nic) {
            let message = format!("`{name}` is made of other interfaces, so there is no driver to match on");
            found.push(blame(path(interface).at("driver"), message));
        }
        for lower in below(interface) {
            if !machine.node.interfaces.iter().any(|other| other.name == lower) {
                let message = format!("`{name}` is built on `{lower}`, which is no interface of this machine");
                found.push(blame(path(interface).at("over"), message));
            }
        }
        let uppers: Vec<&Interface> =
            machine.built_on(interface).filter(|upper| !matches!(upper.over, Over::Vlan(_))).collect();
        if let [first, second, ..] = uppers.as_slice() {
            let message = format!("`{name}` cannot be a port of `{}` and of `{}` at once", first.name, second.name);
            found.push(blame(path(second).at("over"), message).also(path(first).at("over"), "the other one"));
        }
        if let (Some(upper), Some(_)) = (uppers.first(), &interface.ip) {
            let message = format!("`{name}` is a port of `{}`, so it cannot have an address", upper.name);
            found.push(blame(path(interface).at("ip"), message).hint(format!("give the address to `{}`", upper.name)));
        }
        if in_circle(machine, interface) {
            found.push(blame(path(interface).at("over"), format!("`{name}` is built on itself")));
        }
    }
    found
}

/// Whether going down from `interface` comes back to it.
fn in_circle(machine: &Machine<'_>, interface: &Interface) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut next = below(interface);
    while let Some(name) = next.pop() {
        if name == interface.name {
            return true;
        }
        if !seen.contains(&name) {
            seen.push(name);
            next.extend(machine.node.interfaces.iter().filter(|other| other.name == name).flat_map(below));
        }
    }
    false
}

#[cfg(test)]
mod tests;
