//! Settings: people decide for themselves whether, when and how often they're asked.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Person;
use chrono::{DateTime, Utc};
use support::{Story, last_answer};

const DM: &str = "dm";
const TITLE: &str = "Did you do any of these this week?";

/// Ana, Priya's engineer at level 3. It's Wednesday 3 June 2026, 09:12 UTC.
async fn ana() -> (Story, Person) {
    let mut story = Story::begin().await;
    story.seats("ana", 3, &["priya"]).await;
    let ana = story.person("ana");
    (story, ana)
}

async fn at(story: &Story, time: &str) {
    let then: DateTime<Utc> = DateTime::parse_from_rfc3339(time).unwrap().into();
    story.passes(then - story.slack.clock().now()).await;
}

async fn open(person: &Person) {
    person.types("#general", "/framework settings").await.unwrap();
    person.waits_until_sees("modal", "My settings").await.unwrap();
}

fn prompts(person: &Person) -> usize {
    person.screen(DM).matches(TITLE).count()
}

#[tokio::test]
async fn settings_open_however_they_are_asked_for() {
    let (_story, ana) = ana().await;
    for words in ["Settings. ", "“settings”", "show me my settings", "setings", "stop"] {
        ana.types("#general", &format!("/framework {words}")).await.unwrap();
        ana.waits_until_sees("modal", "My settings").await.unwrap();
        ana.closes().await.unwrap();
    }
    ana.types("#general", "/framework my data").await.unwrap();
    ana.waits_until_sees("modal", "My data").await.unwrap();
}

#[tokio::test]
async fn ana_begins_by_herself_on_a_day_of_her_own() {
    let (story, ana) = ana().await;
    open(&ana).await;
    insta::assert_snapshot!("settings", ana.modal().unwrap());
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.chooses("modal", "Day", "Friday").await.unwrap();
    ana.chooses("modal", "Time", "10:00").await.unwrap();
    ana.chooses("modal", "New entries are visible to", "Me and my manager").await.unwrap();
    ana.chooses("modal", "Time zone", "Asia/Tokyo").await.unwrap();
    ana.submits().await.unwrap();
    insta::assert_snapshot!("saved", ana.modal().unwrap());
    ana.closes().await.unwrap();
    assert!(!ana.screen(DM).contains("Hello"), "a person who sets it up needs no introduction");
    at(&story, "2026-06-05T00:59:00Z").await;
    assert_eq!(prompts(&ana), 0);
    at(&story, "2026-06-05T01:16:00Z").await;
    assert_eq!(prompts(&ana), 1, "ten o'clock in Tokyo");
    assert!(ana.screen(DM).contains("You and @Priya Raman can see"), "{}", ana.screen(DM));
    open(&ana).await;
    ana.chooses("modal", "Weekly question", "Don’t ask me").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Weekly questions are off"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    at(&story, "2026-06-12T01:16:00Z").await;
    assert_eq!(prompts(&ana), 1);
}

#[tokio::test]
async fn the_zone_she_chose_says_what_day_it_is_whatever_slack_says() {
    let (story, ana) = ana().await;
    open(&ana).await;
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.chooses("modal", "Time zone", "Pacific/Auckland").await.unwrap();
    ana.submits().await.unwrap();
    ana.closes().await.unwrap();
    // It's 2:00 on Thursday in Auckland, and still Wednesday in Lisbon, which is her zone in Slack.
    at(&story, "2026-06-03T14:00:00Z").await;
    ana.types("#general", "/evidence helped with the rollout").await.unwrap();
    ana.waits_until_sees("modal", "2026-06-04").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("4 June 2026"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    // The menu of zones is left empty.
    open(&ana).await;
    ana.fills("modal", "Pause until", "2026-06-04").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Choose a day after today"), "{}", ana.modal().unwrap());
    ana.fills("modal", "Pause until", "").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Thursday 4 June, around 15:30"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    at(&story, "2026-06-04T03:46:00Z").await;
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    assert_eq!(story.stored("SELECT MIN(happened_on) FROM evidence").await, "2026-06-04");
}

#[tokio::test]
async fn a_pause_in_the_past_is_said_below_its_field_and_keeps_what_was_chosen() {
    let (story, ana) = ana().await;
    open(&ana).await;
    ana.chooses("modal", "Day", "Monday").await.unwrap();
    ana.fills("modal", "Pause until", "2026-06-02").await.unwrap();
    ana.submits().await.unwrap();
    let form = ana.modal().unwrap();
    assert!(form.contains("Choose a day after today, or leave this empty.") && form.contains("Monday"), "{form}");
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.fills("modal", "Pause until", "2026-06-16").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("Your next question arrives on"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    at(&story, "2026-06-15T15:00:00Z").await;
    assert_eq!(prompts(&ana), 0);
    at(&story, "2026-06-16T08:30:00Z").await;
    assert_eq!(prompts(&ana), 1, "Monday's question, once the pause is over");
}

/// Chooses this person's language of dates, and changes nothing else.
async fn chooses_dates(person: &Person, option: &str) {
    open(person).await;
    person.chooses("modal", "Language of dates", option).await.unwrap();
    person.submits().await.unwrap();
    person.waits_until_sees("modal", "Saved.").await.unwrap();
}

async fn answer(person: &Person, typed: &str, words: &str) -> String {
    person.types("#general", typed).await.unwrap();
    person.waits_until_sees("#general", words).await.unwrap();
    last_answer(&person.screen("#general"))
}

#[tokio::test]
async fn ana_reads_dates_in_german_wherever_they_are() {
    let (story, ana) = ana().await;
    open(&ana).await;
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.chooses("modal", "Language of dates", "Deutsch (3. Juni 2026)").await.unwrap();
    ana.submits().await.unwrap();
    let saved = ana.modal().unwrap();
    assert!(saved.contains("Your next question arrives on Donnerstag, 4. Juni, around 15:30"), "{saved}");
    ana.closes().await.unwrap();
    at(&story, "2026-06-04T14:46:00Z").await;
    ana.presses(DM, "I did this").await.unwrap();
    ana.waits_until_sees(DM, "Saved:").await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "4. Juni 2026 ·").await.unwrap();
    insta::assert_snapshot!("german_entries", answer(&ana, "/framework me", "4. Juni 2026").await);
    let of_cell = "/framework level 3 communication";
    let cell = answer(&ana, of_cell, "Communication · Level 3").await;
    assert!(cell.contains("(your evidence: 4. Juni 2026)"), "{cell}");
    at(&story, "2026-06-11T14:46:00Z").await;
    ana.chooses(DM, "Later", "Ask me tomorrow").await.unwrap();
    ana.waits_until_sees(DM, "I’ll ask again on Freitag, 12. Juni, around 15:30").await.unwrap();
    let cell = answer(&ana, of_cell, "Communication · Level 3").await;
    assert!(cell.contains("(your evidence: 4. Juni 2026)"), "{cell}");
    // Existing messages are redrawn in the new language, and cached dates aren't reused.
    chooses_dates(&ana, "Polski (3 czerwca 2026)").await;
    ana.closes().await.unwrap();
    ana.waits_until_sees(DM, "I’ll ask again on piątek, 12 czerwca, around 15:30").await.unwrap();
    ana.waits_until_sees("home", "Czerwiec 2026").await.unwrap();
    let cell = answer(&ana, of_cell, "(your evidence: 4 czerwca 2026)").await;
    assert!(!cell.contains("Juni"), "{cell}");
    let priya = story.person("priya");
    priya.types("#general", "/evidence ran the retro").await.unwrap();
    priya.submits().await.unwrap();
    assert!(
        priya.modal().unwrap().contains("11 June 2026"),
        "the dates of others did not change: {}",
        priya.modal().unwrap()
    );
    priya.closes().await.unwrap();
}

#[tokio::test]
async fn an_engineer_without_questions_chooses_how_dates_are_written_too() {
    let (_story, ana) = ana().await;
    chooses_dates(&ana, "2026-06-03").await;
    assert!(ana.modal().unwrap().contains("Weekly questions are off"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    ana.types("#general", "/evidence helped with the rollout").await.unwrap();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains("2026-06-03 ·"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    open(&ana).await;
    assert!(ana.modal().unwrap().contains("Language of dates: (select: 2026-06-03 v)"), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    assert!(!ana.screen(DM).contains(TITLE), "{}", ana.screen(DM));
}

#[tokio::test]
async fn the_next_question_is_named_by_the_teams_clock_where_hers_is_unknown() {
    let (mut story, ana) = ana().await;
    story.team("Payments", &["priya"], &["ana"]).await;
    story.sql("UPDATE team SET zone = 'America/New_York'").await;
    story.slack.flies("ana", "Mars/Olympus").await;
    open(&ana).await;
    ana.chooses("modal", "Weekly question", "Ask me which behaviours I’ve shown").await.unwrap();
    ana.submits().await.unwrap();
    let saved = ana.modal().unwrap();
    assert!(saved.contains("Your next question arrives on Thursday 4 June, around 15:30"), "{saved}");
    ana.closes().await.unwrap();
}
