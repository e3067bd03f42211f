//! Phrases, packed for walking: most walks end after one look at one node.

use crate::text::phrases::Phrases;
use crate::text::vocabulary::WordId;

/// A state of a walk. Those after one word have the number of that word (see [`super::Known::word`]); 0 leads nowhere.
#[derive(Debug, Clone, Copy)]
struct Node<T> {
    /// A bit for the last six bits of each word that leads on.
    filter: u64,
    /// The first of the steps from here; the next node has the first behind them.
    steps: u32,
    value: Option<T>,
}

/// A frozen map from phrases to values.
#[derive(Debug, Clone)]
pub struct Trie<T> {
    nodes: Vec<Node<T>>,
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
        let mut all: Vec<(u32, u32, u32)> = phrases
            .steps()
            .map(|(from, word, to)| (renumbered[from as usize], number(word), renumbered[to as usize]))
            .collect();
        all.sort_unstable();
        let size = renumbered.iter().copied().max().unwrap_or(0).max(words) as usize + 2;
        let mut nodes = vec![Node { filter: 0, steps: 0, value: None }; size];
        for (node, value) in renumbered.iter().zip(phrases.values()) {
            nodes[*node as usize].value = *value;
        }
        for (from, word, _) in &all {
            nodes[*from as usize].filter |= bit(*word);
            nodes[*from as usize + 1].steps += 1;
        }
        let mut sum = 0;
        for node in &mut nodes {
            sum += node.steps;
            node.steps = sum;
        }
        Self { nodes, steps: all.into_iter().map(|(_, word, to)| (word, to)).collect() }
    }

    /// Whether any phrase begins with this word.
    pub fn begins(&self, word: u32) -> bool {
        let node = &self.nodes[word as usize];
        node.filter != 0 || node.value.is_some()
    }

    #[inline]
    fn step(&self, node: u32, word: u32) -> Option<u32> {
        if self.nodes[node as usize].filter & bit(word) == 0 {
            return None;
        }
        let steps = &self.steps[self.nodes[node as usize].steps as usize..self.nodes[node as usize + 1].steps as usize];
        let at = steps.partition_point(|step| step.0 < word);
        steps.get(at).filter(|step| step.0 == word).map(|step| step.1)
    }

    /// Calls `found` with the length and the value of every phrase that `words` (their numbers, 0 for none) begin with,
    /// shortest first.
    #[inline]
    pub fn for_each_prefix(&self, words: impl IntoIterator<Item = u32>, mut found: impl FnMut(usize, T)) {
        let mut words = words.into_iter();
        let Some(mut node) = words.next() else { return };
        let mut length = 1;
        loop {
            if let Some(value) = self.nodes[node as usize].value {
                found(length, value);
            }
            let Some(next) = words.next().and_then(|word| self.step(node, word)) else { return };
            node = next;
            length += 1;
        }
    }
}
