//! The command line: reads arguments and the environment, calls the driver, prints, and ends with a status.
//!
//! Everything that this machine or this moment decides enters the compiler here and nowhere else: the current folder,
//! variables, files, the number of threads, the epoch. Data goes to standard output, all else to standard error.

mod args;
mod commands;
mod environment;
mod exit;
mod guard;
mod locate;
mod system;
mod terminal;
mod vault;

use args::Args;
use clap::Parser as _;
use exit::Exit;
use terminal::Terminal;

/// Room for evaluations that are nested as deeply as the language allows. Pages that are never touched cost nothing.
const STACK: usize = 512 << 20;

fn main() -> std::process::ExitCode {
    guard::install();
    let work = std::thread::Builder::new().name("dlc".to_owned()).stack_size(STACK).spawn(|| guard::guarded(run));
    // A panic was caught inside; where no thread can be had, the stack that there is has to do.
    work.map_or_else(|_| guard::guarded(run), |thread| thread.join().unwrap_or(Exit::Bug)).into()
}

fn run() -> Exit {
    match Args::try_parse() {
        Ok(args) => {
            let terminal = Terminal::new(args.format, args.color);
            commands::run(args.command, &terminal)
        }
        // Help and version are data, the rest is about how the program was called.
        Err(told) if !told.use_stderr() => terminal::print(&told.render().to_string()),
        Err(told) => {
            terminal::tell(&told.render().to_string());
            Exit::Trouble
        }
    }
}
