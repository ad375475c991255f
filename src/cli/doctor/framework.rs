//! Checks the framework files.

use crate::cli::doctor::finding::{Area, Check, Finding, sentence};
use crate::domain::framework::Framework;
use crate::import::{self, Findings};

const WHY: &str =
    "Bearings doesn’t serve faulty files: it keeps serving the last good version, and doesn’t start without one.";

/// One finding for each track, or one for each fault.
pub(super) fn findings(read: Option<&Result<Vec<Framework>, Findings>>) -> Vec<Finding> {
    let check = |checked: String| Check::new(Area::Framework, checked, WHY);
    match read {
        None => vec![check("Framework".to_owned()).not_checked("BEARINGS_FRAMEWORK_DIR can’t be used")],
        Some(Ok(tracks)) => {
            let fine = |track: &Framework| check(format!("Track {}", track.track)).fine(track.size().to_string());
            tracks.iter().map(fine).collect()
        }
        Some(Err(faults)) => {
            let fault = |fault: &import::Finding| {
                let line = fault.line.map(|line| format!(", line {line}")).unwrap_or_default();
                check(format!("{}{line}", fault.file.display())).fault(fault.what.as_str(), sentence(&fault.fix))
            };
            faults.iter().map(fault).collect()
        }
    }
}
