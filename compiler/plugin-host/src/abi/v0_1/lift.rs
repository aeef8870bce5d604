//! From the contract's answers to the host's plain data.

use super::mirror::Lift;
use super::types::{
    Answer, Artifact, Contribution, Description, Encoding, PeersWanted, Place, PluginDiagnostic, Rendered, Sections,
    Segment, Trace,
};
use super::wit;
use dlc_base::Severity;
use std::collections::BTreeMap;
use std::ops::BitAnd;

pub(super) fn description(from: wit::Description) -> Description {
    Description {
        name: from.name,
        version: from.version,
        summary: from.summary,
        renders_nodes: has(&from.renders, &wit::Renders::NODES),
        renders_lab: has(&from.renders, &wit::Renders::LAB),
        contributes: from.contributes,
        options: from.options,
        peers: match from.peers {
            wit::Peers::None => PeersWanted::None,
            wit::Peers::Roles(roles) => PeersWanted::Roles(roles),
            wit::Peers::All => PeersWanted::All,
        },
        sections: Sections {
            boot: has(&from.sections, &wit::Sections::BOOT),
            login: has(&from.sections, &wit::Sections::LOGIN),
            mounts: has(&from.sections, &wit::Sections::MOUNTS),
        },
        digests_of: from.digests_of,
    }
}

/// Whether `one` is among `flags`.
fn has<F: BitAnd<Output = F> + PartialEq + Clone>(flags: &F, one: &F) -> bool {
    flags.clone() & one.clone() == *one
}

/// An answer with its result lifted by `f`.
pub(super) fn answer<W, T>(from: Result<W, Vec<wit::Diagnostic>>, f: impl FnOnce(W) -> T) -> Answer<T> {
    from.map(f).map_err(diagnostics)
}

pub(super) fn rendered(from: wit::Rendered) -> Rendered {
    Rendered {
        artifacts: from.artifacts.into_iter().map(artifact).collect(),
        diagnostics: diagnostics(from.diagnostics),
    }
}

fn artifact(from: wit::Artifact) -> Artifact {
    Artifact {
        tree: Lift::lift(from.tree),
        path: from.path,
        mode: from.mode,
        media_type: from.media_type,
        audience: Lift::lift(from.audience),
        segments: from.segments.into_iter().map(segment).collect(),
        traces: from.traces.into_iter().map(trace).collect(),
    }
}

fn segment(from: wit::Segment) -> Segment {
    match from {
        wit::Segment::Bytes(bytes) => Segment::Bytes(bytes),
        wit::Segment::Secret(wit::SecretSegment { handle, encoding: how }) => {
            Segment::Secret { handle, encoding: encoding(how) }
        }
        wit::Segment::Blob(wit::BlobSegment { handle, encoding: how }) => {
            Segment::Blob { handle, encoding: encoding(how) }
        }
    }
}

fn encoding(from: wit::Encoding) -> Encoding {
    match from {
        wit::Encoding::Raw => Encoding::Raw,
        wit::Encoding::Base64 => Encoding::Base64,
        wit::Encoding::Percent => Encoding::Percent,
        wit::Encoding::JsonString => Encoding::JsonString,
    }
}

fn trace(from: wit::Trace) -> Trace {
    let place = match from.place {
        wit::Place::Whole => Place::Whole,
        wit::Place::Pointer(pointer) => Place::Pointer(pointer),
        wit::Place::Lines((first, last)) => Place::Lines(first, last),
    };
    Trace { place, inputs: from.inputs }
}

pub(super) fn diagnostics(from: Vec<wit::Diagnostic>) -> Vec<PluginDiagnostic> {
    let lift = |from: wit::Diagnostic| PluginDiagnostic {
        severity: match from.severity {
            wit::Severity::Error => Severity::Error,
            wit::Severity::Warning => Severity::Warning,
        },
        code: from.code,
        message: from.message,
        path: from.path,
        others: from.others.into_iter().map(|remark| (remark.path, remark.message)).collect(),
        hint: from.hint,
    };
    from.into_iter().map(lift).collect()
}

/// What a target contributes, or why it cannot be read: in a list of pairs each name stands once.
pub(super) fn contribution(from: wit::Contribution) -> Result<Contribution, String> {
    let setting = |setting: wit::Setting| (setting.name, setting.value);
    let config = dlc_model::Contribution {
        users: Lift::lift(from.users),
        groups: Lift::lift(from.groups),
        files: Lift::lift(from.files),
        directories: Lift::lift(from.directories),
        links: Lift::lift(from.links),
        units: Lift::lift(from.units),
        containers: from.containers.into_iter().map(container).collect::<Result<_, _>>()?,
        mounts: Lift::lift(from.mounts),
        commands: Lift::lift(from.commands),
        packages: from.packages,
        sysctl: map(from.sysctl.into_iter().map(setting))?,
        modules: from.modules,
        kernel_args: from.kernel_args,
        ca_certificates: from.ca_certificates,
    };
    Ok(Contribution { config, diagnostics: diagnostics(from.diagnostics) })
}

fn container(from: wit::Container) -> Result<dlc_model::Container, String> {
    let variable = |variable: wit::Variable| (variable.name, Lift::lift(variable.value));
    Ok(dlc_model::Container {
        name: from.name,
        image: from.image,
        command: from.command,
        environment: map(from.environment.into_iter().map(variable))?,
        ports: Lift::lift(from.ports),
        mounts: from.mounts,
        host_network: from.host_network,
        privileged: from.privileged,
    })
}

fn map<T>(pairs: impl Iterator<Item = (String, T)>) -> Result<BTreeMap<String, T>, String> {
    let mut out = BTreeMap::new();
    for (name, value) in pairs {
        if out.contains_key(&name) {
            return Err(format!("`{}` stands twice in a list of names and values", name.escape_debug()));
        }
        out.insert(name, value);
    }
    Ok(out)
}
