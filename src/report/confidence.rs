//! The histogram of confidence.

use super::numbers::{count, part, percent, thousands};
use super::plot::{Px, Scale, Tick, count_ticks};
use super::run::Class;
use crate::batch::survey::{CONFIDENCE_BINS, Sums};

/// The drawing, 560 by 300.
pub struct Histogram {
    pub bars: Vec<Bar>,
    pub x: Vec<Tick>,
    pub y: Vec<Tick>,
    /// Where the review line stands.
    pub line: Px,
    /// On which side of it its label is.
    pub line_label_end: bool,
    pub label: String,
    pub lead: String,
    /// Parts of the range, with their rows, their share, and the width of a bar of 100.
    pub bands: Vec<(String, String, String, Px)>,
}

/// The rows of one class in one bin.
pub struct Bar {
    pub style: String,
    pub x: Px,
    pub y: Px,
    pub width: Px,
    pub height: Px,
    pub tip: String,
}

const LEFT: f64 = 56.0;
const RIGHT: f64 = 548.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 252.0;

impl Histogram {
    /// Bars of a bin stand upon each other, the roles first.
    pub fn new(sums: &Sums, classes: &[Class], min_confidence: f64) -> Self {
        let bin_rows = |bin: usize| sums.confidence.iter().map(|class| class[bin]).sum::<u64>();
        let edge = |bin: usize| bin as f64 / CONFIDENCE_BINS as f64;
        let roles = sums.confidence.len() - 1;
        // No confidence is below one part in as many as there are roles.
        let first = (CONFIDENCE_BINS / roles.max(1)).min(CONFIDENCE_BINS / 10 * 9);
        let most = (first..CONFIDENCE_BINS).map(bin_rows).max().unwrap_or(0);
        let (counts, last) = count_ticks(most);
        let x = Scale { from: (edge(first), 1.0), to: (LEFT, RIGHT) };
        let y = Scale { from: (0.0, last as f64), to: (BOTTOM, TOP) };
        let mut bars = Vec::new();
        for bin in first..CONFIDENCE_BINS {
            let mut below = 0;
            for (class, counts) in classes.iter().zip(&sums.confidence) {
                let rows = counts[bin];
                if rows == 0 {
                    continue;
                }
                let (top, bottom) = (y.at((below + rows) as f64).0, y.at(below as f64).0);
                let (left, right) = (x.at(edge(bin)).0, x.at(edge(bin + 1)).0);
                bars.push(Bar {
                    style: class.style.clone(),
                    x: Px(left + 0.5),
                    y: Px(top.min(bottom - 0.8)),
                    width: Px(right - left - 1.0),
                    height: Px((bottom - top).max(0.8)),
                    tip: format!("{}, {:.2} to {:.2}: {}", class.name, edge(bin), edge(bin + 1), count(rows, "posting")),
                });
                below += rows;
            }
        }
        let all: u64 = (0..CONFIDENCE_BINS).map(bin_rows).sum();
        let high: u64 = (CONFIDENCE_BINS / 10 * 9..CONFIDENCE_BINS).map(bin_rows).sum();
        let tenths = (1..=10).map(|tenth| f64::from(tenth) / 10.0).filter(|v| *v >= edge(first) - 1e-9);
        let line = x.at(min_confidence.clamp(edge(first), 1.0));
        Self {
            bars,
            x: tenths.map(|v| Tick { at: x.at(v), label: format!("{v:.1}") }).collect(),
            y: counts.iter().map(|n| Tick { at: y.at(*n as f64), label: thousands(*n) }).collect(),
            line,
            line_label_end: line.0 > (LEFT + RIGHT) / 2.0,
            label: format!("below {min_confidence:.2}: low-confidence"),
            bands: bands(first, all, bin_rows),
            lead: format!("{} of the postings have a confidence of 0.9 or more.", percent(part(high, all))),
        }
    }
}

/// The range in four parts, the highest first.
fn bands(first: usize, all: u64, rows: impl Fn(usize) -> u64) -> Vec<(String, String, String, Px)> {
    let tenth = CONFIDENCE_BINS / 10;
    let starts = [9 * tenth, 7 * tenth, 5 * tenth, first].into_iter().filter(|start| *start >= first);
    let mut end = CONFIDENCE_BINS;
    let mut bands = Vec::new();
    for start in starts.filter(|start| *start < CONFIDENCE_BINS) {
        if start == end {
            continue;
        }
        let rows: u64 = (start..end).map(&rows).sum();
        let edge = |bin: usize| bin as f64 / CONFIDENCE_BINS as f64;
        let name =
            if start == first { format!("below {:.1}", edge(end)) } else { format!("{:.1} to {:.1}", edge(start), edge(end)) };
        bands.push((name, thousands(rows), percent(part(rows, all)), Px(100.0 * part(rows, all))));
        end = start;
    }
    bands
}
