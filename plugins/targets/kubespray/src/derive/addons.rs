//! What kubespray installs in the cluster beside Kubernetes itself.

use super::not_expressible;
use crate::site::Site;
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Diagnostic, InputPath, Problems, Storage};

/// The first release that brings the dashboard.
const DASHBOARD: u32 = 3;
/// The first one without it.
pub(crate) const DASHBOARD_UNTIL: u32 = 31;
/// The same of the ingress controller nginx.
const NGINX: (u32, u32) = (6, 31);
/// The first release with metrics.
const METRICS: u32 = 7;
/// The first release with folders of the machines as storage.
const LOCAL_PATH: u32 = 9;
/// The first release that hands out addresses for services, and the first that says which by pools.
pub(super) const METALLB: u32 = 14;
const METALLB_POOLS: u32 = 22;

pub(super) fn derive(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let kubernetes = site.kubernetes;
    let within = |(since, until): (u32, u32)| site.since(since) && !site.since(until);
    let dashboard = Site::cluster("dashboard");
    if within((DASHBOARD, DASHBOARD_UNTIL)) {
        // It came by itself once.
        vars.push(Var::fixed(File::Addons, "dashboard_enabled", kubernetes.dashboard.is_some(), [dashboard]));
    } else if kubernetes.dashboard.is_some() {
        problems.extend(left_out(site, dashboard, "the dashboard", "it was part of 2.3 to 2.30"));
    }
    if kubernetes.metrics {
        let at = Site::cluster("metrics");
        if site.since(METRICS) {
            vars.push(Var::fixed(File::Addons, "metrics_server_enabled", true, [at]));
        } else {
            problems.extend(left_out(site, at, "metrics", "they came with 2.7"));
        }
    }
    if let Some(ingress) = kubernetes.ingress {
        let at = Site::cluster("ingress");
        if ingress == dlc_plugin::Ingress::Nginx && within(NGINX) {
            vars.push(Var::fixed(File::Addons, "ingress_nginx_enabled", true, [at]));
        } else {
            problems.extend(left_out(site, at, "this ingress controller", "only nginx was, from 2.6 to 2.30"));
        }
    }
    storage(site, vars, problems);
    address_pool(site, vars, problems);
    if kubernetes.registry_cache.is_some() {
        let at = Site::cluster("registry-cache");
        problems.extend(left_out(site, at, "a cache of images", "its registry keeps only what is pushed there"));
    }
}

fn storage(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let at = Site::cluster("storage");
    match &site.kubernetes.storage {
        None => {}
        Some(Storage::LocalPath(path)) if site.since(LOCAL_PATH) => {
            vars.push(Var::fixed(File::Addons, "local_path_provisioner_enabled", true, [at.clone()]));
            vars.push(Var::fixed(File::Addons, "local_path_provisioner_claim_root", path.as_str(), [at.at("path")]));
        }
        Some(Storage::LocalPath(_)) => problems.extend(left_out(site, at, "folders as storage", "they came with 2.9")),
        Some(Storage::Nfs(_)) => problems.extend(left_out(site, at, "storage over NFS", "no release has it")),
    }
}

fn address_pool(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let Some(pool) = &site.kubernetes.address_pool else { return };
    let at = Site::cluster("address-pool");
    if !site.since(METALLB) {
        problems.extend(left_out(site, at, "addresses for services", "they came with 2.14"));
        return;
    }
    vars.push(Var::fixed(File::Addons, "metallb_enabled", true, [at.clone()]));
    let range = format!("{}-{}", pool.first, pool.last);
    if !site.since(METALLB_POOLS) {
        vars.push(Var::fixed(File::Addons, "metallb_ip_range", Yaml::texts([range]), [at.clone()]));
        vars.push(Var::free(File::Addons, "metallb_protocol", "layer2", [at]));
        return;
    }
    let primary = Yaml::map([("ip_range", Yaml::texts([range])), ("auto_assign", Yaml::Bool(true))]);
    let pools = Yaml::map([("primary", primary)]);
    let config = Yaml::map([("address_pools", pools), ("layer2", Yaml::texts(["primary"]))]);
    vars.push(Var::fixed(File::Addons, "metallb_config", config, [at]));
}

/// What the release does not bring. The target `manifests` does, where the lab names it.
fn left_out(site: &Site<'_>, at: InputPath, what: &str, why: &str) -> Option<Diagnostic> {
    if site.options.manifests {
        return None;
    }
    let told = not_expressible(site, at, &format!("does not bring {what}: {why}"));
    Some(told.hint("`target manifests { }` writes what kubespray does not bring"))
}
