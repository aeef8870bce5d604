//! The web server: what it serves, and what else machines ask it for.

use super::Scene;
use super::page::{Page, list, word};
use dlc_emit::Root;
use dlc_model::{Cluster, Node};
use std::collections::BTreeMap;

pub(super) fn write(scene: Scene<'_>, page: &mut Page) {
    let Some(boot) = &scene.cluster.lab.boot else { return };
    let folder = Root::Http.folder();
    let (url, host) = (&boot.url, host(scene.cluster));
    page.section("Fill the web server");
    let on = host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default();
    page.text(&format!(
        "`{folder}/` is the web root{on}: its files must be found below <{url}>. Copy it to the folder that the server \
         shows there, here called `WEBROOT`."
    ));
    let to = login(scene.cluster).map(|at| format!("{at}:")).unwrap_or_default();
    page.commands([format!("rsync -rt --chmod=D755,F644 {folder}/ {to}WEBROOT/")]);
    page.text("Ask the server for each file, and compare it with that of the tree. Nothing may be printed:");
    page.commands([
        format!("(cd {folder} && find . -type f) | cut -c 3- | while read -r file; do"),
        format!("  curl -fsS {}/\"$file\" | cmp - {folder}/\"$file\" || echo \"$file\"", word(url)),
        "done".to_owned(),
    ]);
    images(scene, url, page);
    registries(scene, page);
}

/// Kernels and initrds, which are no part of the tree.
fn images(scene: Scene<'_>, url: &str, page: &mut Page) {
    let mut wanted: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in scene.cluster.nodes.iter().chain(&scene.cluster.menu_machines) {
        let Some(image) = &node.image else { continue };
        for file in std::iter::once(&image.kernel).chain(&image.initrds) {
            wanted.entry(file).or_default().push(node);
        }
    }
    if wanted.is_empty() {
        return;
    }
    page.text(
        "Machines load these too. They are no part of this tree, and must be there before a machine is switched on:",
    );
    let on_server = |file: &str| Some(format!("`WEBROOT/{}`", file.strip_prefix(url)?.strip_prefix('/')?));
    if wanted.keys().any(|file| on_server(file).is_some()) {
        let row = |(file, nodes): (&str, Vec<&Node>)| {
            vec![format!("<{file}>"), on_server(file).unwrap_or_else(|| "-".to_owned()), whose(&nodes)]
        };
        page.table(["URL", "on this server", "for"], wanted.into_iter().map(row));
    } else {
        let row = |(file, nodes): (&str, Vec<&Node>)| vec![format!("<{file}>"), whose(&nodes)];
        page.table(["URL", "for"], wanted.into_iter().map(row));
    }
}

/// Machines by name; many of them by number.
fn whose(nodes: &[&Node]) -> String {
    const SHOWN: usize = 8;
    if nodes.len() > SHOWN {
        return format!("{} machines", nodes.len());
    }
    list(&nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>())
}

/// Registries that somebody has to run: not those on machines of the lab, which are started there.
fn registries(scene: Scene<'_>, page: &mut Page) {
    let lab = &scene.cluster.lab;
    let elsewhere = lab.registries.iter().filter(|registry| scene.cluster.node(&registry.host).is_none());
    let rows: Vec<Vec<String>> = elsewhere
        .map(|registry| {
            let upstream =
                registry.upstream.as_ref().map_or_else(|| "-".to_owned(), |upstream| format!("<{upstream}>"));
            vec![registry.name.clone(), format!("`{}`", registry.address), upstream]
        })
        .collect();
    if !rows.is_empty() {
        page.text("Registries that must be running:");
        page.table(["registry", "address", "it caches"], rows);
    }
}

/// The machine that serves, with its address: `vol (10.0.0.3)`.
pub(super) fn host(cluster: &Cluster) -> Option<String> {
    let name = cluster.lab.boot.as_ref()?.server.as_ref()?;
    Some(match address_of(cluster, name) {
        Some(ip) => format!("`{name}` ({ip})"),
        None => format!("`{name}`"),
    })
}

/// How that machine is reached.
pub(super) fn login(cluster: &Cluster) -> Option<String> {
    let name = cluster.lab.boot.as_ref()?.server.as_ref()?;
    let address = address_of(cluster, name).unwrap_or(name);
    Some(if address.contains(':') { format!("'[{address}]'") } else { address.to_owned() })
}

/// The address of a host or machine.
pub(super) fn address_of<'a>(cluster: &'a Cluster, name: &str) -> Option<&'a str> {
    let host = cluster.lab.hosts.iter().find(|host| host.name == name).map(|host| host.ip.as_deref());
    host.or_else(|| cluster.node(name).map(|node| node.ip.as_deref())).flatten()
}
