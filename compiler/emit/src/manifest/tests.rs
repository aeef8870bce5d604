use super::*;
use crate::digest::sha256;
use crate::layer::Disk;

fn artifact(path: &str, mode: u32) -> Artifact {
    Artifact {
        path: path.to_owned(),
        sha256: sha256(path.as_bytes()),
        size: 1,
        mode: Mode(mode),
        media_type: "text/plain".to_owned(),
        audience: Audience::Network,
        target: "ipxe".to_owned(),
        node: None,
    }
}

fn facts() -> Facts {
    let input = |path: &str| Input { path: path.to_owned(), sha256: sha256(b"x") };
    let plugin = |name: &str| Plugin { name: name.to_owned(), version: "1".to_owned(), sha256: sha256(b"y") };
    Facts {
        lab: "lab.dl".to_owned(),
        compiler: "0.1.0".to_owned(),
        epoch: 7,
        inputs: vec![input("lab.dl"), input("keys/a.pub")],
        plugins: vec![plugin("ipxe"), plugin("ignition")],
        exposed: Vec::new(),
    }
}

fn build(facts: &Facts) -> Digest {
    Manifest::new(facts.clone(), Vec::new()).build
}

#[test]
fn the_bytes_are_one_item_a_line_and_sorted() {
    let mut facts = facts();
    facts.inputs.truncate(1);
    facts.plugins.clear();
    let manifest = Manifest::new(facts, vec![artifact("public/http/b", 0o644), artifact("operator/a", 0o600)]);
    let (x, a, b) = (sha256(b"x"), sha256(b"operator/a"), sha256(b"public/http/b"));
    let rest = r#""media_type":"text/plain","audience":"network","target":"ipxe","node":null"#;
    let expected = format!(
        r#"{{
  "format": "dlc-tree/1",
  "compiler": "0.1.0",
  "build": "{}",
  "lab": "lab.dl",
  "epoch": 7,
  "inputs": [
    {{"path":"lab.dl","sha256":"{x}"}}
  ],
  "plugins": [],
  "exposed": [],
  "artifacts": [
    {{"path":"operator/a","sha256":"{a}","size":1,"mode":"0600",{rest}}},
    {{"path":"public/http/b","sha256":"{b}","size":1,"mode":"0644",{rest}}}
  ]
}}
"#,
        manifest.build
    );
    let json = manifest.to_json().expect("bytes");
    assert_eq!(String::from_utf8_lossy(&json), expected);
    assert!(expected.starts_with(OPENING));
}

#[test]
fn the_build_id_depends_on_each_fact_and_on_no_order() {
    let base = facts();
    let mut other = base.clone();
    other.inputs.reverse();
    other.plugins.reverse();
    other.inputs.extend(base.inputs.clone());
    assert_eq!(build(&other), build(&base));

    let changes: [fn(&mut Facts); 7] = [
        |f| f.lab = "other.dl".to_owned(),
        |f| f.compiler = "0.2.0".to_owned(),
        |f| f.epoch = 8,
        |f| f.inputs[0].sha256 = sha256(b"z"),
        |f| f.inputs.truncate(1),
        |f| f.plugins[0].version = "2".to_owned(),
        |f| f.plugins[0].name = "ipx".to_owned(),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut other = base.clone();
        change(&mut other);
        assert_ne!(build(&other), build(&base), "change {i}");
    }
}

#[test]
fn a_manifest_is_as_private_as_the_most_private_file_in_it() {
    let mode = |modes: &[u32]| {
        Manifest::new(Facts::default(), modes.iter().map(|mode| artifact(&mode.to_string(), *mode)).collect()).mode()
    };
    assert_eq!(mode(&[]), 0o644);
    assert_eq!(mode(&[0o644, 0o755]), 0o644);
    assert_eq!(mode(&[0o644, 0o640]), 0o600);
}

#[test]
fn what_was_written_is_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = Manifest::new(facts(), vec![artifact("operator/a", 0o600), artifact("public/http/b", 0o755)]);
    std::fs::write(folder.path().join(MANIFEST), manifest.to_json().expect("bytes")).expect("a file");
    let read = Manifest::read(&Disk, folder.path()).expect("a manifest");
    assert_eq!(read, manifest);
    assert_eq!(read.artifact("public/http/b").map(|a| a.mode), Some(Mode(0o755)));
    assert_eq!(read.artifact("public/http/c"), None);
}

#[test]
fn a_manifest_that_is_broken_foreign_or_leads_outside_is_refused_with_a_reason() {
    let good = Manifest::new(facts(), vec![artifact("operator/a", 0o600), artifact("operator/b", 0o600)]);
    let good = String::from_utf8(good.to_json().expect("bytes")).expect("text");
    for (from, to, why) in [
        ("dlc-tree/1", "dlc-tree/2", "expected `dlc-tree/1`"),
        ("operator/a", "../a", "cannot be used"),
        ("operator/a", "operator/z", "not in order"),
        ("operator/a", "operator/b", "not in order"),
        ("0600", "600", "octal"),
        ("\"size\":1", "\"size\":-1", "invalid value"),
        ("]\n}", "", "EOF"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(good.contains(from), "{from}");
        std::fs::write(folder.path().join(MANIFEST), good.replacen(from, to, 1)).expect("a file");
        let error = Manifest::read(&Disk, folder.path()).expect_err(why).to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn what_the_lab_lets_out_is_told_with_its_reason() {
    let exposed = |secret: &str| Exposed { secret: secret.to_owned(), reason: "a test".to_owned() };
    let facts = Facts { exposed: vec![exposed("secret(\"B\")"), exposed("secret(\"A\")")], ..facts() };
    let manifest = Manifest::new(facts, Vec::new());
    assert_eq!(manifest.exposed, [exposed("secret(\"A\")"), exposed("secret(\"B\")")]);
    let json = manifest.to_json().expect("it is JSON");
    assert_eq!(serde_json::from_slice::<Manifest>(&json).expect("it reads what it writes"), manifest);
}
