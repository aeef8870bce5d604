//! The systems that a first lab can be of, and what it has to say of each beside its name.

use super::Trouble;
use dlc_base::{Diagnostic, suggest};

/// A system of the standard library.
#[derive(Debug)]
pub(super) struct Known {
    /// Its module, `std.os.NAME`.
    pub(super) name: &'static str,
    /// Fields that have no default because no release and no server is right for everybody; an example of each.
    pub(super) fields: &'static [(&'static str, &'static str)],
    /// Whether it needs a disk, which a lab must allow.
    pub(super) disk: bool,
    /// Whether it can log the console in by itself.
    pub(super) autologin: bool,
}

const fn system(name: &'static str, fields: &'static [(&'static str, &'static str)], disk: bool, auto: bool) -> Known {
    Known { name, fields, disk, autologin: auto }
}

type Fields = &'static [(&'static str, &'static str)];

const OSTREE: Fields = &[("mirror", "\"http://192.168.1.2/mirror\""), ("repository", "\"http://192.168.1.2/ostree\"")];

/// Every system of the library; a test says so.
pub(super) const SYSTEMS: &[Known] = &[
    system("alpine", &[("version", "3.20"), ("mirror", "\"http://192.168.1.2/alpine\"")], false, false),
    system("arch", &[("version", "2026.08.01"), ("mirror", "\"http://192.168.1.2/arch\"")], false, true),
    system("centos_atomic", OSTREE, true, false),
    system("clearlinux", &[("version", "42000")], true, false),
    system("coreos", &[("mirror", "\"http://192.168.1.2/coreos\"")], false, true),
    system("debian", &[("version", "12"), ("mirror", "\"http://192.168.1.2/debian\"")], false, false),
    system("fcos", &[("version", "41.20241122.3.0")], false, false),
    system("fedora", &[("version", "41"), ("mirror", "\"http://192.168.1.2/fedora\"")], true, false),
    system("fedora_atomic", OSTREE, true, false),
    system("flatcar", &[], false, true),
    system("rancheros", &[], false, true),
    system("redhat_atomic", OSTREE, true, false),
    system("ubuntu", &[("version", "24.04.1"), ("mirror", "\"http://192.168.1.2/ubuntu\"")], true, false),
];

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SYSTEMS.iter().map(|system| system.name)
}

/// The system of that name.
pub(super) fn known(name: &str) -> Result<&'static Known, Trouble> {
    SYSTEMS.iter().find(|system| system.name == name).ok_or_else(|| {
        let told = Diagnostic::placeless("unknown-system", format!("the library has no operating system `{name}`"));
        Box::new(match suggest::nearest(name, names()) {
            Some(near) => told.hint(format!("did you mean `{near}`?")),
            None => told.hint(format!("choose one of {}", names().collect::<Vec<_>>().join(", "))),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_first_lab_can_be_of_every_system_of_the_library() {
        assert_eq!(names().collect::<Vec<_>>(), dlc_driver::systems().collect::<Vec<_>>());
    }
}
