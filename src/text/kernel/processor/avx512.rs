//! AVX-512: sixty-four bytes, or eight words, at a time.

use std::arch::x86_64::*;
use std::mem::transmute;

use super::classes::{APOSTROPHE, DIGIT, HIGH, JOINER, LINK, LOW, NJ, SUFFIX, WORD};
use super::{GROUPS, Instructions, LANES};
use crate::text::kernel::forms::{Forms, IT, LONGEST, LOWER};
use crate::text::kernel::masks::{BLOCK, Masks};
use crate::text::kernel::table::{FACTORS, Slot, Table};
use crate::text::kernel::{Kernel, Known, Step, Words};

/// AVX-512 with what compresses bytes: many x86-64 processors since 2019.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

impl Avx512 {
    /// The only way to a value: the features that all functions here are compiled for are asked for here.
    pub fn detect() -> Option<Self> {
        let detected = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        detected.then_some(Self(()))
    }
}

impl Instructions for Avx512 {
    fn read(self, kernel: &Kernel, text: &[u8], words: &mut Words) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,popcnt")]
        fn compiled(instructions: impl Instructions, kernel: &Kernel, text: &[u8], words: &mut Words) {
            kernel.read_with(instructions, text, words);
        }
        // SAFETY: `self` is there, so `detect` found all these features.
        unsafe { compiled(self, kernel, text, words) }
    }

    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK]) -> Masks {
        // SAFETY: as above.
        unsafe { masks(block) }
    }

    #[inline(always)]
    fn places(self, bits: u64, base: u32, out: &mut [u32; BLOCK]) {
        // SAFETY: as above.
        unsafe { places(bits, base, out) }
    }

    #[inline(always)]
    fn look_up(self, text: &[u8], words: &[[[u32; 2]; LANES]], forms: &Forms, known: &mut [[Known; LANES]]) -> u64 {
        // SAFETY: as above.
        unsafe { look_up(text, words, forms, known) }
    }

    #[inline(always)]
    fn names(self, tokens: &[Known; LANES], at: u32, names: &mut [u32; LANES]) -> usize {
        // SAFETY: as above.
        unsafe { self::names(tokens, at, names) }
    }

    #[inline(always)]
    fn keep(self, tokens: &[Known; LANES], kept: &mut [Known; LANES]) -> usize {
        // SAFETY: as above.
        unsafe { keep(tokens, kept) }
    }

    #[inline(always)]
    fn marks(
        self,
        before: &[Known; LANES],
        tokens: &[Known; LANES],
        at: u32,
        terms: &mut [u32; LANES],
        pairs: &mut [u32; LANES],
    ) -> (usize, usize) {
        // SAFETY: as above.
        unsafe { marks(before, tokens, at, terms, pairs) }
    }

    #[inline(always)]
    fn steps(self, pairs: &[u32; LANES], most: usize, tokens: &[Known], table: &Table, steps: &mut [Step; LANES]) -> usize {
        // SAFETY: as above.
        unsafe { self::steps(pairs, most, tokens, table, steps) }
    }
}

/// A whole block at a time, by the tables of classes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn masks(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: 64 bytes are a register, whatever they are; below, too, where arrays become registers or registers arrays.
    let bytes: __m512i = unsafe { transmute(*block) };
    let table = |bytes: [u8; 16]| _mm512_broadcast_i32x4(unsafe { transmute::<[u8; 16], __m128i>(bytes) });
    let half = _mm512_set1_epi8(0x0F);
    let (low, high) = (_mm512_and_si512(bytes, half), _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), half));
    let class = _mm512_and_si512(_mm512_shuffle_epi8(table(HIGH), high), _mm512_shuffle_epi8(table(LOW), low));
    let is = |classes: u8| _mm512_test_epi8_mask(class, _mm512_set1_epi8(classes.cast_signed()));
    let beyond = _mm512_movepi8_mask(bytes);
    Masks {
        word: is(WORD) | beyond,
        beyond,
        apostrophe: is(APOSTROPHE),
        joiner: is(JOINER),
        link: is(LINK),
        linked: is(DIGIT | NJ),
        suffix: is(SUFFIX),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
fn places(bits: u64, base: u32, out: &mut [u32; BLOCK]) {
    const NUMBERS: [u8; BLOCK] = {
        let mut numbers = [0; BLOCK];
        let mut i = 0;
        while i < BLOCK {
            numbers[i] = i as u8;
            i += 1;
        }
        numbers
    };
    let base = _mm512_set1_epi32(base.cast_signed());
    let numbers = _mm512_maskz_compress_epi8(bits, unsafe { transmute::<[u8; BLOCK], __m512i>(NUMBERS) });
    let quarter =
        |bytes: __m128i| unsafe { transmute::<__m512i, [u32; 16]>(_mm512_add_epi32(_mm512_cvtepu8_epi32(bytes), base)) };
    let (quarters, _) = out.as_chunks_mut::<16>();
    quarters[0] = quarter(_mm512_extracti32x4_epi32::<0>(numbers));
    quarters[1] = quarter(_mm512_extracti32x4_epi32::<1>(numbers));
    if bits.count_ones() > 32 {
        quarters[2] = quarter(_mm512_extracti32x4_epi32::<2>(numbers));
        quarters[3] = quarter(_mm512_extracti32x4_epi32::<3>(numbers));
    }
}

/// In three turns: the keys of all words with their hashes, their slots, and what is in them. A turn waits for memory once,
/// and the words do so side by side.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2")]
fn look_up(text: &[u8], words: &[[[u32; 2]; LANES]], forms: &Forms, known: &mut [[Known; LANES]]) -> u64 {
    let all = |value: u64| _mm512_set1_epi64(value.cast_signed());
    // Bits below a number of them: all from 64 on, as a shift by more than 63 leaves none.
    let below = |bits: __m512i| _mm512_andnot_si512(_mm512_sllv_epi64(all(u64::MAX), bits), all(u64::MAX));
    let last_start = text.len().checked_sub(LONGEST).expect("a text has room behind its words") as u64;
    let longest = forms.longest();
    let mut keys = [[all(0); 3]; GROUPS];
    let mut hard = 0;
    for ((group, words), key) in (0..).step_by(LANES).zip(words).zip(&mut keys) {
        let words: __m512i = unsafe { transmute(*words) };
        let (start, end) = (_mm512_and_si512(words, all(u64::from(u32::MAX))), _mm512_srli_epi64::<32>(words));
        let length = _mm512_sub_epi64(end, start);
        hard |= u64::from(_mm512_cmpgt_epu64_mask(length, all(longest as u64))) << group;
        let start = _mm512_min_epu64(start, all(last_start));
        // SAFETY: no start is behind the last from which `LONGEST` bytes, two times eight, can be read.
        let (low, high) = unsafe {
            (
                _mm512_i64gather_epi64::<1>(start, text.as_ptr().cast()),
                _mm512_i64gather_epi64::<1>(start, text.as_ptr().add(8).cast()),
            )
        };
        let bits = _mm512_slli_epi64::<3>(length);
        let (in_low, in_high) = (below(bits), below(_mm512_max_epi64(_mm512_sub_epi64(bits, all(64)), all(0))));
        let it = _mm512_cmpeq_epi64_mask(_mm512_and_si512(low, in_low), all(IT));
        let low = _mm512_and_si512(_mm512_mask_or_epi64(low, !it, low, all(LOWER)), in_low);
        let high = _mm512_and_si512(_mm512_or_si512(high, all(LOWER)), in_high);
        let hash = _mm512_add_epi64(_mm512_mullo_epi64(low, all(FACTORS[0])), _mm512_mullo_epi64(high, all(FACTORS[1])));
        *key = [low, high, hash];
    }
    for [_, _, hash] in &mut keys[..words.len()] {
        // From here on it is the slot.
        *hash = slots_of(&forms.table, *hash);
    }
    for (known, [low, high, slot]) in known.iter_mut().zip(keys) {
        *known = unsafe { transmute::<__m512i, [Known; LANES]>(values_of(&forms.table, slot, [low, high])) };
    }
    hard
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn names(tokens: &[Known; LANES], at: u32, names: &mut [u32; LANES]) -> usize {
    let tokens: __m512i = unsafe { transmute(*tokens) };
    let named = _mm512_test_epi64_mask(tokens, _mm512_set1_epi64(Known::NAME.cast_signed()));
    *names = compress_places(named, at);
    named.count_ones() as usize
}

#[inline]
#[target_feature(enable = "avx512f")]
fn keep(tokens: &[Known; LANES], kept: &mut [Known; LANES]) -> usize {
    let tokens: __m512i = unsafe { transmute(*tokens) };
    let stay = _mm512_testn_epi64_mask(tokens, _mm512_set1_epi64(Known::STOP.cast_signed()));
    *kept = unsafe { transmute::<__m512i, [Known; LANES]>(_mm512_maskz_compress_epi64(stay, tokens)) };
    stay.count_ones() as usize
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn marks(
    before: &[Known; LANES],
    tokens: &[Known; LANES],
    at: u32,
    terms: &mut [u32; LANES],
    pairs: &mut [u32; LANES],
) -> (usize, usize) {
    let all = |value: u64| _mm512_set1_epi64(value.cast_signed());
    let (before, tokens) = unsafe { transmute::<[[Known; LANES]; 2], [__m512i; 2]>([*before, *tokens]) }.into();
    // As `Known::may_go_on` has it.
    let low_bits = |tokens| _mm512_and_si512(_mm512_srli_epi64::<{ Known::FLAGS }>(tokens), all(15));
    let onward = _mm512_srlv_epi64(before, _mm512_add_epi64(low_bits(tokens), all(32)));
    let back = _mm512_srlv_epi64(tokens, _mm512_add_epi64(low_bits(before), all(48)));
    let pair = _mm512_test_epi64_mask(_mm512_and_si512(onward, back), all(1));
    let term = _mm512_test_epi64_mask(tokens, all(Known::TERM));
    let numbers = _mm256_srli_epi32::<{ Known::FLAGS.cast_signed() }>(_mm512_cvtepi64_epi32(tokens));
    *terms = unsafe { transmute::<__m256i, [u32; LANES]>(_mm256_maskz_compress_epi32(term, numbers)) };
    *pairs = compress_places(pair, at);
    (term.count_ones() as usize, pair.count_ones() as usize)
}

/// The places of those of eight, counted from `at`, that `mask` has.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn compress_places(mask: u8, at: u32) -> [u32; LANES] {
    let places = _mm256_add_epi32(_mm256_set1_epi32(at.cast_signed()), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    unsafe { transmute::<__m256i, [u32; LANES]>(_mm256_maskz_compress_epi32(mask, places)) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2")]
fn steps(pairs: &[u32; LANES], most: usize, tokens: &[Known], table: &Table, steps: &mut [Step; LANES]) -> usize {
    let all = |value: u64| _mm512_set1_epi64(value.cast_signed());
    assert!(tokens.len() > 1, "pairs are of two tokens");
    let at = _mm512_cvtepu32_epi64(unsafe { transmute::<[u32; LANES], __m256i>(*pairs) });
    let last = _mm512_min_epu64(_mm512_max_epu64(at, all(1)), all(tokens.len() as u64 - 1));
    // SAFETY: a pair is of two tokens of which the second is not behind the last, nor the first before the first.
    let (second, first) = unsafe {
        let tokens: *const i64 = tokens.as_ptr().cast();
        (_mm512_i64gather_epi64::<8>(last, tokens), _mm512_i64gather_epi64::<8>(_mm512_sub_epi64(last, all(1)), tokens))
    };
    // As `Step::key` has it.
    let word = |token| _mm512_srli_epi64::<{ Known::FLAGS }>(_mm512_and_si512(token, all(u64::from(u32::MAX))));
    let key = _mm512_or_si512(_mm512_slli_epi64::<32>(word(first)), word(second));
    let slot = slots_of(table, _mm512_mullo_epi64(key, all(FACTORS[0])));
    let node = values_of(table, slot, [key, all(0)]);
    let found = _mm512_test_epi64_mask(node, node) & ((1_u32 << most) - 1) as u8;
    // As `Step::new` has it.
    let all_steps = _mm512_or_si512(_mm512_slli_epi64::<32>(at), node);
    *steps = unsafe { transmute::<__m512i, [Step; LANES]>(_mm512_maskz_compress_epi64(found, all_steps)) };
    found.count_ones() as usize
}

/// The slots that these hashes lead to.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2")]
fn slots_of(table: &Table, hash: __m512i) -> __m512i {
    let shift = |by: u32| _mm_cvtsi64_si128(i64::from(by));
    let last_way = table.ways.len().checked_sub(1).filter(|last| *last < 1 << 31).expect("as many ways as 31 bits count");
    let bucket = _mm512_srl_epi64(hash, shift(table.bucket_shift));
    let bucket = _mm512_cvtepi64_epi32(_mm512_min_epu64(bucket, _mm512_set1_epi64(last_way as i64)));
    // SAFETY: no bucket is behind the last way, and a way is four bytes.
    let way = unsafe { _mm256_i32gather_epi32::<4>(table.ways.as_ptr().cast(), bucket) };
    _mm512_srl_epi64(_mm512_mullo_epi64(hash, _mm512_cvtepu32_epi64(way)), shift(table.slot_shift))
}

/// The values of these keys, low and high half, in their slots; 0 where another key is in the slot.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn values_of(table: &Table, slot: __m512i, [low, high]: [__m512i; 2]) -> __m512i {
    const { assert!(size_of::<Slot>() == 24) };
    let last_slot = table.slots.len().checked_sub(1).expect("a table has slots");
    let slot = _mm512_min_epu64(slot, _mm512_set1_epi64(last_slot as i64));
    let slot = _mm512_add_epi64(slot, _mm512_slli_epi64::<1>(slot));
    let slots: *const i64 = table.slots.as_ptr().cast();
    // SAFETY: no slot is behind the last, and three times eight bytes are in it: low, high, value.
    unsafe {
        let same = _mm512_cmpeq_epi64_mask(_mm512_i64gather_epi64::<8>(slot, slots), low)
            & _mm512_cmpeq_epi64_mask(_mm512_i64gather_epi64::<8>(slot, slots.add(1)), high);
        _mm512_mask_i64gather_epi64::<8>(_mm512_setzero_si512(), same, slot, slots.add(2))
    }
}
