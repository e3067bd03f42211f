//! Which columns hold the id, the title and the texts: as asked for, or found by their usual names.
//!
//! Names are compared without case, spaces and punctuation: `Job Title`, `job_title` and `JobTitle` are the same. The
//! first name of a list that the table has wins, and the first column of that name. The text is the first of the names
//! for a whole description, together with every column that bears the name of a part of one.

use super::records::{Record, unquote};
use crate::error::Error;

#[rustfmt::skip]
const IDS: &[&str] = &[
    "id", "jobid", "postingid", "jobpostingid", "vacancyid", "adid", "requisitionid", "reqid", "jobreqid", "jobref",
    "jobreference", "reference", "referencenumber", "ref", "refno", "externalid", "uuid", "guid", "key",
];
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "title", "jobtitle", "postingtitle", "jobpostingtitle", "vacancytitle", "positiontitle", "roletitle",
    "advertisedtitle", "adtitle", "position", "positionname", "jobname", "jobposition", "titel", "headline",
    "designation", "occupation",
];
#[rustfmt::skip]
const WHOLE_TEXTS: &[&str] = &[
    "description", "jobdescription", "jobdesc", "fulldescription", "jobfulldescription", "postingdescription",
    "positiondescription", "vacancydescription", "roledescription", "descriptiontext", "descriptionplain",
    "plaindescription", "descriptionhtml", "desc", "jobtext", "postingtext", "posting", "jobposting", "fulltext",
    "rawtext", "text", "body", "jobbody", "content", "advert", "adtext", "jobad", "jobadvert", "advertisement",
    "details", "jobdetails",
];
#[rustfmt::skip]
const PART_TEXTS: &[&str] = &[
    "duties", "jobduties", "dutiesandresponsibilities", "responsibilities", "jobresponsibilities",
    "keyresponsibilities", "accountabilities", "tasks", "requirements", "jobrequirements", "qualifications",
    "requiredqualifications", "preferredqualifications", "minimumqualifications", "summary", "jobsummary",
    "positionsummary", "purpose", "jobpurpose", "skills",
];

/// Columns asked for by name, or by number from 1 where no column bears that name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The id's column; `None` to look for the usual names.
    pub id: Option<String>,
    /// The title's column; `None` to look for the usual names.
    pub title: Option<String>,
    /// The texts' columns; empty to look for the usual names.
    pub texts: Vec<String>,
}

/// The columns of a table that matter, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// `None` if rows have no id.
    pub id: Option<usize>,
    /// `None` if postings have no title.
    pub title: Option<usize>,
    /// At least one.
    pub texts: Vec<usize>,
}

/// A table's header: the names of its columns in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The input it stands in.
    pub file: String,
    /// The names; their numbers from 1 where the table has no header.
    pub names: Vec<String>,
    /// Whether the table names its columns.
    pub named: bool,
}

impl Header {
    /// Of a table's first record.
    #[must_use]
    pub fn new(file: &str, bytes: &[u8], record: &Record, named: bool) -> Self {
        let name = |field: usize| {
            let mut name = Vec::new();
            unquote(&bytes[record.field(field)], &mut name);
            if named { String::from_utf8_lossy(&name).into_owned() } else { (field + 1).to_string() }
        };
        Self { file: file.into(), names: (0..record.fields()).map(name).collect(), named }
    }

    /// The columns that are wanted, or found by their usual names.
    ///
    /// # Errors
    /// [`Error::Column`] if one that is asked for is not there or there twice, or if no text is found.
    pub fn columns(&self, wanted: &Wanted) -> Result<Columns, Error> {
        let id = wanted.id.as_deref().map(|name| self.find(name, "--id")).transpose()?.or_else(|| self.usual(IDS));
        let title = wanted.title.as_deref().map(|name| self.find(name, "--title")).transpose()?.or_else(|| self.usual(TITLES));
        let mut texts = Vec::new();
        for name in &wanted.texts {
            texts.push(self.find(name, "--text")?);
        }
        if texts.is_empty() {
            texts.extend(self.usual(WHOLE_TEXTS));
            texts.extend(PART_TEXTS.iter().filter_map(|part| self.usual(&[part])));
            texts.sort_unstable();
        }
        if texts.is_empty() {
            let problem = if self.named {
                "no column has a usual name for the posting's text"
            } else {
                "without a header, no text column is known"
            };
            return Err(self.error(problem.into(), "name it: --text COLUMN (a name, or a number from 1)".into()));
        }
        Ok(Columns { id, title, texts })
    }

    /// The column that `name` says, for `option`: the exact name, else the same letters in another case, else a number.
    ///
    /// # Errors
    /// [`Error::Column`] if there is none, or more than one.
    pub fn find(&self, name: &str, option: &str) -> Result<usize, Error> {
        let places =
            |same: &dyn Fn(&str) -> bool| -> Vec<usize> { (0..self.names.len()).filter(|i| same(&self.names[*i])).collect() };
        let mut found = places(&|n| n == name);
        if found.is_empty() {
            found = places(&|n| n.to_lowercase() == name.to_lowercase());
        }
        match (found.as_slice(), name.parse::<usize>()) {
            ([one], _) => Ok(*one),
            ([], Ok(number)) if (1..=self.names.len()).contains(&number) => Ok(number - 1),
            ([], _) => Err(self.error(
                format!("there is no column `{name}`"),
                format!("choose one of them: {option} COLUMN (a name, or a number from 1)"),
            )),
            (many, _) => {
                let numbers: Vec<_> = many.iter().map(|i| (i + 1).to_string()).collect();
                let problem = format!("{} columns are called `{name}`: numbers {}", many.len(), numbers.join(", "));
                Err(self.error(problem, format!("choose one by its number: {option} {}", numbers[0])))
            }
        }
    }

    fn usual(&self, usual: &[&str]) -> Option<usize> {
        usual.iter().find_map(|usual| self.names.iter().position(|name| squash(name) == *usual))
    }

    fn error(&self, problem: String, hint: String) -> Error {
        const SHOWN: usize = 40;
        let mut columns: Vec<_> = self.names.iter().take(SHOWN).map(|n| if n.is_empty() { "(empty)" } else { n }).collect();
        let more = format!("and {} more", self.names.len().saturating_sub(SHOWN));
        if self.names.len() > SHOWN {
            columns.push(&more);
        }
        Error::Column { file: self.file.clone(), problem, columns: columns.join(", "), hint }
    }
}

/// Letters and digits of a name, in lower case.
fn squash(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Header {
        let mut record = Record::default();
        assert!(record.read(line.as_bytes(), 0, b','));
        Header::new("f.csv", line.as_bytes(), &record, true)
    }

    #[test]
    fn columns_are_found_by_their_usual_names() {
        for (line, id, title, texts) in [
            ("id,title,description", Some(0), Some(1), &[2][..]),
            ("Job ID,JOB_TITLE,Job Description", Some(0), Some(1), &[2]),
            ("body,position", None, Some(1), &[0]),
            ("requirements,text,x,Duties", None, None, &[0, 1, 3]),
            ("description,title,description,title", None, Some(1), &[0]),
            ("text,description", None, None, &[1]),
            ("\"id\",\"\"\"t\"\"\",summary", Some(0), None, &[2]),
        ] {
            assert_eq!(header(line).columns(&Wanted::default()).unwrap(), Columns { id, title, texts: texts.into() }, "{line}");
        }
    }

    #[test]
    fn wanted_columns_win_by_name_case_or_number() {
        let header = header("a,A,b,,b");
        for (name, column) in [("a", 0), ("A", 1), ("3", 2), ("4", 3)] {
            assert_eq!(header.find(name, "--text").unwrap(), column, "{name}");
        }
        let wanted = Wanted { id: Some("A".into()), title: None, texts: vec!["5".into(), "1".into()] };
        assert_eq!(header.columns(&wanted).unwrap(), Columns { id: Some(1), title: None, texts: vec![4, 0] });
    }

    #[test]
    fn errors_list_the_columns_and_the_option() {
        let header = header("a,A,b,,b");
        for (name, message) in [
            (
                "c",
                "f.csv: there is no column `c`\n  the columns are: a, A, b, (empty), b\n  choose one of them: --text COLUMN (a name, or a number from 1)",
            ),
            (
                "B",
                "f.csv: 2 columns are called `B`: numbers 3, 5\n  the columns are: a, A, b, (empty), b\n  choose one by its number: --text 3",
            ),
        ] {
            assert_eq!(header.find(name, "--text").unwrap_err().to_string(), message);
        }
        assert!(header.columns(&Wanted::default()).unwrap_err().to_string().contains("--text COLUMN"));
        assert!(header.find("0", "--id").is_err() && header.find("6", "--id").is_err());
    }
}
