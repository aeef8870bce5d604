//! The secrets of a model, by what stands for them.

use dlc_base::Origin;
use dlc_secret::Recipe;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How each secret is made, and where the lab puts it first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Secrets(BTreeMap<String, (Arc<Recipe>, Origin)>);

impl Secrets {
    /// Keeps a recipe and gives what the model holds in its place.
    pub(crate) fn add(&mut self, recipe: &Arc<Recipe>, origin: Origin) -> String {
        let handle = recipe.handle();
        self.0.entry(handle.clone()).or_insert_with(|| (recipe.clone(), origin));
        handle
    }

    /// How the secret of `handle` is made, and where the lab puts it.
    pub fn get(&self, handle: &str) -> Option<(&Recipe, Origin)> {
        self.0.get(handle).map(|(recipe, origin)| (&**recipe, *origin))
    }

    /// How all of them are made.
    pub fn recipes(&self) -> impl Iterator<Item = &Recipe> {
        self.0.values().map(|(recipe, _)| &**recipe)
    }

    /// Takes those of another.
    pub fn extend(&mut self, other: &Self) {
        for (handle, secret) in &other.0 {
            self.0.entry(handle.clone()).or_insert_with(|| secret.clone());
        }
    }
}
