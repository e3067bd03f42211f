//! Everything that one phrase does in a title. Some phrases do several things: "assistant" before a name makes it a
//! deputy's, and behind a name it takes it away.

use super::names::NameKind;
use super::roles::RoleSet;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meaning {
    /// What it names, where it is a name: no role where it is a false friend.
    pub naming: Option<(Manner, RoleSet)>,
    /// The roles whose short names it takes away, wherever it stands.
    pub near: RoleSet,
    /// The roles whose names it takes away right behind them.
    pub after: RoleSet,
    /// What it does to names behind it.
    pub before: Before,
}

/// How a name names its roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Full,
    Short,
    Deputy,
}

/// What phrases do to names behind them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    pub from_here: bool,
    pub not_held: bool,
    pub deputy: bool,
    /// The words to step over when looking further left; 0 where the look ends.
    pub step: usize,
}

impl Before {
    pub fn with(self, other: Self) -> Self {
        Self {
            from_here: self.from_here || other.from_here,
            not_held: self.not_held || other.not_held,
            deputy: self.deputy || other.deputy,
            step: self.step.max(other.step),
        }
    }
}

impl Meaning {
    /// Adds what a name of this kind does with a phrase of so many words. False where the phrase names something else.
    pub fn add(&mut self, kind: NameKind, roles: RoleSet, words: usize) -> bool {
        match kind {
            NameKind::Full | NameKind::TitleOnly | NameKind::Other => return self.name(Manner::Full, roles),
            NameKind::Short => return self.name(Manner::Short, roles),
            NameKind::DeputyName => return self.name(Manner::Deputy, roles),
            NameKind::Near => self.near = self.near.with(roles),
            NameKind::After => self.after = self.after.with(roles),
            NameKind::NotHeld => self.before.not_held = true,
            NameKind::FromHere => self.before.from_here = true,
            NameKind::Deputy => self.before = Before { deputy: true, step: words, ..self.before },
            NameKind::Transparent => self.before.step = words,
        }
        true
    }

    fn name(&mut self, manner: Manner, roles: RoleSet) -> bool {
        *self.naming.get_or_insert((manner, roles)) == (manner, roles)
    }
}
