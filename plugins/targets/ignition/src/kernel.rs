//! The kernel's arguments, on a machine whose own loader passes them.
//!
//! A machine that boots over the network gets its line from the boot script. There Ignition's `kernelArguments` have no
//! loader to change, and stop the boot.

use crate::draft::Draft;
use crate::options::Options;
use dlc_plugin::{InputPath, Node, SystemRoot};

/// Whether a loader on the machine's disk passes the kernel its line: the boot script starts no kernel then.
pub(crate) fn own_loader(node: &Node) -> bool {
    node.os.memory.root == SystemRoot::Disk && node.image.is_none()
}

/// The arguments that the lab adds, and those that it takes away.
pub(crate) fn arguments(draft: &mut Draft, node: &Node, options: &Options) {
    let removed = InputPath::option("remove_kernel_args");
    if !own_loader(node) {
        if !options.remove_kernel_args.is_empty() {
            let message =
                "the boot script writes the kernel's line, so there is no loader that could leave something out";
            draft.refuse("not-expressible", removed, message);
        }
        return;
    }
    let (wanted, unwanted) = (&node.kernel_args, &options.remove_kernel_args);
    if !draft.spec.kernel_arguments {
        let places = [(wanted, InputPath::field("kernel-args")), (unwanted, removed)];
        for (_, at) in places.into_iter().filter(|(arguments, _)| !arguments.is_empty()) {
            draft.problems.push(draft.spec.lacks(at, "cannot change the kernel's arguments").hint("spec = 3.3.0"));
        }
        return;
    }
    for (i, argument) in unwanted.iter().enumerate() {
        if wanted.contains(argument) {
            let message = format!("`{argument}` is to be there and to be left out");
            draft.refuse("bad-argument", removed.clone().at(i), message);
        }
    }
    let arguments = &mut draft.config.kernel_arguments;
    // One that stands twice is refused.
    for (from, to) in [(wanted, &mut arguments.should_exist), (unwanted, &mut arguments.should_not_exist)] {
        for argument in from {
            if !to.contains(argument) {
                to.push(argument.clone());
            }
        }
    }
}
