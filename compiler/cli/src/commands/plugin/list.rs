//! `dlc plugin list`: the targets that come with the compiler.

use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_driver::plugins::Plugins;

/// A line for each target.
pub(crate) fn run(plugins: &Plugins, terminal: &Terminal) -> Exit {
    let listed = match plugins.list() {
        Ok(listed) => listed,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let width =
        |of: fn(&dlc_driver::plugins::Listed) -> &str| listed.iter().map(|target| of(target).len()).max().unwrap_or(0);
    let (name, version) = (width(|target| &target.name), width(|target| &target.version));
    let line = |target: &dlc_driver::plugins::Listed| {
        format!("{:name$}  {:version$}  {}\n", target.name, target.version, target.summary)
    };
    print(&listed.iter().map(line).collect::<String>())
}
