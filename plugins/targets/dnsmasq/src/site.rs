//! What all parts of a file are written from.

use crate::address::Network;
use crate::options::Options;
use dlc_plugin::{Lab, LabTask};
use std::net::IpAddr;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// That of a server of our own.
    Server,
    /// What the owner of another server adds to it: nothing in it may touch machines that are not of this lab.
    Owner,
}

/// The lab, seen by one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) task: &'a LabTask,
    pub(crate) options: &'a Options,
    /// All networks.
    pub(crate) networks: &'a [Network<'a>],
    pub(crate) part: Part,
}

impl<'a> Site<'a> {
    /// The networks that this file is about.
    pub(crate) fn own(&self) -> impl Iterator<Item = &'a Network<'a>> + use<'a> {
        let (networks, part) = (self.networks, self.part);
        networks.iter().filter(move |network| match part {
            Part::Server => network.is_served(),
            Part::Owner => network.is_foreign(),
        })
    }

    /// The one with this label, if this file is about it.
    pub(crate) fn own_named(&self, name: &str) -> Option<&'a Network<'a>> {
        self.own().find(|network| network.name() == name)
    }

    /// Whether this file gives addresses away.
    pub(crate) fn leases(&self) -> bool {
        self.own().any(|network| network.pool().is_some())
    }

    /// A tag of ours. In somebody else's file all begin with the lab's name, so that they meet none that is there.
    pub(crate) fn tag(&self, name: &str) -> String {
        match self.part {
            Part::Server => name.to_owned(),
            Part::Owner => format!("{}-{name}", self.lab.name),
        }
    }

    /// The tag of a network's machines.
    pub(crate) fn network_tag(&self, name: &str) -> String {
        self.tag(&format!("net-{name}"))
    }

    /// The address of the boot service, where the lab says it: that of its server, or the one in the URL.
    pub(crate) fn server_address(&self) -> Option<IpAddr> {
        let boot = self.lab.boot.as_ref()?;
        let of_host = |name: &str| self.lab.hosts.iter().find(|host| host.name == name).map(|host| host.ip.as_deref());
        let of_machine =
            |name: &str| self.task.machines.iter().find(|machine| machine.name == name).map(|m| m.ip.as_deref());
        let ip = boot.server.as_deref().and_then(|name| of_host(name).or_else(|| of_machine(name)).flatten());
        ip.and_then(|ip| ip.parse().ok()).or_else(|| host_of(&boot.url).parse().ok())
    }
}

/// The host of a URL, an IPv6 address without its brackets.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or(six),
        None => host.split(':').next().unwrap_or(host),
    }
}
