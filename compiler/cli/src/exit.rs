//! How the program ends.

use std::process::ExitCode;

/// The status that the program ends with. Scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// The lab has errors.
    LabErrors = 1,
    /// Arguments, files or the machine are to blame, not the lab.
    Trouble = 2,
    /// A bug in `dlc`.
    Bug = 101,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
