//! Output files, packed if their names say so.

use super::atomic::AtomicFile;
use super::digest::{Stored, Sum, Summed};
use crate::error::Error;
use flate2::{Compression, write::GzEncoder};
use std::io::{self, Write};
use std::path::Path;

/// A file that takes its place when it is whole; packed with gzip if its name ends in `.gz`, with Zstandard if in `.zst`.
pub struct PackedFile {
    name: String,
    packing: Packing,
}

enum Packing {
    Plain(Summed<AtomicFile>),
    Gzip(GzEncoder<Summed<AtomicFile>>),
    Zstd(zstd::Encoder<'static, Summed<AtomicFile>>),
}

impl PackedFile {
    /// Starts a file that is to stand at `path`.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written there.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Self::start(path, None)
    }

    /// The same, with the file's size and digest for [`PackedFile::commit`] to return.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written there.
    pub fn create_summed(path: &Path) -> Result<Self, Error> {
        Self::start(path, Some(Sum::default()))
    }

    fn start(path: &Path, sum: Option<Sum>) -> Result<Self, Error> {
        let name = path.display().to_string();
        let file = Summed::new(AtomicFile::create(path)?, sum);
        let packing = match path.extension().and_then(|e| e.to_str()) {
            Some(e) if e.eq_ignore_ascii_case("gz") => Packing::Gzip(GzEncoder::new(file, Compression::default())),
            Some(e) if e.eq_ignore_ascii_case("zst") => Packing::Zstd(zstd::Encoder::new(file, 0).map_err(Error::io(&*name))?),
            _ => Packing::Plain(file),
        };
        Ok(Self { name, packing })
    }

    /// Ends the file and puts it in its place. Returns its size and digest if they were asked for.
    ///
    /// # Errors
    /// [`Error::Io`]; what stood there before is whole then.
    pub fn commit(self) -> Result<Option<Stored>, Error> {
        let file = match self.packing {
            Packing::Plain(file) => Ok(file),
            Packing::Gzip(packer) => packer.finish(),
            Packing::Zstd(packer) => packer.finish(),
        };
        let (file, sum) = file.map_err(Error::io(&*self.name))?.into_parts();
        file.commit()?;
        Ok(sum.map(|sum| sum.stored(&self.name)))
    }
}

impl Write for PackedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.packing {
            Packing::Plain(file) => file.write(bytes),
            Packing::Gzip(packer) => packer.write(bytes),
            Packing::Zstd(packer) => packer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.packing {
            Packing::Plain(file) => file.flush(),
            Packing::Gzip(packer) => packer.flush(),
            Packing::Zstd(packer) => packer.flush(),
        }
    }
}
