//! Icons, pixel by pixel: sizes, transparency, and whether somebody can see them.

use serde_json::Value;

use super::{Look, file, list, text};
use crate::app_package::pixels::Pixels;

/// Teams rounds the corners and draws its own border: the symbol stays within this square.
const SAFE: std::ops::Range<usize> = 36..156;
/// An outline symbol whose longest side is smaller has padding around it.
const SMALLEST_SYMBOL: usize = 20;
/// The least contrast between symbol and background (WCAG 2.2, success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

pub(super) fn check(look: &mut Look) {
    for (key, side, rule) in [
        ("color", 192, colour_fault as Rule),
        ("outline", 32, outline_fault),
        ("color32x32", 32, |_| None),
    ] {
        let name = look.text(&format!("/icons/{key}"));
        icon(&format!("icons.{key}"), name, side, rule, look);
    }
    let activities = look.manifest.get("activities").unwrap_or(&Value::Null);
    for (at, one) in list(activities, "activityIcons").iter().enumerate() {
        let place = format!("activities.activityIcons[{at}]");
        icon(&place, text(one, "iconFile"), 32, |_| None, look);
    }
}

/// What a picture of the right size must be as well: the name of what it breaks, and how.
type Rule = fn(&Pixels) -> Option<(&'static str, String)>;

fn icon(place: &str, name: &str, side: usize, rule: Rule, look: &mut Look) {
    let Some(bytes) = file(look.files, name) else { return };
    let place = format!("{place} ({name})");
    let pixels = match Pixels::read(bytes) {
        Ok(pixels) => pixels,
        Err(error) => {
            return look.fault("icon-png", place, format!("cannot be read as PNG: {error}"));
        }
    };
    let (width, height) = (pixels.width, pixels.height);
    if (width, height) != (side, side) {
        let what = format!("is {width} by {height} pixels; it must be {side} by {side}");
        return look.fault("icon-size", place, what);
    }
    if pixels.moves {
        look.fault("icon-moves", &place, "moves; an icon stands still");
    }
    if let Some((rule, what)) = rule(&pixels) {
        look.fault(rule, place, what);
    }
}

fn colour_fault(pixels: &Pixels) -> Option<(&'static str, String)> {
    let background = pixels.at(0, 0);
    let corners = [(191, 0), (0, 191), (191, 191), (96, 0), (0, 96)];
    if corners.iter().any(|(x, y)| pixels.at(*x, *y) != background)
        || ![0, 255].contains(&background[3])
    {
        let what = "is not a full square of one background: Teams rounds the corners itself";
        return Some(("icon-background", what.to_owned()));
    }
    let symbol: Vec<_> = pixels.all().filter(|(_, _, pixel)| *pixel != background).collect();
    if symbol.is_empty() {
        return Some(("icon-empty", "is one flat colour".to_owned()));
    }
    if let Some((x, y, _)) = symbol.iter().find(|(x, y, _)| !SAFE.contains(x) || !SAFE.contains(y))
    {
        let what = format!(
            "the symbol reaches pixel ({x}, {y}); it must stay within the middle 120 by 120"
        );
        return Some(("icon-safe-area", what));
    }
    let contrast = symbol.iter().map(|(_, _, pixel)| contrast(*pixel, background));
    let best = contrast.fold(1.0, f64::max);
    (background[3] == 255 && best < LEAST_CONTRAST).then(|| {
        let what = format!("symbol and background have a contrast of {best:.1}; 4.5 is needed");
        ("icon-contrast", what)
    })
}

fn outline_fault(pixels: &Pixels) -> Option<(&'static str, String)> {
    let wrong = pixels.all().find(|(_, _, pixel)| pixel[3] != 0 && pixel[..3] != [255, 255, 255]);
    if let Some((x, y, [r, g, b, a])) = wrong {
        let what = format!(
            "pixel ({x}, {y}) has red {r}, green {g}, blue {b}, alpha {a}; every pixel must be white or transparent"
        );
        return Some(("icon-white", what));
    }
    let seen: Vec<_> = pixels.all().filter(|(_, _, pixel)| pixel[3] != 0).collect();
    if seen.is_empty() || seen.len() == pixels.all().count() {
        return Some(("icon-empty", "shows no symbol: all pixels are the same".to_owned()));
    }
    if !seen.iter().any(|(_, _, pixel)| pixel[3] == 255) {
        return Some(("icon-faint", "has no fully white pixel".to_owned()));
    }
    let span = |of: fn(&(usize, usize, [u8; 4])) -> usize| {
        let (least, most) = (seen.iter().map(of).min(), seen.iter().map(of).max());
        most.unwrap_or(0) + 1 - least.unwrap_or(0)
    };
    let size = span(|it| it.0).max(span(|it| it.1));
    (size < SMALLEST_SYMBOL).then(|| {
        let what = format!("the symbol is {size} pixels large: leave no room around it");
        ("icon-padding", what)
    })
}

/// The contrast of two colours (WCAG 2.2, "contrast ratio").
fn contrast(a: [u8; 4], b: [u8; 4]) -> f64 {
    let luminance = |[red, green, blue, _]: [u8; 4]| {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
