//! The Slack app's manifest as a file: YAML out; YAML or JSON in, as Slack shows it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use crate::config::SlackDomain;

#[derive(Debug, thiserror::Error)]
pub enum ManifestFault {
    #[error("{} can't be read ({why}): name the manifest's file", path.display())]
    File { path: PathBuf, why: std::io::Error },
    #[error("{} isn't a manifest ({why}): copy it again from your Slack app's page App Manifest", path.display())]
    Malformed { path: PathBuf, why: String },
}

pub fn read(path: &Path) -> Result<Value, ManifestFault> {
    let text = fs::read_to_string(path).map_err(|why| ManifestFault::File { path: path.to_owned(), why })?;
    let malformed = |why: String| ManifestFault::Malformed { path: path.to_owned(), why };
    // Every JSON document is YAML too.
    let value: Value = serde_saphyr::from_str(&text).map_err(|error| malformed(error.to_string()))?;
    if value.is_object() { Ok(value) } else { Err(malformed("it has no keys".to_owned())) }
}

/// Writes a manifest for an app on this Slack domain, under a comment that says what to do with it.
pub fn write(manifest: &impl Serialize, domain: &SlackDomain) -> Result<String, serde_saphyr::SerializeError> {
    Ok(format!(
        "# The Slack app, as printed by `bearings manifest`. At {}, choose “From a manifest” and paste all of \
         this.\n{}",
        domain.apps_page(),
        serde_saphyr::to_string(manifest)?
    ))
}
