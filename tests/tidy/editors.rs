//! The words that an editor highlights are the words of the compiler.

use crate::read;
use dlc_syntax::words;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;

fn grammar() -> Value {
    serde_json::from_str(&read("editors/grammar/dl.tmLanguage.json")).expect("the grammar is JSON")
}

/// The words of the first `(?:a|b|c)` of plain words in a rule.
fn words_of(rule: &Value) -> BTreeSet<String> {
    let pattern = rule["match"].as_str().expect("the rule is one pattern");
    let group = Regex::new(r"\(\?:([a-z|]+)\)").expect("a pattern").captures(pattern).expect("a list of words");
    group[1].split('|').map(str::to_owned).collect()
}

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn reserved_words_are_those_of_the_compiler() {
    let grammar = grammar();
    let rules = grammar["repository"]["reserved"]["patterns"].as_array().expect("rules");
    let found: BTreeSet<String> = rules.iter().flat_map(words_of).collect();
    assert_eq!(found, set(words::RESERVED.iter().map(|(word, _)| *word)));
}

#[test]
fn words_of_statements_and_clauses_are_those_of_the_compiler() {
    let grammar = grammar();
    assert_eq!(words_of(&grammar["repository"]["statement"]), set(words::STATEMENTS.iter().copied()));
    assert_eq!(words_of(&grammar["repository"]["contextual"]), set(words::CONTEXTUAL.iter().copied()));
}

/// The words of a list in Emacs' mode.
fn words_in_emacs(list: &str) -> BTreeSet<String> {
    let mode = read("editors/emacs/dl-mode.el");
    let (_, rest) = mode.split_once(&format!("(defconst {list}")).expect("the list");
    let quoted = Regex::new(r#""([a-z]+)""#).expect("a pattern");
    let rest = &rest[..rest.find(')').expect("its end")];
    quoted.captures_iter(rest).map(|found| found[1].to_owned()).collect()
}

#[test]
fn words_in_emacs_are_those_of_the_compiler() {
    let values = ["true", "false", "none"];
    let reserved = words::RESERVED.iter().map(|(word, _)| *word).filter(|word| !values.contains(word));
    assert_eq!(words_in_emacs("dl-mode-reserved"), set(reserved));
    assert_eq!(words_in_emacs("dl-mode-statements"), set(words::STATEMENTS.iter().copied()));
}

#[test]
fn every_tag_has_the_language_that_its_text_is_in() {
    let grammar = grammar();
    let texts = grammar["repository"]["text"]["patterns"].as_array().expect("rules");
    let scopes = texts.iter().filter_map(|rule| rule["contentName"].as_str());
    let found: BTreeSet<String> = scopes
        .filter_map(|scope| scope.strip_prefix("meta.embedded.")?.split_once(".dl source."))
        .map(|(tag, _)| tag.to_owned())
        .collect();
    assert_eq!(found, set(words::TAGS.iter().copied()));
}

#[test]
fn every_rule_that_is_included_exists() {
    let grammar = grammar();
    let text = grammar.to_string();
    let included = Regex::new(r##""include":"#(\w+)""##).expect("a pattern");
    for name in included.captures_iter(&text) {
        assert!(grammar["repository"][&name[1]].is_object(), "no rule `{}`", &name[1]);
    }
}
