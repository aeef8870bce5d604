//! `dlc diff`.

use crate::{LAB, Ran, dlc_in, lab_folder};
use serde_json::Value;
use std::fs;

/// Two builds of labs that differ, and what is said of them.
struct Two {
    folder: tempfile::TempDir,
}

impl Two {
    fn new(old: &str, new: &str) -> Self {
        let folder = lab_folder(old);
        for (lab, out) in [(old, "old"), (new, "new")] {
            fs::write(folder.path().join("lab.dl"), lab).unwrap();
            let ran = dlc_in(folder.path(), &["build", "-o", out, "--bundle", &format!("{out}.tar.zst")]);
            assert_eq!(ran.status, 0, "{}", ran.err);
        }
        Self { folder }
    }

    fn diff(&self, args: &[&str]) -> Ran {
        dlc_in(self.folder.path(), &[&["diff"], args].concat())
    }

    fn json(&self) -> Value {
        let ran = self.diff(&["old", "new", "--format", "json"]);
        assert_eq!(ran.status, 1, "{}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }
}

/// The machine called `name` in a document.
fn machine<'a>(document: &'a Value, name: &str) -> &'a Value {
    let machines = document["machines"].as_array().unwrap();
    machines.iter().find(|machine| machine["name"] == name).unwrap_or_else(|| panic!("{document:#}"))
}

/// The artefact whose path ends like this.
fn artifact<'a>(of: &'a Value, end: &str) -> &'a Value {
    let artifacts = of["artifacts"].as_array().unwrap();
    artifacts.iter().find(|one| one["path"].as_str().unwrap().ends_with(end)).unwrap_or_else(|| panic!("{of:#}"))
}

#[test]
fn a_build_does_not_differ_from_itself_nor_from_its_archive() {
    let two = Two::new(LAB, LAB);
    for (old, new) in [("old", "new"), ("old", "new.tar.zst"), ("old.tar.zst", "new.tar.zst")] {
        let ran = two.diff(&[old, new]);
        assert_eq!((ran.status, ran.out.as_str()), (0, "nothing differs\n"), "{}", ran.err);
    }
    let ran = two.diff(&["old", "new", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.status, &document["same"], &document["class"]), (0, &Value::Bool(true), &"nothing".into()));
}

#[test]
fn a_file_that_says_something_else_is_told_by_its_name_and_line_and_asks_for_a_reboot() {
    let two = Two::new(LAB, &LAB.replace("this is", "here is"));
    let document = two.json();
    assert_eq!(document["class"], "reboot");
    let n1 = machine(&document, "n1");
    let ignition = artifact(n1, "n1.ign");
    assert_eq!((&n1["class"], &ignition["class"]), (&"reboot".into(), &"reboot".into()));
    let change = &ignition["changes"][0];
    assert_eq!((&change["old"], &ignition["changes"][1]["new"]), (&"this is n1".into(), &"here is n1".into()));
    let place = change["place"].as_str().unwrap();
    assert!(place.contains("files[/etc/motd]") && place.ends_with("line 1"), "{place}");
    assert!(change["at"].as_str().unwrap().starts_with("/storage/files/"), "{change}");
    // The script has another id on its kernel line, and nothing else.
    assert_eq!(artifact(n1, ".ipxe")["class"], "nothing");
    assert_eq!(document["facts"][0]["what"], "input lab.dl");
}

#[test]
fn the_same_is_told_to_people_and_in_markdown() {
    let two = Two::new(LAB, &LAB.replace("this is", "here is"));
    let human = two.diff(&["old.tar.zst", "new"]);
    assert_eq!(human.status, 1);
    assert!(human.out.contains("n1: reboot\n"), "{}", human.out);
    assert!(human.out.contains("      - this is n1\n") && human.out.contains("      + here is n1\n"), "{}", human.out);
    assert!(human.out.contains("2 machines: reboot"), "{}", human.out);
    let markdown = two.diff(&["old", "new", "--format", "markdown"]);
    assert!(markdown.out.starts_with("### dlc diff: 2 machines: reboot"), "{}", markdown.out);
    assert!(markdown.out.contains("| n1 | **reboot** | `public/http/ignition/n1.ign`"), "{}", markdown.out);
    assert!(markdown.out.contains("```diff\n") && markdown.out.contains("\n-this is n1\n"), "{}", markdown.out);
    assert_eq!(markdown.out.matches("<details>").count(), markdown.out.matches("</details>").count());
}

#[test]
fn a_comment_asks_for_nothing() {
    let two = Two::new(LAB, &format!("{LAB}// a comment\n"));
    let document = two.json();
    assert_eq!((&document["class"], &document["same"]), (&"nothing".into(), &Value::Bool(false)));
    assert_eq!(document["machines"], serde_json::json!([]));
    let ran = two.diff(&["old", "new"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, "the builds\n  input lab.dl has changed\nno file differs\n"));
}

#[test]
fn machines_that_come_and_go_are_told() {
    let with = LAB.replace("    n2    10", "    n3    10.0.0.6  02:00:00:00:00:06  8GiB    diskless\n    n2    10");
    let two = Two::new(LAB, &with);
    let document = two.json();
    assert_eq!(
        (&machine(&document, "n3")["presence"], &machine(&document, "n3")["class"]),
        (&"new".into(), &"reboot".into())
    );
    let gone = two.diff(&["new", "old", "--format", "json"]);
    let gone: Value = serde_json::from_str(&gone.out).unwrap();
    assert_eq!(machine(&gone, "n3")["presence"], "gone");
    assert!(!document["shared"].as_array().unwrap().is_empty(), "the page of the staff lists machines: {document:#}");
}

#[test]
fn a_disk_that_is_laid_out_in_another_way_asks_for_more_than_a_reboot() {
    let disk = |format: &str| {
        let block = format!(
            "ssh_keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw me\"]\n    filesystem data {{ device = \"/dev/sda1\"  format = {format}  path = \"/var/data\" }}"
        );
        let keys =
            "ssh_keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw me\"]";
        assert!(LAB.contains(keys));
        LAB.replace(keys, &block)
    };
    let two = Two::new(&disk("ext4"), &disk("xfs"));
    let document = two.json();
    let n1 = machine(&document, "n1");
    assert_eq!(n1["class"], "reinstall", "{n1:#}");
    let change = &artifact(n1, "n1.ign")["changes"][0];
    assert_eq!((&change["old"], &change["new"]), (&"ext4".into(), &"xfs".into()));
}

#[test]
fn nothing_of_a_file_for_its_owner_alone_is_shown() {
    let lab = |secret: &str| {
        format!(
            "{}\n  output \"token\" {{ contents = secret(\"TOKEN\")  mode = 0o600 }}\n}}\n",
            LAB.trim_end().trim_end_matches('}')
        )
        .replace("SECRET", secret)
    };
    let folder = lab_folder(lab(""));
    for (value, out) in [("hunter2-old", "old"), ("hunter2-new", "new")] {
        fs::write(folder.path().join("token"), value).unwrap();
        let ran = dlc_in(folder.path(), &["build", "-o", out, "--secret", "TOKEN=file:token"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    for format in ["human", "json", "markdown"] {
        let ran = dlc_in(folder.path(), &["diff", "old", "new", "--format", format]);
        assert_eq!(ran.status, 1, "{}", ran.err);
        assert!(ran.out.contains("operator/token") && !ran.out.contains("hunter2"), "{}", ran.out);
    }
}

#[test]
fn what_is_no_build_or_a_damaged_one_is_trouble() {
    let two = Two::new(LAB, &LAB.replace("this is", "here is"));
    for (old, new, code) in
        [("lab.dl", "new", "not-a-build"), ("old", "nowhere", "output-io"), (".", "new", "not-a-build")]
    {
        let ran = two.diff(&[old, new]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{old} {new}");
        assert!(ran.err.contains(&format!("error[{code}]")), "{}", ran.err);
    }
    fs::write(two.folder.path().join("new/public/http/ignition/n1.ign"), "{}").unwrap();
    let ran = two.diff(&["old", "new"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("error[output-damaged]") && ran.err.contains("n1.ign"), "{}", ran.err);
}
