//! The copies of the database, which hold what people wrote until they are removed.

use std::path::Path;

use serde::Serialize;

use crate::cli::privacy_report::DatabasePlace;
use crate::config::Backups;
use crate::domain::backup::{SNAPSHOT_KEPT, directory};

/// What erasing means for copies of a file.
pub(super) const ERASING: &str = "Each holds what the database held when it was made. What somebody deletes or has erased \
    afterwards is in no later copy, and stays in an earlier one until that one goes: keep copies no longer than you can answer for. \
    A restore takes back again what people took back since, as long as the replaced database is whole; where it is not, people \
    have to be told.";

/// What erasing means for copies of a database on a server.
pub(super) const ERASING_ON_SERVER: &str = "Each holds what the database held when it was made. What people delete or erase afterwards \
    stays in earlier copies until you remove them: keep copies no longer than you can answer for. A restore brings back what was \
    deleted, erased or unshared since: tell the people concerned, and have them erase it again.";

#[derive(Debug, Serialize)]
pub(super) struct CopyKind {
    pub(super) what: String,
    pub(super) until: String,
}

pub(super) fn places(database: &DatabasePlace, backups: &Backups) -> Vec<CopyKind> {
    let place = |what: String, until: String| CopyKind { what, until };
    let DatabasePlace::File(database) = database else {
        return vec![
            place(
                "Dumps, and archives of the server’s write-ahead log (WAL): Bearings makes none. Ask the server’s operators where \
                 they keep them."
                    .to_owned(),
                "Erased text stays in them until their retention ends.".to_owned(),
            ),
            place(
                "Replicas, if the server has any.".to_owned(),
                "Erased text disappears from them as it does from the server.".to_owned(),
            ),
        ];
    };
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
