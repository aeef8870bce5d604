//! What everything is written from: the lab, seen by one release of kubespray.

use crate::groups::{self, Groups};
use crate::options::Options;
use crate::releases::{self, Release};
use crate::version::Version;
use dlc_plugin::{Diagnostic, InputPath, Kubernetes, Lab, LabTask, MachineSummary, Problems};

/// The first release whose sample inventory has folders of variables, and an inventory in YAML.
const FOLDERS: u32 = 7;

/// The first release with the names of today.
const NEW_NAMES: u32 = 16;

/// The form of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `inventory.cfg`, `group_vars/all.yml`, `group_vars/k8s-cluster.yml`.
    Of2018,
    /// `hosts.yaml`, `group_vars/all/…`, `group_vars/k8s_cluster/…`.
    Today,
}

/// The lab, seen by one release.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) kubernetes: &'a Kubernetes,
    pub(crate) machines: &'a [MachineSummary],
    pub(crate) options: &'a Options,
    /// The release that is asked for.
    pub(crate) version: Version,
    /// What is known of it.
    pub(crate) release: &'static Release,
    pub(crate) groups: Groups,
    pub(crate) form: Form,
}

impl<'a> Site<'a> {
    /// Nothing if the release or the cluster is missing, which is told.
    pub(crate) fn new(lab: &'a Lab, task: &'a LabTask, options: &'a Options, problems: &mut Problems) -> Option<Self> {
        let (version, release) = problems.keep(release(options))?;
        let Some(kubernetes) = &lab.kubernetes else {
            problems.push(no_cluster());
            return None;
        };
        let groups = if release.minor < NEW_NAMES { groups::OLD } else { groups::NEW };
        let form = if release.minor < FOLDERS { Form::Of2018 } else { Form::Today };
        Some(Self { lab, kubernetes, machines: &task.machines, options, version, release, groups, form })
    }

    /// Whether the release is 2.`minor` or a later one.
    pub(crate) fn since(&self, minor: u32) -> bool {
        self.release.minor >= minor
    }

    /// The machines of the cluster.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'a MachineSummary> + use<'a> {
        groups::members(self.machines)
    }

    /// A field of the cluster.
    pub(crate) fn cluster(field: &str) -> InputPath {
        InputPath::lab("kubernetes").at(field)
    }

    /// Whether every member runs one of these systems.
    pub(crate) fn all_run(&self, systems: &[&str]) -> bool {
        self.members().count() > 0 && self.members().all(|machine| systems.contains(&machine.os.as_str()))
    }
}

/// The release that the options ask for, with what is known of it.
pub(crate) fn release(options: &Options) -> Result<(Version, &'static Release), Diagnostic> {
    let at = InputPath::option("release");
    let known = Version::parse(&options.release).and_then(|version| Some((version, releases::find(version)?)));
    known.ok_or_else(|| {
        let (first, last) = releases::span();
        let message = format!("there is no release {} of kubespray that is known here", options.release);
        Diagnostic::error("unknown-release", at, message).hint(format!("2.{first}.0 to 2.{last}.0 are known"))
    })
}

fn no_cluster() -> Diagnostic {
    let message = "kubespray installs a cluster, and the lab has no `kubernetes`";
    Diagnostic::error("no-cluster", InputPath::option("release"), message)
        .hint("write `kubernetes { version = …  cni = … }`")
}
