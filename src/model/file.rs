//! The model file: text that a person can read and diff.
//!
//! ```text
//! classify model 1
//! digest  sha256:…                                     of every byte after this line
//! about   key  value                                   provenance and figures
//! reference  figure  edges  counts                      how training postings were spread, see `reference`
//! rule    key  number                                  the joining rule and the review thresholds
//! role    name  column  bias
//! name    kind  roles  phrases                         what titles and texts call the roles, see `names`
//! theme   name  role  article  strategy  external  summary
//! stop    form                                         function words
//! word    form  form …                                 inflected forms that are one word
//! term    name  ring  theme  idf  scope  weights…  surfaces joined by "; "
//! ```
//!
//! Fields are separated by tabs, lines come in this order, terms are sorted. A file is checked whole before it is used;
//! nothing is allocated on the word of a count.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub use super::fields::FileError;
use super::fields::{Fields, quote};
use super::reference::Reference;
use super::roles::{MAX_ROLES, Role, RoleTable};
use super::rule::Rule;
use super::table::{Ring, Table, Term, Theme, Word};

const FIRST_LINE: &str = "classify model 1";

/// SHA-256 as the model file writes it: `sha256:` and 64 hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::from("sha256:"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes a model. The same table gives the same bytes.
#[must_use]
pub fn write(table: &Table) -> String {
    let mut body = String::new();
    let mut line = |fields: &[&str]| {
        let clean: Vec<String> = fields.iter().map(|f| f.replace(char::is_control, " ")).collect();
        body.push_str(&clean.join("\t"));
        body.push('\n');
    };
    for (key, value) in &table.about {
        line(&["about", key, value]);
    }
    for Reference { figure, edges, counts } in &table.references {
        line(&["reference", figure.name(), &spaced(edges), &spaced(counts)]);
    }
    for (key, value) in table.rule.numbers() {
        line(&["rule", key, &value.to_string()]);
    }
    for (role, bias) in table.roles.roles.iter().zip(&table.bias) {
        line(&["role", &role.name, &role.column, &bias.to_string()]);
    }
    for name in &table.roles.names {
        let roles: Vec<&str> = name.roles.iter().map(|role| table.roles.roles[role.index()].name.as_str()).collect();
        line(&["name", name.kind.name(), &roles.join("+"), name.pattern()]);
    }
    for t in &table.themes {
        line(&["theme", &t.name, &t.role, &t.article, &t.strategy.to_string(), &t.external.to_string(), &t.summary]);
    }
    for form in &table.stops {
        line(&["stop", form]);
    }
    for word in &table.words {
        let fields: Vec<&str> = std::iter::once("word").chain(word.line().split('\t')).collect();
        line(&fields);
    }
    for term in &table.terms {
        let numbers: Vec<String> = [term.idf, term.scope].iter().chain(&term.weights).map(f64::to_string).collect();
        let surfaces = term.surfaces.join("; ");
        let mut fields = vec!["term", &term.name, term.ring.name(), &term.theme];
        fields.extend(numbers.iter().map(String::as_str));
        fields.push(&surfaces);
        line(&fields);
    }
    format!("{FIRST_LINE}\ndigest\t{}\n{body}", digest(body.as_bytes()))
}

fn spaced(numbers: &[impl ToString]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads a model file and checks it in full, but for what only building shows (see [`super::Model::new`]).
///
/// # Errors
/// The first line that is not as it should be.
pub fn read(text: &str) -> Result<Table, FileError> {
    let (first, second, body) = split(text);
    if first != FIRST_LINE {
        return Err(whole_line(1, &format!("{FIRST_LINE:?}"), first));
    }
    let actual = format!("digest\t{}", digest(body.as_bytes()));
    if second != actual {
        let expected = format!("{actual:?}, as the rest of the file gives it (the file is damaged, or was edited)");
        return Err(whole_line(2, &expected, second));
    }
    read_unchecked(text)
}

/// The file's first line, its second, and the rest.
fn split(text: &str) -> (&str, &str, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (second, body) = rest.split_once('\n').unwrap_or((rest, ""));
    (first, second, body)
}

fn whole_line(line: usize, expected: &str, found: &str) -> FileError {
    FileError { line, column: None, expected: expected.into(), found: quote(found) }
}

/// Reads a model file of which the first two lines are known to be right.
///
/// # Errors
/// The first other line that is not as it should be.
pub(super) fn read_unchecked(text: &str) -> Result<Table, FileError> {
    let (_, _, body) = split(text);
    let mut table = Table {
        about: Vec::new(),
        references: Vec::new(),
        rule: Rule::default(),
        roles: RoleTable { roles: Vec::new(), names: Vec::new() },
        bias: Vec::new(),
        themes: Vec::new(),
        stops: Vec::new(),
        words: Vec::new(),
        terms: Vec::new(),
    };
    let mut fields = Fields { line: 2, fields: Vec::new() };
    for line in body.lines() {
        fields.line += 1;
        if has_control(line) {
            return Err(whole_line(fields.line, "no control characters", line));
        }
        // Nearly every line is one of these, and has many fields.
        if let Some(forms) = line.strip_prefix("word\t") {
            table.words.push(Word::from_line(forms));
            continue;
        }
        fields.fields.clear();
        fields.fields.extend(line.split('\t'));
        read_line(&mut table, &fields)?;
    }
    if table.roles.roles.len() < 2 {
        return Err(whole_line(2 + body.lines().count(), "at least two role lines", "fewer"));
    }
    Ok(table)
}

/// Whether a line has control characters other than tabs.
fn has_control(line: &str) -> bool {
    // One look at every byte, several at a time; nearly all lines are ASCII.
    let suspect = line.bytes().fold(false, |found, byte| found | (byte < b' ') & (byte != b'\t') | (byte >= 0x7F));
    suspect && line.contains(|c: char| c.is_control() && c != '\t')
}

fn read_line(table: &mut Table, line: &Fields<'_>) -> Result<(), FileError> {
    match line.text(0)? {
        "about" => {
            line.count(3)?;
            table.about.push((line.text(1)?.into(), line.text(2)?.into()));
        }
        "reference" => {
            line.count(4)?;
            let reference = line.reference()?;
            if table.references.last().is_some_and(|last| last.figure >= reference.figure) {
                return Err(line.error(1, "figures in their order, each once"));
            }
            table.references.push(reference);
        }
        "rule" => {
            line.count(3)?;
            let value = line.number(2)?;
            if !table.rule.set(line.text(1)?, value) {
                return Err(line.error(1, "a key of the rule, with a value in its range"));
            }
        }
        "role" => {
            line.count(4)?;
            if table.roles.roles.len() == MAX_ROLES {
                return Err(line.error(0, &format!("at most {MAX_ROLES} roles")));
            }
            let role = Role { name: line.text(1)?.into(), column: line.text(2)?.into() };
            if role.name.is_empty() || table.roles.roles.iter().any(|r| r.name == role.name || r.column == role.column) {
                return Err(line.error(1, "a role with a name and a column of its own"));
            }
            table.roles.roles.push(role);
            table.bias.push(line.number(3)?);
        }
        "name" => {
            line.count(4)?;
            table.roles.names.push(line.name(&table.roles)?);
        }
        "theme" => {
            line.count(7)?;
            table.themes.push(Theme {
                name: line.text(1)?.into(),
                role: line.text(2)?.into(),
                article: line.text(3)?.into(),
                strategy: line.number(4)?,
                external: line.number(5)?,
                summary: line.text(6)?.into(),
            });
        }
        "stop" => {
            line.count(2)?;
            table.stops.push(line.text(1)?.into());
        }
        "word" => return Err(line.error(1, "at least one form")),
        "term" => {
            let roles = table.roles.roles.len();
            line.count(7 + roles)?;
            let term = Term {
                name: line.text(1)?.into(),
                ring: Ring::named(line.text(2)?).ok_or_else(|| line.error(2, "article, variant, structure or learned"))?,
                theme: line.text(3)?.into(),
                idf: line.number(4)?,
                scope: line.number(5)?,
                weights: (0..roles).map(|role| line.number(6 + role)).collect::<Result<_, _>>()?,
                surfaces: line.text(6 + roles)?.split("; ").map(str::to_owned).collect(),
            };
            if table.terms.last().is_some_and(|last| last.name >= term.name) {
                return Err(line.error(1, "terms sorted by name, each once"));
            }
            if !term.theme.is_empty() && !table.themes.iter().any(|theme| theme.name == term.theme) {
                return Err(line.error(3, "a theme of this file, or nothing"));
            }
            if term.idf <= 0.0 {
                return Err(line.error(4, "an idf above 0"));
            }
            table.terms.push(term);
        }
        _ => return Err(line.error(0, "about, reference, rule, role, name, theme, stop, word or term")),
    }
    Ok(())
}
