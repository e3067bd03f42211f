//! Labelled postings.

use std::path::Path;

use serde::Deserialize;

use crate::model::RoleId;
use crate::model::roles::Role;

/// A posting with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// As the file has it; empty when there is no such column.
    pub id: String,
    /// The job's title.
    pub title: String,
    /// The duties.
    pub text: String,
    /// The role; `None` for a posting of another job.
    pub role: Option<RoleId>,
    /// The label as the file has it.
    pub label: String,
    /// The employers' world, or whatever else postings by one hand share; empty when there is no such column.
    pub world: String,
    /// The writers' voice; empty when there is no such column.
    pub voice: String,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: String,
    #[serde(default)]
    title: String,
    description: String,
    label: String,
    #[serde(default)]
    world: String,
    #[serde(default)]
    voice: String,
}

/// Reads labelled postings: CSV with the columns `label` and `description`, and where there are, `id`, `title`, `world`
/// and `voice`. A label that is none of `roles` marks a posting of another job.
///
/// # Errors
/// With the file and the line of what cannot be read.
pub fn read(path: &Path, roles: &[Role]) -> Result<Vec<Labelled>, String> {
    let fail = |e: csv::Error| format!("{}: {e} (expected CSV with the columns label and description)", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(fail)?;
    let labelled = |row: Row| {
        let role = roles.iter().position(|role| role.name.eq_ignore_ascii_case(row.label.trim())).map(RoleId::at);
        Labelled {
            id: row.id,
            title: row.title,
            text: row.description,
            role,
            label: row.label,
            world: row.world,
            voice: row.voice,
        }
    };
    reader.deserialize().map(|row| row.map(labelled).map_err(fail)).collect()
}
