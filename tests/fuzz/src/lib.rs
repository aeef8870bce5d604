//! What must hold of any input, whatever it is. A panic is a finding.

#[cfg(feature = "evaluator")]
mod evaluator;
pub mod seeds;

#[cfg(feature = "evaluator")]
pub use evaluator::check;

use dlc_fmt::Refusal;
use dlc_syntax::lexer;

/// The lexer's tokens are the text, and so is the parser's tree; what is told has a place in it.
pub fn parse(text: &str) {
    let tokens = lexer::lex(text);
    assert!(tokens.iter().all(|token| token.len > 0), "an empty token");
    let total: usize = tokens.iter().map(|token| token.len as usize).sum();
    assert_eq!(total, text.len(), "the tokens are not the text");

    let parse = dlc_syntax::parse(text);
    assert_eq!(parse.syntax().text().to_string(), text, "the tree is not the text");
    assert!(parse.errors.len() <= 101, "{} messages", parse.errors.len());
    for error in &parse.errors {
        let fix = error.fix.as_ref().map(|fix| fix.place);
        let others = error.secondary.iter().map(|label| label.place);
        for place in error.primary.as_ref().map(|label| label.place).into_iter().chain(others).chain(fix) {
            assert!(text.get(std::ops::Range::<usize>::from(place)).is_some(), "`{}` at {place:?}", error.message);
        }
    }
}

/// What parses has a layout, which says the same and has itself as layout.
pub fn format(text: &str) {
    match dlc_fmt::format(text) {
        Ok(once) => assert_eq!(dlc_fmt::format(&once), Ok(once.clone()), "a second time something changes"),
        Err(Refusal::Syntax(errors)) => assert!(!errors.is_empty(), "refused without a reason"),
        Err(Refusal::Unfaithful) => panic!("the layout says something else"),
    }
}
