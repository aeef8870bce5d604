//! The machines: switching them on, and logging in.

use super::Scene;
use super::page::{Page, word};
use dlc_model::{Firmware, Node, Role};

pub(super) fn write(scene: Scene<'_>, page: &mut Page) {
    let nodes = &scene.cluster.nodes;
    if nodes.is_empty() {
        return;
    }
    if scene.cluster.lab.boot.is_some() {
        page.section("Boot the machines");
        page.text(boot_order(nodes));
        page.text("A machine that finds its script says its own name on the console before it loads the kernel.");
    } else {
        page.section("The machines");
    }
    let rows = nodes.iter().map(|node| {
        vec![
            node.name.clone(),
            node.ip.clone().unwrap_or_else(|| "from DHCP".to_owned()),
            identity(node),
            firmware(node).to_owned(),
            node.os.title.clone(),
            roles(node),
        ]
    });
    page.table(["machine", "address", "known by", "firmware", "system", "does"], rows);
    if scene.cluster.lab.boot.as_ref().is_some_and(|boot| boot.menu.is_some()) {
        page.text("Any other machine in these networks gets the menu.");
    }
    logins(scene, page);
}

fn boot_order(nodes: &[Node]) -> &'static str {
    if nodes.iter().any(|node| node.firmware == Firmware::UefiHttp) {
        "In the firmware, put the network first: PXE over IPv4, and `HTTP boot` where the table says UEFI over HTTP. Then switch on."
    } else {
        "In the firmware, put the network (PXE) first. Then switch on."
    }
}

fn identity(node: &Node) -> String {
    let known = [
        node.mac.as_ref().map(|mac| format!("MAC {mac}")),
        node.uuid.as_ref().map(|uuid| format!("UUID {uuid}")),
        node.serial.as_ref().map(|serial| format!("serial {serial}")),
        node.asset.as_ref().map(|asset| format!("asset {asset}")),
    ];
    known.into_iter().flatten().next().unwrap_or_else(|| "-".to_owned())
}

fn firmware(node: &Node) -> &'static str {
    match node.firmware {
        Firmware::Bios => "BIOS",
        Firmware::Uefi => "UEFI",
        Firmware::UefiHttp => "UEFI over HTTP",
    }
}

fn roles(node: &Node) -> String {
    let name = |role: &Role| match role {
        Role::ControlPlane => "control plane",
        Role::Worker => "worker",
        Role::Etcd => "etcd",
    };
    let names: Vec<&str> = node.roles.iter().map(name).collect();
    if names.is_empty() { "-".to_owned() } else { names.join(", ") }
}

/// How somebody gets in.
enum Way<'a> {
    Key(&'a str),
    Password(&'a str),
    Console,
}

/// By a key if there is one, then by a password, then at the console.
fn way(node: &Node) -> Option<Way<'_>> {
    let by_image = node.os.login_user.as_deref().filter(|_| !node.ssh_keys.is_empty());
    let keyed = || node.users.iter().find(|user| !user.ssh_keys.is_empty()).map(|user| user.name.as_str());
    let known = || node.users.iter().find(|user| user.password_hash.is_some()).map(|user| user.name.as_str());
    let key = by_image.or_else(keyed).map(Way::Key);
    key.or_else(|| known().map(Way::Password)).or_else(|| node.autologin.then_some(Way::Console))
}

fn logins(scene: Scene<'_>, page: &mut Page) {
    let ssh = scene.written.by("kubespray").find(|path| path.ends_with("ssh/config"));
    let rows: Vec<Vec<String>> = scene
        .cluster
        .nodes
        .iter()
        .filter_map(|node| {
            let address = node.ip.as_deref().unwrap_or(&node.fqdn);
            let text = match (way(node)?, ssh) {
                (Way::Key(_), Some(config)) if !node.roles.is_empty() => {
                    format!("`ssh -F {} {}`", word(&format!("operator/{config}")), node.name)
                }
                (Way::Key(user), _) => format!("`ssh {user}@{address}`, with a key of the lab"),
                (Way::Password(user), _) => format!("`ssh {user}@{address}`, with the password"),
                (Way::Console, _) => "the console, which logs in by itself".to_owned(),
            };
            Some(vec![node.name.clone(), text])
        })
        .collect();
    if !rows.is_empty() {
        page.section("Log in");
        page.table(["machine", "by"], rows);
    }
}
