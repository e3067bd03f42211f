//! Numbers become places on drawings. The templates draw them as SVG.

use std::fmt;

/// A length or a place on a drawing, printed to a tenth.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Px(pub f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i64;
        if tenths < 0 {
            f.write_str("-")?;
        }
        match (tenths.abs() / 10, tenths.abs() % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

/// From the range of a figure to that of a drawing.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// The figure's range.
    pub from: (f64, f64),
    /// The drawing's.
    pub to: (f64, f64),
}

impl Scale {
    /// The place of a value.
    pub fn at(&self, value: f64) -> Px {
        let width = self.from.1 - self.from.0;
        let part = if width == 0.0 { 0.0 } else { (value - self.from.0) / width };
        Px(self.to.0 + part * (self.to.1 - self.to.0))
    }
}

/// A mark on an axis.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Where.
    pub at: Px,
    /// What it says.
    pub label: String,
}

/// Up to about six round steps from 0 to a whole number of rows: where they lie, and the last of them.
pub fn count_ticks(highest: u64) -> (Vec<u64>, u64) {
    let mut step = 1;
    'found: for magnitude in (0..18).map(|power| 10_u64.pow(power)) {
        for factor in [1, 2, 5] {
            step = factor * magnitude;
            if highest.div_ceil(step) <= 5 {
                break 'found;
            }
        }
    }
    let last = highest.div_ceil(step).max(1) * step;
    ((0..=last / step).map(|i| i * step).collect(), last)
}

/// The outline of a class's mark of about radius `r`. Classes differ in shape as well as in colour.
pub fn mark(class: usize, x: Px, y: Px, r: f64) -> String {
    let at = |dx: f64, dy: f64| format!("{} {}", Px(x.0 + dx), Px(y.0 + dy));
    match class % 4 {
        0 => format!("M{}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z", at(-r, 0.0), r = Px(r), d = Px(2.0 * r)),
        1 => format!("M{}h{d}v{d}h-{d}z", at(-0.88 * r, -0.88 * r), d = Px(1.76 * r)),
        2 => format!("M{}L{} {}z", at(0.0, -1.25 * r), at(1.15 * r, 0.85 * r), at(-1.15 * r, 0.85 * r)),
        _ => format!("M{}L{} {} {}z", at(0.0, -1.25 * r), at(1.25 * r, 0.0), at(0.0, 1.25 * r), at(-1.25 * r, 0.0)),
    }
}

/// The number of the colour of a class; colours come round again after eight.
pub fn colour(class: usize) -> usize {
    class % 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_printed_short() {
        for (value, text) in [(0.0, "0"), (12.34, "12.3"), (-0.04, "0"), (-0.06, "-0.1"), (99.96, "100")] {
            assert_eq!(Px(value).to_string(), text);
        }
        let scale = Scale { from: (0.0, 1.0), to: (100.0, 0.0) };
        assert_eq!([0.0, 0.25, 1.0].map(|v| scale.at(v).0), [100.0, 75.0, 0.0]);
        assert_eq!(Scale { from: (1.0, 1.0), to: (5.0, 9.0) }.at(1.0).0, 5.0);
    }

    #[test]
    fn ticks_are_round() {
        for (highest, last, step) in [(0, 1, 1), (1, 1, 1), (7, 8, 2), (40, 40, 10), (10_001, 15_000, 5000)] {
            let (ticks, end) = count_ticks(highest);
            assert_eq!((end, ticks[1]), (last, step), "{highest}");
        }
    }
}
