//! From bytes to a compiled component: what is accepted, what is refused, and where code comes from.

use crate::cache::{Cache, Sealed};
use crate::digest::Digest;
use dlc_base::Diagnostic;
use std::borrow::Cow;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The component in `bytes`: as it is, or made of a core module that carries the contract's types.
///
/// Compiled code is refused whoever brings it: it is machine code that no sandbox contains.
pub(crate) fn component_bytes<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Diagnostic> {
    let refuse = |what: &str| Diagnostic::placeless("plugin-not-a-component", format!("plugin `{name}` is {what}"));
    if Engine::detect_precompiled(bytes).is_some() || bytes.starts_with(b"\x7fELF") {
        return Err(refuse("compiled machine code, which is never loaded from outside")
            .hint("give the `.wasm` file that it was compiled from"));
    }
    match bytes.get(..8) {
        Some(b"\0asm\x0d\0\x01\0") => Ok(Cow::Borrowed(bytes)),
        Some(b"\0asm\x01\0\0\0") => encode(bytes).map(Cow::Owned).map_err(|why| {
            refuse("a core module that cannot be made a component")
                .note(why)
                .hint("build against the world `dlc:target/target`; `dlc-plugin` does it for Rust")
        }),
        Some(header) if header.starts_with(b"\0asm") => {
            Err(refuse("in a version of WebAssembly that is not known here"))
        }
        _ => Err(refuse("not WebAssembly").hint("expected a component, or a core module built for one")),
    }
}

fn encode(core: &[u8]) -> Result<Vec<u8>, String> {
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(core)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| first_line(&format!("{error:#}")))
}

/// Compiles `wasm`, or takes what was compiled before: from our own binary, from the cache, in this order.
pub(crate) fn compile(
    engine: &Engine,
    cache: &Cache,
    name: &str,
    digest: &Digest,
    wasm: &[u8],
    embedded: Option<&[u8]>,
) -> Result<Component, Diagnostic> {
    let own = embedded.and_then(|sealed| Sealed::open_own(sealed, digest)).and_then(|code| load(engine, code));
    let known = own.or_else(|| {
        let sealed = cache.read(digest)?;
        load(engine, Sealed::open(&sealed, digest)?)
    });
    if let Some(component) = known {
        return Ok(component);
    }
    let component = Component::from_binary(engine, wasm).map_err(|error| {
        let why = first_line(&format!("{error:#}"));
        Diagnostic::placeless("plugin-not-a-component", format!("plugin `{name}` is not a valid component")).note(why)
    })?;
    if let Ok(code) = component.serialize() {
        cache.write(digest, &Sealed::seal(digest, &code));
    }
    Ok(component)
}

/// Loads code that this program compiled. The engine refuses what another version, other settings or another
/// processor compiled; then it is compiled again.
#[expect(unsafe_code, reason = "loading compiled code is running native code; the only place that does")]
fn load(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes must be what `Component::serialize` or `Engine::precompile_component` gave. They come from our
    // own binary, or from a folder that only this user can write, under a digest that was checked on these very bytes.
    unsafe { Component::deserialize(engine, code) }.ok()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Cpu, compatibility, engine};

    fn component() -> Vec<u8> {
        wat::parse_str("(component (core module $m (func (export \"f\") (result i32) (i32.const 1))))")
            .expect("it parses")
    }

    #[test]
    fn code_compiled_ahead_for_the_baseline_runs_on_this_processor() {
        let wasm = component();
        let code = engine(Cpu::Baseline).expect("an engine").precompile_component(&wasm).expect("it compiles");
        let host = engine(Cpu::Host).expect("an engine");
        assert!(load(&host, &code).is_some());
        assert!(load(&host, &code[..code.len() / 2]).is_none(), "and half of it does not");
    }

    #[test]
    fn embedded_code_of_another_component_is_not_run() {
        let wasm = component();
        let (digest, host) = (Digest::of(&wasm), engine(Cpu::Host).expect("an engine"));
        let foreign = Sealed::seal(&Digest::of(b"another"), b"no code at all");
        let cache = Cache::new(None, compatibility(&host));
        assert!(compile(&host, &cache, "p", &digest, &wasm, Some(&foreign)).is_ok(), "it is compiled instead");
    }
}
