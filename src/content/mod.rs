//! The content format: tips and the adoption plan, written by people who do not program.
//!
//! A content folder holds `plan.yaml` (what the organisation wants, without words) and one
//! folder for each language: `texts.yaml`, `words.ftl`, `tips/…/<id>.md` and `talks/<id>.md`. [`load`] reads it
//! all, says everything that is wrong in one go, and makes a [`Catalog`] when nothing is.
//!
//! Of our other rooms it knows only `learning`'s levels, areas and library.

mod catalog;
mod finding;
mod front_matter;
pub mod language;
pub mod links;
mod load;
mod map;
mod markdown;
mod pack;
mod plan;
mod read;
mod rules;
mod search;
pub mod self_check;
mod source;
mod talk;
mod times;
mod tip;
mod yaml;

pub use catalog::{Catalog, Language};
pub use finding::{Finding, Format, Place, Rule, Severity, render};
pub use load::{Loaded, Review, load, load_live};
pub use map::map_svg;
pub use pack::{PackError, pack, unpack, unpack_text};
pub use plan::{
    Audience, Behaviour, BehaviourText, Campaign, CampaignText, Champions, EVERYONE, Holidays,
    LevelCheckItem, Managers, Measure, Meets, Moment, MomentText, NationalHolidays, Plan, Post,
    Rhythm, Texts, Topic, Way, Who, WorkingGroup,
};
pub use rules::level_name;
pub use search::Search;
pub use source::{File, Source, SourceError};
pub use talk::{Talk, TalkText};
pub use times::{comes_on, instant, occurrences};
pub use tip::{Choice, Picture, Question, Tip, TipText, TryIt};
