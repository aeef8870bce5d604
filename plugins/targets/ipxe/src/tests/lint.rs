//! What must hold of every script, whatever lab it is made from.

use std::collections::{BTreeMap, BTreeSet};

/// Commands that may be in a script: all are in every build of the loader that the reference names.
const COMMANDS: [&str; 21] = [
    "autoboot", "boot", "chain", "choose", "echo", "exit", "goto", "imgfree", "inc", "initrd", "iseq", "isset", "item",
    "kernel", "menu", "prompt", "reboot", "set", "shell", "sleep", "",
];

/// Commands that cannot fail in a way that matters, or after which nothing runs.
const SURE: [&str; 10] = ["echo", "exit", "goto", "imgfree", "inc", "item", "menu", "reboot", "set", ""];

/// Settings of the loader that scripts read, beside those that they set.
const SETTINGS: [&str; 6] = ["netX/mac", "net/mac", "uuid", "serial", "asset", "buildarch"];

/// Everything that is wrong with a script.
pub(crate) fn faults(script: &str) -> Vec<String> {
    let lines: Vec<Vec<Vec<&str>>> = script.lines().map(commands).collect();
    let mut found = Vec::new();
    if !script.starts_with("#!ipxe\n# ") || !script.ends_with('\n') || !script.is_ascii() {
        found.push("the frame".to_owned());
    }
    found.extend(script.lines().filter(|line| line.ends_with('\\')).map(|line| format!("continues: {line}")));
    labels(script, &lines, &mut found);
    menus(&lines, &mut found);
    for (line, commands) in script.lines().zip(&lines) {
        words(line, commands, &mut found);
    }
    settings(script, &lines, &mut found);
    let last = lines.iter().rev().find_map(|commands| commands.first()).and_then(|command| command.first());
    if !matches!(last, Some(&("exit" | "reboot" | "goto"))) {
        found.push(format!("runs off its end: {last:?}"));
    }
    found
}

/// The commands of a line, each as its words, and a word `||` or `&&` behind those that have one.
fn commands(line: &str) -> Vec<Vec<&str>> {
    let line = line.trim();
    let command = match line.strip_prefix(':') {
        Some(rest) => rest.split_once(' ').map_or("", |(_, command)| command),
        None => line,
    };
    let words = command.split_whitespace().take_while(|word| !word.starts_with('#'));
    let mut all: Vec<Vec<&str>> = Vec::new();
    let mut open = true;
    for word in words {
        if open {
            all.push(Vec::new());
        }
        open = matches!(word, "||" | "&&" | ";");
        if let Some(command) = all.last_mut() {
            command.push(word);
        }
    }
    all
}

fn labels(script: &str, lines: &[Vec<Vec<&str>>], found: &mut Vec<String>) {
    let names = || script.lines().filter_map(|line| line.strip_prefix(':'));
    let labels: BTreeSet<&str> = names().collect();
    if names().count() != labels.len() {
        found.push("a label twice".to_owned());
    }
    let all = || lines.iter().flatten();
    let jumps = all().filter(|command| command[0] == "goto").map(|command| command[1]);
    let items = all().filter(|command| command[0] == "item").filter_map(|command| item(command)).map(|(name, _)| name);
    let targets: BTreeSet<&str> = jumps.filter(|label| *label != "${choice}").chain(items).collect();
    found.extend(targets.difference(&labels).map(|label| format!("no label {label}")));
    // A label that nothing jumps to is reached from the line above it, unless that one never goes on.
    let source: Vec<&str> = script.lines().filter(|line| !line.is_empty()).collect();
    for pair in source.windows(2) {
        let Some(label) = pair[1].strip_prefix(':') else { continue };
        let stops = ["goto ", "exit", "reboot"].iter().any(|word| pair[0].starts_with(word));
        if stops && !targets.contains(label) {
            found.push(format!("nothing reaches {label}"));
        }
    }
}

/// Name and key of a line of a menu; none of one that cannot be chosen.
fn item<'a>(command: &[&'a str]) -> Option<(&'a str, Option<&'a str>)> {
    match command {
        ["item", "--gap", ..] => None,
        ["item", "--key", key, name, ..] => Some((name, Some(key))),
        ["item", name, ..] => Some((name, None)),
        _ => None,
    }
}

fn menus(lines: &[Vec<Vec<&str>>], found: &mut Vec<String>) {
    let mut open: Option<Vec<(&str, Option<&str>)>> = None;
    for command in lines.iter().flatten() {
        match command[0] {
            "menu" => open = Some(Vec::new()),
            "item" => match (&mut open, item(command)) {
                (Some(items), Some(one)) => items.push(one),
                (None, _) => found.push("an item without a menu".to_owned()),
                _ => {}
            },
            "choose" => {
                let items = open.take().unwrap_or_default();
                let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
                items.iter().filter_map(|(_, key)| *key).for_each(|key| *seen.entry(key).or_default() += 1);
                found.extend(seen.iter().filter(|(_, count)| **count > 1).map(|(key, _)| format!("key {key} twice")));
                let names: BTreeSet<&str> = items.iter().map(|(name, _)| *name).collect();
                if names.len() != items.len() || names.is_empty() {
                    found.push(format!("lines of a menu: {names:?}"));
                }
                let default = command.iter().position(|word| *word == "--default").map(|at| command[at + 1]);
                found.extend(default.filter(|name| !names.contains(name)).map(|name| format!("no default {name}")));
            }
            _ => {}
        }
    }
}

fn words(line: &str, commands: &[Vec<&str>], found: &mut Vec<String>) {
    for command in commands {
        let name = command[0];
        if !COMMANDS.contains(&name) && !matches!(name, "||" | "&&") {
            found.push(format!("{name}: command not found"));
        }
        let last = command.last().is_some_and(|word| !matches!(*word, "||" | "&&"));
        if last && !SURE.contains(&name) {
            found.push(format!("a failure would end the script: {line}"));
        }
    }
}

fn settings(script: &str, lines: &[Vec<Vec<&str>>], found: &mut Vec<String>) {
    let own = lines.iter().flatten().filter(|command| matches!(command[0], "set" | "choose"));
    let own: BTreeSet<&str> = own
        .filter_map(
            |command| if command[0] == "set" { command.get(1) } else { command.iter().rev().find(|w| **w == "choice") },
        )
        .filter_map(|name| name.split(':').next())
        .collect();
    // `${net${port}/mac}` is the MAC of the port with that number.
    let flat = script.replace("${net${port}/mac", "${net/mac");
    for part in flat.split("${").skip(1) {
        let name = part.split(['}', ':']).next().unwrap_or_default();
        if !SETTINGS.contains(&name) && !own.contains(name) {
            found.push(format!("no setting {name}"));
        }
    }
}

#[test]
fn the_lint_finds_what_it_is_there_for() {
    let bad = |lines: &str| faults(&format!("#!ipxe\n# x\n{lines}\nexit\n"));
    assert_eq!(bad("goto lost"), ["no label lost"]);
    assert_eq!(bad("menu x\nitem --key a lost (a) x\nchoose choice ||"), ["no label lost"]);
    assert_eq!(bad(":a\nmenu x\nitem --key k a x\nitem --key k a y\nchoose choice ||").len(), 2);
    assert_eq!(bad(":a\nmenu x\nitem a x\nchoose --default b choice ||"), ["no default b"]);
    assert_eq!(bad("nslookup a b ||"), ["nslookup: command not found"]);
    assert_eq!(bad("chain x"), ["a failure would end the script: chain x"]);
    assert_eq!(bad("iseq a b && echo x ||"), [] as [&str; 0]);
    assert_eq!(bad("echo ${foo}"), ["no setting foo"]);
    assert_eq!(bad("goto a\n:b\nexit\n:a"), ["nothing reaches b"]);
    assert_eq!(faults("#!ipxe\n# x\nchain x ||\n"), ["runs off its end: Some(\"chain\")"]);
}
