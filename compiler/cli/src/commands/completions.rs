//! `dlc completions`: what a shell needs to complete commands, options and the values that are known beforehand.

use super::init;
use crate::args::Args;
use crate::exit::Exit;
use crate::terminal::print;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Command, CommandFactory as _};
use clap_complete::{Shell, generate};
use dlc_driver::pages;

/// Prints the script.
pub(crate) fn run(shell: Shell) -> Exit {
    print(&script(shell))
}

fn script(shell: Shell) -> String {
    let mut command = with_values(Args::command());
    let mut out = Vec::new();
    generate(shell, &mut command, "dlc", &mut out);
    let mut script = String::from_utf8_lossy(&out).into_owned();
    if shell == Shell::Fish {
        // The generator for this shell knows values of options alone.
        let codes: Vec<&str> = pages::all().into_keys().collect();
        let codes = codes.join(" ");
        script.push_str(&format!("complete -c dlc -n \"__fish_dlc_using_subcommand explain\" -f -a \"{codes}\"\n"));
    }
    script
}

/// The arguments with values that a person may take from a list. The program itself answers a wrong one with a hint,
/// which is better than a list of all.
fn with_values(command: Command) -> Command {
    let of = |command: Command, sub: &'static str, arg: &'static str, values: Vec<PossibleValue>| {
        command.mut_subcommand(sub, |sub| sub.mut_arg(arg, |arg| arg.value_parser(PossibleValuesParser::new(values))))
    };
    let codes = pages::all().into_keys().map(PossibleValue::new).collect();
    let systems = init::systems().map(PossibleValue::new).collect();
    of(of(command, "explain", "code", codes), "init", "os", systems)
}

#[cfg(test)]
mod tests {
    use super::script;
    use clap::ValueEnum as _;
    use clap_complete::Shell;

    #[test]
    fn every_shell_is_told_of_commands_codes_and_systems() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            assert!(script.contains("explain") && script.contains("durable"), "{shell}");
            // Elvish and PowerShell complete commands and options, and ask for no values.
            if matches!(shell, Shell::Bash | Shell::Zsh | Shell::Fish) {
                assert!(script.contains("unknown-name") && script.contains("flatcar"), "{shell}");
            }
        }
    }
}
