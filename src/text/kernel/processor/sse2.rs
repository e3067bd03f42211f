//! SSE2, which is part of every x86-64 processor.

use crate::text::kernel::masks::{BLOCK, Masks};

/// Sixteen bytes at a time. SSE2 is part of every x86-64 processor, so nothing has to be detected. Loads by value need
/// no `unsafe`.
#[inline]
#[target_feature(enable = "sse2")]
pub fn masks(block: &[u8; BLOCK]) -> Masks {
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
        // The bits of n and j differ in one place.
        let nj = _mm_cmpeq_epi8(_mm_or_si128(small, all(4)), all(b'n'));
        // A mask is made of highest bits, which bytes beyond ASCII have set themselves.
        masks.word |= bits(_mm_or_si128(ascii, bytes));
        masks.beyond |= bits(bytes);
        masks.apostrophe |= bits(_mm_cmpeq_epi8(bytes, all(b'\'')));
        masks.joiner |= bits(_mm_cmpeq_epi8(bytes, all(b'&')));
        // So do those of these pairs.
        masks.link |= bits(_mm_cmpeq_epi8(with(1), all(b'/')));
        masks.linked |= bits(_mm_or_si128(digit, nj));
        masks.suffix |= bits(_mm_cmpeq_epi8(with(8), all(b'+')));
    }
    masks
}
