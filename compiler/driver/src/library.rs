//! What the compiler brings: the standard library, and the schemas of targets' options.

use dlc_db::Library;

/// The options of the built-in targets, by name: committed copies of what their components say.
static OPTIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/options.rs"));

/// Everything.
pub(crate) fn library() -> Library {
    let below = |folder: &str| -> Vec<(String, String)> {
        let files = dlc_stdlib::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        files.map(|(path, text)| (path.to_owned(), (*text).to_owned())).collect()
    };
    // Options of targets that do not exist yet stand in the library, so that a lab may name them already.
    let planned =
        below("targets/").into_iter().filter_map(|(path, text)| Some((path.strip_suffix(".dl")?.to_owned(), text)));
    let mut targets: Vec<(String, String)> =
        OPTIONS.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    let built_in = |name: &str| OPTIONS.iter().any(|(of, _)| *of == name);
    targets.extend(planned.filter(|(name, _)| !built_in(name)));
    Library { files: below("std/"), targets }
}

/// The operating systems of the standard library, by the names that `use std.os.NAME` has, in alphabetical order.
pub fn systems() -> impl Iterator<Item = &'static str> {
    dlc_stdlib::FILES.iter().filter_map(|(path, _)| path.strip_prefix("std/os/")?.strip_suffix(".dl"))
}

#[cfg(test)]
mod tests {
    use super::{OPTIONS, library};
    use dlc_plugin_host::{HostOptions, PluginHost, builtins};

    #[test]
    fn the_committed_options_are_what_each_component_says() {
        let host = PluginHost::new(HostOptions::default()).expect("an engine");
        for builtin in builtins() {
            let plugin = host.load_builtin(builtin.name).expect("it is listed").expect("it loads");
            let said = plugin.describe().expect("it describes itself").options;
            let committed = OPTIONS.iter().find(|(name, _)| *name == builtin.name).map(|(_, text)| *text);
            assert_eq!(committed, Some(said.as_str()), "options.dl of `{}`", builtin.name);
        }
    }

    #[test]
    fn the_library_has_systems_and_targets_by_the_names_that_labs_use() {
        let library = library();
        assert!(library.files.iter().any(|(path, _)| path == "os/flatcar.dl"));
        let names: Vec<&str> = library.targets.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&"ignition") && names.contains(&"ipxe"), "{names:?}");
    }
}
