//! `dlc init`: a first lab, which checks, tests, formats and builds as it stands.
//!
//! Nothing that exists is written to. What can be guessed is not asked: the lab is called like its folder, and the keys
//! that may log in are those of whoever runs the program.

mod keys;
mod systems;
mod text;

pub(crate) use systems::names as systems;

use crate::args::Init;
use crate::environment;
use crate::exit::Exit;
use crate::locate;
use crate::system::Disk;
use crate::terminal::Terminal;
use dlc_base::{Diagnostic, Severity};
use dlc_driver::{Outcome, Project};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What no repository should hold.
const IGNORED: &str = "/build/\n";

/// Writes a lab.
pub(crate) fn run(args: &Init, terminal: &Terminal) -> Exit {
    match init(args) {
        Ok(told) => {
            terminal.remark(&told);
            Exit::Done
        }
        Err(diagnostic) => terminal.trouble(*diagnostic),
    }
}

/// Boxed, because it is what hardly ever happens.
type Trouble = Box<Diagnostic>;

/// Does it, and says what was done.
fn init(args: &Init) -> Result<String, Trouble> {
    let here = environment::current_folder()?;
    let folder = args.folder.clone().unwrap_or_default();
    let lab = folder.join(locate::LAB);
    if here.join(&lab).symlink_metadata().is_ok() {
        return Err(exists(&lab));
    }
    let system = systems::known(&args.os)?;
    let keys = match &args.keys {
        Some(from) => keys::read(from)?,
        None => keys::of_this_user(),
    };
    if keys.list.is_empty() && !system.autologin {
        let told = format!("no public key was found, and {} cannot log its console in by itself", system.name);
        return Err(Box::new(Diagnostic::placeless("bad-ssh-key", told).hint("dlc init --keys FILE.pub")));
    }
    fs::create_dir_all(here.join(&folder)).map_err(|error| unwritable(&folder, &error))?;
    let full = here.join(&folder).canonicalize().map_err(|error| unwritable(&folder, &error))?;
    let text = named(&full, |name| text::lab(name, system, &keys.list))?;

    let mut told = Written::default();
    write_new(&full, &folder, locate::LAB, &text, &mut told)?;
    if told.kept.is_some() {
        return Err(exists(&lab));
    }
    write_new(&full, &folder, ".gitignore", IGNORED, &mut told)?;
    // A lab below a root belongs to that project.
    if locate::root_of(&full) == full {
        write_new(&full, &folder, locate::LOCK, "", &mut told)?;
    }
    Ok(report(&told, &keys, &lab))
}

/// The lab under the first name that clashes with no word of the language and with nothing in the lab.
fn named(folder: &Path, lab: impl Fn(&str) -> String) -> Result<String, Trouble> {
    let own = folder.file_name().map(|name| text::name_of(&name.to_string_lossy())).filter(|name| !name.is_empty());
    let names = own.iter().flat_map(|own| [own.clone(), format!("{own}-lab")]);
    if let Some(text) = names.map(|name| lab(&name)).find(|text| mistake(folder, text).is_none()) {
        return Ok(text);
    }
    let text = lab("my-lab");
    mistake(folder, &text).map_or(Ok(text), |told| Err(Box::new(told)))
}

/// The first error in the text, if there is one.
fn mistake(folder: &Path, text: &str) -> Option<Diagnostic> {
    let system = Disk::new(folder.to_owned()).with(locate::LAB.to_owned(), text.as_bytes().to_vec());
    let Outcome { diagnostics, .. } =
        dlc_driver::check(Project { system: Box::new(system), lab: locate::LAB.to_owned() });
    diagnostics.into_iter().find(|told| told.severity == Severity::Error).map(|told| Diagnostic {
        primary: None,
        secondary: Vec::new(),
        fix: None,
        ..told
    })
}

/// What was written and what was there.
#[derive(Default)]
struct Written {
    new: Vec<PathBuf>,
    kept: Option<PathBuf>,
}

/// Writes a file unless there is one, without a moment in which another program could put one there.
fn write_new(full: &Path, folder: &Path, name: &str, text: &str, told: &mut Written) -> Result<(), Trouble> {
    let shown = folder.join(name);
    match fs::OpenOptions::new().write(true).create_new(true).open(full.join(name)) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| unwritable(&shown, &error))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            told.kept = Some(shown);
            return Ok(());
        }
        Err(error) => return Err(unwritable(&shown, &error)),
    }
    told.new.push(shown);
    Ok(())
}

fn exists(lab: &Path) -> Trouble {
    let told = Diagnostic::placeless("already-there", format!("there is a `{}` already", lab.display()));
    Box::new(told.hint("name another folder: `dlc init FOLDER`"))
}

fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    Box::new(Diagnostic::placeless("output-io", format!("cannot write `{}`: {error}", path.display())))
}

fn report(Written { new, kept }: &Written, keys: &keys::Keys, lab: &Path) -> String {
    let names = new.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ");
    let mut out = format!("wrote {names}");
    if let Some(kept) = kept {
        out.push_str(&format!("\n`{}` was there and stays; `build/` should be ignored", kept.display()));
    }
    match &keys.from {
        Some(from) => out.push_str(&format!("\nwho may log in: the holders of {from}")),
        None => out.push_str("\nno public key was found, so the console logs in by itself; `--keys FILE` brings some"),
    }
    out.push_str(&format!("\nnext: write your addresses and machines into `{}`, then `dlc check`", lab.display()));
    out
}
