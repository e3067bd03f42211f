//! The rows of the review list, each with its marked text and its exact sum.

use super::escape;
use super::numbers::thousands;
use super::plot::{Px, Scale, colour};
use crate::batch::survey::{Row, TitleSays};
use crate::model::Model;
use crate::model::explain::Explanation;
use rayon::prelude::*;

/// Keywords listed in the sum of a row; the others are added up.
const KEYWORDS: usize = 12;

/// From this share on a keyword is marked as a strong one.
const STRONG: f64 = 0.25;

/// The most bytes that a row's marked text may take in the page, markup and all.
const TEXT: usize = 5000;

/// A row as the page shows it.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    pub number: u64,
    pub place: usize,
    /// Its id, or the number of its row.
    pub name: String,
    pub file: String,
    pub title: String,
    pub role: String,
    pub colour: usize,
    pub confidence: String,
    pub title_says: String,
    pub duties_say: String,
    pub duties_confidence: String,
    pub colour_of_duties: usize,
    pub in_scope: String,
    pub reasons: Vec<&'static str>,
    pub mistitled: bool,
    pub detail: Detail,
}

impl ReviewRow {
    /// Whether title and duties name different roles.
    pub fn is_mistitled(&self) -> bool {
        self.mistitled
    }
}

/// The text and the sum of a row.
#[derive(Debug, Clone)]
pub struct Detail {
    pub pieces: Vec<Piece>,
    pub runner_up: String,
    pub shares: Vec<ShareLine>,
    pub rest: Option<(String, usize)>,
    pub bias: String,
    pub title: String,
    pub sum: String,
    pub odds: String,
}

/// A piece of text; with a colour if a keyword stands there.
#[derive(Debug, Clone)]
pub struct Piece {
    pub text: String,
    pub colour: Option<usize>,
    pub strong: bool,
    pub tip: String,
}

/// A keyword's part of the sum.
#[derive(Debug, Clone)]
pub struct ShareLine {
    pub share: String,
    /// Its bar on a drawing 100 wide, with 0 in the middle.
    pub x: Px,
    pub width: Px,
    pub term: String,
    pub theme: String,
    pub colour: usize,
}

/// The rows with all that the page says of them.
pub fn rows(model: &Model, rows: &[Row], files: &[String]) -> Vec<ReviewRow> {
    rows.par_iter().enumerate().map(|(place, row)| review(model, place, row, files)).collect()
}

/// What a title says, in the words of the output's column `title_role`.
pub fn title_says(model: &Model, says: TitleSays, row: &Row) -> String {
    let names: Vec<&str> = row.prediction.title.roles().iter().map(|role| name(model, role.index())).collect();
    if says == TitleSays::Deputy { format!("deputy {}", names.join("+")) } else { names.join("+") }
}

fn name(model: &Model, role: usize) -> &str {
    model.roles().get(role).map_or("", |role| &role.name)
}

fn review(model: &Model, place: usize, row: &Row, files: &[String]) -> ReviewRow {
    let p = &row.prediction;
    let says = TitleSays::of(p.title);
    let duties = p.duties_role.map(crate::RoleId::index);
    ReviewRow {
        number: row.number,
        place,
        name: if row.id.is_empty() { format!("row {}", thousands(row.number)) } else { row.id.clone() },
        file: if files.len() > 1 { files.get(row.input).cloned().unwrap_or_default() } else { String::new() },
        title: row.title.clone(),
        role: name(model, p.role.index()).to_owned(),
        colour: colour(p.role.index()),
        confidence: format!("{:.2}", p.confidence()),
        title_says: title_says(model, says, row),
        duties_say: duties.map_or(String::new(), |role| name(model, role).to_owned()),
        colour_of_duties: duties.map_or(0, colour),
        duties_confidence: duties.map_or(String::new(), |role| format!("{:.2}", p.duties[role])),
        in_scope: format!("{:.2}", p.in_scope),
        reasons: p.review.reasons().into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect(),
        mistitled: p.review.title_disagrees,
        detail: detail(model, row),
    }
}

fn detail(model: &Model, row: &Row) -> Detail {
    let e = Explanation::of(model, row.prediction.clone(), &row.features, &[row.text.as_bytes()]);
    let widest = e.shares.first().map_or(1.0, |share| share.share.abs()).max(1e-9);
    let scale = Scale { from: (-widest, widest), to: (0.0, 100.0) };
    let colour_of = |role: &str| colour(model.roles().iter().position(|r| r.name == role).unwrap_or(0));
    let shares = e.shares.iter().take(KEYWORDS).map(|share| {
        let (zero, end) = (scale.at(0.0), scale.at(share.share));
        ShareLine {
            share: format!("{:+.3}", share.share),
            x: Px(zero.0.min(end.0)),
            width: Px((end.0 - zero.0).abs()),
            term: share.term.clone(),
            theme: if share.theme.is_empty() { share.ring.to_owned() } else { share.theme.clone() },
            colour: colour_of(&share.role),
        }
    });
    let rest: f64 = e.shares.iter().skip(KEYWORDS).map(|share| share.share).sum();
    let left = e.shares.len().saturating_sub(KEYWORDS);
    let mut space = TEXT;
    let mut pieces = Vec::new();
    for (text, share) in e.segments(row.text.as_bytes(), 0) {
        let share = share.map(|i| &e.shares[i]);
        let mut piece = Piece {
            text: String::from_utf8_lossy(text).into_owned(),
            colour: share.map(|share| colour_of(&share.role)),
            strong: share.is_some_and(|share| share.share.abs() >= STRONG),
            tip: share.map_or(String::new(), |share| format!("{} {:+.3}", share.term, share.share)),
        };
        let markup = if share.is_none() { 0 } else { 24 + if piece.strong { 16 + escape::length(&piece.tip) } else { 0 } };
        let size = markup + escape::length(&piece.text);
        if size > space {
            let fits = if share.is_none() { escape::beginning(&piece.text, space) } else { "" };
            piece = Piece { text: format!("{fits}…"), colour: None, strong: false, tip: String::new() };
        }
        let full = size > space;
        space = space.saturating_sub(size);
        pieces.push(piece);
        if full {
            break;
        }
    }
    Detail {
        pieces,
        runner_up: name(model, e.runner_up.index()).to_owned(),
        shares: shares.collect(),
        rest: (left > 0).then(|| (format!("{rest:+.3}"), left)),
        bias: format!("{:+.3}", e.bias),
        title: format!("{:+.3}", e.title),
        sum: format!("{:+.3}", e.sum()),
        odds: e.odds(),
    }
}
