//! A panic is a bug in `dlc`, whatever the input was, and is told as one.

use crate::exit::Exit;
use crate::terminal;
use std::panic::{self, PanicHookInfo};

/// Replaces the standard message of a panic.
pub(crate) fn install() {
    panic::set_hook(Box::new(|info| terminal::tell(&report(info))));
}

/// Runs `work`; if it panics, the message was printed by the hook and the status says so.
pub(crate) fn guarded(work: impl FnOnce() -> Exit + panic::UnwindSafe) -> Exit {
    panic::catch_unwind(work).unwrap_or(Exit::Bug)
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    format!(
        "error: this is a bug in dlc, not in your lab\n  {what}{place}\n  \
         please report it with dlc's version ({}) and the lab, if it may be shown\n",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_the_status_of_a_bug() {
        assert_eq!(guarded(|| panic!("on purpose")), Exit::Bug);
        assert_eq!(guarded(|| Exit::LabErrors), Exit::LabErrors);
        assert_eq!(Exit::Bug as u8, 101);
    }
}
