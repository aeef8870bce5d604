use super::check_program;
use dlc_db::{Content, Database, Db, Library, System};
use std::sync::Arc;

struct OneLab(&'static str);

impl System for OneLab {
    fn read(&self, path: &str) -> Content {
        match path {
            "lab.dl" => Content::Bytes(Arc::from(self.0.as_bytes())),
            _ => Content::Missing,
        }
    }
}

/// Code and place of everything that is wrong with a program, in the order of the places.
fn told(source: &'static str) -> Vec<String> {
    let below = |folder: &str| -> Vec<(String, String)> {
        let files = dlc_stdlib::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        files.map(|(path, text)| (path.to_owned(), (*text).to_owned())).collect()
    };
    let options = include_str!("../../../../plugins/targets/ignition/options.dl");
    let targets = vec![("ignition".to_owned(), options.to_owned())];
    let db = Database::new(OneLab(source), Library { files: below("std/"), targets });
    let mut told: Vec<(u32, String)> = check_program(&db, db.file("lab.dl"))
        .into_iter()
        .map(|diag| {
            let range = diag.primary.as_ref().expect("a place").place.range;
            let at = &source[usize::from(range.start())..usize::from(range.end())];
            (range.start().into(), format!("{} `{at}`", diag.code))
        })
        .collect();
    told.sort();
    told.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn a_mistake_in_a_profile_is_told_once_and_not_once_a_machine() {
    let source = r#"use std.os.flatcar
lab t {
  domain = "t.example"
  profile base { os = flatcar  autologin = true  memory = node.memry  unit "x.service" { enabled = on } }
  for i in 1..3 { node "n\(i)" { include base } }
}
"#;
    assert_eq!(told(source), ["unknown-field `memry`", "unknown-name `on`"]);
}

#[test]
fn functions_that_call_each_other_are_told_by_name_and_not_where_they_are_stopped() {
    let source = r#"fn even(n: Int) -> Bool = odd(n - 1)
fn odd(n: Int) -> Bool = even(n - 1)
lab t {
  domain = "t.example"
  check even(3) : "never"
}
"#;
    assert_eq!(told(source), ["function-cycle `even`"]);
}

#[test]
fn what_only_a_value_shows_is_told_beside_what_the_text_shows() {
    let source = r#"lab t {
  domain = "t.example"
  network lan { subnet = 10.0.0.0/24 }
  host a { ip = lan.subnet.host(300) }
  host b { ip = lan.hots(3) }
}
"#;
    assert_eq!(told(source), ["out-of-range `lan.subnet.host(300)`", "unknown-method `hots`"]);
}
