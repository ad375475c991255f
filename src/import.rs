//! Reads framework files into [`Framework`]s, or reports every fault with its file, line and fix. [`roster`] reads
//! roster files, [`manifest`] the Slack app's manifest.

mod build;
mod cross_file;
mod decode;
mod files;
mod finding;
mod introduction;
pub mod limits;
mod lint;
pub mod manifest;
mod near;
pub mod roster;
mod shape;
mod text_file;
mod tree;

use std::path::{Path, PathBuf};

pub use finding::{Finding, Findings};

use crate::domain::framework::{Framework, Paragraph};
use shape::TrackDraft;

/// The file that introduces all tracks of a directory.
pub const INTRODUCTION: &str = "about.md";

#[derive(Debug)]
pub struct FrameworkFiles {
    /// Every track, ordered by file name.
    pub tracks: Vec<Framework>,
    /// Oddities that may be intended but deserve a look.
    pub notes: Vec<Finding>,
}

/// Reads every track of a directory. With a fault in any file, none of them may be used.
pub fn read_files(directory: &Path) -> Result<FrameworkFiles, Findings> {
    let mut findings = Findings::default();
    let introduction = read_introduction(directory, &mut findings);
    let files = files::track_files(directory, &mut findings);
    let drafts: Vec<(PathBuf, TrackDraft)> =
        files.into_iter().filter_map(|file| Some((file.clone(), read_draft(&file, &mut findings)?))).collect();
    cross_file::check(&drafts, &mut findings);
    let (drafts, notes) = findings.into_noted(drafts)?;
    let tracks = drafts.into_iter().map(|(_, draft)| build::framework(draft, introduction.clone())).collect();
    Ok(FrameworkFiles { tracks, notes })
}

/// Like `read_files`, without the notes.
pub fn read_directory(directory: &Path) -> Result<Vec<Framework>, Findings> {
    read_files(directory).map(|files| files.tracks)
}

/// The known name that an unknown one probably means.
fn meant<'n>(typed: &str, known: &[&'n str]) -> Option<&'n str> {
    let typed = typed.to_lowercase();
    let (distance, name) = known.iter().map(|name| (strsim::osa_distance(name, &typed), *name)).min()?;
    (distance <= 2).then_some(name)
}

fn read_introduction(directory: &Path, findings: &mut Findings) -> Vec<Paragraph> {
    let path = directory.join(INTRODUCTION);
    if !path.exists() {
        if directory.is_dir() {
            let fix = match files::find_similar(directory, INTRODUCTION) {
                Some(name) => format!("rename {name} to {INTRODUCTION}"),
                None => "add the file: what your company says about its framework".to_owned(),
            };
            findings.add(&path, None, "the introduction is missing", fix);
        }
        return Vec::new();
    }
    let markdown = text_file::read(&path, findings).unwrap_or_default();
    introduction::check(&path, &markdown, findings);
    introduction::paragraphs(&markdown)
}

fn read_draft(path: &Path, findings: &mut Findings) -> Option<TrackDraft> {
    let text = text_file::read(path, findings)?;
    let draft = shape::read(path, &text, findings)?;
    lint::check(path, &draft, findings);
    Some(draft)
}
