//! `dlc man`: the manual, made from the same definition as the help.

use crate::args::Args;
use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use dlc_base::Diagnostic;
use std::io;
use std::path::Path;

/// Prints the page of the program, or writes a page for each command into `out`.
pub(crate) fn run(out: Option<&Path>, terminal: &Terminal) -> Exit {
    let pages = pages();
    match out {
        None => print(pages.first().map_or("", |(_, page)| page)),
        Some(folder) => match write(folder, &pages) {
            Ok(()) => {
                terminal.remark(&format!("wrote {} pages into `{}`", pages.len(), folder.display()));
                Exit::Done
            }
            Err(error) => {
                let told = format!("cannot write `{}`: {error}", folder.display());
                terminal.trouble(Diagnostic::placeless("output-io", told))
            }
        },
    }
}

fn write(folder: &Path, pages: &[(String, String)]) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    pages.iter().try_for_each(|(name, page)| std::fs::write(folder.join(name), page))
}

/// File names and pages; the first is that of the program itself.
fn pages() -> Vec<(String, String)> {
    let mut command = Args::command();
    command.build();
    let mut out = Vec::new();
    collect(&command, &mut out);
    out
}

fn collect(command: &Command, out: &mut Vec<(String, String)>) {
    // A command that was built knows its name with those above it, joined by `-`.
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut page = Vec::new();
    // Writing into memory does not fail.
    if Man::new(command.clone()).render(&mut page).is_ok() {
        out.push((format!("{name}.1"), String::from_utf8_lossy(&page).into_owned()));
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        collect(sub, out);
    }
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn every_command_has_a_page_and_the_programs_own_is_first() {
        let pages = pages();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.first(), Some(&"dlc.1"));
        assert!(names.contains(&"dlc-build.1") && names.contains(&"dlc-plugin-inspect.1"), "{names:?}");
        for (name, page) in &pages {
            assert!(page.contains(".TH") && page.contains(".SH SYNOPSIS"), "{name}: {page}");
        }
    }
}
