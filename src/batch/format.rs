//! How rows stand in an input.

use super::blocks::BOM;
use super::input::Input;
use super::records::last_boundary;
use memchr::memrchr;

/// The format of the inputs, and of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Records with this delimiter between fields, which is an ASCII character other than a quote or a line end.
    Delimited(u8),
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// Told by the input's name, or else by its first bytes.
    #[must_use]
    pub fn tell(input: &Input, head: &[u8]) -> Self {
        input.format_by_name().unwrap_or_else(|| Self::sniff(head))
    }

    /// Told by the first bytes: a brace begins JSON Lines. Else the delimiter is whichever of comma, semicolon, tab and bar
    /// occurs most often in the header line outside quotes; a comma if none does.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Self {
        const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
        let head = head.strip_prefix(BOM).unwrap_or(head);
        if head.trim_ascii_start().starts_with(b"{") {
            return Self::JsonLines;
        }
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
        Self::Delimited(CANDIDATES[best])
    }

    /// The end of the last row that is sure to end within `bytes`, which start with one.
    #[must_use]
    pub fn boundary(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Delimited(delimiter) => last_boundary(bytes, delimiter),
            Self::JsonLines => memrchr(b'\n', bytes).map(|at| at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_format() {
        for (head, delimiter) in [
            ("id,title;x,text\n1;2;3;4;5", b','),
            ("\u{feff}id;title;text", b';'),
            ("id\ttitle, and more\ttext", b'\t'),
            ("\"a,b,c,\"\"d\"|x\n", b'|'),
            ("description\na,b", b','),
            ("", b','),
            ("\r\n\r\na|b\r\n", b'|'),
        ] {
            assert_eq!(Format::sniff(head.as_bytes()), Format::Delimited(delimiter), "{head:?}");
        }
        assert_eq!(Format::sniff(b"\n {\"a\":1,\"b\":2}"), Format::JsonLines);
    }
}
