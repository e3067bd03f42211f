//! Records and fields of a delimited table, as ranges of its bytes: nothing is copied, nothing unescaped.
//!
//! The rules are those of the `csv` crate's defaults, and a property test holds the two together:
//!
//! - A quote opens a quoted field only as the field's first byte; inside, two quotes stand for one. What follows the
//!   closing quote is taken as it stands, up to the delimiter or the line's end.
//! - A record ends at `\n`, `\r` or `\r\n` outside a quoted field, or at the end of the input. Empty lines are no records.
//!
//! Only quotes decide what a line's end means, so [`last_boundary`] looks at nothing else and runs at the speed of
//! `memchr`.

use memchr::{memchr, memchr_iter, memchr3, memrchr2};
use std::ops::Range;

/// Fields shorter than this are looked through byte by byte: a call of `memchr` would cost more.
const SHORT: usize = 16;

/// The end of the last record, its line end included, that is sure to end within `bytes`; `None` if there is none.
///
/// `bytes` start at the start of a record and more may follow them: a final `\r` may be half of `\r\n`, and is not taken.
#[must_use]
pub fn last_boundary(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut boundary = None;
    let mut literal = 0;
    loop {
        let open = opening_quote(bytes, literal, delimiter);
        boundary = last_line_end(bytes, literal..open.unwrap_or(bytes.len())).or(boundary);
        let Some(close) = open.and_then(|open| closing_quote(bytes, open + 1)) else { return boundary };
        literal = close + 1;
    }
}

/// The first quote from `from` on that is the first byte of a field.
fn opening_quote(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    let starts_field = |at: &usize| match at.checked_sub(1) {
        None => true,
        Some(before) => [delimiter, b'\n', b'\r'].contains(&bytes[before]),
    };
    memchr_iter(b'"', &bytes[from..]).map(|at| from + at).find(starts_field)
}

/// The quote that closes a field quoted up to `at`.
fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr(b'"', &bytes[at..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Where the last line end within `range` ends.
fn last_line_end(bytes: &[u8], range: Range<usize>) -> Option<usize> {
    let mut at = range.start + memrchr2(b'\n', b'\r', &bytes[range.clone()])?;
    if bytes[at] == b'\r' && at + 1 == bytes.len() {
        at = range.start + memrchr2(b'\n', b'\r', &bytes[range.start..at])?;
    }
    Some(at + 1)
}

/// One record's place in a block of bytes. It keeps its memory from record to record.
#[derive(Debug, Clone, Default)]
pub struct Record {
    start: usize,
    /// Where each field ends; the next one starts a delimiter later.
    ends: Vec<usize>,
    next: usize,
    open_quote: Option<usize>,
}

impl Record {
    /// Finds the first record from `from` on; `false` if only empty lines are left.
    ///
    /// `from` is the start of a record, and `bytes` end where a record ends or where the input does.
    pub fn read(&mut self, bytes: &[u8], from: usize, delimiter: u8) -> bool {
        let Some(blank) = bytes[from..].iter().position(|b| !matches!(b, b'\n' | b'\r')) else { return false };
        self.start = from + blank;
        self.ends.clear();
        self.open_quote = None;
        let mut at = self.start;
        loop {
            if bytes.get(at) == Some(&b'"') {
                if let Some(close) = closing_quote(bytes, at + 1) {
                    at = close + 1;
                } else {
                    self.open_quote = Some(at);
                    at = bytes.len();
                }
            }
            at = literal_end(bytes, at, delimiter);
            self.ends.push(at);
            match bytes.get(at) {
                Some(&byte) if byte == delimiter => at += 1,
                end => {
                    let crlf = end == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
                    self.next = at + usize::from(end.is_some()) + usize::from(crlf);
                    return true;
                }
            }
        }
    }

    /// The number of fields: at least one.
    #[must_use]
    pub fn fields(&self) -> usize {
        self.ends.len()
    }

    /// The place of one field, its quotes included.
    ///
    /// # Panics
    /// If there is no such field.
    #[must_use]
    pub fn field(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { self.start } else { self.ends[index - 1] + 1 };
        start..self.ends[index]
    }

    /// The place of the whole record without its line end.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.ends.last().copied().unwrap_or(self.start)
    }

    /// The place of its line end; empty if the input ends without one.
    #[must_use]
    pub fn line_end(&self) -> Range<usize> {
        self.range().end..self.next
    }

    /// Where the next record may start.
    #[must_use]
    pub fn next(&self) -> usize {
        self.next
    }

    /// Where a quote opens that nothing closes before the input ends.
    #[must_use]
    pub fn open_quote(&self) -> Option<usize> {
        self.open_quote
    }
}

/// The end of a field whose bytes from `at` on are taken as they stand.
fn literal_end(bytes: &[u8], at: usize, delimiter: u8) -> usize {
    let rest = &bytes[at..];
    let ends = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r');
    if let Some(end) = rest.iter().take(SHORT).position(ends) {
        return at + end;
    }
    let far = rest.get(SHORT..).unwrap_or_default();
    memchr3(delimiter, b'\n', b'\r', far).map_or(bytes.len(), |end| at + SHORT + end)
}

/// Appends what a field says: without its quotes, and with doubled ones made single.
pub fn unquote(field: &[u8], out: &mut Vec<u8>) {
    let Some(mut rest) = field.strip_prefix(b"\"") else { return out.extend_from_slice(field) };
    while let Some(quote) = memchr(b'"', rest) {
        let doubled = rest.get(quote + 1) == Some(&b'"');
        out.extend_from_slice(&rest[..quote + usize::from(doubled)]);
        rest = &rest[quote + 1 + usize::from(doubled)..];
        if !doubled {
            break;
        }
    }
    out.extend_from_slice(rest);
}

/// Appends `text` as one field, quoted where it must be.
pub fn quote(text: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    if memchr3(b'"', b'\n', b'\r', text).is_none() && memchr(delimiter, text).is_none() {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
