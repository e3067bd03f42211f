//! The record of a run, its progress, its help, and what reaches a terminal.

use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const TABLE: &str = "id,title,description\n1,CIO,the budget\n2,\"Head, of IT\",the code\n3\n";

fn classify(folder: &TempDir, args: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_classify"));
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn read(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap()
}

fn manifest(folder: &TempDir, name: &str) -> serde_json::Value {
    serde_json::from_slice(&read(folder, name)).unwrap()
}

fn stored(name: &str, bytes: &[u8]) -> serde_json::Value {
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    serde_json::json!({ "name": name, "bytes": bytes.len(), "sha256": sha256 })
}

#[test]
fn a_manifest_tells_files_as_they_are_stored_and_what_was_counted() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), TABLE).unwrap();
    // A packed input, some other text in UTF-16, and standard input: each by its bytes as stored.
    assert_eq!(
        classify(&folder, &["a.csv", "--columns", "id,title,description", "--rejects", "r", "-o", "b.csv.gz", "-q"], b"")
            .status
            .code(),
        Some(3)
    );
    let wide: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("c.csv"), &wide).unwrap();
    let packed = read(&folder, "b.csv.gz");
    let args =
        ["a.csv", "c.csv", "-", "--on-error", "skip", "--rejects", "bad.csv", "-o", "out.csv.zst", "--manifest", "run.json"];
    assert_eq!(classify(&folder, &args, TABLE.as_bytes()).status.code(), Some(3));
    let m = manifest(&folder, "run.json");
    let inputs = [stored("a.csv", TABLE.as_bytes()), stored("c.csv", &wide), stored("<stdin>", TABLE.as_bytes())];
    assert_eq!(m["inputs"], serde_json::json!(inputs));
    assert_eq!(m["output"], stored("out.csv.zst", &read(&folder, "out.csv.zst")));
    assert_eq!(m["rejects"], stored("bad.csv", &read(&folder, "bad.csv")));
    assert_eq!(
        (&m["rows"]["read"], &m["rows"]["classified"], &m["rows"]["rejected_by_kind"]["too-few-fields"]),
        (&9.into(), &6.into(), &3.into())
    );
    let roles: u64 = m["roles"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(roles, 6);
    assert_eq!(m["columns"], serde_json::json!({ "id": "id", "title": "title", "text": ["description"] }));
    assert_eq!(m["arguments"], serde_json::json!(args));
    assert!(m["model"]["digest"].as_str().unwrap().starts_with("sha256:") && m["started"].as_str() <= m["finished"].as_str());

    // To standard output, packed input: the digest is of the file, and of what was printed. A second run is the same.
    let again = ["b.csv.gz", "--columns", "new", "--manifest", "run.json"];
    let output = classify(&folder, &again, b"");
    let first = manifest(&folder, "run.json");
    assert_eq!((&first["inputs"][0], &first["output"]), (&stored("b.csv.gz", &packed), &stored("<stdout>", &output.stdout)));
    assert_eq!(classify(&folder, &again, b"").stdout, output.stdout);
    assert_eq!(manifest(&folder, "run.json")["output"], first["output"]);
}

#[test]
fn a_run_that_fails_leaves_no_manifest_and_no_file_has_two_uses() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), TABLE).unwrap();
    assert_eq!(classify(&folder, &["a.csv", "--manifest", "run.json", "-o", "out.csv"], b"").status.code(), Some(1));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    for args in [
        &["a.csv", "--manifest", "a.csv"][..],
        &["a.csv", "--manifest", "x", "-o", "x"],
        &["a.csv", "--manifest", "x", "--rejects", "./x"],
    ] {
        assert_eq!(classify(&folder, args, b"").status.code(), Some(2), "{args:?}");
    }
    assert_eq!(read(&folder, "a.csv"), TABLE.as_bytes());
}

#[test]
fn progress_is_json_when_asked_and_nothing_when_piped() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), &TABLE[..TABLE.len() - 2]).unwrap();
    for (args, lines) in
        [(&["a.csv", "-q"][..], 0), (&["a.csv", "-q", "--progress", "never"], 0), (&["a.csv", "-q", "--progress", "json"], 1)]
    {
        let output = classify(&folder, args, b"");
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stderr).unwrap();
        // A line a second, which this run does not take, and one at the end.
        assert!(text.lines().count() >= lines && (lines > 0 || text.is_empty()), "{text}");
        if let Some(last) = text.lines().last() {
            let last: serde_json::Value = serde_json::from_str(last).unwrap();
            let size = TABLE.len() - 2;
            assert_eq!(
                (&last["bytes"], &last["total_bytes"], &last["rows"], &last["ended"]),
                (&size.into(), &size.into(), &2.into(), &true.into())
            );
        }
    }
}

#[test]
fn help_fits_a_screen_and_long_help_has_everything() {
    let folder = TempDir::new().unwrap();
    let help = |arg| String::from_utf8(classify(&folder, &[arg], b"").stdout).unwrap();
    let (short, long) = (help("-h"), help("--help"));
    assert!(short.lines().count() <= 40, "{} lines\n{short}", short.lines().count());
    assert!(short.contains("Examples:") && long.contains("Examples:"));
    for option in [
        "--id",
        "--text",
        "--rejects",
        "--encoding",
        "--delimiter",
        "--threads",
        "--progress",
        "--color",
        "--prefix",
        "--manifest",
        "--min-confidence",
        "--no-headers",
        "--format",
    ] {
        assert!(long.contains(option), "{option}");
    }
}

/// Control characters and changes of direction in a posting, a title or a header do not reach the terminal from `explain`,
/// nor from any message. The table itself is data, and goes out as it came in.
#[test]
fn what_steers_a_terminal_is_data_only_in_the_table() {
    let folder = TempDir::new().unwrap();
    let evil = "\u{1b}]0;owned\u{7} \u{1b}[31m \u{9b}31m \u{202e}budget &#27;[2J &#x9b;2J\r x";
    fs::write(folder.path().join("a.txt"), evil).unwrap();
    let steers = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
    let explained = classify(&folder, &["explain", "a.txt", "--title", evil, "--color", "never"], b"");
    assert!(explained.status.success() && !steers(&explained.stdout), "{}", String::from_utf8_lossy(&explained.stdout));
    let table = format!("\"te\u{1b}[31mxt\",description\n\"{evil}\",\"{evil}\"\n");
    let output = classify(&folder, &["-", "--text", "1"], table.as_bytes());
    assert!(output.status.success() && !steers(&output.stderr), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.windows(evil.len()).any(|window| window == evil.as_bytes()));
    let failed = classify(&folder, &["-"], format!("{table}{evil}\n").as_bytes());
    assert!(!failed.status.success() && !steers(&failed.stderr));
}

#[test]
fn colour_is_asked_for_or_not() {
    let folder = TempDir::new().unwrap();
    let escapes = |args: &[&str]| {
        let output = classify(&folder, args, TABLE.as_bytes());
        (output.stdout.contains(&0x1b), output.stderr.contains(&0x1b))
    };
    assert_eq!(escapes(&["-", "--color", "always"]), (false, true));
    assert_eq!(escapes(&["-", "--color", "never"]), (false, false));
    assert_eq!(escapes(&["-"]), (false, false));
    assert!(escapes(&["explain", "-", "--color", "always"]).0);
    assert!(!escapes(&["explain", "-"]).0);
}
