//! The copies of the database, which hold what people wrote until they are removed.

use std::path::Path;

use serde::Serialize;

use crate::config::Backups;
use crate::domain::backup::{SNAPSHOT_KEPT, directory};

/// What erasing means for copies.
pub(super) const ERASING: &str = "Each holds what the database held when it was made. What somebody deletes or has erased \
    afterwards is in no later copy, and stays in an earlier one until that one goes: keep copies no longer than you can answer for. \
    A restore takes back again what people took back since, as long as the replaced database is whole; where it is not, people \
    have to be told.";

#[derive(Debug, Serialize)]
pub(super) struct CopyKind {
    pub(super) what: String,
    pub(super) until: String,
}

pub(super) fn places(database: &str, backups: &Backups) -> Vec<CopyKind> {
    let kept = match backups.kept {
        1 => "the newest is".to_owned(),
        kept => format!("the newest {kept} are"),
    };
    let (what, beside) = match &backups.directory {
        Some(to) => (format!("Backups in `{}`: one is made each day.", to.display()), to.clone()),
        None => ("Backups: none are made by the bot.".to_owned(), directory(Path::new(database))),
    };
    let until = match &backups.directory {
        Some(_) => format!("Of the copies there {kept} kept; an older one is removed when the next is made."),
        None => {
            format!("Of copies beside the database {kept} kept; one that is made elsewhere stays until it is removed.")
        }
    };
    let place = |what: String, until: String| CopyKind { what, until };
    vec![
        place(what, until),
        place(
            format!("Before an upgrade changes the schema, a copy is set aside in `{}` (`…-before-0011.db`).", beside.display()),
            format!(
                "It is removed after {} days, or earlier when newer copies push it out.",
                SNAPSHOT_KEPT.num_days()
            ),
        ),
        place(
            "A restore sets aside what it replaces, beside the database (`…-replaced-….db`).".to_owned(),
            "It stays until somebody removes it.".to_owned(),
        ),
        place(
            "A replica, if somebody runs Litestream: where `LITESTREAM_REPLICA_URL` says.".to_owned(),
            "With `.deploy/litestream.yml` what was erased is in it for 48 hours, and in the database’s log until others are written over it."
                .to_owned(),
        ),
    ]
}
