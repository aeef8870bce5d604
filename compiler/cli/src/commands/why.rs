//! `dlc why`: from a place in the tree back to the lines that it comes from.

use crate::args::{Format, Why};
use crate::environment;
use crate::exit::Exit;
use crate::locate::{Located, locate, relative};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_base::Diagnostic;
use dlc_driver::why::{self, Question, Tree};
use std::path::{Path, PathBuf};

/// Answers one question.
pub(crate) fn run(args: &Why, terminal: &Terminal) -> Exit {
    let terminal = terminal.with_format(args.format).beside_data();
    let prepared = question(args).and_then(|(question, lab)| {
        let located = vault::with_secrets(locate(Some(&lab))?, &args.secrets)?;
        Ok((question, located))
    });
    let (question, Located { project, names, .. }) = match prepared {
        Ok(prepared) => prepared,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let outcome = why::why(project, &question);
    let texts = outcome.texts.clone().renamed(|path| names.of(path));
    let (exit, answers) = terminal.outcome(outcome, &names);
    // One place was asked about.
    let Some(answer) = answers.into_iter().flatten().flatten().next() else { return exit };
    let printed = print(&match args.format {
        Format::Json => why::json(&answer, &texts),
        Format::Short => why::short(&answer, &texts),
        _ => why::human(&answer, &texts, terminal.colors_data()),
    });
    if printed == Exit::Done { exit } else { printed }
}

/// What is asked, and the lab's file.
fn question(args: &Why) -> Result<(Question, PathBuf), Diagnostic> {
    let (typed, place) = why::split(&args.place, |path| Path::new(path).is_file());
    let here = environment::current_folder()?;
    let outside = || {
        Diagnostic::placeless("not-a-build", format!("`{typed}` lies in no tree that `dlc build` wrote"))
            .hint("name a file in the folder of a build: `dlc why build/public/http/…#/json/pointer`")
    };
    let (tree, file, place) = match place.strip_prefix('!').map(|member| (member, Tree::open(Path::new(&typed)))) {
        // The archive of a tree: its member is the file.
        Some((member, Ok(tree))) => {
            let (file, place) = why::split(member, |path| tree.has(path));
            (tree, file, place)
        }
        _ => {
            let (folder, file) = in_folder(&here.join(&typed)).ok_or_else(outside)?;
            (Tree::open(&folder)?, file, place)
        }
    };
    let lab = match &args.lab {
        Some(lab) => lab.clone(),
        None => lab_of(tree.lab(), &here.join(&typed), &here, Path::new(&typed).is_absolute())?,
    };
    let cache = if args.no_cache { None } else { environment::cache_folder() };
    Ok((Question { tree, places: vec![(file, place)], cache, threads: environment::processors() }, lab))
}

/// The folder of the tree that `path` lies in, and the rest of the path with `/` between its parts.
fn in_folder(path: &Path) -> Option<(PathBuf, String)> {
    // What is not there may be one letter away from what is.
    let (above, real) = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)))?;
    let tree = real.ancestors().find(|folder| folder.join(dlc_driver::MANIFEST).is_file())?;
    let below = real.strip_prefix(tree).ok()?.join(path.strip_prefix(above).ok()?);
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    Some((tree.to_owned(), parts?.join("/")))
}

/// The file of the lab that a tree was made from, which is called `lab` from the project's root: that is looked for above
/// the tree and above the current folder.
fn lab_of(lab: &str, tree: &Path, here: &Path, absolute: bool) -> Result<PathBuf, Diagnostic> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (tree, current) = (real(tree), real(here));
    let above = tree.ancestors().skip(1).chain(current.ancestors());
    let found = above.map(|folder| folder.join(lab)).find(|file| file.is_file());
    match found {
        Some(file) if absolute => Ok(file),
        Some(file) => Ok(relative(&file, &current)),
        None => Err(Diagnostic::placeless("no-lab", format!("the tree was built from `{lab}`, which is not found"))
            .hint("say where it lies: `--lab FOLDER/lab.dl`")),
    }
}
