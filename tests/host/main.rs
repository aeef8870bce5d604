//! Hostile guests: whatever a component does ends in a diagnostic that names it, and in nothing else.
//!
//! Guests are written as text (`guest`), so what each does can be read here.
#![allow(clippy::unwrap_used, reason = "tests")]

mod answers;
mod calls;
mod faults;
mod guest;
mod lab;
mod loading;
mod pages;
mod values;

use dlc_plugin_host::{HostOptions, PluginHost};

/// A host without a cache, on `threads` threads.
fn host_with(threads: usize) -> PluginHost {
    PluginHost::new(HostOptions { threads, ..HostOptions::default() }).expect("an engine")
}

fn host() -> PluginHost {
    host_with(1)
}
