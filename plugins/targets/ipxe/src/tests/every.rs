//! What holds of every script of every lab.

use super::lint::faults;
use super::replay::End;
use super::rooms::{ENTRY, KNOWN, Room, all_kinds, contents, known, rich, room, some};
use super::{MAC, menu};
use dlc_plugin::{Arch, Firmware, Menu, Place};

/// Labs of every shape: which machines, which menu, which options.
fn matrix() -> Vec<Room> {
    let kinds = all_kinds();
    let mut rooms: Vec<Room> = (0..=kinds.len()).map(|count| room(kinds[..count].to_vec())).collect();
    rooms.extend(kinds.iter().map(|node| room(vec![node.clone()])));
    let empty = || Menu { timeout: 0, default: None, entries: Vec::new(), ..menu() };
    let shapes: [Menu; 4] =
        [empty(), Menu { timeout: 5_000, ..empty() }, menu(), Menu { default: Some("rescue".to_owned()), ..menu() }];
    for shape in shapes {
        for options in [rich().options, "{}".to_owned(), r#"{"offer": 0, "attempts": 1}"#.to_owned()] {
            let mut room = Room { options, embed: true, ..rich() }.with_menu(shape.clone());
            room.nodes.truncate(room.options.len() % 3);
            rooms.push(room);
        }
    }
    let firmwares = [(Arch::X8664, Firmware::Uefi), (Arch::X8664, Firmware::UefiHttp), (Arch::Arm64, Firmware::Uefi)];
    for ((arch, firmware), initrds) in firmwares.into_iter().zip([0, 1, 3]) {
        let mut node = known("n", |node| (node.mac, node.arch, node.firmware) = (some(MAC), arch, firmware));
        node.image.as_mut().expect("it has one").initrds = (0..initrds).map(|i| format!("http://a/{i}")).collect();
        rooms.push(room(vec![node]));
    }
    rooms
}

#[test]
fn no_script_of_any_lab_lacks_a_label_or_has_a_key_twice_or_ends_by_an_accident() {
    let mut seen = 0;
    for room in matrix() {
        for artifact in room.artifacts(false) {
            seen += 1;
            assert_eq!(faults(contents(&artifact)), [] as [&str; 0], "{}:\n{}", artifact.path, contents(&artifact));
        }
    }
    assert!(seen > 80, "only {seen} scripts");
}

#[test]
fn whatever_a_script_of_a_lab_goes_on_with_is_there() {
    for room in matrix() {
        let all = room.artifacts(false);
        for artifact in &all {
            let own = |url: &str| url.strip_prefix("http://boot.test/").map(str::to_owned);
            let chains = contents(artifact).split_whitespace().filter_map(own).filter(|path| path.ends_with(".ipxe"));
            for path in chains {
                assert!(all.iter().any(|other| other.path == path), "{path} of {}", artifact.path);
            }
        }
    }
}

#[test]
fn every_initrd_is_named_on_the_kernels_line_in_its_order() {
    for text in matrix().iter().flat_map(|room| room.artifacts(false)).map(|artifact| contents(&artifact).to_owned()) {
        let line = text.lines().find(|line| line.starts_with("kernel "));
        let asked: Vec<&str> =
            line.unwrap_or_default().split(' ').filter_map(|word| word.strip_prefix("initrd=")).collect();
        let given = text.lines().filter_map(|line| line.strip_prefix("initrd --name ")?.split(' ').next());
        assert_eq!(asked, given.collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn no_machine_of_any_lab_is_caught_in_a_circle_unless_somebody_is_asked_for_ever() {
    for room in matrix() {
        for says in KNOWN.iter().map(|(says, _)| *says).chain([&[] as &[(&str, &str)]]) {
            let mut world = room.world(says);
            let end = world.boots(ENTRY);
            let asks =
                matches!(&room.lab.boot.as_ref().and_then(|boot| boot.menu.as_ref()), Some(menu) if menu.timeout == 0);
            assert!(!matches!(end, End::Breaks(_)), "{end:?} {:?}", world.shown);
            assert!(end != End::Endless || asks, "{:?}", world.shown);
        }
    }
}

#[test]
fn every_line_of_every_script_is_traced() {
    for artifact in matrix().iter().flat_map(|room| room.artifacts(true)) {
        let lines = contents(&artifact).lines().count();
        let mut traced = vec![false; lines];
        for trace in &artifact.traces {
            assert!(!trace.inputs.is_empty() && trace.inputs.iter().all(|path| !path.is_empty()), "{trace:?}");
            let Place::Lines((first, last)) = trace.place else { panic!("lines were expected, not {:?}", trace.place) };
            traced[first as usize - 1..last as usize].fill(true);
        }
        assert!(traced.iter().all(|traced| *traced), "{}", artifact.path);
    }
}

#[test]
fn lines_are_traced_to_what_they_say() {
    let room = rich();
    let all = room.artifacts(true);
    let line = |path: &str, input: &str| {
        let artifact = all.iter().find(|artifact| artifact.path == path).expect(path);
        let trace = artifact.traces.iter().find(|trace| trace.inputs.iter().any(|found| found == input));
        match trace.map(|trace| &trace.place) {
            Some(Place::Lines((first, _))) => contents(artifact).lines().nth(*first as usize - 1).expect("a line"),
            other => panic!("{input}: a line was expected, not {other:?}"),
        }
    };
    let own = "ipxe/mac-02-25-00-00-00-04.ipxe";
    assert!(line(own, "image/kernel").starts_with("kernel "));
    assert!(line(own, "command-line").starts_with("kernel "));
    assert!(line(own, "image/initrds/0").starts_with("initrd "));
    assert!(line(own, "options/attempts").starts_with("iseq "));
    assert!(line(own, "options/offer").starts_with("prompt --key m "));
    let menu = "ipxe/menu.ipxe";
    assert_eq!(line(menu, "lab/boot/menu/title"), "menu Room 225");
    assert_eq!(line(menu, "menu-machines/rescue/title"), "item --key r machine-rescue (r) Rescue");
    assert_eq!(line(menu, "options/marks/0/key"), "item --key r machine-rescue (r) Rescue");
    assert_eq!(line(menu, "options/marks/2/title"), "item --gap Clear Linux (not ready yet)");
    assert_eq!(line(menu, "lab/boot/menu/default"), "choose --timeout 5000 --default entry-disk choice || goto menu");
    assert!(line("ipxe/boot.ipxe", "options/by_id").starts_with("set base "));
}
