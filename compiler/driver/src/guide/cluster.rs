//! The cluster: running its installer, and what can be reached then.

use super::Scene;
use super::loaders::option;
use super::page::{Page, list, word};
use super::serving::address_of;
use dlc_model::{DashboardAccess, Kubernetes};

const KUBESPRAY: &str = "kubespray";

/// The sources of kubespray, which are no part of the tree.
const SOURCES: &str = "https://github.com/kubernetes-sigs/kubespray";

pub(super) fn write(scene: Scene<'_>, page: &mut Page) {
    let Some(kubernetes) = &scene.cluster.lab.kubernetes else { return };
    let installed = kubespray(scene, page);
    let applied = manifests(scene, page);
    if installed || applied {
        use_it(kubernetes, page);
    }
}

/// Whether kubespray's files were written, and what to do with them.
fn kubespray(scene: Scene<'_>, page: &mut Page) -> bool {
    let named = |names: &[&str]| {
        scene.written.by(KUBESPRAY).find(|path| names.iter().any(|name| path.rsplit('/').next() == Some(name)))
    };
    let Some(inventory) = named(&["hosts.yaml", "inventory.cfg", "inventory.ini"]) else { return false };
    let usage = scene.cluster.targets.get(KUBESPRAY);
    page.section("Install Kubernetes");
    let release = option(usage, "release").unwrap_or_default();
    let from = option(usage, "run_from").map(|name| match address_of(scene.cluster, name) {
        Some(ip) => format!(" It is run from `{name}` ({ip}): copy `operator/` there."),
        None => format!(" It is run from `{name}`: copy `operator/` there."),
    });
    page.text(&format!(
        "kubespray {release} does it, over SSH, once all machines have booted.{}",
        from.unwrap_or_default()
    ));
    let mut lines = vec!["TREE=$PWD".to_owned()];
    match option(usage, "checkout") {
        Some(folder) => lines.push(format!("cd {}", word(folder))),
        None => lines.extend([
            format!("git clone --depth 1 --branch v{release} {SOURCES}"),
            "cd kubespray".to_owned(),
            "python3 -m pip install -r requirements.txt".to_owned(),
        ]),
    }
    if let Some(settings) = named(&["ansible.cfg"]) {
        lines.push(format!("export ANSIBLE_CONFIG=\"$TREE\"/{}", word(&format!("operator/{settings}"))));
    }
    let inventory = format!("\"$TREE\"/{}", word(&format!("operator/{inventory}")));
    lines.push(format!("ansible -i {inventory} all -m raw -a uptime"));
    lines.push(format!("ansible-playbook -i {inventory} --become cluster.yml"));
    page.commands(lines);
    page.text(
        "The line before the last asks every machine for an answer; all must give one before the playbook is run.",
    );
    true
}

/// Objects that are applied to a cluster that runs.
fn manifests(scene: Scene<'_>, page: &mut Page) -> bool {
    let Some(list) = scene.written.by("manifests").find(|path| path.ends_with("kustomization.yaml")) else {
        return false;
    };
    let folder =
        list.strip_suffix("/kustomization.yaml").map_or("operator".to_owned(), |path| format!("operator/{path}"));
    page.section("Apply the objects");
    page.text("With the administrator's kubeconfig:");
    page.commands([format!("kubectl apply -k {}", word(&folder))]);
    true
}

fn use_it(kubernetes: &Kubernetes, page: &mut Page) {
    page.section("Reach the cluster");
    if let Some(api) = &kubernetes.api {
        let names =
            if api.names.is_empty() { String::new() } else { format!(", and by the names {}", list(&api.names)) };
        page.text(&format!("Its API is at https://{}:{}{names}.", api.address, api.port));
    }
    page.text("The administrator's kubeconfig is `/etc/kubernetes/admin.conf` on every machine of the control plane.");
    page.commands(["kubectl get nodes -o wide"]);
    let Some(dashboard) = &kubernetes.dashboard else { return };
    page.part("Dashboard");
    page.text(
        "Look where it runs, and open a way to it; it is then found at the URL below, with that namespace in it.",
    );
    page.commands(["kubectl get services --all-namespaces | grep dashboard", "kubectl proxy"]);
    page.text("<http://localhost:8001/api/v1/namespaces/kube-system/services/https:kubernetes-dashboard:/proxy/>");
    page.text(match dashboard.access {
        DashboardAccess::Token => "It asks for a token: that of an account which may see what you want to see.",
        DashboardAccess::Kubeconfig => "It asks for a kubeconfig.",
        DashboardAccess::Skip => "It asks for nothing: whoever reaches it rules the cluster.",
    });
}
