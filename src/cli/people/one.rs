//! `bearings people export MEMBER` and `erase MEMBER`: one person's data, for requests made outside Slack.

use std::io::{self, Seek};
use std::path::Path;
use std::sync::Arc;

use crate::cli::people::{BotAccessOptions, RosterOptions, workspace_of};
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::clock::Clock;
use crate::domain::ids::{Actor, MemberId};
use crate::domain::privacy::ExportMethod;
use crate::services::Services;
use crate::services::personal::Copy;
use crate::slack;
use crate::store::{Store, private_file};
use crate::telemetry::{self, Format};
use crate::views::my_data::{COMMENT_BY_LETTER, FOR_MACHINES, TO_READ};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Erase {
    /// Slack id of the person
    member: String,
    #[command(flatten)]
    roster: RosterOptions,
    /// Don't ask for confirmation
    #[arg(long)]
    yes: bool,
}

/// Sends a person's data to them in their DM, or writes it to a file that only the operator can read.
pub(super) fn export(
    roster: &RosterOptions,
    member: &str,
    out: Option<&Path>,
    slack: &BotAccessOptions,
) -> CommandResult {
    let member = parse_member(member)?;
    block_on(roster.database.with(async |store| match out {
        Some(path) => export_to_file(store, roster, member, path).await,
        None => export_to_dm(store, member, slack).await,
    }))
}

async fn export_to_dm(store: &Arc<Store>, member: MemberId, slack: &BotAccessOptions) -> CommandResult {
    let slack = slack.connect()?;
    let who = Actor { workspace: workspace_of(store, slack.installation().await?).await?, member };
    let undelivered = |error| {
        CommandError::setup(format!(
            "{error}. Nothing was delivered. If the person has no DM, write a file \
            with --out FILE"
        ))
    };
    require_known(store, &who).await?;
    let dm = slack.open_dm(&who.member).await.map_err(undelivered)?;
    let copy = record_export(store, &who, ExportMethod::Dm).await?;
    let files = [
        slack::File { name: TO_READ, title: "To read", content: &copy.to_read },
        slack::File { name: FOR_MACHINES, title: "For machines", content: &copy.for_machines },
    ];
    slack.share_files(&dm, &files, COMMENT_BY_LETTER).await.map_err(undelivered)?;
    print::result(format!(
        "Sent all data about {} to their DM with Bearings, as two files. You haven't seen it, and they can see that \
         you sent it.",
        who.member
    ));
    Ok(())
}

async fn export_to_file(store: &Arc<Store>, roster: &RosterOptions, member: MemberId, path: &Path) -> CommandResult {
    let who = Actor { workspace: roster.one_workspace(store).await?, member };
    require_known(store, &who).await?;
    let mut file = private_file(path).map_err(|why| {
        CommandError::setup(format!("{} can't be written ({why}): name a file that doesn't exist yet", path.display()))
    })?;
    let copy = record_export(store, &who, ExportMethod::File).await?;
    let is_for_machines = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let mut made = if is_for_machines { copy.for_machines } else { copy.to_read };
    made.rewind().and_then(|()| io::copy(&mut made, &mut file))?;
    print::result(format!(
        "Wrote all data about {} into {}, which only you can read. It's for them alone: hand it over unread, then \
         delete it. They can see that an administrator exported their data.",
        who.member,
        path.display()
    ));
    Ok(())
}

async fn record_export(store: &Arc<Store>, who: &Actor, way: ExportMethod) -> Result<Copy, CommandError> {
    Ok(Services::new(store).personal.copy_by_letter(who, way, Clock::system().now()).await?)
}

async fn require_known(store: &Arc<Store>, who: &Actor) -> CommandResult {
    if Services::new(store).personal.is_known(who).await? {
        return Ok(());
    }
    Err(CommandError::findings(format!("Bearings keeps no data about {}.", who.member)))
}

impl Erase {
    pub(super) fn run(self) -> CommandResult {
        // Erasing is logged, as in the bot.
        let _logging = telemetry::start(None, Format::Human);
        let member = parse_member(&self.member)?;
        block_on(self.roster.database.with(async |store| self.erase(store, member).await))
    }

    async fn erase(&self, store: &Arc<Store>, member: MemberId) -> CommandResult {
        let who = Actor { workspace: self.roster.one_workspace(store).await?, member };
        require_known(store, &who).await?;
        print::result(format!(
            "This erases all entries, questions, answers and settings of {}. It withdraws their entries from digests, \
             and deletes Bearings' messages in their DM. The roster stays. You can't undo this. Existing backups \
             still hold the data.",
            who.member
        ));
        if !self.is_agreed(&who.member)? {
            print::result("Nothing was erased.");
            return Ok(());
        }
        Services::new(store).personal.erase(&who, Clock::system().now()).await?;
        tracing::info!(by = "an administrator", "erased all data of a person");
        print::result("Erased. Bearings withdraws and deletes the rest within minutes, or once it starts.");
        Ok(())
    }

    fn is_agreed(&self, member: &MemberId) -> Result<bool, CommandError> {
        if self.yes {
            return Ok(true);
        }
        let without_terminal = "Nothing was erased, because there's no terminal to ask you on: add --yes to agree";
        let answer = print::ask(format!("To erase it, type {member} again: "), without_terminal)?;
        Ok(answer == member.as_str())
    }
}

fn parse_member(text: &str) -> Result<MemberId, CommandError> {
    MemberId::parse_typed(text).ok_or_else(|| {
        CommandError::setup(format!(
            "“{text}” isn't a Slack id: copy the member ID, which begins with U or W, from the person's Slack profile"
        ))
    })
}
