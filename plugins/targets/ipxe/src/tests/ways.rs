//! The ways of machines through the scripts of whole labs.

use super::lint::faults;
use super::menu;
use super::replay::End;
use super::rooms::{ENTRY, KNOWN, Room, all_kinds, contents, kernel_of, rich, room};
use dlc_plugin::Tree;

#[test]
fn each_machine_boots_its_own_kernel_by_whatever_it_is_known_by() {
    for with_menu in [false, true] {
        let mut room = room(all_kinds());
        if with_menu {
            room = room.with_menu(menu());
        }
        for (says, name) in KNOWN {
            let mut world = room.world(says);
            let end = world.boots(ENTRY);
            assert_eq!(kernel_of(&end), format!("http://ftp/{name}"), "{:?}", world.shown);
            let End::Runs { line, initrds, .. } = end else { unreachable!("it runs") };
            assert_eq!(line[0], "initrd=initrd", "an EFI kernel asks for it by this name");
            assert_eq!(initrds, [("initrd".to_owned(), format!("http://ftp/{name}.img"))]);
        }
    }
}

#[test]
fn a_machine_that_is_not_known_goes_on_with_its_next_device_or_gets_the_menu() {
    let mut world = room(all_kinds()).world(&[]);
    assert_eq!(world.boots(ENTRY), End::NextDevice);
    assert!(world.shown.iter().any(|line| line.starts_with("No script was found for this machine")));
    assert_eq!(world.shown.iter().filter(|line| line.starts_with("Attempt ")).count(), 4);

    let mut world = room(all_kinds()).with_menu(menu()).world(&[]);
    assert_eq!(world.boots(ENTRY), End::NextDevice, "the menu's default is the own disk");
    assert!(world.shown.contains(&"[Room 225]".to_owned()), "{:?}", world.shown);
}

#[test]
fn a_known_machine_shows_the_menu_to_whoever_asks_for_it() {
    let room = room(all_kinds()).with_menu(menu());
    let mut world = room.world(KNOWN[0].0);
    world.pressed = vec!["m", "entry-disk"];
    assert_eq!(world.boots(ENTRY), End::NextDevice);
    let never = Room { options: r#"{"offer": 0}"#.to_owned(), ..room };
    let mut world = never.world(KNOWN[0].0);
    world.pressed = vec!["m"];
    assert_eq!(kernel_of(&world.boots(ENTRY)), "http://ftp/by-mac");
}

#[test]
fn every_line_of_the_menu_leads_to_what_it_says() {
    let menu = "http://boot.test/ipxe/menu.ipxe";
    let choosing = |pressed: &[&'static str]| {
        let mut world = rich().world(&[]);
        world.files.insert("http://vol/other.ipxe".to_owned(), "#!ipxe\necho other\nreboot\n".to_owned());
        world.pressed = pressed.to_vec();
        (world.boots(menu), world.shown)
    };
    assert_eq!(kernel_of(&choosing(&["machine-rescue"]).0), "http://ftp/rescue");
    assert_eq!(kernel_of(&choosing(&["r"]).0), "http://ftp/rescue");
    assert_eq!(choosing(&["d"]).0, End::NextDevice);
    assert_eq!(choosing(&["entry-other"]).0, End::Reboots);
    assert_eq!(kernel_of(&choosing(&["nodes", "node-by-uuid"]).0), "http://ftp/by-uuid");
    assert_eq!(choosing(&["nodes", "menu", "entry-disk"]).0, End::NextDevice);
    assert_eq!(
        choosing(&["again"]).0,
        End::NextDevice,
        "it looks again, and comes back to the menu, whose default is due"
    );
    // A system for another processor says so, and does not boot. Then the next device is due.
    let (end, shown) = choosing(&["machine-disk"]);
    assert_eq!(end, End::NextDevice);
    assert!(shown.contains(&"disk is arm64, and this loader is for x86_64".to_owned()), "{shown:?}");
    assert!(shown.contains(&"-- Clear Linux (not ready yet)".to_owned()), "{shown:?}");
    assert!(shown.contains(&"(r) Rescue".to_owned()), "{shown:?}");
}

#[test]
fn a_choice_that_cannot_be_started_comes_back_to_the_menu() {
    let mut world = rich().world(&[]);
    world.pressed = vec!["entry-other", "any", "entry-disk"];
    assert_eq!(world.boots("http://boot.test/ipxe/menu.ipxe"), End::NextDevice);
    assert!(world.shown.iter().any(|line| line.starts_with("What was chosen could not be started")));
}

#[test]
fn a_machine_whose_kernel_is_missing_says_so_asks_and_starts_anew() {
    let room = room(all_kinds());
    let failing = |pressed: &[&'static str]| {
        let mut world = room.world(KNOWN[0].0);
        world.files.remove("http://ftp/by-mac");
        world.pressed = pressed.to_vec();
        (world.boots(ENTRY), world.shown)
    };
    let (end, shown) = failing(&[]);
    assert_eq!(end, End::Reboots);
    assert!(shown.contains(&"by-mac did not boot, the messages above say why".to_owned()), "{shown:?}");
    assert_eq!(failing(&["any", "s"]).0, End::Shell);
    assert_eq!(failing(&["any", "n"]).0, End::NextDevice);
    assert_eq!(failing(&["any", "b"]).0, End::Reboots);
    let (end, shown) = failing(&["any", "r"]);
    assert_eq!(end, End::Reboots);
    assert_eq!(
        shown.iter().filter(|line| line.starts_with("by-mac loads")).count(),
        10,
        "five attempts, and five more"
    );
}

#[test]
fn a_lab_chooses_how_often_and_how_long() {
    let options = r#"{"attempts": 2, "pause": 1500, "patience": 90000}"#.to_owned();
    let room = Room { options, ..room(all_kinds()) };
    let mut world = room.world(KNOWN[0].0);
    world.files.remove("http://ftp/by-mac");
    assert_eq!(world.boots(ENTRY), End::Reboots);
    assert!(world.shown.contains(&"Attempt 1 of 2 failed, next one in 2 seconds".to_owned()), "{:?}", world.shown);
    assert!(world.shown.iter().any(|line| line.contains("or wait 90 seconds to reboot")), "{:?}", world.shown);
}

#[test]
fn a_loader_of_the_labs_own_has_its_class_and_never_gives_up() {
    let mut room = Room { embed: true, ..room(all_kinds()) };
    room.lab.boot.as_mut().expect("it has one").user_class = "lab-ipxe".to_owned();
    let all = room.artifacts(false);
    let embed = all.iter().find(|artifact| artifact.tree == Tree::Operator).expect("it is there");
    let text = contents(embed);
    assert!(
        text.contains("\nset user-class lab-ipxe\n") && text.contains("\nautoboot || goto again\nexit\n"),
        "{text}"
    );
    assert_eq!(faults(text), [] as [&str; 0]);
}
