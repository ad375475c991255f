//! What Slack, or something between Slack and the bot, answers and sends.

use bearings::sandbox::{Cursor, Fault};

use crate::BudgetBot;
use crate::files::refused;
use crate::support::Transport;
use crate::support::process::ProcessFixture;

const LISTING: &str = "users.list";

pub async fn endless_answer(is_announced: bool) -> String {
    import_past(|fixture| fixture.slack.break_next(LISTING, Fault::Endless { is_announced })).await
}

pub async fn circle() -> String {
    import_past(|fixture| {
        for cursor in ["a", "b", "a"] {
            fixture.slack.break_next(LISTING, Fault::Cursor(Cursor::Known(cursor)));
        }
    })
    .await
}

pub async fn endless_listing() -> String {
    import_past(|fixture| fixture.slack.storm(LISTING, &[(Fault::Cursor(Cursor::Fresh), 100)], 1)).await
}

/// What a roster import says; it lists everyone in the workspace.
async fn import_past(fault: impl FnOnce(&ProcessFixture)) -> String {
    let fixture = ProcessFixture::begin().await;
    fixture.slack.stops_limiting();
    fault(&fixture);
    let roster = fixture.file("roster.csv", "member,track,level\nU02BEN,backend,2\n");
    refused(fixture.command(&["people", "import", &roster, "--dry-run"])).await
}

/// What the bot logs about a frame that is too long; it reconnects afterwards.
pub async fn long_frame() -> String {
    let BudgetBot { fixture, process } = BudgetBot::on(ProcessFixture::over(Transport::Socket).await, &[]);
    assert!(fixture.slack.waits_until_connections(|now| now.up == 2).await);
    let made = fixture.slack.connections().made;
    let answer = fixture.slack.sends("/slack/events", &format!("\"{}\"", "x".repeat(1024 * 1024))).await;
    assert!(answer.is_err(), "{answer:?}");
    assert!(fixture.slack.waits_until_connections(|now| now.made > made && now.up == 2).await);
    drop(process);
    fixture.logged()
}
