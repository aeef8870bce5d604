//! What the tests and the benchmark of the whole repository share: labs made by a program.
//!
//! The same number of machines and the same seed give the same text, on any machine.

use std::fmt::Write as _;

/// A lab of `nodes` machines as an administrator would write it: three masters, one profile, one table.
///
/// Each machine gets a host name, `/etc/hosts` with the masters, a static address through networkd, three keys, a unit
/// for the kubelet and a file that names the registry's mirror; about 3 kB of Ignition.
pub fn lab(nodes: usize, seed: u64) -> String {
    let mut random = Random(seed);
    let mut out = String::from(HEAD);
    out.push_str("  table node {\n");
    let _ = writeln!(out, "    {:8}{:16}{:20}{:8}{:24}include", "name", "ip", "mac", "memory", "roles");
    for i in 0..nodes {
        let (name, ip) = (format!("n{i}"), address(i));
        let mac = mac(i, random.next());
        let memory = ["8GiB", "16GiB", "32GiB"][(random.next() % 3) as usize];
        let roles = if i < 3 { "[control_plane, etcd]" } else { "[worker]" };
        let _ = writeln!(out, "    {name:8}{ip:16}{mac:20}{memory:8}{roles:24}diskless");
    }
    out.push_str("  }\n}\n");
    out
}

/// The lab of [`lab`] in several files, by their names: the first has everything but machines and is `lab.dl`, the others
/// are `rack0.dl`, `rack1.dl`, …, with as many machines each.
pub fn split(nodes: usize, files: usize, seed: u64) -> Vec<(String, String)> {
    let whole = lab(nodes, seed);
    let table = whole.find("  table node {\n").unwrap_or(whole.len());
    let (head, rest) = whole.split_at(table);
    let mut lines = rest.lines().skip(1).filter(|line| line.starts_with("    "));
    let header = lines.next().unwrap_or_default();
    let rows: Vec<&str> = lines.collect();
    let racks: Vec<&[&str]> = rows.chunks(nodes.div_ceil(files.saturating_sub(1).max(1)).max(1)).collect();
    let uses: String = (0..racks.len()).map(|i| format!("use \"./rack{i}.dl\" as rack{i}\n")).collect();
    let includes: String = (0..racks.len()).map(|i| format!("  include rack{i}.machines(diskless)\n")).collect();
    let head = head.replacen("use std.os.flatcar\n", &format!("{uses}use std.os.flatcar\n"), 1);
    let mut out = vec![("lab.dl".to_owned(), format!("{head}{includes}}}\n"))];
    for (i, rows) in racks.into_iter().enumerate() {
        let rows = rows.join("\n");
        let text = format!(
            "edition 2026\n\nprofile machines(diskless: Profile) for lab {{\n  table node {{\n{header}\n{rows}\n  }}\n}}\n"
        );
        out.push((format!("rack{i}.dl"), text));
    }
    out
}

/// The address of machine `i`, behind those of the lab's services.
fn address(i: usize) -> String {
    let i = i + 256;
    format!("10.{}.{}.{}", 16 + i / 65_536, i / 256 % 256, i % 256)
}

/// A locally administered MAC that no other machine has: its last three parts are the machine's number.
fn mac(i: usize, random: u64) -> String {
    let [a, b, ..] = random.to_be_bytes();
    format!("02:{a:02x}:{b:02x}:{:02x}:{:02x}:{:02x}", i >> 16 & 0xff, i >> 8 & 0xff, i & 0xff)
}

/// SplitMix64: small, and good enough to make rows differ.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Everything but the rows.
const HEAD: &str = r##"edition 2026

/// A lab made by a program.
use std.os.flatcar

lab generated {
  domain = "generated.example"

  network lan {
    subnet  = 10.16.0.0/12
    gateway = 10.16.0.1
    dns     = [10.16.0.2, 10.16.0.3]
    dhcp    = external
  }

  host store { ip = 10.16.0.2 }
  boot { server = store  url = "http://store/boot" }
  registry cache { host = store  port = 5000  upstream = "https://registry-1.docker.io" }

  profile diskless {
    os = flatcar { channel = stable  spec = 3.3.0  mirror = "http://store/flatcar" }
    ssh_keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw one",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktdHdvLWZvci1leGFtcGxlcy0wMDAw two",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktdHJpLWZvci1leGFtcGxlcy0wMDAw three",
    ]
    file "/etc/hosts" {
      contents = """
        127.0.0.1 localhost
        127.0.1.1 \(node.fqdn) \(node.name)
        \(["\(n.ip) \(n.fqdn) \(n.name)" for n in lab.nodes if control_plane in n.roles].join("\n"))
        """
    }
    networkd "10-lan.network" {
      contents = systemd"""
        [Match]
        MACAddress=\(node.mac)

        [Network]
        Address=\(node.ip)/12
        Gateway=10.16.0.1
        DNS=10.16.0.2
        DNS=10.16.0.3
        Domains=\(lab.domain)
        """
    }
    unit "kubelet.service" {
      enabled  = true
      contents = systemd"""
        [Unit]
        Description=Kubernetes node agent
        Wants=network-online.target
        After=network-online.target containerd.service

        [Service]
        ExecStart=/opt/bin/kubelet --config=/etc/kubernetes/kubelet.yaml --node-ip=\(node.ip) --hostname-override=\(node.name)
        Restart=always
        RestartSec=10

        [Install]
        WantedBy=multi-user.target
        """
    }
    file "/etc/containerd/certs.d/docker.io/hosts.toml" {
      contents = """
        server = "https://registry-1.docker.io"

        [host."http://\(cache.address)"]
          capabilities = ["pull", "resolve"]
        """
    }
  }

"##;

#[cfg(test)]
mod tests {
    use super::{lab, split};

    #[test]
    fn the_same_seed_gives_the_same_lab_and_another_seed_another() {
        assert_eq!(lab(20, 1), lab(20, 1));
        assert_ne!(lab(20, 1), lab(20, 2));
    }

    /// A row of a machine, or the header above them.
    fn is_row(line: &str) -> bool {
        let first = line.split_whitespace().next().unwrap_or_default();
        line.starts_with("    n") && (first == "name" || first[1..].chars().all(|c| c.is_ascii_digit()))
    }

    #[test]
    fn a_split_lab_has_every_machine_once_in_as_many_files_as_wanted() {
        let files = split(100, 11, 7);
        assert_eq!(files.len(), 11);
        let rows: usize = files.iter().map(|(_, text)| text.lines().filter(|l| is_row(l)).count()).sum();
        assert_eq!(rows, 100 + 10, "each table has a header, which begins with `name`");
        for (path, text) in &files {
            assert!(dlc_syntax::parse(text).errors.is_empty(), "{path}");
        }
    }

    #[test]
    fn a_generated_lab_has_no_mistake_of_grammar() {
        let text = lab(1000, 7);
        let parse = dlc_syntax::parse(&text);
        assert!(parse.errors.is_empty(), "{:?}", parse.errors.first());
    }

    #[test]
    fn addresses_and_names_of_machines_are_unique() {
        let text = lab(10_000, 3);
        let cells = |column: usize| -> Vec<&str> {
            let rows = text.lines().filter(|line| line.starts_with("    n") && line.contains("diskless"));
            rows.filter_map(|row| row.split_whitespace().nth(column)).collect()
        };
        for column in 0..3 {
            let mut cells = cells(column);
            assert_eq!(cells.len(), 10_000);
            cells.sort_unstable();
            cells.dedup();
            assert_eq!(cells.len(), 10_000, "column {column}");
        }
    }
}
