//! The target `dnsmasq`: DHCP, proxy DHCP and TFTP for the networks that the lab serves, and, where somebody else
//! serves them, what the owner of that server adds to it.
//!
//! README.md beside this crate shows the file and says why each line is there.

mod address;
mod boot;
mod checks;
mod clients;
mod conf;
mod names;
mod networks;
mod options;
mod reservations;
mod server;
mod site;

#[cfg(test)]
mod tests;

use conf::Conf;
use dlc_plugin::{
    Artifact, Description, Diagnostic, InputPath, Lab, LabTask, Problems, Promise, Rendered, Renders, Target,
    export_target,
};
use options::Options;
use site::{Part, Site};

/// The target `dnsmasq`.
#[derive(Debug)]
pub struct Dnsmasq;

/// The media type of the file: nothing official exists.
const MEDIA_TYPE: &str = "text/plain";

impl Target for Dnsmasq {
    fn describe() -> Description {
        Description {
            name: "dnsmasq".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            summary: "DHCP, proxy DHCP and TFTP by dnsmasq".to_owned(),
            renders: Renders::LAB,
            options: include_str!("../options.dl").to_owned(),
            ..Description::default()
        }
    }

    fn render_lab(lab: &Lab, task: &LabTask) -> Result<Rendered, Vec<Diagnostic>> {
        let options: Options = task.parse_options()?;
        let mut problems = Problems::default();
        let networks = address::networks(lab, &mut problems);
        if networks.len() < lab.networks.len() {
            return problems.answer(Rendered::default());
        }
        let parts = parts(lab, &networks, &options)?;
        let mut artifacts = Vec::new();
        for (part, field) in parts {
            let site = Site { lab, task, options: &options, networks: &networks, part };
            checks::check(&site, &mut problems);
            let conf = write(&site, &mut problems);
            artifacts.push(finish(conf, task.promise(field)?, task.trace, &mut problems));
        }
        problems.answer(artifacts.into())
    }
}

/// What is written, and the option that says where: one file, or two where the lab serves some networks and others are
/// somebody else's.
fn parts(
    lab: &Lab,
    networks: &[address::Network<'_>],
    options: &Options,
) -> Result<Vec<(Part, &'static str)>, Diagnostic> {
    let served = networks.iter().any(|network| network.is_served());
    let foreign = networks.iter().any(|network| network.is_foreign());
    match (served, foreign) {
        (true, true) if options.fragment.is_some() => Ok(vec![(Part::Server, "config"), (Part::Owner, "fragment")]),
        (true, _) => Ok(vec![(Part::Server, "config")]),
        (false, true) => Ok(vec![(Part::Owner, "config")]),
        (false, false) => {
            let message = format!("no network of `{}` has DHCP, so there is nothing for dnsmasq to do", lab.name);
            Err(Diagnostic::error("no-network", InputPath::lab("networks"), message)
                .hint("write `dhcp = serve { pool = … }` in a network"))
        }
    }
}

/// The lines of one file.
fn write(site: &Site<'_>, problems: &mut Problems) -> Conf {
    let mut conf = Conf::default();
    server::write(site, &mut conf);
    networks::write(site, &mut conf, problems);
    reservations::write(site, &mut conf, problems);
    names::write(site, &mut conf);
    if let Some(boot) = &site.lab.boot {
        clients::write(site, boot, &mut conf, problems);
        boot::write(site, boot, &mut conf, problems);
    }
    conf
}

fn finish(conf: Conf, promise: &Promise, trace: bool, problems: &mut Problems) -> Artifact {
    problems.extend(conf.too_long());
    conf.artifact(Artifact::at(promise, MEDIA_TYPE), trace)
}

export_target!(Dnsmasq);
