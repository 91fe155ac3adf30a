//! Posts of the plan in a team's channel: once at each time, in the right channel, and nothing about
//! anybody.

use jiff::SignedDuration;
use jiff::civil::date;
use stapje::content::Plan;
use stapje::local_channel::{Call, Fault, Message, Person, Team};
use stapje::store::campaigns::{Halt, halt};
use stapje::store::{employees, outbox, teams};

use crate::world::{World, edition, on_each_database, plan_of, title};

fn team(world: &World) -> Team {
    Team::new(world.demo.channel.clone(), "pz", "Publiekszaken")
}

fn somebody(world: &World) -> Person {
    world.sanne().cast.person.clone()
}

/// Another plan is live.
fn publish(world: &World, change: impl FnOnce(&mut Plan)) {
    let mut edition = edition();
    change(plan_of(&mut edition));
    world.demo.service.publish(edition);
}

/// The tips in a channel, by their titles.
fn tips(messages: &[Message]) -> Vec<String> {
    let is_tip = |message: &&Message| title(message) == "Tip van de week";
    let text = |message: &Message| {
        let card = message.card.as_ref().expect("a card");
        stapje::bot_framework::card::Card::read(card).expect("a card").text()
    };
    let tips = messages.iter().filter(is_tip).map(text);
    tips.map(|text| text.lines().nth(1).unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_team_that_added_the_bot_gets_a_tip_a_week_until_it_takes_it_away() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        team.adds(&person, &[]).await.unwrap();
        world.settles().await;
        assert_eq!(title(&team.messages()[0]), "Hoi, ik ben Stapje");
        // It is Monday at nine; the first one comes at half past.
        world.days_pass(1).await;
        assert_eq!(tips(&team.messages()).len(), 1);
        world.days_pass(20).await;
        let three = tips(&team.messages());
        assert_eq!(three.len(), 3, "on the 2nd, the 9th and the 16th: {three:?}");
        assert!(three[0] != three[1] && three[1] != three[2] && three[0] != three[2], "{three:?}");
        assert!(team.messages().iter().all(|message| message.notified.is_none()));
        let mut conn = world.demo.service.store().read().await.unwrap();
        assert!(employees::all(&mut conn, 10).await.unwrap().is_empty(), "nobody was noted");
        drop(conn);
        team.removes(&person, &[]).await.unwrap();
        world.days_pass(21).await;
        assert_eq!(tips(&team.messages()).len(), 3, "and no complaint of the channel either");
        let mut conn = world.demo.service.store().read().await.unwrap();
        assert!(teams::all(&mut conn).await.unwrap().is_empty());
        let counts = outbox::counts(&mut conn).await.unwrap();
        assert_eq!(counts, [("sent".to_owned(), 4)]);
    })
    .await;
}

#[tokio::test]
async fn a_team_that_took_the_bot_away_without_a_word_is_left_alone_until_it_adds_it_anew() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        team.adds(&person, &[]).await.unwrap();
        world.settles().await;
        let gone = Fault::error(403, "BotNotInConversationRoster");
        world.demo.channel.break_next(Call::Send, vec![gone; 3]);
        world.days_pass(22).await;
        assert_eq!(tips(&team.messages()).len(), 0);
        assert_eq!(world.demo.channel.faults_left(), 2, "it was tried once");
        world.demo.channel.mend();
        team.adds(&person, &[]).await.unwrap();
        world.days_pass(7).await;
        assert_eq!(tips(&team.messages()).len(), 1);
        let mut conn = world.demo.service.store().read().await.unwrap();
        assert_eq!(teams::all(&mut conn).await.unwrap().len(), 1);
    })
    .await;
}

/// A channel of the team may be deleted, and the team is still there.
#[tokio::test]
async fn a_channel_that_is_gone_costs_no_team() {
    let world = World::on_sqlite().await;
    let (team, person) = (team(&world), somebody(&world));
    team.adds(&person, &[]).await.unwrap();
    world.settles().await;
    world.demo.channel.break_next(Call::Send, [Fault::error(404, "ConversationNotFound")]);
    world.days_pass(8).await;
    assert_eq!(tips(&team.messages()).len(), 1, "the next one");
}

#[tokio::test]
async fn several_who_plan_at_once_put_it_up_once() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        team.adds(&person, &[]).await.unwrap();
        world.demo.clock.advance(SignedDuration::from_mins(31));
        let service = &world.demo.service;
        let (a, b, c) = tokio::join!(service.plan(), service.plan(), service.plan());
        let posts = [a, b, c].map(|planned| planned.unwrap().posts);
        assert_eq!(posts.iter().sum::<usize>(), 1, "{posts:?}");
        world.settles().await;
        assert_eq!(tips(&team.messages()).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn it_goes_to_the_channel_and_in_the_language_of_the_plan() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        let id = team.channel_id("tips").replace(':', "%3A").replace('@', "%40");
        publish(world, |plan| {
            plan.posts[0].team = "group-pz".to_owned();
            plan.posts[0].channel = Some(format!(
                "https://teams.microsoft.com/l/channel/{id}/Tips?groupId=group-pz&tenantId=t"
            ));
            plan.posts[0].language = Some("en".to_owned());
            plan.posts[0].topics = vec!["security".to_owned()];
        });
        team.adds(&person, &["tips"]).await.unwrap();
        world.days_pass(1).await;
        assert_eq!(team.messages().len(), 1, "only the hello is in General");
        let posted = team.messages_in("tips");
        assert_eq!((posted.len(), title(&posted[0]).as_str()), (1, "Tip of the week"));
    })
    .await;
}

#[tokio::test]
async fn a_time_that_was_missed_does_not_come_later() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        team.adds(&person, &[]).await.unwrap();
        world.settles().await;
        world.bot_sleeps(SignedDuration::from_hours(6)).await;
        world.days_pass(6).await;
        assert_eq!(tips(&team.messages()), Vec::<String>::new());
        world.days_pass(1).await;
        assert_eq!(tips(&team.messages()).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_comes_on_a_holiday_and_while_it_is_paused() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        publish(world, |plan| plan.holidays.extra = vec![date(2026, 11, 2)]);
        team.adds(&person, &[]).await.unwrap();
        world.days_pass(1).await;
        assert_eq!(tips(&team.messages()).len(), 0, "a holiday");
        let store = world.demo.service.store();
        let mut tx = store.write().await.unwrap();
        halt(&mut tx, "tip-of-the-week", Halt::Paused, world.demo.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        world.days_pass(7).await;
        assert_eq!(tips(&team.messages()).len(), 0, "paused");
    })
    .await;
}

#[tokio::test]
async fn a_team_that_is_renamed_to_what_the_plan_says_is_found() {
    on_each_database(async |world| {
        let mut team = Team::new(world.demo.channel.clone(), "pz", "Balie");
        let person = somebody(world);
        team.adds(&person, &[]).await.unwrap();
        world.days_pass(1).await;
        let hello = team.messages();
        let text = format!("{:?}", hello[0].card);
        assert!(text.contains("staat er nog geen tip in het plan"), "{text}");
        assert_eq!(hello.len(), 1);
        team.is_renamed(&person, "publiekszaken").await.unwrap();
        world.days_pass(7).await;
        assert_eq!(tips(&team.messages()).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_mentions_the_bot_in_a_channel_reads_where_it_listens() {
    on_each_database(async |world| {
        let (team, person) = (team(world), somebody(world));
        team.adds(&person, &[]).await.unwrap();
        team.is_asked(&person, "tip").await.unwrap();
        world.settles().await;
        let thread = format!("{};messageid=1700000000000", team.conversation_id());
        let answers = world.demo.channel.messages(&thread);
        assert_eq!(answers.iter().map(title).collect::<Vec<_>>(), ["Liever niet hier"]);
    })
    .await;
}
