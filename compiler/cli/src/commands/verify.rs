//! `dlc verify`: whether a build is as it was built, and whether it can be built again.
//!
//! What is wrong goes to standard output, a line each, or as one document; what stands in the way to standard error.

use crate::args::{Format, Verify};
use crate::environment;
use crate::exit::Exit;
use crate::locate::{Located, locate};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_base::Diagnostic;
use dlc_driver::verify::{Damage, Difference, Differs, Manifest, Verified};
use dlc_driver::{BuildOptions, Quiet, verify};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Looks at the build.
pub(crate) fn run(args: &Verify, terminal: &Terminal) -> Exit {
    let tree = match named(&args.build) {
        Ok(tree) => tree,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let Verified { damages, manifest, digest } = match verify::verify(&tree) {
        Ok(verified) => verified,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let whole = damages.is_empty();
    let (exit, differences) = match (&manifest, args.rebuild && whole) {
        (Some(manifest), true) => rebuild(args, &tree, manifest, terminal),
        _ => (Exit::Done, None),
    };
    let same = differences.as_ref().is_none_or(|differences| differences.is_empty());
    let found = Found { build: &args.build, damages: &damages, differences: differences.as_deref() };
    let printed = match args.format {
        Format::Json => print(&found.json(digest.map(|digest| digest.to_string()), manifest.as_ref())),
        _ => print(&found.lines()),
    };
    if args.format != Format::Json && exit == Exit::Done {
        terminal.remark(&found.summary(digest.map(|digest| digest.to_string()), manifest.as_ref(), args.rebuild));
    }
    match (printed, exit) {
        (Exit::Done, Exit::Done) if whole && same => Exit::Done,
        (Exit::Done, Exit::Done) => Exit::LabErrors,
        (Exit::Done, exit) => exit,
        (printed, _) => printed,
    }
}

/// The folder by a path that ends in its name, which names beside it are made from.
fn named(build: &Path) -> Result<PathBuf, Diagnostic> {
    if build.file_name().is_some() {
        return Ok(build.to_owned());
    }
    build.canonicalize().map_err(|error| {
        Diagnostic::placeless("unreadable-file", format!("cannot read `{}`: {error}", build.display()))
    })
}

/// Builds the lab of the tree again, in a folder that goes away.
fn rebuild(args: &Verify, tree: &Path, manifest: &Manifest, terminal: &Terminal) -> (Exit, Option<Vec<Difference>>) {
    let trouble = |diagnostic| (terminal.trouble(diagnostic), None);
    let folder = match tempfile::Builder::new().prefix("dlc-rebuild-").tempdir() {
        Ok(folder) => folder,
        Err(error) => {
            let message = format!("cannot make a folder to rebuild in: {error}");
            return trouble(Diagnostic::placeless("output-io", message));
        }
    };
    let located = lab_of(args.lab.as_deref(), tree, manifest)
        .and_then(|lab| locate(Some(&lab)))
        .and_then(|located| vault::for_build(located, &args.secrets));
    let Located { project, names, .. } = match located {
        Ok(located) => located,
        Err(diagnostic) => return trouble(diagnostic),
    };
    let options = BuildOptions {
        out: folder.path().join("build"),
        threads: args.jobs.map_or_else(environment::processors, usize::from),
        cache: environment::cache_folder(),
        ..BuildOptions::default()
    };
    terminal.beside_data().outcome(verify::rebuild(project, manifest, tree, &options, &Quiet), &names)
}

/// The lab's file: the one that is named, else the one that the manifest names, below the nearest folder that has it.
fn lab_of(named: Option<&Path>, tree: &Path, manifest: &Manifest) -> Result<PathBuf, Diagnostic> {
    if let Some(lab) = named {
        return Ok(lab.to_owned());
    }
    let absolute = tree.canonicalize().unwrap_or_else(|_| tree.to_owned());
    let found = absolute.ancestors().skip(1).map(|folder| folder.join(&manifest.lab)).find(|lab| lab.is_file());
    found.ok_or_else(|| {
        let message = format!("the build is of `{}`, which lies in no folder above it", manifest.lab);
        Diagnostic::placeless("no-lab", message).hint("name the lab's file: `--lab FILE`")
    })
}

/// What there is to tell.
struct Found<'a> {
    build: &'a Path,
    damages: &'a [Damage],
    differences: Option<&'a [Difference]>,
}

#[derive(Serialize)]
struct Document<'a> {
    build: String,
    whole: bool,
    /// The digest of `manifest.json`: equal digests are equal trees.
    manifest: Option<String>,
    files: Option<usize>,
    damages: Vec<OneDamage<'a>>,
    /// None where nothing was rebuilt.
    rebuild: Option<Rebuild<'a>>,
}

#[derive(Serialize)]
struct OneDamage<'a> {
    path: &'a str,
    kind: &'static str,
    message: String,
    /// The artefact whose contents the file has.
    like: Option<&'a str>,
}

#[derive(Serialize)]
struct Rebuild<'a> {
    same: bool,
    differences: Vec<OneDifference<'a>>,
}

#[derive(Serialize)]
struct OneDifference<'a> {
    path: &'a str,
    message: String,
    offset: Option<u64>,
    line: Option<usize>,
}

impl Found<'_> {
    fn lines(&self) -> String {
        let damages = self.damages.iter().map(|damage| format!("{damage}\n"));
        let differences = self.differences.unwrap_or_default().iter();
        damages.chain(differences.map(|one| format!("`{}` {}\n", one.path, words(&one.differs)))).collect()
    }

    fn json(&self, digest: Option<String>, manifest: Option<&Manifest>) -> String {
        let damage = |damage: &'_ Damage| (damage.kind.word(), damage.kind.to_string());
        let damages = self.damages.iter().map(|one| {
            let (kind, message) = damage(one);
            OneDamage { path: &one.path, kind, message, like: one.kind.like() }
        });
        let difference = |one: &'_ Difference| match &one.differs {
            Differs::Bytes { offset, line, .. } => (Some(*offset), Some(*line)),
            _ => (None, None),
        };
        let rebuild = self.differences.map(|differences| Rebuild {
            same: differences.is_empty(),
            differences: differences
                .iter()
                .map(|one| {
                    let (offset, line) = difference(one);
                    OneDifference { path: &one.path, message: words(&one.differs), offset, line }
                })
                .collect(),
        });
        let document = Document {
            build: self.build.display().to_string(),
            whole: self.damages.is_empty(),
            manifest: digest,
            files: manifest.map(|manifest| manifest.artifacts.len()),
            damages: damages.collect(),
            rebuild,
        };
        // Nothing in the document can fail to be written.
        serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
    }

    /// A line for a person.
    fn summary(&self, digest: Option<String>, manifest: Option<&Manifest>, rebuild: bool) -> String {
        let build = self.build.display();
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        if !self.damages.is_empty() {
            let places = plural(self.damages.len(), "place");
            let rest = if rebuild { "; it was not rebuilt" } else { "" };
            return format!("`{build}` is damaged in {places}{rest}");
        }
        let files = plural(manifest.map_or(0, |manifest| manifest.artifacts.len()), "file");
        let digest = digest.map(|digest| format!(", manifest sha256:{digest}")).unwrap_or_default();
        let rebuilt = match self.differences {
            None => "",
            Some([]) => "; a rebuild gives the same bytes",
            Some(_) => "; a rebuild differs",
        };
        format!("`{build}` is whole: {files}{digest}{rebuilt}")
    }
}

/// What differs, behind the path of the file.
fn words(differs: &Differs) -> String {
    match differs {
        Differs::NotRebuilt => "is not in the rebuild".to_owned(),
        Differs::OnlyRebuilt => "is in the rebuild only".to_owned(),
        Differs::Fact(fact, was, is) => format!("differs in its {fact}: `{was}`, rebuilt `{is}`"),
        Differs::Bytes { offset, line, lines: None } => format!("differs from byte {offset} on, in line {line}"),
        Differs::Bytes { offset, line, lines: Some((was, is)) } => {
            format!("differs from byte {offset} on, in line {line}\n  - {was}\n  + {is}")
        }
    }
}
