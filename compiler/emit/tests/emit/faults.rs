//! The file system fails, or the process dies, at every step in turn: the old tree stays whole, and the next build
//! works.

use crate::faulty::{Fault, Faulty};
use crate::support::{Seen, build, build_from, facts, fast_folder, first, fresh, look, names, second};
use dlc_emit::{Disk, EmitError, Options, bundle};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// How the first tree was made and the second is: with exchange, and with links.
#[derive(Debug, Clone, Copy)]
struct Way {
    before: (bool, bool),
    now: (bool, bool),
    durable: bool,
    hard_links: bool,
}

const EXCHANGE: (bool, bool) = (true, true);
const LINK: (bool, bool) = (false, true);
const ASIDE: (bool, bool) = (false, false);

/// The ways in which a reader always sees a tree.
const SEAMLESS: [Way; 4] = [
    Way { before: EXCHANGE, now: EXCHANGE, durable: false, hard_links: true },
    Way { before: EXCHANGE, now: EXCHANGE, durable: true, hard_links: false },
    Way { before: LINK, now: LINK, durable: false, hard_links: true },
    Way { before: LINK, now: EXCHANGE, durable: false, hard_links: true },
];

/// The ways with a moment in which there is no tree under its name.
const WITH_A_MOMENT: [Way; 2] = [
    Way { before: EXCHANGE, now: LINK, durable: false, hard_links: true },
    Way { before: ASIDE, now: ASIDE, durable: false, hard_links: true },
];

fn layer(way: Way, (exchange, soft_links): (bool, bool), fault: Fault) -> Faulty {
    let mut layer = Faulty::new(fault);
    (layer.exchange, layer.soft_links, layer.hard_links) = (exchange, soft_links, way.hard_links);
    layer
}

struct Trees {
    first: BTreeMap<String, Seen>,
    second: BTreeMap<String, Seen>,
}

impl Trees {
    fn new() -> Self {
        Self { first: fresh(&first()), second: fresh(&second()) }
    }
}

/// Builds the first tree, then the second with a fault, and shows what became of it. Returns whether there was a fault.
fn with_fault(way: Way, fault: Fault, check: &dyn Fn(&Path, dlc_emit::Result<dlc_emit::Summary>)) -> bool {
    let folder = fast_folder();
    let out = folder.path().join("build");
    build(&layer(way, way.before, Fault::None), &out, &first()).expect("a tree");
    let faulty = layer(way, way.now, fault);
    let result = build_from(&faulty, &out, &second(), facts(), Options { durable: way.durable });
    check(&out, result);
    let (Fault::Kill(at) | Fault::Fail(at, _)) = fault else { return false };
    faulty.steps() > at
}

/// Runs with the fault at every step until a build has fewer. Returns how many there were.
fn at_every_step(
    way: Way,
    fault: impl Fn(usize) -> Fault,
    check: &dyn Fn(&Path, dlc_emit::Result<dlc_emit::Summary>),
) -> usize {
    (0..).find(|at| !with_fault(way, fault(*at), check)).expect("an end")
}

/// The next build works and leaves nothing beside the tree, whatever is there now.
fn next_build_works(way: Way, trees: &Trees, out: &Path) {
    build(&layer(way, way.now, Fault::None), out, &second()).expect("a tree");
    assert_eq!(look(out), trees.second);
    let is_link = fs::symlink_metadata(out).expect("it is there").is_symlink();
    let beside = names(out.parent().expect("a parent"));
    assert_eq!(beside.len(), if is_link { 2 } else { 1 }, "{beside:?}");
}

#[test]
fn killed_at_any_step_there_is_the_old_tree_or_the_new_one() {
    let trees = Trees::new();
    for way in SEAMLESS {
        let steps = at_every_step(way, Fault::Kill, &|out, _| {
            let seen = look(out);
            assert!(seen == trees.first || seen == trees.second, "{way:?}: {seen:#?}");
            next_build_works(way, &trees, out);
        });
        assert!(steps > 30, "{way:?}: only {steps} steps were seen");
    }
}

#[test]
fn killed_where_names_cannot_be_swapped_at_once_the_next_build_puts_the_old_tree_back() {
    let trees = Trees::new();
    for way in WITH_A_MOMENT {
        let moments = std::cell::Cell::new(0);
        at_every_step(way, Fault::Kill, &|out, _| {
            if !out.exists() {
                moments.set(moments.get() + 1);
                assert_eq!(look(&out.with_file_name(".build.dlc-old")), trees.first, "the old tree is whole");
                // A build that ends without a tree of its own: what it finds is put back.
                drop(dlc_emit::Writer::begin(&Disk, out, Options::default()).expect("a writer"));
                assert_eq!(look(out), trees.first);
            }
            let seen = look(out);
            assert!(seen == trees.first || seen == trees.second, "{way:?}: {seen:#?}");
            next_build_works(way, &trees, out);
        });
        assert!(moments.get() > 0, "{way:?} has no such moment and belongs to the others");
    }
}

#[test]
fn a_failure_at_any_step_is_told_and_leaves_the_old_tree_whole() {
    let trees = Trees::new();
    for (i, way) in SEAMLESS.into_iter().chain(WITH_A_MOMENT).enumerate() {
        let all = [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
        // Every error is told alike, so one way shows it for the others.
        for kind in all.into_iter().take(if i == 0 { 3 } else { 1 }) {
            let told = std::cell::Cell::new(0);
            let fault = |at| Fault::Fail(at, kind);
            at_every_step(way, fault, &|out, result| {
                let seen = look(out);
                match result {
                    Ok(_) => assert_eq!(seen, trees.second, "{way:?}"),
                    Err(error) => {
                        told.set(told.get() + 1);
                        assert!(matches!(&error, EmitError::Io { source, .. } if source.kind() == kind), "{error}");
                        // The names are synced after the swap, when there is no way back.
                        assert!(seen == trees.first || way.durable && seen == trees.second, "{way:?}: {error}");
                    }
                }
                next_build_works(way, &trees, out);
            });
            assert!(told.get() > 15, "{way:?}: only {} steps that fail are told", told.get());
        }
    }
}

#[test]
fn what_could_not_be_removed_is_told_and_removed_by_the_next_build() {
    let trees = Trees::new();
    let way = SEAMLESS[0];
    let left = std::cell::Cell::new(0);
    at_every_step(way, |at| Fault::Fail(at, ErrorKind::PermissionDenied), &|out, result| {
        if let Ok(dlc_emit::Summary { left_behind: Some(path), .. }) = result {
            left.set(left.get() + 1);
            assert!(path.exists());
            next_build_works(way, &trees, out);
            assert!(!path.exists());
        }
    });
    assert!(left.get() > 0);
}

#[test]
fn a_full_disk_says_so_and_what_to_do() {
    let way = SEAMLESS[0];
    let said = std::cell::RefCell::new(Vec::new());
    at_every_step(way, |at| Fault::Fail(at, ErrorKind::StorageFull), &|_, result| {
        if let Err(error) = result {
            let told: dlc_base::Diagnostic = error.diagnostic();
            said.borrow_mut().push((told.message, told.hint));
        }
    });
    let said = said.into_inner();
    let (message, hint) = said.iter().find(|(message, _)| message.contains("README.md")).expect("a file is written");
    assert!(message.starts_with("cannot write `"), "{message}");
    assert!(message.ends_with("operator/README.md`: no storage space"), "{message}");
    assert!(hint.as_ref().is_some_and(|hint| hint.starts_with("make room on")), "{hint:?}");
}

#[test]
fn a_failure_or_a_kill_while_packing_leaves_the_old_archive_whole() {
    let folder = fast_folder();
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let before = fs::read(&archive).expect("bytes");
    build(&Disk, &tree, &second()).expect("a tree");
    bundle(&Disk, &tree, &folder.path().join("new")).expect("an archive");
    let after = fs::read(folder.path().join("new")).expect("bytes");
    fs::remove_file(folder.path().join("new")).expect("a file");
    for fault in [Fault::Kill, |at| Fault::Fail(at, ErrorKind::StorageFull)] {
        let mut failed = 0;
        for at in 0.. {
            fs::write(&archive, &before).expect("a file");
            let faulty = Faulty::new(fault(at));
            let result = bundle(&faulty, &tree, &archive);
            failed += usize::from(result.is_err());
            let found = fs::read(&archive).expect("bytes");
            assert!(found == after || result.is_err() && found == before, "step {at}");
            if faulty.steps() <= at {
                break;
            }
            bundle(&Disk, &tree, &archive).expect("the next one works");
            assert_eq!(fs::read(&archive).expect("bytes"), after);
            assert_eq!(names(folder.path()), ["build", "lab.tar.zst"]);
        }
        assert!(failed > 8, "{failed}");
    }
}
