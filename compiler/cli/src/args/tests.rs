use super::*;
use clap::CommandFactory as _;
use expect_test::expect_file;
use std::fmt::Write as _;

#[test]
fn the_reference_is_the_help_of_every_command() {
    let mut command = Args::command();
    command.build();
    let mut out =
        String::from("# Command line\n\nThe help of every command, as the program prints it; a test keeps it so.\n");
    section(&mut out, &mut command);
    expect_file!["../../docs/reference.md"].assert_eq(&out);
}

fn section(out: &mut String, command: &mut clap::Command) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    writeln!(out, "\n## {name}\n\n```text\n{}\n```", help.trim_end()).expect("a string");
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        section(out, sub);
    }
}

#[test]
fn the_definition_of_the_arguments_has_no_contradiction() {
    Args::command().debug_assert();
}

fn format_of(words: &[&str]) -> (Format, Option<Format>) {
    let args = Args::try_parse_from(words).expect("valid arguments");
    let of_command = match args.command {
        Command::Plugin(Plugin::Inspect { format, .. }) => Some(format),
        _ => None,
    };
    (args.format, of_command)
}

#[test]
fn the_format_may_stand_before_or_after_the_command() {
    assert_eq!(format_of(&["dlc", "--format", "short", "explain"]).0, Format::Short);
    assert_eq!(format_of(&["dlc", "explain", "--format", "short"]).0, Format::Short);
    assert_eq!(format_of(&["dlc", "explain"]).0, Format::Human);
}

#[test]
fn a_command_with_data_of_its_own_has_only_the_layouts_that_data_has() {
    assert_eq!(format_of(&["dlc", "plugin", "inspect", "x", "--format", "json"]).1, Some(Format::Json));
    assert!(Args::try_parse_from(["dlc", "plugin", "inspect", "x", "--format", "sarif"]).is_err());
    assert_eq!(format_of(&["dlc", "explain", "--format", "sarif"]).0, Format::Sarif);
}
