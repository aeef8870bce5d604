//! `dlc plugin`: what targets there are and what they are.

mod inspect;
mod list;

use crate::args::Plugin;
use crate::environment;
use crate::exit::Exit;
use crate::terminal::Terminal;
use dlc_driver::plugins::Plugins;

/// Does what was asked for.
pub(crate) fn run(command: Plugin, terminal: &Terminal) -> Exit {
    let plugins = match Plugins::new(environment::cache_folder()) {
        Ok(plugins) => plugins,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    match command {
        Plugin::List => list::run(&plugins, terminal),
        Plugin::Inspect { plugin, format } => inspect::run(&plugins, &plugin, format, terminal),
    }
}
