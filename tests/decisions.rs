//! What must hold of every decision of the shipped model, on the project's own postings.

use classify_postings::model::explain::Explanation;
use classify_postings::{Model, Posting, Prediction, Scorer};
use proptest::prelude::*;

/// Title and description of every posting of the sample.
fn sample() -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path("data/postings.csv").unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        (row[1].to_owned(), row[5].to_owned())
    });
    rows.collect()
}

fn predict(scorer: &mut Scorer<'_>, title: &str, text: &str) -> Prediction {
    scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }).clone()
}

#[test]
fn a_used_scorer_answers_as_a_new_one() {
    let model = Model::embedded();
    let mut used = Scorer::new(&model);
    let forward: Vec<Prediction> = sample().iter().map(|(title, text)| predict(&mut used, title, text)).collect();
    for ((title, text), expected) in sample().iter().zip(&forward).rev() {
        assert_eq!(predict(&mut used, title, text), *expected);
        assert_eq!(predict(&mut Scorer::new(&model), title, text), *expected);
    }
}

#[test]
fn probabilities_are_probabilities() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    for (title, text) in sample().iter().map(|(t, d)| (t.as_str(), d.as_str())).chain([("", ""), ("CIO", ""), ("", "network")]) {
        let p = predict(&mut scorer, title, text);
        for values in [&p.probabilities, &p.duties] {
            assert!(values.iter().all(|v| (0.0..=1.0).contains(v)), "{title}: {values:?}");
            assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        assert!((0.0..=1.0).contains(&p.in_scope));
        assert!(p.probabilities.iter().all(|v| *v <= p.confidence()));
    }
}

/// "Reports to the CIO" says nothing of the job: names of roles can change places, or go, and the duties stay.
#[test]
fn names_of_roles_never_feed_the_duties() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    let names = [
        "CIO",
        "CTO",
        "Chief Information Officer",
        "chief technology officer",
        "IT Director",
        "Director of IT",
        "Head of IT",
        "vCIO",
    ];
    for (title, text) in sample() {
        let with = |name: &str| format!("{text}\n\nYou will report to the {name}; the {name} signs.");
        let first = predict(&mut scorer, &title, &with(names[0]));
        for name in &names[1..] {
            let other = predict(&mut scorer, &title, &with(name));
            assert_eq!(first.duties, other.duties, "{title}: {name}");
            assert_eq!(first.in_scope, other.in_scope, "{title}: {name}");
        }
    }
}

#[test]
fn an_explanation_adds_up_to_the_decision() {
    let model = Model::embedded();
    for (title, text) in sample() {
        let e = Explanation::new(&model, Posting { title: title.as_bytes(), texts: &[text.as_bytes()] });
        assert!((e.sum() - e.log_odds).abs() < 1e-9, "{title}: {} is not {}", e.sum(), e.log_odds);
        let p = &e.prediction.probabilities;
        assert!(((p[e.prediction.role.index()] / p[e.runner_up.index()]).ln() - e.log_odds).abs() < 1e-12);
        let themes: f64 = e.themes.iter().map(|t| t.share).sum();
        assert!((themes + e.bias + e.title - e.log_odds).abs() < 1e-9, "{title}: the themes add up as well");
        assert!((e.themes.iter().map(|t| t.mass).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(e.axes.strategy.abs() <= 1.0 && e.axes.external.abs() <= 1.0);
        for mark in &e.marks {
            assert!(mark.start < mark.end && text.is_char_boundary(mark.start) && text.is_char_boundary(mark.end));
        }
        let occurrences: usize = e.shares.iter().map(|share| share.count).sum();
        assert_eq!(occurrences, e.marks.len(), "{title}: every occurrence is marked");
    }
}

#[test]
fn several_texts_are_read_as_one_posting_without_phrases_across() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    let (head, tail) = ("Runs the help", "desk and the network.");
    let split = scorer.predict(Posting { title: b"", texts: &[head.as_bytes(), tail.as_bytes()] }).clone();
    let joined = predict(&mut scorer, "", &format!("{head} {tail}"));
    assert!(split.terms < joined.terms, "help desk must not be found across two columns");
    let apart = predict(&mut scorer, "", &format!("{head} | cio | {tail}"));
    assert_eq!(split.duties, apart.duties);
}

proptest! {
    /// Any bytes get an answer, and the same one from a used scorer.
    #[test]
    fn any_bytes_get_an_answer(title in proptest::collection::vec(any::<u8>(), 0..60), text in proptest::collection::vec(any::<u8>(), 0..400)) {
        thread_local! { static MODEL: Model = Model::embedded(); }
        MODEL.with(|model| {
            let mut scorer = Scorer::new(model);
            let posting = Posting { title: &title, texts: &[&text] };
            let first = scorer.predict(posting).clone();
            assert!((first.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(*scorer.predict(posting), first);
        });
    }
}

/// HTML says what its text says: the same terms and the same answer, whatever the markup.
#[test]
fn markup_changes_nothing() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    let mut said = |title: &str, text: &str| {
        let prediction = scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }).clone();
        (prediction, scorer.features().to_vec())
    };
    let plain = said("CIO & CTO", "Plans the R&D budget.\nRuns the help desk; company’s IT strategy\n5 < 6");
    for (title, text) in [
        (
            "CIO &amp; CTO",
            "<p>Plans the R&amp;D&nbsp;budget.</p><p>Runs the <b>help</b> desk; company&rsquo;s IT strategy<br/>5 &lt; 6",
        ),
        (
            "<b>CIO</b> &#38; CTO",
            "<ul class=\"portfolio\"><li>Plans the R&#38;D budget.<li>Runs the help desk;<!-- code --> company&#8217;s IT strategy</ul>5 < 6",
        ),
        (
            "CIO &amp;amp; CTO",
            "&lt;div title=&quot;budget&quot;&gt;Plans the R&amp;amp;D budget. Runs the help desk; company&amp;rsquo;s IT strategy 5 &lt; 6&lt;/div&gt;",
        ),
    ] {
        assert_eq!(said(title, text), plain, "{text}");
    }
}
