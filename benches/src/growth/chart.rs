//! The chart: a panel for each table, a line for each contender, both axes logarithmic.

use std::{error::Error, path::Path};

use plotters::{element::DashedPathElement, prelude::*, style::text_anchor::HPos};

use super::{Figures, thousands};
use crate::{
    chart::{self, Area, TEXT},
    contenders::{Contender, Home},
    machine::Machine,
    measure::Spread,
    report,
    workloads::Unit,
};

const COLUMNS: usize = 2;
const PANEL: (u32, u32) = (600, 300);
const HEAD: u32 = 34;
/// The corners between which the lines are drawn: right of the scale, and left of the contenders' names.
const LEFT: i32 = 66;
const RIGHT: i32 = 420;
const TOP: i32 = 52;
const BOTTOM: i32 = 268;
/// The least distance of two names.
const LINE: i32 = 15;

const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

/// Draws what was measured.
///
/// # Errors
///
/// If the file cannot be written.
pub fn svg(
    path: &Path,
    machine: &Machine,
    contenders: &[&Contender],
    figures: &[Figures],
) -> Result<(), Box<dyn Error>> {
    let lines = figures.len().div_ceil(COLUMNS).max(1);
    let size = (PANEL.0 * COLUMNS as u32, HEAD + PANEL.1 * lines as u32);
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let (head, body) = root.split_vertically(HEAD);
    let shown = "Per tell or ask, lower is better: median, and minimum to maximum.";
    chart::headline(&head, shown, machine)?;
    for (panel, figures) in body.split_evenly((lines, COLUMNS)).iter().zip(figures) {
        lines_of(panel, contenders, figures)?;
    }
    root.present()?;
    Ok(())
}

fn lines_of(
    area: &Area<'_>,
    contenders: &[&Contender],
    Figures { growth, steps }: &Figures,
) -> Result<(), Box<dyn Error>> {
    chart::write(area, growth.name, (12, 14), HPos::Left, 14)?;
    chart::write(area, growth.about, (12, 32), HPos::Left, 12)?;

    let spreads = steps.iter().flat_map(|(_, samples)| samples).filter_map(|one| Spread::of(one));
    let scale = Scale::of(&spreads.collect::<Vec<_>>());
    for power in scale.lowest..=scale.highest {
        let nanoseconds = 10_f64.powi(power);
        let y = scale.y(nanoseconds);
        area.draw(&PathElement::new(vec![(LEFT, y), (RIGHT, y)], GRID))?;
        let spread = Spread { median: nanoseconds, min: nanoseconds, max: nanoseconds };
        let text = report::median(spread, Unit::Nanoseconds);
        chart::write(area, &text, (LEFT - 8, y), HPos::Right, 12)?;
    }
    for (step, (number, _)) in steps.iter().enumerate() {
        let text = thousands(*number);
        chart::write(area, &text, (x(step, steps.len()), BOTTOM + 16), HPos::Center, 12)?;
    }

    let mut names = Vec::new();
    for (index, contender) in contenders.iter().enumerate() {
        let spreads = steps.iter().enumerate().filter_map(|(step, (_, samples))| {
            Some((x(step, steps.len()), Spread::of(&samples[index])?))
        });
        let spreads = spreads.collect::<Vec<_>>();
        let Some((_, last)) = spreads.last() else { continue };
        names.push((scale.y(last.median), *contender, *last));
        line(area, contender, &spreads, &scale)?;
    }
    names.sort_by_key(|(y, ..)| *y);
    let heights = apart(names.iter().map(|(y, ..)| *y));
    for (height, (y, contender, last)) in heights.into_iter().zip(names) {
        let colour = chart::colour(contender);
        area.draw(&PathElement::new(vec![(RIGHT + 6, y), (RIGHT + 16, height)], colour))?;
        let text = format!("{}: {}", contender.name, report::median(last, Unit::Nanoseconds));
        chart::write(area, &text, (RIGHT + 20, height), HPos::Left, 12)?;
    }
    Ok(())
}

/// Actors that share threads get a dashed line, to be told from those that are threads.
fn line(
    area: &Area<'_>,
    contender: &Contender,
    spreads: &[(i32, Spread)],
    scale: &Scale,
) -> Result<(), Box<dyn Error>> {
    let colour = chart::colour(contender);
    let points = spreads.iter().map(|(x, spread)| (*x, scale.y(spread.median))).collect::<Vec<_>>();
    if contender.home == Home::Pool {
        let line = points.iter().copied();
        area.draw(&DashedPathElement::new(line, 6, 4, colour.stroke_width(2)))?;
    } else {
        area.draw(&PathElement::new(points.clone(), colour.stroke_width(2)))?;
    }
    for (point, (x, spread)) in points.into_iter().zip(spreads) {
        let whisker = vec![(*x, scale.y(spread.min)), (*x, scale.y(spread.max))];
        area.draw(&PathElement::new(whisker, TEXT))?;
        area.draw(&Circle::new(point, 3, colour.filled()))?;
    }
    Ok(())
}

/// Where a step stands: all equally far apart, as each number is ten times the one before.
fn x(step: usize, steps: usize) -> i32 {
    LEFT + 20 + (RIGHT - LEFT - 40) * step as i32 / (steps as i32 - 1).max(1)
}

/// From one power of ten to another one.
struct Scale {
    lowest: i32,
    highest: i32,
}

impl Scale {
    /// One on which all of them have room.
    fn of(spreads: &[Spread]) -> Self {
        let min = spreads.iter().map(|spread| spread.min).fold(f64::INFINITY, f64::min);
        let max = spreads.iter().map(|spread| spread.max).fold(0.0, f64::max);
        if spreads.is_empty() {
            return Scale { lowest: 0, highest: 1 };
        }
        let lowest = min.log10().floor() as i32;
        Scale { lowest, highest: (max.log10().ceil() as i32).max(lowest + 1) }
    }

    fn y(&self, nanoseconds: f64) -> i32 {
        let part =
            (nanoseconds.log10() - f64::from(self.lowest)) / f64::from(self.highest - self.lowest);
        BOTTOM - (part * f64::from(BOTTOM - TOP)) as i32
    }
}

/// The heights at which to write names, so that none is written over another one or below the lines: given from the top
/// to the bottom, and so returned.
fn apart(heights: impl Iterator<Item = i32>) -> Vec<i32> {
    let mut free = i32::MIN;
    let heights = heights.map(|height| {
        let at = height.max(free);
        free = at + LINE;
        at
    });
    let mut heights = heights.collect::<Vec<_>>();
    let mut lowest = BOTTOM;
    for height in heights.iter_mut().rev() {
        *height = (*height).min(lowest);
        lowest = *height - LINE;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_goes_from_a_power_of_ten_to_another_one() {
        let spread = |min, max| Spread { median: min, min, max };
        let Scale { lowest, highest } = Scale::of(&[spread(35.0, 40.0), spread(90.0, 6_000.0)]);
        assert_eq!((lowest, highest), (1, 4));
        let Scale { lowest, highest } = Scale::of(&[spread(100.0, 100.0)]);
        assert_eq!((lowest, highest), (2, 3));
    }

    #[test]
    fn a_scale_ends_where_the_lines_do() {
        let scale = Scale { lowest: 1, highest: 4 };
        assert_eq!([10.0, 10_000.0].map(|number| scale.y(number)), [BOTTOM, TOP]);
    }

    #[test]
    fn names_are_not_written_over_each_other() {
        assert_eq!(apart([10, 12, 100].into_iter()), [10, 10 + LINE, 100]);
        assert_eq!(apart([BOTTOM - 2, BOTTOM].into_iter()), [BOTTOM - LINE, BOTTOM]);
    }
}
