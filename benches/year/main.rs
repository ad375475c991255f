//! Measures what the bot's process holds on to in a year of weeks for 500 engineers. Run by `benches/year.sh`.
//!
//! The bot runs in a process of its own, as `bearings serve` runs it except for its clock: this program moves it an
//! hour at a time, and waits until the bot has done what is due. Everyone is asked every week; three of five answer
//! with *I did this*, one with *Nothing this week*, one not at all. Every week fifty log something for themselves and
//! five for their manager, who has a digest of it in the team's channel, and a hundred look something up.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement prints, is set by its environment, and stops where it cannot go on"
)]

mod bot;
mod measured;
mod workspace;

use std::process::ExitCode;

use bot::BotProcess;
use chrono::TimeDelta;
use measured::Year;
use workspace::Workspace;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(bot::SERVE) {
        bot::serve().await;
        return ExitCode::SUCCESS;
    }
    let (people, weeks) = (number("PEOPLE", 500), number("WEEKS", 52));
    let mut workspace = Workspace::begin(people).await;
    let mut bot = BotProcess::start(&workspace);
    workspace.slack.connect(&bot.address);
    workspace.settles_in(&mut bot).await;
    let mut year = Year::default();
    for week in 1..=weeks {
        for hour in 0..7 * 24 {
            workspace.slack.clock().advance(TimeDelta::hours(1));
            bot.does_what_is_due(workspace.slack.clock().now());
            workspace.reacts().await;
            if hour == 30 {
                workspace.works(week).await;
            }
            year.notes_log(&workspace.database);
        }
        year.notes(week, &bot, &workspace);
    }
    bot.stop();
    if year.tell(&workspace) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
