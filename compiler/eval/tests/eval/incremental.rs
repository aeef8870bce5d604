//! What runs again after an edit.
//!
//! The database tells its listener of each expensive query that runs. The second list of each test is the whole of what
//! an edit costs.

use crate::project::{Nothing, library};
use dlc_base::Diagnostic;
use dlc_db::{Content, Database, Db};
use dlc_eval::testing;
use std::sync::{Arc, Mutex};

/// A lab in an editor.
struct Editor {
    db: Database,
    ran: Arc<Mutex<Vec<String>>>,
    text: String,
}

impl Editor {
    fn new(text: &str) -> Self {
        let ran = Arc::new(Mutex::new(Vec::new()));
        let listener = {
            let ran = ran.clone();
            Box::new(move |what: &str| ran.lock().unwrap().push(what.to_owned()))
        };
        let db = Database::with_listener(Nothing, library(), Some(listener));
        let mut editor = Self { db, ran, text: text.to_owned() };
        assert_eq!(editor.check(), Vec::new());
        editor.ran();
        editor
    }

    fn check(&mut self) -> Vec<Diagnostic> {
        self.db.set_content("lab.dl", Content::Bytes(self.text.as_bytes().into()));
        let entry = self.db.file("lab.dl");
        let found = dlc_eval::check_program(&self.db, entry);
        for lab in dlc_eval::labs(&self.db, entry) {
            let model = dlc_eval::model::cluster(&self.db, lab.entity);
            assert!(model.is_ok() || !found.is_empty(), "a lab without mistakes has a model");
        }
        found
    }

    /// What ran since the last call, sorted.
    fn ran(&self) -> Vec<String> {
        let mut ran = std::mem::take(&mut *self.ran.lock().unwrap());
        ran.sort();
        ran
    }

    /// Replaces a piece of the text; what ran because of it.
    #[track_caller]
    fn edit(&mut self, old: &str, new: &str) -> Vec<String> {
        assert_eq!(self.text.matches(old).count(), 1, "`{old}` stands in the text once");
        self.text = self.text.replace(old, new);
        assert_eq!(self.check(), Vec::new());
        self.ran()
    }
}

/// The blocks among what ran.
fn blocks(ran: &[String]) -> Vec<&str> {
    ran.iter().map(String::as_str).filter(|what| what.starts_with("block")).collect()
}

/// Machines in a table, with a hosts file that lists all of them.
const TABLE: &str = r#"
use std.os.flatcar

lab t {
  domain = "t.example"
  network lan { subnet = 10.0.0.0/24 }

  profile base {
    os        = flatcar
    autologin = true
    file "/etc/hosts" {
      contents = """
        127.0.0.1 localhost
        \(["\(n.ip) \(n.name)" for n in lab.nodes].join("\n"))
        """
    }
  }

  profile lonely {
    os        = flatcar
    autologin = true
  }

  table node {
    name  ip         memory  include
    a     10.0.0.11  4GiB    base
    b     10.0.0.12  4GiB    base
    c     10.0.0.13  8GiB    base
    d     10.0.0.14  16GiB   lonely
  }
}
"#;

/// The row holds the machine's label too, so it is looked which machines there are.
const ROW_C: [&str; 4] = ["block c", "check lab t/node c", "lower lab.dl", "members machines"];

#[test]
fn a_changed_cell_evaluates_its_own_machine_alone() {
    let mut editor = Editor::new(TABLE);
    assert_eq!(editor.edit("10.0.0.13  8GiB ", "10.0.0.13  6GiB "), ROW_C);
    // A longer one moves everything behind it.
    assert_eq!(editor.edit("10.0.0.13  6GiB ", "10.0.0.13  128GiB "), ROW_C);
}

#[test]
fn a_machine_that_joins_a_family_finds_what_it_shares() {
    let mut editor = Editor::new(TABLE);
    let ran = editor.edit("10.0.0.12  4GiB    base", "10.0.0.12  4GiB    lonely");
    assert!(ran.iter().all(|what| what != "family of node"), "d is of that family already: {ran:?}");
    let ran = editor.edit("10.0.0.12  4GiB ", "10.0.0.12  -    ");
    assert_eq!(ran.iter().filter(|what| *what == "family of node").count(), 1, "one without memory: {ran:?}");
}

#[test]
fn a_changed_address_evaluates_whoever_lists_addresses() {
    let mut editor = Editor::new(TABLE);
    let ran = editor.edit("10.0.0.13  8GiB", "10.0.0.113  8GiB");
    assert_eq!(blocks(&ran), ["block a", "block b", "block c"], "{ran:?}");
    assert_eq!(ran.iter().filter(|what| *what == "hoisted").count(), 1, "the list is made once: {ran:?}");
}

#[test]
fn an_edit_in_a_profile_evaluates_whoever_includes_it() {
    let mut editor = Editor::new(TABLE);
    let ran = editor.edit("127.0.0.1 localhost", "127.0.0.1 localhost localhost4");
    assert_eq!(blocks(&ran), ["block a", "block b", "block c"], "{ran:?}");
    let ran = editor.edit("profile lonely {", "profile lonely {\n    memory = 4GiB");
    assert_eq!(blocks(&ran), ["block d"], "{ran:?}");
}

#[test]
fn a_comment_evaluates_nothing_wherever_it_stands() {
    let mut editor = Editor::new(TABLE);
    for line in [
        "use std.os.flatcar",
        "  network lan {",
        "    autologin = true\n    file",
        "    b     10.0.0.12",
        "  table node {",
    ] {
        assert_eq!(editor.edit(line, &format!("  // a comment\n\n{line}")), ["lower lab.dl"], "above `{line}`");
    }
    assert_eq!(editor.edit("8GiB    base", "8GiB    base // the third"), ["lower lab.dl"]);
}

#[test]
fn what_is_wrong_stands_where_the_line_is_now() {
    let mut editor = Editor::new(TABLE);
    editor.text = editor.text.replace("10.0.0.13", "10.9.0.13");
    let place = |found: &[Diagnostic]| {
        assert_eq!(found.len(), 1, "{found:?}");
        usize::from(found[0].primary.as_ref().expect("a place").place.range.start())
    };
    let before = place(&editor.check());
    editor.text = editor.text.replace("  table node {", "  // one more line\n  table node {");
    editor.ran();
    let after = place(&editor.check());
    assert_eq!(editor.ran(), ["lower lab.dl"]);
    assert_eq!(after - before, "  // one more line\n".len());
    assert!(editor.text[after..].starts_with("10.9.0.13"));
}

/// Values in a circle, whichever of the three lines is wrong.
const CIRCLES: &str = r#"
use std.os.flatcar

let a = 1
let b = a + 1
let c = b + 1

lab t {
  domain = "t.example"
  network lan { subnet = 10.0.0.0/16 }
  profile base {
    os        = flatcar
    autologin = true
    let count = [n for n in lab.nodes if n.state == on].count
    memory = 1GiB * (count + 1)
  }
  host gate { ip = lan.host(c) }
  host other { ip = gate.ip + 1 }
  for n in lab.networks { registry "\(n.name)" { host = gate } }
  node x { include base  ip = lan.host(20) }
  node y { include base  ip = x.ip + 1 }
  check other.ip in lan.subnet and lab.nodes.count == 2 : "both"
}
"#;

#[test]
fn an_edit_that_closes_a_circle_tells_what_a_new_database_tells() {
    let circles = [
        ("let a = 1", "let a = c"),
        ("let b = a + 1", "let b = b"),
        ("n.state == on", "n.memory != none"),
        ("x { include base  ip = lan.host(20)", "x { include base  ip = y.ip"),
        ("host(c)", "host(lab.hosts.count)"),
        ("n in lab.networks", "n in lab.registries"),
        ("gate { ip", "gate { ip = other.ip } host late { ip"),
        ("check other.ip", "check a == c and other.ip"),
    ];
    let mut project = crate::project::Project::new();
    let mut tell = |text: &str| {
        let found = project.check("lab.dl", &[("lab.dl", text.as_bytes())]);
        let (_, fresh) = crate::project::checked("lab.dl", &[("lab.dl", text.as_bytes())]);
        assert_eq!(project.render(&found), fresh, "{text}");
        found.len()
    };
    assert_eq!(tell(CIRCLES), 0);
    for (old, new) in circles {
        assert!(CIRCLES.contains(old), "{old}");
        assert!(tell(&CIRCLES.replace(old, new)) > 0, "{new}");
        for (other, late) in circles {
            tell(&CIRCLES.replace(old, new).replace(other, late));
        }
        assert_eq!(tell(CIRCLES), 0, "after {new}");
    }
}

#[test]
fn a_test_evaluates_the_blocks_that_it_speaks_of_and_their_readers_alone() {
    let tests = r#"
  test "little" { given node d { memory = 8GiB }  expect d.memory == 8GiB }
  test "moved" { given node c { ip = 10.0.0.99 }  expect a.files["/etc/hosts"].contents matches "10.0.0.99 c" }
}
"#;
    let text = format!("{}{tests}", TABLE.trim_end().strip_suffix('}').unwrap());
    let mut editor = Editor::new(&text);
    let entry = editor.db.file("lab.dl");
    let found = testing::tests(&editor.db, entry).tests;
    let judge = |editor: &mut Editor, which: usize| {
        let judged = testing::run(&mut editor.db, &found[which..=which], &mut |_, _, _| testing::Output::default());
        assert!(judged.iter().all(|judged| judged.verdict == testing::Verdict::Passed), "{judged:?}");
        editor.ran()
    };
    assert_eq!(blocks(&judge(&mut editor, 0)), ["block d"]);
    // What the test before it gave is taken back. The hosts files of three machines name the one that moved.
    assert_eq!(blocks(&judge(&mut editor, 1)), ["block a", "block b", "block c", "block d"]);
}
