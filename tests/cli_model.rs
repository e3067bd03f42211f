//! The commands around the model, run as a user would.

use std::path::Path;
use std::process::{Command, Output};

fn classify(args: &[&str], stdin: &str) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_classify"))
        .args(args)
        .env_remove("NO_COLOR")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Every third row of the training set: enough to fit, quick to.
fn small_corpus(path: &Path) {
    let mut reader = csv::Reader::from_path("data/postings-train.csv").unwrap();
    let mut writer = csv::Writer::from_path(path).unwrap();
    writer.write_record(reader.headers().unwrap()).unwrap();
    for row in reader.records().map(Result::unwrap).step_by(3) {
        writer.write_record(&row).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
fn training_gives_the_same_bytes_and_the_model_serves_everything() {
    let folder = tempfile::tempdir().unwrap();
    let [corpus, one, two] = ["corpus.csv", "one.tsv", "two.tsv"].map(|name| folder.path().join(name).display().to_string());
    small_corpus(Path::new(&corpus));
    for model in [&one, &two] {
        let out = classify(&["train", "-q", &corpus, "-o", model], "");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    let text = std::fs::read_to_string(&one).unwrap();
    assert!(text == std::fs::read_to_string(&two).unwrap(), "the same data give the same bytes");
    assert!(text.lines().any(|line| line.starts_with("about\tdata\tcorpus.csv, 314 rows, sha256:")));

    let figures: serde_json::Value =
        serde_json::from_str(&stdout(&classify(&["evaluate", "--json", "--model", &one, "data/postings-dev.csv"], ""))).unwrap();
    assert_eq!(figures["duties"]["rows"], 165);
    assert!(figures["duties"]["macro_f1"].as_f64().unwrap() > 0.8);
    let confusion: u64 = figures["duties"]["confusion"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(confusion, 165);

    assert!(stdout(&classify(&["model", "--model", &one], "")).contains("left-out voices (authored)"));
    let rows = stdout(&classify(&["--model", &one, "-q", "--columns", "id", "data/postings.csv"], ""));
    assert_eq!(rows.lines().count(), 41);

    // One byte changed: refused, with the line, and nothing classified.
    std::fs::write(&one, text.replacen("rule\ttemperature\t", "rule\ttemperature\t1", 1)).unwrap();
    let out = classify(&["--model", &one, "data/postings.csv"], "");
    assert_eq!((out.status.code(), out.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&out.stderr).contains("line 2: expected \"digest"));
}

#[test]
fn roles_of_ones_own_get_columns_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let [corpus, roles, model] =
        ["corpus.csv", "roles.toml", "model.tsv"].map(|name| folder.path().join(name).display().to_string());
    small_corpus(Path::new(&corpus));
    let text = std::fs::read_to_string(&corpus).unwrap().replace(",other-tech,", ",Neighbour,");
    std::fs::write(&corpus, text).unwrap();
    std::fs::write(
        &roles,
        "[[role]]\nname = \"CTO\"\ncolumn = \"p_cto\"\nnames = [\"cto\"]\n\n[[role]]\nname = \"Neighbour\"\ncolumn = \"p_neighbour\"\nnames = [\"vp engineering\"]\n",
    )
    .unwrap();
    let out = classify(&["train", "-q", &corpus, "--roles", &roles, "-o", &model], "");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let rows = stdout(&classify(&["--model", &model, "-q", "--columns", "id", "data/postings.csv"], ""));
    assert!(rows.starts_with("id,role,confidence,p_cto,p_neighbour,duties_role,"), "{}", rows.lines().next().unwrap());
}

#[test]
fn training_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, model) = (folder.path().join("c.csv"), folder.path().join("m.tsv"));
    for (content, complaint) in [
        ("title,description\na,b\n", "label"),
        ("label,description\nCIO,plans the budget\n", "no posting bears the label \"CTO\""),
        ("", "label"),
    ] {
        std::fs::write(&corpus, content).unwrap();
        let out = classify(&["train", corpus.to_str().unwrap(), "-o", model.to_str().unwrap()], "");
        assert_eq!(out.status.code(), Some(1), "{content:?}");
        let error = String::from_utf8_lossy(&out.stderr);
        assert!(error.contains(complaint), "{content:?}: {error}");
        assert!(!model.exists());
    }
}

#[test]
fn an_explanation_shows_its_sum_and_steers_no_terminal() {
    let text = "Runs the help desk and patches servers.\u{1b}[2J\u{202e} Answers to the CFO. Reports to the CIO.";
    let plain = stdout(&classify(&["explain", "--title", "IT Manager"], text));
    assert!(plain.starts_with("[Runs] the [help desk]"), "{plain}");
    assert!(
        plain.contains("IT Director, confidence") && plain.contains("log-odds of IT Director against") && plain.contains("= ln(")
    );
    assert!(
        !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
        "no escape of the posting or of ours, where there is no terminal"
    );
    let coloured = stdout(&classify(&["explain", "--color", "always", "-"], text));
    assert!(coloured.contains("\u{1b}[") && !coloured.contains("\u{1b}[2J"));

    let json: serde_json::Value = serde_json::from_str(&stdout(&classify(&["explain", "--json"], text))).unwrap();
    let share = |key: &str| json[key].as_f64().unwrap();
    let shares: f64 = json["shares"].as_array().unwrap().iter().map(|s| s["share"].as_f64().unwrap()).sum();
    assert!((share("bias") + share("title") + shares - share("log_odds")).abs() < 1e-9);
    assert!(json["shares"].as_array().unwrap().iter().any(|s| s["term"] == "help desk"));
}

#[test]
fn articles_without_sections_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("a.txt");
    std::fs::write(&article, "Nothing about roles.\n").unwrap();
    let out = classify(&["keywords", article.to_str().unwrap()], "");
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("no section found"));
    std::fs::write(&article, "What does a CIO do?\nKeeps records and keeps budgets.\n").unwrap();
    let table = stdout(&classify(&["keywords", article.to_str().unwrap()], ""));
    assert!(table.starts_with("role\tphrase\tcount\telsewhere\tscore\nCIO\tkeeps\t2\t0\t"), "{table}");
}

/// A reader that has gone is no error: `classify model | head`.
#[test]
fn every_command_ends_quietly_when_its_reader_goes() {
    for args in [&["model"][..], &["man"], &["completions", "bash"], &["explain", "data/README.md"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = Command::new(env!("CARGO_BIN_EXE_classify")).args(args).stdout(writer).output().unwrap();
        assert_eq!((run.status.code(), String::from_utf8_lossy(&run.stderr).as_ref()), (Some(0), ""), "{args:?}");
    }
}
