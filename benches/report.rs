//! What a report costs: the batch without it, with the summary's rows, and with all that a report needs, taking turns.
//!
//! `cargo bench --bench report` makes a table of generated postings, or takes the one that `CLASSIFY_BENCH_FILE` names.

// The other benchmarks use the rest of it.
#[allow(dead_code)]
mod shared;

use std::io::Write;
use std::path::Path;

use classify_postings::Model;
use classify_postings::batch::columns::Wanted;
use classify_postings::batch::input::Input;
use classify_postings::batch::survey::{Findings, Plan, Survey};
use classify_postings::batch::tally::Tally;
use classify_postings::batch::{Batch, Keep, Options, Sink};
use classify_postings::report::{PLAN, Run, run_page};
use shared::{generated, least, table};

const FEW: Plan = Plan { rows: 5, text: 0, sums: false };

fn main() {
    let model = Model::embedded();
    let bytes = shared::file().map_or_else(|| table(&generated(&model, 20_000)), |(_, bytes)| bytes);
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    file.write_all(&bytes).expect("a temporary file");
    for threads in [1, 2] {
        let classify = |plan| classify(&model, file.path(), threads, plan);
        let (tally, findings) = classify(Some(PLAN));
        let findings = findings.expect("there was a survey");
        assert_eq!(classify(None).0, tally, "a survey changes nothing");
        let times = least(
            &[()],
            25,
            &mut [
                &mut |()| assert_eq!(classify(None).0.written, tally.written),
                &mut |()| assert_eq!(classify(Some(FEW)).0.written, tally.written),
                &mut |()| assert_eq!(classify(Some(PLAN)).0.written, tally.written),
                &mut |()| assert!(run_page(&model, &tally, &findings, &Run::default()).len() < 3_000_000),
            ],
        );
        println!("{} rows, {} bytes, {threads} threads", tally.written, bytes.len());
        let names = ["the batch", "with the summary's rows", "with a report's sums and rows"];
        for (name, time) in names.iter().zip(&times) {
            println!("  {name:30} {:7.1} ms   {:+5.1}%", time * 1e3, 100.0 * (time / times[0] - 1.0));
        }
        println!("  {:30} {:7.1} ms", "the page, once", times[3] * 1e3);
    }
}

fn classify(model: &Model, file: &Path, threads: usize, plan: Option<Plan>) -> (Tally, Option<Findings>) {
    let wanted = Wanted { title: Some("title".into()), texts: vec!["description".into()], ..Wanted::default() };
    let options = Options { threads, keep: Keep::Id, wanted, ..Options::default() };
    let survey = plan.map(|plan| Survey::new(model, plan));
    let mut batch = Batch::open(model, vec![Input::new(file)], &options).expect("a table");
    if let Some(survey) = &survey {
        batch.watch(survey);
    }
    let tally = batch.run(&mut Sink::new("nowhere", &mut std::io::sink()), None).expect("a table");
    (tally, survey.map(Survey::finish))
}
