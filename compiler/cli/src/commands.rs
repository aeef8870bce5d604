//! The subcommands, a module each.

mod build;
mod check;
mod completions;
mod diff;
mod doc;
mod explain;
mod fmt;
mod init;
mod lock;
mod lsp;
mod man;
mod plugin;
mod show;
mod test;
mod verify;
mod why;

use crate::args::Command;
use crate::exit::Exit;
use crate::terminal::Terminal;

/// Does what was asked for.
pub(crate) fn run(command: Command, terminal: &Terminal) -> Exit {
    match command {
        Command::Build(args) => build::run(args, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::Test(args) => test::run(args, terminal),
        Command::Check { lab, locked, secrets } => check::run(lab.as_deref(), locked, &secrets, terminal),
        Command::Fmt(args) => fmt::run(args, terminal),
        Command::Lsp { .. } => lsp::run(),
        Command::Explain { code } => explain::run(code.as_deref(), terminal),
        Command::Lock(args) => lock::run(&args, terminal),
        Command::Diff { old, new, format } => diff::run(&old, &new, format, terminal),
        Command::Verify(args) => verify::run(&args, terminal),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { out } => man::run(out.as_deref(), terminal),
        Command::Why(args) => why::run(&args, terminal),
        Command::Show(args) => show::run(&args, terminal),
        Command::Doc { words, format } => doc::run(&words, format, terminal),
        Command::Plugin(command) => plugin::run(command, terminal),
    }
}
