//! Every line says where it comes from.

use super::{machine, room, task, text, with};
use crate::Dnsmasq;
use dlc_plugin::{Dhcp, Lab, LabTask, Place, Rendered, Target};

fn traced(lab: &Lab, set: &str) -> Rendered {
    let task = LabTask { trace: true, ..task(&[machine(4), machine(5)], set) };
    Dnsmasq::render_lab(lab, &task).expect("a sound lab")
}

/// The inputs of the line that begins so.
fn inputs(rendered: &Rendered, start: &str) -> Vec<String> {
    let number = text(rendered, 0).lines().position(|line| line.starts_with(start)).expect("such a line") as u32 + 1;
    let spans = rendered.artifacts[0].traces.iter();
    let mut found =
        spans.filter(|trace| matches!(trace.place, Place::Lines((first, last)) if (first..=last).contains(&number)));
    found.next().expect("a trace").inputs.clone()
}

#[test]
fn every_line_leads_back_to_the_lab() {
    for lab in [room(), with(Dhcp::Proxy), with(Dhcp::External)] {
        for set in ["", r#""interfaces": ["eth0"], "announce_ipv6": true, "dns": true, "known_only": true"#] {
            let rendered = traced(&lab, set);
            let count = text(&rendered, 0).lines().count() as u32;
            let mut next = 1;
            for trace in &rendered.artifacts[0].traces {
                let Place::Lines((first, last)) = trace.place else { panic!("lines were expected: {trace:?}") };
                assert_eq!(first, next, "no line is left out");
                assert!(!trace.inputs.is_empty());
                next = last + 1;
            }
            assert_eq!(next, count + 1);
        }
    }
}

#[test]
fn a_line_leads_to_what_it_says() {
    let rendered = traced(&room(), r#""interfaces": ["eth0"]"#);
    assert_eq!(inputs(&rendered, "interface="), ["options/interfaces/0"]);
    assert_eq!(
        inputs(&rendered, "dhcp-range="),
        ["lab/networks/lan/dhcp/pool", "lab/networks/lan/dhcp/lease", "lab/networks/lan/subnet"]
    );
    assert_eq!(inputs(&rendered, "dhcp-option=tag:net-lan,option:router"), ["lab/networks/lan/gateway"]);
    assert_eq!(inputs(&rendered, "dhcp-host=02:00:00:00:00:05"), ["nodes/s5/mac", "nodes/s5/name", "nodes/s5/ip"]);
    assert_eq!(
        inputs(&rendered, "dhcp-host=02:00:00:00:00:fe"),
        ["lab/hosts/vol/mac", "lab/hosts/vol/name", "lab/hosts/vol/ip"]
    );
    assert_eq!(inputs(&rendered, "dhcp-boot=tag:ipxe"), ["lab/boot/url", "options/script"]);
    assert_eq!(inputs(&rendered, "dhcp-boot=tag:!ipxe,tag:bios"), ["options/bios"]);
}

#[test]
fn nothing_is_traced_unless_it_is_asked_for() {
    let rendered = Dnsmasq::render_lab(&room(), &task(&[machine(4)], "")).expect("a sound lab");
    assert_eq!(rendered.artifacts[0].traces, []);
}
