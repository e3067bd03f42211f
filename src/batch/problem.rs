//! Rows that cannot be read: told as an error, or written to the table of rejects.

use super::records::quote;
use crate::error::Error;
use std::ops::Range;

/// What to do with a row that cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnError {
    /// Stop.
    #[default]
    Fail,
    /// Count it, keep it in the table of rejects if there is one, and go on.
    Skip,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Another number of fields than the header has.
    Fields {
        /// The header's number.
        expected: usize,
        /// The row's number.
        found: usize,
    },
    /// A quote that nothing closes.
    OpenQuote,
}

impl Kind {
    /// Its name in messages and in the table of rejects.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fields { expected, found } if found < expected => "too-few-fields",
            Self::Fields { .. } => "too-many-fields",
            Self::OpenQuote => "open-quote",
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Fields { expected: 1, .. } => "1 field".into(),
            Self::Fields { expected, .. } => format!("{expected} fields"),
            Self::OpenQuote => "a quote that closes the field".into(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::Fields { found, .. } => found.to_string(),
            Self::OpenQuote => "the end of the input".into(),
        }
    }
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: Kind,
    /// Where, in the block: the row's first byte, or the quote that nothing closes.
    pub at: usize,
    /// The row's bytes in the block, without its line end.
    pub raw: Range<usize>,
}

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The input's name.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u64,
    /// The byte, from 0.
    pub byte: u64,
}

impl Problem {
    /// The problem as an error.
    #[must_use]
    pub fn error(&self, place: Place<'_>) -> Error {
        Error::Row {
            file: place.file.into(),
            line: place.line,
            byte: place.byte,
            kind: self.kind.name(),
            expected: self.kind.expected(),
            found: self.kind.found(),
            hint: "mend the row, or set such rows aside: --on-error skip --rejects FILE",
        }
    }

    /// Appends the problem as a row of the table of rejects; `raw` are the row's bytes.
    pub fn write(&self, place: Place<'_>, raw: &[u8], out: &mut Vec<u8>) {
        quote(place.file.as_bytes(), b',', out);
        out.extend_from_slice(format!(",{},{},{},", place.line, place.byte, self.kind.name()).as_bytes());
        quote(format!("expected {}, found {}", self.kind.expected(), self.kind.found()).as_bytes(), b',', out);
        out.push(b',');
        quote(raw, b',', out);
        out.push(b'\n');
    }
}

/// The header of the table of rejects.
pub const REJECTS_HEADER: &[u8] = b"file,line,byte,kind,message,raw\n";
