//! What a component wants from outside. A target gets nothing, so everything that is not a mere type is refused, by
//! name and with the build option that removes it.

use dlc_base::Diagnostic;
use wasmtime::Engine;
use wasmtime::component::{Component, types::ComponentItem};

/// The functions, resources, modules and components that `component` imports, as `interface#name`, in its order.
///
/// An import of an interface that holds only types is no import: nothing can be called through it.
pub(crate) fn imports(engine: &Engine, component: &Component) -> Vec<String> {
    let mut found = Vec::new();
    for (name, item) in component.component_type().imports(engine) {
        match item.ty {
            ComponentItem::Type(_) => {}
            ComponentItem::ComponentInstance(instance) => {
                let inner = instance.exports(engine).filter(|(_, item)| !matches!(item.ty, ComponentItem::Type(_)));
                found.extend(inner.map(|(function, _)| format!("{name}#{function}")));
            }
            _ => found.push(name.to_owned()),
        }
    }
    found
}

/// The refusal of plugin `name` for importing `imports`.
pub(crate) fn refusal(name: &str, imports: &[String]) -> Diagnostic {
    let first = imports.first().map_or("", String::as_str);
    let more = match imports.len() {
        0 | 1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    let mut diagnostic = Diagnostic::placeless(
        "plugin-imports",
        format!("plugin `{name}` imports `{first}`{more}, and a plugin may import no function"),
    );
    for import in imports.iter().skip(1).take(7) {
        diagnostic = diagnostic.note(format!("it imports `{import}` too"));
    }
    diagnostic.hint(cure(imports))
}

/// What to build differently, guessed from who is known to import such things.
fn cure(imports: &[String]) -> &'static str {
    let any = |prefix: &str| imports.iter().any(|i| i.starts_with(prefix));
    if any("wasi:http/") {
        "JavaScript: build with `disableFeatures: ['random','stdio','clocks','http','fetch-event']`"
    } else if any("wasi:sockets/") {
        "Python: build with `componentize-py componentize --stub-wasi`"
    } else if any("wasi:") {
        "Rust: build for `wasm32-unknown-unknown`, not for `wasm32-wasip2`; Python and JavaScript: build with `--stub-wasi`"
    } else {
        "build against the world `dlc:target/target` alone, and call nothing from outside it"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports_of(text: &str) -> Vec<String> {
        let engine = crate::engine::engine(crate::engine::Cpu::Host).expect("an engine");
        let bytes = wat::parse_str(text).expect("a component");
        imports(&engine, &Component::from_binary(&engine, &bytes).expect("it compiles"))
    }

    #[test]
    fn an_interface_of_types_is_no_import() {
        let text = r#"(component (import "a:b/types@0.1.0" (instance (type $r (record (field "x" u8))) (export "r" (type (eq $r))))))"#;
        assert_eq!(imports_of(text), Vec::<String>::new());
    }

    #[test]
    fn functions_resources_and_modules_are_named() {
        let text = r#"(component
            (import "wasi:cli/environment@0.2.12" (instance (export "get-environment" (func))))
            (import "a:b/c" (instance (export "r" (type (sub resource)))))
            (import "f" (func))
            (import "m" (core module)))"#;
        assert_eq!(imports_of(text), ["wasi:cli/environment@0.2.12#get-environment", "a:b/c#r", "f", "m"]);
    }

    #[test]
    fn the_hint_names_the_option_of_the_toolchain() {
        let hint = |import: &str| refusal("x", &[import.to_owned()]).hint.expect("a hint");
        assert!(hint("wasi:cli/stdin@0.2.6#get-stdin").contains("wasm32-unknown-unknown"));
        assert!(hint("wasi:sockets/tcp@0.2.9#tcp-socket").contains("--stub-wasi"));
        assert!(hint("env#now").contains("dlc:target"));
    }
}
