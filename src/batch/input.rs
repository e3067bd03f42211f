//! Inputs: opened by name, unpacked, and looked at to tell the delimiter.

use super::blocks::Blocks;
use crate::error::Error;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// How much of an input is looked at to tell what it is.
const HEAD: u64 = 64 * 1024;

/// Where postings come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// `-` is standard input, everything else a file.
    #[must_use]
    pub fn new(name: &Path) -> Self {
        if name == Path::new("-") { Self::Stdin } else { Self::File(name.to_owned()) }
    }

    /// The name that messages give.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The delimiter that the file's name promises: a tab for `.tsv` and `.tab`, packed or not.
    #[must_use]
    pub fn delimiter_by_name(&self) -> Option<u8> {
        let Self::File(path) = self else { return None };
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        (name.ends_with(".tsv") || name.ends_with(".tab")).then_some(b'\t')
    }

    /// Opens it for reading blocks of about `size` bytes, unpacked. Also returns its first bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be opened or its first bytes cannot be read.
    pub fn open(&self, size: usize) -> Result<(Blocks, Vec<u8>), Error> {
        let name = self.name();
        let raw: Box<dyn Read + Send> = match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path) => Box::new(File::open(path).map_err(Error::io(&*name))?),
        };
        let (head, unpacked) = unpack(raw).map_err(Error::io(&*name))?;
        Ok((Blocks::new(name, Box::new(Cursor::new(head.clone()).chain(unpacked)), size), head))
    }
}

/// The first bytes of an input, and the rest of it.
type Opened = (Vec<u8>, Box<dyn Read + Send>);

/// Unpacks gzip and Zstandard, told by their first bytes.
fn unpack(mut raw: Box<dyn Read + Send>) -> io::Result<Opened> {
    let packed = head(&mut raw)?;
    let gzip = packed.starts_with(&[0x1f, 0x8b]);
    let zstd = packed.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    if !gzip && !zstd {
        return Ok((packed, raw));
    }
    let whole = Cursor::new(packed).chain(raw);
    let mut unpacked: Box<dyn Read + Send> =
        if gzip { Box::new(flate2::read::MultiGzDecoder::new(whole)) } else { Box::new(zstd::Decoder::new(whole)?) };
    Ok((head(&mut unpacked)?, unpacked))
}

fn head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// The delimiter of a table, told from its header line: whichever of comma, semicolon, tab and bar occurs most often
/// outside quotes; a comma if none does.
#[must_use]
pub fn sniff_delimiter(head: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let head = head.strip_prefix(super::blocks::BOM).unwrap_or(head);
    let mut counts = [0_usize; 4];
    let mut quoted = false;
    for byte in head.iter().skip_while(|b| matches!(b, b'\n' | b'\r')) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = CANDIDATES.iter().position(|c| c == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    let mut best = 0;
    for (i, count) in counts.iter().enumerate() {
        if *count > counts[best] {
            best = i;
        }
    }
    CANDIDATES[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_line_tells_the_delimiter() {
        for (head, delimiter) in [
            ("id,title;x,text\n1;2;3;4;5", b','),
            ("\u{feff}id;title;text", b';'),
            ("id\ttitle, and more\ttext", b'\t'),
            ("\"a,b,c,\"\"d\"|x\n", b'|'),
            ("description\na,b", b','),
            ("", b','),
            ("\r\n\r\na|b\r\n", b'|'),
        ] {
            assert_eq!(sniff_delimiter(head.as_bytes()), delimiter, "{head:?}");
        }
    }

    #[test]
    fn names_tell_tabs() {
        for (name, delimiter) in [("a.tsv", Some(b'\t')), ("a.TAB.gz", Some(b'\t')), ("a.csv", None), ("tsv", None)] {
            assert_eq!(Input::new(Path::new(name)).delimiter_by_name(), delimiter, "{name}");
        }
        assert_eq!(Input::new(Path::new("-")), Input::Stdin);
    }
}
