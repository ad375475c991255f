//! Puts people into teams with a digest, and has everyone share two more entries.

use std::collections::BTreeSet;

use bearings::domain::ids::{Actor, ChannelId, MemberId};
use bearings::domain::roster::{Roster, TeamName, WeeklyTime};
use bearings::services::{roster, teams};
use bearings::store::{self, Writing, evidence};
use chrono::{DateTime, NaiveTime, Utc, Weekday};

use crate::data::{Chance, Words, library, member, workspace};
use crate::database::{self, address};
use crate::fill::entry;

const SIZE: usize = 10;
/// All people in the database; the teams' managers get the numbers after theirs.
const PEOPLE: usize = 10_000;
/// Nothing from before this goes into a digest. It is later than everything already in the database.
const SINCE: &str = "2026-06-01T18:00:00Z";
const SHARED: &str = "2026-06-02T10:00:00Z";
const FRIDAY_AT_FOUR: WeeklyTime = WeeklyTime {
    weekday: Weekday::Fri,
    time: NaiveTime::from_hms_opt(16, 0, 0).expect("four in the afternoon exists"),
};
/// New entries are numbered from here.
const NEW: usize = 1_000_000_000;

pub async fn assign_to_team(database: &str, count: usize) {
    let store = store::open(&address(database)).await.expect("the database");
    let (here, since): (_, DateTime<Utc>) = (workspace(), SINCE.parse().expect("an instant"));
    let seated = |mut roster: Roster| {
        for team in 0..count {
            let name = TeamName::new(format!("Team {team:04}"));
            roster.set_team(&name, [manager(team)].into());
            for number in team * SIZE..(team + 1) * SIZE {
                roster.assign_to_team(&member(number), &name);
            }
        }
        roster
    };
    let zone_of = |_: &MemberId| Some("Europe/Lisbon".to_owned());
    roster::update(&store, &here, &zone_of, seated).await.expect("a roster");
    for seated in teams::list(&store, &here).await.expect("teams") {
        let admin = Actor { workspace: here.clone(), member: member(0) };
        let digest = (FRIDAY_AT_FOUR, ChannelId::new(format!("G{:04}", seated.team.id.0)));
        let (team, nobody) = (seated.team.id, BTreeSet::new());
        let saved = teams::save_digest(&store, &admin, true, team, Some(&digest), &nobody, since).await;
        assert!(saved.expect("the database"), "a digest is set");
    }
    let mut writing = store.write().await.expect("the database");
    share(&mut writing, count * SIZE).await;
    writing.commit().await.expect("room on the disk");
    store.close().await;
}

async fn share(writing: &mut Writing, people: usize) {
    let (words, mut chance) = (Words::of(&library()), Chance::new(2));
    let at: DateTime<Utc> = SHARED.parse().expect("an instant");
    for author in 0..people {
        let who = Actor { workspace: workspace(), member: member(author) };
        let assignment = store::person::find_person(writing, &who).await.expect("a person").assignment;
        for new in 0..2 {
            let id = entry(writing, NEW + author * 2 + new, author, &words, at, &mut chance).await;
            evidence::update_shares(writing, id, &assignment.managers, at).await.expect("a share");
        }
    }
}

fn manager(team: usize) -> MemberId {
    member(PEOPLE + team)
}

/// Marks every preview as sent in time, since Slack isn't called here.
pub async fn previews_are_sent(database: &str, at: DateTime<Utc>) {
    let at = at.timestamp_millis();
    let sent = format!(
        "UPDATE delivery SET state = 'sent', channel = 'D1', ts = CAST(id AS TEXT) WHERE kind = 'preview';
         UPDATE digest_entry SET previewed_at = {at}"
    );
    database::run(database, sent).await;
}
