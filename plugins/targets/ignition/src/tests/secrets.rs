//! Secrets and blobs stay outside: their handles stand where the compiler puts them, in the writing of that place.

use super::samples::text;
use super::{SPECS, errors, machine, render, shown};
use dlc_plugin::testing::{file, unit, user};
use dlc_plugin::{
    Audience, Blob, Command, CommandWhen, Container, Contents, Dropin, File, Networkd, Node, Unit, User, Variable,
};
use expect_test::expect;

fn secret(handle: &str) -> Contents {
    Contents::Secret(handle.to_owned())
}

#[test]
fn each_secret_is_a_hole_in_the_writing_of_its_place() {
    let variable = |name: &str, value| Variable { name: name.to_owned(), value };
    let node = Node {
        users: vec![User { password_hash: Some(secret("hash")), ..user("ops") }],
        files: vec![File { audience: Audience::Operator, mode: 0o600, ..file("/etc/key", secret("key")) }],
        units: vec![Unit {
            contents: Some(secret("unit")),
            dropins: vec![Dropin { name: "a.conf".to_owned(), contents: secret("dropin") }],
            ..unit("a.service")
        }],
        networkd: vec![Networkd { name: "wg0.netdev".to_owned(), contents: Some(secret("wg")), dropins: Vec::new() }],
        containers: vec![Container {
            name: "c".to_owned(),
            image: "i".to_owned(),
            command: Vec::new(),
            environment: vec![variable("A", secret("a")), variable("B", text("b")), variable("C", secret("c"))],
            ports: Vec::new(),
            mounts: Vec::new(),
            host_network: true,
            privileged: false,
        }],
        commands: vec![Command { name: "join".to_owned(), run: secret("token"), when: CommandWhen::EveryBoot }],
        ..machine()
    };
    expect![[r#"
        {
          "ignition": {
            "version": "2.1.0"
          },
          "passwd": {
            "users": [
              {
                "name": "ops",
                "passwordHash": "<secret hash Encoding::JsonString>"
              }
            ]
          },
          "storage": {
            "files": [
              {
                "filesystem": "root",
                "path": "/etc/dlc/commands/join",
                "contents": {
                  "source": "data:;base64,<secret token Encoding::Base64>"
                },
                "mode": 448
              },
              {
                "filesystem": "root",
                "path": "/etc/dlc/containers/c.env",
                "contents": {
                  "source": "data:,A=<secret a Encoding::Percent>%0AC=<secret c Encoding::Percent>%0A"
                },
                "mode": 384
              },
              {
                "filesystem": "root",
                "path": "/etc/hostname",
                "contents": {
                  "source": "data:,s4%0A"
                },
                "mode": 420
              },
              {
                "filesystem": "root",
                "path": "/etc/key",
                "contents": {
                  "source": "data:;base64,<secret key Encoding::Base64>"
                },
                "mode": 384
              },
              {
                "filesystem": "root",
                "path": "/etc/systemd/network/wg0.netdev",
                "group": {
                  "name": "systemd-network"
                },
                "contents": {
                  "source": "data:;base64,<secret wg Encoding::Base64>"
                },
                "mode": 416
              }
            ]
          },
          "systemd": {
            "units": [
              {
                "name": "a.service",
                "contents": "<secret unit Encoding::JsonString>",
                "dropins": [
                  {
                    "name": "a.conf",
                    "contents": "<secret dropin Encoding::JsonString>"
                  }
                ]
              },
              {
                "name": "dlc-command-join.service",
                "enabled": true,
                "contents": "[Unit]\nDescription=Command join of the lab\nWants=network-online.target\nAfter=network-online.target\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh /etc/dlc/commands/join\n\n[Install]\nWantedBy=multi-user.target\n"
              },
              {
                "name": "dlc-container-c.service",
                "enabled": true,
                "contents": "[Unit]\nDescription=Container c of the lab\nWants=network-online.target\nAfter=network-online.target docker.service\nRequires=docker.service\n\n[Service]\nRestart=always\nRestartSec=10s\nExecStartPre=-/usr/bin/docker rm --force c\nExecStart=/usr/bin/docker run --rm --name c \\\n  --network host \\\n  --env B=b \\\n  --env-file /etc/dlc/containers/c.env \\\n  i\nExecStop=/usr/bin/docker stop c\n\n[Install]\nWantedBy=multi-user.target\n"
              }
            ]
          }
        }
    "#]].assert_eq(&shown(&render("2.1.0", node.clone()).expect("a sound machine")));
    let other = shown(&render("3.3.0", node).expect("a sound machine"));
    assert_eq!(other.matches("<secret").count(), 8, "{other}");
}

#[test]
fn what_is_for_the_staff_only_and_no_secret_has_no_place_in_a_config() {
    let hidden = File { audience: Audience::Operator, ..file("/etc/plan", text("x")) };
    let node = Node { files: vec![hidden], ..machine() };
    assert_eq!(errors("3.3.0", node), ["files/~1etc~1plan/audience: not-for-the-network"]);
}

fn blob() -> Contents {
    Contents::Blob(Blob { handle: "b".to_owned(), size: 3, sha256: "0".repeat(64), sha512: "0".repeat(128) })
}

#[test]
fn a_blob_is_a_hole_in_base64_wherever_a_file_is_written() {
    let tail = Unit { contents: Some(blob()), ..unit("a.service") };
    let files = vec![file("/etc/blob", blob()), file("/etc/key", secret("key"))];
    let node = Node { files, units: vec![tail], ..machine() };
    for spec in SPECS {
        let written = shown(&render(spec, node.clone()).expect("a sound machine"));
        let document: serde_json::Value = serde_json::from_str(&written).expect("holes are inside of texts");
        let sources: Vec<_> = document["storage"]["files"]
            .as_array()
            .expect("files")
            .iter()
            .map(|file| (file["path"].as_str().unwrap_or_default(), file["contents"]["source"].clone()))
            .collect();
        let place = "data:;base64,<blob b Encoding::Base64>";
        assert!(sources.contains(&("/etc/blob", place.into())), "{sources:?}");
        assert!(sources.contains(&("/etc/systemd/system/a.service", place.into())), "{sources:?}");
        assert!(!written.contains("verification"), "a data URL needs no digest");
    }
}

#[test]
fn a_blob_is_no_text_where_only_text_goes() {
    let user = User { password_hash: Some(blob()), ..user("ops") };
    assert_eq!(errors("3.3.0", Node { users: vec![user], ..machine() }), ["users/ops/password-hash: not-text"]);
}
