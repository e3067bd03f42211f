//! A map in which every key has one slot of its own, so that a lookup is one comparison and needs no branch, whether the
//! key is known or not.

use std::hint::select_unpredictable;

use foldhash::HashMap;

/// Keys a bucket, about: they are placed together.
const BUCKET: usize = 4;

/// Twice the number of ways to place a bucket, which are odd; the keys of a bucket that none of them suits are homeless.
const WAYS: u32 = 1 << 13;

/// For each key, how many slots may be tried on average; sound models take 9. Keys that were made to collide cannot hold up
/// the loading of a model for longer.
const TRIES: usize = 64;

/// What the halves of a key are multiplied by, to be its hash together.
pub const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];

/// What is looked up: a form's bytes, or the numbers of two words. No key is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Key {
    pub low: u64,
    pub high: u64,
}

impl Key {
    /// The higher a bit, the more it depends on.
    #[inline]
    fn hash(self) -> u64 {
        self.low.wrapping_mul(FACTORS[0]).wrapping_add(self.high.wrapping_mul(FACTORS[1]))
    }
}

/// A key with its value, which is not 0; an empty slot is all 0.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub struct Slot {
    pub key: Key,
    pub value: u64,
}

/// The slot is told by a hash and by the *way* that the key's bucket was placed: of all multipliers tried the first that led
/// every key of the bucket to a free slot ("hash and displace").
#[derive(Debug, Clone)]
pub struct Table {
    /// By bucket, which the highest bits of a key's hash tell.
    pub ways: Vec<u32>,
    /// What leaves these bits of a hash.
    pub bucket_shift: u32,
    /// The highest bits of the hash times the bucket's way tell the slot.
    pub slots: Vec<Slot>,
    /// What leaves these bits of that product.
    pub slot_shift: u32,
    /// Keys that found no slot: none, unless somebody made them for that.
    homeless: HashMap<Key, u64>,
}

impl Table {
    /// Of keys with their values, each key once.
    pub fn new(all: &[Slot]) -> Self {
        let count = all.len().max(BUCKET);
        let (buckets, slots) = ((count / BUCKET).next_power_of_two().max(2), (count + count / 4).next_power_of_two());
        let mut table = Self {
            ways: vec![1; buckets],
            bucket_shift: u64::BITS - buckets.ilog2(),
            slots: vec![Slot::default(); slots],
            slot_shift: u64::BITS - slots.ilog2(),
            homeless: HashMap::default(),
        };
        let bucket = |slot: &Slot| (slot.key.hash() >> table.bucket_shift) as usize;
        let (sorted, ends) = by_number(all, buckets, bucket);
        let range = |bucket: usize| if bucket == 0 { 0..ends[0] } else { ends[bucket - 1]..ends[bucket] };
        // Large buckets are hard to place, and are placed while there is room.
        let numbers: Vec<usize> = (0..buckets).collect();
        let largest = (0..buckets).map(|bucket| range(bucket).len()).max().unwrap_or(0);
        let (order, _) = by_number(&numbers, largest + 1, |bucket| largest - range(*bucket).len());
        let (mut taken, mut placing) = (vec![0; slots.div_ceil(64)], Placing { budget: TRIES * count, ..Placing::default() });
        for bucket in order {
            table.place(bucket, &sorted[range(bucket)], &mut taken, &mut placing);
        }
        table
    }

    /// Finds slots for the keys of one bucket. Slots that are taken have their bit set in `taken`.
    fn place(&mut self, bucket: usize, keys: &[Slot], taken: &mut [u64], placing: &mut Placing) {
        let Placing { hashes, places, budget } = placing;
        hashes.clear();
        hashes.extend(keys.iter().map(|slot| slot.key.hash()));
        let ways = if keys.len() <= 8 * BUCKET { WAYS } else { 0 };
        for way in (1..ways).step_by(2) {
            *budget = budget.saturating_sub(keys.len());
            if *budget == 0 {
                break;
            }
            places.clear();
            for hash in &*hashes {
                let place = (hash.wrapping_mul(u64::from(way)) >> self.slot_shift) as usize;
                if taken[place / 64] >> (place % 64) & 1 == 1 {
                    break;
                }
                taken[place / 64] |= 1 << (place % 64);
                places.push(place);
            }
            if places.len() == keys.len() {
                self.ways[bucket] = way;
                for (place, slot) in places.iter().zip(keys) {
                    self.slots[*place] = *slot;
                }
                return;
            }
            places.iter().for_each(|place| taken[place / 64] &= !(1 << (place % 64)));
        }
        self.homeless.extend(keys.iter().map(|slot| (slot.key, slot.value)));
    }

    /// The same map without any slot.
    #[cfg(test)]
    pub fn all_homeless(&self) -> Self {
        let homeless = self.slots.iter().filter(|slot| slot.value != 0).map(|slot| (slot.key, slot.value)).collect();
        Self { homeless, ..Self::new(&[]) }
    }

    /// Whether every key has a slot, so that [`Table::slot`] is enough.
    pub fn is_complete(&self) -> bool {
        self.homeless.is_empty()
    }

    /// The value of any key; 0 if it is not here.
    pub fn get(&self, key: Key) -> u64 {
        self.homeless.get(&key).copied().unwrap_or_else(|| self.slot(key))
    }

    /// The value of a key that has a slot; 0 for any other.
    ///
    /// Whether a key is here is anybody's guess, so there is nothing here to guess: no branch.
    #[inline(always)]
    pub fn slot(&self, key: Key) -> u64 {
        let hash = key.hash();
        let way = self.ways[(hash >> self.bucket_shift) as usize];
        let slot = &self.slots[(hash.wrapping_mul(u64::from(way)) >> self.slot_shift) as usize];
        let same = (slot.key.low ^ key.low) | (slot.key.high ^ key.high) == 0;
        select_unpredictable(same, slot.value, 0)
    }
}

/// The memory of [`Table::place`], and how many slots it may still try.
#[derive(Default)]
struct Placing {
    hashes: Vec<u64>,
    places: Vec<usize>,
    budget: usize,
}

/// Sorts `all` by a number below `numbers`, equal ones in the order in which they were, and tells for every number where
/// its run ends.
fn by_number<T: Copy + Default>(all: &[T], numbers: usize, number: impl Fn(&T) -> usize) -> (Vec<T>, Vec<usize>) {
    let mut ends = vec![0; numbers + 1];
    all.iter().for_each(|item| ends[number(item) + 1] += 1);
    for number in 1..ends.len() {
        ends[number] += ends[number - 1];
    }
    let mut sorted = vec![T::default(); all.len()];
    for item in all {
        let end = &mut ends[number(item)];
        sorted[*end] = *item;
        *end += 1;
    }
    // The end of a run is now where the next one's was: where it begins.
    (sorted, ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(count: u64) -> Vec<Slot> {
        (1..=count).map(|i| Slot { key: Key { low: i.wrapping_mul(977), high: i % 3 }, value: i }).collect()
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 3, 100, 20_000] {
            let all = slots(count);
            let table = Table::new(&all);
            assert!(table.is_complete());
            for slot in all {
                assert_eq!((table.slot(slot.key), table.get(slot.key)), (slot.value, slot.value));
                assert_eq!(table.get(Key { high: 7, ..slot.key }), 0);
            }
            assert_eq!(table.get(Key { low: 1, high: 0 }), 0);
        }
    }

    #[test]
    fn keys_that_collide_are_found_all_the_same() {
        // Their hashes differ in the lowest bits only, so that no multiplier parts them.
        let inverse = (0..6).fold(FACTORS[0], |x, _| x.wrapping_mul(2_u64.wrapping_sub(FACTORS[0].wrapping_mul(x))));
        let all: Vec<Slot> =
            (1..=50_u64).map(|i| Slot { key: Key { low: (1 << 40 | i).wrapping_mul(inverse), high: 0 }, value: i }).collect();
        let table = Table::new(&all);
        assert!(!table.is_complete());
        assert!(all.iter().all(|slot| table.get(slot.key) == slot.value));
        assert_eq!(table.get(Key { low: 5, high: 0 }), 0);
    }
}
