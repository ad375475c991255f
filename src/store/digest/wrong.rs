//! What is wrong with a channel, as it is stored.

use serde::{Deserialize, Serialize};

use crate::domain::digest::Wrong;
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
    Untold(MemberId),
    App(MemberId),
}

pub(super) fn written(wrong: &[Wrong]) -> String {
    let written: Vec<Written> = wrong
        .iter()
        .cloned()
        .map(|wrong| match wrong {
            Wrong::NotThere => Written::NotThere,
            Wrong::Public => Written::Public,
            Wrong::Archived => Written::Archived,
            Wrong::SharedOutside => Written::SharedOutside,
            Wrong::Guest(member) => Written::Guest(member),
            Wrong::Outsider(member) => Written::Outsider(member),
            Wrong::Untold(member) => Written::Untold(member),
            Wrong::App(member) => Written::App(member),
        })
        .collect();
    // A list of names and ids is always written.
    serde_json::to_string(&written).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn read(text: &str) -> Result<Vec<Wrong>, StoreError> {
    let written: Vec<Written> = serde_json::from_str(text)
        .map_err(|source| StoreError::Unreadable { what: "list of what is wrong with a channel", source })?;
    let wrong = written.into_iter().map(|written| match written {
        Written::NotThere => Wrong::NotThere,
        Written::Public => Wrong::Public,
        Written::Archived => Wrong::Archived,
        Written::SharedOutside => Wrong::SharedOutside,
        Written::Guest(member) => Wrong::Guest(member),
        Written::Outsider(member) => Wrong::Outsider(member),
        Written::Untold(member) => Wrong::Untold(member),
        Written::App(member) => Wrong::App(member),
    });
    Ok(wrong.collect())
}
