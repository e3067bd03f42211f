//! Which learned terms carry over from one writer to another: an author's tics are not evidence.
//!
//! A term stays when postings of several worlds (employers and writers that share a hand) use it, and its tie to a role is
//! steady across them. Per world, the tie to a role is the share of the role's postings that use the term less the mean
//! share of the other roles. Steady means that |mean over worlds| is at least [`Selection::steadiness`] standard errors;
//! the variance is the mean of the observed one and of the binomial one that shares of so few postings have by chance, so
//! that a few worlds in accidental agreement do not pass.

use std::collections::BTreeSet;

use super::design::{Candidate, TermCounts};
use crate::model::table::Ring;
use crate::text::vocabulary::TermId;

/// How strict the choice of learned terms is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selection {
    /// A learned term occurs in at least this share of the worlds (and in at least two).
    pub worlds: f64,
    /// Its tie to some role is at least so many standard errors from nothing.
    pub steadiness: f64,
    /// A learned term occurs in at least so many postings.
    pub postings: usize,
    /// At most so many learned terms, the steadiest.
    pub most: usize,
}

impl Default for Selection {
    fn default() -> Self {
        Self { worlds: 4.0 / 11.0, steadiness: 2.0, postings: 2, most: 300 }
    }
}

/// A posting to choose by: its counts, its role, and the number of its world.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// Its terms.
    pub counts: &'a TermCounts,
    /// Its role's number.
    pub role: usize,
    /// Its world's number.
    pub world: usize,
}

/// The candidates to keep, in order, each with its steadiness: all keywords (those that the roles never use are evidence of
/// other jobs), and learned terms that carry over.
#[must_use]
pub fn select(candidates: &[Candidate], examples: &[Example<'_>], roles: usize, selection: Selection) -> Vec<(TermId, f64)> {
    let worlds: Vec<usize> = examples.iter().map(|e| e.world).collect::<BTreeSet<_>>().into_iter().collect();
    let cell = |e: &Example<'_>| worlds.binary_search(&e.world).unwrap_or(0) * roles + e.role;
    let mut postings = vec![0.0; worlds.len() * roles];
    // By term: postings that use it, per world and role.
    let mut users = vec![Vec::new(); candidates.len()];
    for example in examples {
        postings[cell(example)] += 1.0;
        for (term, _) in example.counts {
            let users: &mut Vec<f64> = &mut users[term.index()];
            users.resize(worlds.len() * roles, 0.0);
            users[cell(example)] += 1.0;
        }
    }
    let least_worlds = (selection.worlds * worlds.len() as f64).round().max(2.0).min(worlds.len() as f64);
    let judge = |(term, candidate): (TermId, &Candidate)| {
        let users = &users[term.index()];
        let learned = candidate.ring == Ring::Learned;
        if learned && users.iter().sum::<f64>() < selection.postings as f64 {
            return None;
        }
        let steady = steadiness(users, &postings, roles, examples.len() as f64);
        let spread = users.chunks(roles).filter(|world| world.iter().any(|n| *n > 0.0)).count();
        let carries_over = spread as f64 >= least_worlds && steady >= selection.steadiness;
        (!learned || carries_over).then_some((term, steady))
    };
    let mut kept: Vec<(TermId, f64)> = (0..).map(TermId).zip(candidates).filter_map(judge).collect();
    let learned = |term: TermId| candidates[term.index()].ring == Ring::Learned;
    let mut steady: Vec<f64> = kept.iter().filter(|(term, _)| learned(*term)).map(|(_, steady)| *steady).collect();
    if steady.len() > selection.most {
        steady.sort_by(|a, b| b.total_cmp(a));
        let least = steady[selection.most - 1];
        kept.retain(|(term, steady)| !learned(*term) || *steady >= least);
    }
    kept
}

/// The largest |mean| / standard error over the roles of a term's tie to the role, across worlds.
fn steadiness(users: &[f64], postings: &[f64], roles: usize, examples: f64) -> f64 {
    let worlds = users.len() / roles;
    if worlds < 2 {
        return f64::INFINITY;
    }
    let n = worlds as f64;
    let share = (users.iter().sum::<f64>() / examples).clamp(0.01, 0.99);
    // The difference of one share from the mean of the others, each of about examples / worlds / roles postings.
    let others = (roles - 1) as f64;
    let by_chance = share * (1.0 - share) * (1.0 + 1.0 / others) * n * roles as f64 / examples;
    let mut best = 0.0_f64;
    for role in 0..roles {
        let ties = users.chunks(roles).zip(postings.chunks(roles)).map(|(users, postings)| {
            let rate = |i: usize| if postings[i] > 0.0 { users[i] / postings[i] } else { 0.0 };
            let rest: f64 = (0..roles).filter(|i| *i != role).map(rate).sum();
            rate(role) - rest / others
        });
        let ties: Vec<f64> = ties.collect();
        let mean = ties.iter().sum::<f64>() / n;
        let observed = ties.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / (n - 1.0);
        best = best.max(mean.abs() / ((observed + by_chance) / 2.0 / n).sqrt());
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(ring: Ring) -> Candidate {
        Candidate { name: String::new(), ring, theme: String::new(), surfaces: Vec::new() }
    }

    /// Six worlds with ten postings of each of two roles. Term 0: a keyword. Term 1: all postings of role 0, everywhere.
    /// Term 2: as often, but in one world only. Term 3: in every world, of either role in turn.
    #[test]
    fn tics_go_and_what_carries_over_stays() {
        let mut rows: Vec<(TermCounts, usize, usize)> = Vec::new();
        for world in 0..6 {
            for role in 0..2 {
                for i in 0..10 {
                    let mut counts = vec![(TermId(0), 1)];
                    if role == 0 {
                        counts.push((TermId(1), 1));
                    }
                    if world == 3 && role == 0 {
                        counts.push((TermId(2), 1));
                    }
                    if (i + world + role) % 2 == 0 {
                        counts.push((TermId(3), 1));
                    }
                    rows.push((counts, role, world));
                }
            }
        }
        let examples: Vec<Example<'_>> =
            rows.iter().map(|(counts, role, world)| Example { counts, role: *role, world: *world }).collect();
        let candidates = [Ring::Article, Ring::Learned, Ring::Learned, Ring::Learned].map(candidate);
        let kept = select(&candidates, &examples, 2, Selection::default());
        assert_eq!(kept.iter().map(|(term, _)| term.0).collect::<Vec<_>>(), [0, 1]);
    }
}
