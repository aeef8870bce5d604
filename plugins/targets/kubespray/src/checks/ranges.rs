//! Rules about ranges of addresses that only kubespray's variables tell: a second family, the resolver on each machine.

use crate::derive::SIX_ALONE;
use crate::site::Site;
use dlc_plugin::{Cni, Diagnostic, InputPath, Problems};
use serde_json::Value;
use std::net::IpAddr;

/// The first release with a resolver on each machine.
const LOCAL_RESOLVER: u32 = 10;
/// Its address unless it is told another.
const LOCAL_ADDRESS: &str = "169.254.25.10";
/// What a release takes for pods of the second family unless it is told.
const PODS: &str = "fd85:ee78:d8a6:8607::1:0/112";
const SERVICES: &str = "fd85:ee78:d8a6:8607::1000/116";
const NODE_PREFIX: u64 = 120;
/// Pods of a machine unless it is told.
const MAX_PODS: u64 = 110;

/// A network, its host bits cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    first: u128,
    prefix: u32,
    bits: u32,
}

impl Range {
    /// None if it is no network, or an address of one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let (first, bits) = number(address)?;
        let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= bits)?;
        let range = Self { first: cleared(first, prefix, bits), prefix, bits };
        (range.first == first).then_some(range)
    }

    fn holds(&self, address: &str) -> bool {
        number(address)
            .is_some_and(|(number, bits)| bits == self.bits && cleared(number, self.prefix, bits) == self.first)
    }

    /// Whether they have an address in common, whichever is in the other.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let prefix = self.prefix.min(other.prefix);
        self.bits == other.bits && cleared(self.first, prefix, self.bits) == cleared(other.first, prefix, self.bits)
    }
}

fn number(address: &str) -> Option<(u128, u32)> {
    match address.parse().ok()? {
        IpAddr::V4(ip) => Some((u128::from(ip.to_bits()), 32)),
        IpAddr::V6(ip) => Some((ip.to_bits(), 128)),
    }
}

fn cleared(number: u128, prefix: u32, bits: u32) -> u128 {
    let host = bits - prefix;
    number.checked_shr(host).unwrap_or(0).checked_shl(host).unwrap_or(0)
}

pub(super) fn check(site: &Site<'_>, problems: &mut Problems) {
    local_resolver(site, problems);
    pods_of_a_machine(site, problems);
    if site.options.is_on("ipv6_stack") || site.options.is_on("enable_dual_stack_networks") {
        second_family(site, problems);
    }
}

fn var(name: &str) -> InputPath {
    InputPath::option("vars").at(name)
}

/// Every machine answers names at one address of its own, which must be nobody else's.
fn local_resolver(site: &Site<'_>, problems: &mut Problems) {
    if !site.since(LOCAL_RESOLVER) || site.options.var("enable_nodelocaldns") == Some(&Value::Bool(false)) {
        return;
    }
    let said = site.options.var("nodelocaldns_ip").and_then(Value::as_str);
    let address = said.unwrap_or(LOCAL_ADDRESS);
    let networks = site.lab.networks.iter().map(|network| {
        (
            format!("network {}", network.name),
            &network.subnet,
            InputPath::lab("networks").at(&network.name).at("subnet"),
        )
    });
    let of_cluster = [
        ("pods".to_owned(), &site.kubernetes.pods, Site::cluster("pods")),
        ("services".to_owned(), &site.kubernetes.services, Site::cluster("services")),
    ];
    for (what, range, at) in networks.chain(of_cluster) {
        if Range::parse(range).is_some_and(|range| range.holds(address)) {
            let message = format!("{what} {range} holds {address}, at which each machine of kubespray answers names");
            let told = Diagnostic::error("overlapping-ranges", at, message);
            problems.push(told.hint("`nodelocaldns_ip` in `vars`, or another range"));
        }
    }
}

/// More pods than a machine's part of the range has addresses for.
fn pods_of_a_machine(site: &Site<'_>, problems: &mut Problems) {
    let Some(most) = site.options.var("kubelet_max_pods").and_then(Value::as_u64) else { return };
    let shared_out = !matches!(site.kubernetes.cni, None | Some(Cni::Calico)) && !site.kubernetes.pods.contains(':');
    let host = 32u32.saturating_sub(u32::from(site.kubernetes.node_prefix));
    let addresses = 2u64.checked_pow(host).unwrap_or(u64::MAX).saturating_sub(2);
    if shared_out && most > addresses {
        let message =
            format!("a /{} has {addresses} addresses, and a machine may run {most} pods", site.kubernetes.node_prefix);
        let told = Diagnostic::error("range-too-small", var("kubelet_max_pods"), message);
        problems.push(
            told.also(Site::cluster("node-prefix"), "what each machine gets")
                .hint(format!("{MAX_PODS} is the default")),
        );
    }
}

/// The ranges of IPv6 beside those of IPv4.
fn second_family(site: &Site<'_>, problems: &mut Problems) {
    let text = |name: &str, default: &str| {
        let said = site.options.var(name).and_then(Value::as_str);
        said.unwrap_or(default).to_owned()
    };
    let switch = if site.since(SIX_ALONE) { "ipv6_stack" } else { "enable_dual_stack_networks" };
    let place = |name: &str| var(if site.options.var(name).is_some() { name } else { switch });
    let pods = ("kube_pods_subnet_ipv6", text("kube_pods_subnet_ipv6", PODS));
    let services = ("kube_service_addresses_ipv6", text("kube_service_addresses_ipv6", SERVICES));
    let mut ranges = Vec::new();
    for (name, value) in [&pods, &services] {
        match Range::parse(value).filter(|range| range.bits == 128) {
            Some(range) => ranges.push(range),
            None => {
                let message = format!("`{name}` is {value}, which is no network of IPv6");
                problems.push(
                    Diagnostic::error("not-a-network", place(name), message).hint("fd00:1::/112, without host bits"),
                );
            }
        }
    }
    let [of_pods, of_services] = ranges[..] else { return };
    if of_pods.overlaps(&of_services) {
        let message = format!("pods {} and services {} overlap", pods.1, services.1);
        problems
            .push(Diagnostic::error("overlapping-ranges", place(services.0), message).also(place(pods.0), "the pods"));
    }
    for network in &site.lab.networks {
        for (name, value, range) in [(pods.0, &pods.1, &of_pods), (services.0, &services.1, &of_services)] {
            if Range::parse(&network.subnet).is_some_and(|subnet| subnet.overlaps(range)) {
                let message = format!("network {} {} and `{name}` {value} overlap", network.name, network.subnet);
                let told = Diagnostic::error("overlapping-ranges", place(name), message);
                problems.push(told.also(InputPath::lab("networks").at(&network.name).at("subnet"), "the network"));
            }
        }
    }
    let each = site.options.var("kube_network_node_prefix_ipv6").and_then(Value::as_u64).unwrap_or(NODE_PREFIX);
    let bits = u32::try_from(each).ok().and_then(|each| each.checked_sub(of_pods.prefix));
    let parts = bits.map_or(0, |bits| 2u64.checked_pow(bits).unwrap_or(u64::MAX));
    let members = site.members().count();
    if site.kubernetes.cni != Some(Cni::Calico) && parts < u64::try_from(members).unwrap_or(u64::MAX) {
        let message = format!("pods {} hold {parts} ranges of /{each}, and {members} machines need one each", pods.1);
        problems.push(
            Diagnostic::error("range-too-small", place(pods.0), message)
                .hint("a shorter prefix, or a longer `kube_network_node_prefix_ipv6`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    fn overlap(a: &str, b: &str) -> bool {
        let parse = |text| Range::parse(text).expect("a range");
        let found = parse(a).overlaps(&parse(b));
        assert_eq!(found, parse(b).overlaps(&parse(a)), "it is the same from both sides");
        found
    }

    #[test]
    fn ranges_overlap_whichever_is_in_the_other() {
        assert!(overlap("10.233.0.0/16", "10.233.0.0/18"));
        assert!(!overlap("10.233.64.0/18", "10.233.0.0/18"));
        assert!(overlap("::/0", "fd00::/8"));
        assert!(!overlap("0.0.0.0/0", "::/0"), "the families are apart");
    }

    #[test]
    fn a_range_with_host_bits_is_none() {
        assert_eq!(Range::parse("10.0.0.1/24"), None);
        assert_eq!(Range::parse("fd85:ee78:d8a6:8607::1:0/112").map(|range| range.prefix), Some(112));
        assert_eq!(Range::parse("10.0.0.0/33"), None);
    }
}
