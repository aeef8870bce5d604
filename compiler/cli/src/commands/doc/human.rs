//! Pages for people: plain text of a hundred columns.

use super::wrap::{indented, table};
use dlc_driver::doc::{Body, Item, Page, Section};

/// The longest expression that is shown; longer ones are told as `…`.
const LONGEST: usize = 160;

/// A whole page.
pub(super) fn page(page: &Page) -> String {
    let from = page.module.as_ref().map(|module| format!(" of {module}")).unwrap_or_default();
    let mut text = format!("{} ({}{from})\n", page.name, page.kind);
    if let Some(signature) = &page.signature {
        text.push('\n');
        text.push_str(&indented(signature, 2));
    }
    if let Some(about) = &page.text {
        text.push('\n');
        text.push_str(&indented(about, 0));
    }
    page.sections.iter().for_each(|part| text.push_str(&section(part)));
    text
}

fn section(section: &Section) -> String {
    let body = match &section.body {
        Body::Table(rows) => table(&rows.columns, &rows.rows),
        Body::Items(items) if items.iter().all(is_brief) => briefs(items),
        Body::Items(items) => items.iter().map(item).collect(),
    };
    format!("\n{}\n\n{body}", section.title)
}

/// Whether a name and its meaning are all there is.
fn is_brief(item: &Item) -> bool {
    item.declared.is_empty() && item.default.is_none() && item.computed.is_none() && item.name.chars().count() <= 30
}

fn briefs(items: &[Item]) -> String {
    let rows: Vec<Vec<String>> =
        items.iter().map(|item| vec![format!("  {}", item.name), item.text.clone().unwrap_or_default()]).collect();
    let width = items.iter().map(|item| item.name.chars().count()).max().unwrap_or(0);
    rows.iter()
        .map(|row| {
            let about = indented(&row[1], width + 4);
            let blank = " ".repeat(width + 4);
            let name = format!("{:<1$}", row[0], width + 4);
            if about.is_empty() { format!("{}\n", name.trim_end()) } else { about.replacen(&blank, &name, 1) }
        })
        .collect()
}

fn item(item: &Item) -> String {
    let value = match (&item.default, &item.computed) {
        (Some(default), _) => format!(" = {}", short(default)),
        (_, Some(computed)) => format!(" := {}", short(computed)),
        _ => String::new(),
    };
    let private = if item.private { "private " } else { "" };
    let blank = if item.declared.starts_with([':', '=']) { " " } else { "" };
    let head = format!("{private}{}{blank}{}{value}", item.name, item.declared);
    let about = item.text.as_ref().map(|text| indented(text, 6)).unwrap_or_default();
    let mut head = indented(&head, 8);
    head.replace_range(0..6, "");
    format!("{head}{about}")
}

fn short(expression: &str) -> &str {
    if expression.chars().count() > LONGEST { "…" } else { expression }
}
