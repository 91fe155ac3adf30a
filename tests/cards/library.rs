//! The cards of the whole library: every tip, its question and its doing question, in every
//! language. With `STAPJE_CARDS` naming a folder, those of thirty tips drawn by chance (the same
//! each time) are written there for validators to read.

use std::collections::BTreeSet;
use std::path::Path;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use stapje::conversation::dress_step;
use stapje::learning::{Decision, Form, Reason};

use super::{Cards, check, write};
use crate::world::edition;

const FORMS: [(Form, &str); 3] =
    [(Form::Tip, "tip"), (Form::Question, "question"), (Form::Doing, "doing")];

#[test]
fn every_card_of_the_library_is_fit_to_send() {
    let edition = edition();
    let ids: Vec<&String> = edition.catalog.tips.keys().collect();
    let drawn: BTreeSet<_> = ids.sample(&mut StdRng::seed_from_u64(30), 30).copied().collect();
    let mut some = Cards::new();
    for (id, tip) in &edition.catalog.tips {
        for language in &edition.catalog.plan.languages {
            for (form, name) in FORMS {
                let reason = Reason::EasyStart { topic: tip.topic.clone() };
                let decision = Decision { item: id.clone(), form, reason };
                let dressed = dress_step(&edition, language, &decision, "nonce".to_owned());
                let card = dressed.expect("a card").card.json();
                let name = format!("{language}-{id}-{name}");
                check(&name, &card);
                if drawn.contains(id) {
                    some.insert(name, card);
                }
            }
        }
    }
    if let Ok(folder) = std::env::var("STAPJE_CARDS") {
        write(Path::new(&folder), &some);
    }
    assert!(edition.catalog.tips.len() >= 150, "a library to be proud of");
}
