//! The curated tables: `data/keywords.tsv` and `data/themes.tsv`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::table::{Ring, Theme};

/// A keyword with the phrases that count as it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// As it is shown.
    pub name: String,
    /// The name of its theme.
    pub theme: String,
    /// Its surfaces, each with the ring that it came in by.
    pub surfaces: Vec<(Ring, String)>,
}

/// Both tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Keywords {
    /// The areas of responsibility.
    pub themes: Vec<Theme>,
    /// The keywords, sorted by name.
    pub keywords: Vec<Keyword>,
}

#[derive(Deserialize)]
struct KeywordRow {
    keyword: String,
    ring: String,
    theme: String,
    surfaces: String,
}

#[derive(Deserialize)]
struct ThemeRow {
    theme: String,
    role: String,
    article: String,
    strategy: f64,
    external: f64,
    summary: String,
}

impl Keywords {
    /// The tables that the project ships.
    ///
    /// # Errors
    /// See [`Keywords::parse`].
    pub fn shipped() -> Result<Self, String> {
        Self::parse(include_str!("../../data/keywords.tsv"), include_str!("../../data/themes.tsv"))
    }

    /// Reads the two tables; `data/README.md` explains their columns.
    ///
    /// # Errors
    /// The first row that does not fit, with its line.
    pub fn parse(keywords: &str, themes: &str) -> Result<Self, String> {
        let none = |text: String| if text == "-" { String::new() } else { text };
        let themes: Vec<Theme> = rows::<ThemeRow>("themes", themes)?
            .into_iter()
            .map(|(_, row)| Theme {
                name: row.theme,
                role: none(row.role),
                article: none(row.article),
                strategy: row.strategy,
                external: row.external,
                summary: row.summary,
            })
            .collect();
        let mut by_name: BTreeMap<String, Keyword> = BTreeMap::new();
        for (line, row) in rows::<KeywordRow>("keywords", keywords)? {
            let ring =
                Ring::named(&row.ring).ok_or_else(|| format!("keywords, line {line}: no ring is called {:?}", row.ring))?;
            if !themes.iter().any(|theme| theme.name == row.theme) {
                return Err(format!("keywords, line {line}: no theme is called {:?}", row.theme));
            }
            let keyword = by_name.entry(row.keyword.clone()).or_insert_with(|| Keyword {
                name: row.keyword,
                theme: row.theme.clone(),
                surfaces: Vec::new(),
            });
            if keyword.theme != row.theme {
                return Err(format!(
                    "keywords, line {line}: {:?} stands under {:?} and {:?}",
                    keyword.name, keyword.theme, row.theme
                ));
            }
            keyword.surfaces.extend(row.surfaces.split(';').map(|s| (ring, s.trim().to_owned())).filter(|(_, s)| !s.is_empty()));
        }
        Ok(Self { themes, keywords: by_name.into_values().collect() })
    }

    /// Only the surfaces of some rings; keywords that lose all of theirs go.
    #[must_use]
    pub fn only(&self, rings: &[Ring]) -> Self {
        let keep = |keyword: &Keyword| Keyword {
            surfaces: keyword.surfaces.iter().filter(|(ring, _)| rings.contains(ring)).cloned().collect(),
            ..keyword.clone()
        };
        let keywords = self.keywords.iter().map(keep).filter(|keyword| !keyword.surfaces.is_empty()).collect();
        Self { themes: self.themes.clone(), keywords }
    }
}

/// The rows of a tab-separated table with their line numbers.
fn rows<R: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<Vec<(usize, R)>, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(text.as_bytes());
    (2..).zip(reader.deserialize()).map(|(line, row)| Ok((line, row.map_err(|e| format!("{name}, line {line}: {e}"))?))).collect()
}
