use super::*;

#[test]
fn ordinary_names_pass() {
    for path in ["a", "ignition/s4.ign", "ipxe/02-25-00-00-00-04", ".hidden/..x", "x...y", "com10", "é/ß"] {
        assert_eq!(check(path), Ok(()), "{path}");
    }
}

#[test]
fn names_that_leave_the_tree_or_mean_something_else_elsewhere_are_refused() {
    let cases = [
        ("", Bad::Empty),
        ("/etc/passwd", Bad::Absolute),
        ("c:/boot.ini", Bad::Absolute),
        ("c:", Bad::Absolute),
        ("../x", Bad::Dots),
        ("a/../x", Bad::Dots),
        ("a/.", Bad::Dots),
        ("a//b", Bad::EmptySegment),
        ("a/", Bad::EmptySegment),
        ("a\\b", Bad::Backslash),
        ("a\nb", Bad::Control),
        ("a\u{7f}", Bad::Control),
        ("a\u{2028}b", Bad::Control),
        ("a\0", Bad::Control),
        ("x/NUL", Bad::Device),
        ("aux.txt", Bad::Device),
        ("Com1.ign", Bad::Device),
    ];
    for (path, why) in cases {
        assert_eq!(check(path), Err(why), "{path:?}");
    }
    assert_eq!(check(&"x".repeat(256)), Err(Bad::TooLong));
    assert_eq!(check(&"x/".repeat(600)), Err(Bad::TooLong));
}

fn placed(path: &str) -> Placed<'_> {
    Placed { plugin: "p", subject: "node s4", tree: Tree::Http, path }
}

fn count(paths: &[&'static str]) -> usize {
    collisions(paths.iter().map(|path| placed(path))).len()
}

#[test]
fn two_files_at_one_path_collide_whatever_their_case() {
    assert_eq!(count(&["a/b", "a/c"]), 0);
    assert_eq!(count(&["a/b", "a/b"]), 1);
    assert_eq!(count(&["a/b", "A/B"]), 1);
    assert_eq!(count(&["É", "é"]), 1);
}

#[test]
fn a_file_cannot_be_a_folder_too() {
    assert_eq!(count(&["a", "a/b"]), 1);
    assert_eq!(count(&["a/b/c", "A"]), 1);
    assert_eq!(count(&["a", "ab/c"]), 0);
}

#[test]
fn the_same_path_in_another_tree_is_another_file() {
    let other = Placed { tree: Tree::Tftp, ..placed("a") };
    assert!(collisions([placed("a"), other]).is_empty());
}

#[test]
fn a_promised_folder_covers_what_lies_in_it_and_nothing_beside_it() {
    let folder = Promise { field: "f".into(), tree: Tree::Http, path: "pxe/".into() };
    assert!(covers(&folder, Tree::Http, "pxe/a/b"));
    for (tree, path) in [(Tree::Tftp, "pxe/a"), (Tree::Http, "pxe"), (Tree::Http, "pxe/"), (Tree::Http, "pxex/a")] {
        assert!(!covers(&folder, tree, path), "{path}");
    }
}
