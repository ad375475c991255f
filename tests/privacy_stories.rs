//! Only the people that the author chose see what the author writes, no matter what happens and who tries.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

#[path = "privacy_stories/channels.rs"]
mod channels;
mod support;

use bearings::sandbox::Person;
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use support::signed_request::{SignedRequest, pressed_by, submitted_by};
use support::{Story, last_answer};

/// A word in every text of Ana's, and nowhere else.
const MARK: &str = "zebrafish";
const OTHERS: [&str; 4] = ["ben", "kenji", "priya", "maya"];

/// What Ana does with her newest entry, or what happens around her.
#[derive(Clone, Debug)]
enum Step {
    Log { shared: bool },
    Edit,
    Press(&'static str),
    Passes(i64),
    Managers(Vec<&'static str>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let managers = proptest::sample::subsequence(vec!["priya", "maya", "ben"], 0..=2);
    let step = prop_oneof![
        2 => any::<bool>().prop_map(|shared| Step::Log { shared }),
        1 => Just(Step::Edit),
        4 => proptest::sample::select(vec!["Share with my manager", "Share with my managers", "Unshare", "Delete", "Undo"])
            .prop_map(Step::Press),
        1 => (1_i64..15).prop_map(Step::Passes),
        2 => managers.prop_map(Step::Managers),
    ];
    proptest::collection::vec(step, 3..9)
}

async fn take(story: &mut Story, ana: &Person, number: usize, step: &Step) {
    match step {
        Step::Log { shared } => {
            ana.types("#general", &format!("/evidence {MARK} {number} https://{MARK}.example/{number}")).await.unwrap();
            ana.waits_until_sees("modal", "What happened?").await.unwrap();
            if *shared {
                // She may have no manager to share it with.
                let _ = ana.chooses("modal", "Who can see it", "My manager, @Priya Raman").await;
            }
            ana.submits().await.unwrap();
            ana.waits_until_sees("modal", "Saved").await.unwrap();
            ana.closes().await.unwrap();
        }
        Step::Edit => {
            ana.types("#general", "/framework me").await.unwrap();
            if ana.presses("#general", "Edit").await.is_ok() {
                ana.waits_until_sees("modal", "evidence ==").await.unwrap();
                if !ana.modal().unwrap().contains("Edit evidence") {
                    // A button on an older page belongs to an entry that is deleted by now.
                    assert!(ana.modal().unwrap().contains("This entry is gone"), "{}", ana.modal().unwrap());
                    return ana.closes().await.unwrap();
                }
                ana.fills("modal", "What happened?", &format!("{MARK} edited {number}")).await.unwrap();
                ana.submits().await.unwrap();
                ana.waits_until_sees("modal", "Saved").await.unwrap();
                ana.closes().await.unwrap();
            }
        }
        Step::Press(button) => {
            ana.types("#general", "/framework me").await.unwrap();
            let before = ana.screen("#general");
            // Not every button is shown at every time.
            if ana.presses("#general", button).await.is_ok() {
                ana.waits_until_changed("#general", &before).await.unwrap();
            }
        }
        Step::Passes(minutes) => story.passes(TimeDelta::minutes(*minutes)).await,
        Step::Managers(managers) => story.managers("ana", managers).await,
    }
}

/// Everything that a person can see: their Home, own page, a search, answers, menus, and every channel they open.
async fn sees(person: &Person) -> String {
    let mut seen = String::new();
    for command in
        ["/framework me", &format!("/framework me {MARK}"), "/framework level 3 mastery", "/framework search zebra"]
    {
        person.types("#general", command).await.unwrap();
        seen.push_str(&last_answer(&person.screen("#general")).replace(&format!("“{MARK}”"), ""));
    }
    person.opens_home().await.unwrap();
    person.waits_until_sees("home", "Your evidence").await.unwrap();
    seen.push_str(&person.home());
    person.presses("home", "Log evidence").await.unwrap();
    person.waits_until_sees("modal", "What happened?").await.unwrap();
    seen.push_str(&person.looks_up("modal", "Behaviours it shows", "zebra").await.unwrap().concat());
    seen.push_str(&person.modal().unwrap());
    person.closes().await.unwrap();
    for place in ["#backend", "dm"] {
        seen.push_str(&person.screen(place));
    }
    seen
}

async fn only_ana_sees_it(steps: &[Step]) {
    let mut story = Story::begin().await;
    story.keeps_private(MARK);
    story.managers("ana", &["priya"]).await;
    let ana = story.person("ana");
    take(&mut story, &ana, 0, &Step::Log { shared: true }).await;
    for (number, step) in (1..).zip(steps) {
        take(&mut story, &ana, number, step).await;
    }
    for name in OTHERS {
        let seen = sees(&story.person(name)).await;
        assert!(!seen.contains("zebrafish"), "{name} sees Ana's words: {seen}");
    }
}

#[test]
fn whatever_happens_only_the_author_sees_a_byte_of_it_here() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() });
    let outcome = runner.run(&steps(), |steps| {
        runtime.block_on(only_ana_sees_it(&steps));
        Ok(())
    });
    outcome.unwrap();
}

/// The evidence form with other words.
fn overwrites(member: &str, metadata: &str, view: &str) -> Value {
    let values = json!({
        "words/1": { "words": { "type": "plain_text_input", "value": "overwritten" } },
        "happened_on/1": { "happened_on": { "type": "datepicker", "selected_date": "2026-06-01" } },
    });
    submitted_by(member, "evidence", (view, metadata), &values)
}

#[tokio::test]
async fn ids_in_buttons_and_metadata_open_no_other_persons_entries() {
    let mut story = Story::begin().await;
    story.keeps_private(MARK);
    story.expects_in_log("could not finish");
    story.managers("ana", &["priya"]).await;
    let ana = story.person("ana");
    take(&mut story, &ana, 0, &Step::Log { shared: true }).await;
    // Her manager may only read it, an admin and a colleague can't even do that: she alone can change it.
    for member in ["U02BEN", "U04PRIYA", "U05MAYA"] {
        for act in ["edit", "share", "unshare", "delete", "restore"] {
            let press = pressed_by(member, "modal", &format!("entry/{act}/1/U02BEN/card"));
            let answer = SignedRequest::interaction(&press).send_to(&story).await;
            assert_eq!(answer.text().await.unwrap(), "");
        }
        let answer = SignedRequest::interaction(&overwrites(member, r#"{"edits":1}"#, "V666")).send_to(&story).await;
        let answer = answer.text().await.unwrap();
        assert!(answer.contains("This entry is gone") && !answer.contains(MARK), "{answer}");
    }
    story.stop().await;
    story.start().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    let own = last_answer(&ana.screen("#general"));
    assert!(own.contains("zebrafish 0") && own.contains("You and @Priya Raman can see this."), "{own}");
}

#[tokio::test]
async fn a_view_id_of_another_person_makes_an_entry_of_ones_own() {
    let mut story = Story::begin().await;
    story.keeps_private(MARK);
    for member in ["U01ANA", "U02BEN"] {
        let answer = SignedRequest::interaction(&overwrites(member, "", "V777")).send_to(&story).await;
        assert!(answer.text().await.unwrap().contains("Saved"));
    }
    for name in ["ana", "ben"] {
        let person = story.person(name);
        person.types("#general", "/framework me").await.unwrap();
        assert_eq!(last_answer(&person.screen("#general")).matches("overwritten").count(), 1, "{name}");
    }
}
