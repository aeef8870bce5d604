//! The pages of `dlc explain`: one Markdown file a code, in `errors/`, collected at build time.

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Codes of warnings that are told while a lab is built: checking alone does not know of them.
pub const OF_BUILDING: [&str; 2] = ["target-not-yet", "contribution-left-out"];

/// The page of `code`.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.binary_search_by_key(&code, |&(c, _)| c).ok().map(|i| PAGES[i].1)
}

/// All codes, in alphabetical order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|&(c, _)| c)
}
