//! Candidate keywords of articles that describe roles.
//!
//! 1. An article is cut into sections. A line that is short, names exactly one role and ends in a colon or a question mark
//!    is a heading, and what follows, up to the next heading, is that role's section. Text under a line that names several
//!    roles, or before the first heading, is nobody's.
//! 2. Phrases are runs of one to three words without function words or role names between punctuation, folded as the model folds them.
//! 3. A phrase's rank is its weighted log-odds against the other roles' sections (Monroe, Colaresi and Quinn, "Fightin'
//!    Words", 2008): δ = ln((y + a) / (n + A − y − a)) − the same of the others, divided by √(1/(y + a) + 1/(y' + a)), with
//!    a = 0.5 for each distinct phrase, A their sum, y and n the counts of the phrase and of all phrases in the section.
//!    Of phrases that say the same as often (`data`, `data privacy`), the longer one stays.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::RoleId;
use crate::model::roles::RoleTable;
use crate::text::fold::fold_key;
use crate::text::tokens::tokens;

/// A phrase of a role's section.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// The role whose section it belongs to most.
    pub role: RoleId,
    /// The phrase as it stands first.
    pub phrase: String,
    /// How often it stands in that role's sections.
    pub count: usize,
    /// How often it stands in the other roles' sections.
    pub elsewhere: usize,
    /// Weighted log-odds; about 2 is rarely chance.
    pub score: f64,
}

/// The longest phrase, in words.
const PHRASE_WORDS: usize = 3;
/// The longest heading, in words.
const HEADING_WORDS: usize = 8;
/// What each distinct phrase is granted before counting.
const PRIOR: f64 = 0.5;

/// The sections of an article: a role, and a line of its text.
fn sections<'a>(article: &'a str, read: &impl Fn(&str) -> Option<RoleId>) -> Vec<(RoleId, &'a str)> {
    let mut current = None;
    let mut lines = Vec::new();
    for line in article.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.ends_with([':', '?']) && tokens(line).len() <= HEADING_WORDS {
            current = read(line);
        } else if let Some(role) = current {
            lines.push((role, line));
        }
    }
    lines
}

fn lower_tokens(text: &str) -> Vec<String> {
    tokens(&text.to_lowercase())
}

/// The tokens with an empty one in place of every name of a role, the longest name first.
fn without_names(forms: Vec<String>, names: &HashSet<Vec<String>>) -> Vec<String> {
    let longest = names.iter().map(Vec::len).max().unwrap_or(0);
    let mut left = Vec::new();
    let mut from = 0;
    while from < forms.len() {
        let lengths = (1..=longest.min(forms.len() - from)).rev();
        match lengths.into_iter().find(|length| names.contains(&forms[from..from + length])) {
            Some(length) => {
                left.push(String::new());
                from += length;
            }
            None => {
                left.push(forms[from].clone());
                from += 1;
            }
        }
    }
    left
}

/// The phrases of all `articles`, best first within each role.
///
/// # Errors
/// A role table whose names cannot be read.
pub fn phrases(articles: &[String], roles: &RoleTable, stops: &[String]) -> Result<Vec<Phrase>, String> {
    let reader = crate::model::title_reader(roles)?;
    let one_role = |line: &str| {
        let named = reader(line).roles();
        if named.len() == 1 { named.iter().next() } else { None }
    };
    let mut counts: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    let mut shown: HashMap<Vec<String>, String> = HashMap::new();
    let k = roles.roles.len();
    let names: HashSet<Vec<String>> = roles.cut().iter().map(|name| lower_tokens(name)).collect();
    for (role, line) in articles.iter().flat_map(|article| sections(article, &one_role)) {
        for clause in line.split(['.', ',', ';', ':', '?', '!', '(', ')']) {
            let forms = without_names(lower_tokens(clause), &names);
            for run in forms.split(|form| form.is_empty() || stops.contains(form)) {
                for length in 1..=PHRASE_WORDS {
                    for window in run.windows(length) {
                        let key: Vec<String> = window.iter().map(|form| fold_key(form)).collect();
                        shown.entry(key.clone()).or_insert_with(|| window.join(" "));
                        counts.entry(key).or_insert_with(|| vec![0; k])[role.index()] += 1;
                    }
                }
            }
        }
    }
    let mut totals = vec![0.0; k];
    for by_role in counts.values() {
        by_role.iter().zip(&mut totals).for_each(|(n, total)| *total += *n as f64);
    }
    let prior = PRIOR * counts.len() as f64;
    let all: f64 = totals.iter().sum();
    let score = |by_role: &[usize], role: usize| {
        let (y, n) = (by_role[role] as f64, totals[role]);
        let (rest, others) = (by_role.iter().sum::<usize>() as f64 - y, all - n);
        let odds = |y: f64, n: f64| ((y + PRIOR) / (n + prior - y - PRIOR)).ln();
        (odds(y, n) - odds(rest, others)) / (1.0 / (y + PRIOR) + 1.0 / (rest + PRIOR)).sqrt()
    };
    let covered = |key: &[String], by_role: &[usize]| {
        counts
            .iter()
            .any(|(longer, counts)| longer.len() > key.len() && counts == by_role && longer.windows(key.len()).any(|w| w == key))
    };
    let mut found: Vec<Phrase> = counts
        .iter()
        .filter(|(key, by_role)| !covered(key, by_role))
        .filter_map(|(key, by_role)| {
            let role = (0..k).max_by(|a, b| score(by_role, *a).total_cmp(&score(by_role, *b)))?;
            let (count, all) = (by_role[role], by_role.iter().sum::<usize>());
            Some(Phrase {
                role: RoleId::at(role),
                phrase: shown[key].clone(),
                count,
                elsewhere: all - count,
                score: score(by_role, role),
            })
        })
        .collect();
    found.sort_by(|a, b| a.role.cmp(&b.role).then(b.score.total_cmp(&a.score)).then_with(|| a.phrase.cmp(&b.phrase)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article of our own.
    const ARTICLE: &str = "Who does what?\nEveryone talks about budgets.\n\nChief Information Officer (CIO):\nLooks after records and data privacy. \
                           Data privacy is a matter for the board.\n\nWhat does a CTO do?\nShips products. Products need engineers, and data.\n";

    #[test]
    fn sections_follow_their_headings() {
        let roles = RoleTable::parse(
            "[[role]]\nname = \"CIO\"\ncolumn = \"p_cio\"\nnames = [\"cio\", \"chief information officer\"]\n\
             [[role]]\nname = \"CTO\"\ncolumn = \"p_cto\"\nnames = [\"cto\"]\n",
        )
        .unwrap();
        let stops: Vec<String> = ["after", "and", "is", "a", "for", "the", "need"].map(String::from).to_vec();
        let found = phrases(&[ARTICLE.to_owned()], &roles, &stops).unwrap();
        let of = |role: u8| {
            found.iter().filter(|p| p.role == RoleId(role)).map(|p| (p.phrase.as_str(), p.count, p.elsewhere)).collect::<Vec<_>>()
        };
        assert_eq!(of(0)[0], ("data privacy", 2, 0));
        assert!(of(0).contains(&("records", 1, 0)) && of(0).contains(&("data", 2, 1)));
        assert_eq!(of(1)[0], ("products", 2, 0));
        assert!(!found.iter().any(|p| p.phrase.contains("budgets")), "text before the first heading is nobody's");
        assert!(!found.iter().any(|p| p.phrase == "privacy"), "the longer phrase stands for it");
    }
}
