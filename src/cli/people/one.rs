//! `bearings people export MEMBER` and `erase MEMBER`: one person's data, for requests made outside Slack.

use std::io::{self, BufRead, IsTerminal, Seek};
use std::path::Path;
use std::sync::Arc;

use crate::cli::people::{BotAccessOptions, Source, workspace_of};
use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::domain::ids::{Actor, MemberId, WorkspaceId};
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
    source: Source,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Sends a person's data to them in their DM, or writes it to a file that only the operator can read.
pub(super) fn export(source: &Source, member: &str, out: Option<&Path>, slack: &BotAccessOptions) -> Outcome {
    let member = id(member)?;
    runtime()?.block_on(async {
        let store = Arc::new(source.database.open().await?);
        let done = match out {
            Some(path) => into_file(&store, source, member, path).await,
            None => into_dm(&store, member, slack).await,
        };
        store.close().await;
        done
    })
}

async fn into_dm(store: &Arc<Store>, member: MemberId, slack: &BotAccessOptions) -> Outcome {
    let slack = slack.connect()?;
    let installation = slack.installation().await.map_err(Failure::setup)?;
    let who = Actor { workspace: workspace_of(store, installation).await?, member };
    let undelivered =
        |error| Failure::setup(format!("{error}. Nothing was delivered; somebody without a DM needs --out FILE"));
    known(store, &who).await?;
    let dm = slack.open_dm(&who.member).await.map_err(undelivered)?;
    let copy = recorded(store, &who, ExportMethod::Dm).await?;
    let files = [
        slack::File { name: TO_READ, title: "To read", content: &copy.to_read },
        slack::File { name: FOR_MACHINES, title: "For machines", content: &copy.for_machines },
    ];
    slack.share_files(&dm, &files, COMMENT_BY_LETTER).await.map_err(undelivered)?;
    print::result(format!(
        "All that is kept about {} is in their DM with Bearings, as two files. You have seen none of it, and they can read that \
         you did this.",
        who.member
    ));
    Ok(())
}

async fn into_file(store: &Arc<Store>, source: &Source, member: MemberId, path: &Path) -> Outcome {
    let who = Actor { workspace: source.one_workspace(store).await?, member };
    known(store, &who).await?;
    let mut file = private_file(path).map_err(|why| {
        Failure::setup(format!("{} cannot be written ({why}): name a file that is not there yet", path.display()))
    })?;
    let copy = recorded(store, &who, ExportMethod::File).await?;
    let is_for_machines = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let mut made = if is_for_machines { copy.for_machines } else { copy.to_read };
    made.rewind().and_then(|()| io::copy(&mut made, &mut file)).map_err(Failure::setup)?;
    print::result(format!(
        "All that is kept about {} is in {}, which only you can read. It is for them alone: hand it over unread, and delete it. \
         They can read that an administrator exported their data.",
        who.member,
        path.display()
    ));
    Ok(())
}

async fn recorded(store: &Arc<Store>, who: &Actor, way: ExportMethod) -> Result<Copy, Failure> {
    let now = Clock::system().now();
    Services::new(store).personal.copy_by_letter(who, way, now).await.map_err(Failure::setup)
}

async fn known(store: &Arc<Store>, who: &Actor) -> Outcome {
    match Services::new(store).personal.is_known(who).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::findings(format!("Nothing is kept about {}.", who.member))),
        Err(error) => Err(Failure::setup(error)),
    }
}

impl Erase {
    pub(super) fn run(self) -> Outcome {
        // Erasing is logged, as in the bot.
        let _logging = telemetry::start(None, Format::Human);
        let member = id(&self.member)?;
        runtime()?.block_on(async {
            let store = Arc::new(self.source.database.open().await?);
            let done = self.erase(&store, member).await;
            store.close().await;
            done
        })
    }

    async fn erase(&self, store: &Arc<Store>, member: MemberId) -> Outcome {
        let workspace: WorkspaceId = self.source.one_workspace(store).await?;
        let who = Actor { workspace, member };
        known(store, &who).await?;
        print::result(format!(
            "This erases all that {} noted down, was asked, answered and set, withdraws it from digests, and deletes what the bot \
             wrote in their DM. The roster stays. It cannot be undone, and backups keep what they hold.",
            who.member
        ));
        if !self.is_agreed(&who.member)? {
            print::result("Nothing was erased.");
            return Ok(());
        }
        Services::new(store).personal.erase(&who, Clock::system().now()).await.map_err(Failure::setup)?;
        tracing::info!(by = "an administrator", "erased everything of a person");
        print::result(
            "It is erased. A running bot withdraws and deletes the rest within minutes; another does when it starts.",
        );
        Ok(())
    }

    fn is_agreed(&self, member: &MemberId) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            return Err(Failure::setup("Nothing was erased: there is no terminal to ask you on; add --yes to agree"));
        }
        print::question(format!("Type {member} again to erase it: "));
        let mut answer = String::new();
        stdin.lock().read_line(&mut answer).map_err(Failure::setup)?;
        Ok(answer.trim() == member.as_str())
    }
}

/// Parses a Slack id as a profile shows it.
fn id(text: &str) -> Result<MemberId, Failure> {
    MemberId::parse_typed(text).ok_or_else(|| {
        Failure::setup(format!(
            "“{text}” is no Slack id: copy the member ID (it begins with U or W) from the person's profile in Slack"
        ))
    })
}
