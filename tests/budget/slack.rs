//! What Slack, or something between Slack and the bot, answers and sends.

use bearings::sandbox::{Cursor, Fault};

use crate::Bot;
use crate::files::refused;
use crate::support::Transport;
use crate::support::process::Fixture;

const LISTING: &str = "users.list";

pub async fn endless_answer(is_announced: bool) -> String {
    import_past(|stage| stage.slack.break_next(LISTING, Fault::Endless { is_announced })).await
}

pub async fn circle() -> String {
    import_past(|stage| {
        for cursor in ["a", "b", "a"] {
            stage.slack.break_next(LISTING, Fault::Cursor(Cursor::Known(cursor)));
        }
    })
    .await
}

pub async fn endless_listing() -> String {
    import_past(|stage| stage.slack.storm(LISTING, &[(Fault::Cursor(Cursor::Fresh), 100)], 1)).await
}

/// What a roster import says; it lists everyone in the workspace.
async fn import_past(fault: impl FnOnce(&Fixture)) -> String {
    let stage = Fixture::begin().await;
    stage.slack.stops_limiting();
    fault(&stage);
    let roster = stage.file("roster.csv", "member,track,level\nU02BEN,backend,2\n");
    refused(stage.command(&["people", "import", &roster, "--dry-run"])).await
}

/// What the bot logs about a frame that is too long; it reconnects afterwards.
pub async fn long_frame() -> String {
    let Bot { stage, process } = Bot::on(Fixture::over(Transport::Socket).await, &[]);
    assert!(stage.slack.waits_until_connections(|now| now.up == 2).await);
    let made = stage.slack.connections().made;
    let answer = stage.slack.sends("/slack/events", &format!("\"{}\"", "x".repeat(1024 * 1024))).await;
    assert!(answer.is_err(), "{answer:?}");
    assert!(stage.slack.waits_until_connections(|now| now.made > made && now.up == 2).await);
    drop(process);
    stage.logged()
}
