//! Which crate may use which: the layout's invariants.

use crate::{hold, read, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What each crate of the compiler uses directly. What those use is allowed too; nothing points back.
const LAYERS: &[(&str, &[&str])] = &[
    ("dlc-base", &[]),
    ("dlc-syntax", &["dlc-base"]),
    ("dlc-fmt", &["dlc-syntax"]),
    ("dlc-db", &["dlc-syntax", "dlc-secret"]),
    ("dlc-text", &[]),
    ("dlc-secret", &["dlc-text"]),
    ("dlc-sema", &["dlc-db"]),
    ("dlc-model", &["dlc-base"]),
    ("dlc-eval", &["dlc-sema", "dlc-model"]),
    ("dlc-plugin-host", &["dlc-model"]),
    ("dlc-emit", &["dlc-base"]),
    ("dlc-stdlib", &[]),
    ("dlc-driver", &["dlc-plugin-host", "dlc-emit", "dlc-eval", "dlc-stdlib"]),
    ("dlc-lsp", &["dlc-driver", "dlc-fmt"]),
    ("dlc-cli", &["dlc-driver", "dlc-fmt", "dlc-lsp"]),
    ("dlc-plugin", &[]),
    // The repository's own chores and tests stand outside.
    ("xtask", &[]),
    ("dlc-tests", &["dlc-driver"]),
];

/// What a target may use: the author's kit, never the compiler.
const TARGET: &[&str] = &["dlc-plugin"];

/// A dependency as cargo sees it.
struct Edge {
    from: String,
    to: String,
    /// Only for tests; those may look from outside at anything.
    dev: bool,
    /// Of this workspace.
    own: bool,
}

fn edges() -> Vec<Edge> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .flat_map(|package| package["dependencies"].as_array().expect("dependencies").iter().map(move |d| (package, d)))
        .map(|(package, dependency)| Edge {
            from: text(&package["name"]),
            to: text(&dependency["name"]),
            dev: dependency["kind"] == "dev",
            own: dependency["path"].is_string(),
        })
        .collect()
}

/// Everything below `name`.
fn below(name: &str) -> BTreeSet<&'static str> {
    let direct = match LAYERS.iter().find(|(from, _)| *from == name) {
        Some((_, direct)) => *direct,
        None if name.starts_with("dlc-target-") => TARGET,
        None => panic!("`{name}` is a new crate: give it a place in LAYERS of tests/tidy/dependencies.rs"),
    };
    direct.iter().flat_map(|&to| below(to).into_iter().chain([to])).collect()
}

#[test]
fn crates_use_only_what_lies_below_them() {
    let broken: Vec<String> = edges()
        .into_iter()
        .filter(|edge| edge.own && !edge.dev && !below(&edge.from).contains(edge.to.as_str()))
        .map(|edge| format!("{} uses {}", edge.from, edge.to))
        .collect();
    hold("an edge of the crate graph points the wrong way (compiler/README.md, invariants):", &broken);
}

#[test]
fn the_webassembly_engine_is_seen_by_one_crate() {
    let seen = edges().into_iter().filter(|edge| edge.to.starts_with("wasmtime") || edge.to == "wasmparser");
    let broken: Vec<String> = seen.map(|edge| edge.from).filter(|from| from != "dlc-plugin-host").collect();
    hold("only dlc-plugin-host may depend on the engine:", &broken);
}

#[test]
fn the_database_is_seen_by_the_phases_that_are_queries() {
    let allowed = ["dlc-db", "dlc-sema", "dlc-eval", "dlc-driver", "dlc-lsp"];
    let broken: Vec<String> = edges()
        .into_iter()
        .filter(|edge| edge.to == "salsa" && !edge.dev && !allowed.contains(&edge.from.as_str()))
        .map(|edge| edge.from)
        .collect();
    hold("syntax, model, hosts and emitters know no database:", &broken);
}

/// Names in `[workspace.dependencies]` that are not crates of ours.
fn table() -> BTreeSet<String> {
    let manifest = read("Cargo.toml");
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#') && !line.contains("path ="))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().to_owned())
        .collect()
}

#[test]
fn every_dependency_has_its_reason_in_the_architecture_page() {
    let page = read("compiler/README.md");
    let page = page.split("\n## Dependencies\n").nth(1).expect("a section `Dependencies`");
    let reasons: BTreeMap<&str, &str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(name, _)| {
            !name.starts_with("dlc") && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        })
        .collect();
    let table = table();
    assert!(table.len() > 10, "the table of dependencies was not found in Cargo.toml");
    let mut broken: Vec<String> = table
        .iter()
        .filter(|name| reasons.get(name.as_str()).is_none_or(|reason| reason.len() < 40))
        .map(|name| format!("`{name}` has no line, or no reason"))
        .collect();
    broken.extend(
        reasons.keys().filter(|name| !table.contains(**name)).map(|name| format!("`{name}` is not in Cargo.toml")),
    );
    hold("the table of dependencies in compiler/README.md and Cargo.toml disagree:", &broken);
}

#[test]
fn every_dependency_of_the_table_is_used() {
    // A renamed dependency is known to cargo by its package's name.
    let manifest = read("Cargo.toml");
    let package = |name: &str| {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap_or_default();
        line.split_once("package = \"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or(name).to_owned()
    };
    let used: BTreeSet<String> = edges().into_iter().map(|edge| edge.to).collect();
    let broken: Vec<String> = table().into_iter().filter(|name| !used.contains(&package(name))).collect();
    hold("no crate uses these; take them out of Cargo.toml and compiler/README.md:", &broken);
}

#[test]
fn locked_versions_come_from_the_public_index() {
    let lock = read("Cargo.lock");
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let broken: BTreeSet<String> = sources
        .filter(|source| *source != "\"registry+https://github.com/rust-lang/crates.io-index\"")
        .map(str::to_owned)
        .collect();
    hold("Cargo.lock names another source than everybody's:", &broken.into_iter().collect::<Vec<_>>());
}
