//! Which bytes of a block belong to words, as one bit a byte.

/// The number of bytes that one mask tells of.
pub const BLOCK: usize = 64;

/// What the bytes of a block are: a bit for every byte, the lowest for the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Masks {
    /// ASCII letters and digits, and every byte of other characters, of which only the plain path can tell more.
    pub word: u64,
    /// The bytes of characters beyond ASCII.
    pub beyond: u64,
    /// `'` and `&`: before a word they may make it and the word before something else.
    pub joiner: u64,
    /// `.` and `/`, which may do so where a digit, an n or a j is next.
    pub link: u64,
    /// Digits, n and j in either case.
    pub linked: u64,
    /// `+` and `#`, which may do so behind a word.
    pub suffix: u64,
}

impl Masks {
    /// Takes the punctuation from U+2010 to U+202F (dashes, quotes, bullets), as far as it is whole within the block, from
    /// what belongs to words. The last byte of the apostrophe U+2019 becomes a joiner.
    pub fn without_punctuation(mut self, block: &[u8; BLOCK]) -> Self {
        let mut rest = self.beyond;
        while rest != 0 {
            let at = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if let Some([0xE2, 0x80, last @ 0x90..=0xAF]) = block[at..].first_chunk() {
                let bytes = 0b111 << at;
                (self.word, self.beyond, rest) = (self.word & !bytes, self.beyond & !bytes, rest & !bytes);
                self.joiner |= u64::from(*last == 0x99) << (at + 2);
            }
        }
        self
    }
}

/// What a processor can do. A value of one is the proof that this processor can.
pub trait Processor: Copy {
    /// Does `work`, compiled for this processor.
    fn run<R>(self, work: impl FnOnce() -> R) -> R;

    /// Of a block.
    fn masks(self, block: &[u8; BLOCK]) -> Masks;
}

/// What every processor of its kind can do.
#[derive(Debug, Clone, Copy)]
pub struct Any;

impl Processor for Any {
    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }

    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        // SAFETY: this stands only in programs for processors that all have SSE2.
        return unsafe { sse2(block) };
        #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
        return portable(block);
    }
}

/// AVX2 and the bit operations of its time: x86-64 since 2013.
#[cfg(target_arch = "x86_64")]
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Avx2 {
    /// The only way to a value: the features that `run` and `masks` are compiled for are asked for here, all of them.
    #[inline]
    pub fn detect() -> Option<Self> {
        let detected = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        detected.then_some(Self(()))
    }
}

#[cfg(target_arch = "x86_64")]
impl Processor for Avx2 {
    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
        #[inline]
        fn compiled<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        // SAFETY: `self` is there, so `detect` found all four features.
        unsafe { compiled(work) }
    }

    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        // SAFETY: `self` is there, so `detect` found AVX2.
        unsafe { avx2(block) }
    }
}

/// Thirty-two bytes at a time. Every byte gets its class from two tables, by its high and by its low half: it is of the
/// classes that both tables give.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
fn avx2(block: &[u8; BLOCK]) -> Masks {
    use std::arch::x86_64::{
        __m256i, _mm_set_epi64x, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpgt_epi8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_srli_epi16,
    };
    // Word: digits; letters of the columns 4 and 6 of the ASCII table; letters of the columns 5 and 7.
    const WORD: u8 = DIGIT | LETTER_46 | LETTER_57;
    const DIGIT: u8 = 1;
    const LETTER_46: u8 = 2;
    const LETTER_57: u8 = 4;
    // n and j, which stand in the columns 4 and 6.
    const NJ: u8 = 8;
    const LINK: u8 = 0x10;
    const JOINER: u8 = 0x20;
    const SUFFIX: u8 = 0x40;
    const HIGH: [u8; 16] = {
        let (sign, letter_46) = (LINK | JOINER | SUFFIX, LETTER_46 | NJ);
        [0, 0, sign, DIGIT, letter_46, LETTER_57, letter_46, LETTER_57, 0, 0, 0, 0, 0, 0, 0, 0]
    };
    const LOW: [u8; 16] = {
        let mut classes = [0; 16];
        let mut low = 0;
        while low < 16 {
            classes[low] = if low <= 9 { DIGIT } else { 0 }
                | if low >= 1 { LETTER_46 } else { 0 }
                | if low <= 10 { LETTER_57 } else { 0 }
                | if matches!(0x40 | low as u8, b'N' | b'J') { NJ } else { 0 }
                | match 0x20 | low as u8 {
                    b'+' | b'#' => SUFFIX,
                    b'\'' | b'&' => JOINER,
                    b'.' | b'/' => LINK,
                    _ => 0,
                };
            low += 1;
        }
        classes
    };
    let table = |bytes: [u8; 16]| {
        let bits = u128::from_le_bytes(bytes);
        _mm256_broadcastsi128_si256(_mm_set_epi64x((bits >> 64) as i64, bits as i64))
    };
    let all = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let bits = |bytes: __m256i| u64::from(_mm256_movemask_epi8(bytes).cast_unsigned());
    let mut masks = Masks::default();
    for (i, bytes) in block.as_chunks::<32>().0.iter().enumerate() {
        let q = bytes.as_chunks::<8>().0;
        let quarter = |at: usize| i64::from_le_bytes(q[at]);
        let bytes = _mm256_set_epi64x(quarter(3), quarter(2), quarter(1), quarter(0));
        let low = _mm256_and_si256(bytes, all(0x0F));
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), all(0x0F));
        let class = _mm256_and_si256(_mm256_shuffle_epi8(table(HIGH), high), _mm256_shuffle_epi8(table(LOW), low));
        let is = |classes: u8| _mm256_cmpgt_epi8(_mm256_and_si256(class, all(classes)), all(0));
        // A mask is made of highest bits, which bytes beyond ASCII have set themselves.
        masks.word |= bits(_mm256_or_si256(is(WORD), bytes)) << (32 * i);
        masks.beyond |= bits(bytes) << (32 * i);
        masks.linked |= bits(is(DIGIT | NJ)) << (32 * i);
        // One class alone: its bit moved to the highest place.
        masks.suffix |= bits(_mm256_slli_epi16::<1>(class)) << (32 * i);
        masks.joiner |= bits(_mm256_slli_epi16::<2>(class)) << (32 * i);
        masks.link |= bits(_mm256_slli_epi16::<3>(class)) << (32 * i);
    }
    masks
}

/// Sixteen bytes at a time. SSE2 is part of every x86-64 processor, so nothing has to be detected. Loads by value need
/// no `unsafe`.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2(block: &[u8; BLOCK]) -> Masks {
    use std::arch::x86_64::{
        _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
        _mm_set1_epi8,
    };
    let mut masks = Masks::default();
    for (i, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
        let (halves, _) = bytes.as_chunks::<8>();
        let bytes = _mm_set_epi64x(i64::from_le_bytes(halves[1]), i64::from_le_bytes(halves[0]));
        let all = |byte: u8| _mm_set1_epi8(byte.cast_signed());
        let within =
            |bytes, first, last| _mm_and_si128(_mm_cmpgt_epi8(bytes, all(first - 1)), _mm_cmplt_epi8(bytes, all(last + 1)));
        let with = |bits| _mm_or_si128(bytes, all(bits));
        let bits = |bytes| u64::from(_mm_movemask_epi8(bytes).cast_unsigned()) << (16 * i);
        let (small, digit) = (with(0x20), within(bytes, b'0', b'9'));
        let ascii = _mm_or_si128(within(small, b'a', b'z'), digit);
        // Of n and j the bits differ in one place.
        let nj = _mm_cmpeq_epi8(_mm_or_si128(small, all(4)), all(b'n'));
        // A mask is made of highest bits, which bytes beyond ASCII have set themselves.
        masks.word |= bits(_mm_or_si128(ascii, bytes));
        masks.beyond |= bits(bytes);
        // So do those of these pairs.
        masks.joiner |= bits(_mm_cmpeq_epi8(with(1), all(b'\'')));
        masks.link |= bits(_mm_cmpeq_epi8(with(1), all(b'/')));
        masks.linked |= bits(_mm_or_si128(digit, nj));
        masks.suffix |= bits(_mm_cmpeq_epi8(with(8), all(b'+')));
    }
    masks
}

/// One byte at a time.
#[cfg_attr(all(target_arch = "x86_64", target_feature = "sse2", not(test)), expect(dead_code, reason = "the reference of tests"))]
fn portable(block: &[u8; BLOCK]) -> Masks {
    let mut masks = Masks::default();
    for (i, byte) in block.iter().enumerate() {
        let bit = |holds| u64::from(holds) << i;
        masks.word |= bit(byte.is_ascii_alphanumeric() | !byte.is_ascii());
        masks.beyond |= bit(!byte.is_ascii());
        masks.joiner |= bit(matches!(byte, b'\'' | b'&'));
        masks.link |= bit(matches!(byte, b'.' | b'/'));
        masks.linked |= bit(byte.is_ascii_digit() || matches!(byte, b'n' | b'N' | b'j' | b'J'));
        masks.suffix |= bit(matches!(byte, b'+' | b'#'));
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                for rest in [b' ', b'x', b'+', 0xFF] {
                    let mut block = [rest; BLOCK];
                    block[place] = byte;
                    assert_eq!(Any.masks(&block), portable(&block), "{byte} at {place}");
                    #[cfg(target_arch = "x86_64")]
                    if let Some(avx2) = Avx2::detect() {
                        assert_eq!(avx2.masks(&block), portable(&block), "{byte} at {place}, AVX2");
                    }
                }
            }
        }
    }
}
