//! Columns: cells of tables, the signs of adjacent entries, comments at the ends of lines.

use crate::WIDTH;
use crate::layout::Line;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr as _;

/// Puts the columns of all lines under one another.
pub(crate) fn align(lines: &mut [Line<'_>]) {
    tables(lines);
    signs(lines);
    comments(lines);
}

/// Makes the gap before byte `at` of a line wider.
fn widen(line: &mut Line<'_>, at: usize, blanks: usize) {
    line.text.insert_str(at, &" ".repeat(blanks));
}

/// The cells of each table.
fn tables(lines: &mut [Line<'_>]) {
    let mut tables: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(table) = line.table {
            tables.entry(table).or_default().push(at);
        }
    }
    for rows in tables.values() {
        let mut widths: Vec<usize> = Vec::new();
        for &row in rows {
            for (i, width) in cell_widths(&lines[row]).enumerate() {
                match widths.get_mut(i) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        for &row in rows {
            let own: Vec<usize> = cell_widths(&lines[row]).collect();
            let cells = std::mem::take(&mut lines[row].cells);
            let mut shift = 0;
            for ((at, own), widest) in cells.iter().zip(own).zip(&widths) {
                widen(&mut lines[row], at + shift, widest - own);
                shift += widest - own;
            }
        }
    }
}

/// How wide the cells are that another one follows on the same line.
fn cell_widths(line: &Line<'_>) -> impl Iterator<Item = usize> {
    let begins = std::iter::once(0).chain(line.cells.iter().copied());
    begins.zip(&line.cells).map(|(from, to)| line.text[from..*to].trim_end().width())
}

/// The signs of adjacent entries of one kind. One of several lines is the last of its run.
fn signs(lines: &mut [Line<'_>]) {
    let mut run: Vec<usize> = Vec::new();
    let mut open = false;
    for at in 0..=lines.len() {
        let line = lines.get(at);
        // Comments between entries belong to the next one; deeper lines to the one before.
        if open && line.is_some_and(|l| belongs(l, &lines[run[0]])) {
            continue;
        }
        let kind = |line: &Line<'_>| line.column.map(|(column, _)| (column, line.indent));
        let goes_on = line.is_some_and(|l| {
            open && !l.blank && kind(l).is_some() && kind(l) == run.first().and_then(|r| kind(&lines[*r]))
        });
        if !goes_on {
            align_run(lines, &std::mem::take(&mut run));
            open = false;
        }
        if let Some(line) = lines.get(at).filter(|l| l.column.is_some()) {
            run.push(at);
            open = line.whole || line.goes_on;
        }
    }
}

/// Whether a line stands between entries that are indented like `entry`, and ends no run of them.
fn belongs(line: &Line<'_>, entry: &Line<'_>) -> bool {
    let comment = line.comment_only && line.indent == entry.indent;
    !line.blank && (comment || line.indent > entry.indent && !line.inside_text)
}

/// A line that would become too long stays as it is.
fn align_run(lines: &mut [Line<'_>], run: &[usize]) {
    let head = |line: &Line<'_>| line.column.map_or(0, |(_, at)| line.text[..at].width());
    let widest = run.iter().map(|at| head(&lines[*at])).max().unwrap_or(0);
    for &at in run {
        let line = &mut lines[at];
        let blanks = widest - head(line);
        let Some((_, sign)) = line.column else { continue };
        let width = line.width();
        if width > WIDTH || width + blanks <= WIDTH {
            widen(line, sign, blanks);
        }
    }
}

/// Comments at the ends of adjacent lines.
fn comments(lines: &mut [Line<'_>]) {
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let indent = first.indent;
        let in_run = |l: &&Line<'_>| l.comment.is_some() && l.indent == indent && !closes(l);
        let others = rest[1..].iter().take_while(|l| in_run(l) && !l.blank).count();
        let (run, behind) = rest.split_at_mut(if in_run(&first) { 1 + others } else { 1 });
        rest = behind;
        let widest = run.iter().map(Line::width).max().unwrap_or(0);
        for line in run.iter_mut().filter(|line| line.comment.is_some()) {
            let blanks = widest - line.width();
            let end = line.text.len();
            widen(line, end, blanks);
        }
    }
}

/// Whether a line begins with a closing bracket: what is said behind it is said of many lines.
fn closes(line: &Line<'_>) -> bool {
    line.text.starts_with([')', ']', '}'])
}
