//! Which places of the tree are taken, and by whom.

use crate::path::folders;
use std::collections::BTreeMap;

/// Places by their path in lower case: TFTP servers and some file systems do not tell the cases apart.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    places: BTreeMap<String, Place>,
    /// The folder of the last path that was accepted, as it is spelled: entries come in runs.
    last_folder: String,
}

#[derive(Debug)]
struct Place {
    /// The folder as it was spelled first. Empty where it is spelled in lower case, which is nearly always.
    spelled: Box<str>,
    is_file: bool,
    /// The number of the entry that took the place first.
    entry: usize,
}

impl Taken {
    /// Takes `path` for entry number `entry`, or says which entry is in its way: one at the same place, one that is a
    /// file where `path` needs a folder, one below `path`, or one that spells a folder in another case.
    pub(crate) fn take(&mut self, path: &str, entry: usize) -> Result<(), usize> {
        let folder = path.rfind('/').map_or("", |end| &path[..end]);
        let is_new_folder = folder != self.last_folder;
        if is_new_folder && let Some(first) = folders(path).find_map(|folder| self.bars_folder(folder)) {
            return Err(first);
        }
        let key = path.to_lowercase();
        if let Some(first) = self.places.get(&key) {
            return Err(first.entry);
        }
        if is_new_folder {
            for folder in folders(path) {
                let key = folder.to_lowercase();
                let spelled = if key == folder { "".into() } else { folder.into() };
                self.places.entry(key).or_insert(Place { spelled, is_file: false, entry });
            }
            self.last_folder = folder.to_owned();
        }
        self.places.insert(key, Place { spelled: "".into(), is_file: true, entry });
        Ok(())
    }

    /// The entry because of which `folder` cannot be a folder spelled like this.
    fn bars_folder(&self, folder: &str) -> Option<usize> {
        let key = folder.to_lowercase();
        let place = self.places.get(&key)?;
        let spelled = if place.spelled.is_empty() { key.as_str() } else { &place.spelled };
        (place.is_file || spelled != folder).then_some(place.entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(paths: &[&str]) -> Result<(), (usize, usize)> {
        let mut taken = Taken::default();
        paths.iter().enumerate().try_for_each(|(i, path)| taken.take(path, i).map_err(|first| (first, i)))
    }

    #[test]
    fn different_paths_stand_beside_each_other() {
        assert_eq!(take_all(&["a/b/c", "a/b/d", "a/x", "b", "A2/b", "A2/c", "a/b/e"]), Ok(()));
    }

    #[test]
    fn the_same_path_twice_or_in_another_case_collides_with_the_first() {
        assert_eq!(take_all(&["x", "a/b", "a/b"]), Err((1, 2)));
        assert_eq!(take_all(&["x", "a/B", "a/b"]), Err((1, 2)));
        assert_eq!(take_all(&["x", "a/ä", "a/Ä"]), Err((1, 2)));
    }

    #[test]
    fn a_file_where_a_folder_is_needed_collides_in_either_order() {
        assert_eq!(take_all(&["a", "a/b"]), Err((0, 1)));
        assert_eq!(take_all(&["x", "a/b/c", "a/b"]), Err((1, 2)));
        assert_eq!(take_all(&["x", "a/b/c", "A"]), Err((1, 2)));
    }

    #[test]
    fn a_refused_path_takes_no_place() {
        let mut taken = Taken::default();
        assert_eq!(taken.take("a/b", 0), Ok(()));
        assert_eq!(taken.take("a/b/c/d", 1), Err(0));
        assert_eq!(taken.take("x/y/z", 1), Ok(()));
        assert_eq!(taken.take("A/q/r", 2), Err(0));
        assert_eq!(taken.take("a/q", 2), Ok(()));
    }

    #[test]
    fn a_folder_spelled_in_two_cases_collides() {
        assert_eq!(take_all(&["Ign/a", "Ign/b", "ign/c"]), Err((0, 2)));
        assert_eq!(take_all(&["ign/a", "x", "Ign/c"]), Err((0, 2)));
    }
}
