//! Slack asks the bot to wait: answers still arrive, once and in order, or people read that they can press again.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::{Fault, Person};
use chrono::TimeDelta;
use support::faults::{POST, eventually};
use support::{Story, last_answer};

const DM: &str = "dm";
const ANSWER: &str = "Save this as evidence?";

/// How many answers of the app are in this DM.
fn answers(person: &Person) -> usize {
    person.screen(DM).matches("Save as evidence").count()
}

/// Time passes in these steps until the condition holds: an answer in flight counts its wait from when it arrives.
async fn passes_until(story: &Story, step: TimeDelta, what: &str, is_so: impl Fn() -> bool) {
    let steps = async || {
        story.passes(step).await;
        is_so()
    };
    eventually(what, steps).await;
}

async fn limited(story: &Story, method: &str, times: usize) {
    eventually(method, async || story.slack.calls(method).limited >= times).await;
}

#[tokio::test]
async fn three_messages_within_a_second_get_three_answers_though_slack_asks_to_wait() {
    let mut story = Story::begin().await;
    let (ana, ben) = (story.person("ana"), story.person("ben"));
    story.slack.storm(POST, &[(Fault::RateLimited(1), 100)], 1);
    for words in ["first rollback", "second rollback", "third rollback"] {
        story.keeps_private(words);
        ana.types(DM, words).await.unwrap();
    }
    limited(&story, POST, 1).await;
    ben.types(DM, "another rollback").await.unwrap();
    let is_limited_again = || story.slack.calls(POST).limited > 1;
    passes_until(&story, TimeDelta::seconds(1), "it is tried again", is_limited_again).await;
    story.slack.calms(POST);
    let are_answered = || answers(&ana) == 3 && answers(&ben) == 1;
    passes_until(&story, TimeDelta::seconds(1), "all are answered", are_answered).await;
    let screen = ana.screen(DM);
    let places = ["first", "second", "third"].map(|word| screen.rfind(&format!("{word} rollback")).unwrap());
    assert!(places.is_sorted(), "{screen}");
    assert_eq!(story.slack.calls(POST).early, 0);
}

#[tokio::test]
async fn the_newest_home_is_shown_once_slack_takes_one() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    story.slack.storm("views.publish", &[(Fault::RateLimited(30), 100)], 1);
    ana.opens_home().await.unwrap();
    limited(&story, "views.publish", 1).await;
    for words in ["paired on the ledger", "wrote the runbook"] {
        ana.types("#general", &format!("/framework log {words}")).await.unwrap();
        ana.waits_until_sees("modal", "Log evidence").await.unwrap();
        ana.submits().await.unwrap();
        ana.waits_until_sees("modal", "Only you can see this.").await.unwrap();
        ana.closes().await.unwrap();
    }
    story.slack.calms("views.publish");
    let is_shown = || ana.home().contains("wrote the runbook");
    passes_until(&story, TimeDelta::seconds(30), "it is shown", is_shown).await;
    ana.waits_until_sees("home", "wrote the runbook").await.unwrap();
    assert!(ana.home().contains("paired on the ledger"));
    assert_eq!(story.slack.calls("views.publish").made, 2, "one that was refused, and the newest");
}

#[tokio::test]
async fn a_press_is_answered_where_it_was_pressed_once_slack_takes_it() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    story.slack.break_next("response_url", Fault::RateLimited(1));
    story.slack.break_next("response_url", Fault::Refused("service_unavailable".into()));
    ana.presses("#general", "Level 4 →").await.unwrap();
    let is_answered = || ana.screen("#general").contains("Mastery · Level 4");
    passes_until(&story, TimeDelta::seconds(1), "it is answered", is_answered).await;
    ana.waits_until_sees("#general", "Mastery · Level 4").await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    ana.presses("home", "How to ask").await.unwrap();
    ana.waits_until_sees("modal", "/framework").await.unwrap();
    story.slack.break_next("views.update", Fault::RateLimited(30));
    ana.presses("modal", "About the framework").await.unwrap();
    limited(&story, "views.update", 1).await;
    let is_answered = || ana.modal().unwrap().contains("About our engineering");
    passes_until(&story, TimeDelta::seconds(30), "it is answered", is_answered).await;
    ana.waits_until_sees("modal", "About our engineering progression frameworks").await.unwrap();
}

#[tokio::test]
async fn a_form_that_slack_does_not_open_is_reported_to_its_user() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "What’s expected?").await.unwrap();
    story.slack.break_next("views.open", Fault::RateLimited(60));
    ana.presses("home", "How to ask").await.unwrap();
    ana.waits_until_sees(DM, "Slack was too busy to show you that.").await.unwrap();
    // Until the minute is over, the bot doesn't even call Slack.
    ana.types("#general", "/framework settings").await.unwrap();
    ana.waits_until_sees("#general", "Slack was too busy to show you that.").await.unwrap();
    ana.types("#general", "/framework log paired on the ledger").await.unwrap();
    ana.waits_until_sees("#general", "Slack didn’t open the form").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("paired on the ledger"));
    ana.types("#general", "/framework my-data").await.unwrap();
    ana.waits_until_sees("#general", "Bearings can’t show what it keeps about you right now.").await.unwrap();
    ana.uses_shortcut("Log evidence").await.unwrap();
    eventually("the shortcut is answered", async || ana.screen(DM).matches("too busy").count() == 2).await;
    assert_eq!(story.slack.calls("views.open").made, 1);
    story.passes(TimeDelta::minutes(1)).await;
    ana.presses("home", "How to ask").await.unwrap();
    ana.waits_until_sees("modal", "/framework").await.unwrap();
}

#[tokio::test]
async fn an_answer_that_would_come_too_late_is_one_line_in_the_log() {
    let story = Story::begin().await;
    let ana = story.person("ana");
    story.slack.break_next(POST, Fault::RateLimited(3_600));
    ana.types(DM, "fixed the build").await.unwrap();
    eventually("it is given up", async || story.log.text().contains("could not finish while Slack is busy")).await;
    story.passes(TimeDelta::hours(1)).await;
    assert_eq!(story.log.text().matches("could not finish").count(), 1);
    ana.types(DM, "fixed the build again").await.unwrap();
    ana.waits_until_sees(DM, ANSWER).await.unwrap();
}

#[tokio::test]
async fn a_stop_sends_what_can_still_be_sent() {
    let mut story = Story::begin().await;
    let ana = story.person("ana");
    story.slack.break_next(POST, Fault::RateLimited(1));
    ana.types(DM, "fixed the build").await.unwrap();
    limited(&story, POST, 1).await;
    story.stop().await;
    assert_eq!(answers(&ana), 1);
}

#[tokio::test]
async fn an_answer_in_doubt_is_there_once() {
    for (fault, is_there) in [
        (Fault::AnswerLost, true),
        (Fault::Dropped { done: true }, true),
        (Fault::Dropped { done: false }, false),
        (Fault::ServerError, false),
    ] {
        let story = Story::begin().await;
        let ana = story.person("ana");
        story.slack.break_next(POST, fault);
        ana.types(DM, "fixed the build").await.unwrap();
        eventually("it is tried", async || story.slack.calls(POST).made == 1).await;
        // The settle time counts from the answer, which may be in flight.
        let settled = async || {
            story.passes(TimeDelta::seconds(30)).await;
            story.slack.calls("conversations.history").made == 1
        };
        eventually("it is looked for", settled).await;
        eventually("it arrives", async || answers(&ana) == 1).await;
        assert_eq!(story.slack.calls(POST).made, if is_there { 1 } else { 2 });
    }
}
