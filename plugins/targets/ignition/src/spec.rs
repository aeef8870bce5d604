//! What the versions of Ignition's format have. One module for each version, one line for each difference.

use crate::{v2_1, v2_2, v2_3, v3_3, v3_4};
use dlc_plugin::{Diagnostic, InputPath};

/// A version of the format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    /// As `ignition.version` has it.
    pub(crate) version: &'static str,
    /// How the document is laid out.
    pub(crate) layout: Layout,
    /// Whether what stands at a path in the image can be replaced by saying so (`overwrite`).
    pub(crate) overwrite: bool,
    /// Whether contents can go to the end of a file that the image brings.
    pub(crate) append: bool,
    /// Where files of networkd go.
    pub(crate) networkd: NetworkdSection,
    /// Whether partitions have places and sizes in MiB, one can be deleted alone, and one that is there is kept.
    pub(crate) partitions_in_mib: bool,
    /// Whether arrays can be made with options.
    pub(crate) raid_options: bool,
    /// What encrypted volumes have.
    pub(crate) luks: LuksSection,
    /// Kinds of digest that what is fetched may be checked by.
    pub(crate) digests: &'static [&'static str],
    /// Schemes of URLs that can be fetched.
    pub(crate) schemes: &'static [&'static str],
}

/// The two shapes of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// 2.x: every path names its file system.
    V2,
    /// 3.x: there is one root.
    V3,
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
pub(crate) const ALL: [&Spec; 5] = [&v2_1::SPEC, &v2_2::SPEC, &v2_3::SPEC, &v3_3::SPEC, &v3_4::SPEC];

impl Spec {
    /// The one that the lab or the system's data names.
    pub(crate) fn named(version: &str) -> Result<&'static Spec, Diagnostic> {
        ALL.iter().find(|spec| spec.version == version).copied().ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|spec| spec.version).collect();
            let known = known.join(", ");
            let message = format!("the target `ignition` cannot write spec `{version}`; it writes {known}");
            Diagnostic::error("unknown-spec", InputPath::option("spec"), message)
                .hint("a release reads every older spec of the same major version")
        })
    }

    /// The mistake of asking for what this version lacks.
    pub(crate) fn lacks(&self, at: InputPath, what: &str) -> Diagnostic {
        let message = format!("Ignition spec {} {what}", self.version);
        Diagnostic::error("not-in-this-spec", at, message).also(InputPath::option("spec"), "the spec is chosen here")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_that_is_not_written_yet_is_refused_by_naming_those_that_are() {
        assert_eq!(Spec::named("2.1.0"), Ok(&v2_1::SPEC));
        let error = Spec::named("3.5.0").expect_err("not written yet");
        assert_eq!(error.path, "options/spec");
        let message = "the target `ignition` cannot write spec `3.5.0`; it writes 2.1.0, 2.2.0, 2.3.0, 3.3.0, 3.4.0";
        assert_eq!(error.message, message);
    }
}
