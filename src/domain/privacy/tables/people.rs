//! People's identities and preferences.

use super::person;
use crate::domain::privacy::catalogue::{Erasing, Record, RetainedData, Until};

const ONLY_THEM: &str = "the person alone";
const ROSTER: Erasing = Erasing::Stays("the company says who works with whom; an admin takes people off the roster");
const ON_ROSTER: Until = Until::Event("as long as the roster says so");

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
            what: "what they answered to the introduction, and their settings: when, how often, for whom, which zone and language",
            why: "nobody is asked anything before they press Start, and then as they like",
            seen_by: ONLY_THEM,
            until: Until::Event("until they have it erased"),
            erasing: Erasing::Stays(
                "emptied but for one word, “never”, so that nobody has the bot write to them again",
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
            what: "what Slack says of them: time zone, whether they are an admin or a guest, have left or are out of the office",
            why: "nobody is asked at night, while away or after they left",
            seen_by: "nobody; the person in their export",
            until: Until::Event(
                "read anew from Slack every day, for those on the roster or in conversation with the bot",
            ),
            erasing: Erasing::Stays(
                "gone for whoever is not on the roster; for the others it is read anew until an admin takes them off",
            ),
            export: "slack",
        },
    ),
    person(
        "member_dm",
        &["workspace", "member", "channel"],
        RetainedData {
            what: "the number of their DM with the bot",
            why: "Slack is asked for it once",
            seen_by: "nobody; the person in their export",
            until: Until::Event("until they have it erased"),
            erasing: Erasing::Gone,
            export: "slack",
        },
    ),
    person(
        "roster_engineer",
        &["workspace", "engineer", "track", "level", "team_id", "sub_level"],
        RetainedData {
            what: "their track, level, sub-level and team, as the company says",
            why: "they are asked about behaviours of their level",
            seen_by: "the person, their managers, and admins, who write the roster",
            until: ON_ROSTER,
            erasing: ROSTER,
            export: "roster",
        },
    ),
    person(
        "roster_manager",
        &["tenure", "workspace", "engineer", "manager"],
        RetainedData {
            what: "who is whose manager, one row for each unbroken time",
            why: "it decides who may read what is shared",
            seen_by: "both of them, and admins, who write the roster",
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
            why: "a team's digest is for its managers",
            seen_by: "admins, who write the roster, and whoever reads the digest",
            until: ON_ROSTER,
            erasing: ROSTER,
            export: "roster",
        },
    ),
    person(
        "team_allowed_member",
        &["team_id", "member"],
        RetainedData {
            what: "in which digest channels they may be though they do not manage the team",
            why: "nothing is posted where somebody else is",
            seen_by: "the team's managers and admins, and the authors before each digest",
            until: Until::Event("as long as a manager of the team says so"),
            erasing: Erasing::Stays("it says who may be in a channel; a manager takes people off the list"),
            export: "roster",
        },
    ),
];
