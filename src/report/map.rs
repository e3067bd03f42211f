//! The map: every posting on the articles' two axes.

use super::escape::beginning;
use super::numbers::{count, thousands};
use super::plot::{Px, Scale, Tick, mark};
use super::run::Class;
use crate::batch::survey::{Dot, Findings, GRID, MAX_DOTS, Sums};
use crate::model::Model;

/// The drawing, 760 by 560.
pub struct Map {
    /// In the order of drawing.
    pub marks: Vec<Mark>,
    pub x: Vec<Tick>,
    pub y: Vec<Tick>,
    pub zero_x: Px,
    pub zero_y: Px,
    /// The middle of each role, with its name.
    pub middles: Vec<(Px, Px, String, String)>,
    pub how: String,
}

/// One mark: a posting, or all postings of a class in a cell.
pub struct Mark {
    pub style: String,
    pub outline: String,
    pub tip: String,
}

pub const LEFT: f64 = 64.0;
pub const RIGHT: f64 = 744.0;
pub const TOP: f64 = 34.0;
pub const BOTTOM: f64 = 500.0;

/// The most circles that are drawn; for more the cells of the grid are joined, four to one.
const MOST_CIRCLES: usize = 5000;

/// Bytes shown of a dot's title, escaped.
const TITLE: usize = 60;

/// The classes of one cell that are drawn: those with most rows.
const CLASSES_A_CELL: usize = 3;

impl Map {
    /// Dots where there are few enough, circles otherwise.
    pub fn new(model: &Model, findings: &Findings, classes: &[Class]) -> Self {
        let sums = &findings.sums;
        let (across, up) = ranges(sums);
        let x = Scale { from: across, to: (LEFT, RIGHT) };
        let y = Scale { from: up, to: (BOTTOM, TOP) };
        let all: u64 = classes.iter().map(|class| class.rows).sum();
        let crowded = all > MAX_DOTS as u64;
        let (marks, how) = if crowded {
            let (marks, most) = circles(sums, classes, x, y);
            let how = format!(
                "{} are too many for dots: each circle stands for those of one role in one cell of a grid, its area for their number (the largest: {}). Circles of a cell lie on one another, the smallest on top; of more than {CLASSES_A_CELL} only the largest are drawn.",
                count(all, "posting"),
                thousands(most)
            );
            (marks, how)
        } else {
            // What is not in scope lies below.
            let (inside, outside): (Vec<&Dot>, Vec<&Dot>) = findings.dots.iter().partition(|dot| dot.class + 1 < classes.len());
            let marks = outside.into_iter().chain(inside).map(|dot| single(dot, classes, x, y)).collect();
            (marks, "Each dot is a posting; the larger it is, the higher the confidence.".into())
        };
        let middles = model.roles().iter().enumerate().filter_map(|(i, role)| {
            let (strategy, external) = middle(&sums.map[i])?;
            Some((x.at(external), y.at(strategy), role.name.clone(), classes[i].style.clone()))
        });
        let middles = apart(middles.collect());
        let ticks = |range: (f64, f64), scale: Scale| {
            let values = (-5..=5).map(|i| f64::from(i) / 5.0).filter(|v| range.0 <= *v && *v <= range.1);
            values.map(|v| Tick { at: scale.at(v), label: format!("{v:+.1}").replace("+0.0", "0") }).collect()
        };
        Self { marks, x: ticks(across, x), y: ticks(up, y), zero_x: x.at(0.0), zero_y: y.at(0.0), middles, how }
    }
}

fn single(dot: &Dot, classes: &[Class], x: Scale, y: Scale) -> Mark {
    let (at_x, at_y) = (x.at(dot.external), y.at(dot.strategy));
    let radius = 1.5 + 3.5 * dot.confidence * dot.confidence;
    // What is not in scope is drawn as the first shape, but small.
    let (shape, radius) = if dot.class + 1 == classes.len() { (0, 2.2) } else { (dot.class, radius) };
    let title = beginning(&dot.title, TITLE);
    let dots = if title.len() < dot.title.len() { "…" } else { "" };
    let title = if title.is_empty() { String::new() } else { format!(" “{title}{dots}”") };
    let tip = format!("row {}{title}: {}, {:.2}", thousands(dot.number), classes[dot.class].name, dot.confidence);
    Mark { style: classes[dot.class].style.clone(), outline: mark(shape, at_x, at_y, radius), tip }
}

/// The circles of the cells, the largest first, and the most rows that one stands for.
fn circles(sums: &Sums, classes: &[Class], x: Scale, y: Scale) -> (Vec<Mark>, u64) {
    let mut side = GRID;
    let mut all = cells(sums, side);
    while all.len() > MOST_CIRCLES {
        side /= 2;
        all = cells(sums, side);
    }
    let most = all.iter().map(|(rows, ..)| *rows).max().unwrap_or(1);
    let width = 2.0 / side as f64;
    let widest = 0.62 * (x.at(width).0 - x.at(0.0).0).max(y.at(0.0).0 - y.at(width).0);
    all.sort_by_key(|(rows, class, cell)| (std::cmp::Reverse(*rows), *class, *cell));
    let circle = |(rows, class, cell): (u64, usize, usize)| {
        let (strategy, external) = centre(cell, side);
        let radius = (widest * (rows as f64 / most as f64).sqrt()).max(0.7);
        Mark {
            style: classes[class].style.clone(),
            outline: mark(0, x.at(external), y.at(strategy), radius),
            tip: format!("{}: {}", classes[class].name, thousands(rows)),
        }
    };
    (all.into_iter().map(circle).collect(), most)
}

/// Rows, class and cell for the largest classes of every cell of a grid so many cells wide, which [`GRID`] is a multiple of.
fn cells(sums: &Sums, side: usize) -> Vec<(u64, usize, usize)> {
    let joined = GRID / side;
    let mut grid = vec![vec![0; side * side]; sums.map.len()];
    for (map, grid) in sums.map.iter().zip(&mut grid) {
        for (cell, rows) in map.iter().enumerate() {
            grid[cell / GRID / joined * side + cell % GRID / joined] += rows;
        }
    }
    let largest = |cell: usize| {
        let mut here: Vec<_> = grid.iter().enumerate().map(|(class, map): (usize, &Vec<u64>)| (map[cell], class, cell)).collect();
        here.sort_by_key(|(rows, class, _)| (std::cmp::Reverse(*rows), *class));
        here.into_iter().take(CLASSES_A_CELL).filter(|(rows, ..)| *rows > 0)
    };
    (0..side * side).flat_map(largest).collect()
}

/// The middle of a cell of a grid so many cells wide: strategy, external.
fn centre(cell: usize, side: usize) -> (f64, f64) {
    let middle = |i: usize| (i as f64 + 0.5) * 2.0 / side as f64 - 1.0;
    (middle(cell / side), middle(cell % side))
}

/// The mean place of a class's rows, to half a cell.
fn middle(map: &[u64]) -> Option<(f64, f64)> {
    let rows: u64 = map.iter().sum();
    let mean = |part: fn((f64, f64)) -> f64| {
        map.iter().enumerate().map(|(i, n)| *n as f64 * part(centre(i, GRID))).sum::<f64>() / rows as f64
    };
    (rows > 0).then(|| (mean(|c| c.0), mean(|c| c.1)))
}

/// The part of the map that has anything on it, and at least its middle: external, strategy.
fn ranges(sums: &Sums) -> ((f64, f64), (f64, f64)) {
    let any = |i: usize| sums.map.iter().any(|map| map[i] > 0);
    let (mut across, mut up) = ((-0.2_f64, 0.2_f64), (-0.2_f64, 0.2_f64));
    for (strategy, external) in (0..GRID * GRID).filter(|i| any(*i)).map(|i| centre(i, GRID)) {
        across = (across.0.min(external - 0.05), across.1.max(external + 0.05));
        up = (up.0.min(strategy - 0.05), up.1.max(strategy + 0.05));
    }
    let wide = |(low, high): (f64, f64)| (low.max(-1.0), high.min(1.0));
    (wide(across), wide(up))
}

/// Names that would lie on one another are moved apart, upward.
fn apart(mut names: Vec<(Px, Px, String, String)>) -> Vec<(Px, Px, String, String)> {
    names.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    for i in 1..names.len() {
        let near = |a: &(Px, Px, String, String), b: &(Px, Px, String, String)| {
            (a.0.0 - b.0.0).abs() < 110.0 && (a.1.0 - b.1.0).abs() < 24.0
        };
        while let Some(other) = (0..i).find(|j| near(&names[*j], &names[i])) {
            names[i].1 = Px(names[other].1.0 - 24.0);
        }
    }
    names
}
