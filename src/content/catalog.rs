//! What was loaded: the plan, the languages and the tips, ready to use.

use std::collections::BTreeMap;

use super::plan::{Plan, Texts};
use super::search::Search;
use super::talk::{Talk, TalkText};
use super::tip::{Tip, TipText};
use crate::learning::{Area, Difficulty, Item, Library};

/// Everything that an organisation wants and can teach. Loaded as a whole, replaced as a whole.
#[derive(Debug)]
pub struct Catalog {
    /// The plan.
    pub plan: Plan,
    /// The languages by code.
    pub languages: BTreeMap<String, Language>,
    /// The tips by id.
    pub tips: BTreeMap<String, Tip>,
    /// The talking points for managers, by id.
    pub talks: BTreeMap<String, Talk>,
    /// The tips as learning sees them.
    pub library: Library,
}

/// One language.
#[derive(Debug)]
pub struct Language {
    /// The folder's name, such as `nl`.
    pub code: String,
    /// The organisation's words.
    pub texts: Texts,
    /// The product's words: a Fluent resource.
    pub words: String,
    /// Full-text search over the tips in this language.
    pub search: Search,
}

impl Catalog {
    /// Puts a catalog together from parts that were checked.
    pub(super) fn new(
        plan: Plan,
        languages: BTreeMap<String, (Texts, String)>,
        tips: BTreeMap<String, Tip>,
        talks: BTreeMap<String, Talk>,
    ) -> Catalog {
        let library = Library::new(tips.values().map(|tip| item(&plan, tip)).collect());
        let languages = languages
            .into_iter()
            .map(|(code, (texts, words))| {
                let search = Search::over(&code, &texts, tips.values());
                (code.clone(), Language { code, texts, words, search })
            })
            .collect();
        Catalog { plan, languages, tips, talks, library }
    }

    /// The language to speak with somebody who asked for `wanted`, a tag such as `nl-NL`.
    /// The plan's first language where the wanted one is not there.
    ///
    /// # Panics
    /// Never: content without a language is refused when it is loaded.
    pub fn language(&self, wanted: Option<&str>) -> &Language {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        wanted
            .and_then(|tag| self.languages.get(&primary(tag)))
            .or_else(|| self.languages.get(self.plan.languages.first()?))
            .or_else(|| self.languages.values().next())
            .expect("a catalog without a language is refused when it is loaded")
    }

    /// The words of a tip in `language`, or in the plan's first language that has them.
    pub fn tip_text(&self, tip: &str, language: &str) -> Option<&TipText> {
        let texts = &self.tips.get(tip)?.texts;
        texts.get(language).or_else(|| self.plan.languages.iter().find_map(|code| texts.get(code)))
    }

    /// The words of a talking point in `language`, or in the plan's first language that has them.
    pub fn talk_text(&self, talk: &str, language: &str) -> Option<&TalkText> {
        let texts = &self.talks.get(talk)?.texts;
        texts.get(language).or_else(|| self.plan.languages.iter().find_map(|code| texts.get(code)))
    }

    /// The area of a topic. An unknown topic counts as problem solving.
    pub fn area(&self, topic: &str) -> Area {
        area(&self.plan, topic)
    }
}

fn area(plan: &Plan, topic: &str) -> Area {
    plan.topics
        .iter()
        .find(|candidate| candidate.id == topic)
        .map_or(Area::ProblemSolving, |topic| topic.area)
}

fn item(plan: &Plan, tip: &Tip) -> Item {
    let options = tip.texts.values().next().map_or(0, |text| text.question.choices.len());
    Item {
        id: tip.id.clone(),
        topic: tip.topic.clone(),
        area: area(plan, &tip.topic),
        behaviour: tip.behaviour.clone(),
        level: tip.level,
        prerequisites: tip.prerequisites.clone(),
        options,
        difficulty: Difficulty::of(tip.level),
        rank: plan.topics.iter().position(|topic| topic.id == tip.topic).unwrap_or(usize::MAX),
    }
}
