//! The summary of a run, on standard error.

use super::tell;
use classify_postings::Model;
use classify_postings::batch::Batch;
use classify_postings::batch::tally::Tally;
use std::time::Duration;

/// No line is longer.
const WIDTH: usize = 80;

/// What there is to tell of a run.
#[derive(Debug)]
pub struct Summary {
    warnings: Vec<String>,
    read: String,
    tally: Tally,
    time: Duration,
}

impl Summary {
    /// Of a run that is about to begin.
    pub fn new(batch: &Batch<'_>) -> Self {
        let (header, columns) = (batch.header(), batch.columns());
        let name = |column: usize| if header.named { header.names[column].clone() } else { format!("column {}", column + 1) };
        let texts: Vec<_> = columns.texts.iter().map(|c| name(*c)).collect();
        let title = columns.title.map_or("no title".into(), |c| format!("title from {}", name(c)));
        let mut warnings = Vec::new();
        if columns.title.is_none() {
            warnings.push("no title column found; name it if there is one: --title COLUMN".into());
        }
        let clashes = batch.clashes();
        if !clashes.is_empty() {
            warnings.push(format!("the output has these columns twice: {}; tell ours apart: --prefix TEXT", clashes.join(", ")));
        }
        Self {
            warnings,
            read: format!("{title}, text from {}", texts.join(" + ")),
            tally: Tally::default(),
            time: Duration::ZERO,
        }
    }

    /// Tells what is odd before the run.
    pub fn warn(&self) {
        for warning in &self.warnings {
            tell(&format!("classify: {warning}\n"));
        }
    }

    /// Takes what was counted.
    pub fn finish(&mut self, tally: Tally, time: Duration) {
        (self.tally, self.time) = (tally, time);
    }

    /// Tells everything.
    pub fn print(&self, model: &Model) {
        let Self { tally, time, .. } = self;
        let legacy =
            (tally.not_utf8 > 0).then(|| format!("not UTF-8 but read as Windows-1252: rows {}", thousands(tally.not_utf8)));
        tell(&line("read", [self.read.clone()].into_iter().chain(legacy)));
        self.print_rows();
        let roles = model.roles().iter().zip(&tally.roles);
        tell(&line("roles", roles.map(|(role, n)| format!("{} {}", role.name, share(*n, tally.written)))));
        let reasons = tally.reasons().into_iter().filter(|(_, n)| *n > 0).map(|(reason, n)| format!("{reason} {}", thousands(n)));
        let flagged = format!("{} flagged", share(tally.flagged, tally.written));
        tell(&line("review", [flagged].into_iter().chain(reasons)));
        let seconds = time.as_secs_f64().max(1e-6);
        let rate = (tally.read() as f64 / seconds) as u64;
        let speed = [
            format!("{seconds:.2} s"),
            format!("{} rows/s", thousands(rate)),
            format!("{:.1} MB/s", tally.bytes as f64 / 1e6 / seconds),
        ];
        tell(&line("time", speed));
    }

    /// Tells the rows alone.
    pub fn print_rows(&self) {
        let tally = &self.tally;
        let sum = format!(
            "{} read = {} written + {} rejected",
            thousands(tally.read()),
            thousands(tally.written),
            thousands(tally.rejects())
        );
        let kinds = tally.rejected.iter().map(|(kind, n)| format!("{kind} {}", thousands(*n)));
        tell(&line("rows", [sum].into_iter().chain(kinds)));
    }
}

/// A line of the summary, broken where it would grow too long.
fn line(label: &str, items: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("{label:<8}");
    let mut width = text.len();
    for (i, item) in items.into_iter().enumerate() {
        let length = item.chars().count();
        if i > 0 {
            let fits = width + 2 + length < WIDTH;
            text.push_str(if fits { ", " } else { ",\n        " });
            width = if fits { width + 2 } else { 8 };
        }
        text.push_str(&item);
        width += length;
    }
    text.push('\n');
    text
}

/// `5,300 (33.1%)`.
fn share(part: u64, whole: u64) -> String {
    format!("{} ({:.1}%)", thousands(part), if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 })
}

/// `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(n), text);
        }
        assert_eq!(share(1, 3), "1 (33.3%)");
        assert_eq!(share(0, 0), "0 (0.0%)");
    }

    #[test]
    fn long_lines_are_broken() {
        let text = line("roles", (0..20).map(|i| format!("Role number {i}")));
        assert!(text.lines().all(|l| l.len() <= WIDTH) && text.lines().count() > 3);
    }
}
