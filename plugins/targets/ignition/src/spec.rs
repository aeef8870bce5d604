//! What the versions of Ignition's format have. One module for each version, one line for each difference.

use crate::{v2_0, v2_1, v2_2, v2_3, v2_4, v3_0, v3_1, v3_2, v3_3, v3_4, v3_5, v3_6};
use dlc_plugin::{Diagnostic, Format, InputPath};

/// A version of the format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    /// As `ignition.version` has it.
    pub(crate) version: &'static str,
    /// Its second number, by which the document's keys are known.
    pub(crate) minor: u8,
    /// How the document is laid out.
    pub(crate) layout: Layout,
    /// Whether it has directories and links, and owners of files by name.
    pub(crate) folders: bool,
    /// How accounts and file systems are made, and units switched on.
    pub(crate) making: Making,
    /// Whether what stands at a path in the image can be replaced by saying so (`overwrite`).
    pub(crate) overwrite: bool,
    /// Whether contents can go to the end of a file that the image brings.
    pub(crate) append: bool,
    /// Whether the bits that set the user or group, and the sticky one, reach the file.
    pub(crate) special_bits: bool,
    /// Where files of networkd go.
    pub(crate) networkd: NetworkdSection,
    /// Whether partitions have GUIDs of their own.
    pub(crate) partition_guids: bool,
    /// Whether partitions have places and sizes in MiB, one can be deleted alone, and one that is there is kept.
    pub(crate) partitions_in_mib: bool,
    /// Whether arrays can be made with options.
    pub(crate) raid_options: bool,
    /// Formats of file systems that can be made.
    pub(crate) formats: &'static [Format],
    /// Whether file systems are mounted with options.
    pub(crate) mount_options: bool,
    /// What encrypted volumes have.
    pub(crate) luks: LuksSection,
    /// Whether the kernel's arguments of an installed system can be changed.
    pub(crate) kernel_arguments: bool,
    /// Kinds of digest that what is fetched may be checked by.
    pub(crate) digests: &'static [&'static str],
    /// Schemes of URLs that can be fetched.
    pub(crate) schemes: &'static [&'static str],
    /// Schemes of URLs that other configs can be fetched from.
    pub(crate) config_schemes: &'static [&'static str],
    /// Whether fetching can be given time.
    pub(crate) timeouts: bool,
    /// Whether servers can be known by certificates of the lab.
    pub(crate) authorities: bool,
    /// Whether requests can have headers of the lab, and go through a proxy.
    pub(crate) requests: bool,
}

/// The two shapes of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// 2.x: every path names its file system.
    V2,
    /// 3.x: there is one root.
    V3,
}

/// How the document says that something is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Making {
    /// 2.0: by an object `create` in an account or a file system, and `enable` in a unit. What is there already stops
    /// the boot.
    Create,
    /// Whatever is named is made, and what is there already is used.
    Named,
}

/// The document's section for files of networkd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NetworkdSection {
    /// There is none: they are files like others.
    None,
    /// They are units, without drop-ins.
    Units,
    /// They are units, and may have drop-ins.
    UnitsWithDropins,
}

/// The document's section for encrypted volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LuksSection {
    /// There is none.
    None,
    /// They have keys and options.
    Plain,
    /// And may tell the device what is free.
    WithDiscard,
}

impl NetworkdSection {
    /// Whether the section is there.
    pub(crate) fn units(self) -> bool {
        self != Self::None
    }
}

/// Those that can be written, the oldest first.
pub(crate) const ALL: [&Spec; 12] = [
    &v2_0::SPEC,
    &v2_1::SPEC,
    &v2_2::SPEC,
    &v2_3::SPEC,
    &v2_4::SPEC,
    &v3_0::SPEC,
    &v3_1::SPEC,
    &v3_2::SPEC,
    &v3_3::SPEC,
    &v3_4::SPEC,
    &v3_5::SPEC,
    &v3_6::SPEC,
];

impl Spec {
    /// The one that the lab or the system's data names.
    pub(crate) fn named(version: &str) -> Result<&'static Spec, Diagnostic> {
        ALL.iter().find(|spec| spec.version == version).copied().ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|spec| spec.version).collect();
            let message = format!("there is no Ignition spec `{version}`; there are {}", known.join(", "));
            let hint = format!("spec = {}", nearest(version));
            Diagnostic::error("unknown-spec", InputPath::option("spec"), message).hint(hint)
        })
    }

    /// Whether a config or a certificate may be compressed. (A file may be in every version.)
    pub(crate) fn compressed_configs(&self) -> bool {
        self.layout == Layout::V3 && self.minor >= 1
    }

    /// The mistake of asking for what this version lacks.
    pub(crate) fn lacks(&self, at: InputPath, what: &str) -> Diagnostic {
        let message = format!("Ignition spec {} {what}", self.version);
        Diagnostic::error("not-in-this-spec", at, message).also(InputPath::option("spec"), "the spec is chosen here")
    }
}

/// The newest of the same major version, because a release reads every older one.
fn nearest(version: &str) -> &'static str {
    let major = version.split('.').next().unwrap_or_default();
    let newest = |spec: &&&Spec| spec.version.split('.').next() == Some(major);
    ALL.iter().rev().find(newest).unwrap_or(&&v3_6::SPEC).version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_that_does_not_exist_is_refused_by_naming_those_that_do() {
        assert_eq!(Spec::named("2.1.0"), Ok(&v2_1::SPEC));
        let error = Spec::named("2.5.0").expect_err("there is none");
        assert_eq!(error.path, "options/spec");
        assert!(error.message.ends_with("3.3.0, 3.4.0, 3.5.0, 3.6.0"), "{}", error.message);
        assert_eq!(error.hint.as_deref(), Some("spec = 2.4.0"));
    }

    #[test]
    fn the_second_number_is_that_of_the_version() {
        for spec in ALL {
            let major = if spec.layout == Layout::V2 { 2 } else { 3 };
            assert_eq!(spec.version, format!("{major}.{}.0", spec.minor));
        }
    }
}
