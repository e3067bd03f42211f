//! What the training postings looked like, so that a file can be compared with them.
//!
//! A reference is a histogram of one figure over the training postings of the roles: edges that rise, and the postings
//! between them.

/// A figure of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// The highest probability by the duties. Of training postings, as a model says that did not see their writer's.
    Confidence,
    /// The length of the texts in words, function words and names of roles left out.
    Words,
    /// Distinct known terms a hundred such words.
    Known,
}

impl Figure {
    /// All figures, in the order of the file.
    pub const ALL: [Self; 3] = [Self::Confidence, Self::Words, Self::Known];

    /// Its name in the model file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Confidence => "confidence",
            Self::Words => "words",
            Self::Known => "known",
        }
    }

    /// The figure of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }
}

/// The most edges that a histogram may have.
pub const MAX_EDGES: usize = 32;

/// How one figure was spread over the training postings.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Which figure.
    pub figure: Figure,
    /// Between the bins, rising. A value on an edge belongs to the bin above.
    pub edges: Vec<f64>,
    /// Postings in each bin: one more than there are edges.
    pub counts: Vec<u64>,
}

impl Reference {
    /// With edges at the tenths of `values`, rounded to four decimals; fewer edges where many values are the same.
    /// `None` without values.
    #[must_use]
    pub fn of(figure: Figure, mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = *values.last()?;
        let tenth = |i: usize| (values[i * values.len() / 10] * 1e4).round() / 1e4;
        let mut edges: Vec<f64> = (1..10).map(tenth).filter(|edge| *edge > values[0] && *edge <= last).collect();
        edges.dedup();
        let mut reference = Self { figure, counts: vec![0; edges.len() + 1], edges };
        for value in values {
            let bin = reference.bin(value);
            reference.counts[bin] += 1;
        }
        Some(reference)
    }

    /// The bin of a value.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        self.edges.iter().filter(|edge| value >= **edge).count()
    }

    /// Whether edges and counts are as they should be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.edges.len() <= MAX_EDGES
            && self.counts.len() == self.edges.len() + 1
            && self.edges.is_sorted_by(|a, b| a < b)
            && self.counts.iter().any(|count| *count > 0)
    }

    /// The training postings counted.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_a_tenth_each_and_equal_values_share_one() {
        let reference = Reference::of(Figure::Words, (0..100).map(f64::from).collect()).unwrap();
        assert_eq!(reference.edges, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]);
        assert!(reference.counts.iter().all(|count| *count == 10) && reference.is_sound());
        assert_eq!([-1.0, 10.0, 1e9].map(|v| reference.bin(v)), [0, 1, 9]);
        let same = Reference::of(Figure::Known, vec![1.0; 50]).unwrap();
        assert!(same.edges.is_empty() && same.counts == [50] && same.is_sound());
        assert_eq!(Reference::of(Figure::Known, Vec::new()), None);
    }
}
