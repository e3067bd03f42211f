//! Which bytes of a block belong to words, as one bit a byte.

/// The number of bytes that one mask tells of.
pub const BLOCK: usize = 64;

/// A bit for every byte, the lowest for the first: set for ASCII letters and digits, and for every byte of a character
/// beyond ASCII, of which only the plain path can tell more.
#[inline]
#[must_use]
pub fn word_bytes(block: &[u8; BLOCK]) -> u64 {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    // SAFETY: this stands only in programs for processors that all have SSE2.
    return unsafe { sse2(block) };
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    return portable(block);
}

/// Sixteen bytes at a time. SSE2 is part of every x86-64 processor, so nothing has to be detected, and loads by value
/// keep it free of `unsafe`. Wider registers would gain nothing that shows: masks are a thirtieth of the work.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2(block: &[u8; BLOCK]) -> u64 {
    use std::arch::x86_64::{_mm_and_si128, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8};
    let mut mask = 0;
    for (i, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
        let (halves, _) = bytes.as_chunks::<8>();
        let bytes = _mm_set_epi64x(i64::from_le_bytes(halves[1]), i64::from_le_bytes(halves[0]));
        let within = |bytes, first: u8, last: u8| {
            let from = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(first.cast_signed() - 1));
            _mm_and_si128(from, _mm_cmplt_epi8(bytes, _mm_set1_epi8(last.cast_signed() + 1)))
        };
        let lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        let ascii = _mm_or_si128(within(lower, b'a', b'z'), within(bytes, b'0', b'9'));
        // The mask is made of highest bits, which bytes beyond ASCII have set themselves.
        let bits = _mm_movemask_epi8(_mm_or_si128(ascii, bytes)).cast_unsigned();
        mask |= u64::from(bits) << (16 * i);
    }
    mask
}

/// Eight bytes at a time in plain integers.
#[cfg_attr(all(target_arch = "x86_64", target_feature = "sse2", not(test)), expect(dead_code, reason = "the reference of tests"))]
fn portable(block: &[u8; BLOCK]) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const fn all(byte: u8) -> u64 {
        0x0101_0101_0101_0101 * byte as u64
    }
    // The highest bit of each byte: whether its lower seven bits are at least `first` and at most `last`.
    let within = |low: u64, first: u8, last: u8| (low + all(0x80 - first)) & !(low + all(0x7F - last)) & HIGH;
    let mut mask = 0;
    for (i, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
        let bytes = u64::from_le_bytes(*bytes);
        let low = bytes & !HIGH;
        let word = within(low | all(0x20), b'a', b'z') | within(low, b'0', b'9') | (bytes & HIGH);
        // Gathers the highest bits of the eight bytes in the highest byte: all the sums' parts stand apart.
        mask |= ((word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                for rest in [b' ', b'x', 0xFF] {
                    let mut block = [rest; BLOCK];
                    block[place] = byte;
                    let expected = (0..BLOCK).filter(|i| block[*i].is_ascii_alphanumeric() || !block[*i].is_ascii());
                    let expected = expected.fold(0, |mask, i| mask | 1 << i);
                    assert_eq!((word_bytes(&block), portable(&block)), (expected, expected), "{byte} at {place}");
                }
            }
        }
    }
}
