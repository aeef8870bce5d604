//! The one step in which a new tree takes the old one's place.

use crate::error::{EmitError, Result};
use crate::layer::FileLayer;
use crate::site::{Site, State, relative, remove};
use std::io;
use std::path::{Path, PathBuf};

/// How names are swapped here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Swap {
    /// The output folder is a folder, and two names are exchanged.
    Exchange,
    /// The output folder is a link to a generation, and a new link is renamed over it.
    Link,
}

impl Swap {
    /// What works here, tried with the new generation while it is still empty.
    pub(crate) fn choose(fs: &dyn FileLayer, state: &State, generation: &Path, probe: &Path) -> Result<Self> {
        if matches!(state, State::Link(_)) {
            return Ok(Self::Link);
        }
        fs.create_folder(probe, 0o700).map_err(EmitError::io("create", probe))?;
        // Twice: the folder with the right mode has its name again.
        let swap = match fs.exchange(generation, probe).and_then(|()| fs.exchange(generation, probe)) {
            Ok(()) => Self::Exchange,
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Self::Link,
            Err(error) => {
                let _ = fs.remove_folder(probe);
                return Err(EmitError::io("exchange", probe)(error));
            }
        };
        fs.remove_folder(probe).map_err(EmitError::io("remove", probe))?;
        Ok(swap)
    }

    /// Puts `generation` in the output folder's place. Returns where the old tree lies now, if there was one.
    pub(crate) fn swap(
        self,
        fs: &dyn FileLayer,
        site: &Site,
        state: &State,
        generation: &Path,
    ) -> Result<Option<PathBuf>> {
        let out = &site.out;
        let failed = |action| EmitError::io(action, out);
        match (self, state) {
            (Self::Exchange, State::Missing) => fs.rename(generation, out).map_err(failed("create")).map(|()| None),
            (Self::Exchange, _) => {
                fs.exchange(generation, out).map_err(failed("replace"))?;
                Ok(Some(generation.to_owned()))
            }
            (Self::Link, State::Missing) => point(fs, site, generation).map_err(failed("create")).map(|()| None),
            (Self::Link, State::Link(old)) => {
                point(fs, site, generation).map_err(failed("replace"))?;
                Ok(Some(old.clone()))
            }
            (Self::Link, State::Empty | State::Folder) => {
                let aside = site.sibling("old");
                fs.rename(out, &aside).map_err(failed("replace"))?;
                point(fs, site, generation).map_err(|error| {
                    // Should this fail too, the next build does it.
                    let _ = fs.rename(&aside, out);
                    failed("replace")(error)
                })?;
                Ok(Some(aside))
            }
        }
    }
}

/// Makes the output folder a link to `generation`, or the generation itself where there are no links.
fn point(fs: &dyn FileLayer, site: &Site, generation: &Path) -> io::Result<()> {
    let link = site.sibling("link");
    remove(fs, &link)?;
    match fs.soft_link(Path::new(relative(generation)), &link) {
        Ok(()) => fs.rename(&link, &site.out),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => fs.rename(generation, &site.out),
        Err(error) => Err(error),
    }
}
