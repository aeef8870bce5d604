//! Each language: where holes stand, what is written there, what is wrong and where.

mod hostile;

use crate::{Checked, Data, Language, Part, Piece, Template, Written, check};

/// A text in which `◊` is a hole.
fn template(text: &str) -> Template {
    let mut parts = Vec::new();
    for (i, chars) in text.split('◊').enumerate() {
        if i > 0 {
            parts.push(Part::Hole);
        }
        parts.push(Part::Chars(chars));
    }
    Template::new(parts)
}

/// The text with every hole filled with `data`, or why not.
fn filled(language: Language, text: &str, data: &Data) -> Result<String, String> {
    let Checked { pieces, faults, .. } = check(language, &template(text));
    if let Some(fault) = faults.first() {
        return Err(format!("{}: {}", fault.code, fault.message));
    }
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Chars(chars) => out.push_str(&chars),
            Piece::Hole(_, place) => {
                for written in place.fill(data).map_err(|refusal| refusal.message)? {
                    match written {
                        Written::Chars(chars) => out.push_str(&chars),
                        Written::Sealed(number, place) => out.push_str(&place.text(&format!("<{number}>")).unwrap()),
                    }
                }
            }
        }
    }
    Ok(out)
}

fn with_text(language: Language, text: &str, value: &str) -> Result<String, String> {
    filled(language, text, &Data::Text(value.to_owned()))
}

/// The codes of the faults with the text at their places.
fn faults(language: Language, text: &str) -> Vec<String> {
    let template = template(text);
    let found = check(language, &template).faults;
    found
        .iter()
        .map(|fault| match fault.hole {
            Some(hole) => format!("{} hole {hole}", fault.code),
            None => format!("{} {:?}", fault.code, &template.text()[fault.at.clone()]),
        })
        .collect()
}

fn nested() -> Data {
    Data::Map(vec![
        ("a b".to_owned(), Data::List(vec![Data::Int(1), Data::Text("x: y".to_owned()), Data::Bool(true)])),
        ("c".to_owned(), Data::Sealed { number: 7, bare: false }),
    ])
}

#[test]
fn json_takes_data_where_a_value_stands_and_text_between_quotes() {
    use Language::Json;
    assert_eq!(filled(Json, r#"{"k": ◊}"#, &nested()).unwrap(), r#"{"k": {"a b":[1,"x: y",true],"c":"<7>"}}"#);
    assert_eq!(with_text(Json, r#"["a ◊"]"#, "q\"\\\n").unwrap(), r#"["a q\"\\\n"]"#);
    assert_eq!(with_text(Json, r#"{"a◊": 1, "b◊": 2}"#, "k").unwrap(), r#"{"ak": 1, "bk": 2}"#);
}

#[test]
fn json_says_where_it_is_wrong() {
    use Language::Json;
    let of = |text| faults(Json, text);
    assert_eq!(of("{\"a\": 1,}"), [r#"bad-json ",""#]);
    assert_eq!(of("{\"a\" 1}"), [r#"bad-json "1""#]);
    assert_eq!(of("{a: 1}"), [r#"bad-json "a""#]);
    assert_eq!(of("[1 2]"), [r#"bad-json "2""#]);
    assert_eq!(of("[01]"), [r#"bad-json "01""#]);
    assert_eq!(of("[1"), [r#"bad-json """#]);
    assert_eq!(of("[1] x"), [r#"bad-json "x""#]);
    assert_eq!(of("\"a\nb\""), [r#"bad-json "\"""#]);
    assert_eq!(of(r#""\d""#), [r#"bad-json "\\d""#]);
    assert_eq!(of("{◊: 1}"), ["bad-json hole 0"]);
    assert_eq!(of("[1◊]"), ["bad-json hole 0"]);
    assert_eq!(of("[◊x]"), [r#"bad-json "x""#]);
    assert_eq!(of(r#"{"a": 1, "a": 2}"#), [r#"bad-json "\"a\"""#]);
    assert_eq!(of(r#"{"\ud83d\ude00": -1.5e+3, "b": [true, null, {}]}"#), [""; 0]);
}

#[test]
fn yaml_takes_data_where_a_value_stands() {
    use Language::Yaml;
    assert_eq!(filled(Yaml, "k: ◊\n", &nested()).unwrap(), "k: {\"a b\": [1, \"x: y\", true], c: \"<7>\"}\n");
    assert_eq!(with_text(Yaml, "- ◊\n", "plain/word").unwrap(), "- plain/word\n");
    for awkward in ["on", "52:54:00:00:00:01", "1.10", "0644", "a: b", "# x", "", "e1", "=", "<<", "2001-01-01"] {
        assert_eq!(with_text(Yaml, "- ◊\n", awkward).unwrap(), format!("- \"{awkward}\"\n"));
    }
    assert_eq!(filled(Yaml, "[◊, ◊]\n", &Data::Int(-3)).unwrap(), "[-3, -3]\n");
}

#[test]
fn yaml_escapes_a_hole_for_the_scalar_that_it_is_part_of() {
    use Language::Yaml;
    assert_eq!(with_text(Yaml, "a: \"x ◊\"\n", "q\"\n").unwrap(), "a: \"x q\\\"\\n\"\n");
    assert_eq!(with_text(Yaml, "a: 'x ◊'\n", "it's").unwrap(), "a: 'x it''s'\n");
    assert_eq!(with_text(Yaml, "a: reg/◊:1 # ◊\n", "x y").unwrap(), "a: \"reg/x y:1\" # x y\n");
    assert_eq!(with_text(Yaml, "a: ◊◊\nb: 1\n", "é").unwrap(), "a: \"éé\"\nb: 1\n");
    assert_eq!(with_text(Yaml, "◊: 1\nb◊: 2\n", "on").unwrap(), "\"on\": 1\n\"bon\": 2\n");
    assert_eq!(with_text(Yaml, "a: |\n  x\n  ◊\nb: 1\n", "l1\nl2").unwrap(), "a: |\n  x\n  l1\n  l2\nb: 1\n");
    assert_eq!(with_text(Yaml, "a: >-\n  x ◊\n", "y").unwrap(), "a: >-\n  x y\n");
    assert!(with_text(Yaml, "a: |\n  ◊\n", " x").is_err());
    assert!(with_text(Yaml, "a: 'x ◊'\n", "l1\nl2").is_err());
    assert!(with_text(Yaml, "a: 1 # ◊\n", "l1\nb: 2").is_err());
}

#[test]
fn yaml_is_refused_where_it_is_none_and_where_readers_disagree() {
    use Language::Yaml;
    let of = |text| faults(Yaml, text);
    assert_eq!(of("a: 52:54:00:00:00:01\n"), [r#"ambiguous-yaml "52:54:00:00:00:01""#]);
    assert_eq!(of("a: [on, 0644, 1_000, 1:30, 2001-01-01]\n").len(), 5);
    assert_eq!(of("a: ['on', \"0644\", !!str 1_000, 10.0.0.5:5000, v1.9, 8080:80, 0, true]\n"), [""; 0]);
    assert_eq!(of("a: b: c\n").len(), 1);
    assert_eq!(of("a: [1\nb: 2\n").len(), 1);
    assert_eq!(of("\ta: 1\n").len(), 1);
    assert_eq!(of("a: 1\nb: 2\na: 3\n"), [r#"bad-yaml "a""#]);
    assert_eq!(of("a: &◊ 1\n"), ["bad-yaml hole 0"]);
    assert_eq!(of("a: é\n---\nb: ◊\n"), [""; 0]);
    assert_eq!(of("a: é\nb: 0644\n"), [r#"ambiguous-yaml "0644""#]);
}

#[test]
fn toml_takes_data_where_a_value_stands_and_text_elsewhere() {
    use Language::Toml;
    assert_eq!(filled(Toml, "k = ◊\n", &nested()).unwrap(), "k = { \"a b\" = [1, \"x: y\", true], c = \"<7>\" }\n");
    assert_eq!(filled(Toml, "k = [◊, { a = ◊ }]\n", &Data::Int(1)).unwrap(), "k = [1, { a = 1 }]\n");
    assert_eq!(with_text(Toml, "[a.◊]\n◊ = \"x◊\" # ◊\n", "b c").unwrap(), "[a.\"b c\"]\n\"b c\" = \"xb c\" # b c\n");
    assert_eq!(
        with_text(Toml, "a = \"\"\"\n◊\"\"\"\nb = ◊\n", "q\"").unwrap(),
        "a = \"\"\"\nq\\\"\"\"\"\nb = \"q\\\"\"\n"
    );
    assert!(with_text(Toml, "a = '◊'\n", "it's").is_err());
    assert!(filled(Toml, "a = ◊\n", &Data::Null).is_err());
    assert_eq!(faults(Toml, "a = 1◊\n"), ["bad-toml hole 0"]);
    assert_eq!(faults(Toml, "a◊ = 1\n"), ["bad-toml hole 0"]);
}

#[test]
fn toml_says_where_it_is_wrong() {
    use Language::Toml;
    let of = |text| faults(Toml, text);
    assert_eq!(of("a = \n").len(), 1);
    assert_eq!(of("a = 1\na = 2\n"), [r#"bad-toml "a""#]);
    assert_eq!(of("b = ◊\na = [1\n").len(), 1);
    assert_eq!(of("[plugins.\"x\"]\n  a = [\"b\"]\n[[t]]\nc = 1979-05-27\n"), [""; 0]);
    let template = template("b = ◊\nc = ◊◊\nx = yes\n");
    let faults = check(Toml, &template).faults;
    assert!(!faults.is_empty());
}

#[test]
fn units_keep_a_value_on_its_line_and_write_it_as_systemd_reads_it() {
    use Language::Systemd;
    let unit = |value| with_text(Systemd, "[Unit]\nDescription=◊\n", value);
    assert_eq!(unit("50% \"x\"").unwrap(), "[Unit]\nDescription=50%% \"x\"\n");
    assert!(unit("a\nExecStart=/bin/sh").is_err());
    assert!(unit("a\\").is_err());
    let exec = |text: &str, value| with_text(Systemd, &format!("[Service]\n{text}\n"), value);
    assert_eq!(
        exec("ExecStart=/bin/a \"◊\" ◊", "b $c\"\\").unwrap(),
        "[Service]\nExecStart=/bin/a \"b $$c\\\"\\\\\" b $$c\\\"\\\\\n"
    );
    assert_eq!(exec("Environment='A=◊'", "it's $x").unwrap(), "[Service]\nEnvironment='A=it\\'s $x'\n");
    assert_eq!(
        exec("ExecStart=/bin/a \\\n  # ◊\n  \"◊\"", "x\"").unwrap(),
        "[Service]\nExecStart=/bin/a \\\n  # x\"\n  \"x\\\"\"\n"
    );
    assert_eq!(exec("◊=◊", "Key").unwrap(), "[Service]\nKey=Key\n");
    assert_eq!(with_text(Systemd, "[X-◊]\nA=1\n", "b").unwrap(), "[X-b]\nA=1\n");
}

#[test]
fn units_say_where_they_are_wrong() {
    use Language::Systemd;
    let of = |text| faults(Systemd, text);
    assert_eq!(of("[Unit\nA=1\n"), [r#"bad-unit "[Unit""#]);
    assert_eq!(of("A=1\nB=2\n[Unit]\n"), [r#"bad-unit "A=1""#]);
    assert_eq!(of("[Unit]\nDescription\n"), [r#"bad-unit "Description""#]);
    assert_eq!(of("[Unit]\n=x\n"), [r#"bad-unit "=x""#]);
    assert_eq!(of("[Unit]\n◊\n"), ["bad-unit hole 0"]);
    assert_eq!(of("[Service]\nExecStart=/bin/a \"b\n"), [r#"bad-unit "\"""#]);
    assert_eq!(of("[Unit]\nA=1 \\\n  no key\n# c\n; d\n\nB=2\n[Install]\n"), [""; 0]);
    let sections = crate::unit::sections("[Unit]\nA=[x]\n# [No]\n[Install]\n");
    assert_eq!(sections.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["Unit", "Install"]);
}

#[test]
fn ini_takes_flags_and_continued_lines() {
    use Language::Ini;
    assert_eq!(faults(Ini, "a = 1\nflag\n[s]\nb: 2\n  more\n"), [""; 0]);
    assert_eq!(faults(Ini, "[s\n"), [r#"bad-ini "[s""#]);
    assert_eq!(with_text(Ini, "[s]\na = ◊\n", "50%").unwrap(), "[s]\na = 50%\n");
    assert!(with_text(Ini, "a = ◊\n", "x\n[y]").is_err());
    assert!(with_text(Ini, "a = ◊\n", "x ; y").is_err());
}

#[test]
fn shell_writes_a_hole_for_the_quotes_that_it_stands_in() {
    let sh = |text, value| with_text(Language::Sh, text, value);
    assert_eq!(sh("echo ◊", "a'b $c").unwrap(), "echo 'a'\\''b $c'");
    assert_eq!(sh("echo --x=◊", "plain").unwrap(), "echo --x=plain");
    assert_eq!(sh("echo ◊", "").unwrap(), "echo ''");
    assert_eq!(sh("echo \"◊\"", "a\"b $c `d` \\").unwrap(), "echo \"a\\\"b \\$c \\`d\\` \\\\\"");
    assert_eq!(sh("echo '◊'", "it's").unwrap(), "echo 'it'\\''s'");
    assert_eq!(sh("x=\"$(cat ◊)\"", "a b").unwrap(), "x=\"$(cat 'a b')\"");
    assert_eq!(
        sh("x=$(case a in b) echo ◊;; esac) # it's ◊\necho ◊", "a b").unwrap(),
        "x=$(case a in b) echo 'a b';; esac) # it's a b\necho 'a b'"
    );
    assert_eq!(sh("echo ${x:-◊} `◊` $((1 + ◊))", "7").unwrap(), "echo ${x:-7} `7` $((1 + 7))");
    assert!(sh("echo `echo ◊`", "a b").is_err());
    assert!(sh("echo a # ◊", "x\nrm -r /").is_err());
    assert_eq!(sh("echo $# a#b ◊ \\' ◊", "x y").unwrap(), "echo $# a#b 'x y' \\' 'x y'");
    assert_eq!(sh("cat <<< ◊\n(echo ◊)\n", "x y").unwrap(), "cat <<< 'x y'\n(echo 'x y')\n");
}

#[test]
fn shell_refuses_what_is_never_closed_and_holes_in_here_documents() {
    let of = |text| faults(Language::Sh, text);
    assert_eq!(of("echo 'abc\n"), [r#"bad-shell "'""#]);
    assert_eq!(of("echo \"abc\n"), [r#"bad-shell "\"""#]);
    assert_eq!(of("x=$(echo\n"), [r#"bad-shell "$(""#]);
    assert_eq!(of("x=${a\n"), [r#"bad-shell "${""#]);
    assert_eq!(of("cat <<EOF\na ◊\nEOF\necho ◊\n"), ["hole-in-here-document hole 0"]);
    assert_eq!(of("cat <<-'EOF' | tr a b\n\tit's\n\tEOF\necho 'x'\n"), [""; 0]);
    assert_eq!(of("cat <<EOF\na\n"), [r#"bad-shell "<<""#]);
    assert_eq!(of("echo \\◊\n"), ["bad-shell hole 0"]);
    assert_eq!(of("echo $((1 << 2)) $(( (1+2) * 3 )) a<<<b\n"), [""; 0]);
    assert_eq!(of("f() { echo \"${x:-'y}\"; }\ncase $1 in a) echo b;; esac\n"), [""; 0]);
}
