//! Secrets through a whole build: where they may lie, and everything that must not show them.

use dlc_base::render::{Format, Style, render};
use dlc_driver::why::{self, Question, Tree};
use dlc_driver::{BuildOptions, Clear, Content, Outcome, Project, Quiet, System, Vault, show};
use std::collections::BTreeMap;
use std::path::Path;

const LAB: &str = r##"use std.os.flatcar

let keys = secrets("keys.yaml")

lab attic {
  domain = "attic.example"
  network lan { subnet = 10.0.0.0/24  gateway = 10.0.0.1  dhcp = external }
  host shelf { ip = 10.0.0.2 }
  boot { server = shelf  url = "http://shelf/boot" }
  node n1 {
    os        = flatcar { channel = stable  spec = 3.3.0  mirror = "http://shelf/flatcar" }
    ip        = 10.0.0.4
    mac       = 02:00:00:00:00:04
    memory    = 8GiB
    autologin = true
  }
  output "token"   { contents = secret("TOKEN") }
  output "db.json" { contents = json#"{ "password": \#(keys.db.password), "port": \#(keys.db.port) }"# }
  output "login"   { contents = sh#"login '\#(keys.root)' # \#(lab.name)"# }
  output "whole"   { contents = file("whole.txt").secret }
}
"##;

/// What nobody may see.
const SEALED: [&str; 4] = ["hunter2", "it's $5", "tok-4711", "whole-file-secret"];

/// Files in memory, with what opens secrets.
struct Files(BTreeMap<&'static str, String>, Vault);

impl System for Files {
    fn read(&self, path: &str) -> Content {
        self.0.get(path).map_or(Content::Missing, |text| Content::Bytes(text.as_bytes().into()))
    }

    fn vault(&self) -> Option<&Vault> {
        Some(&self.1)
    }
}

fn project(lab: &str, vault: Vault) -> Project {
    let keys = "root: it's $5\ndb: { password: hunter2, port: 5432 }\n";
    let files = [("lab.dl", lab), ("keys.yaml", keys), ("whole.txt", "whole-file-secret")];
    let files = files.map(|(path, text)| (path, text.to_owned()));
    Project { system: Box::new(Files(files.into(), vault)), lab: "lab.dl".to_owned() }
}

fn vault() -> Vault {
    let mut vault = Vault::new().strict();
    vault.give("TOKEN", Clear::new(b"tok-4711".to_vec()));
    vault
}

/// What a build said, and its tree: each file with its bytes and mode.
fn build(lab: &str, vault: Vault) -> (String, BTreeMap<String, (String, u32)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let options = BuildOptions { out: out.clone(), cache, ..BuildOptions::default() };
    let Outcome { diagnostics, texts, .. } = dlc_driver::build(project(lab, vault), &options, &Quiet);
    let shown = format!("{diagnostics:?}");
    nothing_shows(&shown, "diagnostics as data");
    let told = render(diagnostics, &texts, Style { format: Format::Human, color: false });
    let mut tree = BTreeMap::new();
    if out.exists() {
        read(&out, &out, &mut tree);
    }
    (told, tree)
}

fn read(top: &Path, folder: &Path, tree: &mut BTreeMap<String, (String, u32)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            read(top, &entry, tree);
            continue;
        }
        let name = entry.strip_prefix(top).expect("below").to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&std::fs::read(&entry).expect("a file")).into_owned();
        tree.insert(name, (text, mode(&entry)));
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().expect("a file").permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o600
}

fn nothing_shows(text: &str, what: &str) {
    for sealed in SEALED {
        assert!(!text.contains(sealed), "{what} show a secret");
    }
}

#[test]
fn secrets_reach_the_files_of_the_staff_and_nothing_else() {
    let (told, tree) = build(LAB, vault());
    assert!(!tree.is_empty(), "{told}");
    nothing_shows(&told, "diagnostics");
    let file = |path: &str| tree.get(path).cloned().unwrap_or_else(|| panic!("no `{path}` in {:?}", tree.keys()));
    assert_eq!(file("operator/token"), ("tok-4711".to_owned(), 0o600));
    assert_eq!(file("operator/db.json"), (r#"{ "password": "hunter2", "port": 5432 }"#.to_owned(), 0o600));
    assert_eq!(file("operator/login"), (r"login 'it'\''s $5' # attic".to_owned(), 0o600));
    assert_eq!(file("operator/whole"), ("whole-file-secret".to_owned(), 0o600));
    let places = ["operator/token", "operator/db.json", "operator/login", "operator/whole"];
    for (path, (text, _)) in tree.iter().filter(|(path, _)| !places.contains(&path.as_str())) {
        nothing_shows(text, path);
    }
    assert_eq!(file("manifest.json").1, 0o600, "a digest of a short secret is enough to guess it");
}

#[test]
fn no_form_of_the_model_shows_a_secret() {
    let Outcome { value, diagnostics, .. } = dlc_driver::model(project(LAB, vault()));
    let model = value.unwrap_or_else(|| panic!("{diagnostics:?}"));
    nothing_shows(&model, "model");
    assert!(model.contains("secret(\\\"TOKEN\\\")"), "it says where the secret lies: {model}");
}

#[test]
fn a_check_needs_no_secret_and_a_build_says_at_its_line_what_is_missing() {
    let Outcome { value, diagnostics, .. } = dlc_driver::check(project(LAB, Vault::new()));
    assert!(value.is_some() && diagnostics.is_empty(), "{diagnostics:?}");
    let (told, tree) = build(LAB, Vault::new().strict());
    assert!(tree.is_empty());
    assert!(told.contains("error[secret-not-given]: the secret `TOKEN` is not given"), "{told}");
    assert!(told.contains("lab.dl:17:33") && told.contains("--secret TOKEN=env:VARIABLE"), "{told}");
}

#[test]
fn what_is_exposed_lies_open_and_in_the_manifest() {
    let file =
        "autologin = true\n    file \"/etc/token\" { contents = expose(secret(\"TOKEN\"), reason = \"all may know\") }";
    let lab = LAB.replace("autologin = true", file);
    let (told, tree) = build(&lab, vault());
    assert!(!tree.is_empty(), "{told}");
    let manifest: serde_json::Value = serde_json::from_str(&tree["manifest.json"].0).expect("it is JSON");
    let exposed = serde_json::json!([{ "secret": "secret(\"TOKEN\")", "reason": "all may know" }]);
    assert_eq!(manifest["exposed"], exposed);
    assert!(tree["public/http/ignition/n1.ign"].0.contains("tok-4711"));
    let (told, _) = build(&lab, Vault::new().strict());
    assert!(told.contains("error[secret-not-given]"), "{told}");
}

#[test]
fn a_secret_that_the_network_could_read_is_refused_with_its_way() {
    let file = "autologin = true\n    file \"/etc/token\" { contents = \"t=\\(secret(\"TOKEN\"))\" }";
    let (told, tree) = build(&LAB.replace("autologin = true", file), vault());
    assert!(tree.is_empty());
    assert!(told.contains("error[secret-in-public]: a secret would be read at /ignition/n1.ign"), "{told}");
    assert!(told.contains("secret(\"TOKEN\") → files./etc/token.contents of node n1"), "{told}");
}

#[test]
fn a_secret_that_is_given_and_not_asked_for_is_told() {
    let mut vault = vault();
    vault.give("TOKNE", Clear::new(b"x".to_vec()));
    let (told, tree) = build(LAB, vault);
    assert!(!tree.is_empty());
    assert!(told.contains("warning[unused-secret]") && told.contains("did you mean `TOKEN`?"), "{told}");
}

/// Asks about every file of the tree as a whole, about each of its lines and leaves and about many of its bytes.
fn everything_asked(lab: &str, vault: fn() -> Vault) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let options = BuildOptions { out: out.clone(), cache: cache.clone(), ..BuildOptions::default() };
    let Outcome { value, diagnostics, .. } = dlc_driver::build(project(lab, vault()), &options, &Quiet);
    assert!(value.is_some(), "{diagnostics:?}");
    let mut tree = BTreeMap::new();
    read(&out, &out, &mut tree);
    let mut places = Vec::new();
    for (file, (text, _)) in &tree {
        places.push((file.clone(), String::new()));
        places.extend((1..=text.lines().count()).map(|line| (file.clone(), format!(":{line}"))));
        places.extend((0..text.len()).step_by(7).map(|byte| (file.clone(), format!("@{byte}"))));
    }
    // As somebody asks who has no key.
    let question = Question { tree: Tree::open(&out).expect("a tree"), places, cache, threads: 1 };
    let Outcome { value, diagnostics, texts, .. } = why::why(project(lab, Vault::new()), &question);
    let answers = value.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let mut told = format!("{diagnostics:?}\n{answers:?}\n");
    for answer in answers {
        let answer = answer.expect("every place of the tree has an answer");
        told.push_str(&why::human(&answer, &texts, false));
        told.push_str(&why::short(&answer, &texts));
        told.push_str(&why::json(&answer, &texts));
    }
    told
}

#[test]
fn no_answer_and_no_trace_shows_a_secret_and_each_says_where_it_lies() {
    let told = everything_asked(LAB, vault);
    nothing_shows(&told, "answers of `why`");
    for part in
        ["a secret stands here: `secret(\"TOKEN\")`", "it lies in `secrets(\"keys.yaml\").db.password`", "never shown"]
    {
        assert!(told.contains(part), "no `{part}`");
    }
}

#[test]
fn a_file_with_secrets_is_known_as_it_was_built_and_its_places_are_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let options = BuildOptions { out: out.clone(), cache: cache.clone(), ..BuildOptions::default() };
    let built = dlc_driver::build(project(LAB, vault()), &options, &Quiet);
    assert!(built.value.is_some(), "{:?}", built.diagnostics);
    let places =
        vec![("operator/db.json".to_owned(), "#/port".to_owned()), ("operator/token".to_owned(), String::new())];
    let Outcome { value, diagnostics, texts, .. } = why::why(
        project(LAB, Vault::new()),
        &Question { tree: Tree::open(&out).expect("a tree"), places, cache, threads: 1 },
    );
    assert_eq!(diagnostics, [], "the tree is as its lab gives it");
    let answers: Vec<_> = value.expect("an answer").into_iter().flatten().collect();
    let told: Vec<String> = answers.iter().map(|answer| why::short(answer, &texts)).collect();
    assert!(told[0].contains("lab.dl:18:"), "{told:?}");
    assert!(told[1].starts_with("lab.dl:17:33: secret: "), "{told:?}");
}

#[test]
fn no_machine_that_is_shown_shows_a_secret() {
    let lab = LAB.replace(
        "autologin = true",
        "autologin = true\n    container \"c\" { image = \"i\"  environment = { A = \"x\" } }",
    );
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let Outcome { value, diagnostics, texts, .. } = show::show(project(&lab, vault()), Some("n1"), cache, 1);
    let Some(show::Shown::Machine(machine)) = value else { panic!("{diagnostics:?}") };
    nothing_shows(&format!("{machine:?}{}{}", show::human(&machine, &texts), show::json(&machine, &texts)), "`show`");
}

/// The lab with a file of the machine that holds this text, which nothing marks as a secret.
fn leaking(contents: &str) -> String {
    let file = format!("autologin = true\n    file \"/etc/x\" {{ contents = {contents} }}");
    LAB.replace("autologin = true", &file)
}

#[test]
fn a_secret_that_the_lab_has_a_second_time_as_a_text_is_found_in_whatever_form() {
    let forms = [
        ("raw", "\"x tok-4711 y\""),
        ("base64", "\"dG9rLTQ3MTE=\""),
        ("base64, one byte behind", "\"eHRvay00NzEx\""),
        ("hexadecimal", "\"746f6b2d34373131\""),
        ("percent-encoded", "\"tok%2D4711\""),
        ("a password of a file of secrets", "\"x hunter2 y\""),
        ("a plain file of secrets as text", "file(\"whole.txt\").text"),
    ];
    for (form, contents) in forms {
        let (told, tree) = build(&leaking(contents), vault());
        assert!(tree.is_empty(), "{form}");
        assert!(told.contains("error[secret-in-public]: a secret would be read at /ignition/n1.ign"), "{form}: {told}");
        assert!(told.contains("target `ignition`, for node `n1`"), "{form}: {told}");
        nothing_shows(&told, form);
        assert_eq!(told.matches("secret-in-public").count(), 1, "{form}: {told}");
    }
}

#[test]
fn a_secret_in_the_path_of_a_public_file_is_found_and_not_shown() {
    let mut vault = vault();
    vault.give("NAME", Clear::new(b"ignition/n1.ign".to_vec()));
    let lab = LAB.replace("output \"token\"", "output \"name\" { contents = secret(\"NAME\") }\n  output \"token\"");
    let (told, tree) = build(&lab, vault);
    assert!(tree.is_empty(), "{told}");
    assert!(told.contains("error[secret-in-public]: a secret would be read in the path of a file"), "{told}");
    assert!(!told.contains("ignition/n1.ign"), "{told}");
}

#[test]
fn short_secrets_and_what_is_let_out_are_not_searched_for() {
    // The port of the file of secrets has four digits.
    let (told, tree) = build(&leaking("\"5432\""), vault());
    assert!(!tree.is_empty(), "{told}");
    let exposed = "\"tok-4711 \\(expose(secret(\"TOKEN\"), reason = \"all may know\"))\"";
    let (told, tree) = build(&leaking(exposed), vault());
    assert!(!tree.is_empty(), "{told}");
}

#[test]
fn the_way_of_a_secret_is_shown_from_its_text_through_profiles_to_the_machine() {
    let lab = LAB.replace("lab attic {", "let token = \"t=\\(keys.db.password)\"\n\nprofile base for node {\n  file \"/etc/token\" { contents = token }\n}\n\nlab attic {")
        .replace("autologin = true", "autologin = true\n    include base");
    let (told, tree) = build(&lab, vault());
    assert!(tree.is_empty());
    let steps = [
        "let token = \"t=",
        "file \"/etc/token\" { contents = token }",
        "it is put into the machine here",
        "include base",
        "which the machine takes in here",
        "secrets(\"keys.yaml\").db.password → files./etc/token.contents of node n1 → target `ignition` → /ignition/n1.ign",
    ];
    for step in steps {
        assert!(told.contains(step), "{step} in {told}");
    }
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}

#[test]
fn no_message_shows_a_line_of_a_file_of_secrets() {
    let put = "autologin = true\n    file \"/etc/token\" { contents = keys.db.password }";
    let (told, _) = build(&LAB.replace("autologin = true", put), vault());
    assert!(told.contains("error[secret-in-public]") && told.contains("contents = keys.db.password"), "{told}");
    nothing_shows(&told, "diagnostics");
    // What is wrong with the file itself is told with its place and without its text.
    let files =
        [("lab.dl", LAB), ("whole.txt", "whole-file-secret"), ("keys.yaml", "root: hunter2\nroot: [tok-4711\n")];
    let system = Files(files.map(|(path, text)| (path, text.to_owned())).into(), vault());
    let project = Project { system: Box::new(system), lab: "lab.dl".to_owned() };
    let Outcome { diagnostics, texts, .. } = dlc_driver::check(project);
    nothing_shows(&format!("{diagnostics:?}"), "diagnostics as data");
    let told = render(diagnostics, &texts, Style { format: Format::Human, color: false });
    assert!(told.contains("keys.yaml:"), "{told}");
    nothing_shows(&told, "diagnostics");
}
