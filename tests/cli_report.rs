//! `--report` and the summary, as a user meets them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn classify(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_classify"));
    command.args(args).env("SOURCE_DATE_EPOCH", "1750000000").current_dir(folder).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn sample() -> String {
    fs::canonicalize("data/postings.csv").unwrap().display().to_string()
}

#[test]
fn a_run_has_a_page_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample();
    let page = |name: &str, threads: &str| {
        let out = classify(folder.path(), &[&sample, "-q", "-j", threads, "-o", "out.csv", "--report", name]);
        assert!(out.status.success() && out.stderr.is_empty(), "{}", stderr(&out));
        fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let one = page("1.html", "1");
    assert!(one == page("4.html", "4"), "the same bytes");
    assert!(one.contains("<dd><bdi>2025-06-15</bdi></dd>") && one.contains("Of 40 postings, "));
    for section in ["roles", "confidence-h", "map", "why", "titles", "review", "drift", "reading"] {
        assert!(one.contains(&format!("id=\"{section}\"")), "{section}");
    }
    // The table is the same as without a page.
    let with = fs::read(folder.path().join("out.csv")).unwrap();
    assert!(classify(folder.path(), &[&sample, "-q"]).stdout == with);
    // The listed rows are those that the table flags.
    let mut reader = csv::Reader::from_reader(&with[..]);
    let review = reader.headers().unwrap().iter().position(|name| name == "review").unwrap();
    let flagged: Vec<String> =
        reader.records().map(Result::unwrap).filter(|r| !r[review].is_empty()).map(|r| r[0].into()).collect();
    assert_eq!(one.matches("<tbody id=\"row-").count(), flagged.len());
    assert!(flagged.iter().all(|id| one.contains(&format!("<bdi>{id}</bdi>"))));
}

#[test]
fn a_page_takes_no_other_file_s_place() {
    let folder = tempfile::tempdir().unwrap();
    let table = "id,title,description\n1,CIO,the budget\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    for (args, status, complaint) in [
        (&["a.csv", "--report", "a.csv"][..], 2, "--report a.csv is an input"),
        (&["a.csv", "-o", "x", "--report", "x"], 2, "--output and --report are both x"),
        (&["a.csv", "-o", "x", "--report", "no/such/x.html"], 1, "no/such/x.html"),
        (&["nothing.csv", "--report", "x.html"], 1, "nothing.csv"),
    ] {
        let out = classify(folder.path(), args);
        assert_eq!((out.status.code(), stderr(&out).contains(complaint)), (Some(status), true), "{}", stderr(&out));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{args:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), table);
}

#[test]
fn the_summary_fits_a_terminal_and_steers_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = String::from("id,title,description\n");
    for i in 0..30 {
        table +=
            &format!("{i},\"CTO \u{1b}[2J\u{202e} {}\",\"Runs the help desk. {}\"\n", "x".repeat(i * 9), "servers ".repeat(i));
    }
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let out = classify(folder.path(), &["a.csv", "-o", "out.csv"]);
    let told = stderr(&out);
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
    let looks: Vec<&str> = told.lines().skip_while(|line| !line.starts_with("look at row ")).collect();
    assert!(looks.len() == 5 && looks.iter().all(|line| line.contains("row ")), "{told}");
    assert!(told.contains('█') && told.contains("roles   CIO "));
    assert!(classify(folder.path(), &["a.csv", "-q", "-o", "out.csv"]).stderr.is_empty());
}

#[test]
fn figures_have_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let set = "id,title,label,description\n\
        <b>1</b>,CIO,CIO,Sets strategy for information and chairs the governance committee.\n\
        2,CTO,CTO,Builds the product with engineers and ships software.\n\
        3,Director,IT Director,Runs the help desk and patches servers.\n\
        4,Nurse,other,Looks after patients on the ward.\n";
    fs::write(folder.path().join("one.csv"), set).unwrap();
    fs::write(folder.path().join("<two>.csv"), set.replace("CTO,CTO", "CTO,CIO")).unwrap();
    let out = classify(folder.path(), &["evaluate", "one.csv", "<two>.csv", "--report", "page.html"]);
    assert!(out.status.success(), "{}", stderr(&out));
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    for section in ["confusion", "reliability", "risk", "sets", "scope"] {
        assert!(page.contains(&format!("<section class=\"card\" id=\"{section}\"")), "{section}");
    }
    assert!(page.contains("&#60;two&#62;.csv") && !page.contains("<two>") && !page.contains("<b>"));
    assert!(page.contains("8 postings, 6 of them of the model&#39;s roles"), "both sets");
    let none = "label,description\nother,Looks after patients on the ward.\n";
    fs::write(folder.path().join("none.csv"), none).unwrap();
    let out = classify(folder.path(), &["evaluate", "none.csv", "--report", "page.html"]);
    assert!(out.status.success() && fs::read_to_string(folder.path().join("page.html")).unwrap().contains("No posting bears"));
}
