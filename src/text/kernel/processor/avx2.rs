//! AVX2: thirty-two bytes at a time.

use super::Instructions;
use super::classes::{DIGIT, HIGH, LOW, NJ, WORD};
use crate::text::kernel::masks::{BLOCK, Masks};
use crate::text::kernel::{Kernel, Words};

/// AVX2 and the bit operations of its time: x86-64 since 2013.
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

impl Avx2 {
    /// The only way to a value: the features that `read` and `masks` are compiled for are asked for here, all of them.
    #[inline]
    pub fn detect() -> Option<Self> {
        let detected = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        detected.then_some(Self(()))
    }
}

impl Instructions for Avx2 {
    fn read(self, kernel: &Kernel, text: &[u8], words: &mut Words) {
        #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
        fn compiled(instructions: impl Instructions, kernel: &Kernel, text: &[u8], words: &mut Words) {
            kernel.read_with(instructions, text, words);
        }
        // SAFETY: `self` is there, so `detect` found all these features.
        unsafe { compiled(self, kernel, text, words) }
    }

    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        // SAFETY: `self` is there, so `detect` found AVX2.
        unsafe { masks(block) }
    }
}

/// By the tables of classes.
#[inline]
#[target_feature(enable = "avx2")]
fn masks(block: &[u8; BLOCK]) -> Masks {
    use std::arch::x86_64::{
        __m256i, _mm_set_epi64x, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_cmpgt_epi8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_srli_epi16,
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
        masks.apostrophe |= bits(class) << (32 * i);
        masks.suffix |= bits(_mm256_slli_epi16::<1>(class)) << (32 * i);
        masks.joiner |= bits(_mm256_slli_epi16::<2>(class)) << (32 * i);
        masks.link |= bits(_mm256_slli_epi16::<3>(class)) << (32 * i);
    }
    masks
}
