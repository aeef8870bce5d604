//! The loaders that firmware fetches first. They are programs, made elsewhere: which file lies where, and where it is
//! found.

use super::Scene;
use super::page::{Page, list};
use super::serving::host;
use dlc_emit::Root;
use dlc_model::{Arch, Boot, Firmware, Node, TargetUse};

/// The target that names loaders, and can be asked for their names.
const DHCP: &str = "dnsmasq";

/// The class that stock loaders have.
const STOCK: &str = "iPXE";

/// A loader for a kind of firmware.
struct Loader {
    arch: Arch,
    firmware: Firmware,
    /// The option that names it, and its name without one.
    option: &'static str,
    name: &'static str,
    /// Where Debian's package `ipxe` has it, if it does.
    debian: Option<&'static str>,
    /// What builds it from the sources of iPXE.
    make: &'static str,
}

const LOADERS: [Loader; 5] = [
    Loader {
        arch: Arch::X8664,
        firmware: Firmware::Bios,
        option: "bios",
        name: "undionly.kpxe",
        debian: Some("/usr/lib/ipxe/undionly.kpxe"),
        make: "bin/undionly.kpxe",
    },
    Loader {
        arch: Arch::X8664,
        firmware: Firmware::Uefi,
        option: "uefi",
        name: "ipxe.efi",
        debian: Some("/usr/lib/ipxe/ipxe.efi"),
        make: "bin-x86_64-efi/ipxe.efi",
    },
    Loader {
        arch: Arch::Arm64,
        firmware: Firmware::Uefi,
        option: "uefi_arm64",
        name: "ipxe-arm64.efi",
        debian: None,
        make: "CROSS=aarch64-linux-gnu- bin-arm64-efi/ipxe.efi",
    },
    Loader {
        arch: Arch::X8664,
        firmware: Firmware::UefiHttp,
        option: "uefi_http",
        name: "ipxe.efi",
        debian: Some("/usr/lib/ipxe/ipxe.efi"),
        make: "bin-x86_64-efi/ipxe.efi",
    },
    Loader {
        arch: Arch::Arm64,
        firmware: Firmware::UefiHttp,
        option: "uefi_http_arm64",
        name: "ipxe-arm64.efi",
        debian: None,
        make: "CROSS=aarch64-linux-gnu- bin-arm64-efi/ipxe.efi",
    },
];

impl Loader {
    fn is_for(&self, node: &Node) -> bool {
        self.arch == node.arch && self.firmware == node.firmware
    }

    fn name<'a>(&self, usage: Option<&'a TargetUse>) -> &'a str {
        option(usage, self.option).unwrap_or(self.name)
    }
}

/// The text of an option.
pub(super) fn option<'a>(usage: Option<&'a TargetUse>, name: &str) -> Option<&'a str> {
    usage?.options.get(name)?.as_str()
}

/// The name of the first file for a machine, and whether it is fetched over HTTP.
pub(super) fn first_file(scene: Scene<'_>, node: &Node) -> Option<(String, bool)> {
    let usage = scene.cluster.targets.get(DHCP);
    let loader = LOADERS.iter().find(|loader| loader.is_for(node))?;
    Some((loader.name(usage).to_owned(), loader.firmware == Firmware::UefiHttp))
}

pub(super) fn write(scene: Scene<'_>, page: &mut Page) {
    let Some(boot) = &scene.cluster.lab.boot else { return };
    let needed: Vec<&Loader> =
        LOADERS.iter().filter(|loader| scene.cluster.nodes.iter().any(|node| loader.is_for(node))).collect();
    if needed.is_empty() && scene.written.count(Root::Tftp) == 0 {
        return;
    }
    page.section("Lay out the loaders");
    let usage = scene.cluster.targets.get(DHCP);
    let root = option(usage, "tftp_root");
    let tftp = root.map_or_else(|| "the root of TFTP".to_owned(), |root| format!("`{root}`"));
    let on = host(scene.cluster).map(|host| format!(" on {host}")).unwrap_or_default();
    page.text(&format!("Firmware fetches a loader first, an iPXE. dlc brings none: put these there{on}."));
    let rows = needed.iter().map(|loader| {
        let name = loader.name(usage);
        let place = match (loader.firmware, root) {
            (Firmware::UefiHttp, _) => format!("`WEBROOT/{name}`"),
            (_, Some(root)) => format!("`{root}/{name}`"),
            (_, None) => format!("`{name}` in {tftp}"),
        };
        vec![place, who(loader), source(scene, boot, loader)]
    });
    page.table(["file", "for machines with", "from"], rows);
    if needed.iter().any(|loader| loader.firmware != Firmware::UefiHttp) {
        let files = root.map_or_else(|| "Its files".to_owned(), |root| format!("TFTP serves `{root}`. Its files"));
        page.text(&format!("{files} must be readable for everybody (mode 0644). All that follows comes over HTTP."));
    }
    if scene.written.count(Root::Tftp) > 0 {
        page.text(&format!("What this build has for it lies in `{}/`; copy it to {tftp}.", Root::Tftp.folder()));
    }
    others(scene, &needed, page);
}

/// Loaders that the DHCP server names to firmware that no machine of the lab has.
fn others(scene: Scene<'_>, needed: &[&Loader], page: &mut Page) {
    let usage = scene.cluster.targets.get(DHCP);
    let left = |loader: &&Loader| !needed.iter().any(|other| other.option == loader.option);
    let names = LOADERS.iter().filter(left).map(|loader| (loader.name(usage), who(loader)));
    let mut names: Vec<String> = names.map(|(name, who)| format!("`{name}` for {who}")).collect();
    if let Some(name) = option(usage, "uefi_ia32") {
        names.push(format!("`{name}` for UEFI of 32 bits"));
    }
    if usage.is_some() && !names.is_empty() {
        page.text(&format!(
            "Other firmware is told of {}. Without these files it says that it found none, and goes on.",
            list(&names)
        ));
    }
}

fn who(loader: &Loader) -> String {
    let firmware = match loader.firmware {
        Firmware::Bios => "BIOS",
        Firmware::Uefi => "UEFI",
        Firmware::UefiHttp => "UEFI over HTTP",
    };
    match loader.arch {
        Arch::X8664 => firmware.to_owned(),
        Arch::Arm64 => format!("{firmware}, arm64"),
    }
}

fn source(scene: Scene<'_>, boot: &Boot, loader: &Loader) -> String {
    if boot.user_class != STOCK {
        let script = scene.written.by("ipxe").find(|path| path.ends_with(".ipxe"));
        let embed = script.map(|path| format!(" EMBED=operator/{path}")).unwrap_or_default();
        return format!("built for this lab from the sources of iPXE: `make {}{embed}`", loader.make);
    }
    match loader.debian {
        Some(path) => format!("Debian's package `ipxe`: `{path}`"),
        None => format!("built from the sources of iPXE: `make {}`", loader.make),
    }
}
