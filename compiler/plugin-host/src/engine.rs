//! The engine: one configuration for compiling and for loading, because compiled code only loads under the settings
//! it was compiled with.

use sha2::{Digest as _, Sha256};
use std::hash::{Hash, Hasher};
use wasmtime::{Config, Engine, OptLevel, Result, WasmBacktraceDetails};

/// The depth of WebAssembly frames, in bytes; well below the 2 MiB that a spawned thread has.
const MAX_STACK: usize = 512 << 10;

/// Code for any processor of the build machine's kind, or for this very one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cpu {
    /// This machine's, with everything it can do.
    Host,
    /// The baseline of this machine's architecture: what a release carries.
    Baseline,
}

/// An engine in which a guest's result depends on nothing but its input.
pub(crate) fn engine(cpu: Cpu) -> Result<Engine> {
    let mut config = Config::new();
    config
        // An instruction budget is the same on every machine, a clock is not.
        .consume_fuel(true)
        // The bits of a NaN differ between processors, and a guest can look at them.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .relaxed_simd_deterministic(true)
        .shared_memory(false)
        .concurrency_support(false)
        .max_wasm_stack(MAX_STACK)
        .cranelift_opt_level(OptLevel::Speed)
        .parallel_compilation(true)
        .debug_info(false)
        // Said explicitly, or an environment variable would change messages.
        .wasm_backtrace_details(WasmBacktraceDetails::Disable);
    if cpu == Cpu::Baseline {
        // Naming a target, even one's own, turns the detection of processor features off.
        config.target(&baseline_triple())?;
    }
    Engine::new(&config)
}

/// The target triple of this build, in the form that the code generator reads.
fn baseline_triple() -> String {
    let arch = std::env::consts::ARCH;
    let os = match std::env::consts::OS {
        "macos" => "apple-darwin".to_owned(),
        "linux" => "unknown-linux-gnu".to_owned(),
        "windows" => "pc-windows-msvc".to_owned(),
        other => format!("unknown-{other}"),
    };
    format!("{arch}-{os}")
}

/// What code must agree on to load in `engine`: the engine's version, its settings and the processor's features.
pub(crate) fn compatibility(engine: &Engine) -> [u8; 32] {
    struct IntoSha(Sha256);
    impl Hasher for IntoSha {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0 // nobody asks: the digest is taken from the field
        }
    }
    let mut hasher = IntoSha(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.0.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_settings_have_the_same_key_and_baseline_code_has_its_own() {
        let key = |cpu| compatibility(&engine(cpu).expect("an engine"));
        assert_eq!(key(Cpu::Host), key(Cpu::Host));
        assert_eq!(key(Cpu::Baseline), key(Cpu::Baseline));
        assert_ne!(key(Cpu::Host), key(Cpu::Baseline));
    }
}
