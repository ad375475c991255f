//! The manager's digest: authors see it first and hold back what they like, and it goes only where its readers are.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use support::{Story, last_answer};

const DM: &str = "dm";
const CHANNEL: &str = "#payments-leads";
const ALERTS: &str = "set up Grafana alerts before the payouts launch";
const DASHBOARDS: &str = "Includes actionable dashboarding as part of a new system";
const REVIEW: &str = "walked the ledger team through the rollback plan";
const DIGEST: &str = "digest of the week of 1 June";

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

/// Logs this entry and shares it with the person's manager.
async fn shares(person: &Person, words: &str, shows: Option<&str>) {
    shares_with(person, words, shows, "My manager, @Priya Raman").await;
}

async fn shares_with(person: &Person, words: &str, shows: Option<&str>, audience: &str) {
    person.types("#general", &format!("/framework log {words}")).await.unwrap();
    person.waits_until_sees("modal", "Log evidence").await.unwrap();
    if let Some(behaviour) = shows {
        person.chooses("modal", "Likely, from your words", behaviour).await.unwrap();
    }
    person.chooses("modal", "Who can see it", audience).await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "can see this.").await.unwrap();
    person.closes().await.unwrap();
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

#[tokio::test]
async fn an_edit_reads_nothing_to_a_guest_who_came_after_the_post() {
    let (mut story, ana, priya) = fridays().await;
    story.keeps_private("ledger rollback");
    shares(&ana, REVIEW, None).await;
    shares(&ana, ALERTS, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    story.slack.make_guest("kenji").await;
    story.slack.invite("kenji", "payments-leads").await;
    ana.types("#general", "/framework me").await.unwrap();
    ana.presses("#general", "Edit").await.unwrap();
    ana.waits_until_sees("modal", "What happened").await.unwrap();
    ana.fills("modal", "What happened?", "wrote down the ledger rollback").await.unwrap();
    ana.submits().await.unwrap();
    ana.closes().await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    let kenji = story.person("kenji");
    kenji.waits_until_sees(CHANNEL, "This digest shows nothing for now").await.unwrap();
    insta::assert_snapshot!("hidden_from_a_guest", last_answer(&kenji.screen(CHANNEL)));
    // A withdrawn entry goes while the guest is there; the rest returns once the guest has left.
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    let seen = kenji.screen(CHANNEL);
    assert!(!seen.contains("ledger") && !seen.contains("payouts"), "{seen}");
    story.slack.remove("kenji", "payments-leads").await;
    story.passes(TimeDelta::hours(7)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    let seen = priya.screen(CHANNEL);
    assert!(seen.contains("ledger") || seen.contains("payouts"), "{seen}");
}

/// The digest with Ana's review is due on Friday, and its post meets this fault.
async fn friday_with(fault: Fault) -> (Story, Person, Person) {
    let (story, ana, priya) = fridays().await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Going to @Priya Raman’s digest on Friday: 1 entry.").await.unwrap();
    story.slack.break_next("chat.postMessage", fault);
    story.passes_to("2026-06-05T16:01:00Z").await;
    (story, ana, priya)
}

fn digests(story: &Story) -> usize {
    story.slack.posted_in("payments-leads").iter().filter(|posted| posted.text.contains(DIGEST)).count()
}

#[tokio::test]
async fn a_digest_of_which_nobody_knows_is_not_posted_again_and_priya_says_that_it_is_there() {
    let (story, ana, priya) = friday_with(Fault::AnswerLost).await;
    assert_eq!(digests(&story), 1, "Slack took it and did not say so");
    story.passes(TimeDelta::minutes(2)).await;
    insta::assert_snapshot!("is_it_there", last_answer(&priya.screen(DM)));
    assert!(last_answer(&ana.screen(DM)).contains("A manager is looking."), "{}", ana.screen(DM));
    story.passes(TimeDelta::hours(20)).await;
    assert_eq!(digests(&story), 1);
    priya.presses(DM, "It is there").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
    // The bot doesn't know where the message is, so a manager has to delete a withdrawn entry by hand.
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Please delete it by hand").await.unwrap();
    insta::assert_snapshot!("delete_by_hand", last_answer(&priya.screen(DM)));
    assert_eq!(digests(&story), 1);
}

#[tokio::test]
async fn a_digest_that_is_not_there_is_posted_when_priya_says_so() {
    let (story, _, priya) = friday_with(Fault::Dropped { done: false }).await;
    assert_eq!(digests(&story), 0);
    story.passes(TimeDelta::minutes(2)).await;
    priya.waits_until_sees(DM, "Bearings posts nothing twice by itself.").await.unwrap();
    priya.presses(DM, "Post now").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
    assert_eq!(digests(&story), 1);
}

#[tokio::test]
async fn a_digest_that_slack_refuses_is_told_to_its_manager_who_can_try_again() {
    let (mut story, _, priya) = friday_with(Fault::Refused("invalid_blocks".into())).await;
    story.expects_in_log("not delivered");
    story.passes(TimeDelta::minutes(1)).await;
    insta::assert_snapshot!("refused", last_answer(&priya.screen(DM)));
    assert_eq!(digests(&story), 0);
    priya.presses(DM, "Try again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_changed_any_more_is_deleted_by_hand_or_when_the_bot_is_back() {
    let (mut story, ana, priya) = friday_with(Fault::RateLimited(5)).await;
    story.expects_in_log("not delivered");
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.slack.remove("bearings", "payments-leads").await;
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(DM, "Please delete it by hand").await.unwrap();
    story.slack.invite("bearings", "payments-leads").await;
    story.passes(TimeDelta::hours(7)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW), "{}", priya.screen(CHANNEL));
    story.passes(TimeDelta::minutes(1)).await;
    assert!(!priya.screen(DM).contains("by hand"), "{}", priya.screen(DM));
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
        .waits_until_sees(CHANNEL, "Shortened here; its author and their managers read all of it in App Home.")
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
    priya.opens_home().await.unwrap();
    priya.presses("home", "Digest settings of Search").await.unwrap();
    priya.chooses("modal", "Digest on", "Friday").await.unwrap();
    priya.fills("modal", "Digest at", "16:00").await.unwrap();
    priya.chooses("modal", "Digest channel", CHANNEL).await.unwrap();
    priya.chooses("modal", "Who else may be in that channel", "Maya Cohen").await.unwrap();
    priya.submits().await.unwrap();
    priya.waits_until_sees("modal", "Saved.").await.unwrap();
    priya.closes().await.unwrap();
    shares(&ana, REVIEW, None).await;
    shares(&story.person("ben"), ALERTS, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    // The ids of both teams, their digests and the digests' messages are far apart, and don't come from the clock.
    for query in [
        "SELECT COUNT(*) || ' ' || (MAX(id) - MIN(id) > 1000000) FROM team",
        "SELECT COUNT(*) || ' ' || (MAX(id) - MIN(id) > 1000000) FROM digest",
        "SELECT COUNT(*) || ' ' || (MAX(id) - MIN(id) > 1000000) FROM digest_post",
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

const SHOWS_NOTHING: &str = "This digest shows nothing for now";

/// The author and the manager have been told, and the words are hidden.
async fn is_hidden(ana: &Person, priya: &Person) {
    priya.waits_until_sees(CHANNEL, SHOWS_NOTHING).await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW), "{}", priya.screen(CHANNEL));
    priya.waits_until_sees(DM, "is hidden").await.unwrap();
    ana.waits_until_sees(DM, "digest shows nothing for now").await.unwrap();
}

async fn is_shown(ana: &Person, priya: &Person) {
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(SHOWS_NOTHING), "{}", priya.screen(CHANNEL));
    ana.waits_until_sees(DM, "Posted in @Priya Raman’s digest").await.unwrap();
    priya.waits_until_sees(DM, "Posted to #payments-leads").await.unwrap();
}

#[tokio::test]
async fn a_guest_who_joins_after_the_post_reads_nothing_and_everybody_is_told() {
    let (story, ana, priya) = posted().await;
    story.slack.make_guest("kenji").await;
    let before = (story.slack.posted_to("ana").len(), story.slack.posted_to("priya").len());
    story.slack.invite("kenji", "payments-leads").await;
    // No time passes.
    is_hidden(&ana, &priya).await;
    insta::assert_snapshot!("hidden_told_to_the_manager", last_answer(&priya.screen(DM)));
    insta::assert_snapshot!("hidden_told_to_the_author", last_answer(&ana.screen(DM)));
    // Both get a new message at the end of their DM; the author's replaces the one before.
    assert_eq!((story.slack.posted_to("ana").len(), story.slack.posted_to("priya").len()), (before.0, before.1 + 1));
    story.slack.remove("kenji", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn without_events_the_channel_is_looked_at_within_the_hour_and_daily_after_a_week() {
    let (story, ana, priya) = posted().await;
    story.slack.loses_events(true);
    story.slack.invite("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    is_hidden(&ana, &priya).await;
    story.slack.remove("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    is_shown(&ana, &priya).await;
    story.passes(TimeDelta::days(8)).await;
    let before = story.slack.calls("conversations.info").made;
    for _ in 0..23 {
        story.passes(TimeDelta::hours(1)).await;
    }
    assert_eq!(story.slack.calls("conversations.info").made, before);
    story.slack.make_public("payments-leads");
    story.passes(TimeDelta::hours(1)).await;
    is_hidden(&ana, &priya).await;
    priya.waits_until_sees(DM, "The channel is public.").await.unwrap();
}

#[tokio::test]
async fn what_changes_who_can_read_hides_it_however_it_is_found() {
    for case in ["shared", "guest", "while down", "unseen", "not listed yet"] {
        let (mut story, ana, priya) = posted().await;
        match case {
            "shared" => {
                story.slack.share_externally("payments-leads");
                story.slack.tells("channel_shared", "payments-leads").await;
            }
            "guest" => {
                story.slack.invite("maya", "payments-leads").await;
                story.passes(TimeDelta::minutes(1)).await;
                assert!(priya.screen(CHANNEL).contains(REVIEW), "Maya is on the list");
                story.slack.make_guest("maya").await;
            }
            "while down" => {
                story.stop().await;
                story.slack.loses_events(true);
                story.slack.invite("ben", "payments-leads").await;
                story.start().await.unwrap();
            }
            "unseen" => {
                story.slack.break_next("conversations.info", Fault::ServerError);
                story.slack.invite("ben", "payments-leads").await;
            }
            _ => {
                story.slack.tells_of("member_joined_channel", "ben", "payments-leads").await;
            }
        }
        is_hidden(&ana, &priya).await;
    }
}

#[tokio::test]
async fn whoever_is_put_on_the_list_reads_it_once_its_authors_know() {
    let (story, ana, priya) = posted().await;
    story.slack.invite("ben", "payments-leads").await;
    is_hidden(&ana, &priya).await;
    priya.opens_home().await.unwrap();
    priya.presses("home", "Digest settings").await.unwrap();
    priya.chooses("modal", "Who else may be in that channel", "Ben Okafor").await.unwrap();
    priya.submits().await.unwrap();
    priya.waits_until_sees("modal", "Saved.").await.unwrap();
    ana.waits_until_sees(DM, "was put on the list").await.unwrap();
    insta::assert_snapshot!("newcomer_told_to_the_author", last_answer(&ana.screen(DM)));
    assert!(!priya.screen(CHANNEL).contains(REVIEW));
    story.passes(TimeDelta::minutes(2)).await;
    is_shown(&ana, &priya).await;
    assert!(last_answer(&ana.screen(DM)).contains("@Ben Okafor"), "{}", ana.screen(DM));
}

#[tokio::test]
async fn other_apps_are_named_to_authors_beforehand_and_later_ones_hide_the_digest() {
    let (story, ana, priya) = fridays().await;
    story.slack.adds_app("Jira");
    story.slack.adds_app("Zapier");
    story.slack.invite("jira", "payments-leads").await;
    shares(&ana, REVIEW, None).await;
    story.passes_to("2026-06-04T10:05:00Z").await;
    ana.waits_until_sees(DM, "Also reads this channel: @Jira.").await.unwrap();
    story.slack.invite("zapier", "payments-leads").await;
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(DM, "@Zapier is an app that can read the channel").await.unwrap();
    assert!(!priya.screen(CHANNEL).contains(REVIEW));
    story.slack.remove("zapier", "payments-leads").await;
    priya.presses(DM, "Check again").await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, REVIEW).await.unwrap();
    story.passes(TimeDelta::minutes(1)).await;
    story.slack.invite("zapier", "payments-leads").await;
    is_hidden(&ana, &priya).await;
    story.slack.remove("zapier", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn a_bot_that_was_removed_says_that_it_cannot_look_after_its_digest() {
    let (mut story, ana, priya) = posted().await;
    story.expects_in_log("not delivered");
    story.slack.remove("bearings", "payments-leads").await;
    priya.waits_until_sees(DM, "where Bearings cannot hide it").await.unwrap();
    ana.waits_until_sees(DM, "so it cannot hide it").await.unwrap();
    story.slack.invite("bearings", "payments-leads").await;
    is_shown(&ana, &priya).await;
}

#[tokio::test]
async fn where_nothing_stands_any_more_nobody_is_told() {
    let (story, ana, priya) = posted().await;
    takes_back(&ana).await;
    story.passes(TimeDelta::minutes(1)).await;
    priya.waits_until_sees(CHANNEL, "Withdrawn by its author.").await.unwrap();
    let before = priya.screen(DM);
    story.slack.invite("ben", "payments-leads").await;
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(priya.screen(DM), before);
}
