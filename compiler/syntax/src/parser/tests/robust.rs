//! Whatever the text is: a tree with that text, few errors, no panic, in time that grows with the text only.

use super::*;
use crate::lexer;
use expect_test::expect;
use std::path::{Path, PathBuf};

/// One of everything, written as people write it.
const SAMPLE: &str = r##"edition 2026

/// Doc.
use "../shared.dl" as shared
use std.os { alpine, debian }

type Role = control_plane | worker
let keys: {Str: Str} = { ops = "a"  "b" = "c" }

fn image(base: Url, arch: Arch = x86_64) -> Image = {
  kernel = "\(base)/vmlinuz"
}

schema Node is Machine {
  /// What it is called.
  name : Name := label
  private users : {UserName: User} as user
  memory : Size? where it >= 1GiB : "too small" = 2GiB
  roles : {Role} = []
  for n in nodes { check n.on : "off" }
  check not (ip is Ip) or ip in network.subnet
    : outside "\(ip) is outside"
      hint "take \(network.subnet.first)"
}

lab x {
  domain = "x.example"
  include shared.students, shared.cached(cache, port = 5000)
  network lan { subnet = 10.0.0.0/24  dns = [10.0.0.2, 10.0.0.3] }  // a comment
  host vol { ip = 10.0.0.250 }

  profile base {
    user ops { admin = true  ssh_keys = shared.keys["ops"] }
    kernel_args += ["quiet"]
    os = flatcar { version = 3975.2.1 }
    contents = json#"{"a": \#(b.c)}"#
    file "/etc/hosts" {
      contents = """
        127.0.0.1  localhost
        \(["\(n.ip)  \(n.name)" for n in lab.nodes if n.on].join("\n"))
        """
    }
    drop unit "x"
  }

  for i, j in 1..3 {
    node "cp\(i)" { mac = 52:54:00:00:01:00 + i * 16  memory = if i == 1 then 8GiB else 4GiB }
  }
  when lab.nodes.count > 2 { ntp = [vol] } else { ntp = none }

  table node {
    name  ip          labels.rack  os
    w1    10.0.0.21   "r1"         (fcos { version = 41.2.3 })
    w2    10.0.0.22   -            debian {
      allow installs-to-disk : "a disk to spare"
    }
    w3    10.0.0.23   "r3"         debian
  }

  test "three" {
    given node w1 { state = on }
    expect lab.nodes.count == 3
    expect error root-too-small
  }
}
"##;

/// The samples under `folder`, if it is there.
fn samples_in(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            samples_in(&path, out);
        } else if path.extension().is_some_and(|e| e == "dl") {
            out.push(path);
        }
    }
    out.sort();
}

/// The bounds of each token that is no blank.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut pos = 0;
    let mut out = Vec::new();
    for token in lexer::lex(text) {
        let start = pos;
        pos += token.len as usize;
        if !token.kind.is_trivia() {
            out.push((start, pos));
        }
    }
    out
}

/// Parses, and gives the number of errors.
fn count(text: &str) -> usize {
    let parse = parse(text);
    assert_eq!(parse.syntax().text().to_string(), text);
    parse.errors.len()
}

#[test]
fn the_sample_is_correct() {
    assert_eq!(errors(SAMPLE), "");
}

#[test]
fn every_lab_and_library_file_of_the_repository_parses() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["examples", "stdlib"] {
        samples_in(&root.join(folder), &mut files);
    }
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        assert_eq!(errors(&text), "", "{}", file.display());
    }
}

/// The kinds of all nodes.
fn kinds(text: &str) -> Vec<SyntaxKind> {
    parse(text).syntax().descendants().map(|n| n.kind()).collect()
}

#[test]
fn indentation_means_nothing_where_nothing_is_wrong() {
    // Not at column 0, where some words begin an item whatever is open.
    let flat: String = SAMPLE.lines().map(|line| format!(" {}\n", line.trim_start())).collect();
    assert_eq!(errors(&flat), "");
    assert_eq!(kinds(&flat), kinds(SAMPLE));
    // Each line a little further right than the one before, and then all at once back.
    let slanted: String = SAMPLE
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{}{}\n", " ".repeat(1 + i % 7), line.trim_start()))
        .collect();
    let slanted = slanted.replace("\"\"\"\n", "\"\"\"\n\n");
    let inside_texts = |e: &dlc_base::Diagnostic<dlc_base::TextRange>| e.code == "text-indentation";
    let wrong: Vec<String> =
        parse(&slanted).errors.iter().filter(|e| !inside_texts(e)).map(|e| e.message.clone()).collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_text_cut_off_anywhere_has_one_error_at_most() {
    for (_, end) in tokens(SAMPLE) {
        let cut = &SAMPLE[..end];
        assert!(count(cut) <= 1, "{}\n{}", errors(cut), &cut[cut.len().saturating_sub(80)..]);
    }
}

#[test]
fn a_deleted_token_is_told_with_few_errors() {
    let mut once = 0;
    let tokens = tokens(SAMPLE);
    for (start, end) in &tokens {
        let text = format!("{}{}", &SAMPLE[..*start], &SAMPLE[*end..]);
        let count = count(&text);
        assert!(count <= 3, "without {:?}:\n{}", &SAMPLE[*start..*end], errors(&text));
        once += usize::from(count <= 1);
    }
    assert!(once * 100 >= tokens.len() * 95, "{once} of {} deletions give one error", tokens.len());
}

#[test]
fn a_doubled_or_swapped_token_breaks_nothing() {
    let tokens = tokens(SAMPLE);
    for pair in tokens.windows(2) {
        let [(a, b), (c, d)] = [pair[0], pair[1]];
        let doubled = format!("{} {}", &SAMPLE[..b], &SAMPLE[a..]);
        let swapped = format!("{}{}{}{}{}", &SAMPLE[..a], &SAMPLE[c..d], &SAMPLE[b..c], &SAMPLE[a..b], &SAMPLE[d..]);
        assert!(count(&doubled) <= 6, "{:?} doubled:\n{}", &SAMPLE[a..b], errors(&doubled));
        assert!(count(&swapped) <= 6, "{:?} swapped:\n{}", &SAMPLE[a..d], errors(&swapped));
    }
}

#[test]
fn a_text_cut_inside_a_token_has_a_tree() {
    for end in (0..SAMPLE.len()).filter(|i| SAMPLE.is_char_boundary(*i)) {
        count(&SAMPLE[..end]);
        count(&SAMPLE[end..]);
    }
}

#[test]
fn any_bytes_have_a_tree() {
    for text in [
        "",
        "\0",
        "\u{feff}",
        "\u{feff}let a = 1",
        "é",
        "\u{2028}",
        "\r",
        "lab x {\r\n  a = 1\r\n}\r\n",
        "#!",
        "#!a\n#!b",
    ] {
        count(text);
    }
    // Each pair of marks, alone and in braces.
    let marks = [
        "\"",
        "\"\"\"\n",
        "\\(",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "=",
        ":",
        ".",
        "-",
        "|",
        "a",
        "1",
        "\n",
        "#\"",
        "for",
        "table {\n",
    ];
    for a in marks {
        for b in marks {
            for c in marks {
                count(&format!("{a}{b}{c}"));
                count(&format!("lab x {{ a = {a}{b}{c} }}"));
            }
        }
    }
}

#[test]
fn deep_nesting_is_one_error_and_kept_flat() {
    wrong(
        &format!("let a = {}{}", "(".repeat(300), ")".repeat(300)),
        expect![[r#"
        1:265 [nested-too-deep] this is nested too deep
    "#]],
    );
    wrong(
        &format!("let a = {}1{}", "[{ b = ".repeat(140), " }]".repeat(140)),
        expect![[r#"
        1:905 [nested-too-deep] this is nested too deep
    "#]],
    );
    wrong(
        &format!("let a = b{}", " + b".repeat(300)),
        expect![[r#"
        1:1031 [nested-too-deep] this expression is too long
    "#]],
    );
    wrong(
        &format!("let a = b{}", ".c".repeat(300)),
        expect![[r#"
        1:520 [nested-too-deep] this expression is too long
    "#]],
    );
}

#[test]
fn long_senseless_texts_have_a_tree() {
    let size = 1 << 15;
    let pieces = [
        "{",
        "}",
        "(",
        "a { ",
        "a = { ",
        "a {\n",
        "[",
        "a + ",
        "a.",
        "a(",
        "\"",
        "\"\\(",
        "\"\"\"\n",
        "not ",
        "if a then ",
        "|",
        "? ",
        "<",
        "- ",
        "a:b ",
        "a \"b\" ",
        "x \"\n",
        "' ",
        "#\"",
        "\\",
        ",",
        "lab x {\n",
        "a = table {\n a\n ",
        "else when a { } ",
        "use ",
        "\r",
        "é",
    ];
    for piece in pieces {
        let text = piece.repeat(size / piece.len());
        for text in [
            text.clone(),
            format!("lab x {{ a = {text}"),
            format!("type x = {text}"),
            format!("schema x {{\n a : b = {text}"),
        ] {
            let parse = parse(&text);
            assert!(parse.errors.len() <= 101, "{piece:?}");
            assert_eq!(parse.syntax().text(), text.as_str(), "{piece:?}");
        }
    }
}

#[test]
fn a_megabyte_of_one_mark_has_few_errors() {
    for mark in ["{", "(", "\"", "\n{"] {
        assert!(count(&mark.repeat((1 << 20) / mark.len())) <= 101, "{mark:?}");
    }
}

#[test]
fn a_file_that_is_too_large_is_one_token() {
    let text = "a".repeat(crate::MAX_FILE + 1);
    let parse = parse(&text);
    let codes: Vec<&str> = parse.errors.iter().map(|e| &*e.code).collect();
    assert_eq!(codes, ["file-too-large"]);
    assert_eq!(usize::from(parse.syntax().text_range().len()), text.len());
}

#[test]
fn after_a_hundred_errors_the_rest_is_counted() {
    let text = format!("lab x {{\n{}}}\n", "  a 1\n".repeat(300));
    let parse = parse(&text);
    assert_eq!(parse.errors.len(), 101);
    assert_eq!(parse.errors.last().map(|e| e.message.as_str()), Some("200 more syntax errors are not shown"));
}
