//! Talking points for managers: one each time, in place of a tip, and to nobody else.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use stapje::clock::Chance;
use stapje::content::Plan;
use stapje::conversation::{Edition, Subject};
use stapje::learning::Rule;
use stapje::local_channel::Message;
use stapje::nudges::plan;
use stapje::store::campaigns::{Halt, halt};
use stapje::store::roster::{self, Origin, Place};
use stapje::store::{EmployeeKey, Store, cards, employees};

use super::{answers, database, days, deliver, somebody};
use crate::world::{at, edition, on_each_database, plan_of, title};

const EVERY_MONTH: &str = "0 0 9 1 * *";

fn with(change: impl FnOnce(&mut Plan)) -> Edition {
    let mut edition = edition();
    plan_of(&mut edition).moments.clear();
    change(plan_of(&mut edition));
    edition
}

async fn on_the_list(store: &Store, key: &EmployeeKey, manager: bool, role: Option<&str>) {
    let place = Place {
        key: key.clone(),
        department: None,
        role: role.map(str::to_owned),
        manager,
        origin: Origin::File,
    };
    let mut tx = store.write().await.unwrap();
    roster::put(&mut tx, &place, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    tx.commit().await.unwrap();
}

/// What somebody gets in five months: the day of each card, and the talking point on it, if any.
async fn five_months(edition: &Edition, manager: bool, role: Option<&str>) -> Vec<(Date, String)> {
    let (store, _folder) = database().await;
    let start = at(date(2026, 11, 3).at(11, 20, 0, 0));
    let key = EmployeeKey::new("tenant", "anna");
    let mut tx = store.write().await.unwrap();
    employees::insert(&mut tx, &somebody("anna", start)).await.unwrap();
    tx.commit().await.unwrap();
    on_the_list(&store, &key, manager, role).await;
    let (chance, mut got) = (Chance::seeded(1), Vec::new());
    for day in 0..140 {
        let now = start + days(day);
        plan(&store, edition, Rule::default(), now, &chance).await.unwrap();
        for nudge in deliver(&store, now).await.0 {
            let mut conn = store.read().await.unwrap();
            let card = cards::find(&mut conn, &key, nudge.nonce.as_ref().unwrap()).await.unwrap();
            let talk = match serde_json::from_str(&card.unwrap().subject).unwrap() {
                Subject::Talk { talk } => talk,
                _ => String::new(),
            };
            assert_eq!(nudge.campaign.as_deref() == Some("talk"), !talk.is_empty());
            drop(conn);
            let zone = TimeZone::get("Europe/Amsterdam").unwrap();
            got.push((zone.to_datetime(now).date(), talk));
            answers(&store, edition, &key, now + SignedDuration::from_secs(1)).await;
        }
    }
    got
}

fn talks(got: &[(Date, String)]) -> Vec<(Date, &str)> {
    got.iter().filter(|(_, talk)| !talk.is_empty()).map(|(day, talk)| (*day, &**talk)).collect()
}

#[tokio::test]
async fn a_manager_gets_one_a_month_in_place_of_a_tip() {
    let edition = with(|_| {});
    let got = five_months(&edition, true, None).await;
    let talks = talks(&got);
    let ids: Vec<&str> = talks.iter().map(|(_, id)| *id).collect();
    let expected: Vec<&str> = edition.catalog.talks.keys().map(String::as_str).take(4).collect();
    assert_eq!(ids, expected, "in the order of their names: {talks:?}");
    let months: Vec<i8> = talks.iter().map(|(day, _)| day.month()).collect();
    assert_eq!(months, [12, 1, 2, 3], "the first of November was before they met");
    assert!(talks.iter().all(|(day, _)| day.day() <= 5), "at their next time: {talks:?}");
    let others = five_months(&edition, false, None).await;
    let week = |day: Date| (day.iso_week_date().year(), day.iso_week_date().week());
    for (day, _) in &got {
        let in_week = got.iter().filter(|(other, _)| week(*other) == week(*day)).count();
        assert!(in_week <= 3, "it counts towards the weekly maximum");
    }
    assert_eq!(others.iter().filter(|(_, talk)| !talk.is_empty()).count(), 0);
}

#[tokio::test]
async fn a_role_of_the_plan_makes_a_manager_and_another_does_not() {
    let by_role = five_months(&with(|_| {}), false, Some("teamleider")).await;
    assert_eq!(talks(&by_role).len(), 4, "without regard to capitals");
    let other = five_months(&with(|_| {}), false, Some("Beleidsadviseur")).await;
    assert_eq!(talks(&other).len(), 0);
    let named = with(|plan| {
        plan.managers.as_mut().unwrap().people = vec!["anna".to_owned()];
    });
    assert_eq!(talks(&five_months(&named, false, None).await).len(), 4);
    let none = with(|plan| plan.managers.as_mut().unwrap().talk = None);
    assert_eq!(talks(&five_months(&none, true, None).await).len(), 0);
}

#[tokio::test]
async fn one_that_was_not_shown_in_time_is_passed_over_and_they_come_round_again() {
    // Each day a new one, for one day: of thirteen the fourteenth is the first again.
    let daily = with(|plan| {
        let managers = plan.managers.as_mut().unwrap();
        managers.talk = Some("0 0 9 * * *".to_owned());
        managers.valid_days = Some(1);
    });
    let got = five_months(&daily, true, None).await;
    let talks = talks(&got);
    let number = daily.catalog.talks.len();
    assert_eq!(
        talks.len() + 1,
        got.len(),
        "whenever a card comes there is a new one, but at first"
    );
    assert_eq!(talks[0].1, talks[number].1);
    assert_ne!(talks[0].1, talks[1].1);
    // For an hour on a Sunday nobody is there to get it.
    let sunday = with(|plan| {
        let managers = plan.managers.as_mut().unwrap();
        managers.talk = Some("0 0 9 * * SUN".to_owned());
        managers.valid_days = Some(0);
    });
    assert_eq!(
        five_months(&sunday, true, None).await.iter().filter(|it| !it.1.is_empty()).count(),
        0
    );
}

#[tokio::test]
async fn a_manager_reads_it_answers_with_one_press_and_nothing_of_it_is_kept() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let key = EmployeeKey::new(world.demo.tenant_id(), sanne.cast.person.object_id());
        on_the_list(world.demo.service.store(), &key, true, None).await;
        world.demo.service.publish(with(|plan| {
            plan.managers.as_mut().unwrap().talk = Some("0 0 7 * * TUE".to_owned());
        }));
        world.days_pass(3).await;
        let came = |message: &Message| title(message) == "Twee minuten van je teamoverleg";
        let talk = sanne.messages().into_iter().find(came).expect("a talking point");
        assert!(talk.notified.is_some_and(|line| line.starts_with("Voor je teamoverleg:")));
        let path = async || {
            let mut conn = world.demo.service.store().read().await.unwrap();
            stapje::store::events::of_employee(&mut conn, &key).await.unwrap().len()
        };
        let before = path().await;
        sanne.taps("Dit bespreek ik").await;
        let seen = sanne.sees();
        assert!(seen.contains("Volgende maand krijg je een nieuw punt"), "{seen}");
        assert_eq!(path().await, before, "no event");
        assert!(!sanne.sees_button("Past nu niet"));
    })
    .await;
}

#[tokio::test]
async fn they_can_be_halted_by_their_name() {
    let (store, _folder) = database().await;
    let now = at(date(2026, 12, 1).at(11, 20, 0, 0));
    let mut anna = somebody("anna", now);
    anna.created_at = now - days(30);
    let mut tx = store.write().await.unwrap();
    employees::insert(&mut tx, &anna).await.unwrap();
    halt(&mut tx, "talk", Halt::Paused, now).await.unwrap();
    tx.commit().await.unwrap();
    on_the_list(&store, &anna.key, true, None).await;
    let edition = with(|plan| {
        plan.managers.as_mut().unwrap().talk = Some(EVERY_MONTH.to_owned());
    });
    plan(&store, &edition, Rule::default(), now, &Chance::seeded(1)).await.unwrap();
    let got = deliver(&store, now).await.0;
    assert_ne!(got[0].campaign.as_deref(), Some("talk"), "a tip, and no talking point");
}
