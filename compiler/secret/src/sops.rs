//! Files that sops sealed for age.
//!
//! Each value is sealed with AES-256-GCM under one key of the file, with the path of its keys as additional data; that
//! key is sealed for each age recipient. A MAC over all values, sealed too, says whether somebody changed the file.

use crate::clear::Clear;
use crate::open::NotOpened;
use crate::recipe::Kind;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::consts::U32;
use aes_gcm::{AesGcm, Nonce};
use age::armor::ArmoredReader;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dlc_text::{Kind as Data, Node};
use sha2::{Digest as _, Sha512};
use std::collections::BTreeMap;
use std::io::Read as _;
use zeroize::Zeroizing;

/// The cipher of sops: its nonces are as long as its keys.
type Cipher = AesGcm<Aes256, U32>;

/// What the MAC begins with where it is over sealed values only: the SHA-256 of `sops`.
const ONLY_SEALED: [u8; 32] = [
    0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce, 0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe, 0x0b, 0x0b, 0x97, 0x5b,
    0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2, 0x7d, 0x69,
];

/// What sops says of a file, in the file.
pub(crate) fn metadata(node: &Node) -> Option<&Node> {
    let sops = get(node, "sops")?;
    // A lab's own key of that name has no MAC.
    get(sops, "mac").map(|_| sops)
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Data::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(found, _)| found.text == key).map(|(_, node)| node)
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &get(node, key)?.kind {
        Data::Text(text) => Some(text),
        _ => None,
    }
}

/// A sealed value as it is written: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`.
struct Sealed<'t> {
    data: &'t str,
    iv: &'t str,
    tag: &'t str,
    kind: &'t str,
}

impl<'t> Sealed<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix("ENC[AES256_GCM,")?.strip_suffix(']')?;
        let mut parts = inner.split(',');
        let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix(':');
        let sealed = Self { data: part("data")?, iv: part("iv")?, tag: part("tag")?, kind: part("type")? };
        parts.next().is_none().then_some(sealed)
    }

    /// What it says. None if the key or the path is another.
    fn open(&self, cipher: &Cipher, path: &str) -> Option<Zeroizing<Vec<u8>>> {
        let mut sealed = STANDARD.decode(self.data).ok()?;
        sealed.extend(STANDARD.decode(self.tag).ok()?);
        let iv = STANDARD.decode(self.iv).ok().filter(|iv| iv.len() == 32)?;
        let payload = Payload { msg: &sealed, aad: path.as_bytes() };
        cipher.decrypt(Nonce::<U32>::from_slice(&iv), payload).ok().map(Zeroizing::new)
    }
}

/// What a text is sealed as, if it is.
pub(crate) fn is_sealed(text: &str) -> Option<Kind> {
    Some(match Sealed::of(text)?.kind {
        "int" => Kind::Int,
        "bool" => Kind::Bool,
        "bytes" => Kind::Bytes,
        _ => Kind::Text,
    })
}

/// The values of a sealed file by their keys, all of them; `path` is for messages.
pub(crate) fn open(
    node: &Node,
    keys: &[age::x25519::Identity],
    path: &str,
) -> Result<BTreeMap<Vec<String>, Clear>, NotOpened> {
    let Some(meta) = metadata(node) else { return Err(NotOpened::file(path, "sops did not seal it")) };
    let cipher = Cipher::new_from_slice(&data_key(meta, keys, path)?)
        .map_err(|_| NotOpened::file(path, "its key is not 32 bytes long"))?;
    let only_sealed = get(meta, "mac_only_encrypted").is_some_and(|node| node.kind == Data::Bool(true));
    let mut opener = Opener { cipher: &cipher, only_sealed, mac: Sha512::new(), values: BTreeMap::new(), path };
    if only_sealed {
        opener.mac.update(ONLY_SEALED);
    }
    if let Data::Map(entries) = &node.kind {
        for (key, node) in entries.iter().filter(|(key, _)| key.text != "sops") {
            opener.walk(node, &mut vec![key.text.clone()], &mut vec![key.text.clone()])?;
        }
    }
    let Opener { mac, values, .. } = opener;
    let found: String = mac.finalize().iter().map(|byte| format!("{byte:02X}")).collect();
    let sealed = text(meta, "mac").and_then(Sealed::of);
    let said = sealed.and_then(|mac| mac.open(&cipher, text(meta, "lastmodified").unwrap_or_default()));
    match said {
        Some(said) if *said == found.as_bytes() => Ok(values),
        _ => Err(NotOpened::file(path, "its MAC is wrong: somebody changed it without sops")
            .hint("`sops edit` makes it anew, from a version that you trust")),
    }
}

/// The key of a file, opened with the first age key that fits.
fn data_key(meta: &Node, keys: &[age::x25519::Identity], path: &str) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    let recipients = match get(meta, "age").map(|node| &node.kind) {
        Some(Data::List(recipients)) if !recipients.is_empty() => recipients,
        _ => {
            let message = "it is sealed for no age key, and no other is understood";
            return Err(NotOpened::file(path, message).hint("`sops rotate --add-age age1…` adds one"));
        }
    };
    if keys.is_empty() {
        return Err(NotOpened::without_key(path));
    }
    for recipient in recipients {
        let Some(sealed) = text(recipient, "enc") else { continue };
        if let Some(key) = unwrap(sealed, keys) {
            return Ok(key);
        }
    }
    let names: Vec<&str> = recipients.iter().filter_map(|node| text(node, "recipient")).collect();
    Err(NotOpened::file(path, format!("none of the age keys fits; it is sealed for {}", names.join(", "))))
}

fn unwrap(sealed: &str, keys: &[age::x25519::Identity]) -> Option<Zeroizing<Vec<u8>>> {
    let decryptor = age::Decryptor::new(ArmoredReader::new(sealed.as_bytes())).ok()?;
    let mut reader = decryptor.decrypt(keys.iter().map(|key| key as &dyn age::Identity)).ok()?;
    let mut key = Zeroizing::new(Vec::new());
    // A key is 32 bytes; what is longer is none.
    reader.by_ref().take(64).read_to_end(&mut key).ok()?;
    (key.len() == 32).then_some(key)
}

struct Opener<'a> {
    cipher: &'a Cipher,
    only_sealed: bool,
    mac: Sha512,
    values: BTreeMap<Vec<String>, Clear>,
    path: &'a str,
}

impl Opener<'_> {
    /// Opens everything in `node`. `steps` is the way to it, `keys` the same without the numbers of items, which sops
    /// leaves out.
    fn walk(&mut self, node: &Node, steps: &mut Vec<String>, keys: &mut Vec<String>) -> Result<(), NotOpened> {
        match &node.kind {
            Data::Null | Data::Hole(_) => {}
            Data::Map(entries) => {
                for (key, node) in entries {
                    steps.push(key.text.clone());
                    keys.push(key.text.clone());
                    self.walk(node, steps, keys)?;
                    steps.pop();
                    keys.pop();
                }
            }
            Data::List(items) => {
                for (number, node) in items.iter().enumerate() {
                    steps.push(number.to_string());
                    self.walk(node, steps, keys)?;
                    steps.pop();
                }
            }
            Data::Text(text) => match Sealed::of(text) {
                Some(sealed) => {
                    let aad = format!("{}:", keys.join(":"));
                    let Some(clear) = sealed.open(self.cipher, &aad) else {
                        let what = format!("the value `{}` is damaged, or stood under another key", steps.join("."));
                        return Err(NotOpened::file(self.path, what));
                    };
                    self.mac.update(&*clear);
                    let clear = match sealed.kind {
                        // Sealed as another language writes truth values.
                        "bool" => Clear::new(clear.to_ascii_lowercase()),
                        _ => Clear::new(clear.to_vec()),
                    };
                    self.values.insert(steps.clone(), clear);
                }
                None => self.plain(text.as_bytes()),
            },
            Data::Bool(b) => self.plain(if *b { b"True" } else { b"False" }),
            Data::Int(n) => self.plain(n.to_string().as_bytes()),
            Data::Number(spelling) => {
                let number = spelling.parse::<f64>().map_or_else(|_| spelling.clone(), |number| number.to_string());
                self.plain(number.as_bytes());
            }
        }
        Ok(())
    }

    fn plain(&mut self, bytes: &[u8]) {
        if !self.only_sealed {
            self.mac.update(bytes);
        }
    }
}

/// Writes what sops writes, for tests that have no sops.
#[cfg(test)]
pub(crate) mod seal {
    use super::*;
    use std::io::Write as _;

    /// A value sealed under `key`, at the path `keys`.
    pub(crate) fn value(key: &[u8; 32], keys: &str, clear: &str, kind: &str) -> String {
        let cipher = Cipher::new_from_slice(key).expect("32 bytes");
        let iv = [7; 32];
        let payload = Payload { msg: clear.as_bytes(), aad: keys.as_bytes() };
        let sealed = cipher.encrypt(Nonce::<U32>::from_slice(&iv), payload).expect("it fits");
        let (data, tag) = sealed.split_at(sealed.len() - 16);
        let code = |bytes: &[u8]| STANDARD.encode(bytes);
        format!("ENC[AES256_GCM,data:{},iv:{},tag:{},type:{kind}]", code(data), code(&iv), code(tag))
    }

    /// The metadata of a file whose values have the text `all`.
    pub(crate) fn metadata(key: &[u8; 32], to: &age::x25519::Recipient, all: &str) -> String {
        let mac: String = Sha512::digest(all).iter().map(|byte| format!("{byte:02X}")).collect();
        let when = "2026-01-01T00:00:00Z";
        let mut sealed = Vec::new();
        let encryptor = age::Encryptor::with_recipients(std::iter::once(to as &dyn age::Recipient)).expect("one");
        let armor =
            age::armor::ArmoredWriter::wrap_output(&mut sealed, age::armor::Format::AsciiArmor).expect("memory");
        let mut writer = encryptor.wrap_output(armor).expect("memory");
        writer.write_all(key).expect("memory");
        writer.finish().and_then(age::armor::ArmoredWriter::finish).expect("memory");
        let armored = String::from_utf8(sealed).expect("text");
        let lines: String = armored.lines().map(|line| format!("        {line}\n")).collect();
        format!(
            "sops:\n  age:\n    - recipient: {to}\n      enc: |\n{lines}  lastmodified: \"{when}\"\n  mac: {}\n  version: 3.11.0\n",
            value(key, when, &mac, "str"),
        )
    }
}
