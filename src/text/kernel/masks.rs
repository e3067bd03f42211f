//! Which bytes of a block belong to words, as one bit a byte.

/// The number of bytes that one mask tells of.
pub const BLOCK: usize = 64;

/// The bit of a block's last byte.
pub const LAST: u64 = 1 << (BLOCK - 1);

/// What the bytes of a block are: a bit for every byte, the lowest for the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Masks {
    /// ASCII letters and digits, and every byte of other characters, of which only the plain path can tell more.
    pub word: u64,
    /// The bytes of characters beyond ASCII.
    pub beyond: u64,
    /// `'` and the last byte of `’`: before a word they may make it something else.
    pub apostrophe: u64,
    /// `&`, which may join the words on both sides.
    pub joiner: u64,
    /// `.` and `/`, which may do so where a digit, an n or a j is next.
    pub link: u64,
    /// Digits, n and j in either case.
    pub linked: u64,
    /// `+` and `#`, which may do so behind a word.
    pub suffix: u64,
}

impl Masks {
    /// One byte at a time.
    #[cfg_attr(
        all(target_arch = "x86_64", target_feature = "sse2", not(test)),
        expect(dead_code, reason = "the reference of tests")
    )]
    pub fn portable(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self::default();
        for (i, byte) in block.iter().enumerate() {
            let bit = |holds| u64::from(holds) << i;
            masks.word |= bit(byte.is_ascii_alphanumeric() | !byte.is_ascii());
            masks.beyond |= bit(!byte.is_ascii());
            masks.apostrophe |= bit(*byte == b'\'');
            masks.joiner |= bit(*byte == b'&');
            masks.link |= bit(matches!(byte, b'.' | b'/'));
            masks.linked |= bit(byte.is_ascii_digit() || matches!(byte, b'n' | b'N' | b'j' | b'J'));
            masks.suffix |= bit(matches!(byte, b'+' | b'#'));
        }
        masks
    }

    /// Takes the punctuation from U+2010 to U+202F (dashes, quotes, bullets), as far as it is whole within the block, from
    /// what belongs to words, and the pieces behind apostrophes that are no words.
    #[inline]
    pub fn of_words(mut self, block: &[u8; BLOCK]) -> Self {
        // Where an apostrophe behind a letter or digit ends, of which there is no doubt here.
        let mut behind = self.apostrophe & (self.word & !self.beyond) << 1;
        if self.beyond != 0 {
            behind |= self.take_punctuation(block);
        }
        self.word &= !self.pieces(behind << 1);
        self
    }

    /// Returns where a `’` behind a letter or digit ends.
    fn take_punctuation(&mut self, block: &[u8; BLOCK]) -> u64 {
        let before = (self.word & !self.beyond) << 3;
        let (mut rest, mut behind) = (self.beyond, 0);
        while rest != 0 {
            let at = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if let Some([0xE2, 0x80, last @ 0x90..=0xAF]) = block[at..].first_chunk() {
                let bytes = 0b111 << at;
                (self.word, self.beyond, rest) = (self.word & !bytes, self.beyond & !bytes, rest & !bytes);
                behind |= u64::from(*last == 0x99) << (at + 2);
            }
        }
        self.apostrophe |= behind;
        behind & before
    }

    /// The bits of those pieces of one or two letters that start here: the tokenizer drops them. Where the block ends too
    /// early to tell, or the letters are n or j, that is left to the plain path.
    #[inline]
    fn pieces(&self, starts: u64) -> u64 {
        let letter = self.word & !self.beyond & !self.linked;
        let starts = starts & letter & (u64::MAX >> 2);
        let one = starts & !(self.word >> 1);
        let two = starts & letter >> 1 & !(self.word >> 2);
        one | two | two << 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut block = [b' '; BLOCK];
        block[..text.len()].copy_from_slice(text.as_bytes());
        let word = Masks::portable(&block).of_words(&block).word;
        (0..text.len()).map(|i| if word >> i & 1 == 1 { 'x' } else { ' ' }).collect()
    }

    #[test]
    fn pieces_behind_apostrophes_are_no_words() {
        for (text, expected) in [
            ("company's own", "xxxxxxx   xxx"),
            ("you're we’ll", "xxx    xx     "),
            ("o'clock d'affaires", "x xxxxx x xxxxxxxx"),
            // Not behind a word.
            ("the 's 're", "xxx  x  xx"),
            // Left to the plain path: digits, n, j, and what is beyond ASCII.
            ("a'4 a'n a'nt a'é é's", "x x x x x xx x xx xx x"),
            ("rock'n'roll", "xxxx x xxxx"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        // The end of the block comes too early to tell.
        for at in 56..64 {
            let text = format!("{}a's", " ".repeat(at - 2));
            let mut block = [b' '; BLOCK];
            let fits = text.len().min(BLOCK);
            block[..fits].copy_from_slice(&text.as_bytes()[..fits]);
            let word = Masks::portable(&block).of_words(&block).word;
            assert_eq!(word >> at & 1 == 0, at < 62, "{at}");
        }
    }
}
