//! Campaigns and audiences: who is meant, when, and about what.

use jiff::civil::{Date, date};
use stapje::content::{Audience, Campaign, Plan, Source, Texts, Who, load};
use stapje::learning::Level;

const TODAY: Date = date(2027, 2, 1);

fn audience(change: impl FnOnce(&mut Audience)) -> Audience {
    let mut audience = Audience { id: "some".to_owned(), ..Audience::default() };
    change(&mut audience);
    audience
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The shipped plan, with other audiences and campaigns.
fn plan(audience: Audience) -> Plan {
    let mut plan = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap().plan;
    plan.audiences = vec![audience];
    plan
}

fn campaign() -> Campaign {
    Campaign {
        id: "spring".to_owned(),
        behaviours: list(&["share-link", "right-place"]),
        topics: list(&["sharing"]),
        audience: "some".to_owned(),
        from: Some(date(2027, 1, 18)),
        until: Some(date(2027, 3, 26)),
        rhythm: None,
        priority: 5,
        in_order: false,
    }
}

#[test]
fn every_condition_must_hold_and_one_entry_of_each_list_is_enough() {
    let both = audience(|it| {
        it.departments = list(&["Publiekszaken", "Burgerzaken"]);
        it.roles = list(&["Medewerker balie"]);
    });
    let who = Who { department: Some("burgerzaken"), ..Who::default() };
    assert!(!both.includes(&who, TODAY), "the role is not known");
    let who = Who { role: Some("MEDEWERKER BALIE"), ..who };
    assert!(both.includes(&who, TODAY), "without regard to capitals");
    assert!(!both.includes(&Who { department: Some("Financiën"), ..who }, TODAY));
}

#[test]
fn levels_groups_and_people() {
    let beginners = audience(|it| it.levels = vec![Level::Starter, Level::Basis]);
    let at = |level| Who { level, ..Who::default() };
    assert!(beginners.includes(&at(Some(Level::Basis)), TODAY));
    assert!(!beginners.includes(&at(Some(Level::Gevorderd)), TODAY));
    assert!(!beginners.includes(&at(None), TODAY), "what is not known meets no condition");
    let group = audience(|it| it.groups = list(&["g1"]));
    let groups = list(&["g0", "g1"]);
    assert!(group.includes(&Who { groups: &groups, ..Who::default() }, TODAY));
    assert!(!group.includes(&Who::default(), TODAY));
    let named = audience(|it| it.people = list(&["p1"]));
    assert!(named.includes(&Who { person: "p1", ..Who::default() }, TODAY));
    assert!(!named.includes(&Who { person: "p2", ..Who::default() }, TODAY));
    assert!(!audience(|_| {}).includes(&Who::default(), TODAY), "nobody in particular is nobody");
}

#[test]
fn newcomers_are_new_for_so_many_days_and_came_after_the_campaign_began() {
    let newcomers = audience(|it| it.within_days = Some(90));
    let met = |met_on| Who { met_on, ..Who::default() };
    for (met_on, is_new) in [
        (Some(TODAY), true),
        (Some(date(2026, 11, 3)), true),
        (Some(date(2026, 11, 2)), false),
        (Some(date(2027, 2, 2)), false),
        (None, false),
    ] {
        assert_eq!(newcomers.includes(&met(met_on), TODAY), is_new, "{met_on:?}");
    }
    let plan = plan(newcomers);
    assert!(!campaign().is_for(&plan, &met(Some(date(2027, 1, 17))), TODAY), "was here before");
    assert!(campaign().is_for(&plan, &met(Some(date(2027, 1, 18))), TODAY));
    let always = Campaign { from: None, ..campaign() };
    assert!(always.is_for(&plan, &met(Some(date(2027, 1, 17))), TODAY));
}

#[test]
fn a_campaign_runs_on_its_first_and_last_day() {
    let runs = |day| campaign().runs_on(day);
    assert!(!runs(date(2027, 1, 17)) && runs(date(2027, 1, 18)));
    assert!(runs(date(2027, 3, 26)) && !runs(date(2027, 3, 27)));
    assert!(Campaign { from: None, until: None, ..campaign() }.runs_on(TODAY));
}

#[test]
fn it_is_about_its_behaviours_first_and_then_those_of_its_topics() {
    let plan = plan(audience(|_| {}));
    assert_eq!(
        campaign().all_behaviours(&plan)[..3],
        ["share-link", "right-place", "right-access"]
    );
}

#[test]
fn an_audience_may_have_a_why_of_its_own() {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    let texts: &Texts = &catalog.languages["nl"].texts;
    assert_ne!(texts.why_for("counter"), texts.why);
    assert_eq!(texts.why_for("newcomers"), texts.why);
}
