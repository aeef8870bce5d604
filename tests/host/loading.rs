//! What is accepted as a plugin, where its code comes from, and what is refused.

use crate::guest::Contract;
use crate::host;
use crate::values::description;
use dlc_plugin_host::{Digest, HostOptions, PluginHost, builtins};

fn code_of(bytes: &[u8]) -> String {
    host().load("p", bytes).expect_err("it is refused").code.into_owned()
}

#[test]
fn a_component_and_the_core_module_it_is_made_of_are_the_same_plugin() {
    let contract = Contract::current();
    let answers = [("describe", description("p"))];
    let component = host().load("p", &contract.component("", &answers)).expect("a component");
    let core = host().load("p", &contract.core_module("", &answers)).expect("a core module");
    assert_eq!(component.describe().unwrap().name, "p");
    assert_eq!(component.digest(), core.digest());
}

#[test]
fn what_is_not_a_component_is_refused() {
    let component = Contract::current().component("", &[]);
    let cases: [(&str, &[u8]); 8] = [
        ("nothing", b""),
        ("text", b"(component)"),
        ("a page that a server sent instead", b"<!doctype html>"),
        ("an object file", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("a magic number alone", b"\0asm"),
        ("another version", b"\0asm\x07\0\x01\0"),
        ("a component without its end", &component[..component.len() - 100]),
        ("a broken core module", b"\0asm\x01\0\0\0\xff"),
    ];
    for (what, bytes) in cases {
        assert_eq!(code_of(bytes), "plugin-not-a-component", "{what}");
    }
}

#[test]
fn compiled_code_is_refused_even_if_we_compiled_it() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("code");
    let host = PluginHost::new(HostOptions { cache: Some(cache.clone()), ..HostOptions::default() }).unwrap();
    host.load("p", &Contract::current().component("", &[])).expect("it compiles");
    let file = std::fs::read_dir(cache).unwrap().next().expect("one file").unwrap().path();
    let sealed = std::fs::read(file).unwrap();
    for bytes in [&sealed[..], &sealed[64..]] {
        assert_eq!(code_of(bytes), "plugin-not-a-component");
    }
}

#[test]
fn a_component_of_another_world_is_refused() {
    assert_eq!(code_of(&wat::parse_str("(component)").unwrap()), "plugin-world");
    let other = r#"(component
        (core module $m (func (export "f") (result i32) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func (export "describe") (result u32) (canon lift (core func $i "f"))))"#;
    assert_eq!(code_of(&wat::parse_str(other).unwrap()), "plugin-world");
    // A core module without the contract's types becomes a component without functions.
    assert_eq!(code_of(&wat::parse_str("(module)").unwrap()), "plugin-world");
}

#[test]
fn every_kind_of_import_is_refused_by_name() {
    let cases = [
        (
            r#"(import "wasi:random/random@0.2.6" (instance (export "get-random-u64" (func (result u64)))))"#,
            "get-random-u64",
        ),
        (
            r#"(import "wasi:io/streams@0.2.6" (instance (export "input-stream" (type (sub resource)))))"#,
            "input-stream",
        ),
        (r#"(import "clock" (func (result u64)))"#, "clock"),
        (r#"(import "library" (core module))"#, "library"),
    ];
    for (import, name) in cases {
        let bytes = wat::parse_str(format!("(component {import})")).unwrap();
        let refusal = host().load("p", &bytes).expect_err("it is refused");
        assert_eq!(refusal.code, "plugin-imports");
        assert!(refusal.message.contains("`p`") && refusal.message.contains(name), "{}", refusal.message);
        assert!(refusal.hint.is_some());
        let inspection = host().inspect("p", &bytes).expect("it can be looked at");
        assert_eq!(inspection.imports.len(), 1);
        assert_eq!(inspection.world, None);
    }
}

#[test]
fn code_from_the_cache_answers_like_fresh_code_and_a_changed_byte_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("code");
    let bytes = Contract::current().component("", &[("describe", description("p"))]);
    let start = || PluginHost::new(HostOptions { cache: Some(cache.clone()), ..HostOptions::default() }).unwrap();
    let describe = || start().load("p", &bytes).unwrap().describe().unwrap();
    let fresh = describe();
    assert_eq!(describe(), fresh);
    let file = std::fs::read_dir(&cache).unwrap().next().expect("one file").unwrap().path();
    let mut sealed = std::fs::read(&file).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 0xff;
    std::fs::write(&file, &sealed).unwrap();
    assert_eq!(describe(), fresh);
    assert_ne!(std::fs::read(&file).unwrap(), sealed, "it was compiled and written again");
    std::fs::write(&file, b"").unwrap();
    assert_eq!(describe(), fresh);
}

#[test]
fn the_world_of_the_sdk_and_of_the_host_is_one_text() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["types.wit", "world.wit"] {
        let contract = std::fs::read(root.join("../../plugins/wit/0.1").join(file)).unwrap();
        assert_eq!(std::fs::read(root.join("wit").join(file)).unwrap(), contract);
        assert_eq!(std::fs::read(root.join("../../plugins/sdk/wit").join(file)).unwrap(), contract);
    }
}

#[test]
fn built_in_components_take_the_same_path() {
    for builtin in builtins() {
        let plugin = host().load_builtin(builtin.name).expect("it is listed").expect("it loads");
        let description = plugin.describe().expect("it describes itself");
        assert_eq!(description.name, builtin.name);
        let inspection = plugin.inspect().unwrap();
        assert_eq!(inspection.imports, Vec::<String>::new());
        assert_eq!(inspection.digest, Digest::of(builtin.wasm));
    }
    assert!(host().load_builtin("no-such-target").is_none());
}
