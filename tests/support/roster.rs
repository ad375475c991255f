//! Engineers, managers and teams of a story, changed in its database while the bot is down.

use std::sync::Arc;

use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{Actor, TrackId};
use bearings::domain::roster::{Roster, RosterEngineer, TeamName};
use bearings::sandbox::Sandbox;
use bearings::services::{Services, roster};
use bearings::store::{self, Store};

use super::Story;
use super::steps::starts;

impl Story {
    /// Gives an engineer these managers; restarts the bot.
    pub async fn managers(&mut self, engineer: &str, managers: &[&str]) {
        let member = |name: &str| self.slack.member(name).unwrap();
        let managers = managers.iter().map(|name| member(name)).collect();
        let engineer = member(engineer);
        self.changes_roster(|roster| roster.engineers.entry(engineer).or_default().managers = managers).await;
    }

    /// Makes a person an engineer at this level with these managers; restarts the bot.
    pub async fn seats(&mut self, engineer: &str, level: u8, managers: &[&str]) {
        let member = |name: &str| self.slack.member(name).unwrap();
        let (track, level) = (Some(TrackId::new("backend")), Some(LevelNumber(level)));
        let managers = managers.iter().map(|name| member(name)).collect();
        let (member, engineer) =
            (member(engineer), RosterEngineer { managers, track, level, ..RosterEngineer::default() });
        self.changes_roster(|roster| drop(roster.engineers.insert(member, engineer))).await;
    }

    /// Makes this team as a roster file would; restarts the bot.
    pub async fn team(&mut self, name: &str, managers: &[&str], engineers: &[&str]) {
        let member = |name: &&str| self.slack.member(name).unwrap();
        let name = TeamName::new(name);
        let managers = managers.iter().map(member).collect();
        let engineers: Vec<_> = engineers.iter().map(member).collect();
        self.changes_roster(|roster| {
            roster.set_team(&name, managers);
            for engineer in &engineers {
                roster.assign_to_team(engineer, &name);
            }
        })
        .await;
    }

    async fn changes_roster(&mut self, change: impl FnOnce(&mut Roster) + Send) {
        let store = self.store().await;
        let changed = |mut roster: Roster| {
            change(&mut roster);
            roster
        };
        roster::update(&store, &Sandbox::workspace(), &|_| None, changed).await.unwrap();
        self.restarts(store).await;
    }

    /// Introduces these people as an admin would; restarts the bot.
    pub async fn introduces(&mut self, engineers: &[&str]) {
        let store = self.store().await;
        let actor = |name: &&str| Actor { workspace: Sandbox::workspace(), member: self.slack.member(name).unwrap() };
        let engineers: Vec<Actor> = engineers.iter().map(actor).collect();
        Services::new(&store).introductions.introduce(&engineers, self.slack.clock().now()).await.unwrap();
        self.restarts(store).await;
        self.running.as_ref().unwrap().run_due_now().await;
    }

    /// Makes these people Priya's engineers at level 3, who want the weekly question.
    pub async fn asks_weekly(&mut self, engineers: &[&str]) {
        for engineer in engineers {
            self.seats(engineer, 3, &["priya"]).await;
        }
        self.introduces(engineers).await;
        for engineer in engineers {
            starts(&self.person(engineer)).await;
        }
    }

    /// Stops the bot and opens its database.
    async fn store(&mut self) -> Arc<Store> {
        self.stop().await;
        Arc::new(store::open(&self.database.url()).await.unwrap())
    }

    /// Closes the database and starts the bot again.
    async fn restarts(&mut self, store: Arc<Store>) {
        store.close().await;
        drop(store);
        self.start().await.unwrap();
    }
}
