//! Files that are never half written.

use super::temporary::Temporary;
use crate::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that takes its place only when it is whole: written beside it under another name, then renamed.
///
/// A symbolic link stays, and its target is replaced. An existing file's permissions are kept. What is no regular file (a
/// pipe, `/dev/null`) is written as it is. Dropped without [`AtomicFile::commit`], it leaves what was there before.
#[derive(Debug)]
pub struct AtomicFile {
    name: String,
    to: Destination,
}

#[derive(Debug)]
enum Destination {
    Rename { file: Temporary, target: PathBuf },
    Direct(File),
}

impl AtomicFile {
    /// Starts a file that is to stand at `path`.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder is not there or not to be written to.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let to = Self::start(path).map_err(Error::io(&*name))?;
        Ok(Self { name, to })
    }

    fn start(path: &Path) -> io::Result<Destination> {
        let old = match fs::metadata(path) {
            Ok(old) if old.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(old) if !old.is_file() => return File::options().write(true).open(path).map(Destination::Direct),
            Ok(old) => Some(old),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(e),
        };
        let target = target(path)?;
        // A missing folder is told by its own error, without the name of the temporary file.
        fs::metadata(folder(&target))?;
        let file = Temporary::create(target.clone(), folder(&target))?;
        if let Some(old) = old {
            file.file().set_permissions(old.permissions())?;
        }
        Ok(Destination::Rename { file, target })
    }

    /// Puts the file in its place. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`Error::Io`]; the old file is whole then.
    pub fn commit(self) -> Result<(), Error> {
        let commit = |to| match to {
            Destination::Direct(mut file) => file.flush(),
            Destination::Rename { file, target } => {
                file.file().sync_all()?;
                file.persist()?;
                // The name is on the disk when its folder is; where folders cannot be opened, the system sees to it.
                File::open(folder(&target)).and_then(|folder| folder.sync_all()).or(Ok(()))
            }
        };
        commit(self.to).map_err(Error::io(self.name))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Destination::Rename { file, .. } => file.file().write(bytes),
            Destination::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Destination::Rename { file, .. } => file.file().flush(),
            Destination::Direct(file) => file.flush(),
        }
    }
}

/// The file that `path` stands for: what its symbolic links lead to, even if that is yet to be made.
///
/// # Errors
/// If links lead in a circle, or cannot be read.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(link) => path = path.parent().unwrap_or(Path::new("")).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Whether two names stand for one file, be it there or yet to be made.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| {
        let path = target(path)?;
        let name = path.file_name().unwrap_or_default();
        fs::canonicalize(&path).or_else(|_| Ok::<_, io::Error>(fs::canonicalize(folder(&path))?.join(name)))
    };
    matches!((whole(a), whole(b)), (Ok(a), Ok(b)) if a == b)
}

/// The folder that a file is in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
