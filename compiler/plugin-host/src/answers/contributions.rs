//! Machine configuration from a target: what the schemas refuse in a lab is refused here, where no schema looks.

use super::handles::Handles;
use super::{is_line, quoted};
use dlc_model::{Contents, Contribution};
use std::collections::BTreeSet;

/// What breaks the contract in a contribution, if anything.
pub(super) fn check(config: &Contribution, handles: &Handles<'_>) -> Result<(), String> {
    labels(config)?;
    modes(config)?;
    words(config)?;
    let given = |contents: &Contents| handles.check(contents);
    contents(config).into_iter().try_for_each(given).map_err(|what| format!("contributed {what} that it was not given"))
}

/// Each label is of its kind and stands once.
fn labels(config: &Contribution) -> Result<(), String> {
    let Contribution { users, groups, files, directories, links, units, containers, mounts, commands, .. } = config;
    each("user", users.iter().map(|user| &user.name), is_name)?;
    each("group", groups.iter().map(|group| &group.name), is_name)?;
    each("file", files.iter().map(|file| &file.path), is_absolute)?;
    each("directory", directories.iter().map(|directory| &directory.path), is_absolute)?;
    each("link", links.iter().map(|link| &link.path), is_absolute)?;
    each("unit", units.iter().map(|unit| &unit.name), |name| is_name(name) && name.contains('.'))?;
    for unit in units {
        each("drop-in", unit.dropins.iter().map(|dropin| &dropin.name), |name| {
            is_name(name) && name.ends_with(".conf")
        })?;
    }
    each("container", containers.iter().map(|container| &container.name), is_name)?;
    each("mount", mounts.iter().map(|mount| &mount.path), is_absolute)?;
    each("command", commands.iter().map(|command| &command.name), is_line)
}

fn each<'a>(
    kind: &str,
    labels: impl Iterator<Item = &'a String>,
    is_good: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for label in labels {
        if !is_good(label) {
            return Err(format!("contributed a {kind} called {}", quoted(label)));
        }
        if !seen.insert(label) {
            return Err(format!("contributed the {kind} {} twice", quoted(label)));
        }
    }
    Ok(())
}

/// One segment of a path, or a name that becomes one.
fn is_name(name: &str) -> bool {
    is_line(name) && !name.contains(['/', ' ', ':']) && name != "." && name != ".."
}

/// An absolute path without detours.
fn is_absolute(path: &str) -> bool {
    let segments = path.strip_prefix('/').map(|rest| rest.split('/'));
    is_line(path) && segments.is_some_and(|mut all| all.all(|segment| !matches!(segment, "" | "." | "..")))
}

fn modes(config: &Contribution) -> Result<(), String> {
    let files = config.files.iter().map(|file| (&file.path, file.mode));
    let directories = config.directories.iter().map(|directory| (&directory.path, directory.mode));
    match files.chain(directories).find(|(_, mode)| *mode > 0o7777) {
        Some((path, mode)) => Err(format!("contributed {} with the mode {mode:o}", quoted(path))),
        None => Ok(()),
    }
}

/// Words that end up in files of lines and blanks.
fn words(config: &Contribution) -> Result<(), String> {
    let Contribution { packages, modules, kernel_args, sysctl, .. } = config;
    let is_word = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_control() || c.is_whitespace());
    for (kind, list) in [("package", packages), ("kernel module", modules)] {
        if let Some(bad) = list.iter().find(|word| !is_word(word)) {
            return Err(format!("contributed the {kind} {}", quoted(bad)));
        }
    }
    if let Some(bad) = kernel_args.iter().find(|argument| !is_kernel_argument(argument)) {
        return Err(format!("contributed the kernel argument {}", quoted(bad)));
    }
    match sysctl.iter().find(|(name, value)| !is_word(name) || !is_line(value)) {
        Some((name, value)) => Err(format!("contributed the kernel parameter {} with {}", quoted(name), quoted(value))),
        None => Ok(()),
    }
}

/// One word of the kernel's line: a blank stands only inside double quotes.
fn is_kernel_argument(text: &str) -> bool {
    let mut inside = false;
    let fits = text.chars().all(|c| {
        inside ^= c == '"';
        !c.is_control() && c != '#' && (inside || !c.is_whitespace())
    });
    fits && !inside && !text.is_empty()
}

fn contents(config: &Contribution) -> Vec<&Contents> {
    let mut all: Vec<&Contents> = Vec::new();
    all.extend(config.files.iter().map(|file| &file.contents));
    for unit in &config.units {
        all.extend(unit.contents.iter().chain(unit.dropins.iter().map(|dropin| &dropin.contents)));
    }
    all.extend(config.containers.iter().flat_map(|container| container.environment.values()));
    all.extend(config.commands.iter().map(|command| &command.run));
    all.extend(config.users.iter().filter_map(|user| user.password_hash.as_ref()));
    all
}
