//! The manager's digest: authors see it first and hold back what they like, and it goes only where its readers are.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "digest_stories/in_doubt.rs"]
mod in_doubt;
#[path = "digest_stories/readers.rs"]
mod readers;
mod support;

use bearings::sandbox::Person;
use chrono::TimeDelta;
use support::steps::{opens_form, saves_form, sets_up_digest};
use support::{Story, last_answer};

const DM: &str = "dm";
const CHANNEL: &str = "#payments-leads";
const ALERTS: &str = "set up Grafana alerts before the payouts launch";
const DASHBOARDS: &str = "Includes actionable dashboarding as part of a new system";
const REVIEW: &str = "walked the ledger team through the rollback plan";
const DIGEST: &str = "digest for the week of 1 June";

/// Ana and Ben in Priya's team, whose digest comes on Fridays at 16:00 in a private channel that Maya is in, too. It's
/// Wednesday 3 June 2026, 09:12 UTC.
async fn fridays() -> (Story, Person, Person) {
    fridays_of(&["priya"]).await
}

async fn fridays_of(managers: &[&str]) -> (Story, Person, Person) {
    let mut story = Story::begin().await;
    story.keeps_private("payouts launch");
    story.keeps_private("rollback plan");
    story.team("Payments", managers, &["ana", "ben"]).await;
    story.slack.invite("bearings", "payments-leads").await;
    let (ana, priya) = (story.person("ana"), story.person("priya"));
    sets_up_digest(&priya, "Digest settings").await;
    (story, ana, priya)
}

/// Logs this entry and shares it with the person's manager.
async fn shares(person: &Person, words: &str, shows: Option<&str>) {
    shares_with(person, words, shows, "My manager, @Priya Raman").await;
}

async fn shares_with(person: &Person, words: &str, shows: Option<&str>, audience: &str) {
    opens_form(person, words).await;
    if let Some(behaviour) = shows {
        person.chooses("modal", "Suggested behaviours", behaviour).await.unwrap();
    }
    person.chooses("modal", "Who can see it", audience).await.unwrap();
    saves_form(person).await;
}

/// Ana takes back the entry that she shared last.
async fn takes_back(ana: &Person) {
    ana.types("#general", "/framework me").await.unwrap();
    ana.presses("#general", "Unshare").await.unwrap();
    ana.waits_until_sees("#general", "Only you can see this.").await.unwrap();
}

#[tokio::test]
async fn ana_sees_the_exact_text_holds_one_back_and_priya_reads_the_rest_on_friday() {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    shares(&ana, ALERTS, Some(DASHBOARDS)).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 2 entries.").await.unwrap();
    insta::assert_snapshot!("preview", last_answer(&ana.screen(DM)));
    ana.presses(DM, "See the exact text").await.unwrap();
    ana.waits_until_sees("modal", "Hold back").await.unwrap();
    insta::assert_snapshot!("exact_text", ana.modal().unwrap());
    // Entries follow the order of the framework's themes; those without a theme come last.
    ana.presses_nth("modal", "Hold back", 2).await.unwrap();
    ana.waits_until_sees("modal", "Put back").await.unwrap();
    insta::assert_snapshot!("one_held_back", ana.modal().unwrap());
    ana.closes().await.unwrap();
    story.passes_to("2026-06-05T15:55:00Z").await;
    assert!(!priya.screen(CHANNEL).contains(DIGEST), "{}", priya.screen(CHANNEL));
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    insta::assert_snapshot!("digest", last_answer(&priya.screen(CHANNEL)));
    story.passes(TimeDelta::hours(1)).await;
    let screen = priya.screen(CHANNEL);
    assert!(screen.matches(DIGEST).count() == 1 && !screen.contains(REVIEW), "{screen}");
    insta::assert_snapshot!("preview_of_what_is_posted", last_answer(&ana.screen(DM)));
    assert!(!story.person("ben").screen(DM).contains("digest"), "who shared nothing hears of nothing");
    // What she held back from the digest stays shared as it was.
    priya.opens_home().await.unwrap();
    priya.presses("home", "Open").await.unwrap();
    priya.waits_until_sees("modal", REVIEW).await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "@Priya Raman opened 2 entries, 5 June").await.unwrap();
    // A withdrawn entry is replaced by a note.
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(ALERTS), "{}", priya.screen(CHANNEL));
}

#[tokio::test]
async fn nothing_is_posted_while_a_guest_is_in_the_channel() {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 1 entry.").await.unwrap();
    story.slack.make_guest("kenji").await;
    story.slack.invite("kenji", "payments-leads").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(DM, "I haven’t posted anything").await.unwrap();
    insta::assert_snapshot!("a_guest", last_answer(&priya.screen(DM)));
    assert!(!priya.screen(CHANNEL).contains(DIGEST), "{}", priya.screen(CHANNEL));
    story.slack.remove("kenji", "payments-leads").await;
    priya.presses(DM, "Check again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    assert!(!priya.screen(DM).contains("I haven’t posted anything"), "{}", priya.screen(DM));
    insta::assert_snapshot!("fixed", last_answer(&priya.screen(DM)));
}

fn digests(story: &Story) -> usize {
    story.slack.posted_in("payments-leads").iter().filter(|posted| posted.text.contains(DIGEST)).count()
}

#[tokio::test]
async fn a_long_digest_goes_on_in_its_thread_and_what_grows_there_still_fits() {
    const MANY: usize = 14;
    let (story, ana, priya) = fridays().await;
    for number in 0..MANY {
        shares(&ana, &format!("{number:02} cut the batch size of the ledger import"), None).await;
    }
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, &format!("Going to @Priya Raman’s digest on Friday: {MANY} entries.")).await.unwrap();
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    let posted = story.slack.posted_in("payments-leads");
    let posted: Vec<_> = posted.iter().filter(|posted| posted.text.contains("digest")).collect();
    let [first, more @ ..] = &posted[..] else { panic!("{posted:#?}") };
    assert!(!more.is_empty() && first.thread_ts.is_none());
    assert!(more.iter().all(|reply| reply.thread_ts.as_ref() == Some(&first.ts)), "{more:#?}");
    for number in 0..MANY {
        let words = format!("{number:02} cut the batch");
        assert_eq!(posted.iter().filter(|posted| posted.text.contains(&words)).count(), 1, "{words}");
    }
    // Each entry grows to the largest size that an entry can have.
    for number in 0..6 {
        let words = format!("/framework me {number:02} cut");
        ana.types("#general", &words).await.unwrap();
        ana.presses("#general", "Edit").await.unwrap();
        ana.waits_until_sees("modal", "What happened?").await.unwrap();
        let grown = format!("{number:02} cut the batch size {}", "&".repeat(470));
        ana.fills("modal", "What happened?", &grown).await.unwrap();
        ana.submits().await.unwrap();
        ana.waits_until_sees("modal", "can see this.").await.unwrap();
        ana.closes().await.unwrap();
    }
    story.passes(TimeDelta::minutes(1)).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya
        .waits_until_sees(CHANNEL, "Shortened here. Its author and their managers can read all of it in App Home.")
        .await
        .unwrap();
    let posted = story.slack.posted_in("payments-leads");
    assert_eq!(posted.iter().filter(|posted| posted.text.contains("digest")).count(), 1 + more.len());
}

#[tokio::test]
async fn two_managers_read_one_digest_and_each_opening_is_named() {
    let (story, ana, priya) = fridays_of(&["priya", "kenji"]).await;
    story.slack.invite("kenji", "payments-leads").await;
    let kenji = story.person("kenji");
    shares_with(&ana, REVIEW, None, "My managers, @Kenji Mori and @Priya Raman").await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    insta::assert_snapshot!("preview_of_two_managers", last_answer(&ana.screen(DM)));
    story.slack.archive("payments-leads");
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    for manager in [&priya, &kenji] {
        manager.waits_until_sees(DM, "The channel is archived.").await.unwrap();
    }
    story.slack.unarchive("payments-leads");
    kenji.presses(DM, "Check again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    assert_eq!(digests(&story), 1);
    for manager in [&priya, &kenji] {
        manager.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
        manager.opens_home().await.unwrap();
        manager.presses("home", "Open").await.unwrap();
        manager.waits_until_sees("modal", REVIEW).await.unwrap();
    }
    ana.opens_home().await.unwrap();
    for name in ["@Priya Raman opened 1 entry", "@Kenji Mori opened 1 entry"] {
        ana.waits_until_sees("home", name).await.unwrap();
    }
}

#[tokio::test]
async fn a_manager_is_an_engineer_of_another_team_and_each_digest_has_its_own() {
    let (mut story, ana, priya) = fridays().await;
    story.team("Leads", &["maya"], &["priya"]).await;
    let maya = story.person("maya");
    shares(&ana, REVIEW, None).await;
    shares_with(&priya, ALERTS, None, "My manager, @Maya Cohen").await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(ALERTS), "it is Maya's to read, who has no digest");
    maya.opens_home().await.unwrap();
    maya.presses("home", "Open").await.unwrap();
    maya.waits_until_sees("modal", ALERTS).await.unwrap();
    assert!(!maya.modal().unwrap().contains(REVIEW));
}

#[tokio::test]
async fn ids_in_buttons_say_nothing_of_other_teams() {
    let (mut story, ana, priya) = fridays().await;
    story.team("Search", &["priya"], &["ben"]).await;
    sets_up_digest(&priya, "Digest settings of Search").await;
    shares(&ana, REVIEW, None).await;
    shares(&story.person("ben"), ALERTS, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    // The ids of both teams, their digests and the digests' messages are far apart, and don't come from the clock.
    for query in [
        "SELECT COUNT(*) || ' ' || CASE WHEN MAX(id) - MIN(id) > 1000000 THEN 1 ELSE 0 END FROM team",
        "SELECT COUNT(*) || ' ' || CASE WHEN MAX(id) - MIN(id) > 1000000 THEN 1 ELSE 0 END FROM digest",
        "SELECT COUNT(*) || ' ' || CASE WHEN MAX(id) - MIN(id) > 1000000 THEN 1 ELSE 0 END FROM digest_post",
    ] {
        assert_eq!(story.stored(query).await, "2 1", "{query}");
    }
}

#[tokio::test]
async fn after_a_manager_left_nothing_of_theirs_goes_to_the_next() {
    let (mut story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 1 entry.").await.unwrap();
    story.team("Payments", &["kenji"], &["ana", "ben"]).await;
    story.slack.remove("priya", "payments-leads").await;
    story.slack.invite("kenji", "payments-leads").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(digests(&story), 0);
    let kenji = story.person("kenji");
    assert!(!kenji.screen(CHANNEL).contains(REVIEW) && !kenji.screen(DM).contains("digest"));
    priya.opens_home().await.unwrap();
    assert!(!priya.home().contains("Open"), "{}", priya.home());
    insta::assert_snapshot!("preview_after_the_manager_left", last_answer(&ana.screen(DM)));
}

/// Ana's review was posted on Friday; Priya and Maya have read it.
async fn posted() -> (Story, Person, Person) {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    is_posted(&story, &priya).await;
    (story, ana, priya)
}

async fn is_posted(story: &Story, priya: &Person) {
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
}
