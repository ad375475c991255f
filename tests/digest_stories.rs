//! The manager's digest: its authors see it first, hold back what they like, and it goes only where its readers are.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Person;
use chrono::{DateTime, TimeDelta, Utc};
use support::{Story, last_answer};

const DM: &str = "dm";
const CHANNEL: &str = "#payments-leads";
const ALERTS: &str = "set up Grafana alerts before the payouts launch";
const DASHBOARDS: &str = "Includes actionable dashboarding as part of a new system";
const REVIEW: &str = "walked the ledger team through the rollback plan";
const DIGEST: &str = "digest of the week of 1 June";

/// Ana and Ben in Priya's team, whose digest comes on Fridays at 16:00 in a private channel where Maya is too. It is
/// Wednesday 3 June 2026, 09:12 UTC.
async fn fridays() -> (Story, Person, Person) {
    let mut story = Story::begin().await;
    story.keeps_private("payouts launch");
    story.keeps_private("rollback plan");
    story.team("Payments", &["priya"], &["ana", "ben"]).await;
    story.slack.invite("bearings", "payments-leads").await;
    let (ana, priya) = (story.person("ana"), story.person("priya"));
    priya.opens_home().await.unwrap();
    priya.presses("home", "Digest settings").await.unwrap();
    priya.chooses("modal", "Digest on", "Friday").await.unwrap();
    priya.fills("modal", "Digest at", "16:00").await.unwrap();
    priya.chooses("modal", "Digest channel", CHANNEL).await.unwrap();
    priya.chooses("modal", "Who else may be in that channel", "Maya Cohen").await.unwrap();
    priya.submits().await.unwrap();
    priya.waits_until_sees("modal", "Saved.").await.unwrap();
    priya.closes().await.unwrap();
    (story, ana, priya)
}

/// Somebody notes this down and shares it with their manager.
async fn shares(person: &Person, words: &str, shows: Option<&str>) {
    person.types("#general", &format!("/framework log {words}")).await.unwrap();
    person.waits_until_sees("modal", "Log evidence").await.unwrap();
    if let Some(behaviour) = shows {
        person.chooses("modal", "Likely, from your words", behaviour).await.unwrap();
    }
    person.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "You and @Priya Raman can see this.").await.unwrap();
    person.closes().await.unwrap();
}

/// The clock stands at this time.
async fn at(story: &Story, time: &str) {
    let then: DateTime<Utc> = DateTime::parse_from_rfc3339(time).unwrap().into();
    story.passes(then - story.slack.clock().now()).await;
}

#[tokio::test]
async fn ana_sees_the_exact_text_holds_one_back_and_priya_reads_the_rest_on_friday() {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    shares(&ana, ALERTS, Some(DASHBOARDS)).await;
    at(&story, "2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 2 entries.").await.unwrap();
    insta::assert_snapshot!("preview", last_answer(&ana.screen(DM)));
    ana.presses(DM, "See the exact text").await.unwrap();
    ana.waits_until_sees("modal", "Hold back").await.unwrap();
    insta::assert_snapshot!("exact_text", ana.modal().unwrap());
    // Entries stand in the order of the framework's themes, and those without one at the end.
    ana.presses_nth("modal", "Hold back", 2).await.unwrap();
    ana.waits_until_sees("modal", "Put back").await.unwrap();
    insta::assert_snapshot!("one_held_back", ana.modal().unwrap());
    ana.closes().await.unwrap();
    at(&story, "2026-06-05T15:55:00Z").await;
    assert!(!priya.screen(CHANNEL).contains(DIGEST), "{}", priya.screen(CHANNEL));
    at(&story, "2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    insta::assert_snapshot!("digest", last_answer(&priya.screen(CHANNEL)));
    story.passes(TimeDelta::hours(1)).await;
    let screen = priya.screen(CHANNEL);
    assert!(screen.matches(DIGEST).count() == 1 && !screen.contains(REVIEW), "{screen}");
    insta::assert_snapshot!("preview_of_what_is_posted", last_answer(&ana.screen(DM)));
    assert!(!story.person("ben").screen(DM).contains("digest"), "who shared nothing hears of nothing");
    // What was held back is shared as it was.
    priya.opens_home().await.unwrap();
    priya.presses("home", "Open").await.unwrap();
    priya.waits_until_sees("modal", REVIEW).await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "@Priya Raman opened 2 entries, 5 June").await.unwrap();
    // What is taken back says so where it stood.
    ana.types("#general", "/framework me").await.unwrap();
    ana.presses("#general", "Unshare").await.unwrap();
    ana.waits_until_sees("#general", "Only you can see this.").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(ALERTS), "{}", priya.screen(CHANNEL));
}

#[tokio::test]
async fn nothing_is_posted_while_a_guest_is_in_the_channel() {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    at(&story, "2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 1 entry.").await.unwrap();
    story.slack.make_guest("kenji").await;
    story.slack.invite("kenji", "payments-leads").await;
    at(&story, "2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(DM, "Nothing was posted").await.unwrap();
    insta::assert_snapshot!("a_guest", last_answer(&priya.screen(DM)));
    assert!(!priya.screen(CHANNEL).contains(DIGEST), "{}", priya.screen(CHANNEL));
    story.slack.remove("kenji", "payments-leads").await;
    priya.presses(DM, "Check again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    assert!(!priya.screen(DM).contains("Nothing was posted"), "{}", priya.screen(DM));
    insta::assert_snapshot!("mended", last_answer(&priya.screen(DM)));
}
