//! Checks the framework files.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::upper;
use crate::domain::framework::Framework;
use crate::import::Findings;

const WHY: &str =
    "faulty files are not served: the last good version goes on, and where there is none the bot does not start.";

/// One finding for each track, or one for each fault.
pub(super) fn findings(read: Option<&Result<Vec<Framework>, Findings>>) -> Vec<Finding> {
    match read {
        None => {
            vec![Check::new(Area::Framework, "Framework", WHY).not_checked("BEARINGS_FRAMEWORK_DIR cannot be used")]
        }
        Some(Ok(tracks)) => tracks
            .iter()
            .map(|track| {
                Check::new(Area::Framework, format!("Track {}", track.track), WHY).fine(track.size().to_string())
            })
            .collect(),
        Some(Err(faults)) => faults
            .iter()
            .map(|fault| {
                let line = fault.line.map(|line| format!(", line {line}")).unwrap_or_default();
                let place = format!("{}{line}", fault.file.display());
                Check::new(Area::Framework, place, WHY).fault(fault.what.as_str(), format!("{}.", upper(&fault.fix)))
            })
            .collect(),
    }
}
