//! What is measured, and the goals.

use std::path::Path;

use crate::bot::{BotProcess, OpenDescriptors};
use crate::workspace::Workspace;

/// Weeks after which every kind of thing has been done, so that memory has settled.
const WARM: usize = 6;
/// Weeks that are printed besides every thirteenth.
const TOLD: [usize; 4] = [1, 2, 4, WARM];
/// How much memory may grow after that, in kilobytes.
const GROWTH: u64 = 5_000;
/// How large the write-ahead log may become, in bytes.
const LOG: u64 = 64_000_000;

#[derive(Default)]
pub struct Year {
    /// Resident memory and open descriptors at the end of each week.
    weeks: Vec<(u64, OpenDescriptors)>,
    largest_log: u64,
}

fn size(path: &Path, suffix: &str) -> u64 {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    std::fs::metadata(name).map_or(0, |file| file.len())
}

impl Year {
    /// Notes the current size of the write-ahead log.
    pub fn notes_log(&mut self, database: &Path) {
        self.largest_log = self.largest_log.max(size(database, "-wal"));
    }

    /// Notes and prints the figures at the end of a week.
    pub fn notes(&mut self, week: usize, bot: &BotProcess, workspace: &Workspace) {
        let (resident, open) = (bot.resident(), bot.open());
        self.weeks.push((resident, open));
        if week == 1 {
            println!("week  resident kB  files  connections  database MB  largest log MB  messages posted");
        }
        if week.is_multiple_of(13) || TOLD.contains(&week) {
            println!(
                "{week:>4}  {resident:>11}  {:>5}  {:>11}  {:>11.1}  {:>14.1}  {:>15}",
                open.files,
                open.connections,
                megabytes(size(&workspace.database, "")),
                megabytes(self.largest_log),
                workspace.slack.calls("chat.postMessage").made
            );
        }
    }

    /// Prints the results; returns whether every goal is met.
    pub fn tell(&self, workspace: &Workspace) -> bool {
        let (begun, rest) = self.weeks.split_at(WARM.min(self.weeks.len()));
        let (warm, then) = begun.last().expect("a week");
        let (last, end) = self.weeks.last().expect("a week");
        let most = rest.iter().map(|(resident, _)| *resident).max().unwrap_or_default();
        // Connections stay open after a call, as many as there ever were calls at once.
        let (first, second) = self.weeks.split_at(self.weeks.len() / 2);
        let connections =
            |of: &[(u64, OpenDescriptors)]| of.iter().map(|(_, open)| open.connections).max().unwrap_or_default();
        let mut is_all_kept = true;
        let mut kept = |is_kept| {
            is_all_kept &= is_kept;
            if is_kept { "kept" } else { "MISSED" }
        };
        println!(
            "memory grown since week {WARM}: {} kB, at the most {} kB (goal {GROWTH}: {})",
            signed(*last) - signed(*warm),
            signed(most) - signed(*warm),
            kept(most.saturating_sub(*warm) < GROWTH)
        );
        println!(
            "files open then and at the end: {}, {} (goal: no more: {}); connections at the most in the first half and in the second: \
             {}, {} (goal: no more: {})",
            then.files,
            end.files,
            kept(end.files <= then.files),
            connections(first),
            connections(second),
            kept(connections(second) <= connections(first))
        );
        println!(
            "largest write-ahead log: {:.1} MB (goal {:.0}: {})",
            megabytes(self.largest_log),
            megabytes(LOG),
            kept(self.largest_log < LOG)
        );
        let complaints = workspace.slack.complaints();
        println!(
            "what a strict Slack would refuse: {} {:?} (goal: nothing: {})",
            complaints.len(),
            complaints.first(),
            kept(complaints.is_empty())
        );
        is_all_kept
    }
}

fn signed(kilobytes: u64) -> i64 {
    i64::try_from(kilobytes).expect("a size")
}

#[expect(clippy::cast_precision_loss, reason = "one digit is printed")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
