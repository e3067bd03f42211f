//! The report: the same whatever the threads and blocks, of bounded size, and harmless whatever postings say.

use classify_postings::batch::input::Input;
use classify_postings::batch::survey::{Findings, MAX_DOTS, Plan, Survey};
use classify_postings::batch::tally::Tally;
use classify_postings::batch::{Batch, Options, Sink};
use classify_postings::report::{PLAN, Run, run_page};
use classify_postings::{Model, Posting, Scorer};
use std::io::Write;
use std::path::Path;

fn model() -> &'static Model {
    static MODEL: std::sync::OnceLock<Model> = std::sync::OnceLock::new();
    MODEL.get_or_init(Model::embedded)
}

fn survey(files: &[&Path], options: &Options, plan: Plan) -> (Tally, Findings) {
    let survey = Survey::new(model(), plan);
    let inputs = files.iter().map(|file| Input::new(file)).collect();
    let mut batch = Batch::open(model(), inputs, options).unwrap();
    batch.watch(&survey);
    let tally = batch.run(&mut Sink::new("out", &mut std::io::sink()), None).unwrap();
    (tally, survey.finish())
}

fn options(threads: usize, block: usize) -> Options {
    Options { threads, block, ..Options::default() }
}

fn page(table: &str, suffix: &str) -> String {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(table.as_bytes()).unwrap();
    let (tally, findings) = survey(&[file.path()], &Options::default(), PLAN);
    run_page(model(), &tally, &findings, &Run { files: vec!["a.csv".into()], ..Run::default() })
}

/// A table of so many rows.
fn csv(rows: impl Iterator<Item = [String; 3]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "title", "description"]).unwrap();
    rows.for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Training postings again and again, with the beginning of another behind each, so that no two are the same.
fn many(rows: usize) -> String {
    let mut reader = csv::Reader::from_path("data/postings-train.csv").unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|n| n == name).unwrap();
    let (title, text) = (column("title"), column("description"));
    let postings: Vec<(String, String)> =
        reader.records().map(Result::unwrap).map(|row| (row[title].to_owned(), row[text].to_owned())).collect();
    csv((0..rows).map(|i| {
        let ((title, text), other) = (&postings[i % postings.len()], &postings[i * 31 % postings.len()].1);
        [i.to_string(), title.clone(), format!("{text} {}", other.chars().take(i % 300).collect::<String>())]
    }))
}

#[test]
fn findings_are_the_same_whatever_the_threads_and_the_blocks() {
    for rows in [3000, MAX_DOTS + 500] {
        let (mut file, mut rest) = (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
        file.write_all(many(rows).as_bytes()).unwrap();
        rest.write_all(many(100).as_bytes()).unwrap();
        let files = [file.path(), rest.path()];
        let expected = survey(&files, &options(1, 1 << 22), PLAN);
        for (threads, block) in [(1, 1000), (2, 64 * 1024), (4, 10_000), (3, 1 << 20)] {
            assert!(
                survey(&files, &options(threads, block), PLAN) == expected,
                "{rows} rows, {threads} threads, blocks of {block}"
            );
        }
        let (tally, findings) = expected;
        assert_eq!(tally.written, rows as u64 + 100);
        assert_eq!(findings.dots.len(), if rows > MAX_DOTS { 0 } else { rows + 100 });
        assert_eq!(findings.rows.len(), PLAN.rows);
        let few = survey(&files, &options(2, 5000), Plan { rows: 5, text: 0, sums: false }).1;
        let numbers =
            |rows: &[classify_postings::batch::survey::Row]| rows.iter().map(|r| (r.number, r.input)).collect::<Vec<_>>();
        assert_eq!(numbers(&few.rows), numbers(&findings.rows[..5]));
    }
}

/// The sums against one posting after the other, and the listed rows against all flagged ones.
#[test]
fn findings_are_those_of_the_rows() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(many(700).as_bytes()).unwrap();
    let (tally, findings) = survey(&[file.path()], &options(2, 20_000), PLAN);
    let roles = model().roles().len();
    let (mut scorer, mut reader) = (Scorer::new(model()), csv::Reader::from_path(file.path()).unwrap());
    let mut outside = vec![0; roles];
    let mut titles_differ = 0;
    let mut with_help_desk = 0;
    let help_desk = model().terms().iter().position(|term| term.name == "help desk").unwrap();
    for (i, row) in reader.records().map(Result::unwrap).enumerate() {
        let p = scorer.predict(Posting { title: row[1].as_bytes(), texts: &[row[2].as_bytes()] }).clone();
        let dot = &findings.dots[i];
        assert_eq!((dot.number, dot.confidence), (i as u64 + 1, p.confidence()));
        let axes = model().axes(scorer.features());
        assert!((dot.strategy - axes.strategy).abs() < 1e-9 && (dot.external - axes.external).abs() < 1e-9);
        if p.review.not_it_leadership {
            outside[p.role.index()] += 1;
            continue;
        }
        with_help_desk += u64::from(scorer.features().iter().any(|(term, _)| term.index() == help_desk));
        let named = p.title.roles().iter().next().filter(|_| p.title.roles().len() == 1 && !p.title.is_deputy());
        titles_differ += u64::from(named.is_some() && p.duties_role.is_some() && named != p.duties_role);
    }
    let sums = &findings.sums;
    assert_eq!(sums.outside, outside);
    assert_eq!(sums.terms.iter().map(|terms| terms[help_desk].rows).sum::<u64>(), with_help_desk);
    let off = |i: usize, j: &usize| i < roles && *j < roles && i != *j;
    let differ = sums.titles.iter().enumerate().flat_map(|(i, line)| (0..line.len()).filter(move |j| off(i, j)).map(|j| line[j]));
    assert_eq!(differ.sum::<u64>(), titles_differ);
    let all = |grid: &[Vec<u64>]| grid.iter().flatten().sum::<u64>();
    assert_eq!((all(&sums.map), sums.confidence.iter().flatten().sum::<u64>()), (tally.written, tally.written));
    assert_eq!(sums.figures[0].iter().sum::<u64>(), tally.written - outside.iter().sum::<u64>());
    assert!(findings.rows.is_sorted_by(|a, b| (a.worth, b.number) > (b.worth, a.number)));
    assert!(findings.rows.iter().all(|row| row.prediction.review.any()));
    assert_eq!(findings.rows.len() as u64, tally.flagged.min(PLAN.rows as u64));
}

#[test]
fn what_postings_say_is_text_and_nothing_else() {
    let harms = [
        "<script>alert(1)</script>",
        "</title></style></script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)",
        "<a href=\"javascript:alert(1)\">CIO</a>",
        "{{ 7 * 7 }} {% endblock %}",
        "\u{202e}OIC\u{2066} \u{200f}",
        "\u{1b}[2J\u{7}\u{0}\u{9b}",
    ];
    let duties = "Runs the help desk, sets strategy with the board, builds the product.";
    let rows = harms.iter().flat_map(|harm| {
        ["", "CIO ", "CTO and CIO "]
            .map(|title| [(*harm).to_owned(), format!("{title}{harm}"), format!("{duties} {harm} {duties}")])
    });
    let (safe, harmful) =
        (page(&csv([["1".into(), "CIO".into(), duties.into()]].into_iter()), ".csv"), page(&csv(rows.clone()), ".csv"));
    let lines = rows
        .map(|[id, title, description]| serde_json::json!({"id": id, "title": title, "description": description}).to_string());
    let json = page(&lines.collect::<Vec<_>>().join("\n"), ".jsonl");
    for page in [&harmful, &json] {
        for tag in ["<script", "<style", "<img", "<a href=\"javascript", "<meta", "<link", "<iframe", "<base", "<form"] {
            assert_eq!(page.matches(tag).count(), safe.matches(tag).count(), "{tag}");
        }
        assert!(page.contains("&#60;script&#62;alert(1)") && page.contains("{{ 7 * 7 }}"));
        assert!(!page.contains("onerror=alert(1)>") && !page.contains("' onfocus="));
        let steers = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!page.contains(steers));
        assert!(!page.contains(" style=") && !page.contains(" onclick="));
    }
    assert!(safe.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-"));
    for address in ["http:", "https:", "src=", "url(", "@import"] {
        assert!(!safe.contains(address), "{address}");
    }
}

/// Everything that grows is at its most here, and escaped at its longest.
#[test]
fn pages_stay_below_three_megabytes() {
    let (bad, long) = ("<&\"'>".repeat(50), "<&\"'>".repeat(600));
    let words = model().terms().iter().flat_map(|term| term.surfaces.first().cloned()).collect::<Vec<_>>();
    let row = |i: usize| {
        let some = (0..120).map(|j| words[(i * 7 + j * j * (i % 13 + 1)) % words.len()].clone()).collect::<Vec<_>>().join(" ");
        [format!("{i}{bad}"), format!("CTO {bad}"), format!("{some} {long}")]
    };
    for rows in [MAX_DOTS, 2 * MAX_DOTS] {
        let size = page(&csv((0..rows).map(row)), ".csv").len();
        eprintln!("{rows} rows, {size} bytes");
        assert!(size < 3_000_000, "{size} bytes for {rows} rows");
    }
}

#[test]
fn a_model_without_references_and_a_table_without_rows_have_pages_too() {
    let mut table = model().table().clone();
    table.references.clear();
    let bare = Model::new(table).unwrap();
    let survey = Survey::new(&bare, PLAN);
    let mut batch = Batch::open(&bare, vec![Input::new(Path::new("data/postings.csv"))], &Options::default()).unwrap();
    batch.watch(&survey);
    let tally = batch.run(&mut Sink::new("out", &mut std::io::sink()), None).unwrap();
    let told = run_page(&bare, &tally, &survey.finish(), &Run::default());
    assert!(told.contains("so drift cannot be told"));
    let empty = page("title,description\n", ".csv");
    assert!(empty.contains("Of 0 postings") && empty.contains("No posting is in scope"));
}
