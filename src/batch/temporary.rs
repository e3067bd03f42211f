//! Temporary files beside the files that they are to become, and the end of those that a killed run left behind.
//!
//! The name is that of the file to be, hidden, with six random letters: `.roles.csv.Xa81Bc.classify`. A live run holds a lock
//! on its temporary, which the system takes away with the process. So whoever begins to write the same file removes every
//! temporary of it that is not locked, and two runs at once leave each other alone.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{Builder, NamedTempFile};

/// At the end of every temporary's name.
const SUFFIX: &str = ".classify";

/// Random letters in a name.
const LETTERS: usize = 6;

/// Longer names are cut, since systems allow 255 bytes.
const LONGEST: usize = 200;

/// The temporaries of this process that are not yet in their places.
static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn live() -> MutexGuard<'static, Vec<PathBuf>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all temporaries of this process, and keeps files from taking their places: for a process about to end.
pub fn abandon_all() {
    let live = live();
    for path in live.iter() {
        // What cannot be removed is left to the next run.
        let _ = fs::remove_file(path);
    }
    std::mem::forget(live);
}

/// A file that is to take its place, or to vanish when dropped.
#[derive(Debug)]
pub struct Temporary {
    file: NamedTempFile,
    target: PathBuf,
}

impl Temporary {
    /// A new one that is to stand at `target` in `folder`. Stale ones of the same target are removed.
    ///
    /// # Errors
    /// If the folder is not to be written to.
    pub fn create(target: PathBuf, folder: &Path) -> io::Result<Self> {
        let prefix = prefix(target.file_name().unwrap_or_default());
        clear(folder, &prefix);
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(LETTERS);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What a new file gets; the process's mask is taken off.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        loop {
            let file = {
                let mut live = live();
                let file = builder.tempfile_in(folder)?;
                live.push(file.path().to_owned());
                file
            };
            let temporary = Self { file, target: target.clone() };
            // Where there are no locks, nothing is taken for stale either.
            let _ = temporary.file.as_file().lock();
            // Before it was locked another run may have taken it for stale.
            if temporary.file.path().exists() {
                return Ok(temporary);
            }
        }
    }

    /// The file itself.
    #[must_use]
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// If it cannot be renamed; it is removed then.
    pub fn persist(mut self) -> io::Result<()> {
        let _live = live();
        fs::rename(self.file.path(), &self.target)?;
        self.file.disable_cleanup(true);
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let path = self.file.path();
        live().retain(|other| other != path);
    }
}

/// What the names of the temporaries of a file begin with.
fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    if name.len() <= LONGEST {
        prefix.push(name);
    } else {
        prefix.push(name.to_string_lossy().chars().take(LONGEST / 4).collect::<String>());
    }
    prefix.push(".");
    prefix
}

/// Removes the temporaries with this prefix that no process holds. It is no failure if one stays.
fn clear(folder: &Path, prefix: &OsStr) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let middle = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        let random = middle.and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
        if !random.is_some_and(|random| random.len() == LETTERS && random.iter().all(u8::is_ascii_alphanumeric)) {
            continue;
        }
        if let Ok(file) = File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_ones_of_the_same_file_go_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.csv");
        let stay = [".a.csv.abcdefg.classify", ".a.csv.abcde.classify", ".b.csv.abcdef.classify", ".a.csv.x/y.classify", "a.csv"];
        for name in [".a.csv.abcdef.classify", ".a.csv.ABC123.classify"].iter().chain(&stay) {
            let _ = File::create(folder.path().join(name));
        }
        let living = Temporary::create(target.clone(), folder.path()).unwrap();
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            names.retain(|name| folder.path().join(name) != living.file.path());
            names.sort();
            names
        };
        assert_eq!(names(), [".a.csv.abcde.classify", ".a.csv.abcdefg.classify", ".b.csv.abcdef.classify", "a.csv"]);
        let other = Temporary::create(target.clone(), folder.path()).unwrap();
        assert!(living.file.path().exists() && names().len() == 5);
        drop(other);
        assert_eq!(names().len(), 4);
        living.persist().unwrap();
        assert!(target.exists() && !live().iter().any(|path| path.starts_with(&folder)));
    }

    #[test]
    fn names_fit_any_system() {
        assert_eq!(prefix(OsStr::new("roles.csv")), ".roles.csv.");
        assert!(prefix(OsStr::new(&"ß".repeat(127))).len() + LETTERS + SUFFIX.len() < 255);
    }
}
