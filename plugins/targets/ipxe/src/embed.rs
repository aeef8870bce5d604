//! The script of a loader that has the lab's own user class.
//!
//! A DHCP server tells the first request of a machine from the second by the user class. Where the firmware is an iPXE
//! itself, both requests would have the class of every iPXE, and the machine would never get a better loader.

use crate::options::Options;
use crate::script::{Ending, Script};
use crate::words::is_one_word;
use dlc_plugin::{Boot, Diagnostic, InputPath, Lab};

/// What to build in: `make bin/undionly.kpxe EMBED=embed.ipxe`.
pub(crate) fn script(lab: &Lab, boot: &Boot, options: &Options) -> Script {
    let usual = vec![class(), InputPath::lab("name")];
    let mut script = Script::new(&format!("{}: to be built into the lab's loader.", lab.name), usual);
    script.line("");
    script.line(format!("set user-class {}", boot.user_class));
    script.attempts();
    script.line("autoboot || goto again");
    // What was booted has ended of its own will: the firmware goes on.
    script.line("exit");
    script.again(options);
    script.failed("Nothing could be booted from the network", Ending::Reboot, None, options);
    script
}

/// A class that the loader would not send as it stands.
pub(crate) fn mistake(boot: &Boot) -> Option<Diagnostic> {
    if is_one_word(&boot.user_class) && !boot.user_class.is_empty() {
        return None;
    }
    let message = format!("the loader cannot send the user class `{}` as it stands", boot.user_class.escape_debug());
    Some(Diagnostic::error("bad-user-class", class(), message).hint("letters, digits and `-` are safe"))
}

fn class() -> InputPath {
    InputPath::lab("boot").at("user-class")
}
