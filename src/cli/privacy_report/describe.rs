//! Formats the report as Markdown, to read in a terminal or to pass on.

use std::fmt::Display;

use crate::cli::print::capitalise;
use crate::cli::privacy_report::{DatabasePlace, InstallationFacts, copies, describe_days, how_long};
use crate::domain::commands::Commands;
use crate::domain::ids::MemberId;
use crate::domain::privacy::{About, Erasing, Kept, Record, RetainedData, catalogue};
use crate::slack;

/// What people ask about most, and the bot does not keep.
pub(super) const NOT_KEPT: &[&str] = &[
    "Scores, points, ranks, streaks, percentages or response rates of a person, or a count of what they wrote.",
    "Profiles, forecasts or comparisons of people. All that Bearings works out about a person is how often to ask: \
     less often after unanswered questions. Only that person can see it.",
    "A manager’s notes about a person.",
    "Names, emails or pictures. Bearings keeps Slack ids, and Slack shows the names.",
    "Messages from channels. What people write to Bearings is answered and not stored, unless they save it.",
    "Data for third parties. Only Slack gets any: no other service, analytics or language model does. Bearings opens \
     no link that a person typed.",
];

pub(super) fn report(installed: &InstallationFacts) -> String {
    let readers = match installed.database {
        DatabasePlace::File(_) => "Anyone who can read this machine’s disk can read the database",
        DatabasePlace::Server => {
            "Anyone who can read the database on its server, the server’s disk or a dump can read what is kept"
        }
    };
    let parts = [
        format!(
            "# What Bearings keeps about people\n\nWritten by Bearings {} from its own tables and the settings of this \
             installation.\n\nPeople are stored by their Slack ids. {readers}. Through Bearings itself, only the \
             people named below can see it.",
            env!("CARGO_PKG_VERSION")
        ),
        kept(installed),
        bullets("What Bearings does not keep or share", NOT_KEPT),
        terms(installed),
        scopes(&installed.commands),
        admins(installed),
        places(installed),
        rights(&installed.commands),
        other_tables(),
    ];
    parts.join("\n\n")
}

fn bullets(title: &str, lines: impl IntoIterator<Item = impl Display>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| format!("- {line}")).collect();
    format!("## {title}\n\n{}", lines.join("\n"))
}

fn kept(installed: &InstallationFacts) -> String {
    let entries = catalogue().filter_map(|record| match record.about {
        About::NotPersonal(_) => None,
        About::Person(data) => Some(entry(record, &data, installed)),
    });
    format!("## What is kept\n\n{}", entries.collect::<Vec<_>>().join("\n\n"))
}

fn entry(record: &Record, data: &RetainedData, installed: &InstallationFacts) -> String {
    let erased = match data.erasing {
        Erasing::Gone => "deleted",
        Erasing::Stays(why) => why,
    };
    let lines = [
        format!("### {}", capitalise(data.what)),
        format!("- **What for:** {}", data.why),
        format!("- **Who can see it:** {}", data.seen_by),
        format!("- **How long:** {}", how_long(data.until, data.erasing, &installed.retention)),
        format!("- **When they erase everything:** {erased}"),
        format!("- **Where:** table `{}` ({})", record.table, record.columns.join(", ")),
    ];
    lines.join("\n")
}

fn terms(installed: &InstallationFacts) -> String {
    let line = |kind: Kept| {
        let says = match (kind, installed.retention.days(kind)) {
            (Kept::Evidence, None) => "until its author deletes it".to_owned(),
            (Kept::Leavers, Some(_)) => {
                format!(
                    "all data about a person who left is deleted {} later",
                    describe_days(installed.retention.days(kind))
                )
            }
            (_, kept) => describe_days(kept),
        };
        format!("`{}`: {says}", kind.name())
    };
    let text = bullets("How long", Kept::ALL.into_iter().map(line));
    format!("{text}\n\nOnce a day, Bearings deletes what is older. Set the number of days with `BEARINGS_KEEP_DAYS`.")
}

fn scopes(commands: &Commands) -> String {
    let line = |name: &&str| format!("`{name}`: {}", slack::reason(name, commands).unwrap_or_default());
    let may = bullets("What the app may do in Slack, and why", super::scopes().map(|name| line(&name)));
    let hears = bullets("What Slack tells Bearings, and why", slack::EVENTS.iter().map(line));
    format!("{may}\n\n{hears}")
}

fn admins(installed: &InstallationFacts) -> String {
    let named = match installed.admins.as_slice() {
        [] => "Only the workspace’s admins and owners, according to Slack.".to_owned(),
        named => {
            let ids: Vec<&str> = named.iter().map(MemberId::as_str).collect();
            format!(
                "The workspace’s admins and owners, according to Slack, and the people in `BEARINGS_ADMINS`: {}.",
                ids.join(", ")
            )
        }
    };
    let lines = [
        named,
        "They maintain the roster, introduce Bearings to teams, and can see how many messages could not be delivered. \
         As admins, they can’t read evidence."
            .to_owned(),
    ];
    bullets("Who the admins are", lines)
}

fn places(installed: &InstallationFacts) -> String {
    let InstallationFacts { database, slack, metrics, backups, .. } = installed;
    let metrics = metrics.as_ref().map_or_else(
        || "Metrics: none are served.".to_owned(),
        |address| format!("Metrics, on {address}: totals over everyone, without names or ids."),
    );
    let (machine, erasing) = match database {
        DatabasePlace::File(database) => (
            format!(
                "This machine: the database file `{database}`, and its write-ahead log beside it. Deleted text is \
                 overwritten in both."
            ),
            copies::ERASING,
        ),
        DatabasePlace::Server => (
            "A PostgreSQL server: its tables and its write-ahead log. Erased text is gone from the tables at once, \
             from the server’s disk after its next vacuum, and from WAL archives and dumps when their retention ends."
                .to_owned(),
            copies::ERASING_ON_SERVER,
        ),
    };
    let lines = [
        machine,
        format!(
            "Slack ({slack}): what Bearings shows people in their DM, App Home and digest channels, and the files \
            with their own data in their DM."
        ),
        "Logs, on standard error: what was done and how long it took. They may number messages and digests, but name \
         no person and quote no text. Bearings stores no logs; the system that collects them decides how long they \
         stay."
            .to_owned(),
        metrics,
    ];
    let copies = copies::places(database, backups).into_iter().map(|place| format!("{} {}", place.what, place.until));
    let goes = bullets("Where it goes", lines);
    format!("{goes}\n\n{}\n\n{}", bullets("Copies of the database", copies), erasing)
}

fn rights(Commands { framework, .. }: &Commands) -> String {
    let own = [
        format!(
            "See it and get a copy: `{framework} my-data` sends people all of this about themselves, as files in their \
             DM."
        ),
        format!(
            "Erase it: `{framework} my-data`, with two confirmations. Their entries are withdrawn from digests, and \
             Bearings’ messages are deleted from their DM."
        ),
    ];
    let further = [
        "Correct it: people edit their own entries and settings; an admin edits the roster.",
        "Ask in writing: an administrator runs `bearings people export MEMBER` or `bearings people erase MEMBER`. The \
         person can see that an administrator exported their data.",
        "Say no: Bearings asks nothing until they press Start. Stop and Never each take one press.",
    ];
    bullets("What people can do", own.into_iter().chain(further.map(ToOwned::to_owned)))
}

fn other_tables() -> String {
    let line = |record: &Record| match record.about {
        About::NotPersonal(what) => Some(format!("`{}`: {what}", record.table)),
        About::Person(_) => None,
    };
    bullets("What the other tables hold", catalogue().filter_map(line))
}
