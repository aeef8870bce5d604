//! The menu, for machines that choose at boot or that are not known.
//!
//! Every line of the menu has a label of the script by the line's own name: `machine-NAME` for a system, `entry-NAME` for
//! an entry, `node-NAME` for a machine of the lab, one word without a hyphen for what the menu always has. So no jump is
//! without its label, whatever a lab calls things.

use crate::entry::url;
use crate::fetch::bad_url;
use crate::options::{Mark, Options};
use crate::script::Script;
use crate::words::{COLUMNS, title_mistake};
use dlc_plugin::{Boot, Diagnostic, InputPath, Lab, LabTask, MachineSummary, Menu, MenuAction, MenuEntry};

/// What a menu is made of.
pub(crate) struct Of<'a> {
    /// The lab.
    pub(crate) lab: &'a Lab,
    /// Its boot service.
    pub(crate) boot: &'a Boot,
    /// The menu that it asks for.
    pub(crate) menu: &'a Menu,
    /// Its machines.
    pub(crate) task: &'a LabTask,
    /// The options.
    pub(crate) options: &'a Options,
    /// Where machines look for their own scripts.
    pub(crate) entry: String,
}

/// The menu as a script. What is wrong goes to `found`.
pub(crate) fn script(of: &Of<'_>, found: &mut Vec<Diagnostic>) -> Script {
    let mut script = Script::new(&format!("{}: the menu.", of.lab.name), vec![at(), InputPath::lab("name")]);
    script.label("menu");
    let title = [at().at("title")];
    found.extend(title_problem(&title[0], &of.menu.title, 0));
    script.from(title, format!("menu {}", of.menu.title));
    lines(of, &mut script, found);
    choose(of, &mut script);
    for machine in &of.task.menu_machines {
        let from = [InputPath::menu_machine(&machine.name)];
        script.label(&format!("machine-{}", machine.name));
        script.from(from, chain(&url(of.boot, script_of(machine).unwrap_or_default())));
    }
    for entry in &of.menu.entries {
        act(entry, &mut script, found);
    }
    always(of, &mut script);
    script
}

fn at() -> InputPath {
    InputPath::lab("boot").at("menu")
}

/// What can be chosen, and what cannot yet.
fn lines(of: &Of<'_>, script: &mut Script, found: &mut Vec<Diagnostic>) {
    let options = of.options;
    for machine in &of.task.menu_machines {
        let (path, title) = (InputPath::menu_machine(&machine.name), machine.title.as_deref());
        let title = title.unwrap_or(&machine.name);
        let mark = options.mark(&machine.name, true);
        item(script, found, &format!("machine-{}", machine.name), title, path.at("title"), mark);
    }
    for entry in &of.menu.entries {
        let path = at().at("entries").at(&entry.name).at("title");
        item(script, found, &format!("entry-{}", entry.name), &entry.title, path, options.mark(&entry.name, false));
    }
    for (path, mark) in options.not_ready() {
        let path = path.at("title");
        found.extend(title_problem(&path, &mark.title, NOT_READY.len()));
        script.from([path], format!("item --gap {}{NOT_READY}", mark.title));
    }
    if !of.task.menu_machines.is_empty() || !of.menu.entries.is_empty() || options.not_ready().next().is_some() {
        script.line("item --gap");
    }
    if options.list_machines && !of.task.machines.is_empty() {
        script.from([InputPath::option("list_machines")], "item nodes Boot as one of the machines of the lab");
    }
    if own_disk(of.menu) == "next" {
        script.line("item next Boot from the next device");
    }
    script.line("item again Look for the script of this machine again");
}

/// What follows the title of something that cannot be chosen.
const NOT_READY: &str = " (not ready yet)";

fn item(
    script: &mut Script,
    found: &mut Vec<Diagnostic>,
    label: &str,
    title: &str,
    at: InputPath,
    mark: Option<(InputPath, &Mark)>,
) {
    let key = mark.and_then(|(place, mark)| Some((place, mark.key.as_ref()?)));
    found.extend(title_problem(&at, title, if key.is_some() { "(k) ".len() } else { 0 }));
    match key {
        Some((place, key)) => {
            script.from([at, place.at("key")], format!("item --key {key} {label} ({key}) {title}"));
        }
        None => script.from([at], format!("item {label} {title}")),
    }
}

/// What a title would become in the menu, where `more` columns are taken already.
fn title_problem(at: &InputPath, title: &str, more: usize) -> Option<Diagnostic> {
    let shown = title.escape_debug();
    if let Some((message, hint)) = title_mistake(title) {
        return Some(Diagnostic::error("bad-title", at.clone(), format!("`{shown}` {message}")).hint(hint));
    }
    if !title.is_ascii() {
        let message = format!("`{shown}` has letters beyond ASCII, which most builds of the loader do not show");
        return Some(Diagnostic::warning("garbled-title", at.clone(), message));
    }
    let room = COLUMNS - more;
    (title.len() > room).then(|| {
        let message = format!("`{shown}` has {} characters, of which the loader shows {room}", title.len());
        Diagnostic::warning("garbled-title", at.clone(), message)
    })
}

/// Waits for a choice. Who presses Escape is shown the menu again, and waited for anew.
fn choose(of: &Of<'_>, script: &mut Script) {
    let Menu { timeout, default, .. } = of.menu;
    let label = match default {
        None => own_disk(of.menu),
        Some(name) if of.menu.entries.iter().any(|entry| entry.name == *name) => format!("entry-{name}"),
        Some(name) => format!("machine-{name}"),
    };
    let wait = if *timeout == 0 { String::new() } else { format!(" --timeout {timeout}") };
    let from = [at().at("timeout"), at().at("default")];
    script.from(from, format!("choose{wait} --default {label} choice || goto menu"));
    script.line("goto ${choice}");
}

/// The line that boots the machine's own disk: the lab's, or one that every menu without such an entry has.
fn own_disk(menu: &Menu) -> String {
    let own = menu.entries.iter().find(|entry| entry.action == MenuAction::Local);
    own.map_or_else(|| "next".to_owned(), |entry| format!("entry-{}", entry.name))
}

fn chain(url: &str) -> String {
    format!("chain --replace --autofree {url} || goto failed")
}

/// Where a machine's script lies.
fn script_of(machine: &MachineSummary) -> Option<&str> {
    let own = |promise: &&dlc_plugin::TargetPromise| promise.target == "ipxe" && promise.promise.field == "script";
    machine.promises.iter().find(own).map(|promise| promise.promise.path.as_str())
}

fn act(entry: &MenuEntry, script: &mut Script, found: &mut Vec<Diagnostic>) {
    let path = at().at("entries").at(&entry.name).at("action");
    script.label(&format!("entry-{}", entry.name));
    let line = match &entry.action {
        MenuAction::Local => "exit".to_owned(),
        MenuAction::Reboot => "reboot".to_owned(),
        MenuAction::Shell => {
            script.from([path.clone()], "shell ||");
            "goto menu".to_owned()
        }
        MenuAction::Chain(url) => {
            found.extend(bad_url(&path, url));
            chain(url)
        }
    };
    script.from([path], line);
}

/// What every menu has.
fn always(of: &Of<'_>, script: &mut Script) {
    if of.options.list_machines && !of.task.machines.is_empty() {
        machines_of_the_lab(of, script);
    }
    script.label("next");
    script.line("exit");
    script.label("again");
    script.line(chain(&of.entry));
    script.label("failed");
    script.line("echo What was chosen could not be started, the messages above say why");
    let patience = of.options.patience;
    let ask =
        format!("prompt --timeout {patience} Press any key for the menu, or wait {} seconds", patience.div_ceil(1_000));
    script.from([InputPath::option("patience")], format!("{ask} ||"));
    script.line("goto menu");
}

/// A list of its own: there may be many.
fn machines_of_the_lab(of: &Of<'_>, script: &mut Script) {
    let from = || [InputPath::option("list_machines")];
    let scripts = || of.task.machines.iter().filter_map(|machine| Some((machine, script_of(machine)?)));
    script.label("nodes");
    script.from(from(), "menu Which machine of the lab is this?");
    for (machine, _) in scripts() {
        let MachineSummary { name, os, os_version, .. } = machine;
        script.from([InputPath::node(name).at("name")], format!("item node-{name} {name}: {os} {os_version}"));
    }
    script.from(from(), "item --gap");
    script.from(from(), "item menu Back to the menu");
    script.from(from(), "choose choice || goto menu");
    script.from(from(), "goto ${choice}");
    for (machine, path) in scripts() {
        script.label(&format!("node-{}", machine.name));
        script.from([InputPath::node(&machine.name)], chain(&url(of.boot, path)));
    }
}
