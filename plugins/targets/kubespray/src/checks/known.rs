//! Names of variables that roles of kubespray read: what somebody meant who typed something like them.
//!
//! Ansible says nothing of a variable that nobody reads. There are far too many to list, so a name that is not here is
//! no mistake; one that is almost here is. Source: the sample inventories of 2.4 to 2.31.

use super::history;

/// The switches: true or false, never text.
pub(super) static SWITCHES: &[&str] = &[
    "allow_unsupported_distribution_setup",
    "argocd_enabled",
    "auto_renew_certificates",
    "cert_manager_enabled",
    "dashboard_enabled",
    "deploy_netchecker",
    "disable_host_nameservers",
    "docker_dns_servers_strict",
    "download_always_pull",
    "download_force_cache",
    "download_localhost",
    "download_run_once",
    "efk_enabled",
    "enable_dns_autoscaler",
    "enable_network_policy",
    "enable_nodelocaldns",
    "gateway_api_enabled",
    "gvisor_enabled",
    "helm_enabled",
    "ignore_assert_errors",
    "ingress_nginx_enabled",
    "ipv4_stack",
    "ipv6_stack",
    "istio_enabled",
    "kata_containers_enabled",
    "kube_basic_auth",
    "kube_encrypt_secret_data",
    "kube_external_ca_mode",
    "kube_oidc_auth",
    "kube_proxy_strict_arp",
    "kube_token_auth",
    "kube_vip_enabled",
    "kubeadm_enabled",
    "kubeconfig_localhost",
    "kubectl_localhost",
    "kubelet_fail_swap_on",
    "local_path_provisioner_enabled",
    "local_volume_provisioner_enabled",
    "metallb_enabled",
    "metrics_server_enabled",
    "node_feature_discovery_enabled",
    "ntp_enabled",
    "ntp_manage_config",
    "openstack_lbaas_enabled",
    "ping_access_ip",
    "registry_enabled",
    "skip_downloads",
    "unsafe_show_logs",
];

/// Everything else.
static OTHERS: &[&str] = &[
    "access_ip",
    "additional_no_proxy",
    "additional_sysctl",
    "ansible_become",
    "ansible_host",
    "ansible_port",
    "ansible_python_interpreter",
    "ansible_ssh_common_args",
    "ansible_ssh_private_key_file",
    "ansible_user",
    "apiserver_loadbalancer_domain_name",
    "audit_policy_file",
    "authorization_modes",
    "bin_dir",
    "calico_datastore",
    "calico_ipip_mode",
    "calico_mtu",
    "calico_network_backend",
    "calico_pool_name",
    "calico_version",
    "calico_vxlan_mode",
    "cert_management",
    "cloud_provider",
    "cluster_id",
    "cluster_name",
    "containerd_registry_auth",
    "containerd_version",
    "coredns_version",
    "credentials_dir",
    "crio_insecure_registries",
    "crio_registry_auth",
    "dns_domain",
    "dns_mode",
    "docker_image_repo",
    "docker_insecure_registries",
    "docker_log_opts",
    "docker_options",
    "docker_registry_mirrors",
    "docker_storage_options",
    "docker_version",
    "etcd_data_dir",
    "etcd_deployment_type",
    "etcd_kubeadm_enabled",
    "etcd_memory_limit",
    "etcd_version",
    "eviction_hard",
    "external_cloud_provider",
    "files_repo",
    "flannel_backend_type",
    "flannel_interface",
    "gcr_image_repo",
    "github_image_repo",
    "helm_deployment_type",
    "http_proxy",
    "https_proxy",
    "kube_api_anonymous_auth",
    "kube_apiserver_insecure_port",
    "kube_apiserver_node_port_range",
    "kube_apiserver_port",
    "kube_cert_group",
    "kube_feature_gates",
    "kube_image_repo",
    "kube_log_level",
    "kube_network_node_prefix",
    "kube_network_node_prefix_ipv6",
    "kube_network_plugin",
    "kube_network_plugin_multus",
    "kube_owner",
    "kube_pods_subnet",
    "kube_pods_subnet_ipv6",
    "kube_proxy_mode",
    "kube_reserved",
    "kube_service_addresses",
    "kube_service_addresses_ipv6",
    "kube_version",
    "kubelet_cgroup_driver",
    "kubelet_max_pods",
    "loadbalancer_apiserver",
    "loadbalancer_apiserver_localhost",
    "loadbalancer_apiserver_port",
    "loadbalancer_apiserver_type",
    "local_release_dir",
    "manual_dns_server",
    "metallb_config",
    "nginx_kube_apiserver_port",
    "no_proxy",
    "node_labels",
    "node_taints",
    "podsecuritypolicy_enabled",
    "quay_image_repo",
    "registry_host",
    "resolvconf_mode",
    "retry_stagger",
    "searchdomains",
    "supplementary_addresses_in_ssl_keys",
    "system_reserved",
    "upstream_dns_servers",
];

/// What is almost called so, if nothing is called exactly so.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let all = || SWITCHES.iter().chain(OTHERS).copied().chain(history::names());
    if name.len() < 5 || all().any(|known| known == name) {
        return None;
    }
    all().find(|known| is_near(name, known))
}

/// Whether one letter is wrong, missing, too many, or two have changed places.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a_rest @ ..], [_, b_rest @ ..]) if a.len() == b.len() => {
            a_rest == b_rest || (a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
        }
        ([_, a_rest @ ..], b) if a.len() > b.len() => a_rest == b,
        (a, [_, b_rest @ ..]) => a == b_rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_slip_of_the_hand_is_known_for_what_was_meant() {
        assert_eq!(meant("kube_network_plugn"), Some("kube_network_plugin"));
        assert_eq!(meant("download_run_onec"), Some("download_run_once"));
        assert_eq!(meant("helm_enabledd"), Some("helm_enabled"));
        assert_eq!(meant("helm_enablad"), Some("helm_enabled"));
    }

    #[test]
    fn names_of_ones_own_and_known_names_are_left_alone() {
        for name in ["my_own_variable", "helm_enabled", "bootstrap_os", "ip", "x"] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
