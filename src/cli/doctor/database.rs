//! Checks whether the database is intact and can be written.

use std::path::Path;

use crate::cli::doctor::finding::{Area, Check, Finding, sentence};
use crate::domain::backup::directory;
use crate::store::health::Trouble;
use crate::store::{
    self, FileSystem, Inspection, OpenError, Schema, ServerError, ServerInspection, ServerSchema, what_to_do,
};

const MEGABYTE: u64 = 1024 * 1024;
/// With less free space than the write-ahead log can take, nothing can be saved any more.
const NO_ROOM: u64 = 64 * MEGABYTE;
/// With less free space than this on top of a snapshot of the whole database, it's time to make room.
const LITTLE_ROOM: u64 = 256 * MEGABYTE;

const KEEPS: &str = "it holds everything people write.";
const WRITES: &str = "otherwise nothing can be saved, and Bearings tells everyone who tries.";
const DISK: &str = "SQLite shares memory and locks files. On other machines’ disks that doesn’t work reliably, and \
    saved data can be lost.";
const ERASED: &str = "Bearings promises people that what they delete or erase is gone.";
const ROOM: &str =
    "on a full disk nothing can be saved, and the snapshot before an upgrade needs as much room as the database.";

/// What was found where the database is.
pub(super) enum DatabaseInspection {
    File(Inspection),
    Server(ServerInspection),
    /// It can't be used there.
    Unusable(ServerError),
    /// The address names neither a file nor a server.
    NoAddress(OpenError),
}

impl DatabaseInspection {
    /// Whether the bot has yet to make it.
    pub(super) fn is_missing(&self) -> bool {
        match self {
            Self::File(seen) => seen.size.is_none(),
            Self::Server(seen) => seen.schema == ServerSchema::Empty,
            Self::Unusable(_) | Self::NoAddress(_) => false,
        }
    }
}

pub(super) async fn inspect(url: &str, backups: Option<&Path>) -> DatabaseInspection {
    if store::is_server_address(url) {
        return store::inspect_server(url).await.map_or_else(DatabaseInspection::Unusable, DatabaseInspection::Server);
    }
    store::inspect(url, backups).await.map_or_else(DatabaseInspection::NoAddress, DatabaseInspection::File)
}

pub(super) fn findings(inspected: Option<&DatabaseInspection>) -> Vec<Finding> {
    let check = Check::new(Area::Database, "Database", KEEPS);
    match inspected {
        None => vec![check.not_checked("DATABASE_URL can’t be used")],
        Some(DatabaseInspection::File(seen)) => {
            vec![file(seen), disk(seen.file_system), writable(seen), room(seen)]
        }
        Some(DatabaseInspection::Server(seen)) => vec![server(check, seen), erased(seen)],
        Some(DatabaseInspection::Unusable(error)) => vec![unusable(check, error)],
        Some(DatabaseInspection::NoAddress(error)) => {
            vec![check.fault(error.to_string(), "Set DATABASE_URL to a file, such as sqlite://bearings.db.")]
        }
    }
}

fn server(check: Check, ServerInspection { version, size_in_bytes, schema, .. }: &ServerInspection) -> Finding {
    let size = megabytes(size_in_bytes.unsigned_abs());
    let server = format!("PostgreSQL {version}, {size}");
    match schema {
        ServerSchema::Empty => check.fine(format!("{server}, empty; bearings serve creates the tables")),
        ServerSchema::Older => check.fine(format!("{server}; the next start upgrades it to this version")),
        ServerSchema::Ours => check.fine(format!("{server}, can be read and written")),
    }
}

/// Every error says what is wrong, then what to do.
fn unusable(check: Check, error: &ServerError) -> Finding {
    let said = one_line(&error.to_string());
    let (seen, remedy) = said.rsplit_once(": ").unwrap_or((&said, "fix that, then run bearings doctor again"));
    check.fault(seen, sentence(remedy))
}

fn erased(seen: &ServerInspection) -> Finding {
    let check = Check::new(Area::Database, "Erased text", ERASED);
    if seen.vacuums_itself {
        check.fine(
            "gone from the tables at once, from the server’s disk after its next vacuum, and from WAL archives and dumps when you \
             remove them",
        )
    } else {
        check.warning(
            "gone from the tables at once, but still on the server’s disk, because autovacuum is off",
            "Turn autovacuum on in the server’s settings, or run VACUUM every day.",
        )
    }
}

fn file(seen: &Inspection) -> Finding {
    let check = Check::new(Area::Database, format!("File {}", seen.path.display()), KEEPS);
    let size = megabytes(seen.size.unwrap_or_default());
    match &seen.content {
        None => check.fine("doesn’t exist yet; bearings serve creates it"),
        Some(Ok(Schema::Ours)) => check.fine(format!("{size}, every page is intact")),
        Some(Ok(Schema::Older)) => {
            check.fine(format!("{size}, every page is intact; the next start upgrades it to this version"))
        }
        Some(Ok(Schema::Foreign)) => check.fault(
            "it was written by a newer version of Bearings",
            "Run the version that wrote it or a newer one, or set DATABASE_URL to another file.",
        ),
        Some(Err(OpenError::Damaged { why, good, .. })) => {
            check.fault(format!("it is damaged ({})", one_line(why)), put_back(good.as_deref()))
        }
        Some(Err(OpenError::Gone { good, .. })) => {
            check.fault("it is missing, though there are backups of it", put_back(good.as_deref()))
        }
        Some(Err(OpenError::Foreign(_))) => check.fault(
            "it belongs to another program: none of its tables is Bearings’",
            "Set DATABASE_URL to a file of its own.",
        ),
        Some(Err(OpenError::NoDatabase(_))) => check.fault(
            "it is not a database",
            "Set DATABASE_URL to another file. If Bearings wrote this one, stop Bearings and run bearings restore with \
             a backup of it.",
        ),
        Some(Err(OpenError::Altered { difference, good, .. })) => {
            check.fault(format!("something other than Bearings changed it ({difference})"), put_back(good.as_deref()))
        }
        Some(Err(error)) => {
            let why = if let OpenError::Unusable { why, .. } = error { why.to_string() } else { error.to_string() };
            let remedy = "Let the user who runs Bearings read and write this file and its directory.";
            check.fault(format!("it can’t be read ({})", one_line(&why)), remedy)
        }
    }
}

fn disk(file_system: FileSystem) -> Finding {
    let check = Check::new(Area::Database, "Disk", DISK);
    match file_system {
        FileSystem::Local => check.fine("on this machine"),
        FileSystem::Unconfirmed(name) => check.warning(
            format!("on {name}"),
            "Make sure that it’s backed by a disk of this machine, or move the database to one.",
        ),
        FileSystem::Network(name) => check.fault(
            format!("on {name}"),
            "Run bearings backup with a file on a disk of this machine, then set DATABASE_URL to that file.",
        ),
    }
}

fn put_back(good: Option<&Path>) -> String {
    match good {
        Some(good) => format!("Stop Bearings and run bearings restore {}: that backup is good.", good.display()),
        None => "Stop Bearings, find your newest backup, and run bearings restore with it.".to_owned(),
    }
}

fn writable(seen: &Inspection) -> Finding {
    let directory = directory(&seen.path);
    let check = Check::new(Area::Database, format!("Writing in {}", directory.display()), WRITES);
    if let Err(error) = &seen.directory {
        return check.fault(format!("it can’t be written ({error})"), sentence(what_to_do(error)));
    }
    match &seen.takes_writes {
        None | Some(Ok(())) => check.fine("it can be written"),
        Some(Err(error)) => {
            let why = error.trouble().map_or("another program has locked the file", Trouble::says);
            check.fault(
                format!("the database accepts no transaction ({why})"),
                "Let the user who runs Bearings write the file and those beside it, make room on its disk, and close \
                 other programs that use it.",
            )
        }
    }
}

fn room(seen: &Inspection) -> Finding {
    let check = Check::new(Area::Database, "Free disk", ROOM);
    match seen.free {
        Ok(free) => of_room(check, free, seen.size.unwrap_or_default()),
        Err(_) => check.not_checked("the directory can’t be checked"),
    }
}

fn of_room(check: Check, free: u64, size: u64) -> Finding {
    let seen = format!("{} free", megabytes(free));
    if free < NO_ROOM {
        return check.fault(seen, "Free up room on this disk, or move the database to a larger one.");
    }
    if free < size.saturating_add(LITTLE_ROOM) {
        return check.warning(seen, "Free up room on this disk before the database grows.");
    }
    check.fine(seen)
}

fn megabytes(bytes: u64) -> String {
    match bytes.div_ceil(MEGABYTE) {
        many if many >= 10 * 1024 => format!("{} GB", many / 1024),
        few => format!("{few} MB"),
    }
}

/// Joins lines, because some of SQLite's messages have several.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;

    #[test]
    fn room_for_a_snapshot_is_enough_and_room_for_the_log_too_little() {
        for (free, size, expected, says) in [
            (20_000 * MEGABYTE, 100 * MEGABYTE, CheckOutcome::Fine, "19 GB free"),
            (356 * MEGABYTE, 100 * MEGABYTE, CheckOutcome::Fine, "356 MB free"),
            (356 * MEGABYTE - 1, 100 * MEGABYTE, CheckOutcome::Warning, "356 MB free"),
            (NO_ROOM, 0, CheckOutcome::Warning, "64 MB free"),
            (NO_ROOM - 1, 0, CheckOutcome::Fault, "64 MB free"),
            (0, 0, CheckOutcome::Fault, "0 MB free"),
        ] {
            let found = of_room(Check::new(Area::Database, "Free disk", ROOM), free, size);
            assert_eq!((found.outcome, found.seen.as_str()), (expected, says), "{free} {size}");
        }
    }
}
