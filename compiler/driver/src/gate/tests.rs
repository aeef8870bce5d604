//! A secret is found whatever it is wrapped in, and wherever a piece of the file ends.

use super::{Gate, Hit, TooMuch};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use dlc_secret::Clear;
use std::io::Write as _;

/// With characters that each encoding spells in its own way.
const SECRET: &[u8] = b"p\xc3\xbcn?>~4\"/q\\z";

fn gate(secret: &[u8]) -> Gate {
    Gate::new(&[("secret(\"T\")".to_owned(), Clear::new(secret.to_vec()))]).expect("it is long enough")
}

fn found(gate: &Gate, bytes: &[u8]) -> Option<Vec<&'static str>> {
    let whole = gate.search(&[bytes]).expect("it is small");
    // Whatever the pieces, the same is found.
    let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(gate.search(&pieces).expect("it is small"), whole, "byte by byte");
    whole.into_iter().next().map(|hit| hit.way)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    to.write_all(bytes).expect("memory");
    to.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 9).expect("memory")
}

fn tar(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, path, bytes).expect("memory");
    archive.into_inner().expect("memory")
}

fn hex(bytes: &[u8], upper: bool) -> Vec<u8> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if upper { hex.to_uppercase() } else { hex }.into_bytes()
}

fn percent(bytes: &[u8], all: bool) -> Vec<u8> {
    let escaped = |byte: &u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' if !all => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(escaped).collect::<String>().into_bytes()
}

fn json(bytes: &[u8]) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({ "a": String::from_utf8_lossy(bytes) })).expect("memory")
}

type Wrap = fn(&[u8]) -> Vec<u8>;

const WRAPS: &[(&str, Wrap)] = &[
    ("plain", |bytes| bytes.to_vec()),
    ("in text", |bytes| [b"token=", bytes, b"\n"].concat()),
    ("base64", |bytes| STANDARD.encode(bytes).into_bytes()),
    ("base64 one behind", |bytes| STANDARD.encode([b"x", bytes].concat()).into_bytes()),
    ("base64 two behind", |bytes| STANDARD.encode([b"xy", bytes, b"z"].concat()).into_bytes()),
    ("base64 three behind", |bytes| STANDARD.encode([b"xyz", bytes, b"zy"].concat()).into_bytes()),
    ("base64 without padding", |bytes| STANDARD_NO_PAD.encode([bytes, b"z"].concat()).into_bytes()),
    ("base64 for URLs", |bytes| URL_SAFE.encode([b"x", bytes].concat()).into_bytes()),
    ("base64 for URLs without padding", |bytes| URL_SAFE_NO_PAD.encode([b"xy", bytes].concat()).into_bytes()),
    ("hexadecimal", |bytes| hex(bytes, false)),
    ("HEXADECIMAL", |bytes| hex(bytes, true)),
    ("percent", |bytes| percent(bytes, false)),
    ("all percent", |bytes| percent(bytes, true)),
    ("lower percent", |bytes| percent(bytes, true).to_ascii_lowercase()),
    ("JSON", json),
    ("gzip", gzip),
    ("zstd", zstd),
    ("gzip behind something", |bytes| [b"cpio".as_slice(), &gzip(bytes)].concat()),
    ("tar", |bytes| tar("etc/secret", bytes)),
    ("two gzips", |bytes| [gzip(b"first"), gzip(bytes)].concat()),
];

#[test]
fn it_is_found_in_every_form_and_in_every_form_of_every_form() {
    let gate = gate(SECRET);
    for (outer, wrap) in WRAPS {
        for (inner, wrap_inner) in WRAPS {
            // JSON holds text: what is packed has to be made into text first.
            let held = wrap_inner(SECRET);
            if *outer == "JSON" && std::str::from_utf8(&held).is_err() {
                continue;
            }
            assert!(found(&gate, &wrap(&held)).is_some(), "{inner} in {outer}");
        }
    }
}

#[test]
fn the_chain_of_a_real_configuration_is_seen_through() {
    let gate = gate(SECRET);
    let archive = gzip(&tar("etc/token", &json(SECRET)));
    let url = format!("data:;base64,{}", STANDARD.encode(archive));
    let config = serde_json::json!({ "storage": { "files": [{ "contents": { "source": url } }] } }).to_string();
    assert_eq!(found(&gate, config.as_bytes()), Some(vec!["base64", "gzip", "escapes", "as it is"]));
    let url = format!("data:,{}", String::from_utf8(percent(SECRET, false)).expect("text"));
    let config = serde_json::json!({ "x": "a \"quoted\" word", "source": url }).to_string();
    assert_eq!(found(&gate, config.as_bytes()), Some(vec!["percent-encoding", "as it is"]));
    let wrapped: String = STANDARD
        .encode(gzip(&[SECRET, &[7; 400]].concat()).repeat(3))
        .into_bytes()
        .chunks(76)
        .map(|line| format!("    {}\n", String::from_utf8_lossy(line)))
        .collect();
    assert!(found(&gate, format!("key: |\n{wrapped}").as_bytes()).is_some(), "lines as programs wrap them");
}

#[test]
fn a_member_that_bears_the_secret_as_its_name_is_found() {
    assert!(found(&gate(b"hunter2"), &gzip(&tar("home/hunter2/x", b""))).is_some());
}

#[test]
fn quotes_of_shell_and_yaml_do_not_hide_it() {
    let gate = gate(b"it's $5 only");
    assert!(found(&gate, br"login 'it'\''s $5 only'").is_some());
    assert!(found(&gate, b"pass: 'it''s $5 only'").is_some());
}

#[test]
fn a_key_of_several_lines_is_found_by_its_lines_and_not_by_those_around_it() {
    let key = b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAA\nQyNTUxOQAAACBobmU\n-----END OPENSSH PRIVATE KEY-----\n";
    let gate = gate(key);
    assert!(found(&gate, b"k: |\n  -----BEGIN\n  b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAA\n").is_some());
    assert_eq!(found(&gate, b"-----BEGIN OPENSSH PRIVATE KEY-----\nother\n-----END OPENSSH PRIVATE KEY-----\n"), None);
}

#[test]
fn what_is_short_or_a_placeholder_is_not_searched_for() {
    for short in [&b"12345"[..], b"abcde", b"5432", b"123456789", b"xxxxxxxxxxxx", b"true", b"", b" \n"] {
        assert!(Gate::new(&[("s".to_owned(), Clear::new(short.to_vec()))]).is_none(), "{short:?}");
    }
    assert!(found(&gate(b"abcdef\n"), b"-abcdef-").is_some(), "blanks around it do not count");
}

#[test]
fn other_bytes_hold_no_secret() {
    let gate = gate(b"correct horse");
    let mut random = 7_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 56) as u8
    })
    .take(200_000)
    .collect();
    assert_eq!(gate.search(&[&noise]), Ok(Vec::new()));
    assert_eq!(gate.search(&[STANDARD.encode(&noise).as_bytes()]), Ok(Vec::new()));
    assert_eq!(gate.search(&[&gzip(&noise)]), Ok(Vec::new()));
    assert_eq!(gate.search(&[&[0x1f, 0x8b, 8].repeat(1000)]), Ok(Vec::new()));
}

#[test]
fn which_secret_is_told_once_by_its_name() {
    let secrets =
        [("a".to_owned(), Clear::new(b"first-secret".to_vec())), ("b".to_owned(), Clear::new(b"second-one".to_vec()))];
    let gate = Gate::new(&secrets).expect("they are long enough");
    let hits = gate.search(&[b"second-one first-secret second-one"]).expect("it is small");
    let hit = |name: &str| Hit { secret: name.to_owned(), way: vec!["as it is"] };
    assert_eq!(hits, [hit("a"), hit("b")]);
}

#[test]
fn a_bomb_is_refused_and_not_unpacked_without_end() {
    let gate = gate(SECRET);
    let bomb = gzip(&vec![0; 4 << 20]).repeat(4);
    assert!(bomb.len() < 100_000);
    assert_eq!(gate.search_within(&[&bomb], 8 << 20), Err(TooMuch));
    assert_eq!(gate.search_within(&[&bomb], 32 << 20), Ok(Vec::new()));
    let found = gate.search_within(&[SECRET, &bomb], 8 << 20).expect("a secret that was seen is told");
    assert_eq!(found.len(), 1);
}
