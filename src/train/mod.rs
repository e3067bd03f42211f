//! Labelled postings to a model: vocabulary, fit, calibration, figures. Nothing of this runs when postings are classified.
//!
//! 1. [`design`]: count every keyword and every candidate phrase in every posting.
//! 2. [`recipe`]: choose the terms that carry over from writer to writer, fit the duties ([`fit`], by linfa).
//! 3. Temperature: on scores of voices that were left out, since a new writer is what the model will meet.
//! 4. [`scope`]: fit `in_scope` on the same terms, its threshold and slope on worlds that were left out.
//! 5. [`Reference`]s: how the training postings are spread, so that a file can be compared with them.
//! 6. Write it all down, rounded, with its provenance.

pub mod articles;
pub mod corpus;
pub mod design;
pub mod evaluate;
pub mod figures;
pub mod fit;
pub mod keywords;
pub mod recipe;
pub mod scope;
pub mod select;
pub mod sources;

use corpus::Labelled;
use design::{Design, Lists};
use figures::{Figures, roc_auc};
use keywords::Keywords;
use recipe::{Duties, DutiesRow, HeldOut, Recipe, as_it_stands, beside_the_point, duties_rows, fit_temperature, leave_one_out};
use scope::{Background, Scope, ScopeRow};

use crate::model::Model;
use crate::model::linear::softmax;
use crate::model::reference::{Figure, Reference};
use crate::model::roles::RoleTable;
use crate::model::rule::Rule;
use crate::model::table::{Ring, Table, Term, Word};
use crate::scorer::{Posting, Scorer};
use crate::text::fold::fold_key;
use crate::text::tokens::tokens;

/// All that a model is made of.
#[derive(Debug, Clone)]
pub struct Ingredients {
    /// The labelled postings.
    pub corpus: Vec<Labelled>,
    /// Roles and their names.
    pub roles: RoleTable,
    /// Keywords and themes.
    pub keywords: Keywords,
    /// Function words, and words that no learned term may hold.
    pub lists: Lists,
    /// How common each keyword is in real postings; empty for none.
    pub background: Background,
    /// Provenance that the caller knows: files, digests, date.
    pub about: Vec<(String, String)>,
    /// The numbers of the recipe.
    pub recipe: Recipe,
}

impl Ingredients {
    /// The roles, keywords, function words and background that the project ships, with the default recipe.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn shipped(corpus: Vec<Labelled>, roles: RoleTable) -> Result<Self, String> {
        Ok(Self {
            corpus,
            roles,
            keywords: Keywords::shipped()?,
            lists: shipped_lists(),
            background: Background::parse(include_str!("../../data/background.tsv"))?,
            about: Vec::new(),
            recipe: Recipe::default(),
        })
    }
}

/// The word lists that the project ships.
#[must_use]
pub fn shipped_lists() -> Lists {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    Lists { stops: lines(include_str!("../../data/stopwords.txt")), barred: lines(include_str!("../../data/barred.txt")) }
}

/// The role table that the project ships.
///
/// # Errors
/// Never in a build that passed its tests.
pub fn shipped_roles() -> Result<RoleTable, String> {
    RoleTable::parse(include_str!("../../data/roles.toml"))
}

/// Trains a model. The same ingredients give the same table, on any number of threads.
///
/// # Errors
/// What the ingredients lack: a role without postings, a keyword claimed twice, a fit that does not converge.
pub fn train(ingredients: &Ingredients) -> Result<Table, String> {
    let Ingredients { corpus, roles, keywords, lists, recipe, .. } = ingredients;
    let k = roles.roles.len();
    let design = Design::new(corpus, roles, keywords, lists, true)?.with_background(&ingredients.background);
    let rows = duties_rows(corpus);
    for role in 0..k {
        if !rows.iter().any(|row| row.role == role) {
            return Err(format!("no posting bears the label {:?}", roles.roles[role].name));
        }
    }
    let duties = Duties::train(&design, &rows.iter().collect::<Vec<_>>(), k, recipe)?;
    let (temperature, shift) = calibrate(&design, &rows, k, recipe)?;
    let (scope, scope_figures) = train_scope(&design, ingredients, &duties)?;
    let rule = Rule { temperature, title_weight: title_weight(corpus, roles)?, scope_bias: scope.bias, ..Rule::default() };

    let names: Vec<String> = roles.roles.iter().map(|role| role.name.clone()).collect();
    let figures = |held_out: &HeldOut| Figures::measure(&names, &probabilities(held_out, temperature));
    let mut about = ingredients.about.clone();
    let mut note = |key: &str, value: String| about.push((key.to_owned(), value));
    note("rows", format!("{} of the roles, {} of other jobs", rows.len(), corpus.len() - rows.len()));
    note(
        "recipe",
        format!(
            "penalty {:.4}, keyword scale {}, learned terms in {:.2} of the worlds and {} standard errors from none",
            recipe.penalty, recipe.keyword_scale, recipe.selection.worlds, recipe.selection.steadiness
        ),
    );
    for ring in Ring::ALL {
        let terms = duties.chosen.candidates.iter().filter(|id| design.candidates[id.index()].ring == ring).count();
        note(&format!("terms, {}", ring.name()), terms.to_string());
    }
    if let Some(figures) = shift.as_ref().map(figures) {
        note(
            "left-out voices (authored)",
            format!(
                "{} rows, macro-F1 {:.3}, calibration error {:.3}",
                figures.rows, figures.macro_f1, figures.calibration_error
            ),
        );
    }
    note("scope, left-out worlds (authored)", scope_figures);

    let mut terms: Vec<Term> = (0..)
        .map(crate::text::vocabulary::TermId)
        .zip(&duties.chosen.candidates)
        .map(|(new, old)| {
            let candidate = &design.candidates[old.index()];
            Term {
                name: candidate.name.clone(),
                ring: candidate.ring,
                theme: candidate.theme.clone(),
                idf: duties.chosen.idf(new),
                scope: scope.weights[new.index()],
                weights: duties.linear.weights(new).to_vec(),
                surfaces: candidate.surfaces.clone(),
            }
        })
        .collect();
    terms.sort_by(|a, b| a.name.cmp(&b.name));
    let words = used_words(&design, &terms, &roles.cut());
    let mut table = Table {
        about,
        references: Vec::new(),
        rule,
        roles: roles.clone(),
        bias: duties.linear.bias().to_vec(),
        themes: keywords.themes.clone(),
        stops: lists.stops.clone(),
        words,
        terms,
    };
    let model = Model::new(table.clone())?;
    table.references = references(&model, corpus, shift.map(|held_out| probabilities(&held_out, temperature)));
    Ok(table)
}

/// What the roles' postings look like, for comparing files with them: the confidence from held-out answers, where there
/// are any, the rest from the postings themselves.
fn references(model: &Model, corpus: &[Labelled], held_out: Option<Vec<(usize, Vec<f64>)>>) -> Vec<Reference> {
    let mut scorer = Scorer::new(model);
    let mut values = |figure: Figure| -> Vec<f64> {
        if figure == Figure::Confidence {
            let answers = held_out.iter().flatten();
            return answers.map(|(_, p)| p.iter().copied().fold(0.0, f64::max)).collect();
        }
        let roles = corpus.iter().filter(|posting| posting.role.is_some());
        roles
            .map(|posting| {
                scorer.predict(Posting { title: posting.title.as_bytes(), texts: &[posting.text.as_bytes()] });
                scorer.figure(figure)
            })
            .collect()
    };
    Figure::ALL.into_iter().filter_map(|figure| Reference::of(figure, values(figure))).collect()
}

/// The temperature, and the scores of voices left out (or worlds, where there is one voice) as they stand. It is fitted on
/// them as they stand and with words beside the point, half and half: the model will meet new writers, who digress. `None`
/// and 1 where there is nothing to leave out.
fn calibrate(design: &Design, rows: &[DutiesRow], roles: usize, recipe: &Recipe) -> Result<(f64, Option<HeldOut>), String> {
    let several = |group: fn(&DutiesRow) -> usize| rows.iter().any(|row| group(row) > 0);
    let group: fn(&DutiesRow) -> usize = if several(|row| row.voice) { |row| row.voice } else { |row| row.world };
    if !several(group) {
        return Ok((1.0, None));
    }
    let plain = leave_one_out(design, rows, roles, recipe, group, as_it_stands)?.concat();
    let digressing = leave_one_out(design, rows, roles, recipe, group, beside_the_point)?.concat();
    Ok((fit_temperature(&[plain.clone(), digressing].concat()), Some(plain)))
}

/// Probabilities at a temperature.
#[must_use]
pub fn probabilities(held_out: &[(usize, Vec<f64>)], temperature: f64) -> Vec<(usize, Vec<f64>)> {
    let at = |(role, scores): &(usize, Vec<f64>)| {
        let mut p: Vec<f64> = scores.iter().map(|score| score / temperature).collect();
        softmax(&mut p);
        (*role, p)
    };
    held_out.iter().map(at).collect()
}

fn train_scope(design: &Design, ingredients: &Ingredients, duties: &Duties) -> Result<(Scope, String), String> {
    let Ingredients { corpus, background, .. } = ingredients;
    let row = |i: usize| ScopeRow {
        counts: &design.counts[i],
        words: design.lengths[i],
        inside: corpus[i].role.is_some(),
        neighbour: corpus[i].label == NEIGHBOUR,
    };
    let rows: Vec<ScopeRow<'_>> = (0..corpus.len()).map(row).collect();
    if rows.iter().all(|row| row.inside) {
        let weights = vec![0.0; duties.chosen.candidates.len()];
        return Ok((Scope { bias: 9.0, weights }, "no postings of other jobs: every posting counts as in scope".into()));
    }
    let mut worlds: Vec<&String> = corpus.iter().map(|posting| &posting.world).collect();
    worlds.sort();
    worlds.dedup();
    let mut held_out = Vec::new();
    for world in worlds {
        let (out, seen): (Vec<usize>, Vec<usize>) = (0..corpus.len()).partition(|i| corpus[*i].world == *world);
        let seen: Vec<ScopeRow<'_>> = seen.into_iter().map(|i| rows[i]).collect();
        if seen.iter().all(|r| r.inside) || !seen.iter().any(|r| r.inside) {
            continue;
        }
        let scope = Scope::train(&seen, &duties.chosen, &design.candidates, background)?;
        held_out.extend(out.into_iter().map(|i| (rows[i].inside, scope.score(&rows[i], &duties.chosen))));
    }
    let side = |inside: bool| held_out.iter().filter(|r| r.0 == inside).map(|r| r.1).collect::<Vec<f64>>();
    let auc = roc_auc(&side(true), &side(false));
    let figures = format!("{} rows of the roles, {} of other jobs, ROC AUC {auc:.3}", side(true).len(), side(false).len());
    let scope = Scope::train(&rows, &duties.chosen, &design.candidates, background)?;
    Ok((scope.calibrated(&held_out), figures))
}

/// The label of neighbouring jobs; all other labels that are no roles are other trades.
const NEIGHBOUR: &str = "other-tech";

/// What a title's word is granted to be wrong at least, whatever the training titles say: authored titles are far more
/// faithful than those of life.
const TITLE_ERROR: f64 = 0.1;

/// The weight of a title that names a role: the log-odds of how often such titles are right, by Laplace's rule and not
/// beyond an error of [`TITLE_ERROR`].
fn title_weight(corpus: &[Labelled], roles: &RoleTable) -> Result<f64, String> {
    let reader = crate::model::title_reader(roles)?;
    let (mut named, mut wrong) = (0.0, 0.0);
    for posting in corpus {
        let title = reader(&posting.title);
        if let (Some(role), 1, false) = (posting.role, title.roles().len(), title.is_deputy()) {
            named += 1.0;
            wrong += f64::from(u8::from(!title.names(role)));
        }
    }
    let others = (roles.roles.len() - 1) as f64;
    let error: f64 = ((wrong + 1.0) / (named + 2.0)).clamp(TITLE_ERROR, 1.0);
    Ok(design::round(libm::log((1.0 - error) * others / error).max(0.0)))
}

/// The words that the terms, and the names that are cut, use.
fn used_words(design: &Design, terms: &[Term], names: &[String]) -> Vec<Word> {
    let phrases = terms.iter().flat_map(|term| &term.surfaces).chain(names);
    let used: std::collections::HashSet<String> = phrases.flat_map(|phrase| tokens(phrase)).map(|form| fold_key(&form)).collect();
    design.words.iter().filter(|forms| used.contains(&fold_key(&forms[0]))).map(|forms| Word::new(forms)).collect()
}
