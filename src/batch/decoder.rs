//! Inputs in other encodings, read as UTF-8.

use encoding_rs::{Decoder, Encoding};
use std::io::{self, Read};

/// Bytes decoded at once.
const CHUNK: usize = 16 * 1024;

/// A reader that gives UTF-8 whatever it reads; what cannot be decoded is U+FFFD. The encoding's own mark is left out.
pub(super) struct Decoded<R> {
    raw: R,
    decoder: Decoder,
    chunk: Vec<u8>,
    /// Decoded, and given out up to `at`.
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(raw: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { raw, decoder, chunk: vec![0; CHUNK], text: Vec::new(), at: 0, ended: false }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            let read = self.raw.read(&mut self.chunk)?;
            self.ended = read == 0;
            let room = self.decoder.max_utf8_buffer_length(read).ok_or(io::ErrorKind::OutOfMemory)?;
            self.text.resize(room, 0);
            // With so much room everything read is decoded.
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.chunk[..read], &mut self.text, self.ended);
            self.text.truncate(written);
            self.at = 0;
        }
        let given = out.len().min(self.text.len() - self.at);
        out[..given].copy_from_slice(&self.text[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

    /// Gives one byte a read.
    struct Slow<'b>(&'b [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let few = out.len().min(1);
            self.0.read(&mut out[..few])
        }
    }

    #[test]
    fn text_is_whole_however_it_comes_and_goes() {
        let euros = "€".repeat(CHUNK);
        let wide: Vec<u8> = euros.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding, text) in [
            (&b"\xfe\xff\x01\x09\x01\x01\x00\x00\x00\x69\x00"[..], UTF_16BE, "ĉā\0i\u{fffd}"),
            (b"\xff\xfe", UTF_16LE, ""),
            (b"i\x00\x3d\xd8", UTF_16LE, "i\u{fffd}"),
            (b"\x3d\xd8\x00\xde", UTF_16LE, "😀"),
            (b"caf\xe9 \x80", WINDOWS_1252, "café €"),
            (b"", UTF_16LE, ""),
            (&wide, UTF_16LE, &euros),
        ] {
            let mut all = String::new();
            Decoded::new(bytes, encoding).read_to_string(&mut all).unwrap();
            assert_eq!(all, text);
            let (mut slow, mut all, mut one) = (Decoded::new(Slow(bytes), encoding), Vec::new(), [0]);
            while slow.read(&mut one).unwrap() == 1 {
                all.push(one[0]);
            }
            assert_eq!(all, text.as_bytes());
        }
    }
}
