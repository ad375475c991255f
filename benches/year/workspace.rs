//! The people of the workspace, and what they do with the bot's messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bearings::clock::Clock;
use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{Actor, MemberId, TrackId};
use bearings::domain::introduction::IntroductionDecision;
use bearings::domain::member::Profile;
use bearings::domain::roster::{Roster, RosterEngineer, TeamName};
use bearings::sandbox::{Person, Sandbox, Setup};
use bearings::services::{Services, frameworks, members, roster};
use bearings::store;
use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::bot::BotProcess;

pub const TOKEN: &str = "xoxb-obviously-fake";
pub const SECRET: &str = "0bv10us1yfakes1gn1ngsecret";
const ZONES: [&str; 3] = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata"];
/// The size of a team. The first team is Priya's and has a digest.
const TEAM: usize = 25;
const PROMPT: &str = "Did you do any of these this week?";
const DM: &str = "dm";

pub struct Workspace {
    pub slack: Sandbox,
    pub address: String,
    pub database: PathBuf,
    pub framework: PathBuf,
    people: Vec<SimulatedEngineer>,
    /// The number of messages posted by the last check.
    posted: usize,
    _directory: TempDir,
}

struct SimulatedEngineer {
    name: String,
    person: Person,
    /// The number of questions received.
    asked: usize,
}

impl Workspace {
    /// Makes everyone an engineer who pressed Start. It is the morning of the first Monday of 2026.
    pub async fn begin(people: usize) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let database = directory.path().join("bearings.db");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let monday: DateTime<Utc> = "2026-01-05T08:00:00Z".parse().expect("an instant");
        let manifest = std::fs::read_to_string(root.join("manifest.yml")).expect("the manifest");
        let clock = Clock::still(monday);
        let setup = Setup { manifest: &manifest, bot_token: TOKEN, signing_secret: SECRET, clock };
        let slack = Sandbox::new(setup).expect("a workspace");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        slack.listening_at(&address);
        slack.stops_limiting();
        tokio::spawn(axum::serve(listener, slack.router()).into_future());
        let hired = slack.hires(people, &ZONES);
        let framework = root.join("framework");
        fill(&slack, &database, &framework, &hired).await;
        let engineer = |number: usize| {
            let name = format!("hire{}", number + 1);
            SimulatedEngineer { person: slack.person(&name), name, asked: 0 }
        };
        let people = (0..people).map(engineer).collect();
        Self { slack, address, database, framework, people, posted: 0, _directory: directory }
    }

    /// Priya sets up her team's digest.
    pub async fn settles_in(&mut self, bot: &mut BotProcess) {
        bot.does_what_is_due(self.slack.clock().now());
        self.slack.invite("bearings", "payments-leads").await;
        let priya = self.slack.person("priya");
        priya.opens_home().await.expect("Home");
        priya.presses("home", "Digest settings").await.expect("a button");
        priya.chooses("modal", "Digest on", "Friday").await.expect("a menu");
        priya.fills("modal", "Digest at", "16:00").await.expect("a field");
        priya.chooses("modal", "Digest channel", "#payments-leads").await.expect("a menu");
        priya.chooses("modal", "Who else may be in the channel", "Maya Cohen").await.expect("a menu");
        priya.submits().await.expect("a button");
        priya.waits_until_sees("modal", "Saved.").await.expect("an answer");
        priya.closes().await.expect("a button");
    }

    /// Everyone asked since the last call reacts in their own way.
    pub async fn reacts(&mut self) {
        let posted = self.slack.calls("chat.postMessage").made;
        if std::mem::replace(&mut self.posted, posted) == posted {
            return;
        }
        for (number, engineer) in self.people.iter_mut().enumerate() {
            let all = self.slack.posted_to(&engineer.name);
            let asked = all.iter().filter(|posted| posted.text.starts_with(PROMPT)).count();
            if std::mem::replace(&mut engineer.asked, asked) == asked {
                continue;
            }
            let label = match number % 5 {
                0..=2 => "I did this",
                3 => "Nothing this week",
                _ => continue,
            };
            engineer.person.presses(DM, label).await.expect("a button");
        }
    }

    /// What people do on their own in a week.
    pub async fn works(&mut self, week: usize) {
        for number in 0..self.people.len() / 10 {
            let engineer = self.people.get((number * 10 + week) % self.people.len()).expect("a person");
            self.logs(&engineer.person, week, false).await;
        }
        for number in 0..5.min(self.people.len()) {
            let engineer = self.people.get(number).expect("a person");
            self.logs(&engineer.person, week, true).await;
        }
        for number in 0..self.people.len() / 5 {
            let engineer = self.people.get((number * 5 + week) % self.people.len()).expect("a person");
            let asked = ["level 3 mastery", "me", "search proposals", "compare 3 4 impact"];
            let asked = asked.get(number % asked.len()).expect("one of them");
            engineer.person.types("#general", &format!("/framework {asked}")).await.expect("a place to type");
        }
        let priya = self.slack.person("priya");
        priya.opens_home().await.expect("Home");
    }

    async fn logs(&self, person: &Person, week: usize, shared: bool) {
        let words = format!("in week {week} I wrote down how we mend the ledger when a payout is late");
        person.types("#general", &format!("/evidence {words}")).await.expect("a place to type");
        person.waits_until_sees("modal", "Log evidence").await.expect("a form");
        if shared {
            person.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.expect("a choice");
        }
        person.submits().await.expect("a button");
        person.waits_until_sees("modal", "Saved").await.expect("an answer");
        person.closes().await.expect("a button");
    }
}

/// Sets up teams, levels and introductions through the bot's own services, before it runs.
async fn fill(slack: &Sandbox, database: &Path, framework: &Path, hired: &[MemberId]) {
    let now = slack.clock().now();
    let address = format!("sqlite://{}", database.display());
    let store = Arc::new(store::open(&address).await.expect("a database"));
    frameworks::load(&store, framework, now).await.expect("the framework");
    let services = Services::new(&store);
    let priya = slack.member("priya").expect("Priya");
    let engineer = RosterEngineer {
        track: Some(TrackId::new("backend")),
        level: Some(LevelNumber(3)),
        ..RosterEngineer::default()
    };
    let seated = |mut roster: Roster| {
        roster.engineers.extend(hired.iter().map(|member| (member.clone(), engineer.clone())));
        for (number, team) in hired.chunks(TEAM).enumerate() {
            let name = TeamName::new(format!("Team {number}"));
            let manager = if number == 0 { priya.clone() } else { team.first().expect("a person").clone() };
            roster.set_team(&name, [manager].into_iter().collect());
            for member in team {
                roster.assign_to_team(member, &name);
            }
        }
        roster
    };
    roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.expect("everybody's team");
    let actor = |member: &MemberId| Actor { workspace: Sandbox::workspace(), member: member.clone() };
    let everybody: Vec<Actor> = hired.iter().map(actor).collect();
    services.introductions.introduce(&everybody, now).await.expect("introductions");
    for (who, zone) in everybody.iter().zip(ZONES.iter().cycle()) {
        let profile = Profile { zone: Some((*zone).to_owned()), ..Profile::default() };
        members::note(&store, who, &profile, now).await.expect("a member");
        services.introductions.decide(who, IntroductionDecision::Start, now).await.expect("a start");
    }
    store.close().await;
}
