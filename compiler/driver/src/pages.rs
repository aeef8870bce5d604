//! The pages of `dlc explain`: those of the compiler, and those of the built-in targets.

use dlc_base::pages;
use std::collections::BTreeMap;

/// Code and page of every diagnostic of a built-in target.
static OF_TARGETS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Every code with its page, in alphabetical order.
pub fn all() -> BTreeMap<&'static str, &'static str> {
    let own = pages::codes().filter_map(|code| Some((code, pages::page(code)?)));
    own.chain(OF_TARGETS.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn pages_of_targets_stand_among_the_compilers_under_the_code_that_a_user_sees() {
        let pages = all();
        assert!(pages.contains_key("unknown-name"));
        let page = pages.get("ignition-not-expressible").expect("a page of a target");
        assert!(page.starts_with("# ignition-not-expressible\n"), "{page}");
        let shared = pages.get("ipxe-bad-options").expect("a page of the kit");
        assert!(shared.starts_with("# ipxe-bad-options\n"), "{shared}");
    }
}
