//! Names: phrases that titles and texts call the roles by, phrases that only look so, and the words around them.
//!
//! A name is written as a pattern: `{a,b}` stands for either, an empty alternative for nothing, so
//! `{director,head}{,s} of {it,ict}` is eight phrases. Braces do not nest.

use super::roles::RoleSet;
use crate::text::tokens::tokens;

/// The most names that a model may have.
pub const MAX_NAMES: usize = 4096;

/// What a phrase does where a title or a text holds it. `data/roles.toml` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// It names its roles: `chief information officer`.
    Full,
    /// It names its roles, unless a [`NameKind::Near`] of theirs stands in the title: `cio`.
    Short,
    /// It names its roles, but in titles only: `director is`.
    TitleOnly,
    /// It names its roles, held as a deputy: `deputy chief information officer`.
    DeputyName,
    /// It names nothing, nor do the words in it: `chief information security officer`.
    Other,
    /// Anywhere in a title it takes its roles from their short names: `fixed income` from `cio`.
    Near,
    /// Right behind a name of its roles it takes them away: `security`.
    After,
    /// Right before a name it takes the roles away: `former`.
    NotHeld,
    /// It takes the roles from all names behind it: `assistant to`.
    FromHere,
    /// Right before a name it makes the role a deputy's: `associate`.
    Deputy,
    /// Stepped over by whoever looks for what stands right before a name: `global`.
    Transparent,
}

impl NameKind {
    /// All kinds with their names in the model file.
    const ALL: [(Self, &'static str); 11] = [
        (Self::Full, "full"),
        (Self::Short, "short"),
        (Self::TitleOnly, "title-only"),
        (Self::DeputyName, "deputy-name"),
        (Self::Other, "other"),
        (Self::Near, "near"),
        (Self::After, "after"),
        (Self::NotHeld, "not-held"),
        (Self::FromHere, "from-here"),
        (Self::Deputy, "deputy"),
        (Self::Transparent, "transparent"),
    ];

    /// Its name in the model file.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, own)| *own == name).map(|(kind, _)| kind)
    }

    /// Whether its phrases are about certain roles; all others are about any.
    #[must_use]
    pub fn has_roles(self) -> bool {
        self.names_roles() || matches!(self, Self::Near | Self::After)
    }

    /// Whether a title with one of its phrases may name roles.
    #[must_use]
    pub fn names_roles(self) -> bool {
        matches!(self, Self::Full | Self::Short | Self::TitleOnly | Self::DeputyName)
    }

    /// Whether its phrases are cut from texts.
    #[must_use]
    pub fn is_cut(self) -> bool {
        matches!(self, Self::Full | Self::Short | Self::DeputyName)
    }
}

/// Phrases that the reading of titles knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What they do.
    pub kind: NameKind,
    /// The roles that they do it to; empty where [`NameKind::has_roles`] says no.
    pub roles: RoleSet,
    pattern: String,
    phrases: Vec<String>,
}

impl Name {
    /// The phrases of `pattern`.
    ///
    /// # Errors
    /// Those of [`expand`].
    pub fn new(kind: NameKind, roles: RoleSet, pattern: String) -> Result<Self, String> {
        let phrases = expand(&pattern)?;
        Ok(Self { kind, roles, pattern, phrases })
    }

    /// As it is written.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The phrases that it stands for, in the order of its alternatives.
    #[must_use]
    pub fn phrases(&self) -> &[String] {
        &self.phrases
    }
}

/// The most bytes that the phrases of one pattern may take together.
const MAX_BYTES: usize = 1 << 14;

/// The phrases of a pattern, in the order of its alternatives.
///
/// # Errors
/// Braces that do not match, a phrase without a word, or more phrases than a table has use for.
pub fn expand(pattern: &str) -> Result<Vec<String>, String> {
    let mut phrases = vec![String::new()];
    let mut rest = pattern;
    while !rest.is_empty() {
        let (text, alternatives, behind) = match rest.split_once('{') {
            Some((text, tail)) => {
                let (inside, behind) =
                    tail.split_once('}').ok_or_else(|| format!("{pattern:?} opens a brace and never closes it"))?;
                (text, inside, behind)
            }
            None => (rest, "", ""),
        };
        if text.contains('}') || alternatives.contains('{') {
            return Err(format!("the braces of {pattern:?} do not match"));
        }
        let mut longer = Vec::new();
        let mut bytes = 0;
        for phrase in &phrases {
            for alternative in alternatives.split(',') {
                bytes += phrase.len() + text.len() + alternative.len() + 1;
                if bytes > MAX_BYTES {
                    return Err(format!("the phrases of one pattern are longer than {MAX_BYTES} bytes together"));
                }
                longer.push([phrase, text, alternative].concat());
            }
        }
        phrases = longer;
        rest = behind;
    }
    // Nearly every phrase has a letter of ASCII, and with it a word.
    let wordless = |phrase: &String| !phrase.bytes().any(|b| b.is_ascii_alphanumeric()) && tokens(phrase).is_empty();
    if phrases.iter().any(wordless) {
        return Err(format!("{pattern:?} stands for a phrase without a word"));
    }
    Ok(phrases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_at_their_places() {
        for (kind, name) in NameKind::ALL {
            assert_eq!((kind.name(), NameKind::named(name)), (name, Some(kind)));
        }
    }

    #[test]
    fn alternatives_multiply() {
        for (pattern, phrases) in [
            ("cio", &["cio"][..]),
            ("{a,b}", &["a", "b"]),
            ("{a,b}{,s} of {it}", &["a of it", "as of it", "b of it", "bs of it"]),
            ("chief {and,} officer", &["chief and officer", "chief  officer"]),
        ] {
            assert_eq!(expand(pattern).as_deref(), Ok(&phrases.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>()[..]));
        }
    }

    #[test]
    fn what_is_no_pattern_is_an_error() {
        for pattern in ["", "{a", "a}", "{a,{b}}", "}{", "{,a}", " - "] {
            assert!(expand(pattern).is_err(), "{pattern:?}");
        }
        assert!(expand(&"{a,b}".repeat(40)).is_err());
        assert!(expand(&format!("{{{}}}", ",".repeat(1 << 20))).is_err());
    }
}
