//! The program itself: what it prints, what it leaves on the disk, and how it exits.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const TABLE: &str = "id,title,description\n1,CIO,the budget\n2,\"Head, of IT\",the code\n";
const ADDED: &str = "role,confidence,p_cio,p_cto,p_it_director,duties_role,title_role,in_scope,review";

/// A folder with files, to run the program in.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn classify(folder: &Path, args: &str, input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_classify"));
    command.args(args.split_whitespace()).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that stops early does not read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

/// The names of the files in a folder.
fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_or_standard_input_becomes_a_table() {
    let folder = folder(&[("a.csv", TABLE)]);
    let from_file = classify(folder.path(), "a.csv", b"");
    assert_eq!(from_file.status.code(), Some(0));
    let out = String::from_utf8(from_file.stdout.clone()).unwrap();
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines[0], format!("id,title,description,{ADDED}"));
    assert!(lines[1].starts_with("1,CIO,the budget,") && lines[2].starts_with("2,\"Head, of IT\",the code,") && lines.len() == 3);
    for args in ["", "-", "- -q -j 1", "a.csv -j2 -o -"] {
        assert_eq!(classify(folder.path(), args, TABLE.as_bytes()).stdout, from_file.stdout, "{args}");
    }
}

#[test]
fn errors_say_what_where_and_what_to_do() {
    for (files, args, code, message) in [
        (&[][..], "none.csv", 1, "none.csv: No such file or directory (os error 2)\n"),
        (
            &[("a.csv", "id;foo\n")],
            "a.csv",
            2,
            "a.csv: no column has a usual name for the posting's text\n  the columns are: id, foo\n  name it: --text COLUMN (a name, or a number from 1)\n",
        ),
        (
            &[("a.csv", TABLE)],
            "a.csv --title job",
            2,
            "a.csv: there is no column `job`\n  the columns are: id, title, description\n  choose one of them: --title COLUMN (a name, or a number from 1)\n",
        ),
        (
            &[("a.csv", "")],
            "a.csv",
            1,
            "a.csv: expected a table with a header, found no line with anything on it\n  the first line names the columns: title, description, …\n",
        ),
        (
            &[("a.csv", "id,title,text\n1,a,\"b\nc\"\n2,b\n")],
            "a.csv -q",
            1,
            "a.csv: line 4, byte 24: too-few-fields: expected 3 fields, found 2\n  mend the row, or set such rows aside: --on-error skip --rejects FILE\n",
        ),
        (
            &[("a.csv", "id,title,text\n1,a,b\n2,\"b\nc\",\"open\n3,a,b\n")],
            "a.csv -q",
            1,
            "a.csv: line 4, byte 28: open-quote: expected a quote that closes the field, found the end of the input\n  mend the row, or set such rows aside: --on-error skip --rejects FILE\n",
        ),
        (&[("a.csv", TABLE)], "a.csv -o a.csv", 2, "--output a.csv is an input: choose another name\n"),
        (&[("a.csv", TABLE)], "a.csv -o ./x --rejects x", 2, "--output and --rejects are both ./x\n"),
        (&[("a.csv", TABLE)], "a.csv -o none/x.csv", 1, "none/x.csv: No such file or directory (os error 2)\n"),
    ] {
        let folder = folder(files);
        let output = classify(folder.path(), args, b"");
        assert_eq!(stderr(&output), format!("classify: {message}"), "{args}");
        assert_eq!(output.status.code(), Some(code), "{args}");
        assert_eq!(names(&folder), files.iter().map(|f| f.0).collect::<Vec<_>>(), "{args}");
    }
}

#[test]
fn wrong_use_exits_with_2() {
    let folder = folder(&[("a.csv", TABLE)]);
    for args in
        ["--nonsense", "a.csv -j 0", "a.csv -d ab", "a.csv --on-error maybe", "a.csv --min-confidence 2", "a.csv --columns nope"]
    {
        let output = classify(folder.path(), args, b"");
        assert_eq!(output.status.code(), Some(2), "{args}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_run_that_fails_leaves_the_old_file_whole() {
    let folder = folder(&[("a.csv", "id,text\n1,a\n2\n"), ("out.csv", "old"), ("rejects.csv", "old")]);
    let output = classify(folder.path(), "a.csv -o out.csv --on-error fail --rejects rejects.csv", b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((read(&folder, "out.csv"), read(&folder, "rejects.csv")), ("old".into(), "old".into()));
    assert_eq!(names(&folder), ["a.csv", "out.csv", "rejects.csv"]);
}

#[test]
fn rejects_are_kept_and_counted() {
    let folder = folder(&[("a.csv", "id,text\n1,a\n2\n3,c\n")]);
    let output = classify(folder.path(), "a.csv -o out.csv --on-error skip --rejects rejects.csv -q", b"");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stderr(&output), "rows    3 read = 2 written + 1 rejected, too-few-fields 1\n");
    assert_eq!(read(&folder, "out.csv").lines().count(), 3);
    assert_eq!(
        read(&folder, "rejects.csv"),
        "file,line,byte,kind,message,raw\na.csv,3,12,too-few-fields,\"expected 2 fields, found 1\",2\n"
    );
    assert_eq!(names(&folder), ["a.csv", "out.csv", "rejects.csv"]);
}

#[test]
fn the_summary_adds_up_and_is_narrow() {
    let folder = folder(&[("a.csv", TABLE)]);
    let text = stderr(&classify(folder.path(), "a.csv", b""));
    assert!(
        text.starts_with(
            "read    title from title, text from description\nrows    2 read = 2 written + 0 rejected\nroles   CIO "
        ),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(stderr(&classify(folder.path(), "a.csv -q", b"")), "");
}

#[test]
fn clashes_are_told_and_a_prefix_helps() {
    let folder = folder(&[("a.csv", "role,title,text\n1,2,3\n")]);
    let warning = "classify: the output has these columns twice: role; tell ours apart: --prefix TEXT\n";
    assert!(stderr(&classify(folder.path(), "a.csv", b"")).starts_with(warning));
    let prefixed = classify(folder.path(), "a.csv --prefix my_", b"");
    assert!(
        stderr(&prefixed).starts_with("read ") && prefixed.stdout.starts_with(b"role,title,text,my_role,my_confidence,my_p_cio")
    );
    assert!(stderr(&classify(folder.path(), "a.csv --columns title", b"")).starts_with("read "));
}

#[test]
fn evidence_is_given_on_request() {
    let folder = folder(&[("a.csv", "id,title,text\n1,,\"budget, product, code, network and portfolio\"\n")]);
    let lines = |args| {
        String::from_utf8(classify(folder.path(), args, b"").stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, five) = (lines("a.csv --explain 1"), lines("--explain a.csv"));
    assert!(one[0].ends_with(",review,evidence"));
    assert_eq!((one[1].matches("(+").count() + one[1].matches("(-").count(), one[1].matches("; ").count()), (1, 0), "{}", one[1]);
    assert!(five[1].matches("; ").count() > 1 && five[1].contains(one[1].rsplit(',').next().unwrap()), "{}", five[1]);
}

#[test]
fn packed_files_are_read_and_written() {
    let folder = folder(&[("a.csv", TABLE)]);
    let plain = classify(folder.path(), "a.csv", b"").stdout;
    for name in ["b.csv.gz", "b.csv.zst"] {
        let output = classify(folder.path(), &format!("a.csv --columns id,title,description -o {name} -q"), b"");
        assert_eq!((stderr(&output), output.status.code()), (String::new(), Some(0)));
        let packed = fs::read(folder.path().join(name)).unwrap();
        let again = |args: &str, input: &[u8]| classify(folder.path(), args, input).stdout;
        let twice = again(&format!("{name} --columns 1,2,3"), b"");
        assert_eq!(String::from_utf8(twice).unwrap(), String::from_utf8(plain.clone()).unwrap());
        assert_eq!(again("--columns 1,2,3", &packed), plain);
        fs::write(folder.path().join("torn.gz"), &packed[..packed.len() - 5]).unwrap();
        let torn = classify(folder.path(), "torn.gz -o out.csv", b"");
        assert_eq!(torn.status.code(), Some(1), "{}", stderr(&torn));
        assert!(!folder.path().join("out.csv").exists());
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let folder = folder(&[]);
    let mut long = String::from("id,text\n");
    (0..100_000).for_each(|i| long += &format!("{i},the budget of the year\n"));
    fs::write(folder.path().join("long.csv"), long).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_classify"));
    let mut child = command.arg("long.csv").current_dir(&folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 20];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut start).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "classify: no title column found; name it if there is one: --title COLUMN\n");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("a.csv", TABLE), ("real.csv", "old")]);
    let path = |name| folder.path().join(name);
    fs::set_permissions(path("real.csv"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.csv", path("link.csv")).unwrap();
    symlink("a.csv", path("input.csv")).unwrap();
    assert_eq!(classify(folder.path(), "a.csv -o link.csv", b"").status.code(), Some(0));
    assert!(fs::symlink_metadata(path("link.csv")).unwrap().is_symlink());
    assert_eq!(fs::metadata(path("real.csv")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(read(&folder, "real.csv").starts_with("id,title,description,role,"));
    assert_eq!(classify(folder.path(), "a.csv -o input.csv", b"").status.code(), Some(2));
    assert_eq!(classify(folder.path(), "a.csv -o /dev/null", b"").status.code(), Some(0));
    assert_eq!(read(&folder, "a.csv"), TABLE);
}

#[test]
fn completions_and_the_man_page_are_printed() {
    let folder = folder(&[]);
    for (args, start) in [("completions bash", "_classify"), ("man", ".ie")] {
        let output = classify(folder.path(), args, b"");
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8(output.stdout).unwrap().starts_with(start), "{args}");
    }
}
