//! Two teams with a digest: each entry is read where its author is told, and nowhere else.

use bearings::sandbox::Person;
use chrono::{Datelike, TimeDelta};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{MARK, sees};
use crate::support::steps::sets_up_digest;
use crate::support::{Story, last_answer};

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
struct AuthorActions {
    author: &'static str,
    is_unshared: bool,
    is_deleted: bool,
}

struct Teams {
    story: Story,
    entries: Vec<AuthorActions>,
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
        sets_up_digest(&priya, "Digest settings").await;
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
                self.entries.push(AuthorActions { author: who, is_unshared: option.is_none(), is_deleted: false });
            }
            Turn::Presses { entry, button } if *entry < self.entries.len() => {
                let (author, _) = self.page(*entry).await;
                let before = author.screen("#general");
                // Not every button is shown at every time.
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
