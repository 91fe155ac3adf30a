//! The outcome as a picture: facts gained over time, a panel per truth.

use super::arms::Arm;
use super::measure::{CHECKPOINTS, Spread};
use super::memory::Truth;
use super::world::Bend;
use super::{Outcome, Run};

/// Arms in the picture, with a colour and a dash that tell them apart without colour.
const LINES: [(Arm, &str, &str); 6] = [
    (Arm::Stapje, "#0b6a4f", ""),
    (Arm::HourThenStapje, "#5b2a86", "2 3"),
    (Arm::Simple, "#8a6d00", "6 3"),
    (Arm::HourTwice, "#a4262c", "10 3"),
    (Arm::Drip, "#005a9e", "1 2"),
    (Arm::Hour, "#444444", "12 3 2 3"),
];
const PANEL: (f64, f64) = (280.0, 220.0);
const LEFT: f64 = 46.0;
const TOP: f64 = 40.0;

/// Facts gained over time in the neutral world, as SVG.
pub fn chart(runs: &[Run]) -> String {
    let here: Vec<&Run> = runs.iter().filter(|run| run.world == Bend::None.name()).collect();
    let highest = LINES
        .iter()
        .flat_map(|(arm, ..)| Truth::ALL.map(|truth| curve(&here, truth, *arm)))
        .flatten()
        .flat_map(|curve| curve.map(|spread| spread.mean))
        .fold(1.0, f64::max);
    let width = LEFT + 3.0 * (PANEL.0 + 20.0);
    let height = TOP + PANEL.1 + 90.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Facts gained over 270 days, by arm, in three worlds</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (at, truth) in Truth::ALL.into_iter().enumerate() {
        let left = LEFT + f64::from(u8::try_from(at).unwrap_or(0)) * (PANEL.0 + 20.0);
        svg += &panel(&here, truth, left, highest);
    }
    svg += &legend(height);
    svg + "</svg>\n"
}

fn panel(runs: &[&Run], truth: Truth, left: f64, highest: f64) -> String {
    let (x, y) = (
        |day: f64| left + day / 270.0 * PANEL.0,
        |facts: f64| TOP + PANEL.1 * (1.0 - facts / highest),
    );
    let mut svg = format!(
        "<text x=\"{left:.0}\" y=\"{:.0}\" font-weight=\"bold\">{}</text>\n\
         <rect x=\"{left:.0}\" y=\"{TOP:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"none\" stroke=\"#999\"/>\n",
        TOP - 12.0,
        truth.name(),
        PANEL.0,
        PANEL.1
    );
    for day in [0.0, 90.0, 180.0, 270.0] {
        svg += &format!(
            "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"#444\">{day:.0}</text>\n",
            x(day),
            TOP + PANEL.1 + 16.0
        );
    }
    let step = if highest > 6.0 { 2.0 } else { 1.0 };
    let mut facts = 0.0;
    while facts <= highest {
        svg += &format!(
            "<line x1=\"{left:.0}\" x2=\"{:.0}\" y1=\"{1:.1}\" y2=\"{1:.1}\" stroke=\"#e5e5e5\"/>\n",
            left + PANEL.0,
            y(facts)
        );
        if truth == Truth::Exponential {
            svg += &format!(
                "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#444\">{facts:.0}</text>\n",
                left - 6.0,
                y(facts) + 4.0
            );
        }
        facts += step;
    }
    for (arm, colour, dash) in LINES {
        let Some(curve) = curve(runs, truth, arm) else { continue };
        let mut points = format!("{:.1},{:.1}", x(0.0), y(0.0));
        for (day, spread) in CHECKPOINTS.iter().zip(curve) {
            let day = f64::from(u32::try_from(*day).unwrap_or(0));
            points += &format!(" {:.1},{:.1}", x(day), y(spread.mean.max(0.0)));
        }
        svg += &format!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\n"
        );
    }
    svg
}

fn legend(height: f64) -> String {
    let mut svg = format!(
        "<text x=\"{LEFT:.0}\" y=\"{:.0}\" fill=\"#444\">days; facts known beyond those known without anything. Nudges end on day 180.</text>\n",
        height - 52.0
    );
    for (at, (arm, colour, dash)) in LINES.iter().enumerate() {
        let left = LEFT + f64::from(u8::try_from(at % 3).unwrap_or(0)) * 300.0;
        let top = height - 30.0 + f64::from(u8::try_from(at / 3).unwrap_or(0)) * 18.0;
        svg += &format!(
            "<line x1=\"{left:.0}\" x2=\"{:.0}\" y1=\"{top:.0}\" y2=\"{top:.0}\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>\n\
             <text x=\"{:.0}\" y=\"{:.0}\">{}</text>\n",
            left + 34.0,
            left + 42.0,
            top + 4.0,
            arm.name()
        );
    }
    svg
}

fn curve(runs: &[&Run], truth: Truth, arm: Arm) -> Option<[Spread; CHECKPOINTS.len()]> {
    let here = |run: &&&Run| run.truth == truth && run.arm == arm.name();
    let all: Vec<&Outcome> = runs.iter().filter(here).map(|run| &run.outcome).collect();
    (!all.is_empty()).then(|| {
        std::array::from_fn(|at| {
            Spread::of(&all.iter().map(|outcome| outcome.gained[at]).collect::<Vec<_>>())
        })
    })
}
