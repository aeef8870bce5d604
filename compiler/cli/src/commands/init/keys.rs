//! The public keys that may log in.

use super::Trouble;
use crate::environment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dlc_base::Diagnostic;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// More bytes than anybody's keys have.
const AT_MOST: u64 = 1 << 20;

/// Keys and where they come from.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// As in `authorized_keys`, each once, in the order in which they were given.
    pub(super) list: Vec<String>,
    /// For a person.
    pub(super) from: Option<String>,
}

/// The keys in the file `from`; `-` is standard input.
pub(super) fn read(from: &Path) -> Result<Keys, Trouble> {
    let (name, text) = if from.as_os_str() == "-" {
        ("standard input".to_owned(), text_of(io::stdin().lock()))
    } else {
        (format!("`{}`", from.display()), File::open(from).and_then(text_of))
    };
    let text = text
        .map_err(|error| Box::new(Diagnostic::placeless("unreadable-file", format!("cannot read {name}: {error}"))))?;
    let list = parse(&text, &name)?;
    Ok(Keys { list, from: Some(format!("the keys in {name}")) })
}

fn text_of(input: impl Read) -> io::Result<String> {
    let mut text = String::new();
    input.take(AT_MOST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > AT_MOST { Err(io::Error::other("it is larger than a megabyte")) } else { Ok(text) }
}

/// The keys that whoever runs the program has in the usual place. What is there and no key is none of our business.
pub(super) fn of_this_user() -> Keys {
    let folder = environment::home().map(|home| home.join(".ssh"));
    let names = ["id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub", "id_ed25519_sk.pub", "id_ecdsa_sk.pub"];
    let found = names.iter().filter_map(|name| {
        let path = folder.as_ref()?.join(name);
        let text = File::open(&path).and_then(text_of).ok()?;
        let keys = parse(&text, name).ok()?;
        Some((format!("`{}`", path.display()), keys))
    });
    let (from, keys): (Vec<String>, Vec<Vec<String>>) = found.unzip();
    Keys { list: unique(keys.concat()), from: (!from.is_empty()).then(|| from.join(", ")) }
}

fn unique(keys: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for key in keys {
        if !out.contains(&key) {
            out.push(key);
        }
    }
    out
}

/// One key a line; blank lines and comments between.
fn parse(text: &str, name: &str) -> Result<Vec<String>, Trouble> {
    let refuse = |told: String, hint: &str| Box::new(Diagnostic::placeless("bad-ssh-key", told).hint(hint));
    let read = "a key is one line, `ssh-ed25519 AAAA… somebody`, as in a file that ends in `.pub`";
    if text.contains("PRIVATE KEY-----") {
        let told = format!("{name} holds a private key, which must stay where it is");
        return Err(refuse(told, "give the file beside it that ends in `.pub`"));
    }
    let mut keys = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match wrong(line) {
            None => keys.push(line.to_owned()),
            Some(why) => return Err(refuse(format!("line {number} of {name} is no public key: {why}"), read)),
        }
    }
    if keys.is_empty() { Err(refuse(format!("{name} holds no key"), read)) } else { Ok(unique(keys)) }
}

/// What keeps a line from being a key.
fn wrong(line: &str) -> Option<String> {
    if line.chars().any(char::is_control) {
        return Some("it holds a control character".to_owned());
    }
    let is_kind = |word: &&str| ["ssh-", "ecdsa-", "sk-"].iter().any(|kind| word.starts_with(kind));
    let mut words = line.split(' ').skip_while(|word| !is_kind(word));
    let Some(kind) = words.next() else {
        return Some("no kind of key stands in it, such as `ssh-ed25519`".to_owned());
    };
    let Some(data) = words.next().and_then(|word| STANDARD.decode(word).ok()) else {
        return Some(format!("what follows `{kind}` is not base64; it may have been cut"));
    };
    // The data begin with the length of the kind's name and that name.
    let named = data.split_first_chunk::<4>().and_then(|(length, rest)| {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        rest.split_at_checked(length)
    });
    match named {
        Some((inner, rest)) if inner == kind.as_bytes() && !rest.is_empty() => None,
        Some((inner, _)) if inner != kind.as_bytes() => {
            Some(format!("it says `{kind}` and holds a key of another kind"))
        }
        _ => Some(format!("the data of `{kind}` are cut")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw ato@volt";

    #[test]
    fn keys_stand_one_on_a_line_with_comments_between_and_each_counts_once() {
        let text = format!("# staff\n\n{KEY}\r\n  {KEY}\nfrom=\"10.0.0.0/8\" {KEY}\n");
        assert_eq!(parse(&text, "x").expect("keys"), [KEY.to_owned(), format!("from=\"10.0.0.0/8\" {KEY}")]);
    }

    #[test]
    fn what_is_no_key_is_told_with_its_line_and_the_reason() {
        let told = |text: &str| parse(text, "standard input").expect_err("no keys").message;
        assert_eq!(told(" \n"), "standard input holds no key");
        assert!(told(&format!("{KEY}\nhello")).starts_with("line 2 of standard input is no public key: no kind"));
        assert!(told("ssh-ed25519").contains("is not base64"));
        assert!(told(&KEY[..50]).contains("cut"), "{}", told(&KEY[..50]));
        assert!(told(&KEY.replace("ssh-ed25519", "ssh-rsa")).contains("another kind"));
        assert!(told("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n").contains("private key"));
        assert!(told(&format!("{KEY} \u{7}")).contains("control character"));
    }

    #[test]
    fn a_megabyte_and_more_is_not_read() {
        assert!(text_of(io::repeat(b'a')).is_err());
    }
}
