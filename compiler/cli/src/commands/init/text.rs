//! The text of a first lab.

use super::systems::Known;

/// A name of the language made of a folder's; empty where nothing of that is left.
pub(super) fn name_of(folder: &str) -> String {
    let plain: String =
        folder.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let name: String = parts.join("-").chars().take(40).collect();
    let name = name.trim_end_matches('-');
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("lab-{name}") } else { name.to_owned() }
}

/// The whole file.
pub(super) fn lab(name: &str, system: &Known, keys: &[String]) -> String {
    let os = system.name;
    let login = login(system, keys);
    let text = format!(
        r#"edition 2026

/// The lab {name}. `dlc check` looks for mistakes, `dlc test` runs the tests, `dlc build` writes what machines boot from.
use std.os.{os}

lab {name} {{
  domain = "{name}.example"

  // The network that the machines are in. `external`: somebody else answers DHCP here, and points them at our script.
  network lan {{
    subnet  = 192.168.1.0/24
    gateway = 192.168.1.1
    dns     = [192.168.1.1]
    dhcp    = external
  }}

  /// A machine that is there already: it serves `build/public/http` at this URL.
  host store {{ ip = 192.168.1.2 }}
  boot {{ server = store  url = "http://192.168.1.2" }}

  // What machines have in common. Each may still set anything for itself.
  profile diskless {{
{}
{login}
    file "/etc/motd" {{ contents = "This is \(node.fqdn).\n" }}
  }}

  // A row for each machine. Its MAC is that of the port that it boots from.
  table node {{
    name  ip            mac                memory  include
    n1    192.168.1.11  02:00:00:00:00:01  8GiB    diskless
    n2    192.168.1.12  02:00:00:00:00:02  8GiB    diskless
  }}

  // A test changes something and says what must come of it.
  test "a machine that is off is not built" {{
    given node n2 {{ state = off }}
    expect lab.nodes.count == 1
  }}

  test "two machines cannot have one address" {{
    given node n2 {{ ip = 192.168.1.11 }}
    expect error duplicate-address
  }}
}}
"#,
        os_of(system),
    );
    dlc_fmt::format(&text).unwrap_or(text)
}

/// Which system it is, with what it has no default for.
fn os_of(system: &Known) -> String {
    let name = system.name;
    match system.fields {
        [] => format!("    os = {name}"),
        fields => {
            let width = fields.iter().map(|(field, _)| field.len()).max().unwrap_or_default();
            let lines: String =
                fields.iter().map(|(field, value)| format!("      {field:width$} = {value}\n")).collect();
            format!("    os = {name} {{\n{lines}    }}")
        }
    }
}

/// Who may log in, and that a system may need a disk.
fn login(system: &Known, keys: &[String]) -> String {
    let mut out = match keys {
        [] => {
            "    autologin = true  // until `ssh_keys = [\"ssh-ed25519 …\"]` names the keys that may log in".to_owned()
        }
        keys => {
            let lines: String = keys.iter().map(|key| format!("      \"{}\",\n", escaped(key))).collect();
            format!("    ssh_keys = [\n{lines}    ]")
        }
    };
    if system.disk {
        out.push_str("\n    allow installs-to-disk : \"these machines have a disk to spare\"");
    }
    out
}

/// A text between quotes. It holds no control character.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::init::systems::SYSTEMS;
    use std::path::Path;

    const KEY: &str =
        "from=\"10.0.0.0/8\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw a\\b";

    #[test]
    fn a_first_lab_of_any_system_has_no_mistake() {
        for system in SYSTEMS {
            let none = system.autologin.then(Vec::new);
            for keys in std::iter::once(vec![KEY.to_owned()]).chain(none) {
                let text = lab("attic", system, &keys);
                let mistake = super::super::mistake(Path::new("/nowhere"), &text);
                assert!(mistake.is_none(), "{}: {mistake:?}\n{text}", system.name);
            }
        }
    }

    #[test]
    fn a_lab_is_called_like_its_folder_as_far_as_the_language_allows() {
        assert_eq!(name_of("Room 225"), "room-225");
        assert_eq!(name_of("225"), "lab-225");
        assert_eq!(name_of("a--b_c"), "a-b-c");
        assert_eq!(name_of("żółw"), "w");
        assert_eq!(name_of("/"), "");
    }
}
