//! The crate as the driver uses it: through its public interface, on a real file system, whole or failing.

#![cfg(unix)]

mod bundle;
mod collisions;
mod faults;
mod faulty;
mod foreign;
mod layout;
mod locks;
mod packed;
mod replace;
mod support;
mod verify;
