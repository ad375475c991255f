//! The copies of the database, which hold what people wrote until they are removed.

use std::path::Path;

use serde::Serialize;

use crate::cli::privacy_report::DatabasePlace;
use crate::config::Backups;
use crate::domain::backup::{SNAPSHOT_KEPT, directory};

/// What erasing means for copies of a file.
pub(super) const ERASING: &str = "Each copy holds what the database held when it was made. What people delete or erase \
    afterwards is in no later copy, but stays in earlier copies until they are deleted: keep copies no longer than \
    you can answer for. A restore repeats what people deleted, edited, unshared or erased since the copy, as long as \
    the replaced database is intact. If it isn’t, tell the people concerned.";

/// What erasing means for copies of a database on a server.
pub(super) const ERASING_ON_SERVER: &str = "Each copy holds what the database held when it was made. What people \
    delete or erase afterwards stays in earlier copies until you delete them: keep copies no longer than you can \
    answer for. A restore brings back what was deleted, erased or unshared since the copy: tell the people concerned, \
    and have them erase it again.";

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
        1 => "the newest is kept".to_owned(),
        kept => format!("the newest {kept} are kept"),
    };
    let (what, beside) = match &backups.directory {
        Some(to) => (format!("Backups in `{}`: Bearings makes one each day.", to.display()), to.clone()),
        None => ("Backups: Bearings makes none.".to_owned(), directory(Path::new(database))),
    };
    let until = match &backups.directory {
        Some(_) => format!("Of these, {kept}; an older one is deleted when the next is made."),
        None => {
            format!("Of the copies beside the database, {kept}; a copy made elsewhere stays until you delete it.")
        }
    };
    vec![
        place(what, until),
        place(
            format!(
                "Before an upgrade changes the schema, Bearings saves a copy in `{}` (`…-before-0011.db`).",
                beside.display()
            ),
            format!("It is deleted after {} days, or earlier when newer copies replace it.", SNAPSHOT_KEPT.num_days()),
        ),
        place(
            "A restore saves the database it replaces, beside the new one (`…-replaced-….db`).".to_owned(),
            "It stays until you delete it.".to_owned(),
        ),
        place(
            "A replica, if you run Litestream: where `LITESTREAM_REPLICA_URL` points.".to_owned(),
            "With `.deploy/litestream.yml`, erased text stays in the replica for 48 hours, and in the database’s log \
             until it is overwritten."
                .to_owned(),
        ),
    ]
}
