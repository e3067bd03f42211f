//! What a run counts.

use crate::model::Model;
use crate::model::rule::Review;
use crate::scorer::Prediction;
use std::collections::BTreeMap;

/// Counts of a run, or of a part of one. Every row read is either written or rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows classified and written.
    pub written: u64,
    /// Rows that could not be read, by kind.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows written, by role, in the model's order.
    pub roles: Vec<u64>,
    /// Rows written that a person should look at.
    pub flagged: u64,
    /// Rows written, by reason to look at them, in the order of [`Review::reasons`].
    pub reasons: [u64; 5],
    /// Bytes of the inputs, unpacked.
    pub bytes: u64,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self { roles: vec![0; model.roles().len()], ..Self::default() }
    }

    /// Rows read: written and rejected.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.written + self.rejects()
    }

    /// Rows rejected, of every kind.
    #[must_use]
    pub fn rejects(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// The reasons to look at rows, with their counts.
    #[must_use]
    pub fn reasons(&self) -> [(&'static str, u64); 5] {
        let names = Review::default().reasons();
        std::array::from_fn(|i| (names[i].0, self.reasons[i]))
    }

    /// Counts a row written.
    pub fn count(&mut self, prediction: &Prediction) {
        self.written += 1;
        self.roles[prediction.role.index()] += 1;
        self.flagged += u64::from(prediction.review.any());
        for (count, (_, holds)) in self.reasons.iter_mut().zip(prediction.review.reasons()) {
            *count += u64::from(holds);
        }
    }

    /// Counts a row rejected.
    pub fn reject(&mut self, kind: &'static str) {
        *self.rejected.entry(kind).or_default() += 1;
    }

    /// Moves the counts of `other` into this one.
    pub fn take(&mut self, other: &mut Self) {
        self.written += std::mem::take(&mut other.written);
        self.flagged += std::mem::take(&mut other.flagged);
        self.bytes += std::mem::take(&mut other.bytes);
        let theirs = other.roles.iter_mut().chain(&mut other.reasons);
        for (mine, theirs) in self.roles.iter_mut().chain(&mut self.reasons).zip(theirs) {
            *mine += std::mem::take(theirs);
        }
        for (kind, count) in std::mem::take(&mut other.rejected) {
            *self.rejected.entry(kind).or_default() += count;
        }
    }
}
