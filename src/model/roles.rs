//! The roles and their names: `data/roles.toml`.

/// A role that postings are classified as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// As it is written in the output: `IT Director`.
    pub name: String,
    /// The name of its probability's column: `p_it_director`.
    pub column: String,
}
