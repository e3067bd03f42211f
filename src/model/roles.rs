//! The roles and everything that titles and texts call them: `data/roles.toml`.

use serde::Deserialize;

use super::RoleId;
use super::names::{Name, NameKind};
use super::title::TitleReader;

/// The most roles that a model may have.
pub const MAX_ROLES: usize = 64;

/// A role that postings are classified as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// As it is written in the output: `IT Director`.
    pub name: String,
    /// The name of its probability's column: `p_it_director`.
    pub column: String,
}

/// A set of roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoleSet(u64);

impl RoleSet {
    /// The set without roles.
    pub const EMPTY: Self = Self(0);

    /// The set of one role.
    #[must_use]
    pub fn of(role: RoleId) -> Self {
        Self(1 << role.0)
    }

    /// The first `roles` roles of a model: all of them.
    #[must_use]
    pub fn all(roles: usize) -> Self {
        (0..roles).fold(Self::EMPTY, |set, role| set.with(Self::of(RoleId::at(role))))
    }

    /// The roles of both sets.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The roles of this set that are not of the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a role is in it.
    #[must_use]
    pub fn contains(self, role: RoleId) -> bool {
        self.0 >> role.0 & 1 == 1
    }

    /// How many roles are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no role is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its roles in the model's order.
    pub fn iter(self) -> impl Iterator<Item = RoleId> {
        (0..64).map(RoleId).filter(move |role| self.contains(*role))
    }
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTable {
    /// The roles in the order of their numbers.
    pub roles: Vec<Role>,
    /// What they are called, and what only looks so.
    pub names: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<FileRole>,
    #[serde(default)]
    shared: Vec<FileShared>,
    #[serde(default)]
    false_friend: Vec<FileFalseFriend>,
    #[serde(default)]
    title: FileTitle,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRole {
    name: String,
    column: String,
    #[serde(default)]
    short: Vec<String>,
    names: Vec<String>,
    #[serde(default)]
    title_only: Vec<String>,
    #[serde(default)]
    deputies: Vec<String>,
    #[serde(default)]
    branches: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShared {
    roles: Vec<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileFalseFriend {
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    near: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FileTitle {
    from_here: Vec<String>,
    not_held: Vec<String>,
    after: Vec<String>,
    deputy: Vec<String>,
    transparent: Vec<String>,
}

impl RoleTable {
    /// Reads the TOML table; `data/roles.toml` explains its keys.
    ///
    /// # Errors
    /// What is wrong with it, with the place where TOML knows it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        let count = file.role.len();
        if !(2..=MAX_ROLES).contains(&count) {
            return Err(format!("expected 2 to {MAX_ROLES} roles, found {count}"));
        }
        let roles = file.role.iter().map(|role| Role { name: role.name.clone(), column: role.column.clone() }).collect();
        let mut table = Self { roles, names: Vec::new() };
        for (index, role) in file.role.iter().enumerate() {
            if role.name.trim().is_empty() || role.name.contains(['+', '\t', '\n', '\r']) {
                return Err(format!(
                    "a role cannot have the name {:?}: it needs a word, and no plus, tab or line end",
                    role.name
                ));
            }
            if table.roles[..index].iter().any(|other| other.name == role.name || other.column == role.column) {
                return Err(format!("two [[role]]s have the name {:?} or the column {:?}", role.name, role.column));
            }
            let this = RoleSet::of(RoleId::at(index));
            table.add(NameKind::Short, this, &role.short)?;
            table.add(NameKind::Full, this, &role.names)?;
            table.add(NameKind::TitleOnly, this, &role.title_only)?;
            table.add(NameKind::DeputyName, this, &role.deputies)?;
            table.add(NameKind::After, this, &role.branches)?;
        }
        for shared in &file.shared {
            table.add(NameKind::Full, table.set(&shared.roles)?, &shared.names)?;
        }
        for friend in &file.false_friend {
            table.add(NameKind::Other, RoleSet::EMPTY, &friend.phrases)?;
            table.add(NameKind::Near, table.set(&friend.of)?, &friend.near)?;
        }
        table.add(NameKind::FromHere, RoleSet::EMPTY, &file.title.from_here)?;
        table.add(NameKind::NotHeld, RoleSet::EMPTY, &file.title.not_held)?;
        table.add(NameKind::After, RoleSet::all(count), &file.title.after)?;
        table.add(NameKind::Deputy, RoleSet::EMPTY, &file.title.deputy)?;
        table.add(NameKind::Transparent, RoleSet::EMPTY, &file.title.transparent)?;
        TitleReader::new(&table)?;
        Ok(table)
    }

    fn add(&mut self, kind: NameKind, roles: RoleSet, patterns: &[String]) -> Result<(), String> {
        for pattern in patterns {
            self.names.push(Name::new(kind, roles, pattern.clone())?);
        }
        Ok(())
    }

    /// The set of the roles of these names.
    ///
    /// # Errors
    /// The first name that no role has.
    pub fn set<S: AsRef<str>>(&self, names: &[S]) -> Result<RoleSet, String> {
        names.iter().map(AsRef::as_ref).try_fold(RoleSet::EMPTY, |set, name| {
            let role = self.roles.iter().position(|role| role.name == name);
            let role = role.ok_or_else(|| format!("no role has the name {name:?}"))?;
            Ok(set.with(RoleSet::of(RoleId::at(role))))
        })
    }

    /// The phrases that are cut from texts. Texts write the trade as IT or it, so names with "it" come in both ways.
    #[must_use]
    pub fn cut(&self) -> Vec<String> {
        let mut phrases = Vec::new();
        for name in self.names.iter().filter(|name| name.kind.is_cut()) {
            for phrase in name.phrases() {
                if phrase.split(' ').any(|word| word == "it") {
                    let capitals: Vec<_> = phrase.split(' ').map(|word| if word == "it" { "IT" } else { word }).collect();
                    phrases.push(capitals.join(" "));
                }
                phrases.push(phrase.clone());
            }
        }
        phrases
    }
}
