//! Programs in Markdown.
//!
//! A heading names the test, prose explains it. A fenced block of `dl` is a program, `lab.dl`. A line that is only a
//! path in backticks names the block below it: a file that the programs of its section may use; one whose path ends in
//! `lab.dl` is itself a program, in a folder. A block of `text` below a program is what a person reads when it is
//! checked, whole; `UPDATE_EXPECT=1` writes it. Where there is none, comments in the program say what is found: see
//! [`crate::assertion`].

/// A section with a program.
#[derive(Debug, Default)]
pub(crate) struct Section {
    /// The headings above it, outermost first.
    pub(crate) title: String,
    pub(crate) files: Vec<Block>,
    pub(crate) programs: Vec<Program>,
}

/// A program with what is expected of it.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) main: Block,
    /// What a person reads.
    pub(crate) rendered: Option<Block>,
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The path of a file; of a program without one `lab.dl`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The line of its first line in the Markdown, from 1.
    pub(crate) line: usize,
    /// Its bytes there.
    pub(crate) range: std::ops::Range<usize>,
}

/// The sections of a page that hold a program.
pub(crate) fn sections(page: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut headings: Vec<(usize, &str)> = Vec::new();
    let mut path = None;
    let mut lines = Lines { page, at: 0, number: 0 };
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let block = lines.block(path.take());
            add(sections.last_mut().expect("there is one"), info.trim(), block);
        } else if line.starts_with('#') {
            let depth = line.bytes().take_while(|b| *b == b'#').count();
            headings.retain(|(above, _)| *above < depth);
            headings.push((depth, line[depth..].trim()));
            let title = headings.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" / ");
            sections.push(Section { title, ..Section::default() });
        } else if !line.trim().is_empty() {
            path = only_a_path(line);
        }
    }
    sections.retain(|section| !section.programs.is_empty());
    sections
}

fn add(section: &mut Section, info: &str, block: Block) {
    match info {
        "text" if block.path.is_empty() => {
            if let Some(program) = section.programs.last_mut() {
                program.rendered.get_or_insert(block);
            }
        }
        "dl" if block.path.is_empty() => {
            let main = Block { path: "lab.dl".to_owned(), ..block };
            section.programs.push(Program { main, rendered: None });
        }
        "dl" if block.path.ends_with("/lab.dl") => section.programs.push(Program { main: block, rendered: None }),
        _ if !block.path.is_empty() => section.files.push(block),
        _ => {}
    }
}

/// A line that says nothing but `` `shared.dl` ``.
fn only_a_path(line: &str) -> Option<String> {
    let path = line.trim().strip_prefix('`')?.strip_suffix('`')?;
    (!path.is_empty() && !path.contains(['`', ' '])).then(|| path.to_owned())
}

struct Lines<'a> {
    page: &'a str,
    at: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let rest = &self.page[self.at..];
        let line = rest.split_inclusive('\n').next()?;
        self.at += line.len();
        self.number += 1;
        Some(line.trim_end_matches(['\n', '\r']))
    }

    /// The lines up to the closing fence.
    fn block(&mut self, path: Option<String>) -> Block {
        let (start, line) = (self.at, self.number + 1);
        let mut end = start;
        while let Some(text) = self.next() {
            if text == "```" {
                break;
            }
            end = self.at;
        }
        Block { path: path.unwrap_or_default(), text: self.page[start..end].to_owned(), line, range: start..end }
    }
}

#[test]
fn a_page_is_cut_into_sections_with_programs_and_files() {
    let page = "# Page\n\nprose\n\n## One\n\n`a/b.dl`\n\n```dl\nlet x = 1\n```\n\n```dl\nlab t { }\n```\n\n```text\nerror\n```\n\n## Two\n\nnothing\n";
    let sections = sections(page);
    assert_eq!(sections.len(), 1);
    let section = &sections[0];
    assert_eq!(section.title, "Page / One");
    assert_eq!(section.files[0].path, "a/b.dl");
    let program = &section.programs[0];
    assert_eq!(
        (program.main.path.as_str(), program.main.line, program.main.text.as_str()),
        ("lab.dl", 14, "lab t { }\n")
    );
    assert_eq!(&page[program.rendered.as_ref().unwrap().range.clone()], "error\n");
}
