//! Services that run as containers: a unit each, around Docker, which these systems bring.

use super::{after_network, is_plain, wanted_at_boot};
use crate::config::Resource;
use crate::draft::Draft;
use crate::labelled;
use dlc_plugin::data_url::percent_encoded;
use dlc_plugin::{Container, Contents, Encoding, InputPath, Port, Protocol, Variable};

const DOCKER: &str = "/usr/bin/docker";

/// The containers of the lab.
pub(crate) fn containers(draft: &mut Draft, containers: &[Container]) {
    for container in containers {
        let Container { name, image, command, environment, ports, mounts, host_network, privileged } = container;
        let at = labelled("containers", name);
        if !is_plain(name) {
            let message =
                format!("`{name}` cannot name a container: it has more than letters, digits, `.`, `_` and `-`");
            draft.refuse("bad-name", at, message);
            continue;
        }
        if *host_network && !ports.is_empty() {
            let message = format!("`{name}` shares the machine's network, so its ports cannot be published");
            draft.refuse("bad-container", at.clone().at("ports"), message);
        }
        let mut run = vec![words(&[DOCKER, "run", "--rm", "--name", name])];
        if *host_network {
            run.push(words(&["--network", "host"]));
        }
        if *privileged {
            run.push(words(&["--privileged"]));
        }
        run.extend(ports.iter().map(|port| words(&["--publish", &published(port)])));
        for (i, mount) in mounts.iter().enumerate() {
            if mount.contains(':') {
                let message = format!("Docker cannot mount `{mount}`: the path has a `:`");
                draft.refuse("bad-container", at.clone().at("mounts").at(i), message);
            }
            run.push(words(&["--volume", &format!("{mount}:{mount}")]));
        }
        run.extend(variables(draft, name, environment, &at));
        run.push(words(&[image]));
        run.extend(command.iter().map(|word| words(&[word])));

        let mut unit = after_network(&format!("Container {name} of the lab"), &["docker.service"]);
        unit = unit.set("Requires", "docker.service");
        unit = unit.set_all("RequiresMountsFor", mounts.iter().map(|mount| dlc_plugin::systemd::word(mount)));
        unit = unit.section("Service").set("Restart", "always").set("RestartSec", "10s");
        // What a crash has left would keep the name.
        unit = unit.command("ExecStartPre", &[words(&["-/usr/bin/docker", "rm", "--force", name])]);
        unit = unit.command("ExecStart", &run);
        unit = unit.command("ExecStop", &[words(&[DOCKER, "stop", name])]);
        draft.enabled_unit(&format!("dlc-container-{name}.service"), wanted_at_boot(unit), &at);
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn published(port: &Port) -> String {
    let Port { host, container, protocol } = port;
    let protocol = match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    format!("{host}:{container}/{protocol}")
}

/// Arguments for the environment. Secrets go into a file that only root reads: units are readable for everyone.
fn variables(draft: &mut Draft, container: &str, environment: &[Variable], at: &InputPath) -> Vec<Vec<String>> {
    let mut arguments = Vec::new();
    let mut secrets = String::new();
    for Variable { name, value } in environment {
        let at = at.clone().at("environment").at(name);
        if name.is_empty() || name.contains(|c: char| c.is_control() || c.is_whitespace() || c == '=') {
            draft.refuse("bad-container", at.clone(), "the name of a variable has no blank and no `=`");
        }
        if let Contents::Secret(handle) = value {
            let hole = draft.holes.secret(handle, Encoding::Percent);
            secrets.push_str(&format!("{}{hole}{}", percent_encoded(&format!("{name}=")), percent_encoded("\n")));
        } else if let Some(value) = draft.inline(value, &at) {
            arguments.push(words(&["--env", &format!("{name}={value}")]));
        }
    }
    if !secrets.is_empty() {
        let path = format!("/etc/dlc/containers/{container}.env");
        let contents = Resource::data(format!("data:,{secrets}"));
        draft.file(&path, 0o600, contents, &at.clone().at("environment"));
        arguments.push(words(&["--env-file", &path]));
    }
    arguments
}
