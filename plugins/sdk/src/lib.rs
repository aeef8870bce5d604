//! What a target is written with.
//!
//! A target is a type that implements [`Target`], and one line, [`export_target!`], that makes a component of it. The
//! records of the contract are ordinary Rust types here, on every platform, so a target's own tests run natively.
//! `examples/greeting.rs` is the smallest complete one.
//!
//! Two rules keep builds reproducible. An answer depends on the call's arguments alone: not on a `static`, and not on
//! which other machines are in the batch. And a `HashMap` is never iterated: its order differs from call to call.

pub mod data_url;
pub mod json;
pub mod networkd;
pub mod quote;
pub mod systemd;
pub mod testing;
pub mod traces;
pub mod yaml;

mod answer;
mod holes;
mod input_path;
mod problems;
mod target;

pub use holes::Holes;
pub use input_path::InputPath;
pub use problems::Problems;
pub use target::Target;

/// Generated from the contract. Use the names that the crate's root gives them.
#[doc(hidden)]
#[allow(unsafe_code, reason = "the canonical ABI passes pointers; all of it is generated")]
#[allow(missing_docs, clippy::allow_attributes_without_reason, reason = "generated")]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "target",
        pub_export_macro: true,
        default_bindings_module: "dlc_plugin::bindings",
        additional_derives: [PartialEq, Eq],
    });
}

pub use bindings::dlc::target::types::*;

/// Makes a component of a [`Target`]. It stands once in a crate of type `cdylib`, and is nothing on other platforms,
/// so that several targets can be linked into one native program.
#[macro_export]
macro_rules! export_target {
    ($target:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, reason = "the exports of a component are raw functions")]
        const _: () = {
            type Exported = $target;
    $crate::bindings::export!(Exported with_types_in $crate::bindings);
        };
    };
}
