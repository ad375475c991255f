//! A Slack app made for an earlier version gets no new scope or event by itself: admins, who can add them, are told,
//! and everything else works.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use chrono::TimeDelta;
use support::steps::{logs, opens_form, saves_form};
use support::{Story, last_answer};

const CARD: &str = "Your Slack app was set up for an earlier version of Bearings.";
const JOINED: &str = "member_joined_channel: a digest takes up to an hour to hide after someone joins its channel";

/// What Maya, an admin, sees at the end of her Home; empty if nothing is missing. Restarts the bot.
async fn card(story: &mut Story) -> String {
    let maya = story.person("maya");
    maya.opens_home().await.unwrap();
    story.stop().await;
    let home = maya.home();
    story.start().await.unwrap();
    assert!(home.contains("Only admins see this."), "{home}");
    home.find("Slack app").map(|at| home[at..].to_owned()).unwrap_or_default()
}

/// Ana looks something up and saves an entry; her Home doesn't mention what is missing.
async fn the_rest_works(story: &Story) {
    let ana = story.person("ana");
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Level 3"), "{}", ana.screen("#general"));
    logs(&ana, "set up the alerts").await;
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "set up the alerts").await.unwrap();
    assert!(!ana.home().contains(CARD), "{}", ana.home());
}

#[tokio::test]
async fn without_newer_scopes_the_rest_works_and_admins_read_which_button_to_press() {
    let mut story = Story::with_app_of("0.1.0").await;
    for warning in [
        "lacks a scope scope=\"groups:read\" since=\"0.2.0\" without=\"digests aren’t posted\" remedy=\"Open your Slack app’s page \
         OAuth & Permissions, add what’s missing under Bot Token Scopes, then press Reinstall to Workspace.\"",
        "lacks a scope scope=\"files:write\" since=\"0.2.0\" without=\"no one can get a copy of their data\"",
        "lacks an event event=\"member_joined_channel\" since=\"0.3.0\"",
        "lacks an event event=",
    ] {
        story.expects_in_log(warning);
    }
    insta::assert_snapshot!("card_of_an_older_app", card(&mut story).await);
    the_rest_works(&story).await;
    // The card goes by itself: the bot sees the scopes on its next check, and the events when the first one arrives.
    story.reinstalls_app();
    let healed = card(&mut story).await;
    assert!(healed.contains(JOINED) && !healed.contains("groups:read"), "{healed}");
    story.slack.invite("bearings", "payments-leads").await;
    assert_eq!(card(&mut story).await, "");
}

#[tokio::test]
async fn without_newer_events_admins_are_told_until_one_comes_and_a_restart_forgets_nothing() {
    let mut story = Story::with_app_of("0.2.0").await;
    story.expects_in_log(
        "lacks an event event=\"member_joined_channel\" since=\"0.3.0\" without=\"a digest takes up to an hour to hide after \
         someone joins its channel\" remedy=\"Open your Slack app’s page Event Subscriptions, add what’s missing under \
         Subscribe to bot events, press Save Changes, then reinstall the app.\"",
    );
    story.expects_in_log("lacks an event event=");
    let told = card(&mut story).await;
    assert!(told.contains(CARD) && told.contains(JOINED), "{told}");
    assert!(told.contains("page Event Subscriptions") && !told.contains("OAuth & Permissions"), "{told}");
    the_rest_works(&story).await;
    // The app doesn't subscribe to the event, so joining tells the bot nothing.
    story.slack.invite("bearings", "payments-leads").await;
    assert_eq!(card(&mut story).await, told);
    story.reinstalls_app();
    story.slack.invite("ben", "payments-leads").await;
    assert_eq!(card(&mut story).await, "");
}

#[tokio::test]
async fn a_new_installation_lacks_nothing_until_an_event_is_missed() {
    let mut story = Story::begin().await;
    assert_eq!(card(&mut story).await, "");
    story.team("Payments", &["priya"], &["ana"]).await;
    story.slack.invite("bearings", "payments-leads").await;
    story.slack.remove("maya", "payments-leads").await;
    let (ana, priya) = (story.person("ana"), story.person("priya"));
    priya.opens_home().await.unwrap();
    priya.presses("home", "Digest settings").await.unwrap();
    priya.chooses("modal", "Digest on", "Friday").await.unwrap();
    priya.fills("modal", "Digest at", "16:00").await.unwrap();
    priya.chooses("modal", "Digest channel", "#payments-leads").await.unwrap();
    priya.submits().await.unwrap();
    priya.waits_until_sees("modal", "Saved.").await.unwrap();
    opens_form(&ana, "walked them through it").await;
    ana.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    saves_form(&ana).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees("#payments-leads", "walked them through it").await.unwrap();
    story.passes(TimeDelta::hours(1)).await;
    story.slack.loses_events(true);
    story.slack.invite("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    story.slack.loses_events(false);
    let told = card(&mut story).await;
    assert!(told.contains(JOINED) && !told.contains("channel_shared"), "Slack sends the others: {told}");
    story.expects_in_log("lacks an event event=\"member_joined_channel\"");
    assert_eq!(card(&mut story).await, told);
    story.slack.invite("kenji", "payments-leads").await;
    assert_eq!(card(&mut story).await, "");
}
