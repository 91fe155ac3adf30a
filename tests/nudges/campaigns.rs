//! Campaigns of the plan: whom they reach, and that halting one halts it at once.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use stapje::clock::Chance;
use stapje::content::{Audience, Campaign, Plan, Source, load};
use stapje::conversation::Edition;
use stapje::learning::{Area, BehaviourState, Can, Event, Level, Path, Rule, observe};
use stapje::local_channel::{Person, Profile};
use stapje::nudges::plan;
use stapje::store::campaigns::{Halt, halt, run};
use stapje::store::outbox::{self, Lease, Outgoing};
use stapje::store::roster::{self, Origin, Place};
use stapje::store::{EmployeeKey, Store, employees, paths};

use super::{answers, database, days, deliver, somebody};
use crate::world::{at, on_each_database};

const BEHAVIOUR: &str = "raise-hand";

/// The built-in content with one campaign, changed like this.
fn with(change: impl Fn(&mut Campaign)) -> Edition {
    with_plan(|plan| change(&mut plan.campaigns[0]))
}

/// The same for an audience of its own.
fn only_for(change: impl Fn(&mut Audience)) -> Edition {
    with_plan(|plan| {
        let mut audience = Audience { id: "some".to_owned(), ..Audience::default() };
        change(&mut audience);
        plan.audiences = vec![audience];
        "some".clone_into(&mut plan.campaigns[0].audience);
    })
}

/// The built-in content with one campaign, and the plan changed like this.
fn with_plan(change: impl FnOnce(&mut Plan)) -> Edition {
    let mut loaded = load(&Source::BuiltIn.files().unwrap());
    let plan = &mut loaded.catalog.as_mut().unwrap().plan;
    let mut campaign = plan.campaigns[0].clone();
    "hands".clone_into(&mut campaign.id);
    campaign.behaviours = vec![BEHAVIOUR.to_owned()];
    (campaign.topics, campaign.audience) = (Vec::new(), "everyone".to_owned());
    (campaign.from, campaign.until, campaign.rhythm) = (None, None, None);
    campaign.priority = 9;
    plan.campaigns = vec![campaign];
    change(plan);
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
    let taken = super::take(&mut tx, &lease, 100, morning()).await;
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

/// The campaign of the nudge that she gets, when she works there.
async fn campaign_at(
    edition: &Edition,
    path: &Path,
    department: Option<&str>,
    role: Option<&str>,
) -> Option<String> {
    let (store, _folder) = anna(path).await;
    let place = Place {
        key: EmployeeKey::new("tenant", "anna"),
        department: department.map(str::to_owned),
        role: role.map(str::to_owned),
        manager: false,
        origin: Origin::File,
    };
    let mut tx = store.write().await.unwrap();
    roster::put(&mut tx, &place, morning()).await.unwrap();
    tx.commit().await.unwrap();
    plan(&store, edition, Rule::default(), morning(), &Chance::seeded(1)).await.unwrap();
    take(&store).await.pop().expect("a nudge").campaign
}

#[tokio::test]
async fn an_audience_is_found_by_what_the_organisation_says_of_people() {
    let list = |word: &str| vec![word.to_owned()];
    let (balie, role) = (Some("Publiekszaken"), Some("Medewerker balie"));
    let nobody = Path::default();
    let cases: [(&str, Edition, bool); 8] = [
        ("department", only_for(|it| it.departments = list("publiekszaken")), true),
        ("another department", only_for(|it| it.departments = list("Financiën")), false),
        ("role", only_for(|it| it.roles = list("Medewerker Balie")), true),
        ("another role", only_for(|it| it.roles = list("Griffier")), false),
        ("a list with her", only_for(|it| it.people = list("anna")), true),
        ("a list without her", only_for(|it| it.people = list("bob")), false),
        ("a group that nobody told us of", only_for(|it| it.groups = list("g")), false),
        (
            "a level that she has told nothing of",
            only_for(|it| it.levels = Level::ALL.into()),
            false,
        ),
    ];
    for (name, edition, hers) in &cases {
        let found = campaign_at(edition, &nobody, balie, role).await;
        assert_eq!(found.is_some(), *hers, "{name}: {found:?}");
    }
}

#[tokio::test]
async fn an_audience_is_found_by_level() {
    let starters = only_for(|it| it.levels = vec![Level::Starter]);
    let experts = only_for(|it| it.levels = vec![Level::Gevorderd]);
    for (can, of_starters, of_experts) in [(Can::NotYet, true, false), (Can::Yes, false, true)] {
        let mut path = Path::default();
        for level in Level::ALL {
            let area = Area::Communication;
            let event = Event::LevelCheck { area, level, can };
            observe(&mut path, &starters.catalog.library, &event, morning());
        }
        let found = campaign_of(&starters, &path).await.is_some();
        assert_eq!(found, of_starters, "{can:?} and starters");
        // An expert may have nothing left to learn of one behaviour: whether she is meant is asked.
        let found = campaign_of(&experts, &path).await.is_some();
        assert_eq!(found, of_experts, "{can:?} and experts");
    }
}

/// What she gets in a quarter: the day of each nudge and its campaign.
async fn a_quarter(edition: &Edition) -> Vec<(Date, Option<String>)> {
    let (store, _folder) = anna(&Path::default()).await;
    let (chance, mut got) = (Chance::seeded(1), Vec::new());
    for day in 0..90 {
        let now = morning() + days(day);
        plan(&store, edition, Rule::default(), now, &chance).await.unwrap();
        for nudge in deliver(&store, now).await.0 {
            got.push((date(2026, 11, 3) + jiff::Span::new().days(day), nudge.campaign));
            let key = EmployeeKey::new("tenant", "anna");
            answers(&store, edition, &key, now + SignedDuration::from_secs(1)).await;
        }
    }
    got
}

/// A second campaign, with this priority, beside one that has `ours`.
fn two(ours: u8, other: u8) -> Edition {
    with_plan(|plan| {
        let mut second = plan.campaigns[0].clone();
        "chats".clone_into(&mut second.id);
        second.behaviours = vec!["find-chats".to_owned()];
        second.priority = other;
        plan.campaigns[0].priority = ours;
        plan.campaigns.push(second);
    })
}

#[tokio::test]
async fn of_two_campaigns_the_higher_one_goes_first() {
    let first = async |edition: &Edition| campaign_of(edition, &Path::default()).await;
    assert_eq!(first(&two(9, 8)).await.as_deref(), Some("hands"));
    assert_eq!(first(&two(8, 9)).await.as_deref(), Some("chats"));
    let counts = async |edition: &Edition, id: &str| {
        a_quarter(edition).await.iter().filter(|(_, of)| of.as_deref() == Some(id)).count()
    };
    assert!(counts(&two(5, 5), "chats").await > 0, "equals share");
    assert!(counts(&two(6, 4), "hands").await > 0);
    assert_eq!(counts(&two(6, 4), "chats").await, 0, "she has not dropped out of the higher one");
}

#[tokio::test]
async fn its_days_are_those_of_the_calendar_whatever_the_clock_does() {
    // At midnight and at half past two, on days of which one has no half past two: 28 March 2027.
    for cron in ["0 0 0 * * WED", "0 30 2 * * WED"] {
        let edition = with(|one| one.rhythm = Some(cron.to_owned()));
        let got = a_quarter(&edition).await;
        let ours = got.iter().filter(|(_, of)| of.as_deref() == Some("hands"));
        let ours = ours.map(|(day, _)| day.weekday());
        let ours: Vec<_> = ours.collect();
        assert!(ours.len() > 3 && ours.iter().all(|day| *day == jiff::civil::Weekday::Wednesday));
    }
}

#[tokio::test]
async fn what_waits_lapses_when_it_is_stopped_and_does_not_come_back() {
    let (store, _folder) = anna(&Path::default()).await;
    let edition = with(|_| {});
    plan(&store, &edition, Rule::default(), morning(), &Chance::seeded(1)).await.unwrap();
    let mut tx = store.write().await.unwrap();
    halt(&mut tx, "hands", Halt::Stopped, morning()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(outbox::campaign_lapses(&store, "hands", morning()).await.unwrap(), 1);
    let mut tx = store.write().await.unwrap();
    run(&mut tx, "hands").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(take(&store).await.len(), 0, "it had lapsed");
    let later = morning() + days(2);
    plan(&store, &edition, Rule::default(), later, &Chance::seeded(2)).await.unwrap();
    let next = deliver(&store, later).await.0;
    assert_eq!(next[0].campaign.as_deref(), Some("hands"), "her next one is of it again");
}

#[tokio::test]
async fn stopping_it_in_the_middle_of_a_round_stops_it_within_a_second() {
    on_each_database(async |world| {
        world.demo.service.publish(with(|_| {}));
        let channel = &world.demo.channel;
        let people: Vec<Person> = (0..60)
            .map(|number| {
                let id = format!("p{number}");
                let profile = Profile {
                    name: id.clone(),
                    id,
                    locale: "nl-NL".to_owned(),
                    time_zone: "Europe/Amsterdam".to_owned(),
                };
                Person::new(channel.clone(), profile)
            })
            .collect();
        for person in &people {
            person.installs().await.unwrap();
        }
        world.settles().await;
        // The welcome counts like a nudge: two days later everybody's moment comes.
        world.demo.clock.advance(SignedDuration::from_hours(50));
        let service = &world.demo.service;
        let before = channel.accepted();
        service.plan().await.unwrap();
        service.deliver().await.unwrap();
        let in_the_first_second = channel.accepted() - before;
        assert!((1..60).contains(&in_the_first_second), "{in_the_first_second} at once");
        let now = world.demo.clock.now();
        let mut tx = service.store().write().await.unwrap();
        halt(&mut tx, "hands", Halt::Stopped, now).await.unwrap();
        tx.commit().await.unwrap();
        outbox::campaign_lapses(service.store(), "hands", now).await.unwrap();
        world.time_passes(SignedDuration::from_secs(30)).await;
        assert_eq!(channel.accepted() - before, in_the_first_second, "not one more");
    })
    .await;
}
