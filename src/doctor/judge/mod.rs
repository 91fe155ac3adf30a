//! From what was seen to lines. Pure: no I/O, and the time is an argument.

mod here;
mod login;
mod people;
mod way_in;

use super::facts::{Facts, PackageSeen};
use super::line::Line;
use super::rule::Check;
use super::rules::here::WAITS;

/// Every line, in order. What was not looked at waits for the settings.
pub fn judge(facts: &Facts) -> Vec<Line> {
    let now = facts.now;
    let mut lines = vec![here::settings(&facts.settings)];
    lines.extend(or_waits(&[Check::Tenants], facts.tenants.map(here::tenants)));
    let database = [Check::Database, Check::Migrations, Check::Disk];
    lines.extend(or_waits(&database, facts.database.as_ref().map(here::database)));
    let content = [Check::Content, Check::Languages];
    lines.extend(or_waits(&content, facts.content.as_ref().map(here::content)));
    let expiry = facts.expiry.map(|seen| vec![login::expiry(seen, now)]);
    lines.extend(or_waits(&[Check::Expiry], expiry));
    let token = facts.token.as_ref().map(|seen| vec![login::token(seen)]);
    lines.extend(or_waits(&[Check::Token], token));
    let issuers = facts.issuers.as_ref().map(|seen| login::issuers(seen));
    lines.extend(or_waits(&[Check::Issuer, Check::Keys], issuers));
    let clock = facts.clock.map(|seen| vec![login::clock(seen)]);
    lines.extend(or_waits(&[Check::Clock], clock));
    let server = facts.server.as_ref().map(|seen| vec![way_in::server(seen)]);
    lines.extend(or_waits(&[Check::Server], server));
    let endpoint = facts.endpoint.as_ref().map(|seen| way_in::endpoint(seen.as_ref(), now));
    lines.extend(or_waits(&[Check::Endpoint, Check::Certificate], endpoint));
    let package = facts.package.as_ref().map(|seen| vec![way_in::package(seen)]);
    lines.extend(or_waits(&[Check::Package], package));
    let user = facts.user.as_ref().map(|seen| vec![people::user(seen)]);
    lines.extend(or_waits(&[Check::User], user));
    let package = match &facts.package {
        Some(PackageSeen::Read(read)) => Some(read.version.as_str()),
        _ => None,
    };
    let graph = facts.graph.as_ref().map(|seen| people::graphs(seen, package));
    lines.extend(or_waits(&[Check::Graph], graph));
    lines
}

fn or_waits(checks: &[Check], lines: Option<Vec<Line>>) -> Vec<Line> {
    lines.unwrap_or_else(|| checks.iter().map(|check| Line::new(&WAITS, "").on(*check)).collect())
}

/// A number with its word: `1 day`, `2 days`.
fn count(number: impl TryInto<i64> + Copy + std::fmt::Display, one: &str) -> String {
    let single = number.try_into().is_ok_and(|number| number == 1);
    if single { format!("1 {one}") } else { format!("{number} {one}s") }
}
