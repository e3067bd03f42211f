//! Phrases, packed for walking: most walks end after one look at one node.

use crate::text::phrases::Phrases;
use crate::text::vocabulary::WordId;

/// A frozen map from phrases to values.
///
/// A node is a state of a walk. Those after one word have the number of that word (see [`super::Known::word`]); 0 leads
/// nowhere.
#[derive(Debug, Clone)]
pub struct Trie<T> {
    /// By node: a bit for the last six bits of each word that leads on.
    filters: Vec<u64>,
    values: Vec<Option<T>>,
    /// By node: the first of the steps from it; the next node has the first behind them.
    firsts: Vec<u32>,
    /// By node, then by word: the word and the node that it leads to.
    steps: Vec<(u32, u32)>,
}

fn bit(word: u32) -> u64 {
    1 << (word % 64)
}

impl<T: Copy> Trie<T> {
    /// Of the phrases of a vocabulary with `words` words.
    pub fn new(phrases: &Phrases<T>, words: u32) -> Self {
        let number = |word: WordId| word.0 + 1;
        // The nodes of first words come first, numbered as the words.
        let mut renumbered = vec![0; phrases.values().len()];
        for (word, node) in phrases.heads() {
            renumbered[node as usize] = number(word);
        }
        for (node, new) in renumbered.iter_mut().filter(|new| **new == 0).zip(words + 1..) {
            *node = new;
        }
        let mut all: Vec<(u32, u32, u32)> =
            phrases.steps().map(|(from, word, to)| (renumbered[from as usize], number(word), renumbered[to as usize])).collect();
        all.sort_unstable();
        let size = renumbered.iter().copied().max().unwrap_or(0).max(words) as usize + 2;
        let (mut filters, mut values, mut firsts) = (vec![0; size], vec![None; size], vec![0; size]);
        for (node, value) in renumbered.iter().zip(phrases.values()) {
            values[*node as usize] = *value;
        }
        for (from, word, _) in &all {
            filters[*from as usize] |= bit(*word);
            firsts[*from as usize + 1] += 1;
        }
        let mut sum = 0;
        for first in &mut firsts {
            sum += *first;
            *first = sum;
        }
        Self { filters, values, firsts, steps: all.into_iter().map(|(_, word, to)| (word, to)).collect() }
    }

    /// The value of a phrase of one word.
    #[inline]
    pub fn value(&self, word: u32) -> Option<T> {
        self.values[word as usize]
    }

    /// Whether any phrase begins with this word.
    pub fn begins(&self, word: u32) -> bool {
        self.filters[word as usize] != 0 || self.value(word).is_some()
    }

    /// Whether a phrase may go on from `node` with `word`. What it denies is sure.
    #[inline]
    fn may_go_on(&self, node: u32, word: u32) -> bool {
        self.filters[node as usize] & bit(word) != 0
    }

    #[inline]
    fn step(&self, node: u32, word: u32) -> Option<u32> {
        if !self.may_go_on(node, word) {
            return None;
        }
        let steps = &self.steps[self.firsts[node as usize] as usize..self.firsts[node as usize + 1] as usize];
        let at = steps.partition_point(|step| step.0 < word);
        steps.get(at).filter(|step| step.0 == word).map(|step| step.1)
    }

    /// Calls `found` with the length and the value of every phrase that `words` (their numbers, 0 for none) begin with,
    /// shortest first.
    pub fn for_each_prefix(&self, words: impl IntoIterator<Item = u32>, mut found: impl FnMut(usize, T)) {
        let mut words = words.into_iter();
        let Some(mut node) = words.next() else { return };
        let mut length = 1;
        loop {
            if let Some(value) = self.values[node as usize] {
                found(length, value);
            }
            let Some(next) = words.next().and_then(|word| self.step(node, word)) else { return };
            node = next;
            length += 1;
        }
    }

    /// Calls `found` with the value of every phrase that leads to `node`, or on from there with `words`, shortest first.
    #[inline]
    pub fn for_each_from(&self, mut node: u32, words: impl IntoIterator<Item = u32>, found: &mut impl FnMut(T)) {
        let mut words = words.into_iter();
        loop {
            if let Some(value) = self.values[node as usize] {
                found(value);
            }
            let Some(next) = words.next().and_then(|word| self.step(node, word)) else { return };
            node = next;
        }
    }

    /// Every step from a first word: the word, the next one, and the node that they lead to.
    pub fn first_steps(&self, words: u32) -> impl Iterator<Item = (u32, u32, u32)> {
        (1..=words).flat_map(|word| {
            let range = self.firsts[word as usize] as usize..self.firsts[word as usize + 1] as usize;
            self.steps[range].iter().map(move |(next, node)| (word, *next, *node))
        })
    }
}
