//! What a title says: the roles it names, and how.

use super::RoleId;

/// The roles that a title names, as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Title {
    roles: u64,
    deputy: bool,
}

impl Title {
    /// Whether it names any role.
    #[must_use]
    pub fn any(self) -> bool {
        self.roles != 0
    }

    /// How many roles it names.
    #[must_use]
    pub fn count(self) -> usize {
        self.roles.count_ones() as usize
    }

    /// Whether it names this role.
    #[must_use]
    pub fn names(self, role: RoleId) -> bool {
        self.names_index(role.0)
    }

    pub(crate) fn names_index(self, role: u8) -> bool {
        self.roles >> role & 1 == 1
    }

    /// Whether it is a deputy's title (`Deputy CIO`): the role is named but held by another.
    #[must_use]
    pub fn is_deputy(self) -> bool {
        self.deputy
    }

    /// The roles named, in the model's order.
    pub fn roles(self) -> impl Iterator<Item = RoleId> {
        (0..64).filter(move |role| self.names_index(*role)).map(RoleId)
    }
}
