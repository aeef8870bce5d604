//! The promises of the pages that a newcomer reads first.

use crate::{files, hold, read, root};

/// The lines of the first fenced block of shell commands in `text`.
fn first_commands(text: &str) -> Vec<&str> {
    let block = text.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    block.lines().filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_first_two_commands_of_the_readme_are_what_ci_runs() {
    let readme = read("README.md");
    let commands = first_commands(&readme);
    assert_eq!(commands, ["cargo run -- build examples/room225/lab.dl", "cargo test"]);
    let ci = read(".ci/run");
    assert!(ci.contains(&format!("step {}\n", commands[0])), "{}", commands[0]);
    assert!(ci.contains(&format!("tests {} ", commands[1])), "{}", commands[1]);
}

/// Targets of links in Markdown that are paths of this repository.
fn links(text: &str) -> Vec<String> {
    let mut fenced = false;
    let prose = text.lines().filter(|line| {
        fenced ^= line.trim_start().starts_with("```");
        !fenced
    });
    // What stands between backticks is shown, not meant.
    let prose: String = prose.flat_map(|line| line.split('`').step_by(2).chain(["\n"])).collect();
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|link| !link.contains("://") && !link.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut broken = Vec::new();
    for path in files().into_iter().filter(|path| path.ends_with(".md")) {
        let folder = root().join(&path).parent().expect("a folder").to_owned();
        for link in links(&read(&path)) {
            let file = link.split('#').next().unwrap_or_default();
            if !folder.join(file).exists() {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    hold("a link leads nowhere:", &broken);
}

#[test]
fn every_crate_and_folder_of_the_compiler_is_on_its_map() {
    let page = read("compiler/README.md");
    let manifests = files().into_iter().filter(|path| path.starts_with("compiler/") && path.ends_with("/Cargo.toml"));
    let folder = |path: String| path["compiler/".len()..path.len() - "/Cargo.toml".len()].to_owned();
    let broken: Vec<String> = manifests.map(folder).filter(|name| !page.contains(&format!("`{name}/`"))).collect();
    hold("compiler/README.md has a code map; these folders are missing in it:", &broken);
}
