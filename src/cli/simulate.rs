//! `stapje simulate`: what Stapje would bring, on simulated employees.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use super::edition::Watch;
use crate::content::Source;
use crate::simulation::{
    Ablation, Arm, Bend, Learners, Truth, World, chart, jobs, simulate, table,
};

/// The seeds on which the engine's numbers were chosen. They are never reported.
const TUNING: std::ops::RangeInclusive<u64> = 101..=132;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What is compared.
    #[arg(value_enum, default_value_t)]
    what: What,
    /// Seeds of companies, such as 1-8 or 1,2,5.
    #[arg(long, default_value = "1-8")]
    seeds: String,
    /// People in a company.
    #[arg(long, default_value_t = 300)]
    people: usize,
    /// The most nudges in a week, 1 to 3.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    per_week: u8,
    /// Facts that there are to learn.
    #[arg(long, default_value_t = 60)]
    facts: usize,
    /// How memory works; all three without it.
    #[arg(long, value_enum)]
    truth: Vec<Truth>,
    /// What is different from the neutral world.
    #[arg(long, value_enum)]
    bend: Option<Bend>,
    /// Stapje without this part; can be given more than once.
    #[arg(long, value_enum)]
    without: Vec<Ablation>,
    /// Learn the tips of this folder, or the built-in ones with `--content built-in`, instead of
    /// a made-up library.
    #[arg(long)]
    content: Option<PathBuf>,
    /// Compare the estimate of ability with simple baselines on answers of real learners, in these
    /// files, instead of simulating anybody. docs/EVIDENCE.md says where there are some.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    learners: Vec<PathBuf>,
    /// Threads; as many as there are processors without it.
    #[arg(long)]
    threads: Option<usize>,
    /// Print every run as JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Write a chart of facts over time to this SVG file.
    #[arg(long)]
    chart: Option<PathBuf>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum What {
    /// All arms, and the goals.
    #[default]
    Arms,
    /// Stapje with each of its parts left out.
    Ablations,
    /// The main arms in worlds that are bent.
    Sensitivity,
    /// Stapje and its simple rule where libraries are large and known items tire.
    Rivals,
}

/// The arms of runs that cannot have all.
const MAIN: [Arm; 5] = [Arm::Hour, Arm::HourTwice, Arm::Drip, Arm::Simple, Arm::Stapje];

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let seeds = read_seeds(&arguments.seeds)?;
    if seeds.iter().any(|seed| TUNING.contains(seed)) {
        tell!("Seeds 101 to 132 are those that the engine was tuned on: do not report them.");
    }
    if !arguments.learners.is_empty() {
        let learners = Learners::read(&arguments.learners)?;
        put!("{}", learners.table(seeds[0]));
        return Ok(ExitCode::SUCCESS);
    }
    let library = arguments.content.as_deref().map(library).transpose()?;
    let (worlds, arms) = arguments.plan();
    let jobs = jobs(&worlds, &arms, &seeds);
    let bar = ProgressBar::new(jobs.len() as u64);
    let style = "{bar:40} {pos} of {len} companies, {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    let threads =
        arguments.threads.or_else(|| Some(std::thread::available_parallelism().ok()?.get()));
    let runs = simulate(&jobs, library.as_ref(), threads.unwrap_or(1), &|| bar.inc(1));
    bar.finish_and_clear();
    if let Some(path) = &arguments.chart {
        std::fs::write(path, chart(&runs)).map_err(|error| {
            format!("cannot write {}: {error}. Check the folder.", path.display())
        })?;
    }
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&runs)?);
    } else {
        put!("{}", table(&runs));
    }
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    /// The worlds and arms.
    fn plan(&self) -> (Vec<World>, Vec<Arm>) {
        let truths = if self.truth.is_empty() { Truth::ALL.to_vec() } else { self.truth.clone() };
        let world = |truth: Truth, bend: Bend| World {
            facts: self.facts,
            people: self.people,
            per_week: self.per_week,
            bend: self.bend.unwrap_or(bend),
            ..World::neutral(truth)
        };
        let worlds = |bends: &[Bend]| -> Vec<World> {
            let all = bends.iter().flat_map(|bend| truths.iter().map(move |truth| (*truth, *bend)));
            all.map(|(truth, bend)| world(truth, bend)).collect()
        };
        let mut arms = vec![Arm::Stapje];
        if !self.without.is_empty() {
            arms.extend(self.without.iter().map(|part| Arm::Without(*part)));
            return (worlds(&[Bend::None]), arms);
        }
        match self.what {
            What::Arms => (worlds(&[Bend::None]), Arm::COMPARED.to_vec()),
            What::Ablations => {
                arms.extend(Ablation::all().iter().map(|part| Arm::Without(*part)));
                (worlds(&[Bend::None]), arms)
            }
            What::Sensitivity => (worlds(&Bend::ALL), MAIN.to_vec()),
            What::Rivals => {
                let large = |world: World| World { facts: 165, ..world };
                let bends = [Bend::None, Bend::Tiring];
                let mut all = worlds(&bends);
                all.extend(worlds(&bends).into_iter().map(large));
                (all, vec![Arm::Simple, Arm::Stapje])
            }
        }
    }
}

fn library(folder: &Path) -> Result<crate::learning::Library, Failure> {
    let source = match folder.to_str() {
        Some("built-in") => Source::BuiltIn,
        _ => Source::Folder(folder.to_owned()),
    };
    Ok(Watch::open(source)?.1.catalog.library.clone())
}

/// `1-8`, `1,2,5`, or both.
fn read_seeds(text: &str) -> Result<Vec<u64>, Failure> {
    let wrong = || format!("--seeds takes numbers such as 1-8 or 1,2,5, not {text:?}.");
    let mut seeds = Vec::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong());
        let (from, to) = (number(from)?, number(to)?);
        if from > to || to - from > 1000 {
            return Err(wrong().into());
        }
        seeds.extend(from..=to);
    }
    Ok(seeds)
}
