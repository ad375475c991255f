//! The catalogue of every table and column. A test compares it with the tables that the migrations create, and fails if
//! one isn't described here.

mod evidence;
mod people;
mod sent;

use super::catalogue::{About, Record, RetainedData};

const FRAMEWORK: About = About::Nobody("the framework's own text");

const fn nobody(table: &'static str, columns: &'static [&'static str], about: About) -> Record {
    Record { table, columns, about }
}

const fn person(table: &'static str, columns: &'static [&'static str], data: RetainedData) -> Record {
    Record { table, columns, about: About::Person(data) }
}

/// Every table with every column; tables about people come first.
pub fn catalogue() -> impl Iterator<Item = &'static Record> {
    [evidence::EVIDENCE, people::PEOPLE, sent::SENT, NOBODY].into_iter().flatten()
}

const NOBODY: &[Record] = &[
    nobody(
        "framework_version",
        &["id", "track", "revision", "version", "name", "aliases", "introduction", "stored_at"],
        FRAMEWORK,
    ),
    nobody("framework_theme", &["version_id", "position", "theme", "name", "aliases", "emoji", "meaning"], FRAMEWORK),
    nobody("framework_level", &["version_id", "level"], FRAMEWORK),
    nobody(
        "framework_behaviour",
        &["version_id", "behaviour", "level", "theme", "position", "text", "examples", "keywords"],
        FRAMEWORK,
    ),
    nobody("framework_served", &["track", "version_id"], FRAMEWORK),
    nobody(
        "inbox_event",
        &["workspace", "event", "received_at"],
        About::Nobody("numbers of Slack's events of the last 26 hours, so that a repeated one is known"),
    ),
    nobody(
        "installation",
        &["workspace", "team", "enterprise", "is_org_wide", "bot_user"],
        About::Nobody("the numbers of the workspace and of the app's own user, so that no other's are taken for them"),
    ),
    nobody(
        "installation_sister",
        &["workspace", "team"],
        About::Nobody("the numbers of other workspaces of the organisation"),
    ),
    nobody(
        "inbox_interaction",
        &["fingerprint", "sent_at", "noted_at"],
        About::Nobody(
            "fingerprints of the presses and forms of the last ten minutes, so that one that is sent again is known",
        ),
    ),
    nobody(
        "slack_event",
        &["name", "state"],
        About::Nobody("which kinds of events Slack sends, as far as that is known"),
    ),
    nobody("delivery_hold", &["workspace", "method", "held_until"], About::Nobody("until when Slack wants a pause")),
    nobody(
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
        About::Nobody("a team: its name, and when its questions and its digest come"),
    ),
];
