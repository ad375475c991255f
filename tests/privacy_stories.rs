//! Only the people that the author chose see what the author writes, no matter what happens and who tries.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod support;

use bearings::sandbox::Person;
use chrono::{Datelike, TimeDelta};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use support::signed_request::SignedRequest;
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
                    assert!(ana.modal().unwrap().contains("no longer there"), "{}", ana.modal().unwrap());
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
            // Not every button is there at every time.
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

async fn nobody_else_sees_it(steps: &[Step]) {
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
fn whatever_happens_nobody_but_the_author_sees_a_byte_of_it_here() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() });
    let outcome = runner.run(&steps(), |steps| {
        runtime.block_on(nobody_else_sees_it(&steps));
        Ok(())
    });
    outcome.unwrap();
}

/// What happens in two teams with a digest in Priya's channel: Ana and Ben are in her team; Ben manages Kenji's.
#[derive(Clone, Debug)]
enum Turn {
    Logs { who: &'static str, shared: bool },
    Presses { entry: usize, button: &'static str },
    Managers { team: &'static str, managers: Vec<&'static str> },
    Friday,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let managers = proptest::sample::subsequence(vec!["ben", "maya", "priya"], 1..=2);
    let button =
        proptest::sample::select(vec!["Share with my manager", "Share with my managers", "Unshare", "Delete", "Undo"]);
    let turn = prop_oneof![
        3 => (proptest::sample::select(vec!["ana", "ben", "kenji"]), proptest::bool::weighted(0.8))
            .prop_map(|(who, shared)| Turn::Logs { who, shared }),
        4 => (0..6_usize, button).prop_map(|(entry, button)| Turn::Presses { entry, button }),
        2 => (proptest::sample::select(vec!["Payments", "Ledger"]), managers)
            .prop_map(|(team, managers)| Turn::Managers { team, managers }),
        2 => Just(Turn::Friday),
    ];
    proptest::collection::vec(turn, 4..10)
}

const EVERYBODY: [(&str, &str); 5] = [
    ("ana", "Ana Sousa"),
    ("ben", "Ben Okafor"),
    ("kenji", "Kenji Mori"),
    ("priya", "Priya Raman"),
    ("maya", "Maya Cohen"),
];
const LEADS: &str = "#payments-leads";

/// What the author did with an entry, apart from what they're told about who can see it.
struct Kept {
    author: &'static str,
    is_unshared: bool,
    is_deleted: bool,
}

struct Teams {
    story: Story,
    entries: Vec<Kept>,
}

/// A word in this entry, and nowhere else.
fn mark(entry: usize) -> String {
    format!("{MARK}{entry}x")
}

impl Teams {
    async fn begin() -> Self {
        let mut story = Story::begin().await;
        story.keeps_private(MARK);
        story.team("Payments", &["priya"], &["ana", "ben"]).await;
        story.team("Ledger", &["ben"], &["kenji"]).await;
        story.slack.invite("bearings", "payments-leads").await;
        let priya = story.person("priya");
        priya.opens_home().await.unwrap();
        priya.presses("home", "Digest settings").await.unwrap();
        priya.chooses("modal", "Digest on", "Friday").await.unwrap();
        priya.fills("modal", "Digest at", "16:00").await.unwrap();
        priya.chooses("modal", "Digest channel", LEADS).await.unwrap();
        priya.chooses("modal", "Who else may be in that channel", "Maya Cohen").await.unwrap();
        priya.submits().await.unwrap();
        priya.waits_until_sees("modal", "Saved.").await.unwrap();
        priya.closes().await.unwrap();
        Self { story, entries: Vec::new() }
    }

    /// The author's own page, narrowed to this entry.
    async fn page(&self, entry: usize) -> (Person, String) {
        let author = self.story.person(self.entries[entry].author);
        author.types("#general", &format!("/framework me {}", mark(entry))).await.unwrap();
        let page = last_answer(&author.screen("#general"));
        (author, page)
    }

    async fn take(&mut self, turn: &Turn) {
        match turn {
            Turn::Logs { who, shared } => {
                let (author, words) = (self.story.person(who), mark(self.entries.len()));
                author.types("#general", &format!("/evidence {words} https://{MARK}.example/{words}")).await.unwrap();
                author.waits_until_sees("modal", "What happened?").await.unwrap();
                let form = author.modal().unwrap();
                let option =
                    form.lines().find_map(|line| line.strip_prefix("( ) ").filter(|_| line.contains("My manager")));
                // In a team that they manage themselves, they have no one to share with.
                let option = option.filter(|_| *shared).and_then(|option| option.split(" – ").next());
                if let Some(option) = option {
                    author.chooses("modal", "Who can see it", option).await.unwrap();
                }
                author.submits().await.unwrap();
                author.waits_until_sees("modal", "Saved").await.unwrap();
                author.closes().await.unwrap();
                self.entries.push(Kept { author: who, is_unshared: option.is_none(), is_deleted: false });
            }
            Turn::Presses { entry, button } if *entry < self.entries.len() => {
                let (author, _) = self.page(*entry).await;
                let before = author.screen("#general");
                // Not every button is there at every time.
                if author.presses("#general", button).await.is_err() {
                    return;
                }
                author.waits_until_changed("#general", &before).await.unwrap();
                let kept = &mut self.entries[*entry];
                match *button {
                    "Unshare" => kept.is_unshared = true,
                    "Delete" => kept.is_deleted = true,
                    "Undo" => kept.is_deleted = false,
                    _ => kept.is_unshared = false,
                }
            }
            Turn::Presses { .. } => {}
            Turn::Managers { team: "Ledger", managers } => {
                self.story.team("Ledger", managers, &["kenji"]).await;
            }
            Turn::Managers { team, managers } => self.story.team(team, managers, &["ana", "ben"]).await,
            Turn::Friday => {
                let now = self.story.slack.clock().now();
                let ahead = (11 - i64::from(now.weekday().num_days_from_monday())) % 7;
                let friday = now.date_naive() + TimeDelta::days(if ahead == 0 { 7 } else { ahead });
                for (day, time) in [(friday - TimeDelta::days(1), "10:05"), (friday, "16:01")] {
                    self.story.passes_to(&format!("{day}T{time}:00Z")).await;
                }
            }
        }
    }

    /// Asserts that exactly the people that the author is told about see each entry.
    async fn check(&self) {
        let mut named = Vec::new();
        for entry in 0..self.entries.len() {
            let (_, page) = self.page(entry).await;
            let told = page.lines().find(|line| line.contains("can see this.")).unwrap_or_default().to_owned();
            named.push(told);
        }
        for (name, full) in EVERYBODY {
            let person = self.story.person(name);
            let seen = sees(&person).await + &opens_all(&person).await;
            let leads = person.screen(LEADS);
            for (entry, kept) in self.entries.iter().enumerate().filter(|(_, kept)| kept.author != name) {
                let is_named = named[entry].contains(&format!("@{full}"));
                assert_eq!(seen.contains(&mark(entry)), is_named, "{name}, entry {entry} ({}): {seen}", named[entry]);
                let reads_there = matches!(name, "priya" | "maya") && !kept.is_unshared && !kept.is_deleted;
                assert!(
                    reads_there || !leads.contains(&mark(entry)),
                    "{name} reads entry {entry} in the channel: {leads}"
                );
                if is_named {
                    let author = self.story.person(kept.author);
                    author.opens_home().await.unwrap();
                    author.waits_until_sees("home", &format!("@{full} opened ")).await.unwrap();
                }
            }
        }
    }
}

/// Everything behind the *Open* buttons in a person's Home.
async fn opens_all(person: &Person) -> String {
    let mut seen = String::new();
    person.opens_home().await.unwrap();
    person.waits_until_sees("home", "Your evidence").await.unwrap();
    for nth in 1.. {
        if person.presses_nth("home", "Open", nth).await.is_err() {
            break;
        }
        person.waits_until_sees("modal", "Shared with you").await.unwrap();
        seen.push_str(&person.modal().unwrap());
        person.closes().await.unwrap();
    }
    seen
}

#[test]
fn whatever_happens_each_entry_is_read_where_its_author_is_told_and_nowhere_else() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 5, max_shrink_iters: 8, ..ProptestConfig::default() });
    let outcome = runner.run(&turns(), |turns| {
        runtime.block_on(async {
            let mut teams = Teams::begin().await;
            for turn in &turns {
                teams.take(turn).await;
            }
            // A withdrawn entry is gone within a minute.
            teams.story.passes(TimeDelta::minutes(1)).await;
            teams.check().await;
        });
        Ok(())
    });
    outcome.unwrap();
}

fn pressed_by(member: &str, action_id: &str) -> Value {
    json!({
        "type": "block_actions", "team": { "id": "T0LOCAL", "domain": "dummyco" }, "user": { "id": member },
        "trigger_id": "never.given", "container": { "type": "view", "view_id": "V1" },
        "view": { "id": "V1", "type": "modal", "private_metadata": "{}", "state": { "values": {} } },
        "actions": [{ "type": "button", "action_id": action_id, "block_id": "b", "value": "1", "action_ts": "1.2" }],
    })
}

fn submitted_by(member: &str, metadata: &str, view: &str) -> Value {
    let field = |name: &str, state: Value| (format!("{name}/1"), json!({ name: state }));
    let values: serde_json::Map<String, Value> = [
        field("words", json!({ "type": "plain_text_input", "value": "overwritten" })),
        field("happened_on", json!({ "type": "datepicker", "selected_date": "2026-06-01" })),
    ]
    .into_iter()
    .collect();
    json!({
        "type": "view_submission", "team": { "id": "T0LOCAL", "domain": "dummyco" }, "user": { "id": member },
        "view": {
            "id": view, "type": "modal", "callback_id": "evidence", "private_metadata": metadata,
            "state": { "values": values },
        },
    })
}

#[tokio::test]
async fn ids_in_buttons_and_metadata_open_nothing_that_is_somebody_elses() {
    let mut story = Story::begin().await;
    story.keeps_private(MARK);
    story.expects_in_log("could not finish");
    story.expects_complaint("views.");
    story.managers("ana", &["priya"]).await;
    let ana = story.person("ana");
    take(&mut story, &ana, 0, &Step::Log { shared: true }).await;
    // Her manager may only read it, an admin and a colleague can't even do that: she alone can change it.
    for member in ["U02BEN", "U04PRIYA", "U05MAYA"] {
        for act in ["edit", "share", "unshare", "delete", "restore"] {
            let answer = SignedRequest::interaction(&pressed_by(member, &format!("entry/{act}/1/U02BEN/card")))
                .send_to(&story)
                .await;
            assert_eq!(answer.text().await.unwrap(), "");
        }
        let answer = SignedRequest::interaction(&submitted_by(member, r#"{"edits":1}"#, "V666")).send_to(&story).await;
        let answer = answer.text().await.unwrap();
        assert!(answer.contains("no longer there") && !answer.contains(MARK), "{answer}");
    }
    story.stop().await;
    story.start().await.unwrap();
    ana.types("#general", "/framework me").await.unwrap();
    let own = last_answer(&ana.screen("#general"));
    assert!(own.contains("zebrafish 0") && own.contains("You and @Priya Raman can see this."), "{own}");
}

#[tokio::test]
async fn a_view_id_of_somebody_else_makes_an_entry_of_ones_own() {
    let mut story = Story::begin().await;
    story.keeps_private(MARK);
    for member in ["U01ANA", "U02BEN"] {
        let answer = SignedRequest::interaction(&submitted_by(member, "", "V777")).send_to(&story).await;
        assert!(answer.text().await.unwrap().contains("Saved"));
    }
    for name in ["ana", "ben"] {
        let person = story.person(name);
        person.types("#general", "/framework me").await.unwrap();
        assert_eq!(last_answer(&person.screen("#general")).matches("overwritten").count(), 1, "{name}");
    }
}
