//! Pages as Markdown: every section is a table.

use dlc_driver::doc::{Body, Item, Page, Section};

/// A whole page.
pub(super) fn page(page: &Page) -> String {
    let from = page.module.as_ref().map(|module| format!(" of `{module}`")).unwrap_or_default();
    let mut text = format!("# {}\n\nA {}{from}.\n", page.name, page.kind);
    if let Some(signature) = &page.signature {
        text.push_str(&format!("\n```dl\n{signature}\n```\n"));
    }
    if let Some(about) = &page.text {
        text.push_str(&format!("\n{about}\n"));
    }
    page.sections.iter().for_each(|part| text.push_str(&section(part)));
    text
}

fn section(section: &Section) -> String {
    let (columns, rows) = match &section.body {
        Body::Table(table) => (table.columns.clone(), table.rows.clone()),
        Body::Items(items) => {
            let columns = ["name", "declared", "default", "computed", "meaning"].map(str::to_owned).to_vec();
            without_empty(columns, items.iter().map(cells).collect())
        }
    };
    let rule = vec!["---".to_owned(); columns.len()];
    let lines: String = [columns, rule].into_iter().chain(rows).map(|cells| line(&cells)).collect();
    format!("\n## {}\n\n{lines}", section.title)
}

fn cells(item: &Item) -> Vec<String> {
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let private = if item.private { "private " } else { "" };
    vec![
        format!("{private}{}", code(&item.name)),
        code(item.declared.trim_start_matches(": ")),
        code(item.default.as_deref().unwrap_or_default()),
        code(item.computed.as_deref().unwrap_or_default()),
        item.text.clone().unwrap_or_default(),
    ]
}

/// Only the columns in which something stands.
fn without_empty(columns: Vec<String>, rows: Vec<Vec<String>>) -> (Vec<String>, Vec<Vec<String>>) {
    let used: Vec<bool> = (0..columns.len()).map(|at| rows.iter().any(|row| !row[at].is_empty())).collect();
    let keep =
        |cells: Vec<String>| cells.into_iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| cell).collect();
    (keep(columns), rows.into_iter().map(keep).collect())
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
