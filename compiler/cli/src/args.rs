//! The arguments, as types. What stands here in `///` is the help.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Compiles the description of a diskless lab into what its machines boot from
#[derive(Debug, Parser)]
#[command(name = "dlc", version, arg_required_else_help = true, subcommand_required = true)]
#[command(
    after_help = "Status: 0 done, 1 errors in the lab, 2 trouble with arguments, files or the machine, 101 a bug in dlc."
)]
pub(crate) struct Args {
    /// Layout of diagnostics, and of the data that a command prints
    #[arg(long, global = true, help_heading = "Everywhere", default_value = "human", value_name = "FORMAT")]
    pub(crate) format: Format,

    /// When to use colours; `auto` heeds NO_COLOR, CLICOLOR and CLICOLOR_FORCE
    #[arg(long, global = true, help_heading = "Everywhere", default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a first lab that builds as it stands
    Init(Init),

    /// Build the tree that a lab's machines boot from
    Build(Build),

    /// Run the tests of a lab
    Test(Test),

    /// Look for mistakes, and write nothing
    Check {
        /// The lab's file; `-` is standard input [default: lab.dl here or in a folder above]
        lab: Option<PathBuf>,

        /// Refuse whatever `dlc.lock` does not pin
        #[arg(long)]
        locked: bool,

        #[command(flatten)]
        secrets: Secrets,
    },

    /// Pin the plugins and images that a lab is made with
    Lock(Lock),

    /// Look whether a build is as it was built
    Verify(Verify),

    /// Compare two builds by machine and meaning: what is new, and what it asks for
    Diff {
        /// The build that machines run: its folder, or the archive of `--bundle`
        #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
        old: PathBuf,

        /// The build that they are to run
        #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
        new: PathBuf,

        /// Layout of the answer
        #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "json", "markdown"]))]
        format: Format,
    },

    /// Give files their one layout
    Fmt(Fmt),

    /// Serve an editor: mistakes, completions and the rest by the Language Server Protocol
    Lsp {
        /// Talk over standard input and output, which is the only way; editors like to say it
        #[arg(long)]
        stdio: bool,
    },

    /// Explain a diagnostic, or list all
    Explain {
        /// The code in the brackets of a message, such as `unknown-name`
        code: Option<String>,
    },

    /// Say why a place in the tree is what it is: the lines of the lab, defaults and targets behind it
    Why(Why),

    /// Show what a machine is in the end, each value with where it comes from
    Show(Show),

    /// Show what the library knows of a name
    Doc {
        /// `node`, `node.memory`, `flatcar`, `Size`, `std.net`; `os` for all systems beside each other, `target NAME`
        /// for a target's options [default: a list of all there is]
        #[arg(value_name = "NAME", num_args = 0..=2)]
        words: Vec<String>,

        /// Layout of the answer
        #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "json", "markdown"]))]
        format: Format,
    },

    /// Look at targets
    #[command(subcommand, arg_required_else_help = true)]
    Plugin(Plugin),

    /// Print what a shell needs to complete commands
    Completions {
        /// The shell
        shell: Shell,
    },

    /// Print the manual
    Man {
        /// Write the page of every command into this folder instead
        #[arg(short, long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// What `lock` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Lock {
    /// The lab's file; `-` is standard input [default: lab.dl here or in a folder above]
    pub(crate) lab: Option<PathBuf>,

    /// A local copy of images: a folder laid out like the server, one image, or `URL=PATH`; may be given several times
    #[arg(long, value_name = "FOLDER|FILE|URL=PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) from: Vec<String>,

    /// Pin this anew: a plugin, the URL of an image, or the last part of one; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) update: Vec<String>,

    /// Take out what this lab does not need; other labs of the project may
    #[arg(long)]
    pub(crate) prune: bool,

    /// Write nothing; compare every pin with what there is now, with status 1 if anything differs or is not pinned
    #[arg(long, conflicts_with_all = ["update", "prune"])]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What `verify` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The folder that `dlc build` wrote, or the archive of `--bundle`
    #[arg(value_name = "BUILD", value_hint = ValueHint::AnyPath)]
    pub(crate) build: PathBuf,

    /// Build the lab again from what the build was made from, and compare every byte
    #[arg(long)]
    pub(crate) rebuild: bool,

    /// The lab's file, where it lies in no folder above the build
    #[arg(long, value_name = "FILE", requires = "rebuild", value_hint = ValueHint::FilePath)]
    pub(crate) lab: Option<PathBuf>,

    /// How many threads render; changes no byte [default: one for each processor]
    #[arg(short, long, value_name = "N", requires = "rebuild", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Layout of the answer
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "json"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What `init` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// The folder; it is made if there is none [default: the current one]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,

    /// The operating system of the machines
    #[arg(long, value_name = "NAME", default_value = "flatcar")]
    pub(crate) os: String,

    /// Public keys that may log in, a line each; `-` is standard input [default: your own in ~/.ssh]
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
}

/// What opens secrets.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Secrets")]
pub(crate) struct Secrets {
    /// What `secret("NAME")` of the lab is: `NAME=env:VARIABLE` or `NAME=file:PATH`; may be given several times
    #[arg(long = "secret", value_name = "NAME=FROM")]
    pub(crate) named: Vec<String>,

    /// The age keys that open files of sops [default: SOPS_AGE_KEY_FILE, and SOPS_AGE_KEY]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) age_key: Option<PathBuf>,
}

/// What `fmt` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Fmt {
    /// Files, and folders whose files ending in `.dl` are meant [default: the current folder]
    #[arg(value_name = "PATH", conflicts_with = "stdin", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Write nothing; show what would change, with status 1 if anything would
    #[arg(long)]
    pub(crate) check: bool,

    /// Read a file from standard input and write it to standard output, for editors
    #[arg(long)]
    pub(crate) stdin: bool,
}

/// What `test` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// The lab's file, or a module's; `-` is standard input [default: lab.dl here or in a folder above]
    pub(crate) lab: Option<PathBuf>,

    /// Run only tests with this in their title; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Vec<String>,

    /// How many threads work; changes nothing that is said [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Refuse whatever `dlc.lock` does not pin
    #[arg(long)]
    pub(crate) locked: bool,

    /// Compile plugins anew, and keep nothing of it
    #[arg(long)]
    pub(crate) no_cache: bool,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What `why` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// A file of the tree and a place in it: `FILE#/json/pointer` (JSON and YAML), `FILE:LINE`, `FILE:LINE:COLUMN`,
    /// `FILE@BYTE`, `FILE!member` (what lies in an archive; `!` alone is what a gzip or a data URL holds). They follow
    /// one another: `s4.ign#/storage/files/0/contents/source!:3`
    #[arg(value_name = "PLACE", value_hint = ValueHint::FilePath)]
    pub(crate) place: String,

    /// The lab's file [default: the one that the tree's manifest names, above the tree or the current folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) lab: Option<PathBuf>,

    /// Layout of the answer
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "short", "json"]))]
    pub(crate) format: Format,

    /// Compile plugins anew, and keep nothing of it
    #[arg(long)]
    pub(crate) no_cache: bool,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What `show` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The machine: a node, also one that is off, or a machine of the boot menu [default: a list of all]
    #[arg(value_name = "MACHINE")]
    pub(crate) machine: Option<String>,

    /// The lab's file; `-` is standard input [default: lab.dl here or in a folder above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) lab: Option<PathBuf>,

    /// Layout of the answer
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "json"]))]
    pub(crate) format: Format,

    /// Compile plugins anew, and keep nothing of it
    #[arg(long)]
    pub(crate) no_cache: bool,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// What `build` is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Build {
    /// The lab's file; `-` is standard input [default: lab.dl here or in a folder above]
    pub(crate) lab: Option<PathBuf>,

    /// The folder to write; it is replaced as a whole [default: build beside the lab's file]
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// How many threads render; changes no byte [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Write the same tree as one archive too (tar, zstd)
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: Option<PathBuf>,

    /// Print a form of the lab as JSON, and write nothing
    #[arg(long, value_name = "FORM", conflicts_with_all = ["out", "bundle", "durable"])]
    pub(crate) emit: Option<Emit>,

    /// The time that archives carry, in seconds since 1970 [default: SOURCE_DATE_EPOCH, or 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=LATEST_EPOCH))]
    pub(crate) epoch: Option<u64>,

    /// Refuse whatever `dlc.lock` does not pin
    #[arg(long)]
    pub(crate) locked: bool,

    /// Have the disk reached before the old tree is replaced, against power cuts
    #[arg(long)]
    pub(crate) durable: bool,

    /// Compile plugins anew, and keep nothing of it
    #[arg(long)]
    pub(crate) no_cache: bool,

    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// The latest time that the header of an archive can hold: eleven octal digits.
pub(crate) const LATEST_EPOCH: u64 = 0o77_777_777_777;

/// What can be printed of a lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// The evaluated lab, as targets are given it.
    Model,
}

/// What to do with plugins.
#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// List the targets that come with dlc
    List,

    /// Show what a plugin is, also one that would be refused
    Inspect {
        /// A component, or the name of a target that comes with dlc
        #[arg(value_name = "FILE|NAME")]
        plugin: PathBuf,

        /// Layout of the answer
        #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = formats(&["human", "short", "json"]))]
        format: Format,
    },
}

/// The layout of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the lines that a message is about
    Human,
    /// A line each
    Short,
    /// One document of JSON
    Json,
    /// Commands of GitHub's runner, which shows them beside the lines of a pull request
    Github,
    /// SARIF 2.1.0, which collects findings of many tools
    Sarif,
    /// Markdown, for a command that prints pages
    #[value(skip)]
    Markdown,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Reads a [`Format`] of those that a command's own data has.
fn formats(words: &'static [&'static str]) -> impl clap::builder::TypedValueParser<Value = Format> {
    PossibleValuesParser::new(words).map(|word| match word.as_str() {
        "json" => Format::Json,
        "markdown" => Format::Markdown,
        "short" => Format::Short,
        _ => Format::Human,
    })
}

#[cfg(test)]
mod tests;
