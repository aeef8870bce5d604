//! The answers, one module each.

mod actions;
mod completion;
mod definition;
mod formatting;
mod hover;
mod members;
mod show;
mod sight;
mod symbols;
mod things;
mod value;

pub(crate) use actions::actions;
pub(crate) use completion::completion;
pub(crate) use definition::definition;
pub(crate) use formatting::formatting;
pub(crate) use hover::hover;
pub(crate) use symbols::symbols;
