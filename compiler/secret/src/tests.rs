//! Opening, and what nobody may see.

use crate::sops::seal;
use crate::{Clear, Format, Kind, NotOpened, Part, Recipe, Shape, Source, Vault, read};
use age::secrecy::ExposeSecret as _;
use dlc_text::{Language, Part as TextPart, Piece, Template};
use std::sync::Arc;

const KEY: [u8; 32] = [3; 32];

/// A sealed file, and the age key that opens it.
fn sealed() -> (String, String) {
    let identity = age::x25519::Identity::generate();
    let value = |keys: &str, clear: &str, kind: &str| seal::value(&KEY, keys, clear, kind);
    let text = format!(
        "db:\n  password: {}\n  port: {}\n  on: {}\n  list:\n    - {}\n    - k: {}\nnote_unencrypted: open\nempty: \"\"\n{}",
        value("db:password:", "hunter2", "str"),
        value("db:port:", "5432", "int"),
        value("db:on:", "True", "bool"),
        value("db:list:", "a", "str"),
        value("db:list:k:", "b", "str"),
        seal::metadata(&KEY, &identity.to_public(), "hunter25432Trueabopen"),
    );
    (text, identity.to_string().expose_secret().to_owned())
}

fn vault(key: &str) -> Vault {
    let mut vault = Vault::new();
    vault.add_keys(&format!("# created: then\n{key}\n")).expect("a key");
    vault
}

fn open(vault: &Vault, text: &str, steps: &[&str]) -> Result<String, NotOpened> {
    let source = Source::Value("s.yaml".into(), steps.iter().map(|&step| step.into()).collect());
    let bytes: Arc<[u8]> = text.as_bytes().into();
    vault.open(&source, &|_| Ok(bytes.clone())).map(|clear| String::from_utf8(clear.reveal().to_vec()).expect("text"))
}

#[test]
fn a_sealed_file_shows_its_keys_and_what_its_owner_left_open() {
    let (text, _) = sealed();
    let Shape::Map(entries) = read(&text, Format::Yaml).expect("YAML").shape else { panic!("a map") };
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.text.as_str()).collect();
    assert_eq!(keys, ["db", "note_unencrypted", "empty"]);
    let Shape::Map(db) = &entries[0].1.shape else { panic!("a map") };
    let kinds: Vec<&Shape> = db.iter().take(3).map(|(_, item)| &item.shape).collect();
    assert_eq!(kinds, [&Shape::Sealed(Kind::Text), &Shape::Sealed(Kind::Int), &Shape::Sealed(Kind::Bool)]);
    assert!(matches!(&entries[1].1.shape, Shape::Plain(_)));
}

#[test]
fn the_right_key_opens_each_value_under_its_own_keys() {
    let (text, key) = sealed();
    let vault = vault(&key);
    assert_eq!(open(&vault, &text, &["db", "password"]).as_deref(), Ok("hunter2"));
    assert_eq!(open(&vault, &text, &["db", "port"]).as_deref(), Ok("5432"));
    assert_eq!(open(&vault, &text, &["db", "on"]).as_deref(), Ok("true"));
    assert_eq!(open(&vault, &text, &["db", "list", "1", "k"]).as_deref(), Ok("b"));
    assert_eq!(open(&vault, &text, &["db", "nothing"]).unwrap_err().code, "secret-not-opened");
}

#[test]
fn without_the_right_key_nothing_opens() {
    let (text, _) = sealed();
    let none = open(&Vault::new(), &text, &["db", "password"]).unwrap_err();
    assert!(none.message.contains("no age key") && none.hint.is_some(), "{none:?}");
    let (_, other) = sealed();
    let wrong = open(&vault(&other), &text, &["db", "password"]).unwrap_err();
    assert!(wrong.message.contains("none of the age keys fits; it is sealed for age1"), "{wrong:?}");
}

#[test]
fn a_file_that_was_changed_is_refused_as_a_whole() {
    let (text, key) = sealed();
    let vault = vault(&key);
    for (from, to) in
        [("open\n", "other\n"), ("password:", "passwort:"), ("data:", "data:AA"), ("empty: \"\"", "empty: \"x\"")]
    {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let refused = open(&vault, &changed, &["db", "port"]).unwrap_err();
        assert_eq!(refused.code, "secret-not-opened", "{from}");
    }
}

#[test]
fn in_a_plain_file_every_value_is_a_secret() {
    let text = r#"{ "a": "x", "n": [1, true, null] }"#;
    let Shape::Map(entries) = read(text, Format::Json).expect("JSON").shape else { panic!("a map") };
    assert_eq!(entries[0].1.shape, Shape::Sealed(Kind::Text));
    assert_eq!(open(&Vault::new(), text, &["n", "0"]).as_deref(), Ok("1"));
}

#[test]
fn a_secret_in_a_text_is_written_for_its_place() {
    let template = Template::new([TextPart::Chars("echo \""), TextPart::Hole, TextPart::Chars("\"\n")]);
    let pieces = dlc_text::check(Language::Sh, &template).pieces;
    let part = |piece| match piece {
        Piece::Chars(chars) => Part::Chars(chars),
        Piece::Hole(_, place) => Part::Sealed(Source::Named("N".into()), place),
    };
    let recipe = Recipe::text(pieces.into_iter().map(part).collect());
    let mut vault = Vault::new();
    assert_eq!(vault.make(&recipe, &|_| Err("no".into())).unwrap_err().code, "secret-not-given");
    vault.give("N", Clear::new(b"a$b\"".to_vec()));
    let made = vault.make(&recipe, &|_| Err("no".into())).expect("given");
    assert_eq!(made.reveal(), b"echo \"a\\$b\\\"\"\n");
}

#[test]
fn recipes_that_differ_have_different_handles_and_none_says_a_value() {
    let named = |name: &str| Recipe::of(Source::Named(name.into()), Kind::Text);
    assert_eq!(named("A").handle(), "secret(\"A\")");
    let text = |chars: &str| {
        let sealed = Part::Sealed(Source::Named("A".into()), dlc_text::Place::Plain);
        Recipe::text(vec![Part::Chars(chars.into()), sealed])
    };
    assert_ne!(text("x").handle(), text("y").handle());
    assert_eq!(text("x").handle(), text("x").handle());
}

#[test]
fn nothing_prints_a_secret() {
    let mut vault = Vault::new();
    vault.give("N", Clear::new(b"hunter2".to_vec()));
    let (_, key) = sealed();
    vault.add_keys(&key).expect("a key");
    let shown = format!("{:?} {vault:?} {:?}", Clear::new(b"hunter2".to_vec()), vault.add_keys("hunter2"));
    assert!(!shown.contains("hunter2") && !shown.contains(key.trim_start_matches("AGE-SECRET-KEY-")), "{shown}");
}

#[test]
fn every_cut_and_every_changed_byte_of_a_sealed_file_is_refused_without_a_panic() {
    let (text, key) = sealed();
    let vault = vault(&key);
    let body = text.find("sops:").expect("metadata");
    for end in (0..body).step_by(7) {
        let _ = open(&vault, &text[..end], &["db", "port"]);
    }
    for at in (0..body).step_by(11).filter(|at| text.as_bytes()[*at].is_ascii_alphanumeric()) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        if let Ok(value) = open(&vault, &changed, &["db", "port"]) {
            assert_eq!(value, "5432", "byte {at}");
        }
    }
}
