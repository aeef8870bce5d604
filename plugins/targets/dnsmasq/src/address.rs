//! Networks with their numbers read.

use dlc_plugin::{Dhcp, Diagnostic, InputPath, Lab, Problems, Serve};
use std::net::{IpAddr, Ipv4Addr};

/// A network of the lab.
#[derive(Debug)]
pub(crate) struct Network<'a> {
    /// As the lab has it.
    pub(crate) of_lab: &'a dlc_plugin::Network,
    /// Its first address.
    pub(crate) first: IpAddr,
    /// How many bits its addresses share.
    pub(crate) prefix: u8,
    /// The addresses that are lent, if we lend them.
    pool: Option<Pool>,
}

/// Addresses that are lent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pool {
    pub(crate) first: IpAddr,
    pub(crate) last: IpAddr,
    /// How long, in milliseconds.
    pub(crate) lease: u64,
}

impl Pool {
    /// Whether it holds this address.
    pub(crate) fn holds(&self, ip: IpAddr) -> bool {
        number(self.first) <= number(ip) && number(ip) <= number(self.last) && ip.is_ipv4() == self.first.is_ipv4()
    }

    /// How many addresses it has.
    pub(crate) fn size(&self) -> u128 {
        number(self.last).saturating_sub(number(self.first)).saturating_add(1)
    }
}

impl<'a> Network<'a> {
    /// Its label.
    pub(crate) fn name(&self) -> &'a str {
        &self.of_lab.name
    }

    /// A field of it.
    pub(crate) fn at(&self, field: &str) -> InputPath {
        InputPath::lab("networks").at(&self.of_lab.name).at(field)
    }

    /// Whether we answer in it, alone or beside somebody.
    pub(crate) fn is_served(&self) -> bool {
        matches!(self.of_lab.dhcp, Some(Dhcp::Serve(_) | Dhcp::Proxy))
    }

    /// Whether we answer beside somebody.
    pub(crate) fn is_proxied(&self) -> bool {
        matches!(self.of_lab.dhcp, Some(Dhcp::Proxy))
    }

    /// Whether somebody else answers.
    pub(crate) fn is_foreign(&self) -> bool {
        matches!(self.of_lab.dhcp, Some(Dhcp::External | Dhcp::Relay))
    }

    /// What is lent.
    pub(crate) fn pool(&self) -> Option<Pool> {
        self.pool
    }

    /// Whether its addresses are of IPv6.
    pub(crate) fn is_ipv6(&self) -> bool {
        self.first.is_ipv6()
    }

    /// The mask of an IPv4 network.
    pub(crate) fn mask(&self) -> Ipv4Addr {
        Ipv4Addr::from(u32::MAX.checked_shl(32 - u32::from(self.prefix.min(32))).unwrap_or(0))
    }

    /// Whether an address lies in it.
    pub(crate) fn holds(&self, ip: IpAddr) -> bool {
        let width = if self.is_ipv6() { 128 } else { 32 };
        let shift = u32::from(width - self.prefix.min(width));
        let share = |ip| number(ip).checked_shr(shift).unwrap_or(0);
        ip.is_ipv6() == self.is_ipv6() && share(ip) == share(self.first)
    }
}

/// Every network of the lab whose numbers can be read. The compiler has read them before, so all can.
pub(crate) fn networks<'a>(lab: &'a Lab, problems: &mut Problems) -> Vec<Network<'a>> {
    lab.networks.iter().filter_map(|network| problems.keep(read(network))).collect()
}

fn read(of_lab: &dlc_plugin::Network) -> Result<Network<'_>, Diagnostic> {
    let at = InputPath::lab("networks").at(&of_lab.name);
    let bad = |field: &str, text: &str| {
        Diagnostic::error("bad-address", at.clone().at(field), format!("`{}` is no address", text.escape_debug()))
    };
    let (first, prefix) = of_lab.subnet.split_once('/').ok_or_else(|| bad("subnet", &of_lab.subnet))?;
    let first: IpAddr = first.parse().map_err(|_| bad("subnet", first))?;
    let prefix = prefix.parse().map_err(|_| bad("subnet", prefix))?;
    let pool = match &of_lab.dhcp {
        Some(Dhcp::Serve(Serve { pool, lease })) => Some(Pool {
            first: pool.first.parse().map_err(|_| bad("dhcp", &pool.first))?,
            last: pool.last.parse().map_err(|_| bad("dhcp", &pool.last))?,
            lease: *lease,
        }),
        Some(Dhcp::External | Dhcp::Proxy | Dhcp::Relay) | None => None,
    };
    Ok(Network { of_lab, first, prefix, pool })
}

fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => u128::from(u32::from(ip)),
        IpAddr::V6(ip) => u128::from(ip),
    }
}

/// An address as dnsmasq wants it where both kinds may stand: IPv6 in brackets.
pub(crate) fn bracketed(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}
