//! `dlc show`: what a machine is in the end, or which machines there are.

use crate::args::{Format, Show};
use crate::environment;
use crate::exit::Exit;
use crate::locate::{Located, locate};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_driver::show::{self, Shown};

/// Shows one machine, or lists all.
pub(crate) fn run(args: &Show, terminal: &Terminal) -> Exit {
    let terminal = terminal.with_format(args.format).beside_data();
    let located = locate(args.lab.as_deref()).and_then(|located| vault::with_secrets(located, &args.secrets));
    let Located { project, names, .. } = match located {
        Ok(located) => located,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let cache = if args.no_cache { None } else { environment::cache_folder() };
    let outcome = show::show(project, args.machine.as_deref(), cache, environment::processors());
    let texts = outcome.texts.clone().renamed(|path| names.of(path));
    let (exit, shown) = terminal.outcome(outcome, &names);
    let Some(shown) = shown else { return exit };
    let printed = print(&match (&shown, args.format) {
        (Shown::List(all), Format::Json) => show::list_json(all, &texts),
        (Shown::List(all), _) => show::list_human(all, &texts),
        (Shown::Machine(machine), Format::Json) => show::json(machine, &texts),
        (Shown::Machine(machine), _) => show::human(machine, &texts),
    });
    if printed == Exit::Done { exit } else { printed }
}
