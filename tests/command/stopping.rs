//! Told to stop, the server ends what is on its way, and leaves nothing that others must wait for.

use std::time::Duration;

use stapje::local_channel::{Call, Fault};
use tempfile::TempDir;

use super::serve::{Running, with_a_channel};
use super::server::{again, answers, person, ready, stops, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_its_way_is_awaited() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let mut server = Running::start(command);
    let person = person(&server, &channel);
    channel.break_next(Call::Send, [Fault::Hang(Duration::from_millis(700))]);
    person.installs().await.unwrap();
    assert_eq!(answers(&person), 0, "still on its way");
    assert!(stops(&mut server).await.success());
    assert_eq!(answers(&person), 1);
    until("the last line", async || server.log().contains("\"stopped\"")).await;
    let let_go = r#""message":"let go","left.untried":0,"left.on_their_way":0"#;
    assert!(server.log().contains(let_go), "{}", server.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_end_in_time_is_free_for_the_next_process_at_once() {
    let folder = TempDir::new().unwrap();
    let (channel, command) = with_a_channel(&folder).await;
    let mut server = Running::start(command);
    let person = person(&server, &channel);
    channel.break_next(Call::Send, [Fault::NoAnswer { taken: false }]);
    person.installs().await.unwrap();
    until("the attempt", async || channel.faults_left() == 0).await;
    assert!(stops(&mut server).await.success());
    assert_eq!(answers(&person), 0);
    // A lease of a minute would be too long for this.
    let next = Running::start(again(&folder));
    let welcome = until("the welcome", async || answers(&person) == 1);
    tokio::time::timeout(Duration::from_secs(30), welcome).await.expect("at once");
    assert_eq!(ready(&next).await.1["database"], true);
}
