//! `dlc build`: the tree that machines boot from.

use crate::args::{Build, Emit};
use crate::commands::lock;
use crate::environment;
use crate::exit::Exit;
use crate::locate::{Located, locate};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_base::Diagnostic;
use dlc_driver::{BuildOptions, Built, Quiet};
use std::path::Path;

/// Builds the lab.
pub(crate) fn run(args: Build, terminal: &Terminal) -> Exit {
    let prepared = locate(args.lab.as_deref())
        .and_then(|located| vault::for_build(located, &args.secrets))
        .and_then(|located| Ok((options(&args, &located.folder)?, located)));
    let (options, Located { project, names, .. }) = match prepared {
        Ok(prepared) => prepared,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    match args.emit {
        Some(Emit::Model) => match terminal.beside_data().outcome(dlc_driver::model(project), &names) {
            (Exit::Done, Some(model)) => print(&model),
            (exit, _) => exit,
        },
        None => {
            let (exit, built) = terminal.outcome(dlc_driver::build(project, &options, &Quiet), &names);
            if let Some(built) = built {
                terminal.remark(&summary(&built, &options));
            }
            exit
        }
    }
}

fn options(args: &Build, folder: &Path) -> Result<BuildOptions, Diagnostic> {
    Ok(BuildOptions {
        locked: lock::locked(args.locked, args.lab.as_deref()),
        out: args.out.clone().unwrap_or_else(|| folder.join("build")),
        bundle: args.bundle.clone(),
        threads: args.jobs.map_or_else(environment::processors, usize::from),
        cache: if args.no_cache { None } else { environment::cache_folder() },
        durable: args.durable,
        epoch: match args.epoch {
            Some(epoch) => epoch,
            None => environment::source_date_epoch()?.unwrap_or(0),
        },
    })
}

/// A line for a person.
fn summary(built: &Built, options: &BuildOptions) -> String {
    let Built { tree, machines, bundle } = built;
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let (files, machines) = (plural(tree.artifacts, "file"), plural(*machines, "machine"));
    let out = options.out.display();
    let mut line = if tree.unchanged {
        format!("`{out}` is as it was: {files} for {machines}")
    } else {
        format!("built `{out}`: {files} for {machines}, {} of them as before", tree.kept)
    };
    if let (Some(digest), Some(path)) = (bundle, &options.bundle) {
        line.push_str(&format!("\npacked `{}`: sha256:{digest}", path.display()));
    }
    if let Some(left) = &tree.left_behind {
        line.push_str(&format!("\n`{}` could not be removed; the next build tries again", left.display()));
    }
    line
}
