//! Texts that are not UTF-8, made readable for the scorer. The output keeps their bytes.
//!
//! A cell that is not UTF-8 is read as Windows-1252, which has Latin-1 within it: whatever else it was, its ASCII letters
//! are right.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Memory for cells made UTF-8.
#[derive(Debug, Clone, Default)]
pub struct Legacy {
    cells: Vec<Vec<u8>>,
}

impl Legacy {
    /// The cells in UTF-8 if any of them is not.
    pub fn convert(&mut self, cells: &[&[u8]]) -> Option<&[Vec<u8>]> {
        if cells.iter().all(|cell| is_utf8(cell)) {
            return None;
        }
        self.cells.resize(cells.len(), Vec::new());
        for (cell, out) in cells.iter().zip(&mut self.cells) {
            out.clear();
            if is_utf8(cell) {
                out.extend_from_slice(cell);
            } else {
                let mut decoder = WINDOWS_1252.new_decoder_without_bom_handling();
                out.resize(decoder.max_utf8_buffer_length(cell.len()).unwrap_or(0), 0);
                let (_, _, written, _) = decoder.decode_to_utf8(cell, out, true);
                out.truncate(written);
            }
        }
        Some(&self.cells)
    }
}

fn is_utf8(bytes: &[u8]) -> bool {
    Encoding::utf8_valid_up_to(bytes) == bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_utf8_is_converted() {
        let mut legacy = Legacy::default();
        assert_eq!(legacy.convert(&["é".as_bytes(), b"", b"x"]), None);
        let cells = legacy.convert(&["é".as_bytes(), b"caf\xe9 \x93x\x94 \x80"]).unwrap();
        assert_eq!(cells, ["é".as_bytes(), "café “x” €".as_bytes()]);
        assert_eq!(legacy.convert(&[b"\xff"]).unwrap(), ["ÿ".as_bytes()]);
    }
}
