//! What a lab needs from elsewhere: plugins, and the images that its machines boot.

use super::file::{Facts, Key};
use crate::front::Front;
use crate::planned;
use crate::targets::Target;
use dlc_base::{Diagnostic, Severity, Span};
use dlc_db::EntityNo;
use dlc_eval::model::{LabModel, LabOrigins};
use dlc_model::input_path::{InputPath, Origins as _};
use dlc_model::{Cluster, Node};
use dlc_plugin_host::{HostOptions, PluginHost};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Something that a lab needs.
#[derive(Debug, Clone)]
pub(crate) struct Needed {
    pub(crate) what: What,
    /// The line that asks for it.
    place: Option<Span>,
}

/// What it is.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A plugin: the target's name, and what it is here.
    Plugin { name: String, facts: Facts },
    /// An image, by its URL.
    Image { url: String },
}

impl What {
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::Plugin { name, .. } => Key::Plugin(name.clone()),
            Self::Image { url } => Key::Image(url.clone()),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plugin { name, .. } => write!(f, "plugin `{name}`"),
            Self::Image { url } => write!(f, "image `{url}`"),
        }
    }
}

impl Needed {
    /// An error at the line that asks for it.
    pub(crate) fn told(&self, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::new(Severity::Error, code.into(), self.place, message)
    }
}

/// The lab as it is built, up to the targets that would run.
pub(crate) fn plan(
    front: &Front,
    cache: Option<PathBuf>,
    told: &mut Vec<Diagnostic>,
) -> Option<(EntityNo, Cluster, Vec<Target>)> {
    let lab = front.lab().map_err(|error| told.push(error)).ok()?.entity;
    let LabModel { mut cluster, mut secrets, .. } = match dlc_eval::model::cluster(&front.db, lab) {
        Ok(model) => model,
        Err(faults) => {
            told.extend(faults.into_iter().map(|fault| front.placed(fault)));
            return None;
        }
    };
    let host = PluginHost::new(HostOptions { cache, ..HostOptions::default() });
    let host = host.map_err(|fault| told.push(fault)).ok()?;
    let targets = planned::plan(front, lab, &host, &mut cluster, &mut secrets, told)?;
    Some((lab, cluster, targets))
}

/// Everything that the lab needs, plugins first, each once and in order.
pub(crate) fn needed(front: &Front, lab: EntityNo, cluster: &Cluster, targets: &[Target]) -> Vec<Needed> {
    let origins = LabOrigins::new(&front.db, lab);
    let place = |path: &InputPath| origins.nearest(path).and_then(|origin| front.span(origin));
    let mut plugins: BTreeMap<&str, Needed> = BTreeMap::new();
    for target in targets {
        let sha256 = dlc_emit::Digest(target.plugin.digest().0);
        let facts = Facts { measure: target.description.version.clone(), sha256 };
        let what = What::Plugin { name: target.name().to_owned(), facts };
        plugins.insert(target.name(), Needed { what, place: place(&asks_for(target.name(), cluster)) });
    }
    let mut images: BTreeMap<String, InputPath> = BTreeMap::new();
    for node in cluster.nodes.iter().chain(&cluster.menu_machines) {
        for (url, path) in images_of(node) {
            images.entry(url).or_insert(path);
        }
    }
    let image = |(url, path): (String, InputPath)| Needed { what: What::Image { url }, place: place(&path) };
    plugins.into_values().chain(images.into_iter().map(image)).collect()
}

/// What asks for a target: its own block, the first machine whose system it serves, or the boot service.
fn asks_for(target: &str, cluster: &Cluster) -> InputPath {
    let of_system = cluster.nodes.iter().find(|node| node.os.target == target);
    match of_system {
        Some(node) => InputPath::in_node(node, ["os"]),
        None if cluster.targets.contains_key(target) => InputPath::in_lab(["targets", target]),
        None => InputPath::in_lab(["boot"]),
    }
}

/// The images that a machine boots: kernel and initrds, and what the system loads after them by an argument.
fn images_of(node: &Node) -> Vec<(String, InputPath)> {
    let Some(image) = &node.image else { return Vec::new() };
    let path = |steps: &[&str]| InputPath::in_node(node, steps.iter().copied());
    let mut out = vec![(image.kernel.clone(), path(&["image", "kernel"]))];
    let initrds = image.initrds.iter().enumerate();
    out.extend(initrds.map(|(i, url)| (url.clone(), path(&["image", "initrds", &i.to_string()]))));
    let arguments = node.command_line.iter().enumerate();
    out.extend(
        arguments.filter_map(|(i, line)| Some((image_in(line)?.to_owned(), path(&["command_line", &i.to_string()])))),
    );
    out
}

/// The URL of an image in a kernel argument: what `coreos.live.rootfs_url=`, `modloop=`, `fetch=`, `root=live:` and
/// their like name. A URL is one of an image by how its last part ends; the URL of a configuration is none.
fn image_in(argument: &str) -> Option<&str> {
    const ENDS: [&str; 8] = [".img", ".squashfs", ".sqfs", ".sfs", ".iso", ".raw", ".erofs", ".cpio"];
    let (_, value) = argument.split_once('=')?;
    let url = &value[["http://", "https://", "file:"].iter().find_map(|scheme| value.find(scheme))?..];
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let packed = [".gz", ".xz", ".zst", ".bz2"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    (ENDS.iter().any(|end| packed.ends_with(end)) || name.starts_with("modloop-")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::image_in;

    #[test]
    fn images_are_told_from_other_urls_of_the_kernel_line() {
        let image = [
            ("coreos.live.rootfs_url=http://m/fcos-rootfs.x86_64.img", "http://m/fcos-rootfs.x86_64.img"),
            ("modloop=http://m/netboot/modloop-lts", "http://m/netboot/modloop-lts"),
            ("fetch=http://m/filesystem.squashfs", "http://m/filesystem.squashfs"),
            ("root=live:http://m/squashfs.img", "http://m/squashfs.img"),
            ("url=http://m/a.iso?x=1", "http://m/a.iso?x=1"),
            ("x=http://m/disk.raw.xz", "http://m/disk.raw.xz"),
        ];
        for (argument, url) in image {
            assert_eq!(image_in(argument), Some(url), "{argument}");
        }
        let none = [
            "ignition.config.url=http://vol/boot/ignition/s4.ign",
            "quiet",
            "root=/dev/sda1",
            "inst.repo=http://m/os",
            "apkovl=http://m/h.apkovl.tar.gz",
            "initrd=a.img",
            "ds=nocloud;s=http://m/nocloud/n1/",
        ];
        for argument in none {
            assert_eq!(image_in(argument), None, "{argument}");
        }
    }
}
