//! Merging what targets contribute into a machine.
//!
//! A contribution stands above the defaults of schemas and below everything that the lab says, so it needs to know
//! which values were written: that is asked of [`Origins`]. The result does not
//! depend on the order of the targets.
//!
//! - A block that the lab does not have is added; of one that it has, each leaf that the lab does not say is taken.
//! - Two targets that say different things of one leaf that the lab does not decide disagree, which is an error.
//! - A file that the lab defines stands whole.
//! - A list of plain values takes what is not there yet, before what the lab says.

mod blocks;
mod merging;

use crate::{Command, Container, Directory, File, Group, InputPath, Link, Mount, Node, Origins, Root, Unit, User};
use merging::{Merging, Said, Spot, blocks};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Machine configuration that a target needs on a machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contribution {
    /// Accounts.
    pub users: Vec<User>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Files.
    pub files: Vec<File>,
    /// Directories.
    pub directories: Vec<Directory>,
    /// Links.
    pub links: Vec<Link>,
    /// Units.
    pub units: Vec<Unit>,
    /// Services that run as containers.
    pub containers: Vec<Container>,
    /// Mounts.
    pub mounts: Vec<Mount>,
    /// Commands at boot.
    pub commands: Vec<Command>,
    /// Names of packages.
    pub packages: Vec<String>,
    /// Kernel parameters.
    pub sysctl: BTreeMap<String, String>,
    /// Kernel modules to load.
    pub modules: Vec<String>,
    /// Kernel arguments.
    pub kernel_args: Vec<String>,
    /// Certificates (PEM) to trust.
    pub ca_certificates: Vec<String>,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// Errors: leaves of which two targets say different things.
    pub disagreements: Vec<Disagreement>,
    /// Notes: files that the lab defines itself.
    pub left_out: Vec<Contributed>,
    /// What targets said that holds now.
    pub taken: Vec<Contributed>,
}

/// Two targets that say different things of one leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The leaf.
    pub path: InputPath,
    /// A target.
    pub first: String,
    /// Another.
    pub second: String,
}

/// A place that a target contributed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributed {
    /// The place.
    pub path: InputPath,
    /// The target.
    pub target: String,
}

/// Merges `contributions` into `node`, each with the name of the target that made it. `origins` knows the node as the
/// lab describes it.
pub fn merge(node: &mut Node, contributions: &[(&str, &Contribution)], origins: &dyn Origins) -> Merged {
    let mut all = contributions.to_vec();
    all.sort_by_key(|(target, _)| *target);
    let mut merging = Merging::new(origins);
    let root = Root::of(node);
    let at = |field: &str| InputPath { root: root.clone(), steps: vec![field.to_owned()] };

    let touched = blocks(&mut node.users, gather(&all, |c| &c.users), &at("users"), &mut merging);
    for user in node.users.iter_mut().filter(|user| touched.contains(&user.name)) {
        user.member_of = member_of(user, &node.os.admin_groups);
    }
    blocks(&mut node.groups, gather(&all, |c| &c.groups), &at("groups"), &mut merging);
    let files = files_of_targets(node, &all, &at("files"), &mut merging);
    blocks(&mut node.files, files, &at("files"), &mut merging);
    blocks(&mut node.directories, gather(&all, |c| &c.directories), &at("directories"), &mut merging);
    blocks(&mut node.links, gather(&all, |c| &c.links), &at("links"), &mut merging);
    blocks(&mut node.units, gather(&all, |c| &c.units), &at("units"), &mut merging);
    blocks(&mut node.containers, gather(&all, |c| &c.containers), &at("containers"), &mut merging);
    blocks(&mut node.mounts, gather(&all, |c| &c.mounts), &at("mounts"), &mut merging);
    blocks(&mut node.commands, gather(&all, |c| &c.commands), &at("commands"), &mut merging);

    let whole = Spot { path: InputPath { root: root.clone(), steps: Vec::new() }, ours: true };
    merging.list(&mut node.packages, &each(&all, |c| &c.packages), &whole, "packages");
    merging.map(&mut node.sysctl, &each(&all, |c| &c.sysctl), &whole, "sysctl");
    merging.list(&mut node.modules, &each(&all, |c| &c.modules), &whole, "modules");
    merging.list(&mut node.ca_certificates, &each(&all, |c| &c.ca_certificates), &whole, "ca_certificates");
    let of_the_system = of_the_system(node);
    merging.list(&mut node.kernel_args, &each(&all, |c| &c.kernel_args), &whole, "kernel_args");
    node.command_line = of_the_system.into_iter().chain(node.kernel_args.iter().cloned()).collect();
    merging.merged
}

/// One field of every contribution.
fn each<'a, T>(all: &[(&'a str, &'a Contribution)], field: impl Fn(&'a Contribution) -> &'a T) -> Vec<Said<'a, T>> {
    all.iter().map(|&(target, contribution)| (target, field(contribution))).collect()
}

/// The blocks of one field of every contribution.
fn gather<'a, T>(
    all: &[(&'a str, &'a Contribution)],
    field: impl Fn(&'a Contribution) -> &'a Vec<T>,
) -> Vec<Said<'a, T>> {
    all.iter()
        .flat_map(|&(target, contribution)| field(contribution).iter().map(move |block| (target, block)))
        .collect()
}

/// The files of targets but for those that the lab defines, which are noted.
fn files_of_targets<'a>(
    node: &Node,
    all: &[(&'a str, &'a Contribution)],
    at: &InputPath,
    merging: &mut Merging<'_>,
) -> Vec<Said<'a, File>> {
    let ours: BTreeSet<&str> = node.files.iter().map(|file| file.path.as_str()).collect();
    let (left_out, taken): (Vec<_>, Vec<_>) =
        gather(all, |c| &c.files).into_iter().partition(|(_, file)| ours.contains(file.path.as_str()));
    for (target, file) in left_out {
        let path = at.clone().at(&file.path);
        merging.merged.left_out.push(Contributed { path, target: target.to_owned() });
    }
    taken
}

/// The arguments before those of `kernel_args`, which end the command line.
fn of_the_system(node: &Node) -> Vec<String> {
    let line = &node.command_line;
    line.strip_suffix(node.kernel_args.as_slice()).unwrap_or(line).to_vec()
}

/// Groups as written, and those that `admin` means on this system.
fn member_of(user: &User, admin_groups: &[String]) -> Vec<String> {
    let admin: &[String] = if user.admin { admin_groups } else { &[] };
    let more = admin.iter().filter(|group| !user.groups.contains(group));
    user.groups.iter().chain(more).cloned().collect()
}

#[cfg(test)]
mod tests;
