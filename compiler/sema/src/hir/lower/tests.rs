//! What a file is as plain data.

use super::*;
use crate::hir::{EntryKind, Expr, ExprKind, ItemKind, RowRef, TextPart, Type, TypeKind};
use dlc_syntax::literal::Literal;
use std::collections::BTreeMap;

/// A correct text, lowered.
fn file(text: &str) -> FileHir {
    let parse = dlc_syntax::parse(text);
    assert_eq!(parse.errors, Vec::new());
    let (hir, errors) = lower(&parse);
    assert_eq!(errors, Vec::new());
    hir
}

fn keys(hir: &FileHir) -> Vec<&str> {
    hir.anchors.iter().map(|a| a.key.as_str()).collect()
}

fn anchor<'h>(hir: &'h FileHir, key: &str) -> &'h Anchor {
    hir.anchors.iter().find(|a| a.key == key).unwrap_or_else(|| panic!("{key} among {:?}", keys(hir)))
}

/// The value of `let x = …`.
fn value(text: &str) -> (FileHir, Expr) {
    let hir = file(&format!("let x = {text}\n"));
    match &anchor(&hir, "let x").hir.node {
        AnchorNode::Let { value, .. } => (hir.clone(), value.clone()),
        node => panic!("{node:?}"),
    }
}

/// The pieces of a text: characters with what was written, and holes as `<>`.
fn pieces(text: &str) -> Vec<(String, String)> {
    let whole = format!("let x = {text}\n");
    let (_, Expr { kind: ExprKind::Text(found), .. }) = value(text) else { panic!("{text} is no text") };
    let piece = |part: &TextPart| match part {
        TextPart::Chars(chars, range) => {
            (chars.to_string(), whole[range.start as usize..range.end as usize].to_owned())
        }
        TextPart::Hole(_) => ("<>".into(), String::new()),
    };
    found.parts.iter().map(piece).collect()
}

fn said(text: &str) -> String {
    pieces(text).into_iter().map(|(chars, _)| chars).collect()
}

const LAB: &str = r#"
edition 2026
use "../a.dl"
use std.os { alpine, debian }
use std.os.coreos as c

/// The lab.
/// It is small.
lab x {
  let n = 3
  network lan { file "f" { } }
  boot { }
  for i in 1..n {
    node "cp\(i)" { }
    when i == 1 { host h { } } else when i == 2 { host h { } }
  }
  /// A row.
  table node {
    name  ip
    a     10.0.0.1 {
      let inner = 1
    }
    "b"   -
  }
  profile p { node q { } }
  test "t" { lab y { node z { } } }
}

// No documentation.
profile of_lab for lab { team "t" { } }
profile of_node { file "f" { } }
"#;

#[test]
fn items_blocks_of_labs_and_rows_are_anchors_and_nothing_deeper() {
    let hir = file(LAB);
    assert_eq!(
        keys(&hir),
        [
            "lab x",
            "lab x/let n",
            "lab x/network lan",
            "lab x/boot",
            "lab x/node \"cp\\(i)\"",
            "lab x/host h",
            "lab x/host h#1",
            "lab x/node a",
            "lab x/node a/let inner",
            "lab x/node \"b\"",
            "lab x/profile p",
            "lab x/test \"t\"",
            "lab x/test \"t\"/lab y",
            "lab x/test \"t\"/lab y/node z",
            "profile of_lab",
            "profile of_lab/team \"t\"",
            "profile of_node",
        ]
    );
    let top: Vec<&str> = hir.top.iter().map(|i| i.anchor.as_str()).collect();
    assert_eq!(top, ["lab x", "profile of_lab", "profile of_node"]);
    assert_eq!(anchor(&hir, "lab x/node a/let inner").parent.as_deref(), Some("lab x/node a"));
    assert_eq!(anchor(&hir, "lab x").parent, None);
}

#[test]
fn an_item_tells_its_names() {
    let hir = file(LAB);
    let AnchorNode::Block(lab) = &anchor(&hir, "lab x").hir.node else { panic!("no block") };
    let body = anchor(&hir, "lab x").hir.body(lab.body);
    let items: Vec<(ItemKind, Option<&str>, Option<&str>)> = body
        .entries
        .iter()
        .filter_map(|e| match &e.kind {
            EntryKind::Item(i) => Some((i.kind, i.block.as_deref(), i.name.as_deref())),
            _ => None,
        })
        .collect();
    assert_eq!(
        items,
        [
            (ItemKind::Let, None, Some("n")),
            (ItemKind::Block, Some("network"), Some("lan")),
            (ItemKind::Block, Some("boot"), None),
            (ItemKind::Profile, None, Some("p")),
            (ItemKind::Test, None, None),
        ]
    );
    let table = body.entries.iter().find_map(|e| match &e.kind {
        EntryKind::Table(t) => Some(t),
        _ => None,
    });
    let rows = &table.expect("a table").rows;
    assert_eq!(rows[0], RowRef::Anchor("lab x/node a".into(), Some("a".into())));
    assert_eq!(rows[1], RowRef::Anchor("lab x/node \"b\"".into(), None));
}

#[test]
fn the_head_of_a_file_is_read() {
    let hir = file(LAB);
    assert_eq!(hir.edition.map(|(n, _)| n), Some(2026));
    let paths: Vec<&UsePath> = hir.uses.iter().map(|u| &u.path).collect();
    let module = |names: &[&str]| UsePath::Module(names.iter().map(SmolStr::new).collect());
    assert_eq!(paths, [&UsePath::File("../a.dl".into()), &module(&["std", "os"]), &module(&["std", "os", "coreos"])]);
    assert_eq!(hir.uses[0].names, UseNames::Last);
    let UseNames::List(list) = &hir.uses[1].names else { panic!("no list") };
    assert_eq!(list.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["alpine", "debian"]);
    assert!(matches!(&hir.uses[2].names, UseNames::As(name) if name.name == "c"));
    let Range { start, end } = hir.uses[0].path_range;
    assert_eq!(&LAB[start as usize..end as usize], "\"../a.dl\"");
}

#[test]
fn documentation_stands_directly_above() {
    let hir = file(LAB);
    assert_eq!(anchor(&hir, "lab x").hir.doc.as_deref(), Some("The lab.\nIt is small."));
    assert_eq!(anchor(&hir, "profile of_lab").hir.doc, None);
    let hir = file("/// Far.\n\nlet a = 1\n/// Near.\n// between\nlet b = 2\n///   Indented.\nlet c = 3\n");
    let docs: Vec<Option<&str>> = hir.anchors.iter().map(|a| a.hir.doc.as_deref()).collect();
    assert_eq!(docs, [None, None, Some("  Indented.")]);
}

#[test]
fn every_range_is_relative_to_its_anchor() {
    let hir = file(LAB);
    let of = |key: &str, range: Range| {
        let offset = anchor(&hir, key).offset;
        &LAB[(offset + range.start) as usize..(offset + range.end) as usize]
    };
    let AnchorNode::Let { name, value, .. } = &anchor(&hir, "lab x/let n").hir.node else { panic!("no let") };
    assert_eq!((of("lab x/let n", name.range), of("lab x/let n", value.range)), ("n", "3"));
    let AnchorNode::Row(row) = &anchor(&hir, "lab x/node a").hir.node else { panic!("no row") };
    let cell = row.cells[1].as_ref().expect("a cell");
    assert_eq!(of("lab x/node a", cell.range), "10.0.0.1");
    assert_eq!(
        of("lab x/node a", anchor(&hir, "lab x/node a").hir.body(row.body.expect("a body")).range).lines().count(),
        3
    );
    let AnchorNode::Block(block) = &anchor(&hir, "lab x/network lan").hir.node else { panic!("no block") };
    assert_eq!(of("lab x/network lan", block.head), "network lan");
}

/// The anchors of a file with what must be equal for nothing to be computed again.
fn contents(hir: &FileHir) -> BTreeMap<&str, &AnchorHir> {
    hir.anchors.iter().map(|a| (a.key.as_str(), &a.hir)).collect()
}

/// What changes if the text is edited, in lowered files of either kind.
fn changed(stable: bool, from: &str, to: &str) -> Vec<String> {
    let text = LAB.replace(from, to);
    assert_ne!(text, LAB);
    let [(before, _), (after, _)] = [LAB, text.as_str()].map(|t| lower_with(&dlc_syntax::parse(t), stable));
    let (old, new) = (contents(&before), contents(&after));
    assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    old.iter().filter(|(key, hir)| new[*key] != **hir).map(|(key, _)| (*key).to_owned()).collect()
}

#[test]
fn an_edit_changes_the_anchor_that_it_is_in_and_no_other() {
    assert_eq!(changed(true, "10.0.0.1", "10.0.0.200"), ["lab x/node a"]);
    assert_eq!(changed(true, "inner = 1", "inner = 1000"), ["lab x/node a/let inner"]);
    assert_eq!(changed(true, "// No documentation.", "// Another comment, longer."), [""; 0]);
    assert_eq!(changed(true, "i == 1 {", "i == 100 {"), ["lab x"]);
    // Without that, what stands behind the row moves.
    assert_eq!(changed(false, "10.0.0.1", "10.0.0.200"), ["lab x", "lab x/node a"]);
    assert_eq!(changed(false, "// No documentation.", "// Another comment, longer."), [""; 0]);
}

#[test]
fn gaps_lead_back_to_the_bytes() {
    let parse = dlc_syntax::parse(LAB);
    let [(plain, _), (stable, _)] = [lower(&parse), lower_stable(&parse)];
    for (plain, stable) in plain.anchors.iter().zip(&stable.anchors) {
        let all = |hir: &AnchorHir| -> Vec<Range> {
            let entries = hir.bodies.iter().flat_map(|b| b.entries.iter().map(|e| e.range));
            hir.bodies.iter().map(|b| b.range).chain(entries).chain([hir.range]).collect()
        };
        let bytes: Vec<Range> = all(&stable.hir).into_iter().map(|r| stable.gaps.bytes(r)).collect();
        assert_eq!(bytes, all(&plain.hir), "{}", plain.key);
    }
}

#[test]
fn outer_bodies_come_before_inner_ones_and_names_are_counted() {
    let hir = file("profile p { a = b { c = d }  when e { f = [g for g in h] } }");
    let hir = &anchor(&hir, "profile p").hir;
    assert_eq!(hir.names, 5);
    assert_eq!(hir.bodies.len(), 3);
    assert_eq!(hir.bodies.iter().map(|b| b.entries.len()).collect::<Vec<_>>(), [2, 1, 1]);
    let AnchorNode::Profile { body, kind, .. } = &hir.node else { panic!("no profile") };
    assert_eq!((body.0, kind), (0, &None));
}

#[test]
fn a_literal_keeps_its_spelling_and_parentheses_only_their_place() {
    let (_, Expr { kind, .. }) = value("0x1F");
    assert_eq!(kind, ExprKind::Literal(Literal::Int(31), "0x1F".into()));
    let (_, Expr { kind, range }) = value("(1)");
    assert_eq!((kind, range), (ExprKind::Literal(Literal::Int(1), "1".into()), Range { start: 8, end: 11 }));
}

#[test]
fn a_text_says_its_characters_and_each_piece_knows_where_it_was_written() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(pieces(r#""a\n\(b)\u00e4""#), [pair("a", "a"), pair("\n", "\\n"), pair("<>", ""), pair("ä", "\\u00e4")]);
    assert_eq!(pieces(r#""\ud83d\ude00""#), [pair("\u{1f600}", r"\ud83d\ude00")]);
    assert_eq!(said(r##"#"\d \#(x) "y""#"##), r#"\d <> "y""#);
    assert_eq!(said(r#""\"\\\/\b\f\r\t""#), "\"\\/\u{8}\u{c}\r\t");
    assert_eq!(pieces("\"\""), []);
}

#[test]
fn the_indentation_of_the_closing_line_is_taken_away() {
    assert_eq!(said("\"\"\"\n    a\n      b\n\n   \n    \\(c) d\n    \"\"\""), "a\n  b\n\n\n<> d\n");
    assert_eq!(said("\"\"\"\n  a \"\"\" b\n  \"\"\""), "a \"\"\" b\n");
    assert_eq!(said("\"\"\"\r\n  a\r\n  \r\n  \"\"\""), "a\n\n");
    assert_eq!(said("\"\"\"\nx\n\"\"\""), "x\n");
    assert_eq!(said("\"\"\"\n  \"\"\""), "");
    assert_eq!(said("#\"\"\"\n  \\(a) \\#(b\n  )\n  \"\"\"#"), "\\(a) <>\n");
    let written: Vec<String> = pieces("\"\"\"\n  a\n    b\n  \"\"\"").into_iter().map(|(_, w)| w).collect();
    assert_eq!(written, ["a\n", "  b\n"]);
}

#[test]
fn a_type_is_read_as_it_is_written() {
    let hir = file("type T = {Str: [a | none]}? where it.x : \"m\"\n");
    let AnchorNode::Type { ty, .. } = &anchor(&hir, "type T").hir.node else { panic!("no type") };
    let TypeKind::Where(inner, cond, message) = &ty.kind else { panic!("{ty:?}") };
    let TypeKind::Optional(map) = &inner.kind else { panic!("{inner:?}") };
    let TypeKind::Map(_, list) = &map.kind else { panic!("{map:?}") };
    let TypeKind::List(union) = &list.kind else { panic!("{list:?}") };
    assert!(
        matches!(&union.kind, TypeKind::Union(all) if matches!(all.as_slice(), [_, Type { kind: TypeKind::None, .. }]))
    );
    assert!(matches!(&cond.kind, ExprKind::Member(it, _) if matches!(&it.kind, ExprKind::Name(n, _) if n == "it")));
    assert_eq!(message.plain().as_deref(), Some("m"));
}

#[test]
fn a_schema_holds_fields_and_apart_from_them_checks() {
    let text = "schema S is b.B {\n  /// Doc.\n  private a : T = 1\n  b := 2\n  cs : {T: C} as c\n  check a : x \"m\" hint \"h\"\n  for c in cs { warn c : \"w\" }\n}\n";
    let hir = file(text);
    let AnchorNode::Schema(schema) = &anchor(&hir, "schema S").hir.node else { panic!("no schema") };
    assert_eq!(schema.base.as_ref().map(|b| b.names.join(".")), Some("b.B".into()));
    let field = |f: &crate::hir::Field| {
        let flags =
            [(f.private, "private"), (f.computed, "computed"), (f.ty.is_some(), "typed"), (f.value.is_some(), "set")];
        let flags: Vec<&str> = flags.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        let kind = f.kind.as_ref().map(|k| k.name.as_str());
        format!("{} {} {kind:?} {:?}", f.name.name, flags.join(" "), f.doc)
    };
    assert_eq!(
        schema.fields.iter().map(field).collect::<Vec<_>>(),
        ["a private typed set None Some(\"Doc.\")", "b computed set None None", "cs typed Some(\"c\") None"]
    );
    let checks = &anchor(&hir, "schema S").hir.body(schema.checks).entries;
    assert!(matches!(checks[0].kind, EntryKind::Check(ref c) if c.hint.is_some() && !c.warn));
    assert!(matches!(checks[1].kind, EntryKind::For { .. }));
    assert_eq!(checks.len(), 2);
}

#[test]
fn a_name_stands_once_in_a_header_a_parameter_list_and_a_loop() {
    let text = "fn f(a: T, a: T) -> T = [x for x, x in a]\nlet t = table {\n  a  b.c  a  b.c\n  1  2    3  4\n}\n";
    let (_, errors) = lower(&dlc_syntax::parse(text));
    let found: Vec<(&str, &str)> =
        errors.iter().map(|e| (&*e.code, &text[e.primary.as_ref().expect("a place").place])).collect();
    assert_eq!(
        found,
        [("duplicate-name", "a"), ("duplicate-name", "x"), ("duplicate-column", "a"), ("duplicate-column", "b.c")]
    );
}

#[test]
fn what_is_wrong_in_the_text_leaves_the_rest_as_it_was_meant() {
    let text = "let a = \nlet b: = 5m\nlet = 3\nprofile p\nlab x {\n  c = [1, ]]\n  d e\n  node { }\n  check x :\n  = 1\n}\ntest { }\n";
    let parse = dlc_syntax::parse(text);
    assert!(!parse.errors.is_empty());
    let (hir, _) = lower(&parse);
    assert_eq!(keys(&hir), ["let a", "let b", "profile p", "lab x", "lab x/node", "test"]);
    assert!(matches!(
        &anchor(&hir, "let a").hir.node,
        AnchorNode::Let { value: Expr { kind: ExprKind::Missing, .. }, .. }
    ));
}

#[test]
fn deep_texts_are_lowered_on_a_small_stack() {
    for text in [
        format!("let a = {}1{}", "[{ b = ".repeat(126), " }]".repeat(126)),
        format!("let a = {}1{}", "(".repeat(250), ")".repeat(250)),
        format!("let a = b{}", " + b".repeat(250)),
        format!("let a = b{}", ".c".repeat(250)),
        format!("let a = {}1{}", "f(".repeat(250), ")".repeat(250)),
        format!("type T = {}a{}", "[".repeat(250), "]".repeat(250)),
        format!("lab x {{ {} }}", "when a { ".repeat(120) + &" }".repeat(120)),
        format!("let a = {}", "if b then c else ".repeat(250)) + "d",
        "{".repeat(1000),
    ] {
        let parse = dlc_syntax::parse(&text);
        let (hir, _) = lower(&parse);
        assert!(hir.anchors.len() <= 1);
    }
}
