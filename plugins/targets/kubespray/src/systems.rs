//! What kubespray and operating systems know of each other.

use crate::version::Version;

/// Systems whose `/usr` cannot be written to and that have no Python: kubespray puts both below `/opt/bin`.
pub(crate) const CONTAINER_LINUX: [&str; 2] = ["coreos", "flatcar"];

/// What a system needs of a release.
struct Known {
    /// Its name in the library.
    name: &'static str,
    /// What kubespray calls it.
    title: &'static str,
    /// The first release with it in its list.
    since: u32,
    /// The first one without it.
    until: Option<u32>,
    /// What 2.7 and older call it in `bootstrap_os`.
    bootstrap: &'static str,
}

/// Sources: roles/kubernetes/preinstall, its list of distributions; the proposals of releases 2.9 (Clear Linux), 2.13
/// (Flatcar, Fedora CoreOS, without Fedora Atomic) and 2.14 (without CoreOS). Looked up 2026-11.
const KNOWN: [Known; 10] = [
    known("coreos", "Container Linux by CoreOS", 2, Some(14), "coreos"),
    known("flatcar", "Flatcar Container Linux", 13, None, "none"),
    known("fcos", "Fedora CoreOS", 13, None, "none"),
    known("debian", "Debian", 2, None, "debian"),
    known("ubuntu", "Ubuntu", 2, None, "ubuntu"),
    known("fedora", "Fedora", 2, None, "fedora"),
    known("fedora_atomic", "Fedora Atomic Host", 2, Some(13), "fedora"),
    known("centos_atomic", "CentOS Atomic Host", 2, Some(13), "centos"),
    known("clearlinux", "Clear Linux", 9, None, "none"),
    known("redhat_atomic", "Red Hat Atomic Host", 2, Some(13), "centos"),
];

const fn known(
    name: &'static str,
    title: &'static str,
    since: u32,
    until: Option<u32>,
    bootstrap: &'static str,
) -> Known {
    Known { name, title, since, until, bootstrap }
}

fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// Why release 2.`minor` refuses the system; nothing if it takes it, or if nothing is known of it here.
pub(crate) fn refused(name: &str, minor: u32) -> Option<String> {
    let known = find(name)?;
    if minor < known.since {
        return Some(format!("kubespray takes {} from 2.{} on", known.title, known.since));
    }
    let until = known.until.filter(|until| minor >= *until)?;
    Some(format!("kubespray took {} until 2.{}", known.title, until - 1))
}

/// What `bootstrap_os` of the releases that had it says of the system.
pub(crate) fn bootstrap(name: &str) -> &'static str {
    find(name).map_or("none", |known| known.bootstrap)
}

/// The kernel that a release of the system brings: name, first release, kernel. Sources: release notes of Flatcar and
/// CoreOS (only where a rule of kubespray lies between two), Debian, Ubuntu and Fedora. Looked up 2026-11.
const KERNELS: [(&str, u32, u32, Version); 17] = [
    ("coreos", 0, 0, Version::new(4, 14, 0)),
    ("coreos", 2000, 0, Version::new(4, 19, 0)),
    ("flatcar", 0, 0, Version::new(4, 19, 0)),
    ("flatcar", 2605, 0, Version::new(5, 4, 0)),
    ("flatcar", 2801, 0, Version::new(5, 10, 0)),
    ("flatcar", 3139, 0, Version::new(5, 15, 0)),
    ("debian", 0, 0, Version::new(4, 9, 0)),
    ("debian", 10, 0, Version::new(4, 19, 0)),
    ("debian", 11, 0, Version::new(5, 10, 0)),
    ("debian", 12, 0, Version::new(6, 1, 0)),
    ("ubuntu", 0, 0, Version::new(4, 4, 0)),
    ("ubuntu", 18, 4, Version::new(4, 15, 0)),
    ("ubuntu", 20, 4, Version::new(5, 4, 0)),
    ("ubuntu", 22, 4, Version::new(5, 15, 0)),
    ("centos_atomic", 0, 0, Version::new(3, 10, 0)),
    ("redhat_atomic", 0, 0, Version::new(3, 10, 0)),
    ("fedora_atomic", 0, 0, Version::new(4, 18, 0)),
];

/// The kernel of a system at least, where it is known.
pub(crate) fn kernel(name: &str, version: &str) -> Option<Version> {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let release = (numbers.next()?, numbers.next().unwrap_or(0));
    let of = KERNELS.iter().filter(|(of, major, minor, _)| *of == name && (*major, *minor) <= release);
    of.map(|(.., kernel)| *kernel).next_back()
}
