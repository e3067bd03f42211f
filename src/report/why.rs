//! What decided: themes and keywords of each role, as found in the file.

use super::numbers::thousands;
use super::plot::{Px, Scale, colour};
use crate::batch::survey::{SHARE_UNIT, Sums};
use crate::model::Model;
use crate::text::vocabulary::TermId;
use std::collections::BTreeMap;

/// Themes shown of each role.
const THEMES: usize = 7;

/// Keywords shown of each role.
const KEYWORDS: usize = 8;

/// What made postings one role's.
pub struct RoleWhy {
    pub name: String,
    pub style: String,
    pub rows: String,
    pub themes: Vec<ThemeBar>,
    pub keywords: Vec<Keyword>,
}

/// A theme's mean share, drawn 100 wide.
pub struct ThemeBar {
    pub name: String,
    pub summary: String,
    pub mean: String,
    pub against: bool,
    pub x: Px,
    pub width: Px,
    pub zero: Px,
}

/// A keyword's mean share.
pub struct Keyword {
    pub term: String,
    pub mean: String,
    pub rows: String,
}

/// A card for each role that has rows; all bars on one scale.
pub fn roles(model: &Model, sums: &Sums) -> Vec<RoleWhy> {
    let all: Vec<_> = (0..model.roles().len()).map(|role| (role, themes(model, sums, role))).collect();
    let shown = all.iter().flat_map(|(_, themes)| themes.iter().map(|(_, mean)| *mean));
    let (low, high) = shown.fold((0.0_f64, 1e-9_f64), |(low, high), mean| (low.min(mean), high.max(mean)));
    let scale = Scale { from: (low, high), to: (0.0, 100.0) };
    let card = |(role, themes): (usize, Vec<(usize, f64)>)| {
        let rows = sums.rows(role);
        (rows > 0).then(|| RoleWhy {
            name: model.roles()[role].name.clone(),
            style: format!("c{}", colour(role)),
            rows: thousands(rows),
            themes: themes.into_iter().map(|(theme, mean)| theme_bar(model, theme, mean, scale)).collect(),
            keywords: keywords(model, sums, role),
        })
    };
    all.into_iter().filter_map(card).collect()
}

/// The weightiest themes of a role with their means over its rows, the largest mean first. The number of themes stands
/// for learned terms.
fn themes(model: &Model, sums: &Sums, role: usize) -> Vec<(usize, f64)> {
    let names = &model.table().themes;
    let mut shares: BTreeMap<usize, i64> = BTreeMap::new();
    for (term, worth) in (0..).map(TermId).zip(&sums.terms[role]) {
        let theme = model.theme_of(term).and_then(|theme| names.iter().position(|t| t.name == theme.name));
        *shares.entry(theme.unwrap_or(names.len())).or_default() += worth.share;
    }
    let rows = sums.rows(role).max(1) as f64 * SHARE_UNIT;
    let mut means: Vec<(usize, f64)> = shares.into_iter().map(|(theme, share)| (theme, share as f64 / rows)).collect();
    means.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    means.truncate(THEMES);
    means.retain(|(_, mean)| mean.abs() >= 0.005);
    means.sort_by(|a, b| b.1.total_cmp(&a.1));
    means
}

fn theme_bar(model: &Model, theme: usize, mean: f64, scale: Scale) -> ThemeBar {
    let (zero, end) = (scale.at(0.0), scale.at(mean));
    let theme = model.table().themes.get(theme);
    ThemeBar {
        name: theme.map_or("learned terms".into(), |theme| theme.name.clone()),
        summary: theme.map_or("Words that go steadily with a role in labelled postings.".into(), |theme| theme.summary.clone()),
        mean: format!("{mean:+.2}"),
        against: mean < 0.0,
        x: Px(zero.0.min(end.0)),
        width: Px((end.0 - zero.0).abs().max(0.4)),
        zero,
    }
}

fn keywords(model: &Model, sums: &Sums, role: usize) -> Vec<Keyword> {
    let mut terms: Vec<usize> = (0..model.terms().len()).filter(|term| sums.terms[role][*term].share > 0).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(sums.terms[role][*term].share));
    let rows = sums.rows(role).max(1) as f64 * SHARE_UNIT;
    let keyword = |term: usize| Keyword {
        term: model.terms()[term].name.clone(),
        mean: format!("{:+.2}", sums.terms[role][term].share as f64 / rows),
        rows: thousands(sums.terms[role][term].rows),
    };
    terms.into_iter().take(KEYWORDS).map(keyword).collect()
}
