//! The catalogue of every table and column. A test compares it with the tables that the migrations create, and fails if
//! one isn't described here.

mod evidence;
mod people;
mod sent;

use super::catalogue::{About, Record, RetainedData};

const FRAMEWORK: About = About::NotPersonal("the framework’s own text");

const fn not_personal(table: &'static str, columns: &'static [&'static str], about: About) -> Record {
    Record { table, columns, about }
}

const fn person(table: &'static str, columns: &'static [&'static str], data: RetainedData) -> Record {
    Record { table, columns, about: About::Person(data) }
}

/// Every table with every column; tables about people come first.
pub fn catalogue() -> impl Iterator<Item = &'static Record> {
    [evidence::EVIDENCE, people::PEOPLE, sent::SENT, NOT_PERSONAL].into_iter().flatten()
}

const NOT_PERSONAL: &[Record] = &[
    not_personal(
        "framework_version",
        &["id", "track", "revision", "version", "name", "aliases", "introduction", "stored_at"],
        FRAMEWORK,
    ),
    not_personal(
        "framework_theme",
        &["version_id", "position", "theme", "name", "aliases", "emoji", "meaning"],
        FRAMEWORK,
    ),
    not_personal("framework_level", &["version_id", "level"], FRAMEWORK),
    not_personal(
        "framework_behaviour",
        &["version_id", "behaviour", "level", "theme", "position", "text", "examples", "keywords"],
        FRAMEWORK,
    ),
    not_personal("framework_served", &["track", "version_id"], FRAMEWORK),
    not_personal(
        "inbox_event",
        &["workspace", "event", "received_at"],
        About::NotPersonal("ids of Slack’s events of the last 26 hours, to recognise repeats"),
    ),
    not_personal(
        "installation",
        &["workspace", "team", "enterprise", "is_org_wide", "bot_user"],
        About::NotPersonal(
            "the ids of the workspace and of the app’s own user, so that data of different workspaces never \
            mixes",
        ),
    ),
    not_personal(
        "installation_sister",
        &["workspace", "team"],
        About::NotPersonal("the ids of the organisation’s other workspaces"),
    ),
    not_personal(
        "inbox_interaction",
        &["fingerprint", "sent_at", "noted_at"],
        About::NotPersonal(
            "fingerprints of the button presses and forms of the last ten minutes, to recognise repeats",
        ),
    ),
    not_personal(
        "slack_event",
        &["name", "state"],
        About::NotPersonal("which kinds of events Slack sends, as far as Bearings knows"),
    ),
    not_personal(
        "delivery_hold",
        &["workspace", "method", "held_until"],
        About::NotPersonal(
            "how long Slack has asked Bearings \
        to wait",
        ),
    ),
    not_personal(
        "team",
        &[
            "id",
            "workspace",
            "name",
            "track",
            "zone",
            "prompt_weekday",
            "prompt_minute",
            "digest_weekday",
            "digest_minute",
            "digest_channel",
            "digest_since",
        ],
        About::NotPersonal("a team: its name, and when its questions and its digest are sent"),
    ),
];
