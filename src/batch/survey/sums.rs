//! Sums over rows. Whole numbers only: in whatever order they are added, they are the same.

use crate::model::explain::runner_up;
use crate::model::rule::highest;
use crate::model::title::Title;
use crate::model::{Model, RoleId};
use crate::scorer::{Prediction, Scorer};

/// Bins of the confidence, all of one width.
pub const CONFIDENCE_BINS: usize = 50;

/// Cells of the map on either axis, from -1 to 1.
pub const GRID: usize = 80;

/// One unit of log-odds in [`Worth::share`].
pub const SHARE_UNIT: f64 = 65_536.0;

/// What a term did for the rows of one role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worth {
    /// Rows in which it occurs.
    pub rows: u64,
    /// The sum of its shares in the log-odds of the answer against the runner-up, in [`SHARE_UNIT`]s.
    pub share: i64,
}

/// What titles say, for the table of titles against duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleSays {
    /// One role.
    Role(RoleId),
    /// More than one.
    Several,
    /// A deputy's.
    Deputy,
    /// None.
    Nothing,
}

/// Sums over rows. A class is a role, or the number of roles for rows that are not in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Rows by class, then by [`CONFIDENCE_BINS`].
    pub confidence: Vec<[u64; CONFIDENCE_BINS]>,
    /// Rows by class, then by strategy, then by external: the lowest cells first.
    pub map: Vec<Vec<u64>>,
    /// Rows not in scope, by role.
    pub outside: Vec<u64>,
    /// By role, then by term: rows in scope.
    pub terms: Vec<Vec<Worth>>,
    /// Rows in scope by what the title says (roles, several, deputy, nothing), then by what the duties say (roles, nothing).
    pub titles: Vec<Vec<u64>>,
    /// By the model's references, then by their bins: rows in scope.
    pub figures: Vec<Vec<u64>>,
}

impl TitleSays {
    /// Of a title that was read.
    #[must_use]
    pub fn of(title: Title) -> Self {
        match (title.is_deputy() && title.any(), title.roles().len(), title.roles().iter().next()) {
            (true, ..) => Self::Deputy,
            (_, 1, Some(role)) => Self::Role(role),
            (_, _, Some(_)) => Self::Several,
            (_, _, None) => Self::Nothing,
        }
    }

    /// Its line in [`Sums::titles`], of a model with so many roles.
    #[must_use]
    pub fn line(self, roles: usize) -> usize {
        match self {
            Self::Role(role) => role.index(),
            Self::Several => roles,
            Self::Deputy => roles + 1,
            Self::Nothing => roles + 2,
        }
    }
}

impl Sums {
    /// Nothing summed yet.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let roles = model.roles().len();
        Self {
            confidence: vec![[0; CONFIDENCE_BINS]; roles + 1],
            map: vec![vec![0; GRID * GRID]; roles + 1],
            outside: vec![0; roles],
            terms: vec![vec![Worth::default(); model.terms().len()]; roles],
            titles: vec![vec![0; roles + 1]; roles + 3],
            figures: model.table().references.iter().map(|reference| vec![0; reference.counts.len()]).collect(),
        }
    }

    /// The class of a row.
    #[must_use]
    pub fn class(&self, prediction: &Prediction) -> usize {
        if prediction.review.not_it_leadership { self.terms.len() } else { prediction.role.index() }
    }

    /// Rows of a class.
    #[must_use]
    pub fn rows(&self, class: usize) -> u64 {
        self.confidence[class].iter().sum()
    }

    /// Counts the row that `scorer` has classified; `places` has the terms' places on the map. Returns its own, strategy
    /// before external.
    pub(super) fn count(&mut self, model: &Model, scorer: &Scorer<'_>, places: &[[f64; 3]]) -> [f64; 2] {
        let (prediction, features) = (scorer.prediction(), scorer.features());
        let class = self.class(prediction);
        let bin = (prediction.confidence() * CONFIDENCE_BINS as f64) as usize;
        self.confidence[class][bin.min(CONFIDENCE_BINS - 1)] += 1;
        let mut sums = [0.0; 3];
        for (term, value) in features {
            for (sum, place) in sums.iter_mut().zip(places[term.index()]) {
                *sum += value * place;
            }
        }
        let at = if sums[0] > 0.0 { [sums[1] / sums[0], sums[2] / sums[0]] } else { [0.0; 2] };
        self.map[class][cell(at[0]) * GRID + cell(at[1])] += 1;
        if prediction.review.not_it_leadership {
            self.outside[prediction.role.index()] += 1;
            return at;
        }
        let (answer, runner_up) = (prediction.role.index(), runner_up(prediction).index());
        let unit = SHARE_UNIT / model.rule().temperature;
        for (term, value) in features {
            let weights = model.duties.weights(*term);
            let worth = &mut self.terms[answer][term.index()];
            worth.rows += 1;
            worth.share += ((weights[answer] - weights[runner_up]) * value * unit) as i64;
        }
        let duties = prediction.duties_role.map_or(self.terms.len(), |_| highest(&prediction.duties));
        self.titles[TitleSays::of(prediction.title).line(self.terms.len())][duties] += 1;
        for (counts, reference) in self.figures.iter_mut().zip(&model.table().references) {
            counts[reference.bin(scorer.figure(reference.figure))] += 1;
        }
        at
    }

    /// Adds the sums of other rows.
    pub fn add(&mut self, other: &Self) {
        let both = |mine: &mut [u64], theirs: &[u64]| mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        self.confidence.iter_mut().zip(&other.confidence).for_each(|(a, b)| both(a, b));
        self.map.iter_mut().zip(&other.map).for_each(|(a, b)| both(a, b));
        both(&mut self.outside, &other.outside);
        for (mine, theirs) in self.terms.iter_mut().flatten().zip(other.terms.iter().flatten()) {
            mine.rows += theirs.rows;
            mine.share += theirs.share;
        }
        self.titles.iter_mut().zip(&other.titles).for_each(|(a, b)| both(a, b));
        self.figures.iter_mut().zip(&other.figures).for_each(|(a, b)| both(a, b));
    }
}

/// The cell of the map's axis that a place from -1 to 1 lies in.
fn cell(place: f64) -> usize {
    (((place + 1.0) / 2.0 * GRID as f64) as usize).min(GRID - 1)
}
