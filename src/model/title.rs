//! What a title says: the roles it names, and how. `data/roles.toml` states the rules.

use bstr::ByteSlice as _;
use foldhash::HashMap;

use super::RoleId;
use super::meaning::{Before, Manner, Meaning};
use super::names::{MAX_NAMES, Name};
use super::roles::{RoleSet, RoleTable};
use crate::text::kernel::{Kernel, Words};
use crate::text::markup::append_plain;
use crate::text::phrases::Phrases;
use crate::text::tokens::for_each_token;
use crate::text::vocabulary::{TermId, Vocabulary, WordId};

/// What a title says of the roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Title {
    roles: RoleSet,
    deputy: bool,
    empty: bool,
}

impl Title {
    /// Whether it names any role, held or as a deputy.
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

    /// Whether it is a deputy's title (`Deputy CIO`): its roles are named, but others hold them.
    #[must_use]
    pub fn is_deputy(self) -> bool {
        self.deputy
    }

    /// Whether it is another job's title: it has words, and names no role but in passing (`Assistant to the CIO`).
    #[must_use]
    pub fn mentions_other(self) -> bool {
        !self.empty && self.roles.is_empty()
    }
}

/// Reads titles. Immutable; the buffers are the caller's.
#[derive(Debug, Clone)]
pub struct TitleReader {
    words: HashMap<Box<[u8]>, WordId>,
    phrases: Phrases<Meaning>,
    and: WordId,
    /// Knows the words that names of roles begin with, as one term: a title without it names no role. `None` if "and" is
    /// one, which signs stand for.
    beginnings: Option<Kernel>,
}

/// The buffers of one reader of titles. Reused, they stop growing after the longest title.
#[derive(Debug, Clone, Default)]
pub struct TitleReading {
    words: Vec<Word>,
    /// By place of a word: what the phrases that end right before it do to a name that begins there. One more at the end.
    before: Vec<Before>,
    /// The title without its markup.
    plain: Vec<u8>,
    form: Vec<u8>,
    beginnings: Words,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    /// `None` for a word that no phrase uses.
    id: Option<WordId>,
    /// What stands between it and the word before.
    gap: Gap,
}

/// What stands between two words, from the closest tie to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Blanks, and what an apostrophe leaves of a word.
    Blank,
    /// Punctuation that ties: `Deputy – CIO`.
    Tie,
    /// Any other: `Deputy (CIO)`.
    Wide,
    /// Another segment of the title begins.
    Segment,
}

impl Gap {
    fn of(c: char) -> Self {
        match c {
            '\n' | '\r' | '/' | '|' | ';' | '•' | '·' => Self::Segment,
            '\'' | '’' | '&' | '+' => Self::Blank,
            ',' | '.' | ':' | '"' | '-' | '\u{2010}'..='\u{2015}' => Self::Tie,
            _ if c.is_whitespace() || c.is_ascii_alphabetic() => Self::Blank,
            _ => Self::Wide,
        }
    }
}

/// The roles found so far, by how they are named.
#[derive(Default)]
struct Found {
    held: RoleSet,
    held_short: RoleSet,
    deputy: RoleSet,
    deputy_short: RoleSet,
}

impl TitleReader {
    /// A reader that knows the table's names.
    ///
    /// # Errors
    /// Too many names, a name that is no pattern or lacks roles, or a phrase that names two things.
    pub fn new(table: &RoleTable) -> Result<Self, String> {
        if table.names.len() > MAX_NAMES {
            return Err(format!("expected at most {MAX_NAMES} names, found {}", table.names.len()));
        }
        // Texts tell IT from it by its capitals, titles in capitals do not: both forms are one word here.
        let mut words: HashMap<Box<[u8]>, WordId> = HashMap::default();
        let mut word = |form: &[u8]| {
            if let Some(word) = words.get(form) {
                return *word;
            }
            let next = WordId(u32::try_from(words.len()).expect("fewer than 2^32 words of names"));
            let word = *words.entry(form.to_ascii_lowercase().into()).or_insert(next);
            *words.entry(form.to_ascii_uppercase().into()).or_insert(word)
        };
        let and = word(b"and");
        let mut phrases: Phrases<Meaning> = Phrases::default();
        let (mut key, mut scratch) = (Vec::new(), Vec::new());
        for name in &table.names {
            if name.kind.has_roles() == name.roles.is_empty() {
                let wrong = if name.kind.has_roles() { "lacks its roles" } else { "cannot be of certain roles" };
                return Err(format!("the name {:?} {wrong}", name.pattern()));
            }
            for phrase in name.phrases() {
                key.clear();
                for_each_token(phrase.as_bytes(), &mut scratch, |form, _, _| key.push(word(form)));
                let Some(meaning) = phrases.slot(&key) else { continue };
                if !meaning.get_or_insert_default().add(name.kind, name.roles, key.len()) {
                    return Err(format!("the phrase {phrase:?} names two things"));
                }
            }
        }
        let mut begins = vec![false; words.len()];
        for phrase in table.names.iter().filter(|name| name.kind.names_roles()).flat_map(Name::phrases) {
            let mut first = None;
            for_each_token(phrase.as_bytes(), &mut scratch, |form, _, _| first = first.or(words.get(form).copied()));
            first.iter().for_each(|word| begins[word.index()] = true);
        }
        let beginnings = (!begins[and.index()]).then(|| {
            let mut vocabulary = Vocabulary::new();
            let word = vocabulary.add_word(words.iter().filter(|(_, word)| begins[word.index()]).map(|(form, _)| form), false);
            vocabulary.add_term(&[word], TermId(0));
            Kernel::new(&vocabulary)
        });
        Ok(Self { words, phrases, and, beginnings })
    }

    /// What a title says. `reading` is overwritten.
    #[must_use]
    pub fn read(&self, title: &[u8], reading: &mut TitleReading) -> Title {
        if let Some(beginnings) = &self.beginnings {
            reading.beginnings.clear();
            beginnings.read(title, &mut reading.beginnings);
            if !reading.beginnings.has_terms() {
                return Title { empty: reading.beginnings.words == 0, ..Title::default() };
            }
        }
        self.split(title, reading);
        let TitleReading { words, before, .. } = reading;
        before.clear();
        before.resize(words.len() + 1, Before::default());
        let mut found = Found::default();
        let (mut near, mut mentioned_only, mut free) = (RoleSet::EMPTY, false, 0);
        for start in 0..words.len() {
            mentioned_only |= before[start].from_here;
            let mut name = None;
            self.phrases.for_each_prefix(segment_from(words, start), |length, meaning| {
                let end = &mut before[start + length];
                *end = end.with(meaning.before);
                near = near.with(meaning.near);
                if let Some(naming) = meaning.naming.filter(|_| start >= free) {
                    name = Some((start + length, naming));
                }
            });
            let Some((end, (manner, roles))) = name else { continue };
            free = end;
            if mentioned_only {
                continue;
            }
            let Some(deputy) = look_before(words, before, start) else { continue };
            let roles = roles.without(self.taken_by_what_follows(words, end));
            let set = match (manner, deputy) {
                (Manner::Full, false) => &mut found.held,
                (Manner::Short, false) => &mut found.held_short,
                (Manner::Short, true) => &mut found.deputy_short,
                (Manner::Deputy, _) | (Manner::Full, true) => &mut found.deputy,
            };
            *set = set.with(roles);
        }
        let held = found.held.with(found.held_short.without(near));
        let deputies = found.deputy.with(found.deputy_short.without(near));
        let deputy = held.is_empty() && !deputies.is_empty();
        Title { roles: if deputy { deputies } else { held }, deputy, empty: words.is_empty() }
    }

    /// Splits a title into words and what stands between them. `&` and `+` between words are the word "and".
    fn split(&self, title: &[u8], reading: &mut TitleReading) {
        let TitleReading { words, plain, form, .. } = reading;
        words.clear();
        plain.clear();
        append_plain(title, plain);
        let title = &plain[..];
        let mut behind = 0;
        for_each_token(title, form, |form, start, end| {
            let between = &title[behind..start];
            let gap = if between == b" " { Gap::Blank } else { between.chars().map(Gap::of).max().unwrap_or(Gap::Blank) };
            if between.iter().any(|byte| matches!(byte, b'&' | b'+')) {
                words.push(Word { id: Some(self.and), gap });
            }
            words.push(Word { id: self.words.get(form).copied(), gap });
            behind = end;
        });
    }

    /// The roles that a phrase takes away which stands right behind their name.
    fn taken_by_what_follows(&self, words: &[Word], end: usize) -> RoleSet {
        let mut taken = RoleSet::EMPTY;
        if words.get(end).is_some_and(|word| word.gap == Gap::Blank) {
            self.phrases.for_each_prefix(segment_from(words, end), |_, meaning| taken = taken.with(meaning.after));
        }
        taken
    }
}

/// The words from `start` to the end of the segment or to the first unknown one.
fn segment_from(words: &[Word], start: usize) -> impl Iterator<Item = WordId> {
    let inside = words[start + 1..].iter().take_while(|word| word.gap != Gap::Segment);
    words[start..=start].iter().chain(inside).map_while(|word| word.id)
}

/// What stands right before a name: `None` where it takes the roles away, else whether it makes them a deputy's.
fn look_before(words: &[Word], before: &[Before], name: usize) -> Option<bool> {
    let (mut at, mut deputy) = (name, false);
    while at > 0 && words[at].gap <= Gap::Tie {
        if before[at].not_held {
            return None;
        }
        deputy |= before[at].deputy;
        if before[at].step == 0 {
            break;
        }
        at -= before[at].step;
    }
    Some(deputy)
}

#[cfg(test)]
mod tests {
    use crate::Model;

    /// Titles are read whole only where a name may begin; that changes nothing.
    #[test]
    fn titles_that_no_name_begins_in_say_what_they_said() {
        let model = Model::embedded();
        let mut whole = model.titles.clone();
        whole.beginnings = None;
        let (mut reading, mut passed_over) = (Default::default(), 0);
        let cases = include_str!("../../tests/title_cases.tsv").lines().filter_map(|line| line.split('\t').next());
        let odd = ["", " - ", "&", "Nurse & Cook", "Koch (m/w/d)", "<b>Nurse</b>", "c.i.o", "chief", "CIO's aide", "Ｃhief"];
        for title in cases.chain(odd) {
            let said = model.titles.read(title.as_bytes(), &mut reading);
            passed_over += usize::from(!reading.beginnings.has_terms());
            assert_eq!(said, whole.read(title.as_bytes(), &mut Default::default()), "{title}");
        }
        assert!(passed_over > 10, "{passed_over}");
    }
}
