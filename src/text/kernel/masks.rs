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
    /// `'`, `.`, `&`, `/`, `+` and `#`: beside a word they may make it something else.
    pub joiner: u64,
    /// `+` and `#` alone, which may do so with nothing behind them.
    pub suffix: u64,
}

impl Masks {
    /// Of a block.
    #[inline]
    #[must_use]
    pub fn new(block: &[u8; BLOCK]) -> Self {
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        #[allow(unsafe_code)]
        // SAFETY: this stands only in programs for processors that all have SSE2.
        return unsafe { sse2(block) };
        #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
        return portable(block);
    }
}

/// Sixteen bytes at a time. SSE2 is part of every x86-64 processor, so nothing has to be detected; the compiler asks for
/// one `unsafe` all the same, at the call. Loads by value need none.
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
        let ascii = _mm_or_si128(within(with(0x20), b'a', b'z'), within(bytes, b'0', b'9'));
        let suffix = _mm_cmpeq_epi8(with(8), all(b'+'));
        let pairs = _mm_or_si128(_mm_cmpeq_epi8(with(1), all(b'\'')), _mm_cmpeq_epi8(with(1), all(b'/')));
        // A mask is made of highest bits, which bytes beyond ASCII have set themselves.
        masks.word |= bits(_mm_or_si128(ascii, bytes));
        masks.beyond |= bits(bytes);
        masks.joiner |= bits(_mm_or_si128(suffix, pairs));
        masks.suffix |= bits(suffix);
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
        masks.joiner |= bit(matches!(byte, b'\'' | b'.' | b'&' | b'/' | b'+' | b'#'));
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
                    assert_eq!(Masks::new(&block), portable(&block), "{byte} at {place}");
                }
            }
        }
    }
}
