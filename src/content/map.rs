//! The prerequisite map: every tip of a library by topic and level, with lines from the tips that
//! come first. Drawn as SVG, the same bytes for the same library.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::catalog::Catalog;
use super::rules::level_name;
use crate::learning::Level;

/// Sizes in pixels.
const LEFT: usize = 190;
const COLUMN: usize = 330;
const BOX: usize = 250;
const ROW: usize = 28;
const BOX_HEIGHT: usize = 22;
const HEAD: usize = 56;
const GAP: usize = 18;
/// The most letters of a title in its box.
const LETTERS: usize = 34;

/// The library as a picture, with the titles in `language`.
pub fn map_svg(catalog: &Catalog, language: &str) -> String {
    let places = places(catalog);
    let height = places.bottom + GAP;
    let width = LEFT + 3 * COLUMN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title id=\"title\">{} tips by topic and level; a line leads from a tip to those that follow it</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        catalog.tips.len()
    );
    for (at, level) in Level::ALL.into_iter().enumerate() {
        let x = LEFT + at * COLUMN;
        text(&mut svg, x, 32, "#1b1c1d\" font-size=\"15\" font-weight=\"600", level_name(level));
    }
    for (topic, y) in &places.topics {
        let names = &catalog.language(Some(language)).texts.topics;
        let name = names.get(topic).map_or(topic.as_str(), String::as_str);
        text(&mut svg, 12, y + 16, "#0b5a66\" font-weight=\"600", &shortened(name, 26));
        let (y, right) = (y - GAP / 2, width - 12);
        line(&mut svg, &format!("M12 {y}H{right}"), "#dcdcd8");
    }
    for (id, tip) in &catalog.tips {
        for before in &tip.prerequisites {
            if let (Some(from), Some(to)) =
                (places.tips.get(before.as_str()), places.tips.get(id.as_str()))
            {
                line(&mut svg, &path(*from, *to), "#74898c");
            }
        }
    }
    for (id, (x, y)) in &places.tips {
        let title = catalog.tip_text(id, language).map_or(*id, |text| text.title.as_str());
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{BOX_HEIGHT}\" rx=\"5\" fill=\"#edf4f5\" stroke=\"#0b5a66\"/>"
        );
        text(&mut svg, x + 8, y + 15, "#1b1c1d", &shortened(title, LETTERS));
    }
    svg.push_str("</svg>\n");
    svg
}

struct Places<'a> {
    topics: Vec<(String, usize)>,
    tips: BTreeMap<&'a str, (usize, usize)>,
    bottom: usize,
}

/// A band for each topic, a column for each level.
fn places(catalog: &Catalog) -> Places<'_> {
    let mut places = Places { topics: Vec::new(), tips: BTreeMap::new(), bottom: HEAD };
    for topic in &catalog.plan.topics {
        let mut most = 0;
        for (at, level) in Level::ALL.into_iter().enumerate() {
            let here = catalog.tips.values().filter(|it| it.topic == topic.id && it.level == level);
            for (row, tip) in here.enumerate() {
                places.tips.insert(&tip.id, (LEFT + at * COLUMN, places.bottom + row * ROW));
                most = most.max(row + 1);
            }
        }
        if most > 0 {
            places.topics.push((topic.id.clone(), places.bottom));
            places.bottom += most * ROW + GAP;
        }
    }
    places
}

/// From the right of one box to the left of another; within a column round the left side.
fn path(from: (usize, usize), to: (usize, usize)) -> String {
    let (from_y, to_y) = (from.1 + BOX_HEIGHT / 2, to.1 + BOX_HEIGHT / 2);
    if from.0 == to.0 {
        let (x, bend) = (from.0, from.0 - 22);
        return format!("M{x} {from_y}C{bend} {from_y} {bend} {to_y} {x} {to_y}");
    }
    let (x, end) = (from.0 + BOX, to.0);
    let middle = x.midpoint(end);
    format!("M{x} {from_y}C{middle} {from_y} {middle} {to_y} {end} {to_y}")
}

fn line(svg: &mut String, path: &str, colour: &str) {
    // Writing into a text cannot fail.
    let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\"/>");
}

fn text(svg: &mut String, x: usize, y: usize, fill: &str, words: &str) {
    let safe = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\">{safe}</text>");
}

fn shortened(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let kept: String = words.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}
