//! How far a run is, on standard error: a bar for people, lines of JSON for schedulers.

use classify_postings::batch::input::Input;
use classify_postings::batch::meter::Meter;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How to show progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// A bar on a terminal
    Auto,
    /// Nothing
    Never,
    /// One JSON object a second, and one at the end
    Json,
}

/// Shows progress until it is dropped.
#[derive(Debug)]
pub struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Of `meter`, towards `total` bytes if that is known. A bar is not drawn where the output goes to the terminal too.
    pub fn start(when: When, output_on_stdout: bool, meter: Arc<Meter>, total: Option<u64>) -> Self {
        let free = stderr().is_terminal() && !(output_on_stdout && stdout().is_terminal());
        let (every, mut show): (_, Box<dyn FnMut(bool) + Send>) = match when {
            When::Auto if free => (Duration::from_millis(100), Box::new(bar(meter, total))),
            When::Json => (Duration::from_secs(1), Box::new(json(meter, total))),
            When::Auto | When::Never => return Self { stop: None, thread: None },
        };
        let (stop, stopped) = channel();
        let tick = move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                show(false);
            }
            show(true);
        };
        // A run without its progress is better than none.
        let thread = std::thread::Builder::new().name("progress".into()).spawn(tick).ok();
        Self { stop: Some(stop), thread }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Draws a bar, and clears it at the end.
fn bar(meter: Arc<Meter>, total: Option<u64>) -> impl FnMut(bool) {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {msg} rows  {eta} left",
        None => "{spinner} {bytes}  {bytes_per_sec}  {msg} rows  {elapsed}",
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    move |end| {
        bar.set_message(classify_postings::report::numbers::thousands(meter.rows()));
        bar.set_position(meter.bytes());
        if end {
            bar.finish_and_clear();
        }
    }
}

/// Prints a line.
fn json(meter: Arc<Meter>, total: Option<u64>) -> impl FnMut(bool) {
    let start = Instant::now();
    move |ended| {
        let seconds = start.elapsed().as_secs_f64();
        let (bytes, rows) = (meter.bytes(), meter.rows());
        let (total, seconds) = (total.map_or("null".into(), |t| t.to_string()), format!("{seconds:.1}"));
        // If nobody listens, the run goes on.
        let _ = writeln!(
            stderr(),
            "{{\"seconds\":{seconds},\"bytes\":{bytes},\"total_bytes\":{total},\"rows\":{rows},\"ended\":{ended}}}"
        );
    }
}

/// The size of all inputs; `None` if one of them is no plain file.
pub fn total(inputs: &[Input]) -> Option<u64> {
    let size = |input: &Input| match input {
        Input::Stdin => None,
        Input::File(path) => std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
    };
    inputs.iter().map(size).sum()
}
