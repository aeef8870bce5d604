//! What the loader and the kernel would silently do to a command line.

use super::{found, machine, render, text};
use dlc_plugin::{Firmware, Node};

fn with(arguments: &[String]) -> Node {
    Node { command_line: arguments.to_vec(), ..machine() }
}

fn code(argument: &str) -> Vec<String> {
    found(render(with(&["quiet".to_owned(), argument.to_owned()])))
}

#[test]
fn an_argument_that_the_loader_would_change_is_refused_at_its_place() {
    for bad in [
        "a=${mac}",
        "a  b",
        " a",
        "a ",
        "a b",
        "a=\"b c",
        "#a",
        "a=\"b #c\"",
        "||",
        "a=\"b && c\"",
        ";",
        "a\\",
        "a\tb",
        "a\nb",
        "",
        "a=\"b\tc\"",
        "a=ż",
    ] {
        assert_eq!(code(bad), ["command-line/1: bad-argument"], "{bad:?}");
    }
    assert_eq!(code("initrd=x"), ["command-line/1: bad-argument"]);
}

#[test]
fn what_only_looks_like_a_mark_of_the_loader_stays() {
    for good in ["a=b#c", "a=b;c", "hash=$6$x", "sshkey=\"ssh-ed25519 AAAA a@b\"", "a=||b", "a={b}", "--", "a=b\\c"] {
        let rendered = render(with(&[good.to_owned(), "quiet".to_owned()])).expect(good);
        assert!(text(&rendered, 0).contains(&format!(" initrd=initrd {good} quiet || ")), "{good}");
    }
}

#[test]
fn a_line_that_the_kernel_would_not_read_whole_is_refused() {
    // `initrd=initrd ` is part of the line.
    let filled = |length: usize| with(&[format!("a.b={}", "x".repeat(length - "initrd=initrd a.b=".len()))]);
    assert!(render(filled(2047)).is_ok());
    assert_eq!(found(render(filled(2048))), ["os: line-too-long"]);
    let own = Node { kernel_args: vec!["quiet".to_owned()], ..filled(2048) };
    assert_eq!(found(render(own)), ["kernel-args: line-too-long"], "at what the lab can change");
    let uefi = |length| Node { firmware: Firmware::Uefi, ..filled(length) };
    assert!(render(uefi(2047 - "vmlinuz ".len())).is_ok(), "an EFI kernel sees its own name too");
    assert_eq!(found(render(uefi(2047 - "vmlinuz ".len() + 1))), ["os: line-too-long"]);
}

#[test]
fn more_words_than_the_kernel_keeps_are_refused() {
    let variables = |count: usize| (0..count).map(|i| format!("name{i}=x")).collect::<Vec<_>>();
    let words = |count: usize| (0..count).map(|i| format!("word{i}")).collect::<Vec<_>>();
    assert!(render(with(&[variables(31), words(32)].concat())).is_ok());
    assert_eq!(found(render(with(&variables(32)))), ["os: too-many-arguments"]);
    assert_eq!(found(render(with(&words(33)))), ["os: too-many-arguments"]);
    let own = ["quiet", "console=ttyS0", "root=x", "a.b=c", "a.b"].map(str::to_owned).to_vec();
    assert!(
        render(with(&[variables(31), vec![own; 10].concat()].concat())).is_ok(),
        "words of the kernel and of drivers"
    );
}
