//! Cells of a row: copied while it may be worth showing, made fit to be shown once it is.

use super::super::records::unquote;
use crate::text::harmless::harmless;
use crate::text::markup::append_plain;

/// Characters shown of a title or an id.
const NAME: usize = 80;

/// Bytes copied of a title or an id: four a character, and as much for blanks that go.
const NAME_BYTES: usize = 8 * NAME;

/// The cells of a row that the scorer has just read.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// Empty if there is none.
    pub id: &'a [u8],
    /// Empty if there is none.
    pub title: &'a [u8],
    /// In order.
    pub texts: &'a [&'a [u8]],
    /// Whether quotes around cells, and doubled ones within, are part of the bytes.
    pub quoted: bool,
}

impl Cells<'_> {
    /// The beginning of an id or a title.
    pub fn name(&self, cell: &[u8]) -> Vec<u8> {
        let mut copy = Vec::new();
        self.copy(cell, NAME_BYTES, &mut copy);
        copy
    }

    /// At least the first `bytes` of the texts, an empty line between them.
    pub fn text(&self, bytes: usize) -> Vec<u8> {
        let mut copy = Vec::new();
        for cell in self.texts.iter().filter(|cell| bytes > 0 && !cell.is_empty()) {
            copy.extend_from_slice(if copy.is_empty() { b"" } else { b"\n\n" });
            self.copy(cell, (bytes + 1).saturating_sub(copy.len()), &mut copy);
        }
        copy
    }

    /// Appends the beginning of a cell without its quotes: so many bytes, if it has them.
    fn copy(&self, cell: &[u8], bytes: usize, out: &mut Vec<u8>) {
        if self.quoted {
            // Doubled quotes are twice as long as what they stand for.
            unquote(&cell[..cell.len().min(2 * bytes + 2)], out);
        } else {
            out.extend_from_slice(&cell[..cell.len().min(bytes)]);
        }
    }
}

/// The first characters of an id or a title, on one line.
pub fn short(bytes: &[u8]) -> String {
    let text = harmless(&String::from_utf8_lossy(bytes)).split_whitespace().collect::<Vec<_>>().join(" ");
    let more = text.chars().count() > NAME || bytes.len() >= NAME_BYTES;
    if more { text.chars().take(NAME - 1).chain(['…']).collect() } else { text }
}

/// The first characters of a title without its markup, on one line.
pub fn title(bytes: &[u8]) -> String {
    short(&plain(bytes))
}

/// The first `bytes` of a text without their markup, and with no more than one empty line in a row.
pub fn long(text: &[u8], bytes: usize) -> String {
    let more = text.len() > bytes;
    let text = plain(&text[..text.len().min(bytes)]);
    let text = String::from_utf8_lossy(&text);
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    // A cut may go through a character.
    let text = lines.join("\n");
    let text = text.trim_start_matches('\n').trim_end_matches(|c| c == '\n' || (more && c == char::REPLACEMENT_CHARACTER));
    harmless(text) + if more { "…" } else { "" }
}

fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    append_plain(bytes, &mut plain);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_and_made_harmless() {
        let cells = Cells { id: b"", title: b"\"a \"\"b\"\"\n\x1bc\"", texts: &[b"\"one\"", b"", b"two\xff"], quoted: true };
        assert_eq!(short(&cells.name(cells.title)), "a \"b\" \u{fffd}c");
        for (bytes, text) in [(0, ""), (2, "on…"), (3, "one…"), (5, "one…"), (99, "one\n\ntwo\u{fffd}")] {
            assert_eq!(long(&cells.text(bytes), bytes), text, "{bytes}");
        }
        assert_eq!(title(b"<b>CIO &amp; more</b>"), "CIO & more");
        assert_eq!(long(b"<p>One</p>\n\n\n<ul><li>two</li></ul>", 99), "One\n\ntwo");
        let lines = Cells { quoted: false, ..cells };
        assert_eq!(lines.name(b"\"a\""), b"\"a\"");
        assert_eq!(short("é".repeat(81).as_bytes()), format!("{}…", "é".repeat(79)));
        assert_eq!(short("é".repeat(80).as_bytes()), "é".repeat(80));
    }
}
