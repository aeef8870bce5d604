//! From a model to a tree.

use crate::blame::Blame;
use crate::front::Front;
use crate::progress::{Phase, Progress};
use crate::render::Rendering;
use crate::secrets::{self, Sealing};
use crate::targets::Target;
use crate::{contribute, guide, has_errors, identity, planned};
use dlc_base::Diagnostic;
use dlc_db::EntityNo;
use dlc_emit::{Disk, EmitError, Facts, Writer, bundle};
use dlc_eval::model::{LabModel, LabOrigins};
use dlc_plugin_host::{HostOptions, PluginHost};
use std::path::PathBuf;

/// The version of the compiler, which is part of what decides the output.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a build is given beside the lab. Only `epoch` may change a byte of the output.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// The folder that becomes the tree.
    pub out: PathBuf,
    /// Where to write the tree as one archive too.
    pub bundle: Option<PathBuf>,
    /// How many batches are rendered at once.
    pub threads: usize,
    /// Where compiled plugins are kept; `None` compiles them anew.
    pub cache: Option<PathBuf>,
    /// Whether the file system reaches the disk before the swap.
    pub durable: bool,
    /// The time that archives carry, in seconds since 1970.
    pub epoch: u64,
    /// Whether what is not pinned in the project's lock is refused.
    pub locked: Option<crate::lock::Locked>,
}

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// The tree.
    pub tree: dlc_emit::Summary,
    /// How many machines it is for.
    pub machines: usize,
    /// The digest of the bundle, if one was asked for.
    pub bundle: Option<dlc_emit::Digest>,
}

/// Why there is no tree.
pub(crate) enum Failed {
    /// The lab, or a plugin, has errors; they are told.
    Refused,
    /// The machine that this runs on is to blame.
    Trouble(Box<Diagnostic>),
}

impl From<EmitError> for Failed {
    fn from(error: EmitError) -> Self {
        Self::Trouble(Box::new(error.diagnostic()))
    }
}

/// Builds the tree of the lab in `front`; what there is to say goes to `told`. The old tree stays whole unless this
/// succeeds.
pub(crate) fn build(
    front: &Front,
    options: &BuildOptions,
    progress: &dyn Progress,
    told: &mut Vec<Diagnostic>,
) -> Result<Built, Failed> {
    let (lab, LabModel { mut cluster, blobs, mut secrets, .. }) = evaluate(front, told).ok_or(Failed::Refused)?;
    let origins = LabOrigins::new(&front.db, lab);

    progress.begins(Phase::Load);
    let host_options = HostOptions { cache: options.cache.clone(), threads: options.threads, ..HostOptions::default() };
    let host = PluginHost::new(host_options).map_err(|fault| Failed::Trouble(Box::new(fault)))?;
    let targets = planned::plan(front, lab, &host, &mut cluster, &mut secrets, told).ok_or(Failed::Refused)?;

    if let Some(locked) = &options.locked {
        told.extend(crate::lock::refuse(front, lab, &cluster, &targets, locked));
        if has_errors(told) {
            return Err(Failed::Refused);
        }
    }

    progress.begins(Phase::Contribute);
    told.extend(contribute::contribute(front, lab, &mut cluster, &targets, &origins));
    if has_errors(told) {
        return Err(Failed::Refused);
    }
    identity::sign(&mut cluster, &targets, VERSION);

    progress.begins(Phase::Render);
    let writer = Writer::begin(&Disk, &options.out, dlc_emit::Options { durable: options.durable })?;
    let blame = Blame { cluster: &cluster, origins: &origins, front, lab };
    let writer = render(
        Rendering::new(writer, &blobs, Sealing::Open(&secrets), blame).gated(secrets::gate(front, &secrets)),
        &targets,
        told,
    )?;

    progress.begins(Phase::Finish);
    let tree = writer.finish(facts(front, &targets, options.epoch))?;
    let machines = cluster.nodes.len() + cluster.menu_machines.len();
    let bundle = match &options.bundle {
        Some(path) => {
            progress.begins(Phase::Bundle);
            Some(bundle(&Disk, &options.out, path)?)
        }
        None => None,
    };
    Ok(Built { tree, machines, bundle })
}

/// The lab of the file and its model, if nothing is wrong.
pub(crate) fn evaluate(front: &Front, told: &mut Vec<Diagnostic>) -> Option<(EntityNo, LabModel)> {
    told.extend(front.check());
    told.extend(secrets::unasked(front));
    if has_errors(told) {
        return None;
    }
    let lab = front.lab().map_err(|error| told.push(error)).ok()?.entity;
    match dlc_eval::model::cluster(&front.db, lab) {
        Ok(model) => Some((lab, model)),
        Err(faults) => {
            told.extend(faults.into_iter().map(|fault| front.placed(fault)));
            None
        }
    }
}

/// Renders everything; the writer is given back if it may be finished.
fn render<'fs>(
    mut rendering: Rendering<'_, Writer<'fs>>,
    targets: &[Target],
    told: &mut Vec<Diagnostic>,
) -> Result<Writer<'fs>, Failed> {
    rendering.all(targets);
    guide::write(&mut rendering);
    let Rendering { tree, told: said, halted, .. } = rendering;
    told.extend(said);
    match halted {
        Some(error) => Err(error.into()),
        None if has_errors(told) => Err(Failed::Refused),
        None => Ok(tree),
    }
}

/// What the manifest says the tree was made from.
fn facts(front: &Front, targets: &[Target], epoch: u64) -> Facts {
    Facts {
        lab: front.path.clone(),
        compiler: VERSION.to_owned(),
        epoch,
        inputs: front.inputs(),
        plugins: targets.iter().map(plugin).collect(),
        exposed: secrets::exposed(front),
    }
}

/// A target as the manifest names it.
pub(crate) fn plugin(target: &Target) -> dlc_emit::Plugin {
    dlc_emit::Plugin {
        name: target.name().to_owned(),
        version: target.description.version.clone(),
        sha256: dlc_emit::Digest(target.plugin.digest().0),
    }
}
