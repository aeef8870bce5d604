//! The cluster that the machines make.

use crate::{Contents, IntRange, IpRange, Nfs};
use serde::{Deserialize, Serialize};

/// The cluster, without its teams and manifests, which stand beside the lab.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Kubernetes {
    /// Version, without `v`.
    pub version: String,
    /// Domain of services.
    pub dns_domain: String,
    /// What runs containers.
    pub container_runtime: ContainerRuntime,
    /// Who manages control groups.
    pub cgroup_driver: CgroupDriver,
    /// Addresses of pods.
    pub pods: String,
    /// Addresses of services.
    pub services: String,
    /// Length of the prefix that each node gets of `pods`.
    pub node_prefix: u8,
    /// How services reach pods.
    pub proxy_mode: ProxyMode,
    /// Ports that services may open on every node.
    pub node_ports: IntRange,
    /// Addresses for services of type LoadBalancer.
    #[serde(default)]
    pub address_pool: Option<IpRange>,
    /// Ingress controller.
    #[serde(default)]
    pub ingress: Option<Ingress>,
    /// Network plugin. Absent: none is installed.
    #[serde(default)]
    pub cni: Option<Cni>,
    /// Its options, an object.
    pub cni_options: serde_json::Value,
    /// How the API is reached.
    #[serde(default)]
    pub api: Option<Api>,
    /// Dashboard.
    #[serde(default)]
    pub dashboard: Option<Dashboard>,
    /// Whether metrics are collected.
    pub metrics: bool,
    /// Storage for claims.
    #[serde(default)]
    pub storage: Option<Storage>,
    /// A cache of images inside the cluster.
    #[serde(default)]
    pub registry_cache: Option<RegistryCache>,
}

/// What runs containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContainerRuntime {
    /// Docker.
    Docker,
    /// containerd.
    Containerd,
    /// CRI-O.
    Crio,
    /// rkt, while it lived.
    Rkt,
}

/// Who manages control groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CgroupDriver {
    /// systemd.
    Systemd,
    /// The runtime itself.
    Cgroupfs,
}

/// How kube-proxy works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyMode {
    /// Chains of iptables.
    Iptables,
    /// The kernel's virtual server.
    Ipvs,
    /// nftables.
    Nftables,
}

/// Ingress controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ingress {
    /// ingress-nginx.
    Nginx,
    /// Traefik.
    Traefik,
    /// HAProxy.
    Haproxy,
}

/// Network plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cni {
    /// Calico.
    Calico,
    /// Flannel.
    Flannel,
    /// Cilium.
    Cilium,
    /// Canal.
    Canal,
    /// Weave.
    Weave,
    /// kube-router.
    KubeRouter,
}

/// How the API is reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Api {
    /// A balancer or one machine: name of a host or machine of the lab, or an address or name elsewhere.
    pub host: String,
    /// Address or name at which it is reached.
    pub address: String,
    /// Port.
    pub port: u16,
    /// Further names in its certificate.
    #[serde(default)]
    pub names: Vec<String>,
}

/// The dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dashboard {
    /// How people come in.
    pub access: DashboardAccess,
}

/// How people come into the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DashboardAccess {
    /// With a token.
    Token,
    /// With a kubeconfig.
    Kubeconfig,
    /// Without anything: whoever reaches it rules the cluster.
    Skip,
}

/// Storage for claims.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// A folder on the node.
    #[serde(deserialize_with = "crate::forms::text_or_only_field")]
    LocalPath(String),
    /// An NFS export.
    Nfs(Nfs),
}

/// A cache of images inside the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RegistryCache {
    /// What it caches.
    pub upstream: String,
    /// How much it keeps, in bytes.
    #[serde(default)]
    pub size: Option<u64>,
}

/// A name space with an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Team {
    /// Its label.
    pub name: String,
    /// What it may do there.
    pub role: TeamRole,
    /// What it may use.
    #[serde(default)]
    pub quota: Option<Quota>,
    /// People in it.
    #[serde(default)]
    pub members: Vec<String>,
}

/// What a team may do in its name space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Look.
    View,
    /// Change.
    Edit,
    /// Change, and give rights to others.
    Admin,
}

/// What a team may use.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quota {
    /// Processors, in thousandths.
    #[serde(default)]
    pub cpu: Option<u64>,
    /// Bytes of memory.
    #[serde(default)]
    pub memory: Option<u64>,
    /// Bytes of storage.
    #[serde(default)]
    pub storage: Option<u64>,
    /// Number of pods.
    #[serde(default)]
    pub pods: Option<u64>,
}

/// Kubernetes objects that are taken as they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Manifest {
    /// Its label.
    pub name: String,
    /// YAML text.
    pub contents: Contents,
}

/// A file for the operator that the lab defines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Output {
    /// Path in the `operator` tree.
    pub path: String,
    /// What is in it.
    pub contents: Contents,
    /// Permission bits.
    pub mode: u32,
}
