//! The releases of kubespray: which there are, and which Kubernetes each takes.
//!
//! Sources: the tags of kubernetes-sigs/kubespray with their default `kube_version`, and its proposals of releases
//! (issues 4370, 5409, 5962, 6535, 7069, 9691, 10389, 11523, 13176, 13430). From 2.29 on a release takes exactly the
//! versions of its table of checksums. Before that the table grew with each patch release, so the newest one of a minor
//! version is known here for the release's default only. Looked up 2026-11.

use crate::version::Version;

/// A minor release: 2.`minor`.
#[derive(Debug)]
pub(crate) struct Release {
    pub(crate) minor: u32,
    /// The newest Kubernetes of its first release, which is its default. Patch zero where only the minor is known.
    pub(crate) newest: Version,
    /// The oldest minor version of Kubernetes 1 that it takes.
    pub(crate) oldest: u32,
    /// The newest patch of each minor version, newest minor first, where the table of its first release is known.
    patches: &'static [u32],
}

/// From this release on a download is compared with a table of checksums, so a patch that is not in it cannot be had.
const CHECKSUMS: u32 = 8;

const fn release(minor: u32, newest: (u32, u32), oldest: u32, patches: &'static [u32]) -> Release {
    Release { minor, newest: Version::new(1, newest.0, newest.1), oldest, patches }
}

/// Oldest first. Up to 2.16 the oldest Kubernetes is two minor versions before the default, except where a source
/// says one: nothing was asserted before 2.11.
pub(crate) static RELEASES: &[Release] = &[
    release(2, (7, 3), 5, &[]),
    release(3, (8, 1), 6, &[]),
    release(4, (9, 2), 7, &[]),
    release(5, (9, 5), 7, &[]),
    release(6, (11, 0), 9, &[]),
    release(7, (11, 3), 9, &[]),
    release(8, (12, 3), 10, &[]),
    release(9, (13, 5), 11, &[]),
    release(10, (14, 0), 12, &[]),
    release(11, (15, 0), 13, &[]),
    release(12, (16, 3), 15, &[]),
    release(13, (17, 0), 16, &[]),
    release(14, (18, 0), 16, &[]),
    release(15, (19, 7), 17, &[]),
    release(16, (20, 7), 18, &[]),
    release(17, (21, 0), 19, &[]),
    release(18, (22, 5), 20, &[]),
    release(19, (23, 0), 21, &[]),
    release(20, (24, 6), 22, &[]),
    release(21, (25, 0), 23, &[]),
    release(22, (26, 5), 24, &[]),
    release(23, (27, 5), 25, &[]),
    release(24, (28, 0), 26, &[]),
    release(25, (29, 5), 27, &[]),
    release(26, (30, 4), 28, &[]),
    release(27, (31, 4), 29, &[]),
    release(28, (32, 5), 30, &[]),
    release(29, (33, 5), 31, &[5, 9, 13]),
    release(30, (34, 3), 32, &[3, 7, 11]),
    release(31, (35, 4), 33, &[4, 7, 11]),
    release(32, (36, 4), 34, &[]),
];

/// The release of that version; its patch number is not looked at.
pub(crate) fn find(version: Version) -> Option<&'static Release> {
    RELEASES.iter().find(|release| version.major == 2 && version.minor == release.minor)
}

/// The first and the last one.
pub(crate) fn span() -> (u32, u32) {
    let minor = |release: Option<&Release>| release.map_or(0, |release| release.minor);
    (minor(RELEASES.first()), minor(RELEASES.last()))
}

impl Release {
    /// Why `release` of this minor does not take a Kubernetes; nothing if it does.
    pub(crate) fn refuses(&self, release: Version, kubernetes: Version) -> Option<String> {
        let (oldest, newest) = (self.oldest, self.newest);
        if kubernetes.major != 1 || kubernetes.minor < oldest || kubernetes.minor > newest.minor {
            return Some(format!("takes Kubernetes 1.{oldest} to 1.{}", newest.minor));
        }
        let highest = self.highest(release, kubernetes.minor)?;
        (kubernetes.patch > highest).then(|| format!("takes Kubernetes 1.{0}.0 to 1.{0}.{highest}", kubernetes.minor))
    }

    /// The highest patch of a minor version that `release` takes, where it is known.
    fn highest(&self, release: Version, minor: u32) -> Option<u32> {
        if release.patch != 0 || self.minor < CHECKSUMS {
            return None;
        }
        let back = usize::try_from(self.newest.minor.checked_sub(minor)?).ok()?;
        let known = (back == 0 && self.newest.patch > 0).then_some(self.newest.patch);
        self.patches.get(back).copied().or(known)
    }

    /// A Kubernetes to take instead, as a hint.
    pub(crate) fn nearest(&self) -> Version {
        self.newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(release: &str, kubernetes: &str) -> bool {
        let release = Version::parse(release).expect("a version");
        let kubernetes = Version::parse(kubernetes).expect("a version");
        find(release).expect("a release").refuses(release, kubernetes).is_some()
    }

    #[test]
    fn a_release_takes_the_patches_of_its_table_only() {
        assert!(!refuses("2.31.0", "1.35.4"));
        assert!(refuses("2.31.0", "1.35.5"));
        assert!(!refuses("2.31.0", "1.33.11"));
        assert!(refuses("2.31.0", "1.33.12"));
        assert!(refuses("2.31.0", "1.36.0"));
        assert!(refuses("2.31.0", "1.32.0"));
    }

    #[test]
    fn releases_that_fetched_images_by_tag_take_any_patch() {
        assert!(!refuses("2.4.0", "1.9.1"));
        assert!(!refuses("2.4.0", "1.9.11"));
        assert!(refuses("2.4.0", "1.10.0"));
    }

    #[test]
    fn a_patch_release_may_know_more_than_its_first() {
        assert!(refuses("2.27.0", "1.31.9"));
        assert!(!refuses("2.27.1", "1.31.9"));
    }

    #[test]
    fn the_table_has_each_release_once_in_order() {
        assert!(RELEASES.windows(2).all(|pair| pair[0].minor + 1 == pair[1].minor && pair[0].newest <= pair[1].newest));
    }
}
