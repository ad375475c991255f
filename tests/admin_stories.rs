//! An admin sees the teams and the state of deliveries, and has the bot introduce itself; others can do neither.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;
#[path = "admin_stories/team_form.rs"]
mod team_form;

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use support::Story;
use support::signed_request::{SignedRequest, pressed_by};

const DM: &str = "dm";
const HELLO: &str = "Hello from Bearings";

/// Ana and Ben in Priya's team. Maya is the workspace's admin.
async fn payments() -> (Story, Person) {
    let mut story = Story::begin().await;
    story.team("Payments", &["priya"], &["ana", "ben"]).await;
    let maya = opens_admin_home(&story).await;
    (story, maya)
}

async fn opens_admin_home(story: &Story) -> Person {
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    maya.waits_until_sees("home", "Deliveries").await.unwrap();
    maya
}

/// A person's Home from *Teams* on.
fn teams(person: &Person) -> String {
    let home = person.home();
    let at = home.find("Teams").unwrap_or(home.len());
    home[at..].to_owned()
}

fn hellos(story: &Story) -> [usize; 5] {
    ["ana", "ben", "kenji", "priya", "maya"].map(|name| story.person(name).screen(DM).matches(HELLO).count())
}

#[tokio::test]
async fn only_maya_sees_the_teams() {
    let (mut story, maya) = payments().await;
    insta::assert_snapshot!("teams", teams(&maya));
    assert_eq!(hellos(&story), [0; 5], "adding people sends no message");
    for name in ["ana", "ben", "kenji", "priya"] {
        let person = story.person(name);
        person.opens_home().await.unwrap();
        person.waits_until_sees("home", "Your evidence").await.unwrap();
        assert_eq!(teams(&person), "", "{name}");
    }
    // The settings name Priya as an admin.
    story.stop().await;
    story.admins = "U04PRIYA".into();
    story.start().await.unwrap();
    let priya = story.person("priya");
    priya.opens_home().await.unwrap();
    priya.waits_until_sees("home", "Introduce").await.unwrap();
}

#[tokio::test]
async fn without_a_team_maya_reads_how_to_begin() {
    let story = Story::begin().await;
    let maya = opens_admin_home(&story).await;
    insta::assert_snapshot!("no_team", teams(&maya));
}

#[tokio::test]
async fn introduce_reaches_everyone_in_the_team_once() {
    let (story, maya) = payments().await;
    maya.presses("home", "Introduce").await.unwrap();
    maya.waits_until_sees(
        "home",
        "Bearings will introduce itself to 2 people. Introductions arrive in each person’s working hours.",
    )
    .await
    .unwrap();
    for name in ["ana", "ben"] {
        story.person(name).waits_until_sees(DM, HELLO).await.unwrap();
    }
    maya.presses("home", "Introduce").await.unwrap();
    maya.waits_until_sees("home", "Everyone here has already been introduced.").await.unwrap();
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(hellos(&story), [1, 1, 0, 0, 0]);
    // What each of them decides stays private.
    story.person("ana").presses(DM, "Start").await.unwrap();
    story.person("ben").presses(DM, "Never").await.unwrap();
    story.person("ben").waits_until_sees(DM, "I won’t ask again").await.unwrap();
    let before = teams(&maya);
    maya.presses("home", "Introduce").await.unwrap();
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(teams(&maya), before);
    maya.opens_home().await.unwrap();
    story.passes(TimeDelta::seconds(1)).await;
    maya.waits_until_sees("home", "All delivered.").await.unwrap();
}

#[tokio::test]
async fn bens_copy_of_mayas_button_does_nothing() {
    let (mut story, maya) = payments().await;
    for member in ["U02BEN", "U01ANA", "U04PRIYA"] {
        for action in ["introduce/1", "teams/0"] {
            let answer = SignedRequest::interaction(&pressed_by(member, "home", action)).send_to(&story).await;
            assert_eq!(answer.text().await.unwrap(), "");
        }
    }
    story.stop().await;
    story.start().await.unwrap();
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(hellos(&story), [0; 5]);
    assert_eq!(teams(&story.person("ben")), "");
    assert!(teams(&maya).contains("Payments"));
}

#[tokio::test]
async fn what_could_not_be_delivered_is_said() {
    let (mut story, maya) = payments().await;
    story.expects_in_log("not delivered");
    story.slack.break_next("chat.postMessage", Fault::Refused("cannot_dm_bot".into()));
    maya.presses("home", "Introduce").await.unwrap();
    maya.waits_until_sees("home", "will introduce itself to 2 people").await.unwrap();
    for _ in 0..3 {
        story.passes(TimeDelta::minutes(1)).await;
    }
    let introduced = maya.screen("home");
    maya.opens_home().await.unwrap();
    maya.waits_until_changed("home", &introduced).await.unwrap();
    insta::assert_snapshot!("not_delivered", teams(&maya));
}
