//! People's identities and preferences.

use super::person;
use crate::domain::privacy::catalogue::{Erasing, Record, RetainedData, Until};

const ONLY_THEM: &str = "only the person";
const ROSTER: Erasing = Erasing::Stays(
    "stays: the company decides who works together; an admin can take people off \
    the roster",
);
const ON_ROSTER: Until = Until::Event("for as long as it’s on the roster");

pub(super) const PEOPLE: &[Record] = &[
    person(
        "engineer",
        &[
            "workspace",
            "engineer",
            "introduction",
            "introduction_count",
            "decided_at",
            "shares_up_to",
            "zone",
            "eligible_since",
            "weekday",
            "minute_of_day",
            "frequency_weeks",
            "paused_until",
            "date_language",
        ],
        RetainedData {
            what: "their answer to the introduction, and their settings: when and how often they’re asked, who sees \
                new entries, time zone and language",
            why: "so that questions start only after they press Start, and then follow their settings",
            seen_by: ONLY_THEM,
            until: Until::Event("until they erase it"),
            erasing: Erasing::Stays(
                "deleted, except for the word “never”, so that Bearings doesn’t message them again",
            ),
            export: "settings",
        },
    ),
    person(
        "member",
        &[
            "workspace",
            "member",
            "zone",
            "fetched_at",
            "is_admin",
            "is_deactivated",
            "is_away",
            "away_until",
            "deactivated_at",
            "is_guest",
        ],
        RetainedData {
            what: "what Slack says about them: their time zone, and whether they are an admin, a guest, out of the \
                office, or have left",
            why: "so that they aren’t asked at night, while they’re away or after they leave",
            seen_by: "only the person, in their own export",
            until: Until::Event(
                "updated from Slack every day, for people who are on the roster or in conversation with Bearings",
            ),
            erasing: Erasing::Stays(
                "deleted if they aren’t on the roster; otherwise updated from Slack until an admin takes them off it",
            ),
            export: "slack",
        },
    ),
    person(
        "member_dm",
        &["workspace", "member", "channel"],
        RetainedData {
            what: "the id of their DM with Bearings",
            why: "so that Bearings has to ask Slack for it only once",
            seen_by: "only the person, in their own export",
            until: Until::Event("until they erase it"),
            erasing: Erasing::Gone,
            export: "slack",
        },
    ),
    person(
        "roster_engineer",
        &["workspace", "engineer", "track", "level", "team_id", "sub_level"],
        RetainedData {
            what: "their track, level, sub-level and team, as recorded by the company",
            why: "so that questions are about the behaviours of their level",
            seen_by: "the person, their managers, and admins, who maintain the roster",
            until: ON_ROSTER,
            erasing: ROSTER,
            export: "roster",
        },
    ),
    person(
        "roster_manager",
        &["tenure", "workspace", "engineer", "manager"],
        RetainedData {
            what: "each person’s managers, with one row for each unbroken period",
            why: "it decides who can read shared entries",
            seen_by: "both people, and admins, who maintain the roster",
            until: ON_ROSTER,
            erasing: ROSTER,
            export: "roster",
        },
    ),
    person(
        "team_manager",
        &["team_id", "manager"],
        RetainedData {
            what: "which teams they manage",
            why: "a team’s digest is for its managers",
            seen_by: "admins, who maintain the roster, and everyone who reads the digest",
            until: ON_ROSTER,
            erasing: ROSTER,
            export: "roster",
        },
    ),
    person(
        "team_allowed_member",
        &["team_id", "member"],
        RetainedData {
            what: "which teams’ digest channels they may be in without managing the team",
            why: "so that a digest is posted only where everyone in the channel may read it",
            seen_by: "the team’s managers, admins, and the authors before each digest",
            until: Until::Event("until a manager of the team takes them off the list"),
            erasing: Erasing::Stays(
                "stays: it decides who may be in a channel; a manager can take people off the list",
            ),
            export: "roster",
        },
    ),
];
