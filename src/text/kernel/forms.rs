//! The forms of words, found by a word's bytes as they stand in a register.

use std::hint::select_unpredictable;

use foldhash::HashMap;

use super::Known;

/// The longest form that the table holds, in bytes.
pub const LONGEST: usize = 16;

/// Forms a bucket, about: they are placed together.
const BUCKET: usize = 4;

/// Twice the number of ways to place a bucket, which are odd; a form of a bucket that none of them suits goes to a slower table.
const WAYS: u32 = 1 << 13;

/// For each form, how many slots may be tried on average; sound models take 9. Forms that were made
/// to collide cannot hold up the loading of a model for longer.
const TRIES: usize = 64;

/// A form of at most [`LONGEST`] bytes, as it stands in the text, the bytes behind its end zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Key {
    low: u64,
    high: u64,
}

/// The bits that make letters small; they are set in digits already.
pub const LOWER: u64 = 0x2020_2020_2020_2020;

/// `IT` in capitals, which stays so.
pub const IT: u64 = u16::from_le_bytes(*b"IT") as u64;

/// What the halves of a key are multiplied by, to be its hash together.
pub const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];

/// By length: the bits of the low and of the high half that belong to the form.
const LENGTHS: [[u64; 2]; LONGEST + 1] = {
    let mut masks = [[0; 2]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        masks[length] = if length <= 8 { [u64::MAX >> (64 - 8 * length), 0] } else { [u64::MAX, u64::MAX >> (128 - 8 * length)] };
        length += 1;
    }
    masks
};

impl Key {
    /// The first `length` of these bytes as they stand.
    #[inline]
    pub fn new(bytes: &[u8; LONGEST], length: usize) -> Self {
        let (halves, _) = bytes.as_chunks::<8>();
        let mask = LENGTHS[length];
        Self { low: u64::from_le_bytes(halves[0]) & mask[0], high: u64::from_le_bytes(halves[1]) & mask[1] }
    }

    /// The key of a form as the tokenizer writes it; `None` if it is too long, or is no token.
    pub fn of(form: &[u8]) -> Option<Self> {
        if form.is_empty() || form.len() > LONGEST || form.contains(&0) {
            return None;
        }
        let mut bytes = [0; LONGEST];
        bytes[..form.len()].copy_from_slice(form);
        Some(Self::new(&bytes, form.len()))
    }

    /// The key of the token that a word of `length` ASCII letters and digits makes: lower-cased, but for `IT`.
    #[inline]
    pub fn lower(self, length: usize) -> Self {
        let mask = LENGTHS[length];
        let low = select_unpredictable(self.low == IT, IT, self.low | (LOWER & mask[0]));
        Self { low, high: self.high | (LOWER & mask[1]) }
    }

    /// The higher a bit, the more it depends on.
    #[inline]
    fn hash(self) -> u64 {
        self.low.wrapping_mul(FACTORS[0]).wrapping_add(self.high.wrapping_mul(FACTORS[1]))
    }
}

/// A form with its word; an empty slot has the key that no form has.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub struct Slot {
    key: Key,
    known: Known,
}

/// A map from forms to words in which every form has one slot of its own, so that a lookup is one comparison and needs
/// no branch, whether the form is known or not.
///
/// The slot is told by a hash and by the *way* that the form's bucket was placed: of all multipliers tried the first that
/// led every form of the bucket to a free slot ("hash and displace").
#[derive(Debug, Clone)]
pub struct Forms {
    /// By bucket.
    ways: Vec<u32>,
    bucket_shift: u32,
    slots: Vec<Slot>,
    slot_shift: u32,
    /// Forms longer than [`LONGEST`].
    long: HashMap<Box<[u8]>, Known>,
    /// Forms that found no slot: none, unless somebody made them for that.
    homeless: HashMap<Key, Known>,
}

impl Forms {
    /// From forms, each given once.
    pub fn new<'a>(forms: impl ExactSizeIterator<Item = (&'a [u8], Known)>) -> Self {
        let count = forms.len().max(BUCKET);
        let (buckets, slots) = ((count / BUCKET).next_power_of_two().max(2), (count + count / 4).next_power_of_two());
        let mut table = Self {
            ways: vec![1; buckets],
            bucket_shift: u64::BITS - buckets.ilog2(),
            slots: vec![Slot::default(); slots],
            slot_shift: u64::BITS - slots.ilog2(),
            long: HashMap::default(),
            homeless: HashMap::default(),
        };
        let mut all: Vec<(usize, Slot)> = Vec::with_capacity(count);
        for (form, known) in forms {
            if let Some(key) = Key::of(form) {
                all.push((table.bucket(key.hash()), Slot { key, known }));
            } else {
                table.long.insert(form.into(), known);
            }
        }
        let mut ends = vec![0; table.ways.len() + 1];
        all.iter().for_each(|(bucket, _)| ends[bucket + 1] += 1);
        for bucket in 1..ends.len() {
            ends[bucket] += ends[bucket - 1];
        }
        let mut sorted = vec![Slot::default(); all.len()];
        for (bucket, form) in all {
            sorted[ends[bucket]] = form;
            ends[bucket] += 1;
        }
        // The end of a bucket is now where the next one's was: where it begins.
        let range = |bucket: usize| if bucket == 0 { 0..ends[0] } else { ends[bucket - 1]..ends[bucket] };
        // Large buckets are hard to place, and are placed while there is room.
        let mut order: Vec<usize> = (0..table.ways.len()).collect();
        order.sort_by_key(|bucket| std::cmp::Reverse(range(*bucket).len()));
        let mut budget = TRIES * count;
        for bucket in order {
            table.place(bucket, &mut sorted[range(bucket)], &mut budget);
        }
        table
    }

    /// Finds slots for the forms of one bucket.
    fn place(&mut self, bucket: usize, forms: &mut [Slot], budget: &mut usize) {
        // In an order of their own, so that the table is the same in every run.
        forms.sort_unstable_by_key(|form| form.key);
        let mut taken = Vec::with_capacity(forms.len());
        let ways = if forms.len() <= 8 * BUCKET { WAYS } else { 0 };
        for way in (1..ways).step_by(2) {
            taken.clear();
            *budget = budget.saturating_sub(forms.len());
            if *budget == 0 {
                break;
            }
            for form in forms.iter() {
                let slot = self.slot(form.key.hash(), way);
                if self.slots[slot].known != Known::NOT || taken.contains(&slot) {
                    break;
                }
                taken.push(slot);
            }
            if taken.len() == forms.len() {
                self.ways[bucket] = way;
                for (slot, form) in taken.iter().zip(forms) {
                    self.slots[*slot] = *form;
                }
                return;
            }
        }
        self.homeless.extend(forms.iter().map(|form| (form.key, form.known)));
    }

    #[inline(always)]
    fn bucket(&self, hash: u64) -> usize {
        (hash >> self.bucket_shift) as usize
    }

    fn slot(&self, hash: u64, way: u32) -> usize {
        (hash.wrapping_mul(u64::from(way)) >> self.slot_shift) as usize
    }

    /// What is known of any form.
    pub fn get(&self, form: &[u8]) -> Known {
        match Key::of(form) {
            Some(key) => self.homeless.get(&key).copied().unwrap_or_else(|| self.table().get(key)),
            None => self.long.get(form).copied().unwrap_or_default(),
        }
    }

    /// For looking up forms of at most [`Table::longest`] bytes.
    pub fn table(&self) -> Table<'_> {
        let Self { ways, bucket_shift, slots, slot_shift, .. } = self;
        let longest = if self.homeless.is_empty() { LONGEST } else { 0 };
        Table { ways, bucket_shift: *bucket_shift, slots, slot_shift: *slot_shift, longest }
    }
}

/// The forms that have a slot.
#[derive(Clone, Copy)]
pub struct Table<'f> {
    /// By bucket, which the highest bits of a key's hash tell.
    pub ways: &'f [u32],
    /// What leaves these bits of a hash.
    pub bucket_shift: u32,
    /// The highest bits of the hash times the bucket's way tell the slot.
    pub slots: &'f [Slot],
    /// What leaves these bits of that product.
    pub slot_shift: u32,
    /// The length of the longest forms of which the table knows all: [`LONGEST`], unless some have no slot.
    pub longest: usize,
}

impl Table<'_> {
    /// What is known of a form.
    ///
    /// Whether a word is known is anybody's guess, so there is nothing here to guess: no branch.
    #[inline(always)]
    pub fn get(self, key: Key) -> Known {
        let hash = key.hash();
        let way = self.ways[(hash >> self.bucket_shift) as usize];
        let slot = &self.slots[(hash.wrapping_mul(u64::from(way)) >> self.slot_shift) as usize];
        let same = (slot.key.low ^ key.low) | (slot.key.high ^ key.high) == 0;
        select_unpredictable(same, slot.known, Known::NOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found_and_no_other() {
        for count in [0, 1, 3, 100, 20_000_u32] {
            let known = |word| Known::new(word, 0);
            let forms: Vec<(String, Known)> =
                (1..=count).map(|i| (format!("f{i}{}", "x".repeat(i as usize % 23)), known(i))).collect();
            let table = Forms::new(forms.iter().map(|(form, known)| (form.as_bytes(), *known)));
            assert!(table.homeless.is_empty());
            for (form, known) in &forms {
                assert_eq!(table.get(form.as_bytes()), *known, "{form}");
                assert_eq!(table.get(format!("{form}y").as_bytes()), Known::NOT);
            }
            assert_eq!(table.get(b""), Known::NOT);
        }
    }

    #[test]
    fn forms_without_a_slot_are_found_all_the_same() {
        let mut table = Forms::new([(&b"one"[..], Known::new(1, 0))].into_iter());
        table.homeless.insert(Key::of(b"two").unwrap(), Known::new(2, 0));
        assert_eq!([b"one", b"two", b"six"].map(|form| table.get(form)), [1, 2, 0].map(|word| Known::new(word, 0)));
    }

    #[test]
    fn keys_are_lower_case_but_for_the_trade() {
        for (word, token) in [
            ("IT", "IT"),
            ("It", "it"),
            ("ITS", "its"),
            ("TI", "ti"),
            ("A", "a"),
            ("2Nd", "2nd"),
            ("INTERNATIONALISE", "internationalise"),
        ] {
            let mut bytes = *b"................";
            bytes[..word.len()].copy_from_slice(word.as_bytes());
            assert_eq!(Some(Key::new(&bytes, word.len()).lower(word.len())), Key::of(token.as_bytes()), "{word}");
        }
    }
}
