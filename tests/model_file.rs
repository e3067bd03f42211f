//! The names of a model file: written, read back, and refused when they are not as they should be.

use classify_postings::Model;
use classify_postings::model::file::{self, FileError};
use classify_postings::model::reference::{Figure, Reference};
use classify_postings::model::roles::RoleTable;
use classify_postings::model::rule::Rule;
use classify_postings::model::table::{Table, Word};
use classify_postings::text::tokens::tokens;

/// A model of names alone, with every word that they use.
fn names_only() -> Table {
    let roles = RoleTable::parse(include_str!("../data/roles.toml")).unwrap();
    let mut words: Vec<String> = roles.cut().iter().flat_map(|name| tokens(name)).collect();
    words.sort();
    words.dedup();
    Table {
        about: Vec::new(),
        references: Vec::new(),
        rule: Rule::default(),
        bias: vec![0.0; roles.roles.len()],
        roles,
        themes: Vec::new(),
        stops: Vec::new(),
        words: words.into_iter().map(|word| Word::new(&[word])).collect(),
        terms: Vec::new(),
    }
}

/// The file with its body changed and the digest made to fit.
fn changed(file: &str, from: &str, to: &str) -> String {
    let (first, rest) = file.split_once('\n').unwrap();
    let (_, body) = rest.split_once('\n').unwrap();
    assert!(body.contains(from), "{from:?}");
    let body = body.replacen(from, to, 1);
    format!("{first}\ndigest\t{}\n{body}", file::digest(body.as_bytes()))
}

#[test]
fn names_survive_the_file() {
    let table = names_only();
    let written = file::write(&table);
    let back = file::read(&written).unwrap();
    assert_eq!(back, table);
    assert_eq!(file::write(&back), written);
    Model::read(&written).unwrap();
    for line in ["name\tshort\tCIO\t{cio,cios,c.i.o.}\n", "name\tnear\tCIO\tfund manager\n", "name\tnot-held\t\tformer\n"] {
        assert!(written.contains(line), "{line}");
    }
}

#[test]
fn a_name_that_is_none_is_an_error_with_its_place() {
    let written = file::write(&names_only());
    for (from, to, field, expected) in [
        ("name\tshort\t", "name\tshrt\t", 2, "a kind of name"),
        ("name\tshort\tCIO\t", "name\tshort\tCEO\t", 3, "roles of this file"),
        ("name\tshort\tCIO\t", "name\tshort\t\t", 3, "at least one role"),
        ("name\tnot-held\t\t", "name\tnot-held\tCIO\t", 3, "no role"),
        ("{cio,cios,c.i.o.}", "{cio,cios", 4, "a pattern"),
        ("{cio,cios,c.i.o.}", &"{a,b}".repeat(99), 4, "a pattern"),
        ("{cio,cios,c.i.o.}", "", 4, "a pattern"),
    ] {
        let FileError { line, column, expected: found, .. } = file::read(&changed(&written, from, to)).unwrap_err();
        let at = written.lines().position(|line| line.contains(from)).unwrap() + 1;
        assert_eq!((line, column), (at, Some(field)), "{to:?}");
        assert!(found.contains(expected), "{to:?}: {found}");
    }
}

#[test]
fn a_phrase_cannot_name_two_things() {
    let written = file::write(&names_only());
    let wrong = changed(&written, "name\tshort\tCTO\t{cto,ctos,c.t.o.}", "name\tshort\tCTO\tcio");
    assert!(Model::read(&wrong).unwrap_err().to_string().contains("names two things"));
}

#[test]
fn names_without_end_are_refused() {
    let written = file::write(&names_only());
    let many = "name\tfull\tCIO\tcio a\n".repeat(5000);
    assert!(file::read(&changed(&written, "name\tshort\tCIO", &format!("{many}name\tshort\tCIO"))).is_err());
}

#[test]
fn references_survive_and_histograms_that_are_none_are_refused() {
    let mut table = names_only();
    table.references = vec![
        Reference { figure: Figure::Confidence, edges: vec![0.5, 0.75], counts: vec![3, 0, 9] },
        Reference { figure: Figure::Words, edges: vec![], counts: vec![12] },
    ];
    let written = file::write(&table);
    assert!(written.contains("reference\tconfidence\t0.5 0.75\t3 0 9\nreference\twords\t\t12\n"), "{written}");
    assert_eq!(file::read(&written).unwrap(), table);
    for (from, to, field, expected) in [
        ("confidence\t0.5", "score\t0.5".to_owned(), 2, "confidence, words or known"),
        ("reference\twords", "reference\tconfidence".to_owned(), 2, "each once"),
        ("0.5 0.75", "0.75 0.5".to_owned(), 4, "rising edges"),
        ("0.5 0.75", "0.5 0.5".to_owned(), 4, "rising edges"),
        ("0.5 0.75", "0.5".to_owned(), 4, "one count more"),
        ("0.5 0.75", "0.5 NaN".to_owned(), 3, "numbers from"),
        ("0.5 0.75", "1 ".repeat(100_000), 4, "rising edges"),
        ("3 0 9", "0 0 0".to_owned(), 4, "not all 0"),
        ("3 0 9", "3 -1 9".to_owned(), 4, "whole numbers"),
        ("3 0 9", "3 0 9000000000".to_owned(), 4, "whole numbers"),
        ("3 0 9", String::new(), 4, "one count more"),
    ] {
        let error = file::read(&changed(&written, from, &to)).unwrap_err();
        assert_eq!(error.column, Some(field), "{to:.20}: {error}");
        assert!(error.expected.contains(expected), "{to:.20}: {error}");
    }
}

/// The shipped model survives its file to the last bit, and no wrong number, order or word gets past the reader.
#[test]
fn the_shipped_model_survives_and_its_damaged_copies_do_not() {
    let shipped = include_str!("../models/default.tsv");
    assert_eq!(file::write(&file::read(shipped).unwrap()), shipped);
    let term = shipped.lines().find(|line| line.starts_with("term\t")).unwrap();
    let fields: Vec<&str> = term.split('\t').collect();
    let (idf, weight) = (fields[4], fields[6]);
    let with = |index: usize, value: &str| {
        let mut fields = fields.clone();
        fields[index] = value;
        fields.join("\t")
    };
    let last = shipped.lines().last().unwrap();
    for (from, to, complaint) in [
        (term, with(4, "NaN"), "a number from"),
        (term, with(4, "inf"), "a number from"),
        (term, with(4, "-1"), "an idf above 0"),
        (term, with(6, "1e300"), "a number from"),
        (term, with(6, ""), "a number from"),
        (term, with(2, "core"), "article, variant"),
        (term, with(3, "no such theme"), "a theme of this file"),
        (term, format!("{term}\n{term}"), "terms sorted by name"),
        (last, format!("{last}\n{term}"), "terms sorted by name"),
        (term, format!("{term}\t0"), "fields separated by tabs"),
        (term, with(fields.len() - 1, "zyzzyva"), "no word of the model"),
        (term, with(0, "term\u{1b}[31m"), "no control characters"),
        (term, with(3, "stra\rtegy"), "no control characters"),
        ("rule\tmin_scope\t", "rule\tmin_scope\t7".into(), "a key of the rule"),
        ("rule\tmin_scope\t", "rule\tmin_skope\t".into(), "a key of the rule"),
        ("role\tCTO\tp_cto", "role\tCTO\tp_cio".into(), "a role with a name and a column of its own"),
        ("word\t", "wrd\t".into(), "about, reference, rule, role"),
    ] {
        let error = Model::read(&changed(shipped, from, &to)).err().unwrap_or_else(|| panic!("accepted: {to}")).to_string();
        assert!(error.contains(complaint), "{to}: {error}");
    }
    assert!(idf.parse::<f64>().is_ok() && weight.parse::<f64>().is_ok());
    for damaged in
        ["", "classify model 1", "classify model 2\n", &shipped[..shipped.len() / 2], &shipped.replacen("0.1", "0.2", 1)]
    {
        assert!(Model::read(damaged).is_err());
    }
}
