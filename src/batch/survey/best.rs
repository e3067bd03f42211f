//! The rows most worth a look.

use super::cells::{long, short, title};
use crate::features::Vector;
use crate::model::rule::highest;
use crate::scorer::Prediction;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A row that a person should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// How much it is worth a look, in millionths.
    pub worth: u32,
    /// Its number, from 1 over all inputs.
    pub number: u64,
    /// Which input it is of, from 0.
    pub input: usize,
    /// Its id on one line, shortened and harmless; empty if it has none.
    pub id: String,
    /// Its title likewise.
    pub title: String,
    /// The beginning of its texts, harmless.
    pub text: String,
    /// What the model says of it.
    pub prediction: Prediction,
    /// The features of the whole texts.
    pub features: Vector,
}

/// A row that may be among the best, its cells as they stand but for quotes; most are given up again.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub worth: u32,
    pub number: u64,
    pub input: usize,
    pub id: Vec<u8>,
    pub title: Vec<u8>,
    pub text: Vec<u8>,
    pub prediction: Prediction,
    pub features: Vector,
}

/// How much a flagged row is worth a look, in millionths: the probability that its reader is misled.
///
/// ```text
/// worth = in_scope · doubt + (1 − in_scope) · [the title names a role]
/// doubt = the highest of   1 − confidence,
///                          p by the duties of the role that the title does not name (title-disagrees),
///                          1 − the highest p by the duties (blended),
///                          ½ (few-keywords)
/// ```
pub(super) fn worth(p: &Prediction) -> u32 {
    let sure = p.duties[highest(&p.duties)];
    let doubts = [
        1.0 - p.confidence(),
        if p.review.title_disagrees { sure } else { 0.0 },
        if p.review.blended { 1.0 - sure } else { 0.0 },
        if p.review.few_keywords { 0.5 } else { 0.0 },
    ];
    let doubt = doubts.into_iter().fold(0.0, f64::max);
    let named = f64::from(u8::from(p.title.any() && !p.title.is_deputy()));
    ((p.in_scope * doubt + (1.0 - p.in_scope) * named) * 1e6).max(1.0) as u32
}

/// The best of the rows offered, as many as asked for: those worth most, and of equals those further up.
#[derive(Debug, Clone, Default)]
pub struct Best {
    capacity: usize,
    /// Worth no more than this is not worth having.
    floor: u32,
    rows: BinaryHeap<Reverse<Ranked>>,
}

impl Best {
    /// Of no rows yet.
    #[must_use]
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, floor: 0, rows: BinaryHeap::new() }
    }

    /// Forgets all rows. Only what is worth more than `floor` will do.
    pub(super) fn restart(&mut self, capacity: usize, floor: u32) {
        self.rows.clear();
        (self.capacity, self.floor) = (capacity, floor);
    }

    /// Offers a row, below those offered before; it is made only if it is good enough.
    pub(super) fn offer(&mut self, worth: u32, make: impl FnOnce() -> Candidate) {
        if worth > self.floor() && self.capacity > 0 {
            if self.rows.len() == self.capacity {
                self.rows.pop();
            }
            self.rows.push(Reverse(Ranked(make())));
        }
    }

    /// What a further row's worth must exceed.
    pub(super) fn floor(&self) -> u32 {
        let full = self.rows.len() >= self.capacity;
        self.rows.peek().filter(|_| full).map_or(self.floor, |least| least.0.0.worth.max(self.floor))
    }

    /// Takes the rows of a block that stands below all before.
    pub(super) fn take(&mut self, block: &mut Self, before: u64, input: usize) {
        let mut rows: Vec<Candidate> = block.rows.drain().map(|Reverse(Ranked(row))| row).collect();
        rows.sort_unstable_by_key(|row| row.number);
        for row in rows {
            self.offer(row.worth, || Candidate { number: before + row.number + 1, input, ..row });
        }
    }

    /// The rows, the best first; `text` is the most bytes of their texts.
    pub(super) fn into_sorted(self, text: usize) -> Vec<Row> {
        let mut rows: Vec<Candidate> = self.rows.into_iter().map(|Reverse(Ranked(row))| row).collect();
        rows.sort_unstable_by_key(|row| (Reverse(row.worth), row.number));
        let row = |row: Candidate| Row {
            worth: row.worth,
            number: row.number,
            input: row.input,
            id: short(&row.id),
            title: title(&row.title),
            text: long(&row.text, text),
            prediction: row.prediction,
            features: row.features,
        };
        rows.into_iter().map(row).collect()
    }
}

/// A candidate in the order of its worth; of equals the upper one is greater.
#[derive(Debug, Clone)]
struct Ranked(Candidate);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.worth.cmp(&other.0.worth).then(other.0.number.cmp(&self.0.number))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}
