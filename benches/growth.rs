//! What the cost depends on: a table of seconds and peak memory for more postings, more terms and more roles.
//!
//! `cargo bench --bench growth` prints it, for 2 threads and `--columns new`, or for the number of postings after `--most`
//! at most. Models are the shipped one, narrowed or widened with pairs of its words: for timing, not for answers. Each cell
//! is a process of its own, so that its peak memory is known (on Linux; 0 elsewhere).

#[expect(dead_code, reason = "other benchmarks use the rest")]
mod shared;

use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use classify_postings::Model;
use classify_postings::batch::input::Input;
use classify_postings::batch::{Batch, Keep, Options, Sink};
use classify_postings::model::roles::Role;
use classify_postings::model::table::{Ring, Table, Term};
use classify_postings::text::fold::fold_key;
use classify_postings::text::tokens::tokens;
use shared::{Random, generated, table};

/// Rows of the file that is read again and again.
const ROWS: usize = 10_000;
const TERMS: usize = 1000;
const ROLES: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |flag: &str| arguments.iter().position(|a| a == flag).map(|at| &arguments[at + 1..]);
    if let Some(cell) = after("--cell") {
        let number = |at: usize| cell[at].parse().expect("a number");
        return run_cell(Path::new(&cell[0]), number(1), number(2), number(3));
    }
    let most = after("--most").map_or(1_000_000, |most| most[0].parse().expect("--most POSTINGS"));
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    let bytes = table(&generated(&Model::embedded(), ROWS));
    file.write_all(&bytes).expect("a temporary file");
    println!("{} bytes a posting\n\n| postings | terms | roles | seconds | MB/s | peak memory |", bytes.len() / ROWS);
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    let base = 100_000.min(most);
    let postings = [10_000, 100_000, 1_000_000].map(|postings| (postings, TERMS, ROLES));
    let terms = [100, 10_000].map(|terms| (base, terms, ROLES));
    let roles = [10, 30].map(|roles| (base, TERMS, roles));
    for (postings, terms, roles) in postings.into_iter().chain(terms).chain(roles).filter(|cell| cell.0 <= most) {
        let cell = [postings, terms, roles].map(|n| n.to_string());
        let program = std::env::current_exe().expect("this program");
        let output = Command::new(program).arg("--cell").arg(file.path()).args(cell).output().expect("this program");
        let line = String::from_utf8(output.stdout).expect("text");
        let (seconds, memory) = line.trim().split_once(' ').expect("two numbers");
        let speed = (bytes.len() * postings / ROWS) as f64 / 1e6 / seconds.parse::<f64>().expect("a number");
        println!("| {postings} | {terms} | {roles} | {seconds} | {speed:.0} | {memory} MiB |");
    }
}

fn run_cell(file: &Path, postings: usize, terms: usize, roles: usize) {
    let model = Model::new(widened(Model::embedded().table(), terms, roles)).expect("a sound model");
    let inputs = (0..postings / ROWS).map(|_| Input::new(file)).collect();
    let start = Instant::now();
    let mut nowhere = std::io::sink();
    let options = Options { threads: 2, keep: Keep::Id, ..Options::default() };
    let batch = Batch::open(&model, inputs, &options).expect("a table");
    let tally = batch.run(&mut Sink::new("nowhere", &mut nowhere), None).expect("a table");
    assert_eq!(tally.written, postings as u64);
    println!("{:.2} {}", start.elapsed().as_secs_f64(), peak_memory() / 1024);
}

/// A table with so many terms and roles.
fn widened(shipped: &Table, terms: usize, roles: usize) -> Table {
    let (mut table, mut random) = (shipped.clone(), Random(2));
    for role in table.roles.roles.len()..roles {
        table.roles.roles.push(Role { name: format!("role {role}"), column: format!("p_{role}") });
        table.bias.push(0.0);
    }
    let word = |random: &mut Random| {
        let form = random.of(&shipped.words).forms().next().expect("a form");
        String::from_utf8_lossy(form).into_owned()
    };
    // No two terms may have a phrase in common, whatever forms of its words they write.
    let folded = |phrase: &str| {
        tokens(phrase).iter().filter(|form| !table.stops.contains(form)).map(|form| fold_key(form)).collect::<Vec<_>>()
    };
    let mut taken: HashSet<_> = shipped.terms.iter().flat_map(|term| &term.surfaces).map(|surface| folded(surface)).collect();
    let mut pairs = BTreeSet::new();
    while shipped.terms.len() + pairs.len() < terms {
        let pair = [word(&mut random), word(&mut random)].join(" ");
        if taken.insert(folded(&pair)) {
            pairs.insert(pair);
        }
    }
    for pair in pairs {
        let surfaces = vec![pair.clone()];
        let (name, theme, ring) = (format!("~{pair}"), String::new(), Ring::Learned);
        table.terms.push(Term { name, ring, theme, idf: 3.0, scope: 0.1, weights: Vec::new(), surfaces });
    }
    table.terms.truncate(terms);
    for term in &mut table.terms {
        term.weights.resize_with(roles, || random.below(100) as f64 / 100.0);
    }
    table
}

/// In KiB.
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
