//! A table of phrases: sequences of words, each with a value, found by walking on from their first word.

use foldhash::HashMap;

use super::vocabulary::WordId;

/// A state of the walk: the words read so far begin at least one phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Node(u32);

/// A map from phrases (sequences of [`WordId`]) to values.
///
/// A lookup costs one array read for a word that begins no phrase, which is nearly every word of a posting.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    /// By word: the node of the phrases that begin with it.
    first: Vec<Option<Node>>,
    next: HashMap<(Node, WordId), Node>,
    /// By node: the value of the phrase that ends there.
    values: Vec<Option<T>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { first: Vec::new(), next: HashMap::default(), values: Vec::new() }
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds a phrase. Returns the value that it already had, which stands; an empty phrase is ignored.
    pub fn insert(&mut self, phrase: &[WordId], value: T) -> Option<T> {
        let slot = self.slot(phrase)?;
        if slot.is_none() {
            *slot = Some(value);
            return None;
        }
        *slot
    }

    /// The place of a phrase's value; `None` if it is empty.
    pub fn slot(&mut self, phrase: &[WordId]) -> Option<&mut Option<T>> {
        let (&head, tail) = phrase.split_first()?;
        if self.first.len() <= head.index() {
            self.first.resize(head.index() + 1, None);
        }
        let mut node = match self.first[head.index()] {
            Some(node) => node,
            None => {
                let node = Self::add_node(&mut self.values);
                self.first[head.index()] = Some(node);
                node
            }
        };
        for &word in tail {
            let values = &mut self.values;
            node = *self.next.entry((node, word)).or_insert_with(|| Self::add_node(values));
        }
        Some(&mut self.values[node.0 as usize])
    }

    fn add_node(values: &mut Vec<Option<T>>) -> Node {
        values.push(None);
        Node(u32::try_from(values.len() - 1).expect("fewer than 2^32 words of phrases"))
    }

    /// Calls `found` with the length and the value of every phrase that `words` begins with, shortest first.
    #[inline]
    pub fn for_each_prefix(&self, words: impl IntoIterator<Item = WordId>, mut found: impl FnMut(usize, T)) {
        let mut words = words.into_iter();
        let Some(head) = words.next() else { return };
        let Some(&Some(mut node)) = self.first.get(head.index()) else { return };
        let mut length = 1;
        loop {
            if let Some(value) = self.values[node.0 as usize] {
                found(length, value);
            }
            let Some(word) = words.next() else { return };
            let Some(&next) = self.next.get(&(node, word)) else { return };
            node = next;
            length += 1;
        }
    }

    /// Every word with which a phrase begins.
    pub(super) fn heads(&self) -> impl Iterator<Item = (WordId, u32)> {
        (0..).map(WordId).zip(&self.first).filter_map(|(word, node)| node.map(|node| (word, node.0)))
    }

    /// Every step from one node to the next: node, word, node.
    pub(super) fn steps(&self) -> impl Iterator<Item = (u32, WordId, u32)> {
        self.next.iter().map(|((node, word), next)| (node.0, *word, next.0))
    }

    /// By node: the value of the phrase that ends there.
    pub(super) fn values(&self) -> &[Option<T>] {
        &self.values
    }

    /// The length and value of the longest phrase that `words` begins with.
    #[must_use]
    pub fn longest_prefix(&self, words: impl IntoIterator<Item = WordId>) -> Option<(usize, T)> {
        let mut longest = None;
        self.for_each_prefix(words, |length, value| longest = Some((length, value)));
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(ids: &[u32]) -> Vec<WordId> {
        ids.iter().copied().map(WordId).collect()
    }

    #[test]
    fn prefixes_come_shortest_first_and_the_first_value_stands() {
        let mut phrases = Phrases::default();
        assert_eq!(phrases.insert(&words(&[1, 2, 3]), 'c'), None);
        assert_eq!(phrases.insert(&words(&[1]), 'a'), None);
        assert_eq!(phrases.insert(&words(&[1]), 'z'), Some('a'));
        assert_eq!(phrases.insert(&[], 'e'), None);
        let mut found = Vec::new();
        phrases.for_each_prefix(words(&[1, 2, 3, 4]), |length, value| found.push((length, value)));
        assert_eq!(found, [(1, 'a'), (3, 'c')]);
        assert_eq!(phrases.longest_prefix(words(&[1, 2, 9])), Some((1, 'a')));
        assert_eq!(phrases.longest_prefix(words(&[2, 3])), None);
        assert_eq!(phrases.longest_prefix(words(&[])), None);
    }
}
