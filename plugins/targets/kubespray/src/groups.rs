//! The groups of an inventory: their names by release, and who is in them.

use dlc_plugin::{MachineSummary, Role};

/// Names changed once, in 2.16. Later releases map the old ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Groups {
    pub(crate) control: &'static str,
    pub(crate) nodes: &'static str,
    pub(crate) cluster: &'static str,
    pub(crate) reflectors: &'static str,
    pub(crate) etcd: &'static str,
    pub(crate) bastion: &'static str,
}

/// Up to 2.15.
pub(crate) const OLD: Groups = Groups {
    control: "kube-master",
    nodes: "kube-node",
    cluster: "k8s-cluster",
    reflectors: "calico-rr",
    etcd: "etcd",
    bastion: "bastion",
};

/// From 2.16 on.
pub(crate) const NEW: Groups = Groups {
    control: "kube_control_plane",
    nodes: "kube_node",
    cluster: "k8s_cluster",
    reflectors: "calico_rr",
    etcd: "etcd",
    bastion: "bastion",
};

impl Groups {
    /// Those that variables can be set for.
    pub(crate) fn all(&self) -> [&'static str; 6] {
        [self.control, self.nodes, self.etcd, self.cluster, self.reflectors, self.bastion]
    }

    /// What another release calls one of these groups.
    pub(crate) fn now(&self, name: &str) -> Option<&'static str> {
        let other = if *self == OLD { NEW } else { OLD };
        other.all().iter().position(|group| *group == name).map(|number| self.all()[number])
    }
}

/// Machines with a role.
pub(crate) fn with(machines: &[MachineSummary], role: Role) -> impl Iterator<Item = &MachineSummary> {
    machines.iter().filter(move |machine| machine.roles.contains(&role))
}

/// Machines that take part in the cluster.
pub(crate) fn members(machines: &[MachineSummary]) -> impl Iterator<Item = &MachineSummary> {
    machines.iter().filter(|machine| !machine.roles.is_empty())
}
