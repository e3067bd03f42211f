//! The forms of words, found by a word's bytes as they stand in a register.

use std::hint::select_unpredictable;

use foldhash::HashMap;

use super::Known;
use super::table::{Key, Slot, Table};

/// The longest form that the table holds, in bytes.
pub const LONGEST: usize = 16;

/// The bits that make letters small; they are set in digits already.
pub const LOWER: u64 = 0x2020_2020_2020_2020;

/// `IT` in capitals, which stays so.
pub const IT: u64 = u16::from_le_bytes(*b"IT") as u64;

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

/// A form of at most [`LONGEST`] bytes as it stands in the text, the bytes behind its end zero.
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
}

/// A map from forms to what is known of them.
#[derive(Debug, Clone)]
pub struct Forms {
    /// Those of at most [`LONGEST`] bytes.
    pub table: Table,
    long: HashMap<Box<[u8]>, Known>,
}

impl Forms {
    /// From forms, each given once.
    pub fn new<'a>(forms: impl ExactSizeIterator<Item = (&'a [u8], Known)>) -> Self {
        let (mut short, mut long) = (Vec::with_capacity(forms.len()), HashMap::default());
        for (form, known) in forms {
            if let Some(key) = Key::of(form) {
                short.push(Slot { key, value: known.0 });
            } else {
                long.insert(form.into(), known);
            }
        }
        Self { table: Table::new(&short), long }
    }

    /// What is known of any form.
    pub fn get(&self, form: &[u8]) -> Known {
        match Key::of(form) {
            Some(key) => Known(self.table.get(key)),
            None => self.long.get(form).copied().unwrap_or_default(),
        }
    }

    /// The length of the longest forms that need no more than a slot of the table: [`LONGEST`], unless some have none.
    pub fn longest(&self) -> usize {
        if self.table.is_complete() { LONGEST } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_every_length_are_found() {
        let known = |word| Known::new(word, 0);
        let forms: Vec<(String, Known)> = (1..=300).map(|i| (format!("f{i}{}", "x".repeat(i as usize % 23)), known(i))).collect();
        let all = Forms::new(forms.iter().map(|(form, known)| (form.as_bytes(), *known)));
        for (form, known) in &forms {
            assert_eq!(all.get(form.as_bytes()), *known, "{form}");
            assert_eq!(all.get(format!("{form}y").as_bytes()), Known::NOT);
        }
        assert_eq!(all.get(b""), Known::NOT);
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
