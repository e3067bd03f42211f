//! Titles as people write them, and what they name. A case is a line of `title_cases.tsv`.

use std::sync::LazyLock;

use classify_postings::model::roles::RoleTable;
use classify_postings::model::title::{Title, TitleReader, TitleReading};
use proptest::prelude::*;

const ROLES: &str = include_str!("../data/roles.toml");
const CASES: &str = include_str!("title_cases.tsv");

static TABLE: LazyLock<RoleTable> = LazyLock::new(|| RoleTable::parse(ROLES).unwrap());
static READER: LazyLock<TitleReader> = LazyLock::new(|| TitleReader::new(&TABLE).unwrap());

fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    CASES.lines().skip(1).map(|line| line.split_once('\t').expect("title, tab, roles"))
}

/// As the cases write it: `CIO+CTO`, `deputy:CIO`, or nothing.
fn shown(title: Title, table: &RoleTable) -> String {
    let roles: Vec<&str> = title.roles().iter().map(|role| table.roles[role.index()].name.as_str()).collect();
    format!("{}{}", if title.is_deputy() { "deputy:" } else { "" }, roles.join("+"))
}

fn read(reader: &TitleReader, title: &[u8]) -> Title {
    reader.read(title, &mut TitleReading::default())
}

#[test]
fn cases_are_read_as_they_should_be() {
    let wrong: Vec<String> = cases()
        .map(|(title, expected)| (title, expected, shown(read(&READER, title.as_bytes()), &TABLE)))
        .filter(|(_, expected, found)| expected != found)
        .map(|(title, expected, found)| format!("{title:?}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn another_jobs_title_is_told_from_none() {
    for (title, other) in
        [("", false), (" - ", false), ("Nurse", true), ("PA to the CIO", true), ("CIO", false), ("Deputy CIO", false)]
    {
        assert_eq!(read(&READER, title.as_bytes()).mentions_other(), other, "{title:?}");
    }
}

#[test]
fn roles_of_ones_own_are_data() {
    let table = RoleTable::parse(
        r#"
        [[role]]
        name = "CISO"
        column = "p_ciso"
        short = ["ciso"]
        names = ["chief information security officer"]
        [[role]]
        name = "VP Engineering"
        column = "p_vpe"
        names = ["{vp,vice president} {,of} engineering"]
        branches = ["operations"]
        [[false_friend]]
        of = ["CISO"]
        near = ["soccer"]
        [title]
        not_held = ["not a"]
        "#,
    )
    .unwrap();
    let reader = TitleReader::new(&table).unwrap();
    for (title, expected) in [
        ("CISO", "CISO"),
        ("CISO & VP, Engineering", "CISO+VP Engineering"),
        ("VP of Engineering Operations", ""),
        ("CISO Operations", "CISO"),
        ("CISO, soccer club", ""),
        ("Not a CISO", ""),
    ] {
        assert_eq!(shown(read(&reader, title.as_bytes()), &table), expected, "{title:?}");
    }
}

#[test]
fn a_table_with_a_mistake_is_refused() {
    let roles = |first: &str, more: &str| {
        RoleTable::parse(&format!(
            "[[role]]\nname = \"A\"\ncolumn = \"p_a\"\nnames = [{first}]\n\
             [[role]]\nname = \"B\"\ncolumn = \"p_b\"\nnames = [\"b\"]\n{more}"
        ))
    };
    assert!(roles("\"a\"", "").is_ok());
    for (first, more, complaint) in [
        ("\"b\"", "", "names two things"),
        ("\"{a\"", "", "never closes"),
        ("\"-\"", "", "without a word"),
        ("\"a\"", "[[shared]]\nroles = [\"C\"]\nnames = [\"c\"]", "no role has the name \"C\""),
        ("\"a\"", "[[shared]]\nroles = []\nnames = [\"c\"]", "lacks its roles"),
        ("\"a\"", "[[false_friend]]\nnear = [\"c\"]", "lacks its roles"),
        ("\"a\"", "[title]\nbefore = [\"c\"]", "unknown field"),
        ("\"a\"", "[[role]]\nname = \"A+\"\ncolumn = \"p_c\"\nnames = []", "cannot have the name"),
        ("\"a\"", "[[role]]\nname = \"A\"\ncolumn = \"p_c\"\nnames = []", "two [[role]]s"),
    ] {
        let found = roles(first, more).unwrap_err();
        assert!(found.contains(complaint), "{found}");
    }
}

/// Words of the table and of life, joined by anything.
fn title_like() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "deputy",
        "CIO",
        "cto",
        "IT",
        "director",
        "head",
        "of",
        "the",
        "information",
        "technology",
        "officer",
        "chief",
        "and",
        "office",
        "assistant",
        "to",
        "security",
        "AFL",
        "nurse",
        "'s",
        "sales",
        "global",
        "I.T.",
        "\u{AD}",
        "é",
    ]);
    let gap = prop::sample::select(vec![" ", ", ", " - ", "/", " & ", "+", "\n", " (", ")", "’", ": ", "", "\u{200B}"]);
    prop::collection::vec((word, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(w, g)| format!("{w}{g}")).collect::<String>().into_bytes())
}

proptest! {
    #[test]
    fn buffers_leave_no_trace(titles in prop::collection::vec(prop_oneof![title_like(), prop::collection::vec(any::<u8>(), 0..60)], 1..8)) {
        let mut reading = TitleReading::default();
        for title in &titles {
            prop_assert_eq!(READER.read(title, &mut reading), read(&READER, title));
        }
    }

    #[test]
    fn a_deputy_names_a_role_and_another_job_does_not(title in title_like()) {
        let title = read(&READER, &title);
        prop_assert!(!title.is_deputy() || title.any());
        prop_assert!(!(title.mentions_other() && title.any()));
    }
}
