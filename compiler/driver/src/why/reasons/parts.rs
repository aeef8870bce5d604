//! Which part of a value became a text: by the names on the way, and by what the text says.

use super::{Became, Reasons};
use dlc_eval::value::{Cell, Value};
use dlc_model::input_path::{InputPath, Root};

/// How many parts of a value are looked at for a text.
const PARTS: usize = 20_000;
/// How many parts of a value are named for one line.
const NAMED: usize = 12;

impl Reasons<'_> {
    /// Goes on from `path` by the names of `rest`, as far as there are such fields.
    pub(super) fn by_names(&self, path: &InputPath, rest: &[String]) -> (InputPath, bool) {
        let (mut path, mut by_name) = (path.clone(), false);
        for step in rest {
            let next = path.clone().at(step.replace('-', "_"));
            if self.origins.value(&next).is_none() {
                break;
            }
            (path, by_name) = (next, true);
        }
        (path, by_name)
    }

    /// The parts of the value at `path` that stand in a text.
    pub(super) fn by_text(&self, path: &InputPath, became: Became<'_>) -> Vec<InputPath> {
        let Some(cell) = self.origins.value(path) else { return Vec::new() };
        let Ok(text) = std::str::from_utf8(became.text) else { return Vec::new() };
        let mut parts = Vec::new();
        scalars(&cell, &mut Vec::new(), &mut parts);
        parts.extend(self.short_id(path));
        // The value itself is no part.
        parts.retain(|(steps, _)| !steps.is_empty());
        let inside = |steps: &[String]| InputPath { root: path.root.clone(), steps: [&path.steps, steps].concat() };
        let same: Vec<&(Vec<String>, Vec<String>)> =
            parts.iter().filter(|(_, texts)| texts.iter().any(|said| said == text)).collect();
        if let [(steps, _)] = same.as_slice() {
            return vec![inside(steps)];
        }
        if !same.is_empty() {
            return Vec::new();
        }
        let stands = |said: &String| {
            let long = said.len() >= 3;
            let covers =
                |at: usize| text.match_indices(said.as_str()).any(|(from, _)| (from..from + said.len()).contains(&at));
            long && became.at.map_or_else(|| text.contains(said.as_str()), covers)
        };
        let mut found: Vec<(usize, InputPath)> = parts
            .iter()
            .filter_map(|(steps, texts)| Some((texts.iter().find(|said| stands(said))?.len(), inside(steps))))
            .collect();
        // Of parts of one place, what says most of it is the nearest.
        found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        found.truncate(NAMED);
        found.into_iter().map(|(_, path)| path).collect()
    }

    /// The argument that the compiler adds, if `path` is a machine's kernel line: its number, and it.
    pub(super) fn short_id(&self, path: &InputPath) -> Option<(Vec<String>, Vec<String>)> {
        let node = match &path.root {
            Root::Node(name) => self.scene.cluster.node(name),
            Root::MenuMachine(name) => self.scene.cluster.menu_machine(name),
            Root::Lab => None,
        };
        let (number, argument) = node?.command_line.iter().enumerate().next_back()?;
        let said = self.origins.value(&path.clone().at(number.to_string())).is_some();
        (path.steps == ["command_line"] && !said).then(|| (vec![number.to_string()], vec![argument.clone()]))
    }
}

/// The scalars in a value, each with the way to it and the texts that it may have become.
fn scalars(cell: &Cell, way: &mut Vec<String>, out: &mut Vec<(Vec<String>, Vec<String>)>) {
    if out.len() >= PARTS {
        return;
    }
    let inside = |step: String, cell: &Cell, way: &mut Vec<String>, out: &mut Vec<(Vec<String>, Vec<String>)>| {
        way.push(step);
        scalars(cell, way, out);
        way.pop();
    };
    match &cell.value {
        // What is true of one thing is true of many.
        Value::Bool(_) => {}
        Value::Record(record) => {
            record.fields.iter().for_each(|(name, cell)| inside(name.to_string(), cell, way, out));
        }
        Value::Map(map) => {
            for (text, _, cell) in map.iter() {
                inside(text.to_string(), cell, way, out);
                // Who writes a value with its key writes the key too.
                let own = way.len() + 1;
                if let Some((steps, texts)) = out.last_mut()
                    && steps.len() == own
                    && steps.last().is_some_and(|last| last == text.as_str())
                {
                    texts.push(text.to_string());
                }
            }
        }
        Value::List(items) | Value::Set(items) => {
            items.iter().enumerate().for_each(|(number, cell)| inside(number.to_string(), cell, way, out));
        }
        value => {
            let mut texts: Vec<String> = value.to_text().map(|text| text.to_string()).into_iter().collect();
            match value {
                Value::Mode(mode) => texts.extend([mode.to_string(), format!("{mode:o}"), format!("{mode:04o}")]),
                Value::Size(number) | Value::Duration(number) | Value::Cpu(number) => texts.push(number.to_string()),
                Value::Mac(mac) => texts.push(mac.joined("-")),
                Value::Secret(recipe) => texts.push(recipe.handle()),
                _ => {}
            }
            if !texts.is_empty() {
                out.push((way.clone(), texts));
            }
        }
    }
}
