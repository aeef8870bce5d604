//! Text and tables within the width of a page.

/// How wide a page is.
pub(super) const WIDTH: usize = 100;

/// The blanks between two columns.
const GAP: usize = 2;

/// `text` in lines of at most `width` characters; a word that is longer has a line of its own.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if count(line) + 1 + count(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The same with `indent` blanks before each line.
pub(super) fn indented(text: &str, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    lines(text, WIDTH.saturating_sub(indent)).iter().map(|line| format!("{blanks}{line}\n")).collect()
}

/// Rows below their columns' names. The widest columns are wrapped until a line fits.
pub(super) fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let widths = widths(columns, rows);
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut text = row(columns, &widths);
    text.push_str(&row(&rule, &widths));
    rows.iter().for_each(|cells| text.push_str(&row(cells, &widths)));
    text
}

fn widths(columns: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at)).chain(columns.get(at));
    let longest_word = |text: &String| text.split_whitespace().map(count).max().unwrap_or(0);
    let least: Vec<usize> = (0..columns.len()).map(|at| cells(at).map(longest_word).max().unwrap_or(0)).collect();
    let mut widths: Vec<usize> =
        (0..columns.len()).map(|at| cells(at).map(|cell| count(cell)).max().unwrap_or(0)).collect();
    let gaps = GAP * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > WIDTH {
        let widest = (0..widths.len()).filter(|&at| widths[at] > least[at]).max_by_key(|&at| widths[at]);
        let Some(at) = widest else { break };
        widths[at] -= 1;
    }
    widths
}

/// One row, on as many lines as its highest cell.
fn row(cells: &[String], widths: &[usize]) -> String {
    let cells: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, &width)| lines(cell, width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for at in 0..height {
        let mut line = String::new();
        for (cell, &width) in cells.iter().zip(widths) {
            let piece = cell.get(at).map(String::as_str).unwrap_or_default();
            line.push_str(piece);
            line.push_str(&" ".repeat(width.saturating_sub(count(piece)) + GAP));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_wide_as_its_cells_and_never_wider_than_the_page() {
        let words = |count: usize| vec!["word"; count].join(" ");
        let columns = ["name", "meaning", "more"].map(str::to_owned);
        let small = table(&columns, &[vec!["a".into(), "short".into(), String::new()]]);
        assert_eq!(small, "name  meaning  more\n────  ───────  ────\na     short\n");
        let wide = table(&columns, &[vec!["a".into(), words(40), words(30)]]);
        assert!(wide.lines().all(|line| count(line) <= WIDTH), "{wide}");
        assert_eq!(wide.matches("word").count(), 70);
    }

    #[test]
    fn a_word_that_fits_nowhere_stands_whole_on_a_line_of_its_own() {
        assert_eq!(lines("to https://a.example/very/long there", 10), ["to", "https://a.example/very/long", "there"]);
    }
}
