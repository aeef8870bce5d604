//! What each kind of request is answered: the loader's first file for firmware, the lab's script for the loader.

use crate::clients::{ANY_LOADER, KINDS, Kind, LOADER, STOCK};
use crate::conf::{Conf, value};
use crate::site::{Part, Site};
use dlc_plugin::data_url::percent_encoded;
use dlc_plugin::{Boot, Diagnostic, InputPath, Problems};
use std::net::IpAddr;

/// What option 67 holds; the field `file` of a reply, for those who do not ask for the option, holds half of it.
const LONGEST_URL: usize = 255;

/// What the field `file` holds: the firmware of old ports reads no other.
const LONGEST_FILE: usize = 127;

/// The vendor class that firmware must find in an answer to boot over HTTP (UEFI specification, HTTP boot).
const HTTP_CLIENT: &str = "HTTPClient";

/// The number under which vendors' classes of DHCPv6 are known to that firmware: Intel's.
const HTTP_VENDOR: u32 = 343;

/// The lines for loaders and firmware.
pub(crate) fn write(site: &Site<'_>, boot: &Boot, conf: &mut Conf, problems: &mut Problems) {
    let answers = Answers::new(site, boot, problems);
    conf.section("What is answered", &InputPath::lab("boot").at("url"));
    if site.own().any(|network| !network.is_ipv6()) {
        answers.four(conf);
    }
    if site.own().any(|network| network.is_ipv6()) {
        answers.six(conf, problems);
    }
    if site.part == Part::Server {
        answers.beside_others(conf);
        without_waiting(site, boot, conf);
    }
}

/// What there is to answer.
struct Answers<'a> {
    site: &'a Site<'a>,
    script: String,
    /// For each kind of firmware its first file, over HTTP as a URL.
    files: Vec<(&'static Kind, String)>,
    /// Where the script's URL comes from.
    from: Vec<InputPath>,
}

impl<'a> Answers<'a> {
    fn new(site: &'a Site<'a>, boot: &Boot, problems: &mut Problems) -> Self {
        let from = vec![InputPath::lab("boot").at("url"), InputPath::option("script")];
        let script = url(boot, &site.options.script);
        let mut files = Vec::new();
        for kind in &KINDS {
            let at = InputPath::option(kind.option);
            let name = (kind.loader)(site.options);
            problems.extend(bad_name(name, &at));
            let file = if kind.http { url(boot, name) } else { name.to_owned() };
            // Where the script's URL has no room either, the target that writes the script says so.
            if !kind.http || script.len() <= LONGEST_URL {
                problems.extend(too_long(&file, if kind.http { LONGEST_URL } else { LONGEST_FILE }, &at));
            }
            files.push((kind, file));
        }
        Self { site, script, files, from }
    }

    /// Tags that a line asks for: the machine is ours, where others are too.
    fn tags(&self, of_line: &[&str]) -> String {
        let ours = match self.site.part {
            Part::Server => String::new(),
            Part::Owner => format!("tag:{},", self.site.lab.name),
        };
        let tag = |name: &&str| match name.strip_prefix('!') {
            Some(name) => format!("tag:!{}", self.site.tag(name)),
            None => format!("tag:{}", self.site.tag(name)),
        };
        ours + &of_line.iter().map(tag).collect::<Vec<_>>().join(",")
    }

    fn four(&self, conf: &mut Conf) {
        conf.line(format!("dhcp-boot={},{}", self.tags(&[LOADER]), value(&self.script)), self.from.clone());
        for (kind, file) in &self.files {
            let tags = self.tags(&["!ipxe", kind.tag]);
            // Our own server is where the loaders lie, unless somebody else answers in its place.
            let server = match (self.site.part, kind.http, self.site.server_address()) {
                (Part::Owner, false, Some(IpAddr::V4(ip))) => format!(",{},{ip}", self.server_name(ip.to_string())),
                _ => String::new(),
            };
            conf.line(format!("dhcp-boot={tags},{}{server}", value(file)), self.inputs_of(kind));
            if kind.http {
                let line = format!("dhcp-option-force={tags},option:vendor-class,{HTTP_CLIENT}");
                conf.line(line, [InputPath::option(kind.option)]);
            }
        }
    }

    fn server_name(&self, ip: String) -> String {
        self.site.lab.boot.as_ref().and_then(|boot| boot.server.clone()).unwrap_or(ip)
    }

    fn inputs_of(&self, kind: &Kind) -> Vec<InputPath> {
        let option = InputPath::option(kind.option);
        if kind.http { vec![option, self.from[0].clone()] } else { vec![option] }
    }

    /// IPv6 knows URLs only. Firmware takes no name in one for TFTP, so the server's address must be known.
    fn six(&self, conf: &mut Conf, problems: &mut Problems) {
        let line = |tags: String, url: &str| format!("dhcp-option={tags},option6:bootfile-url,{}", value(url));
        conf.line(line(self.tags(&[LOADER]), &self.script), self.from.clone());
        let server = match self.site.server_address() {
            Some(IpAddr::V6(ip)) => Some(ip),
            Some(IpAddr::V4(_)) | None => None,
        };
        problems.extend(self.unreachable(server.is_some()));
        for (kind, file) in self.files.iter().filter(|(kind, _)| kind.tag != "bios") {
            let tags = self.tags(&["!ipxe", kind.tag]);
            if kind.http {
                conf.line(line(tags.clone(), file), self.inputs_of(kind));
                let class = vendor_class();
                let line = format!("dhcp-option-force={tags},option6:16,{class}");
                conf.line(line, [InputPath::option(kind.option)]);
            } else if let Some(ip) = server {
                let url = format!("tftp://[{ip}]/{}", percent_encoded(file));
                conf.line(line(tags, &url), self.inputs_of(kind));
            }
        }
    }

    /// A machine whose only way to its loader is TFTP over IPv6, to a server whose address is not known.
    fn unreachable(&self, known: bool) -> Option<Diagnostic> {
        let six = |name: &str| self.site.own_named(name).is_some_and(|network| network.is_ipv6());
        let over_tftp = |firmware| firmware != dlc_plugin::Firmware::UefiHttp;
        let machine = self
            .site
            .task
            .machines
            .iter()
            .find(|machine| machine.network.as_deref().is_some_and(six) && over_tftp(machine.firmware))?;
        if known {
            return None;
        }
        let message = format!(
            "`{}` fetches its loader over IPv6, and the address of IPv6 of the boot server is not known",
            machine.name
        );
        Some(
            Diagnostic::error("no-server-address", InputPath::lab("boot").at("server"), message)
                .also(InputPath::node(&machine.name).at("network"), "its network")
                .hint("write `server = …` with a host that has one, or `firmware = uefi_http` for the machine"),
        )
    }

    /// In a network where somebody else gives addresses, the boot part is offered as a service of PXE.
    fn beside_others(&self, conf: &mut Conf) {
        let proxied: Vec<_> =
            self.site.own().filter(|network| network.is_proxied()).map(|network| network.at("dhcp")).collect();
        if !proxied.is_empty() {
            // Boot over HTTP is asked for under another name, which it does not answer otherwise.
            conf.line(format!("dhcp-pxe-vendor=PXEClient,{HTTP_CLIENT}"), proxied);
        }
        for network in self.site.own().filter(|network| network.is_proxied()) {
            let net = format!("net-{}", network.name());
            for (kind, file) in self.files.iter().filter(|(kind, _)| !kind.http) {
                for code in kind.codes {
                    let services = [
                        ("!ipxe", "Loader", file, self.inputs_of(kind)),
                        (LOADER, "Script", &self.script, self.from.clone()),
                    ];
                    for (who, title, file, mut from) in services {
                        let tags = self.tags(&[&net, who]);
                        from.push(network.at("dhcp"));
                        conf.line(format!("pxe-service={tags},{code},\"{title}\",{}", value(file)), from);
                    }
                }
            }
        }
    }
}

/// Where nobody answers beside us, the loader need not wait for somebody who does (option 176 inside its own 175).
fn without_waiting(site: &Site<'_>, boot: &Boot, conf: &mut Conf) {
    let loader = if boot.user_class == STOCK { LOADER } else { ANY_LOADER };
    for network in site.own().filter(|network| network.pool().is_some() && !network.is_ipv6()) {
        let tags = format!("tag:{},tag:{}", site.network_tag(network.name()), site.tag(loader));
        conf.line(format!("dhcp-option={tags},encap:175,176,1b"), [network.at("dhcp")]);
    }
}

fn vendor_class() -> String {
    let length = u16::try_from(HTTP_CLIENT.len()).unwrap_or(u16::MAX);
    let bytes = HTTP_VENDOR.to_be_bytes().into_iter().chain(length.to_be_bytes()).chain(HTTP_CLIENT.bytes());
    bytes.map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

/// Where the web server has what lies at `path`.
fn url(boot: &Boot, path: &str) -> String {
    format!("{}/{}", boot.url, percent_encoded(path).replace('?', "%3F"))
}

/// A loader must be a file below the root that firmware can ask for.
fn bad_name(name: &str, at: &InputPath) -> Option<Diagnostic> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let why = if name.is_empty() {
        "is empty"
    } else if name.starts_with('/') || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        "is no path below the root: without `/` at its beginning, and without `..`"
    } else if name.contains(odd) {
        "has a blank or a `\\`, which firmware does not ask for as it stands"
    } else {
        return None;
    };
    let message = format!("the name of a loader, `{}`, {why}", name.escape_debug());
    Some(Diagnostic::error("bad-file-name", at.clone(), message))
}

fn too_long(text: &str, longest: usize, at: &InputPath) -> Option<Diagnostic> {
    if text.len() <= longest {
        return None;
    }
    let message =
        format!("`{}` has {} characters; an answer of DHCP holds {longest} here", text.escape_debug(), text.len());
    Some(Diagnostic::error("name-too-long", at.clone(), message))
}
