//! `dlc plugin inspect`: what a component is, also one that would be refused.

use crate::args::Format;
use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_base::{Diagnostic, suggest};
use dlc_driver::plugins::{Inspection, Plugins};
use serde::Serialize;
use std::path::Path;

/// Shows the component in the file `plugin`, or the built-in target of that name.
pub(crate) fn run(plugins: &Plugins, plugin: &Path, format: Format, terminal: &Terminal) -> Exit {
    match inspect(plugins, plugin) {
        Ok(inspection) if format == Format::Json => print(&json(&inspection)),
        Ok(inspection) => print(&text(&inspection)),
        Err(diagnostic) => terminal.trouble(diagnostic),
    }
}

/// A word without a folder or an ending is a name, everything else a file.
fn inspect(plugins: &Plugins, plugin: &Path) -> Result<Inspection, Diagnostic> {
    let is_word = plugin.components().count() == 1 && plugin.extension().is_none();
    if let Some(name) = plugin.to_str().filter(|_| is_word)
        && !plugin.exists()
    {
        return plugins.inspect_builtin(name).unwrap_or_else(|| Err(unknown(name, plugins)));
    }
    let bytes = std::fs::read(plugin).map_err(|error| {
        Diagnostic::placeless("unreadable-file", format!("cannot read `{}`: {error}", plugin.display()))
    })?;
    let name = plugin.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    plugins.inspect(&name, &bytes)
}

fn unknown(name: &str, plugins: &Plugins) -> Diagnostic {
    let diagnostic = Diagnostic::placeless(
        "unknown-plugin",
        format!("no target `{name}` comes with dlc, and no file has this name"),
    );
    match suggest::nearest(name, plugins.names()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`dlc plugin list` shows the targets; a file is named with its ending, `./x.wasm`"),
    }
}

/// What is printed, in this order. Keys are added, never renamed.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    version: Option<&'a str>,
    world: Option<&'a str>,
    imports: &'a [String],
    digest: String,
    size: usize,
}

impl<'a> Shown<'a> {
    fn of(inspection: &'a Inspection) -> Self {
        let Inspection { name, version, world, imports, digest, size } = inspection;
        Self {
            name,
            version: version.as_deref(),
            world: *world,
            imports,
            digest: format!("sha256:{digest}"),
            size: *size,
        }
    }
}

fn json(inspection: &Inspection) -> String {
    // A record of texts and numbers has no value that JSON lacks.
    serde_json::to_string_pretty(&Shown::of(inspection)).map(|text| text + "\n").unwrap_or_default()
}

fn text(inspection: &Inspection) -> String {
    let Shown { name, version, world, imports, digest, size } = Shown::of(inspection);
    let (version, world) = (version.unwrap_or("unknown"), world.unwrap_or("unknown"));
    let mut out =
        format!("name     {name}\nversion  {version}\nworld    {world}\ndigest   {digest}\nsize     {size} bytes\n");
    if imports.is_empty() {
        out.push_str("imports  nothing\n");
    }
    for (i, import) in imports.iter().enumerate() {
        let head = if i == 0 { "imports" } else { "" };
        out.push_str(&format!("{head:7}  {import}\n"));
    }
    if !imports.is_empty() {
        out.push_str("refused: a target may import no function (`dlc explain plugin-imports`)\n");
    }
    out
}
