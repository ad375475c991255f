//! What is measured, and the goals.

use std::path::Path;

use crate::bot::Bot;
use crate::workspace::Workspace;

/// Weeks after which every kind of thing has been done, and memory is what it is.
const WARM: usize = 6;
/// In kilobytes.
const GROWTH: u64 = 5_000;
/// In bytes.
const LOG: u64 = 64_000_000;

#[derive(Default)]
pub struct Year {
    weeks: Vec<(u64, usize)>,
    largest_log: u64,
}

fn size(path: &Path, suffix: &str) -> u64 {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    std::fs::metadata(name).map_or(0, |file| file.len())
}

impl Year {
    /// The write-ahead log as it is now.
    pub fn notes_log(&mut self, database: &Path) {
        self.largest_log = self.largest_log.max(size(database, "-wal"));
    }

    /// The end of a week.
    pub fn notes(&mut self, week: usize, bot: &Bot, workspace: &Workspace) {
        let (resident, descriptors) = (bot.resident(), bot.descriptors());
        self.weeks.push((resident, descriptors));
        if week == 1 {
            println!("week  resident kB  descriptors  database MB  largest log MB  messages posted");
        }
        if week.is_multiple_of(4) || week <= 2 {
            println!(
                "{week:>4}  {resident:>11}  {descriptors:>11}  {:>11.1}  {:>14.1}  {:>15}",
                megabytes(size(&workspace.database, "")),
                megabytes(self.largest_log),
                workspace.slack.calls("chat.postMessage").made
            );
        }
    }

    pub fn tell(&self, workspace: &Workspace) {
        let warm = self.weeks.get(WARM.min(self.weeks.len()) - 1).expect("a week");
        let last = self.weeks.last().expect("a week");
        let kept = |is_kept| if is_kept { "kept" } else { "MISSED" };
        let grown = last.0.saturating_sub(warm.0);
        println!("memory grown since week {WARM}: {grown} kB (goal {GROWTH}: {})", kept(grown < GROWTH));
        println!("descriptors then and at the end: {}, {} (goal: no more)", warm.1, last.1);
        println!(
            "largest write-ahead log: {:.1} MB (goal {:.0}: {})",
            megabytes(self.largest_log),
            megabytes(LOG),
            kept(self.largest_log < LOG)
        );
        let complaints = workspace.slack.complaints();
        println!("what a strict Slack would refuse: {} {:?}", complaints.len(), complaints.first());
    }
}

#[expect(clippy::cast_precision_loss, reason = "one digit is printed")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
