//! What labs become, by the target's own front door.

use crate::Dnsmasq;
use dlc_plugin::Target;

#[test]
fn it_renders_the_lab_and_no_machine() {
    let description = Dnsmasq::describe();
    assert_eq!(description.name, "dnsmasq");
    assert!(!description.renders.contains(dlc_plugin::Renders::NODES));
}
