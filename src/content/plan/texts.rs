//! `texts.yaml`: the organisation's words in one language.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `texts.yaml`: the organisation's words in one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Texts {
    /// The language's own name for itself.
    pub language: String,
    /// The organisation's name.
    pub organisation: String,
    /// Who brought Stapje here.
    pub invited_by: String,
    /// Why the organisation uses Microsoft 365.
    pub why: String,
    /// Why, for an audience of the plan, by its id. Others get [`Texts::why`].
    #[serde(default)]
    pub audiences: BTreeMap<String, String>,
    /// Topic names by id.
    pub topics: BTreeMap<String, String>,
    /// Behaviours by id.
    pub behaviours: BTreeMap<String, BehaviourText>,
    /// Campaigns by id.
    #[serde(default)]
    pub campaigns: BTreeMap<String, CampaignText>,
    /// Lines of the level check by id.
    pub level_check: BTreeMap<String, String>,
    /// Moments by id.
    #[serde(default)]
    pub moments: BTreeMap<String, MomentText>,
}

/// The words of a behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BehaviourText {
    /// "In \[situation\] …"
    pub situation: String,
    /// "… I [do this]."
    pub action: String,
    /// Why the organisation wants it.
    pub why: String,
    /// "Heb je dit gedaan?", as a question about this behaviour.
    pub did_you: String,
}

/// The words of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignText {
    /// What it is called.
    pub name: String,
    /// Why the organisation runs it now.
    pub why: String,
}

/// The words of a moment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MomentText {
    /// The title.
    pub title: String,
    /// What is said, as Markdown.
    pub body: String,
}

impl Texts {
    /// Why the organisation uses Microsoft 365, for this audience.
    pub fn why_for(&self, audience: &str) -> &str {
        self.audiences.get(audience).unwrap_or(&self.why)
    }
}
