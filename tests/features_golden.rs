//! TF-IDF against scikit-learn's own figures (`tests/golden/make.py` made them).

use std::collections::BTreeMap;

use classify_postings::features::{Counts, TfIdf, Vector, smooth_idf};
use classify_postings::text::vocabulary::{Reading, TermId, Vocabulary};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    stops: Vec<String>,
    terms: Vec<String>,
    idf: Vec<f64>,
    texts: Vec<String>,
    rows: Vec<BTreeMap<String, f64>>,
}

const TOLERANCE: f64 = 1e-6;

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/tfidf.json")).expect("the golden file is JSON")
}

/// A vocabulary of the golden terms, each word with one form.
fn vocabulary(golden: &Golden) -> Vocabulary {
    let mut vocabulary = Vocabulary::new();
    vocabulary.add_word(golden.stops.iter().map(String::as_str), true);
    for word in golden.terms.iter().filter(|term| !term.contains(' ')) {
        vocabulary.add_word([word.as_str()], false);
    }
    for (id, term) in (0..).map(TermId).zip(&golden.terms) {
        assert_eq!(vocabulary.add_surface(term, id), Ok(None));
    }
    vocabulary
}

fn count(vocabulary: &Vocabulary, text: &str, reading: &mut Reading, counts: &mut Counts) {
    reading.clear();
    vocabulary.read(text.as_bytes(), reading);
    vocabulary.for_each_term(&reading.tokens, |term, _, _| counts.add(term));
}

#[test]
fn idf_agrees_with_scikit_learn() {
    let golden = golden();
    for (term, expected) in golden.terms.iter().zip(&golden.idf) {
        let df = golden.rows.iter().filter(|row| row.contains_key(term)).count();
        let got = smooth_idf(golden.texts.len(), df);
        assert!((got - expected).abs() < TOLERANCE, "{term}: {got} instead of {expected}");
    }
}

#[test]
fn vectors_agree_with_scikit_learn() {
    let golden = golden();
    let vocabulary = vocabulary(&golden);
    let tf_idf = TfIdf::new(golden.idf.clone());
    let (mut reading, mut counts, mut vector) = (Reading::default(), Counts::new(golden.terms.len()), Vector::new());
    for (text, expected) in golden.texts.iter().zip(&golden.rows) {
        count(&vocabulary, text, &mut reading, &mut counts);
        tf_idf.vector(&mut counts, &mut vector);
        assert_eq!(vector.len(), expected.len(), "{text}");
        for (term, value) in &vector {
            let expected = expected[&golden.terms[term.index()]];
            assert!((value - expected).abs() < TOLERANCE, "{text}: {} is {value} instead of {expected}", golden.terms[term.index()]);
        }
    }
}

#[test]
fn n_grams_are_slices_of_one_sequence() {
    let golden = golden();
    let vocabulary = vocabulary(&golden);
    let mut reading = Reading::default();
    for text in &golden.texts {
        reading.clear();
        vocabulary.read(text.as_bytes(), &mut reading);
        vocabulary.for_each_term(&reading.tokens, |term, start, length| {
            let words = golden.terms[term.index()].split(' ').count();
            assert_eq!(words, length);
            assert!(start + length <= reading.tokens.len());
        });
    }
}
