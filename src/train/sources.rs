//! The files that a model is made of.

use std::path::{Path, PathBuf};

use super::keywords::Keywords;
use super::scope::Background;
use super::{Ingredients, corpus, shipped_roles};
use crate::model::file;
use crate::model::roles::RoleTable;

/// Where the ingredients of a model stand. What is `None` is taken from those that the project ships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Labelled postings, as [`corpus::read`] reads them.
    pub postings: Vec<PathBuf>,
    /// The roles and their names.
    pub roles: Option<PathBuf>,
    /// The keywords, and their themes.
    pub keywords: Option<(PathBuf, PathBuf)>,
    /// How common each keyword is in real postings.
    pub background: Option<PathBuf>,
    /// A date to note in the model; `None` for none, so that the same data give the same bytes.
    pub date: Option<String>,
}

impl Sources {
    /// Reads them, and notes each file of postings with its digest.
    ///
    /// # Errors
    /// What cannot be read, with the file's name.
    pub fn read(&self) -> Result<Ingredients, String> {
        let roles = match &self.roles {
            Some(path) => RoleTable::parse(&text(path)?).map_err(|e| format!("{}: {e}", path.display()))?,
            None => shipped_roles()?,
        };
        let (mut postings, mut about) = (Vec::new(), Vec::new());
        if let Some(date) = &self.date {
            about.push(("date".to_owned(), date.clone()));
        }
        for path in &self.postings {
            let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
            let rows = corpus::read(path, &roles.roles)?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            about.push(("data".to_owned(), format!("{name}, {} rows, {}", rows.len(), file::digest(&bytes))));
            postings.extend(rows);
        }
        let mut ingredients = Ingredients::shipped(postings, roles)?;
        ingredients.about = about;
        if let Some((keywords, themes)) = &self.keywords {
            ingredients.keywords = Keywords::parse(&text(keywords)?, &text(themes)?)?;
        }
        if let Some(path) = &self.background {
            ingredients.background = Background::parse(&text(path)?)?;
        }
        Ok(ingredients)
    }
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
