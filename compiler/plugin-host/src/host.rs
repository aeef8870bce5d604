//! The host: loads plugins.

use crate::abi::{self, bind};
use crate::builtin::{Builtin, builtin, builtins};
use crate::cache::{Cache, Sealed};
use crate::digest::Digest;
use crate::engine::{Cpu, compatibility, engine};
use crate::imports;
use crate::load::{compile, component_bytes};
use crate::plugin::Plugin;
use dlc_base::Diagnostic;
use std::path::PathBuf;
use wasmtime::Engine;

/// How plugins are run. Nothing in it changes a byte of what they return.
#[derive(Debug, Clone, Default)]
pub struct HostOptions {
    /// Where compiled code is kept. A folder that others can write is not used; `None` compiles at every start.
    pub cache: Option<PathBuf>,
    /// How many batches are rendered at once. 0 and 1 both mean one.
    pub threads: usize,
    /// Ignores the code that a release carries. A test of the fallback forces it with this.
    pub ignore_embedded_code: bool,
}

/// Runs plugins.
pub struct PluginHost {
    engine: Engine,
    cache: Cache,
    options: HostOptions,
}

impl PluginHost {
    /// Starts the engine.
    ///
    /// # Errors
    /// `plugin-engine`: there is no engine for this machine.
    pub fn new(options: HostOptions) -> Result<Self, Diagnostic> {
        let engine = engine(Cpu::Host).map_err(|error| abi::engine_fault(&error))?;
        let cache = Cache::new(options.cache.clone(), compatibility(&engine));
        Ok(Self { engine, cache, options })
    }

    /// Loads a plugin from the bytes of a component, or of a core module built for the contract. `name` is what the
    /// lab calls it, and is who gets the blame.
    ///
    /// # Errors
    /// `plugin-not-a-component`, `plugin-imports` or `plugin-world`.
    pub fn load(&self, name: &str, bytes: &[u8]) -> Result<Plugin, Diagnostic> {
        self.load_with(name, bytes, None)
    }

    /// Loads the plugin called `name` that comes with the compiler, if there is one.
    ///
    /// # Errors
    /// As [`PluginHost::load`].
    pub fn load_builtin(&self, name: &str) -> Option<Result<Plugin, Diagnostic>> {
        let Builtin { name, wasm, code } = builtin(name)?;
        Some(self.load_with(name, wasm, code.filter(|_| !self.options.ignore_embedded_code)))
    }

    fn load_with(&self, name: &str, bytes: &[u8], embedded: Option<&[u8]>) -> Result<Plugin, Diagnostic> {
        let wasm = component_bytes(name, bytes)?;
        let digest = Digest::of(&wasm);
        let component = compile(&self.engine, &self.cache, name, &digest, &wasm, embedded)?;
        let imports = imports::imports(&self.engine, &component);
        if !imports.is_empty() {
            return Err(imports::refusal(name, &imports));
        }
        Ok(Plugin {
            name: name.to_owned(),
            digest,
            size: wasm.len(),
            imports,
            abi: bind(&self.engine, name, &component)?,
            engine: self.engine.clone(),
            threads: self.options.threads,
        })
    }

    /// What a component is, also one that could not be run: for `plugin inspect`.
    ///
    /// # Errors
    /// `plugin-not-a-component`, or what `describe` did wrong.
    pub fn inspect(&self, name: &str, bytes: &[u8]) -> Result<Inspection, Diagnostic> {
        let wasm = component_bytes(name, bytes)?;
        let digest = Digest::of(&wasm);
        let component = compile(&self.engine, &self.cache, name, &digest, &wasm, None)?;
        let imports = imports::imports(&self.engine, &component);
        if imports.is_empty() {
            return self.load(name, bytes)?.inspect();
        }
        Ok(Inspection { name: name.to_owned(), version: None, world: None, imports, digest, size: wasm.len() })
    }
}

/// The code of every built-in component for the baseline processor, sealed, by the component's name: what a release
/// embeds.
///
/// # Errors
/// `plugin-engine`, or `plugin-not-a-component` for one that does not compile.
pub fn precompile_builtins() -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    let engine = engine(Cpu::Baseline).map_err(|error| error.to_string())?;
    let compile = |Builtin { name, wasm, .. }: &Builtin| {
        let code = engine.precompile_component(wasm).map_err(|error| format!("plugin `{name}`: {error}"))?;
        Ok((*name, Sealed::seal(&Digest::of(wasm), &code)))
    };
    builtins().iter().map(compile).collect()
}

/// What is known of a component without a lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// What it calls itself; what it was loaded as, if it cannot be asked.
    pub name: String,
    /// Its version, if it can be asked.
    pub version: Option<String>,
    /// The contract that it was built for, if it can be bound.
    pub world: Option<&'static str>,
    /// Functions and resources that it imports. One that imports any is not run.
    pub imports: Vec<String>,
    /// SHA-256 of the component.
    pub digest: Digest,
    /// Bytes of the component.
    pub size: usize,
}
