//! Campaigns of the plan: whom they reach, and that halting one halts it at once.

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use stapje::clock::Chance;
use stapje::content::{Campaign, Source, load};
use stapje::conversation::Edition;
use stapje::learning::{BehaviourState, Level, Path, Rule};
use stapje::nudges::plan;
use stapje::store::campaigns::{Halt, halt, run};
use stapje::store::outbox::{self, Lease, Outgoing};
use stapje::store::{EmployeeKey, Store, employees, paths};

use super::{database, somebody};
use crate::world::at;

const BEHAVIOUR: &str = "raise-hand";

/// The built-in content with one campaign, changed like this.
fn with(change: impl Fn(&mut Campaign)) -> Edition {
    let mut loaded = load(&Source::BuiltIn.files().unwrap());
    let plan = &mut loaded.catalog.as_mut().unwrap().plan;
    let mut campaign = plan.campaigns[0].clone();
    "hands".clone_into(&mut campaign.id);
    campaign.behaviours = vec![BEHAVIOUR.to_owned()];
    (campaign.topics, campaign.audience) = (Vec::new(), "everyone".to_owned());
    (campaign.from, campaign.until, campaign.rhythm) = (None, None, None);
    campaign.priority = 9;
    change(&mut campaign);
    plan.campaigns = vec![campaign];
    Edition::new(loaded.catalog.unwrap()).unwrap()
}

/// A Tuesday near the end of the window.
fn morning() -> Timestamp {
    at(date(2026, 11, 3).at(11, 20, 0, 0))
}

async fn take(store: &Store) -> Vec<Outgoing> {
    let until = morning() + SignedDuration::from_secs(60);
    let lease = Lease { owner: "test".to_owned(), until };
    let mut tx = store.write().await.unwrap();
    let taken = outbox::lease(&mut tx, &lease, 100, morning()).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

/// A database in which Anna is due, with this path.
async fn anna(path: &Path) -> (Store, tempfile::TempDir) {
    let (store, folder) = database().await;
    let mut tx = store.write().await.unwrap();
    employees::insert(&mut tx, &somebody("anna", morning())).await.unwrap();
    paths::save(&mut tx, &EmployeeKey::new("tenant", "anna"), path).await.unwrap();
    tx.commit().await.unwrap();
    (store, folder)
}

/// The campaign of the nudge that she gets.
async fn campaign_of(edition: &Edition, path: &Path) -> Option<String> {
    let (store, _folder) = anna(path).await;
    plan(&store, edition, Rule::default(), morning(), &Chance::seeded(1)).await.unwrap();
    take(&store).await.pop().expect("a nudge").campaign
}

#[tokio::test]
async fn a_campaign_goes_first_in_its_period_for_its_audience_at_its_rhythm() {
    let ours = Some("hands".to_owned());
    let day = |day| Some(date(2026, 11, day));
    let cron = |text: &str| Some(text.to_owned());
    let cases: [(&str, Edition, &Option<String>); 8] = [
        ("everyone, always", with(|_| {}), &ours),
        ("not before its first day", with(|one| one.from = day(4)), &None),
        ("not after its last", with(|one| one.until = day(2)), &None),
        ("on its last", with(|one| one.until = day(3)), &ours),
        ("on its days", with(|one| one.rhythm = cron("0 30 9 * * TUE")), &ours),
        ("on no other", with(|one| one.rhythm = cron("0 30 9 * * FRI")), &None),
        (
            "where she works is not known",
            with(|one| "counter".clone_into(&mut one.audience)),
            &None,
        ),
        ("she met Stapje today", with(|one| "newcomers".clone_into(&mut one.audience)), &ours),
    ];
    for (name, edition, expected) in &cases {
        assert_eq!(campaign_of(edition, &Path::default()).await, **expected, "{name}");
    }
}

#[tokio::test]
async fn whoever_does_it_already_has_dropped_out() {
    let done = BehaviourState::Done(Level::Gevorderd);
    let behaviours = [(BEHAVIOUR.to_owned(), done)].into_iter().collect();
    let path = Path { behaviours, ..Path::default() };
    assert_eq!(campaign_of(&with(|_| {}), &path).await, None);
}

#[tokio::test]
async fn a_halted_campaign_is_not_taken_and_goes_on_when_it_runs_again() {
    let (store, _folder) = anna(&Path::default()).await;
    let edition = with(|_| {});
    plan(&store, &edition, Rule::default(), morning(), &Chance::seeded(1)).await.unwrap();
    let mut tx = store.write().await.unwrap();
    halt(&mut tx, "hands", Halt::Paused, morning()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(take(&store).await.len(), 0, "from the same moment on");
    let mut tx = store.write().await.unwrap();
    assert!(run(&mut tx, "hands").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(take(&store).await.len(), 1);
}

#[tokio::test]
async fn a_halted_campaign_is_not_planned() {
    let (store, _folder) = anna(&Path::default()).await;
    let mut tx = store.write().await.unwrap();
    halt(&mut tx, "hands", Halt::Stopped, morning()).await.unwrap();
    tx.commit().await.unwrap();
    let edition = with(|_| {});
    plan(&store, &edition, Rule::default(), morning(), &Chance::seeded(1)).await.unwrap();
    assert_eq!(take(&store).await[0].campaign, None);
}
