//! The subcommands, a module each.

mod build;
mod check;
mod completions;
mod doc;
mod explain;
mod fmt;
mod init;
mod lsp;
mod man;
mod plugin;
mod show;
mod test;
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
        Command::Check { lab, secrets } => check::run(lab.as_deref(), &secrets, terminal),
        Command::Fmt(args) => fmt::run(args, terminal),
        Command::Lsp { .. } => lsp::run(),
        Command::Explain { code } => explain::run(code.as_deref(), terminal),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { out } => man::run(out.as_deref(), terminal),
        Command::Why(args) => why::run(&args, terminal),
        Command::Show(args) => show::run(&args, terminal),
        Command::Doc { words, format } => doc::run(&words, format, terminal),
        Command::Plugin(command) => plugin::run(command, terminal),
    }
}
