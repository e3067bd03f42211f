//! The summary of a run, on standard error.

use super::wrap::{WIDTH, shortened};
use super::{print, role_style, tell};
use classify_postings::Model;
use classify_postings::batch::Batch;
use classify_postings::batch::survey::{Plan, Row};
use classify_postings::batch::tally::Tally;
use classify_postings::report::numbers::{part, percent, share, thousands};
use classify_postings::text::harmless::harmless;
use std::time::Duration;

/// What a summary needs of a run beside its counts.
pub const PLAN: Plan = Plan { rows: 5, text: 0, sums: false };

/// The longest bar.
const BAR: usize = 24;

/// What there is to tell of a run.
#[derive(Debug)]
pub struct Summary {
    warnings: Vec<String>,
    read: String,
    tally: Tally,
    rows: Vec<Row>,
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
            rows: Vec::new(),
            time: Duration::ZERO,
        }
    }

    /// Tells what is odd before the run.
    pub fn warn(&self) {
        for warning in &self.warnings {
            tell(&format!("classify: {warning}\n"));
        }
    }

    /// Where title and texts are read from.
    pub fn columns(&self) -> &str {
        &self.read
    }

    /// Takes what was counted, and the rows most worth a look.
    pub fn finish(&mut self, tally: Tally, mut rows: Vec<Row>, time: Duration) {
        rows.truncate(PLAN.rows);
        (self.tally, self.rows, self.time) = (tally, rows, time);
    }

    /// Tells everything.
    pub fn print(&self, model: &Model) {
        let Self { tally, time, .. } = self;
        let legacy =
            (tally.not_utf8 > 0).then(|| format!("not UTF-8 but read as Windows-1252: rows {}", thousands(tally.not_utf8)));
        tell(&line("read", [self.read.clone()].into_iter().chain(legacy)));
        self.print_rows();
        self.print_roles(model);
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
        for text in look(&self.rows) {
            tell(&text);
        }
    }

    /// Tells the roles, a line each, with bars.
    fn print_roles(&self, model: &Model) {
        let Tally { roles: counts, written, .. } = &self.tally;
        let roles: Vec<(String, String)> =
            model.roles().iter().zip(counts).map(|(role, n)| (harmless(&role.name), thousands(*n))).collect();
        let width = |of: fn(&(String, String)) -> &String| roles.iter().map(|role| of(role).chars().count()).max().unwrap_or(0);
        let (name_width, count_width) = (width(|role| &role.0), width(|role| &role.1));
        let most = counts.iter().copied().max().unwrap_or(0);
        let bold = anstyle::Style::new().bold();
        for (i, ((name, n), count)) in roles.iter().zip(counts).enumerate() {
            let bar = "█".repeat((BAR as f64 * part(*count, most)).round() as usize);
            let (label, style) = (if i == 0 { "roles" } else { "" }, role_style(i));
            let share = percent(part(*count, *written));
            print(&format!(
                "{bold}{label:<8}{bold:#}{name:<name_width$}  {n:>count_width$}  {share:>6}  {style}{bar}{style:#}\n"
            ));
        }
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

/// The rows most worth a look, a line each.
fn look(rows: &[Row]) -> Vec<String> {
    let reasons = |row: &Row| -> Vec<&str> {
        row.prediction.review.reasons().into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect()
    };
    let reasons: Vec<String> = rows.iter().map(|row| reasons(row).join(", ")).collect();
    let numbers: Vec<String> = rows.iter().map(|row| thousands(row.number)).collect();
    let widest = |texts: &[String]| texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let number_width = widest(&numbers);
    let name_width = (WIDTH - 16).saturating_sub(number_width + widest(&reasons)).max(16);
    let line = |(i, (row, (number, reasons))): (usize, (&Row, (&String, &String)))| {
        let label = if i == 0 { "look at" } else { "" };
        let name = if row.title.is_empty() { &row.id } else { &row.title };
        let name = shortened(name, name_width);
        let line = format!("{label:<8}row {number:>number_width$}  {name:<name_width$}  {reasons}");
        format!("{}\n", shortened(line.trim_end(), WIDTH))
    };
    rows.iter().zip(numbers.iter().zip(&reasons)).enumerate().map(line).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken() {
        let text = line("roles", (0..20).map(|i| format!("Role number {i}")));
        assert!(text.lines().all(|l| l.len() <= WIDTH) && text.lines().count() > 3);
    }
}
