//! Where images of containers come from, and whose certificates are trusted.

use super::{oneshot, wanted_at_boot};
use crate::draft::Draft;
use dlc_plugin::systemd::Unit;
use dlc_plugin::{ContainerRuntime, InputPath, Lab, Registry, json};
use serde::Serialize;

/// The registry that Docker can pull through a mirror; it knows no other.
const DOCKER_HUB: [&str; 4] = ["registry-1.docker.io", "docker.io", "index.docker.io", "registry.hub.docker.com"];

/// Certificates to trust: files in the folder of the image's own, and the program that puts them into the bundle that
/// programs read.
pub(crate) fn certificates(draft: &mut Draft, certificates: &[String]) {
    for (i, certificate) in certificates.iter().enumerate() {
        let path = format!("/etc/ssl/certs/dlc-{}.pem", i + 1);
        draft.text_file(&path, 0o644, certificate, &InputPath::field("ca-certificates").at(i));
    }
    if certificates.is_empty() {
        return;
    }
    let unit =
        Unit::default().section("Unit").set("Description", "Certificates of the lab").set("Before", "docker.service");
    let unit = wanted_at_boot(oneshot(unit, &["/usr/sbin/update-ca-certificates"]));
    draft.enabled_unit("dlc-ca-certificates.service", unit, &InputPath::field("ca-certificates"));
}

/// What Docker reads.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Daemon {
    registry_mirrors: Vec<String>,
}

/// Registries to pull through, for Docker.
pub(crate) fn mirrors(draft: &mut Draft, labels: &[String], lab: &Lab) {
    if labels.is_empty() {
        return;
    }
    let at = InputPath::field("registry-mirrors");
    let runtime = lab.kubernetes.as_ref().map(|kubernetes| kubernetes.container_runtime);
    if !matches!(runtime, None | Some(ContainerRuntime::Docker)) {
        let message = "only Docker's mirrors can be written, and the cluster runs another container runtime";
        draft.refuse("not-yet", at, message);
        return;
    }
    let mut mirrors = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        let at = at.clone().at(i);
        match lab.registries.iter().find(|registry| registry.name == *label) {
            Some(registry) if caches_docker_hub(registry) => {
                let scheme = if registry.tls { "https" } else { "http" };
                mirrors.push(format!("{scheme}://{}", registry.address));
            }
            Some(_) => {
                let message = format!(
                    "Docker can pull only Docker Hub's images through a mirror, and `{label}` caches another registry"
                );
                draft.refuse("not-expressible", at, message);
            }
            None => draft.refuse("unknown-registry", at, format!("the lab has no registry `{label}`")),
        }
    }
    match json::pretty(&Daemon { registry_mirrors: mirrors }).map(String::from_utf8) {
        Ok(Ok(text)) => draft.text_file("/etc/docker/daemon.json", 0o644, &text, &at),
        _ => draft.refuse("not-text", at, "the mirrors cannot be written as JSON"),
    }
}

fn caches_docker_hub(registry: &Registry) -> bool {
    registry.upstream.as_ref().is_some_and(|upstream| {
        let host = upstream.split_once("://").map_or(upstream.as_str(), |(_, rest)| rest);
        DOCKER_HUB.contains(&host.trim_end_matches('/'))
    })
}
