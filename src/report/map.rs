//! The map: every posting on the articles' two axes.

use super::numbers::{count, thousands};
use super::plot::{Px, Scale, Tick, mark};
use super::run::Class;
use crate::batch::survey::{Dot, Findings, GRID, MAX_DOTS, Sums};
use crate::model::Model;

/// The drawing, 760 by 560.
pub struct Map {
    pub classes: Vec<MapClass>,
    pub x: Vec<Tick>,
    pub y: Vec<Tick>,
    pub zero_x: Px,
    pub zero_y: Px,
    /// The middle of each role, with its name.
    pub middles: Vec<(Px, Px, String, String)>,
    pub how: String,
}

/// The marks of one class.
pub struct MapClass {
    pub style: String,
    pub marks: Vec<Mark>,
}

/// One mark: a posting, or all postings of a class in a cell.
pub struct Mark {
    pub outline: String,
    pub tip: String,
}

pub const LEFT: f64 = 64.0;
pub const RIGHT: f64 = 744.0;
pub const TOP: f64 = 34.0;
pub const BOTTOM: f64 = 500.0;

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
        let mut drawn: Vec<MapClass> =
            classes.iter().map(|class| MapClass { style: class.style.clone(), marks: Vec::new() }).collect();
        let how = if crowded {
            let most = circles(sums, classes, x, y, &mut drawn);
            format!(
                "{} are too many for dots: each circle stands for those of one role in one cell of a grid, its area for their number (the largest: {}). Circles of a cell lie on one another, the smallest on top; of more than {CLASSES_A_CELL} only the largest are drawn.",
                count(all, "posting"),
                thousands(most)
            )
        } else {
            for dot in &findings.dots {
                drawn[dot.class].marks.push(single(dot, classes, x, y));
            }
            "Each dot is a posting; the larger it is, the higher the confidence.".into()
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
        Self { classes: drawn, x: ticks(across, x), y: ticks(up, y), zero_x: x.at(0.0), zero_y: y.at(0.0), middles, how }
    }
}

fn single(dot: &Dot, classes: &[Class], x: Scale, y: Scale) -> Mark {
    let (at_x, at_y) = (x.at(dot.external), y.at(dot.strategy));
    let radius = 1.5 + 3.5 * dot.confidence * dot.confidence;
    // What is not in scope is drawn as the first shape, but small.
    let (shape, radius) = if dot.class + 1 == classes.len() { (0, 2.2) } else { (dot.class, radius) };
    let title = if dot.title.is_empty() { String::new() } else { format!(" “{}”", dot.title) };
    let tip = format!("row {}{title}: {}, {:.2}", thousands(dot.number), classes[dot.class].name, dot.confidence);
    Mark { outline: mark(shape, at_x, at_y, radius), tip }
}

/// Draws the cells' circles, and returns the most rows that one stands for.
fn circles(sums: &Sums, classes: &[Class], x: Scale, y: Scale, drawn: &mut [MapClass]) -> u64 {
    let most = sums.map.iter().flatten().copied().max().unwrap_or(0).max(1);
    let cell = 2.0 / GRID as f64;
    let widest = 0.62 * (x.at(cell).0 - x.at(0.0).0).max(y.at(0.0).0 - y.at(cell).0);
    for i in 0..GRID * GRID {
        let (strategy, external) = centre(i);
        let mut here: Vec<(u64, usize)> = sums.map.iter().enumerate().map(|(class, map)| (map[i], class)).collect();
        here.sort_by_key(|(rows, class)| (std::cmp::Reverse(*rows), *class));
        for (rows, class) in here.into_iter().take(CLASSES_A_CELL).filter(|(rows, _)| *rows > 0) {
            let radius = (widest * (rows as f64 / most as f64).sqrt()).max(0.7);
            let outline = mark(0, x.at(external), y.at(strategy), radius);
            drawn[class].marks.push(Mark { outline, tip: format!("{}: {}", classes[class].name, thousands(rows)) });
        }
    }
    most
}

/// The middle of a cell: strategy, external.
fn centre(cell: usize) -> (f64, f64) {
    let middle = |i: usize| (i as f64 + 0.5) * 2.0 / GRID as f64 - 1.0;
    (middle(cell / GRID), middle(cell % GRID))
}

/// The mean place of a class's rows, to half a cell.
fn middle(map: &[u64]) -> Option<(f64, f64)> {
    let rows: u64 = map.iter().sum();
    let mean =
        |part: fn((f64, f64)) -> f64| map.iter().enumerate().map(|(i, n)| *n as f64 * part(centre(i))).sum::<f64>() / rows as f64;
    (rows > 0).then(|| (mean(|c| c.0), mean(|c| c.1)))
}

/// The part of the map that has anything on it, and at least its middle: external, strategy.
fn ranges(sums: &Sums) -> ((f64, f64), (f64, f64)) {
    let any = |i: usize| sums.map.iter().any(|map| map[i] > 0);
    let (mut across, mut up) = ((-0.2_f64, 0.2_f64), (-0.2_f64, 0.2_f64));
    for (strategy, external) in (0..GRID * GRID).filter(|i| any(*i)).map(centre) {
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
