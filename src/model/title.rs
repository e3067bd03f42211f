//! What a title says: the roles it names, and how.

use super::RoleId;
use super::roles::{Name, NameKind, RoleSet};
use crate::text::phrases::Phrases;
use crate::text::vocabulary::{Token, Vocabulary};

/// The roles that a title names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Title {
    roles: RoleSet,
    deputy: bool,
}

impl Title {
    /// Whether it names any role.
    #[must_use]
    pub fn any(self) -> bool {
        !self.roles.is_empty()
    }

    /// Whether it names this role.
    #[must_use]
    pub fn names(self, role: RoleId) -> bool {
        self.roles.contains(role)
    }

    /// The roles named.
    #[must_use]
    pub fn roles(self) -> RoleSet {
        self.roles
    }

    /// Whether it is a deputy's title (`Deputy CIO`): the role is named, but another holds it.
    #[must_use]
    pub fn is_deputy(self) -> bool {
        self.deputy
    }
}

/// Reads titles: from left to right, always the longest phrase that begins at a word.
#[derive(Debug, Clone, Default)]
pub struct TitleReader {
    phrases: Phrases<NameKind>,
}

impl TitleReader {
    /// Adds a phrase. Where a phrase is given twice, the first stands.
    ///
    /// # Errors
    /// The first token of the phrase that is no word of the vocabulary.
    pub fn add(&mut self, vocabulary: &Vocabulary, name: &Name) -> Result<(), String> {
        self.phrases.insert(&vocabulary.name(&name.phrase)?, name.kind);
        Ok(())
    }

    /// The roles that a tokenized title names.
    #[must_use]
    pub fn read(&self, tokens: &[Token]) -> Title {
        let (mut roles, mut cancelled) = (RoleSet::EMPTY, RoleSet::EMPTY);
        let (mut aide, mut deputy_next, mut deputy) = (false, false, false);
        let mut from = 0;
        while from < tokens.len() {
            let words = tokens[from..].iter().map_while(|token| match token {
                Token::Word(word) | Token::Stop(word) => Some(*word),
                Token::Break => None,
            });
            let Some((length, kind)) = self.phrases.longest_prefix(words) else {
                from += 1;
                continue;
            };
            match kind {
                NameKind::Role(named) if !aide => {
                    roles = roles.with(named);
                    deputy |= deputy_next;
                    deputy_next = false;
                }
                NameKind::Role(_) => {}
                NameKind::Other(spelled_out) => cancelled = cancelled.with(spelled_out),
                NameKind::Aide => aide = true,
                NameKind::Deputy => deputy_next = true,
            }
            from += length;
        }
        let roles = roles.without(cancelled);
        Title { roles, deputy: deputy && !roles.is_empty() }
    }
}
