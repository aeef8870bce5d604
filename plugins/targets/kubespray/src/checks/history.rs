//! Which variables came and went with which release.
//!
//! Sources: the sample inventories and the defaults of the roles at the tags; proposals of releases 2.8 to 2.32; role
//! validate_inventory, its list of removed variables. Looked up 2026-11.

/// A variable that not every release has.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) name: &'static str,
    /// The first release with it.
    pub(super) since: u32,
    /// The first one without it.
    pub(super) until: Option<u32>,
    /// What to do instead.
    pub(super) instead: &'static str,
}

const fn gone(name: &'static str, until: u32, instead: &'static str) -> Past {
    Past { name, since: 0, until: Some(until), instead }
}

const fn came(name: &'static str, since: u32) -> Past {
    Past { name, since, until: None, instead: "leave it out" }
}

const fn between(name: &'static str, since: u32, until: u32, instead: &'static str) -> Past {
    Past { name, since, until: Some(until), instead }
}

static PAST: &[Past] = &[
    gone("bootstrap_os", 8, "leave it out: kubespray finds the system out by itself"),
    gone("vault_deployment_type", 8, "leave it out: certificates are made by kubeadm"),
    gone("kubeadm_enabled", 9, "leave it out: there is no other way any more"),
    gone("dnsmasq_dns_server", 9, "leave it out: CoreDNS answers names"),
    gone("dnsmasq_upstream_dns_servers", 9, "`upstream_dns_servers`"),
    gone("kubelet_deployment_type", 9, "leave it out: the kubelet runs on the machine"),
    gone("rkt_version", 14, "leave it out"),
    gone("contiv_version", 15, "another network plugin"),
    gone("kube_basic_auth", 15, "leave it out: Kubernetes 1.19 took it away; accounts have tokens or certificates"),
    gone("kube_api_pwd", 15, "leave it out: Kubernetes 1.19 took passwords away"),
    gone("kube_users", 15, "leave it out: Kubernetes 1.19 took passwords away"),
    gone("hyperkube_image_repo", 15, "`kube_image_repo`"),
    gone("hyperkube_image_tag", 15, "`kube_version`"),
    gone("canal_iface", 24, "`calico_ip_auto_method`"),
    gone("weave_version", 29, "another network plugin"),
    gone("weave_password", 29, "another network plugin"),
    gone("weave_mode_seed", 29, "another network plugin"),
    gone("weave_mtu", 29, "another network plugin"),
    between("dashboard_enabled", 3, 31, "leave it out: the project has ended"),
    between("ingress_nginx_enabled", 6, 31, "leave it out: the project has ended; `gateway_api_enabled` is of today"),
    gone("kubelet_static_pod_path", 31, "leave it out"),
    gone("eviction_hard_control_plane", 31, "`eviction_hard`"),
    gone("ipip", 31, "`calico_ipip_mode`"),
    gone("ipip_mode", 31, "`calico_ipip_mode`"),
    gone("calcio_ipam_autoallocateblocks", 31, "`calico_ipam_autoallocateblocks`"),
    gone("ssh_bastion_confing__name", 31, "`ssh_bastion_config_name`"),
    came("enable_dual_stack_networks", 14),
    came("container_manager", 7),
    came("metrics_server_enabled", 7),
    came("local_path_provisioner_enabled", 9),
    came("enable_nodelocaldns", 9),
    came("nodelocaldns_ip", 9),
    came("calico_rr_ip", 2),
    came("kata_containers_enabled", 14),
    came("metallb_enabled", 14),
    came("crun_enabled", 15),
    came("gvisor_enabled", 17),
    came("containerd_use_systemd_cgroup", 15),
    came("containerd_registries_mirrors", 23),
    came("ntp_enabled", 18),
    came("ntp_servers", 18),
    came("kube_vip_enabled", 19),
    came("argocd_enabled", 19),
    came("ipv4_stack", 28),
    came("ipv6_stack", 28),
    came("kubelet_fail_cgroup_v1", 31),
    came("gateway_api_enabled", 28),
];

/// What is known of a variable that not every release has.
pub(super) fn find(name: &str) -> Option<&'static Past> {
    PAST.iter().find(|past| past.name == name)
}

/// All of them, for who looks for one that is meant.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PAST.iter().map(|past| past.name)
}
