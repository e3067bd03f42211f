//! The roles and everything that titles and texts call them: `data/roles.toml`.

use serde::Deserialize;

use super::RoleId;

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

/// What a phrase of a title does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// It names these roles: `chief information officer`. Cut from texts too.
    Role(RoleSet),
    /// It is another job's name, so the words in it name no role: `director of it security`. It also takes the roles
    /// from abbreviations elsewhere in the title that it spells out: `chief investment officer` from `CIO`.
    Other(RoleSet),
    /// Whoever is named behind it is somebody else: `assistant to`.
    Aide,
    /// The role that follows is held as a deputy: `deputy`.
    Deputy,
}

/// A phrase that the reading of titles knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it does.
    pub kind: NameKind,
    /// Its words.
    pub phrase: String,
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
    other: Vec<FileOther>,
    #[serde(default)]
    title: FileTitle,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRole {
    name: String,
    column: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShared {
    roles: Vec<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOther {
    #[serde(default)]
    cancels: Vec<String>,
    names: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FileTitle {
    #[serde(default)]
    aides: Vec<String>,
    #[serde(default)]
    deputies: Vec<String>,
}

impl RoleTable {
    /// Reads the TOML table; `data/roles.toml` explains its keys.
    ///
    /// # Errors
    /// What is wrong with it, with the place where TOML knows it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        if file.role.len() < 2 || file.role.len() > MAX_ROLES {
            return Err(format!("expected 2 to {MAX_ROLES} roles, found {}", file.role.len()));
        }
        let set = |names: &[String]| {
            names.iter().try_fold(RoleSet::EMPTY, |set, name| {
                let index = file
                    .role
                    .iter()
                    .position(|role| role.name == *name)
                    .ok_or_else(|| format!("no [[role]] has the name {name:?}"))?;
                Ok::<_, String>(set.with(RoleSet::of(RoleId::at(index))))
            })
        };
        let mut names = Vec::new();
        let mut add = |kind: NameKind, phrases: &[String]| {
            names.extend(phrases.iter().map(|phrase| Name { kind, phrase: phrase.clone() }));
        };
        for (index, role) in file.role.iter().enumerate() {
            add(NameKind::Role(RoleSet::of(RoleId::at(index))), &role.names);
        }
        for shared in &file.shared {
            add(NameKind::Role(set(&shared.roles)?), &shared.names);
        }
        for other in &file.other {
            add(NameKind::Other(set(&other.cancels)?), &other.names);
        }
        add(NameKind::Aide, &file.title.aides);
        add(NameKind::Deputy, &file.title.deputies);
        let roles = file.role.into_iter().map(|role| Role { name: role.name, column: role.column }).collect();
        Ok(Self { roles, names })
    }
}
