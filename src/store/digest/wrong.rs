//! A channel's problems, as they are stored.

use serde::{Deserialize, Serialize};

use crate::domain::digest::ChannelProblem;
use crate::domain::ids::MemberId;
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    NotThere,
    Public,
    Archived,
    SharedOutside,
    Guest(MemberId),
    Outsider(MemberId),
    NotDisclosed(MemberId),
    App(MemberId),
}

pub(super) fn written(wrong: &[ChannelProblem]) -> String {
    let written: Vec<Written> = wrong
        .iter()
        .cloned()
        .map(|wrong| match wrong {
            ChannelProblem::NotThere => Written::NotThere,
            ChannelProblem::Public => Written::Public,
            ChannelProblem::Archived => Written::Archived,
            ChannelProblem::SharedOutside => Written::SharedOutside,
            ChannelProblem::Guest(member) => Written::Guest(member),
            ChannelProblem::Outsider(member) => Written::Outsider(member),
            ChannelProblem::NotDisclosed(member) => Written::NotDisclosed(member),
            ChannelProblem::App(member) => Written::App(member),
        })
        .collect();
    // A list of names and ids always serializes.
    serde_json::to_string(&written).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn read(text: &str) -> Result<Vec<ChannelProblem>, StoreError> {
    let written: Vec<Written> = serde_json::from_str(text)
        .map_err(|source| StoreError::Unreadable { what: "list of what is wrong with a channel", source })?;
    let wrong = written.into_iter().map(|written| match written {
        Written::NotThere => ChannelProblem::NotThere,
        Written::Public => ChannelProblem::Public,
        Written::Archived => ChannelProblem::Archived,
        Written::SharedOutside => ChannelProblem::SharedOutside,
        Written::Guest(member) => ChannelProblem::Guest(member),
        Written::Outsider(member) => ChannelProblem::Outsider(member),
        Written::NotDisclosed(member) => ChannelProblem::NotDisclosed(member),
        Written::App(member) => ChannelProblem::App(member),
    });
    Ok(wrong.collect())
}
