//! People own the data that the bot keeps about them: they read it, get a copy, and have it erased.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::BTreeSet;

use bearings::domain::privacy::{About, Erasing, catalogue};
use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use serde_json::Value;
use support::steps::{opens_form, saves_form, sets_up_digest, starts};
use support::{Story, last_answer};

const DM: &str = "dm";
const CHANNEL: &str = "#payments-leads";
const ALERTS: &str = "set up Grafana alerts before the payouts launch";
const REVIEW: &str = "walked the ledger team through the flamingo rollout";
const TO_READ: &str = "my-data.md";
const FOR_MACHINES: &str = "my-data.json";

/// Ana in Priya's team, whose digest comes on Fridays. Ana was introduced and started. It's 09:12 UTC on
/// Wednesday 3 June 2026.
async fn payments() -> (Story, Person, Person) {
    let mut story = Story::begin().await;
    story.keeps_private("payouts launch");
    story.keeps_private("flamingo rollout");
    story.team("Payments", &["priya"], &["ana"]).await;
    story.sql("UPDATE roster_engineer SET track = 'backend', level = 3").await;
    story.slack.invite("bearings", "payments-leads").await;
    let (ana, priya) = (story.person("ana"), story.person("priya"));
    sets_up_digest(&priya, "Digest settings").await;
    story.introduces(&["ana"]).await;
    starts(&ana).await;
    (story, ana, priya)
}

async fn notes(person: &Person, words: &str, shared: bool) {
    opens_form(person, &format!("{words} https://example.com/run/7")).await;
    if shared {
        person.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    }
    saves_form(person).await;
}

/// A week passes: Ana logs two entries and answers the question; Priya reads the digest and opens what is shared.
async fn a_week(story: &Story, ana: &Person, priya: &Person) {
    notes(ana, ALERTS, true).await;
    notes(ana, REVIEW, false).await;
    story.passes_to("2026-06-04T14:46:00Z").await;
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    story.passes_to("2026-06-05T16:01:00Z").await;
    priya.waits_until_sees(CHANNEL, ALERTS).await.unwrap();
    priya.opens_home().await.unwrap();
    priya.presses("home", "Open").await.unwrap();
    priya.waits_until_sees("modal", ALERTS).await.unwrap();
    priya.closes().await.unwrap();
}

async fn opens(person: &Person) {
    person.types("#general", "/framework my-data").await.unwrap();
    person.waits_until_sees("modal", "My data").await.unwrap();
}

#[tokio::test]
async fn ana_gets_a_copy_of_all_that_is_kept_about_her_and_others_cannot() {
    let (story, ana, priya) = payments().await;
    a_week(&story, &ana, &priya).await;
    opens(&ana).await;
    insta::assert_snapshot!("my_data", ana.modal().unwrap());
    ana.presses("modal", "Send me a copy").await.unwrap();
    ana.waits_until_sees("modal", "Your copy is in your DM").await.unwrap();
    insta::assert_snapshot!("copy_in_the_dm", last_answer(&ana.screen(DM)));
    let copy = ana.reads_file(DM, TO_READ).unwrap();
    // Slack's ids, and ids that can't be guessed.
    let numbers = ["- written in: ", "- message: ", "- number: ", "- entry: "];
    let is_number = |line: &&str| numbers.iter().any(|number| line.starts_with(number));
    insta::assert_snapshot!(
        "copy_to_read",
        copy.lines().filter(|line| !is_number(line)).collect::<Vec<_>>().join("\n")
    );
    let json: Value = serde_json::from_str(&ana.reads_file(DM, FOR_MACHINES).unwrap()).unwrap();
    let words = |number: usize| json["evidence"][number]["words"].as_str();
    assert_eq!((words(0), words(1)), (Some(ALERTS), Some(REVIEW)));
    assert_eq!(
        (&json["evidence"][0]["seen_by"], &json["evidence"][1]["seen_by"]),
        (&"you and U04PRIYA".into(), &"only you".into())
    );
    assert_eq!(json["openings"][0]["reader"], "U04PRIYA");
    for record in catalogue() {
        if let About::Person(stays) = record.about {
            assert!(json[stays.export].is_array(), "{} is not in the copy as {}", record.table, stays.export);
        }
    }
    for name in ["priya", "ben", "maya"] {
        let other = story.person(name);
        opens(&other).await;
        other.presses("modal", "Send me a copy").await.unwrap();
        other.waits_until_sees("modal", "Your copy is in your DM").await.unwrap();
        let copy = other.reads_file(DM, TO_READ).unwrap() + &other.reads_file(DM, FOR_MACHINES).unwrap();
        assert!(!copy.contains("payouts launch") && !copy.contains("flamingo rollout"), "{name}: {copy}");
    }
}

#[tokio::test]
async fn a_copy_that_slack_does_not_take_is_said_and_can_be_asked_for_again() {
    let (mut story, ana, _) = payments().await;
    notes(&ana, REVIEW, false).await;
    for step in ["files.getUploadURLExternal", "upload_url", "files.completeUploadExternal"] {
        story.expects_in_log("a copy of a person's data was not sent to them");
        story.slack.break_next(step, Fault::RateLimited(0));
        opens(&ana).await;
        ana.presses("modal", "Send me a copy").await.unwrap();
        ana.waits_until_sees("modal", "Slack didn’t take the files.").await.unwrap();
        assert!(ana.reads_file(DM, TO_READ).is_err(), "{step}");
        ana.closes().await.unwrap();
    }
    opens(&ana).await;
    ana.presses("modal", "Send me a copy").await.unwrap();
    ana.waits_until_sees("modal", "Your copy is in your DM").await.unwrap();
    assert!(ana.reads_file(DM, TO_READ).unwrap().contains(REVIEW));
}

/// The tables that still contain a member's id.
async fn tables_that_name(story: &Story, member: &str) -> BTreeSet<&'static str> {
    let mut naming = BTreeSet::new();
    for record in catalogue() {
        for column in record.columns {
            let query = format!("SELECT COUNT(*) FROM {} WHERE CAST({column} AS TEXT) LIKE '%{member}%'", record.table);
            if story.database.rows::<(i64,)>(query).await.remove(0).0 > 0 {
                naming.insert(record.table);
            }
        }
    }
    naming
}

async fn erases(person: &Person) {
    opens(person).await;
    person.presses("modal", "Erase everything…").await.unwrap();
    person.waits_until_sees("modal", "What goes").await.unwrap();
    person.fills("modal", "Type ERASE to continue", "erase").await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "Last question.").await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "Your data is erased.").await.unwrap();
    person.closes().await.unwrap();
}

#[tokio::test]
async fn ana_is_asked_twice_and_then_all_of_it_is_gone() {
    let (mut story, ana, priya) = payments().await;
    a_week(&story, &ana, &priya).await;
    ana.types(DM, "by the way, the flamingo rollout worked").await.unwrap();
    ana.waits_until_sees(DM, "Save").await.unwrap();
    opens(&ana).await;
    ana.presses("modal", "Send me a copy").await.unwrap();
    ana.waits_until_sees("modal", "Your copy is in your DM").await.unwrap();
    ana.closes().await.unwrap();
    // Neither question can be answered by accident.
    opens(&ana).await;
    ana.presses("modal", "Erase everything…").await.unwrap();
    ana.waits_until_sees("modal", "What goes").await.unwrap();
    insta::assert_snapshot!("first_question", ana.modal().unwrap());
    ana.fills("modal", "Type ERASE to continue", "yes").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Nothing was erased."), "{}", ana.modal().unwrap());
    ana.fills("modal", "Type ERASE to continue", "ERASE").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Last question.").await.unwrap();
    insta::assert_snapshot!("second_question", ana.modal().unwrap());
    ana.closes().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains(ALERTS));
    erases(&ana).await;
    // The bot's messages and files in the DM go, and so do her words in the channel.
    story.passes(TimeDelta::minutes(2)).await;
    let dm = ana.screen(DM);
    assert!(!dm.contains("Bearings") && dm.contains("by the way"), "only her own words are left: {dm}");
    assert!(ana.reads_file(DM, TO_READ).is_err());
    let digest = priya.screen(CHANNEL);
    assert!(digest.contains("Withdrawn by its author.") && !digest.contains("payouts launch"), "{digest}");
    insta::assert_snapshot!("digest_after", last_answer(&digest));
    // Neither Priya nor Ana sees any of it.
    priya.opens_home().await.unwrap();
    priya.waits_until_sees("home", "When someone shares an entry with you").await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    let own = last_answer(&ana.screen("#general"));
    assert!(!own.contains("payouts") && !own.contains("flamingo"), "{own}");
    // By then, the directory sync has run again.
    story.passes(TimeDelta::hours(25)).await;
    let stays = catalogue().filter_map(|record| match record.about {
        About::Person(stays) if stays.erasing != Erasing::Gone => Some(record.table),
        _ => None,
    });
    let stays: BTreeSet<&str> = stays.collect();
    let naming = tables_that_name(&story, "U01ANA").await;
    assert!(naming.is_subset(&stays), "{naming:?}");
    assert!(naming.contains("roster_engineer") && naming.contains("member"), "{naming:?}");
    assert!(!naming.contains("erasure"), "{naming:?}");
    assert!(story.log.text().contains("erased all data of a person"));
    story.stop().await;
    let bytes = String::from_utf8_lossy(&story.database_bytes().await).into_owned();
    assert!(!bytes.contains("payouts launch") && !bytes.contains("flamingo rollout"));
}

#[tokio::test]
async fn after_erasing_all_a_person_hears_nothing_until_they_start_over() {
    let (mut story, ana, priya) = payments().await;
    a_week(&story, &ana, &priya).await;
    erases(&ana).await;
    story.passes_to("2026-06-11T14:46:00Z").await;
    story.introduces(&["ana"]).await;
    story.passes_to("2026-06-12T16:01:00Z").await;
    assert!(!ana.screen(DM).contains("Bearings"), "{}", ana.screen(DM));
    ana.types("#general", "/framework settings").await.unwrap();
    ana.waits_until_sees("modal", "My settings").await.unwrap();
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved.").await.unwrap();
    ana.closes().await.unwrap();
    story.passes_to("2026-06-18T14:46:00Z").await;
    ana.waits_until_sees(DM, "Did you do any of these this week?").await.unwrap();
}

#[tokio::test]
async fn a_dm_is_emptied_though_slack_fails_and_the_bot_is_stopped_meanwhile() {
    let (mut story, ana, priya) = payments().await;
    a_week(&story, &ana, &priya).await;
    for fault in [Fault::RateLimited(30), Fault::Refused("internal_error".into()), Fault::Page] {
        story.slack.break_next("chat.delete", fault);
    }
    story.slack.break_next("conversations.history", Fault::Page);
    erases(&ana).await;
    story.stop().await;
    assert!(ana.screen(DM).contains("Bearings"), "some of it is still there");
    story.start().await.unwrap();
    for _ in 0..4 {
        story.passes(TimeDelta::seconds(40)).await;
    }
    assert!(!ana.screen(DM).contains("Bearings"), "{}", ana.screen(DM));
    assert_eq!(story.stored("SELECT CAST(COUNT(*) AS TEXT) FROM erasure").await, "0");
}
