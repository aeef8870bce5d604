//! Whole builds of small labs: which targets run for which machines, and what gets into the tree.

use dlc_base::render::{Format, Style, render};
use dlc_driver::{BuildOptions, Content, Outcome, Project, Quiet, System};
use std::collections::BTreeMap;
use std::path::Path;

const LAB: &str = r#"use std.os.flatcar

lab attic {
  domain = "attic.example"
  network lan { subnet = 10.0.0.0/24  gateway = 10.0.0.1  dhcp = external }
  host shelf { ip = 10.0.0.2 }
  boot { server = shelf  url = "http://shelf/boot" }

  profile diskless {
    os = flatcar { channel = stable  spec = 3.3.0  mirror = "http://shelf/flatcar" }
    ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw me"]
  }

  table node {
    name  state  ip        mac                memory  include
    n1    on     10.0.0.4  02:00:00:00:00:04  8GiB    diskless {
      file "/etc/motd" { contents = "hello" }
    }
    n2    on     10.0.0.5  02:00:00:00:00:05  8GiB    diskless
    n3    off    10.0.0.6  02:00:00:00:00:06  8GiB    diskless
  }
}
"#;

/// Files in memory.
struct Files(BTreeMap<&'static str, Vec<u8>>);

impl System for Files {
    fn read(&self, path: &str) -> Content {
        self.0.get(path).map_or(Content::Missing, |bytes| Content::Bytes(bytes.as_slice().into()))
    }
}

/// What a build said, a line a diagnostic, and the files of its tree.
struct Built {
    told: String,
    tree: Option<BTreeMap<String, Vec<u8>>>,
}

impl Built {
    fn text(&self, path: &str) -> &str {
        let tree = self.tree.as_ref().unwrap_or_else(|| panic!("no tree: {}", self.told));
        let bytes = tree.get(path).unwrap_or_else(|| panic!("no `{path}` in {:?}", tree.keys()));
        std::str::from_utf8(bytes).expect("it is text")
    }

    fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(self.text(path)).expect("it is JSON")
    }

    /// The id on the kernel line of a machine's script.
    fn id(&self, script: &str) -> &str {
        let text = self.text(script);
        let at = text.find("dlc.id=").expect("there is an id") + "dlc.id=".len();
        text[at..].split_whitespace().next().expect("it has digits")
    }
}

fn build(lab: &str) -> Built {
    build_with(lab, [])
}

fn build_with<const N: usize>(lab: &str, more: [(&'static str, &[u8]); N]) -> Built {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let mut files = BTreeMap::from([("lab.dl", lab.as_bytes().to_vec())]);
    files.extend(more.map(|(path, bytes)| (path, bytes.to_vec())));
    let project = Project { system: Box::new(Files(files)), lab: "lab.dl".to_owned() };
    let options = BuildOptions { out: out.clone(), cache, ..BuildOptions::default() };
    let Outcome { value, diagnostics, texts, .. } = dlc_driver::build(project, &options, &Quiet);
    let told = render(diagnostics, &texts, Style { format: Format::Short, color: false });
    let mut tree = BTreeMap::new();
    if value.is_some() {
        read(&out, &out, &mut tree);
    } else {
        assert!(!out.exists(), "a build that fails leaves nothing");
    }
    Built { told, tree: value.is_some().then_some(tree) }
}

fn read(top: &Path, folder: &Path, tree: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            read(top, &entry, tree);
        } else {
            let name = entry.strip_prefix(top).expect("below").to_string_lossy().into_owned();
            tree.insert(name, std::fs::read(&entry).expect("a file"));
        }
    }
}

const SCRIPT_1: &str = "public/http/ipxe/mac-02-00-00-00-00-04.ipxe";
const SCRIPT_2: &str = "public/http/ipxe/mac-02-00-00-00-00-05.ipxe";

#[test]
fn every_machine_that_is_on_has_its_files_and_one_that_is_off_is_nowhere() {
    let built = build(LAB);
    assert_eq!(built.told, "");
    assert!(built.text(SCRIPT_1).contains("ignition/n1.ign") && built.text(SCRIPT_2).contains("ignition/n2.ign"));
    assert_eq!(built.json("public/http/ignition/n1.ign")["ignition"]["version"], "3.3.0");
    for (path, bytes) in built.tree.expect("a tree") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let names = ["n3", "10.0.0.6", "02:00:00:00:00:06", "02-00-00-00-00-06"];
        assert!(!names.iter().any(|name| path.contains(name) || text.contains(name)), "{path}");
    }
}

#[test]
fn the_manifest_names_inputs_targets_and_machines() {
    let lab =
        LAB.replace("use std.os.flatcar", "use \"./m.dl\" as m\nuse std.os.flatcar").replace("\"hello\"", "m.hello");
    let manifest = build_with(&lab, [("m.dl", b"let hello = \"hello\"\n")]).json("manifest.json");
    let names = |list: &str, key: &str| -> Vec<String> {
        let entries = manifest[list].as_array().expect("a list");
        entries.iter().map(|entry| entry[key].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(manifest["lab"], "lab.dl");
    assert_eq!(names("inputs", "path"), ["lab.dl", "m.dl"]);
    assert_eq!(names("plugins", "name"), ["ignition", "ipxe"]);
    let made_for = |path: &str| {
        let entries = manifest["artifacts"].as_array().expect("a list");
        let found = entries.iter().find(|entry| entry["path"] == path).expect("it is listed");
        (found["target"].as_str(), found["node"].as_str())
    };
    assert_eq!(made_for("public/http/ignition/n2.ign"), (Some("ignition"), Some("n2")));
    assert_eq!(made_for(SCRIPT_1), (Some("ipxe"), Some("n1")));
    assert_eq!(made_for("operator/README.md"), (Some("dlc"), None));
}

#[test]
fn what_a_target_cannot_express_is_refused_at_its_line() {
    let built = build(&LAB.replace("file \"/etc/motd\" { contents = \"hello\" }", "packages = [\"vim\"]"));
    assert!(built.tree.is_none());
    assert!(built.told.starts_with("lab.dl:17:"), "{}", built.told);
    assert!(built.told.contains("error[ignition-"), "{}", built.told);
    assert_eq!(built.told.lines().count(), 1, "{}", built.told);
}

#[test]
fn a_target_that_does_not_exist_yet_is_told_at_its_block_and_the_rest_is_built() {
    let built = build(&LAB.replace("  table node", "  target nginx { }\n\n  table node"));
    assert!(built.told.starts_with("lab.dl:14:10: warning[target-not-yet]: "), "{}", built.told);
    assert_eq!(built.told.lines().count(), 1, "{}", built.told);
    assert!(built.text(SCRIPT_1).contains("n1"));
}

#[test]
fn machines_whose_systems_target_does_not_exist_yet_are_booted_and_told_of_once() {
    let lab = LAB
        .replace("use std.os.flatcar\n", "use std.os.alpine\nuse std.os.flatcar\n")
        .replace(
            "  table node",
            "  profile small {\n    include diskless\n    os = alpine { version = 3.20 }\n  }\n\n  table node",
        )
        .replace("8GiB    diskless\n    n3", "8GiB    small\n    n3");
    let built = build(&lab);
    assert_eq!(built.told.matches("warning[target-not-yet]").count(), 1, "{}", built.told);
    assert!(built.told.contains("there is no target `alpine` yet"), "{}", built.told);
    assert!(built.text(SCRIPT_1).contains("ignition/n1.ign"));
    assert!(built.text(SCRIPT_2).contains("apkovl=http://shelf/boot/apkovl/n2.apkovl.tar.gz"));
}

#[test]
fn a_machines_own_options_stand_above_the_labs() {
    let https = LAB.replace("mirror = \"http://", "mirror = \"https://");
    assert!(build(&https).told.contains("warning[ipxe-https-on-bios]"));
    let lab = https.replace("  table node", "  target ipxe { https = true }\n\n  table node").replace(
        "file \"/etc/motd\" { contents = \"hello\" }",
        "target ipxe { script = \"own/n1.ipxe\"  https = false }",
    );
    let built = build(&lab);
    assert!(built.text("public/http/own/n1.ipxe").contains("n1"), "{}", built.told);
    assert!(built.text(SCRIPT_2).contains("n2"), "{}", built.told);
    assert_eq!(built.told.matches("ipxe-https-on-bios").count(), 1, "only n1 says otherwise: {}", built.told);
}

#[test]
fn a_machines_id_changes_with_what_it_is_made_of_and_with_nothing_else() {
    let before = build(LAB);
    let (first, second) = (before.id(SCRIPT_1), before.id(SCRIPT_2));
    assert_ne!(first, second);
    assert_eq!(first.len(), 12);
    let commented = build(&LAB.replace("  profile", "  // a comment\n  profile"));
    assert_eq!((commented.id(SCRIPT_1), commented.id(SCRIPT_2)), (first, second));
    let changed = build(&LAB.replace("hello", "good morning"));
    assert_ne!(changed.id(SCRIPT_1), first);
    assert_eq!(changed.id(SCRIPT_2), second);
}

#[test]
fn bytes_of_a_file_are_written_as_they_are() {
    let lab =
        LAB.replace("  table node", "  output \"blob.bin\" { contents = file(\"blob.bin\").bytes }\n  table node");
    let bytes: &[u8] = &[0, 159, 146, 150, 255];
    let built = build_with(&lab, [("blob.bin", bytes)]);
    let tree = built.tree.expect("a tree");
    assert_eq!(tree.get("operator/blob.bin").map(Vec::as_slice), Some(bytes), "{}", built.told);
}

#[test]
fn every_byte_of_a_file_reaches_the_machine() {
    use base64::Engine as _;
    for spec in ["3.3.0", "2.1.0"] {
        let file = "file \"/usr/share/logo.png\" { contents = file(\"logo.png\").bytes  mode = 0o600 }";
        let lab = LAB.replace("file \"/etc/motd\" { contents = \"hello\" }", file).replace("3.3.0", spec);
        let every_byte: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        let built = build_with(&lab, [("logo.png", &every_byte)]);
        assert_eq!(built.told, "");
        let config = built.json("public/http/ignition/n1.ign");
        let files = config["storage"]["files"].as_array().expect("files");
        let logo = files.iter().find(|file| file["path"] == "/usr/share/logo.png").expect("it is written");
        let source = logo["contents"]["source"].as_str().expect("it has a source");
        let base64 = source.strip_prefix("data:;base64,").expect("bytes are written in base64");
        assert_eq!(base64::engine::general_purpose::STANDARD.decode(base64).expect("it is base64"), every_byte);
        assert_eq!(logo["mode"], 0o600);
        let inputs = built.json("manifest.json")["inputs"].clone();
        assert!(inputs.as_array().expect("a list").iter().any(|input| input["path"] == "logo.png"), "{inputs}");
    }
}

#[test]
fn a_file_for_the_staff_is_written_where_only_they_read() {
    let built = build(&LAB.replace(
        "  table node",
        "  output \"notes/phone.txt\" { contents = \"ask for \\(shelf.name)\\n\" }\n  table node",
    ));
    assert_eq!(built.text("operator/notes/phone.txt"), "ask for shelf\n");
}

#[test]
fn a_lab_without_a_boot_service_gets_no_boot_script() {
    let built = build(&LAB.replace("  boot { server = shelf  url = \"http://shelf/boot\" }\n", ""));
    let tree = built.tree.expect("a tree");
    assert!(tree.contains_key("public/http/ignition/n1.ign"));
    assert!(!tree.keys().any(|path| path.ends_with(".ipxe")), "{:?}", tree.keys());
}

#[test]
fn two_labs_in_one_file_are_not_built() {
    let built = build("lab one { domain = \"one.example\" }\nlab two { domain = \"two.example\" }\n");
    assert!(built.told.starts_with("lab.dl:2:1: error[several-labs]"), "{}", built.told);
    let built = build("let x = 1\n");
    assert!(built.told.contains("error[no-lab-in-file]"), "{}", built.told);
}
