//! The log: to standard error, as text or JSON, at the level that `STAPJE_LOG` names. Traces beside it.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing::Metadata;
use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::Failure;
use super::telemetry::Telemetry;

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line, for log collectors.
    Json,
}

/// Starts logging, and sending traces where `STAPJE_OTLP` names a collector. The level comes from
/// `STAPJE_LOG` (such as `debug` or `stapje=debug`); without it, `info`. Traces end with what is
/// returned.
pub(super) fn start(format: LogFormat) -> Result<Option<Telemetry>, Failure> {
    let told = super::environment("STAPJE_LOG").unwrap_or_default();
    let filter = filter(&told);
    let unread = filter.is_none() && !told.trim().is_empty();
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let collector = super::environment("STAPJE_OTLP").filter(|address| !address.trim().is_empty());
    let telemetry = collector.map(|address| Telemetry::start(address.trim())).transpose()?;
    // Ours alone, and no lines of the log.
    let is_ours = |meta: &Metadata| meta.is_span() && meta.target().starts_with("stapje");
    let traces = telemetry.as_ref().map(|telemetry| {
        tracing_opentelemetry::layer()
            .with_tracer(telemetry.tracer())
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(is_ours))
    });
    // A closed standard error is no reason to say so on it, which would end the program.
    let log =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    let log = match format {
        LogFormat::Text => {
            log.with_ansi(std::io::stderr().is_terminal()).with_filter(filter).boxed()
        }
        LogFormat::Json => log.json().with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(log).with(traces).init();
    if unread {
        tracing::warn!(
            told,
            "STAPJE_LOG is no level and no filter such as `stapje=debug`: it is `info`"
        );
    }
    Ok(telemetry)
}

/// The filter that a text describes, if it describes one. The parser takes almost anything for the name
/// of a part of a program, which would be a log of that part alone, and so of nothing.
fn filter(text: &str) -> Option<Targets> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let filter: Targets = parts.join(",").parse().ok()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-');
    let says_something =
        !parts.is_empty() && filter.iter().all(|(name, _)| name.chars().all(is_name));
    says_something.then_some(filter)
}
