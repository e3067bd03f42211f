//! The program in a bad world: killed, told to stop, out of space, fed by bad pipes and bad files, and not alone.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const OLD: &[u8] = b"old";

/// What takes longer will never come.
const LONG: Duration = Duration::from_secs(60);

/// A table of so many rows.
fn table(rows: usize) -> Vec<u8> {
    let mut table = b"id,title,description\n".to_vec();
    let row = |i| format!("{i},\"CIO, \"\"one\"\"\",\"the budget of the\nnetwork, and its code\"\n");
    (0..rows).for_each(|i| table.extend_from_slice(row(i).as_bytes()));
    table
}

fn command(folder: &TempDir, args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_classify"));
    command.args(args.split_whitespace()).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &TempDir, args: &str) -> Output {
    command(folder, args).output().unwrap()
}

/// A folder with files, all that there is in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(folder.path().join(name), bytes).unwrap());
    folder
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The temporary files in a folder.
fn temporaries(folder: &TempDir) -> Vec<PathBuf> {
    names(folder).iter().filter(|name| name.ends_with(".classify")).map(|name| folder.path().join(name)).collect()
}

fn read(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap().success());
}

/// A run in the middle of its work: it waits for more input, and its temporary file is there.
fn waiting_run(folder: &TempDir, args: &str, input: &[u8]) -> Child {
    let before = temporaries(folder).len();
    let mut child = command(folder, args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(input).unwrap();
    let start = Instant::now();
    while temporaries(folder).len() == before {
        assert!(child.try_wait().unwrap().is_none() && start.elapsed() < LONG, "it ended too early, or never began");
        std::thread::yield_now();
    }
    child
}

#[test]
fn killed_at_random_moments_the_old_file_is_whole_and_the_next_run_clears_up() {
    let folder = folder(&[("a.csv", &table(3000))]);
    let args = "a.csv -o out.csv --rejects bad.csv --manifest run.json";
    let start = Instant::now();
    assert!(run(&folder, args).status.success());
    let (whole, time) = (start.elapsed(), Instant::now());
    let new = read(&folder, "out.csv");
    let rejects = read(&folder, "bad.csv");
    let (mut killed, mut ended, mut moment) = (0, 0, 1_u32);
    let enough = |time: Instant| time.elapsed() > Duration::from_secs(50);
    for i in 0..200 {
        if enough(time) {
            break;
        }
        fs::write(folder.path().join("out.csv"), OLD).unwrap();
        let mut child = command(&folder, args).spawn().unwrap();
        // The moments only have to be spread over the run's time: none has to be met.
        moment = moment.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        std::thread::sleep(whole.mul_f64(f64::from(moment >> 8) / f64::from(1 << 24)));
        if i % 2 == 0 {
            child.kill().unwrap();
        } else {
            signal(&child, if i % 4 == 1 { "TERM" } else { "INT" });
        }
        let status = child.wait().unwrap();
        let out = read(&folder, "out.csv");
        assert!(out == OLD || out == new, "{} bytes after {status}", out.len());
        assert_eq!(read(&folder, "bad.csv"), rejects);
        assert!(temporaries(&folder).len() <= 3, "{:?}", names(&folder));
        (killed, ended) = (killed + u32::from(!status.success()), ended + u32::from(status.success()));
    }
    assert!(killed > 0, "none of {ended} was killed");
    println!("{killed} runs killed, {ended} ended before; the longest took {whole:?}");
    assert!(run(&folder, args).status.success());
    assert_eq!(
        (read(&folder, "out.csv"), names(&folder)),
        (new, ["a.csv", "bad.csv", "out.csv", "run.json"].map(String::from).into())
    );
}

#[test]
fn told_to_stop_it_removes_what_is_half_written_and_dies_of_the_signal() {
    for (name, number) in [("INT", 2), ("TERM", 15)] {
        let folder = folder(&[("out.csv.gz", OLD)]);
        let child = waiting_run(&folder, "-o out.csv.gz --rejects bad.csv", &table(20_000));
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.signal(), stderr(&output)), (Some(number), String::new()));
        assert_eq!((read(&folder, "out.csv.gz"), names(&folder)), (OLD.into(), vec!["out.csv.gz".into()]));
    }
}

#[test]
fn two_runs_may_write_one_output() {
    let folder = folder(&[("a.csv", &table(10)), ("b.csv", &table(20))]);
    let mut stale = waiting_run(&folder, "-o out.csv", &table(20_000));
    stale.kill().unwrap();
    stale.wait().unwrap();
    assert_eq!(temporaries(&folder).len(), 1);
    let (left, first) = (temporaries(&folder).remove(0), table(30_000));
    let mut first_run = command(&folder, "-o out.csv").stdin(Stdio::piped()).spawn().unwrap();
    first_run.stdin.as_mut().unwrap().write_all(&first).unwrap();
    let start = Instant::now();
    while left.exists() || temporaries(&folder).is_empty() {
        assert!(first_run.try_wait().unwrap().is_none() && start.elapsed() < LONG);
        std::thread::yield_now();
    }
    let live = temporaries(&folder);
    // The second run ends while the first is at work, and takes nothing from it.
    assert!(run(&folder, "b.csv -o out.csv").status.success());
    assert_eq!((temporaries(&folder), read(&folder, "out.csv")), (live, run(&folder, "b.csv").stdout));
    assert!(first_run.wait_with_output().unwrap().status.success());
    fs::write(folder.path().join("first.csv"), first).unwrap();
    assert_eq!(read(&folder, "out.csv"), run(&folder, "first.csv").stdout);
    assert_eq!(names(&folder), ["a.csv", "b.csv", "first.csv", "out.csv"]);
    // Both at once, over and over: either's table, never a mixture.
    let whole = ["a.csv", "b.csv"].map(|name| run(&folder, name).stdout);
    for _ in 0..10 {
        let runs = ["a.csv", "b.csv"].map(|name| command(&folder, &format!("{name} -o out.csv")).spawn().unwrap());
        for child in runs {
            assert!(child.wait_with_output().unwrap().status.success());
        }
        assert!(whole.contains(&read(&folder, "out.csv")) && temporaries(&folder).is_empty());
    }
}

/// A limit on the size of files stands in for a full disk: writing fails half-way with a named error.
#[test]
fn a_full_disk_is_told_and_leaves_the_old_file_whole() {
    let wrong = ["id,title,description\n", &"1,2\n".repeat(20_000)].concat();
    let old = [
        ("a.csv", &table(20_000)[..]),
        ("bad.csv", OLD),
        ("out.csv", OLD),
        ("out.csv.zst", OLD),
        ("wrong.csv", wrong.as_bytes()),
    ];
    for (args, full) in [
        ("a.csv -o out.csv", "out.csv"),
        ("a.csv -o out.csv.zst", "out.csv.zst"),
        ("wrong.csv -o /dev/null --rejects bad.csv", "bad.csv"),
    ] {
        let folder = folder(&old);
        let script = format!("ulimit -f 8; exec '{}' {args}", env!("CARGO_BIN_EXE_classify"));
        let output = Command::new("sh").args(["-c", &script]).current_dir(&folder).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args}: {}", stderr(&output));
        assert!(stderr(&output).contains(&format!("{full}: File too large")), "{args}: {}", stderr(&output));
        assert_eq!(names(&folder), old.map(|(name, _)| name));
        old[1..].iter().for_each(|(name, bytes)| assert_eq!(read(&folder, name), *bytes));
    }
    if Path::new("/dev/full").exists() {
        let folder = folder(&old);
        let output = run(&folder, "a.csv -q -o /dev/full");
        assert_eq!((output.status.code(), stderr(&output).contains("/dev/full: No space left")), (Some(1), true));
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(&folder, "a.csv -q").stdout(full).output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).contains("<stdout>: No space left")), (Some(1), true));
    }
}

#[test]
fn a_slow_pipe_changes_nothing() {
    let folder = folder(&[("a.csv", &table(40))]);
    let mut child = command(&folder, "-").stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // One byte a write, and no buffer in between.
    table(40).iter().for_each(|byte| pipe.write_all(&[*byte]).unwrap());
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(0), run(&folder, "a.csv").stdout));
}

/// Cut anywhere, what arrived is classified or rejected, and every row is accounted for.
#[test]
fn a_torn_pipe_loses_no_row_that_arrived() {
    let folder = folder(&[("out.csv", OLD)]);
    let whole = table(3);
    let start = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
    for end in start..whole.len() {
        let mut child = command(&folder, "-q --rejects bad.csv -o new.csv").stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&whole[..end]).unwrap();
        let output = child.wait_with_output().unwrap();
        let out = read(&folder, "new.csv");
        let fields = |row: &csv::ByteRecord| row.iter().take(3).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let kept: Vec<_> = rows(&out).iter().map(fields).collect();
        let rejected = rows(&read(&folder, "bad.csv"));
        assert_eq!(output.status.code(), Some(if rejected.is_empty() { 0 } else { 3 }));
        // The rows kept are those of the whole table but for the last one, which may be torn within its last cell.
        let arrived: Vec<_> = rows(&whole[..end]).iter().map(fields).collect();
        assert_eq!(kept[..], arrived[..kept.len()], "cut at {end}");
        // What is not kept stands among the rejects, byte for byte.
        let raw: Vec<u8> = rejected.iter().flat_map(|row| row[5].to_vec()).collect();
        assert!(kept.len() + rejected.len() >= arrived.len() && (kept.len() == arrived.len() || !raw.is_empty()), "cut at {end}");
        assert_eq!(read(&folder, "out.csv"), OLD);
    }
}

/// The rows of a table below its header.
fn rows(bytes: &[u8]) -> Vec<csv::ByteRecord> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    reader.byte_records().map(Result::unwrap).collect()
}

#[test]
fn inputs_that_break_half_way_leave_the_old_file_whole() {
    let folder = folder(&[("a.csv", &table(50_000)), ("out.csv", OLD)]);
    for packed in ["p.csv.gz", "p.csv.zst"] {
        assert!(run(&folder, &format!("a.csv -q --columns id,title,description -o {packed}")).status.success());
        let bytes = read(&folder, packed);
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2..bytes.len() / 2 + 64].fill(0xAA);
        for (kind, bytes) in [("torn", &bytes[..bytes.len() / 2]), ("damaged", &damaged)] {
            let name = format!("{kind}-{packed}");
            fs::write(folder.path().join(&name), bytes).unwrap();
            let output = run(&folder, &format!("{name} --on-error skip -o out.csv"));
            assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
            assert!(stderr(&output).lines().any(|line| line.starts_with(&format!("classify: {name}: "))), "{}", stderr(&output));
            assert_eq!((read(&folder, "out.csv"), temporaries(&folder)), (OLD.into(), vec![]));
        }
    }
    // Reading a folder fails, and on Linux so does reading a process's memory at 0.
    for name in [".", "/proc/self/mem"].iter().filter(|name| Path::new(name).exists()) {
        let output = run(&folder, &format!("{name} -o out.csv"));
        assert_eq!((output.status.code(), stderr(&output).starts_with(&format!("classify: {name}: "))), (Some(1), true));
        let output = run(&folder, &format!("a.csv {name} -q -o out.csv"));
        assert_eq!((output.status.code(), stderr(&output).starts_with(&format!("classify: {name}: "))), (Some(1), true));
        assert_eq!((read(&folder, "out.csv"), temporaries(&folder)), (OLD.into(), vec![]));
    }
}

#[test]
fn outsize_cells_and_rows_are_read_like_others() {
    let (cell, many) = ("the <b>budget</b> of the network\n".repeat(1 << 19), ",x".repeat(4998));
    let table = format!("title,description\nCIO,\"{cell}\"\nCTO,\"the code\"\n");
    let wide = format!("title,description{many}\nCIO,the budget{many}\nCTO\nCTO,the code{many}\n");
    let folder = folder(&[("long.csv", table.as_bytes()), ("wide.csv", wide.as_bytes())]);
    let output = run(&folder, "long.csv -q");
    assert!(output.status.success() && output.stdout.len() > table.len());
    assert_eq!(rows(&output.stdout).iter().map(|row| row[1].len()).collect::<Vec<_>>(), [cell.len(), 8]);
    let output = run(&folder, "wide.csv --no-headers --text 2 --rejects bad.csv -q");
    assert_eq!((output.status.code(), rows(&output.stdout).len(), rows(&read(&folder, "bad.csv")).len()), (Some(3), 2, 1));
}
