//! Whatever is read, nothing panics, and what is wrong has a place inside of the text.

use super::template;
use crate::{Data, Language, Piece, check};

const ALL: [Language; 6] =
    [Language::Systemd, Language::Sh, Language::Json, Language::Yaml, Language::Toml, Language::Ini];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % n
    }
}

/// Reads a text in each language, and writes awkward values into it.
fn holds(text: &str) {
    let template = template(text);
    // What a failure shows.
    let text: String = text.chars().take(80).collect();
    for language in ALL {
        let checked = check(language, &template);
        for fault in &checked.faults {
            assert!(
                fault.at.start <= fault.at.end && fault.at.end <= template.text().len(),
                "{language:?} {text:?} {fault:?}"
            );
            assert!(template.text().is_char_boundary(fault.at.start), "{language:?} {text:?} {fault:?}");
            assert!(template.text().is_char_boundary(fault.at.end), "{language:?} {text:?} {fault:?}");
            assert!(fault.hole.is_none_or(|hole| hole < template.holes().len()), "{language:?} {text:?} {fault:?}");
        }
        if checked.faults.is_empty() {
            assert_eq!(checked.places.len(), template.holes().len(), "{language:?} {text:?}");
            for piece in &checked.pieces {
                if let Piece::Hole(_, place) = piece {
                    let _ = place.fill(&Data::Text("it's \"a\" $b `c`\\ é\n\t# d".to_owned()));
                }
            }
        }
    }
}

#[test]
fn random_pieces_of_every_language_are_read_to_the_end() {
    const PIECES: [&str; 48] = [
        "◊",
        "\"",
        "'",
        "`",
        "$(",
        "$((",
        "${",
        "}",
        ")",
        "(",
        "[",
        "]",
        "{",
        ",",
        ":",
        "=",
        "#",
        ";",
        "\n",
        "\\",
        "<<E",
        "E",
        "|",
        ">",
        "- ",
        "a",
        "é",
        "1",
        "0644",
        " ",
        "\t",
        "\"\"\"",
        "'''",
        "&x ",
        "*x",
        "!!str ",
        "---",
        "case",
        "esac",
        "[Unit]",
        "ExecStart=",
        "%",
        "\\u12",
        "null",
        "true",
        "<<-",
        "\r\n",
        "? ",
    ];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..20_000 {
        let count = 1 + dice.below(14);
        let text: String = (0..count).map(|_| PIECES[dice.below(PIECES.len())]).collect();
        holds(&text);
    }
}

#[test]
fn every_beginning_of_a_text_is_read_to_the_end() {
    let texts = [
        "{\"a\": [1, \"b ◊\", {\"c\": ◊}], \"d\": \"\\u00e9\"}",
        "a: |\n  x ◊\n  y\nb: [◊, 'c ◊', \"d\"] # e\n? f\n: *g\n",
        "[a.b]\nc = [1, { d = ◊ }]\ne = \"\"\"\nf ◊\"\"\"\n",
        "[Service]\nExecStart=/bin/sh -c \"◊\" \\\n  'x'\nEnvironment=A=◊\n",
        "if [ \"$a\" = '◊' ]; then\n  cat <<EOF\n$b\nEOF\nfi\nx=$(echo `d ${e:-◊}`)\n",
    ];
    for text in texts {
        for (end, _) in text.char_indices() {
            holds(&text[..end]);
        }
        holds(text);
    }
}

#[test]
fn deep_and_long_texts_are_refused_or_read_in_time() {
    for piece in ["[", "{\"a\":", "- ", "$(", "$((", "${", "\"$(", "`", "<<E\n", "{a: ", "a = [", "(", "? "] {
        holds(&piece.repeat(20_000));
    }
    holds(&"◊ ".repeat(20_000));
    holds(&"a: ◊\n".repeat(5_000));
}

#[test]
fn aliases_cannot_make_a_document_large() {
    let mut text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..12 {
        text.push_str(&format!("k{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(", ")));
    }
    let fault = crate::yaml::read(&text).unwrap_err();
    assert!(fault.message.contains("aliases"), "{fault:?}");
}

#[test]
fn data_is_read_with_its_places() {
    use crate::{Kind, Node};
    let at = |text: &str, node: &Node| text[node.at.clone()].to_owned();
    let text = "é: 1\nlist:\n  - 10.0.0.1\n  - 'x'\nmac: 52:54:00:00:00:01\n";
    let Node { kind: Kind::Map(entries), .. } = crate::yaml::read(text).unwrap() else { panic!("a map") };
    let found: Vec<(String, String)> = entries.iter().map(|(key, node)| (key.text.clone(), at(text, node))).collect();
    let pairs = [("é", "1"), ("list", "- 10.0.0.1\n  - 'x'"), ("mac", "52:54:00:00:00:01")];
    assert_eq!(found, pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let text = r#"{"a": [1, "x"]}"#;
    let Node { kind: Kind::Map(entries), .. } = crate::json::read(text).unwrap() else { panic!("a map") };
    assert_eq!(at(text, &entries[0].1), r#"[1, "x"]"#);
}
