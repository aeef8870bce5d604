//! The components that come with the compiler. They are loaded and called exactly as a stranger's.

/// A component of `plugins/targets`.
#[derive(Debug, Clone, Copy)]
pub struct Builtin {
    /// The target's name, which is its folder's.
    pub name: &'static str,
    /// The component.
    pub wasm: &'static [u8],
    /// Sealed code for the baseline processor, in a release build.
    pub(crate) code: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/builtins.rs"));

/// All of them, by name.
pub fn builtins() -> &'static [Builtin] {
    BUILTINS
}

/// The one called `name`.
pub fn builtin(name: &str) -> Option<&'static Builtin> {
    BUILTINS.binary_search_by_key(&name, |builtin| builtin.name).ok().map(|i| &BUILTINS[i])
}
