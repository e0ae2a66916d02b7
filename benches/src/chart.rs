//! The chart: one panel for each of the rows that tell most, one bar for each contender.

use std::{error::Error, path::Path};

use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use crate::{
    contenders::{Contender, Home},
    machine::Machine,
    measure::{Row, Spread},
    report,
};

/// What a reader looks for first; the report has the rest.
const ROWS: [&str; 9] = [
    "tell, 1 producer",
    "tell, 4 producers",
    "bounded tell, 1 producer",
    "ask from a plain thread",
    "ask",
    "ping-pong",
    "fan-out over 1,000 actors",
    "spawn, ask, end",
    "many alive: memory",
];

const COLUMNS: usize = 3;
const PANEL_WIDTH: u32 = 400;
const HEAD: u32 = 58;
const BAR: i32 = 17;
/// Where the bars of a panel begin, right of the contenders' names, and the most that they grow.
const BARS_FROM: i32 = 130;
const LONGEST_BAR: i32 = 192;

pub(crate) const TEXT: RGBColor = RGBColor(0x33, 0x33, 0x33);
const OURS: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const THREADS: RGBColor = RGBColor(0x56, 0x6b, 0x7d);
const TASKS: RGBColor = RGBColor(0x8f, 0xc1, 0xe3);

pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws those of the rows that were measured.
///
/// # Errors
///
/// If the file cannot be written.
pub fn svg(
    path: &Path,
    machine: &Machine,
    contenders: &[Contender],
    rows: &[Row],
) -> Result<(), Box<dyn Error>> {
    let charted = ROWS
        .iter()
        .filter_map(|name| rows.iter().find(|row| row.name == *name))
        .collect::<Vec<_>>();
    let lines = charted.len().div_ceil(COLUMNS).max(1);
    let panel_height = 34 + BAR as u32 * contenders.len() as u32;
    let size = (PANEL_WIDTH * COLUMNS as u32, HEAD + panel_height * lines as u32);

    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let (head, body) = root.split_vertically(HEAD);
    title(&head, machine)?;
    for (panel, row) in body.split_evenly((lines, COLUMNS)).iter().zip(charted) {
        bars(panel, contenders, row)?;
    }
    root.present()?;
    Ok(())
}

/// The first line of a chart: what is shown, and where it was measured.
pub(crate) fn headline(
    area: &Area<'_>,
    shown: &str,
    machine: &Machine,
) -> Result<(), Box<dyn Error>> {
    let place = if machine.pinned { "pinned to one core" } else { "not pinned" };
    let Machine { processor, cores, date, .. } = machine;
    let text = format!("{shown} {processor}, {cores} cores, {place}; {date}");
    write(area, &text, (12, 16), HPos::Left, 14)
}

fn title(area: &Area<'_>, machine: &Machine) -> Result<(), Box<dyn Error>> {
    let shown = "Per operation, shorter is better: median, and minimum to maximum.";
    headline(area, shown, machine)?;
    let legend = [
        (OURS, "#[actor], each a thread or on a pool"),
        (THREADS, "actors that are threads"),
        (
            TASKS,
            "actors that are tasks of an async runtime, called from inside it unless from a plain thread",
        ),
    ];
    let mut x = 12;
    for (colour, text) in legend {
        area.draw(&Rectangle::new([(x, 34), (x + 10, 44)], colour.filled()))?;
        write(area, text, (x + 15, 39), HPos::Left, 13)?;
        x += 40 + 7 * text.len() as i32;
    }
    Ok(())
}

fn bars(area: &Area<'_>, contenders: &[Contender], row: &Row) -> Result<(), Box<dyn Error>> {
    write(area, &row.name, (12, 14), HPos::Left, 14)?;
    let spreads = row.samples.iter().map(|samples| Spread::of(samples)).collect::<Vec<_>>();
    // What is rare is drawn as far as it fits: one round amid a hiccup must not shrink the rest.
    let longest = spreads.iter().flatten().map(|spread| spread.median).fold(0.0, f64::max);
    let x = |number: f64| BARS_FROM + (number / longest * f64::from(LONGEST_BAR)) as i32;
    let edge = BARS_FROM + LONGEST_BAR;

    let taking_part = contenders.iter().zip(&spreads).filter(|(_, spread)| spread.is_some());
    for (line, (contender, spread)) in taking_part.enumerate() {
        let Some(spread) = *spread else { continue };
        let middle = 34 + BAR * line as i32;
        let colour = colour(contender);
        write(area, contender.name, (BARS_FROM - 6, middle), HPos::Right, 12)?;
        let bar = [(BARS_FROM, middle - 6), (x(spread.median).max(BARS_FROM + 1), middle + 6)];
        area.draw(&Rectangle::new(bar, colour.filled()))?;
        let whisker = vec![(x(spread.min), middle), (x(spread.max).min(edge), middle)];
        area.draw(&PathElement::new(whisker, TEXT))?;
        let right = x(spread.max).min(edge).max(x(spread.median)) + 5;
        write(area, &report::median(spread, row.unit), (right, middle), HPos::Left, 12)?;
    }
    Ok(())
}

/// By what an actor is, and whether it is one of this project.
pub(crate) fn colour(contender: &Contender) -> RGBColor {
    match contender {
        Contender { name: "#[actor]", .. } | Contender { home: Home::Pool, .. } => OURS,
        Contender { home: Home::Thread, .. } => THREADS,
        Contender { home: Home::Runtime, .. } => TASKS,
    }
}

/// Writes one line of text.
pub(crate) fn write(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    side: HPos,
    size: i32,
) -> Result<(), Box<dyn Error>> {
    let style = ("sans-serif", size).into_font().color(&TEXT).pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}
