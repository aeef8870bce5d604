//! What a difference asks for.
//!
//! A machine without a disk takes everything anew when it boots, so what it fetches asks for a reboot. Where its
//! configuration lays out disks, a difference there asks for more: what lies on them is lost, or the boot fails because
//! they are not as it wants them. What servers and installers read asks for them to read it anew. What only people read,
//! and what says the same in other bytes, asks for nothing.

use super::leaves::Change;
use super::{Presence, Touched};
use dlc_emit::Artifact;

/// What has to be done, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Class {
    /// Nothing.
    #[default]
    Nothing,
    /// A server reads its configuration anew, an installer runs again, a file is published.
    Reload,
    /// The machine boots.
    Reboot,
    /// The machine's disks are written anew.
    Reinstall,
}

impl Class {
    /// One word for programs and people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Reload => "reload",
            Self::Reboot => "reboot",
            Self::Reinstall => "reinstall",
        }
    }
}

/// Targets whose machines run from a disk that an installer wrote.
const INSTALLERS: [&str; 1] = ["kickstart"];

/// Targets whose operator files a server reads when it is told to.
const SERVERS: [&str; 8] = ["dnsmasq", "isc-dhcp", "kea", "nginx", "matchbox", "nfs", "iscsi", "nbd"];

/// Targets whose operator files take effect when somebody runs them again.
const RUN_AGAIN: [&str; 9] = ["kubespray", "manifests", "kubeadm", "rke", "k3s", "talos", "fleet", "swarm", "marathon"];

/// Where configurations lay out disks: Ignition, then cloud-init.
const DISKS: [&str; 6] =
    ["/storage/disks", "/storage/raid", "/storage/luks", "/storage/filesystems", "/disk_setup", "/fs_setup"];

/// What is said of a file system and changes nothing on the disk.
const HOW_IT_IS_MOUNTED: [&str; 4] = ["path", "mountOptions", "mount_options", "mountpoint"];

/// What a difference of one artefact asks for, and why. `bytes` says whether its bytes differ.
pub(super) fn of(artifact: &Artifact, presence: Presence, changes: &[Change], bytes: bool) -> (Class, &'static str) {
    let of_manifest = |change: &Change| change.at.starts_with('#');
    if presence == Presence::Changed && bytes && changes.iter().all(of_manifest) {
        return (Class::Nothing, "it says the same in other bytes");
    }
    if artifact.path.starts_with("operator/") {
        return operator(artifact);
    }
    if presence == Presence::Changed && !bytes {
        return (Class::Reload, "the file server gives the same bytes with other rights or another type");
    }
    let Some(_) = &artifact.node else {
        return (Class::Reload, "the file servers give it out; who boots takes it");
    };
    match presence {
        Presence::Added => return (Class::Reboot, "the machine fetches it when it boots"),
        Presence::Removed => return (Class::Reboot, "the machine does not fetch it any more when it boots"),
        Presence::Changed => {}
    }
    if INSTALLERS.contains(&artifact.target.as_str()) {
        return (Class::Reinstall, "an installer wrote the machine's disk from it");
    }
    if changes.iter().any(lays_out_a_disk) {
        return (Class::Reinstall, "it lays out disks in another way, so what lies on them is lost");
    }
    if only_the_id(changes) {
        return (Class::Nothing, "only the machine's id differs, which nothing on it depends on");
    }
    (Class::Reboot, "the machine takes it when it boots")
}

fn operator(artifact: &Artifact) -> (Class, &'static str) {
    let target = artifact.target.as_str();
    let read_when_used = ["ssh", "README", "ansible.cfg"].iter().any(|what| {
        artifact.path.split('/').skip(1).any(|part| part == *what || part.trim_end_matches(".md") == *what)
    });
    if read_when_used {
        return (Class::Nothing, "whoever uses it reads it then");
    }
    if SERVERS.contains(&target) || artifact.path.starts_with("operator/dhcp/") {
        return (Class::Reload, "the server has to read it anew");
    }
    if RUN_AGAIN.contains(&target) {
        return (Class::Reload, "it takes effect when it is run again");
    }
    (Class::Nothing, "only people read it")
}

/// Whether a difference is of what lies on a disk, and not of where it is mounted.
fn lays_out_a_disk(change: &Change) -> bool {
    let at = change.at.as_str();
    let Some(root) = DISKS.iter().find(|root| at == **root || at.starts_with(&format!("{root}/"))) else {
        return false;
    };
    // Below the number of the file system.
    let below = at[root.len()..].split('/').nth(2);
    let mounted = root.ends_with("filesystems") && below.is_some_and(|key| HOW_IT_IS_MOUNTED.contains(&key));
    !mounted
}

/// Whether a script differs in nothing but the id on the kernel line.
fn only_the_id(changes: &[Change]) -> bool {
    const ID: &str = "dlc.id=";
    fn words(line: &str) -> Vec<&str> {
        line.split_whitespace().filter(|word| !word.starts_with(ID)).collect()
    }
    let said = |of: fn(&Change) -> Option<&str>| changes.iter().filter_map(of).map(words).collect::<Vec<_>>();
    let has_id = changes.iter().filter_map(|change| change.new.as_deref()).any(|line| line.contains(ID));
    has_id && said(|change| change.old.as_deref()) == said(|change| change.new.as_deref())
}

/// What a machine needs: the most of what its artefacts ask for.
pub(super) fn of_machine(presence: Presence, artifacts: &[Touched]) -> Class {
    match presence {
        Presence::Changed => artifacts.iter().map(|touched| touched.class).max().unwrap_or_default(),
        Presence::Added | Presence::Removed => Class::Reboot,
    }
}
