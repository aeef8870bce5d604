//! What a request comes from: a loader, or firmware of some kind. Each becomes a tag.

use crate::conf::{Conf, value};
use crate::options::Options;
use crate::site::{Part, Site};
use dlc_plugin::{Boot, Diagnostic, InputPath, Problems};

/// What stock builds of the loader call themselves.
pub(crate) const STOCK: &str = "iPXE";

/// A kind of firmware.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its tag.
    pub(crate) tag: &'static str,
    /// What it says in option 93 (RFC 4578 and the registry behind it). 9 is byte code of EFI, which old firmware for
    /// x86_64 says of itself.
    pub(crate) codes: &'static [u16],
    /// Whether it fetches its first file over HTTP.
    pub(crate) http: bool,
    /// The option that names its first file.
    pub(crate) option: &'static str,
    /// That file.
    pub(crate) loader: fn(&Options) -> &str,
}

/// All kinds, in the order of the lines.
pub(crate) const KINDS: [Kind; 6] = [
    Kind { tag: "bios", codes: &[0], http: false, option: "bios", loader: |options| &options.bios },
    Kind { tag: "uefi-ia32", codes: &[6], http: false, option: "uefi_ia32", loader: |options| &options.uefi_ia32 },
    Kind { tag: "uefi", codes: &[7, 9], http: false, option: "uefi", loader: |options| &options.uefi },
    Kind { tag: "uefi-arm64", codes: &[11], http: false, option: "uefi_arm64", loader: |options| &options.uefi_arm64 },
    Kind { tag: "uefi-http", codes: &[16], http: true, option: "uefi_http", loader: |options| &options.uefi_http },
    Kind {
        tag: "uefi-http-arm64",
        codes: &[19],
        http: true,
        option: "uefi_http_arm64",
        loader: |options| &options.uefi_http_arm64,
    },
];

/// The tag of a loader that has our script to fetch.
pub(crate) const LOADER: &str = "ipxe";

/// The tag of any iPXE, also one that a port brings.
pub(crate) const ANY_LOADER: &str = "any-ipxe";

/// The lines that tell them apart.
pub(crate) fn write(site: &Site<'_>, boot: &Boot, conf: &mut Conf, problems: &mut Problems) {
    let class = InputPath::lab("boot").at("user-class");
    problems.extend(mistaken(boot, &class));
    conf.section("What asks: the loader, or firmware of some kind", &class);
    let loader = site.tag(LOADER);
    conf.line(format!("dhcp-userclass=set:{loader},{}", value(&boot.user_class)), [class.clone()]);
    if boot.user_class == STOCK {
        // The second mark of an iPXE: some servers and relays lose the first.
        conf.line(format!("dhcp-match=set:{loader},175"), [class]);
    } else if site.part == Part::Server {
        conf.line(format!("dhcp-match=set:{},175", site.tag(ANY_LOADER)), [class]);
    }
    for kind in &KINDS {
        let tag = site.tag(kind.tag);
        for code in kind.codes {
            conf.line(format!("dhcp-match=set:{tag},option:client-arch,{code}"), [InputPath::option(kind.option)]);
            if site.own().any(|network| network.is_ipv6()) {
                let [high, low] = code.to_be_bytes();
                let line = format!("dhcp-match=set:{tag},option6:61,{high:02x}:{low:02x}");
                conf.line(line, [InputPath::option(kind.option)]);
            }
        }
    }
}

/// dnsmasq looks for the class anywhere in what the loader sends, so a part of the stock one is found in all.
fn mistaken(boot: &Boot, at: &InputPath) -> Option<Diagnostic> {
    let class = &boot.user_class;
    if class == STOCK || !STOCK.contains(class.as_str()) {
        return None;
    }
    let message = format!(
        "every iPXE calls itself `{STOCK}`, and `{class}` is found in that: the lab's own loader could not be told apart"
    );
    Some(Diagnostic::error("class-of-any-loader", at.clone(), message))
}
