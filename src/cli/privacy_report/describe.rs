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
    "No scores, points, ranks, streaks, percentages or response rates of a person, and no count of what somebody wrote.",
    "No profiling, no forecast, no comparison of people. What the bot works out by itself about a person is how often it asks: \
     less often after questions without an answer, seen by nobody else.",
    "No notes of a manager's about a person.",
    "No names, emails or pictures: Slack shows names for the ids that are kept.",
    "No messages from channels. What somebody writes to the bot is answered and not stored, unless they save it.",
    "Nobody but Slack gets anything: no other service, no analytics, no language model. No link that somebody typed is opened.",
];

pub(super) fn report(installed: &InstallationFacts) -> String {
    let readers = match installed.database {
        DatabasePlace::File(_) => "Whoever can read the disk of the machine can read the database",
        DatabasePlace::Server => {
            "Anyone who can read the database on its server, the server’s disk or a dump can read what is kept"
        }
    };
    let parts = [
        format!(
            "# What Bearings keeps about people\n\nWritten by Bearings {} from its own tables and the settings of this \
             installation.\n\nPeople are the ids that Slack gives them. {readers}; nobody can through the bot, but those named here.",
            env!("CARGO_PKG_VERSION")
        ),
        kept(installed),
        bullets("What is not kept", NOT_KEPT),
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
        About::Nobody(_) => None,
        About::Person(data) => Some(entry(record, &data, installed)),
    });
    format!("## What is kept\n\n{}", entries.collect::<Vec<_>>().join("\n\n"))
}

fn entry(record: &Record, data: &RetainedData, installed: &InstallationFacts) -> String {
    let erased = match data.erasing {
        Erasing::Gone => "gone",
        Erasing::Stays(why) => why,
    };
    let lines = [
        format!("### {}", capitalise(data.what)),
        format!("- **What for:** {}", data.why),
        format!("- **Who can see it:** {}", data.seen_by),
        format!("- **How long:** {}", how_long(data.until, data.erasing, &installed.retention)),
        format!("- **When they have everything erased:** {erased}"),
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
                    "everything of somebody who left is erased {} after",
                    describe_days(installed.retention.days(kind))
                )
            }
            (_, kept) => describe_days(kept),
        };
        format!("`{}`: {says}", kind.name())
    };
    let text = bullets("How long", Kept::ALL.into_iter().map(line));
    format!("{text}\n\nOnce a day what is older goes. `BEARINGS_KEEP_DAYS` sets the days.")
}

fn scopes(commands: &Commands) -> String {
    let line = |name: &&str| format!("`{name}` {}", slack::reason(name, commands).unwrap_or_default());
    let may = bullets("What the app may do in Slack, and why", super::scopes().map(|name| line(&name)));
    let hears = bullets("What Slack tells it, and why", slack::EVENTS.iter().map(line));
    format!("{may}\n\n{hears}")
}

fn admins(installed: &InstallationFacts) -> String {
    let named = match installed.admins.as_slice() {
        [] => "nobody else".to_owned(),
        named => {
            let ids: Vec<&str> = named.iter().map(MemberId::as_str).collect();
            format!("those whom `BEARINGS_ADMINS` names: {}", ids.join(", "))
        }
    };
    let lines = [
        format!("The workspace’s admins and owners, as Slack says, and {named}."),
        "They say who works with whom, introduce the bot to teams, and read how many messages could not be delivered. They \
         read nothing that somebody noted down."
            .to_owned(),
    ];
    bullets("Who are the admins", lines)
}

fn places(installed: &InstallationFacts) -> String {
    let InstallationFacts { database, slack, metrics, backups, .. } = installed;
    let metrics = metrics.as_ref().map_or_else(
        || "Metrics: none are served.".to_owned(),
        |address| format!("Metrics, on {address}: sums over everybody, without names or ids."),
    );
    let (machine, erasing) = match database {
        DatabasePlace::File(database) => (
            format!(
                "The machine: the database file `{database}`, and its write-ahead log beside it. Deleted words are overwritten in both."
            ),
            copies::ERASING,
        ),
        DatabasePlace::Server => (
            "A PostgreSQL server: its tables, and its write-ahead log. What is erased is gone from the tables at once, from the \
             server’s disk after its next vacuum, and from WAL archives and dumps when their retention ends."
                .to_owned(),
            copies::ERASING_ON_SERVER,
        ),
    };
    let lines = [
        machine,
        format!("Slack ({slack}): what the bot shows people there, in their DM, App Home and digest channels; and files of their data that they asked for."),
        "Logs, on standard error: what was done and how long it took, with running numbers of messages and digests at most. Nobody is \
         named in them, and nothing quoted. They stay as long as whoever keeps them says: the bot keeps none."
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
            "Read it, take it along: `{framework} my-data` hands somebody all of this about them as files in their DM."
        ),
        format!(
            "Have it erased: `{framework} my-data`, two confirmations. It is withdrawn from digests, and deleted from the DM."
        ),
    ];
    let further = [
        "Put it right: entries and settings are edited by their owner, the roster by an admin.",
        "By letter: `bearings people export MEMBER` and `bearings people erase MEMBER`. The person can read that an administrator \
         exported their data.",
        "Say no: nobody is asked anything before they press Start, and Stop and Never are one press.",
    ];
    bullets("What people can do", own.into_iter().chain(further.map(ToOwned::to_owned)))
}

fn other_tables() -> String {
    let line = |record: &Record| match record.about {
        About::Nobody(what) => Some(format!("`{}`: {what}", record.table)),
        About::Person(_) => None,
    };
    bullets("What the other tables hold", catalogue().filter_map(line))
}
