//! Inputs: opened by name, unpacked, and looked at to tell what they are.

use super::blocks::Blocks;
use super::decoder::Decoded;
use super::format::Format;
use super::meter::{Meter, Metered};
use crate::error::Error;
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

    /// The format that the file's name promises, packed or not: tabs for `.tsv` and `.tab`, JSON Lines for `.jsonl` and
    /// `.ndjson`.
    #[must_use]
    pub fn format_by_name(&self) -> Option<Format> {
        let Self::File(path) = self else { return None };
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "tsv" | "tab" => Some(Format::Delimited(b'\t')),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// Opens it for reading blocks of about `size` bytes, unpacked and as UTF-8 (see [`super::Options::encoding`]), and
    /// counted by `meter`. Also returns its first bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be opened or its first bytes cannot be read.
    pub fn open(&self, size: usize, encoding: Option<&'static Encoding>, meter: &Arc<Meter>) -> Result<(Blocks, Vec<u8>), Error> {
        let name = self.name();
        let raw: Box<dyn Read + Send> = match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path) => Box::new(File::open(path).map_err(Error::io(&*name))?),
        };
        let raw = Box::new(Metered::new(&name, raw, meter.clone()));
        let (head, unpacked) = decoded(raw, encoding).map_err(Error::io(&*name))?;
        Ok((Blocks::new(name, Box::new(Cursor::new(head.clone()).chain(unpacked)), size), head))
    }
}

/// Unpacks and decodes an input as [`Input::open`] does.
///
/// # Errors
/// If its first bytes cannot be read; later ones fail when they are read.
pub fn decoded(raw: Box<dyn Read + Send>, encoding: Option<&'static Encoding>) -> io::Result<Opened> {
    unpack(raw).and_then(|opened| decode(opened, encoding))
}

/// The first bytes of an input, and the rest of it.
pub type Opened = (Vec<u8>, Box<dyn Read + Send>);

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

/// Makes UTF-8 of UTF-16 told by its mark or its zeros, and of whatever `encoding` says.
fn decode((first, rest): Opened, encoding: Option<&'static Encoding>) -> io::Result<Opened> {
    let marked = || Encoding::for_bom(&first).map(|(encoding, _)| encoding);
    match encoding.or_else(marked).or_else(|| wide(&first)) {
        None => Ok((first, rest)),
        Some(encoding) if encoding == encoding_rs::UTF_8 => Ok((first, rest)),
        Some(encoding) => {
            let mut decoded = Decoded::new(Cursor::new(first).chain(rest), encoding);
            Ok((head(&mut decoded)?, Box::new(decoded)))
        }
    }
}

/// UTF-16 without a mark, told by the zeros that half of its bytes are as long as it is ASCII, as headers mostly are.
fn wide(first: &[u8]) -> Option<&'static Encoding> {
    let pairs = &first.as_chunks::<2>().0[..(first.len() / 2).min(512)];
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    match (zeros(0), zeros(1)) {
        (0, low) if 2 * low > pairs.len() => Some(encoding_rs::UTF_16LE),
        (high, 0) if 2 * high > pairs.len() => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

fn head(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_tell_utf16() {
        let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        for (bytes, encoding) in [
            (le("id,text\n1,“é”"), Some(encoding_rs::UTF_16LE)),
            (be("id,text\n1,“é”"), Some(encoding_rs::UTF_16BE)),
            (b"id,te\0xt\n1,\0\0\0\0".to_vec(), None),
            (vec![0; 100], None),
            (b"id,text\n1,x".to_vec(), None),
            (vec![], None),
        ] {
            assert_eq!(wide(&bytes), encoding, "{bytes:?}");
        }
    }

    #[test]
    fn names_tell_formats() {
        let tab = Some(Format::Delimited(b'\t'));
        for (name, format) in
            [("a.tsv", tab), ("a.TAB.gz", tab), ("a.jsonl.zst", Some(Format::JsonLines)), ("a.csv", None), ("tsv", None)]
        {
            assert_eq!(Input::new(Path::new(name)).format_by_name(), format, "{name}");
        }
        assert_eq!(Input::new(Path::new("-")), Input::Stdin);
    }
}
