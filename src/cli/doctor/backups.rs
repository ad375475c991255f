//! Checks whether there is a good backup, and how old it is.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::settings::is_faulty;
use crate::config::{Problem, Usable};
use crate::domain::backup::{DatabaseCopy, age, is_stale, newest};
use crate::secret::ExposeSecret;
use crate::store;
use crate::store::backup::BackupError;

const WHY: &str = "if the disk is lost or damaged, everything written since the newest backup is lost too.";

#[derive(Debug)]
pub(super) enum BackupsFound {
    NoDirectory,
    NotChecked(&'static str),
    /// The database is on a server: backups are its operator's.
    OfServer,
    NoBackup(PathBuf),
    /// The newest backup, and whether it is good.
    Newest(DatabaseCopy, Result<(), BackupError>),
}

/// Finds the newest backup and checks every page of it.
pub(super) async fn find_newest(settings: &Usable, problems: &[Problem]) -> BackupsFound {
    if is_faulty(problems, "BEARINGS_BACKUP_DIR") {
        return BackupsFound::NotChecked("BEARINGS_BACKUP_DIR can’t be used");
    }
    if settings.database_url.as_ref().is_some_and(|url| store::is_server_address(url.expose_secret())) {
        return BackupsFound::OfServer;
    }
    let Some(directory) = settings.optional.backups.directory.as_ref() else { return BackupsFound::NoDirectory };
    let database = settings.database_url.as_ref().map(|url| store::file_of(url.expose_secret()));
    let Some(Ok(database)) = database else {
        return BackupsFound::NotChecked("DATABASE_URL doesn’t name a database file");
    };
    if !directory.exists() {
        return BackupsFound::NoBackup(directory.clone());
    }
    let Ok(copies) = store::backup::list(directory, &database) else {
        return BackupsFound::NotChecked("the backup directory can’t be read");
    };
    match newest(&copies) {
        Some(copy) => BackupsFound::Newest(copy.clone(), store::backup::check(&copy.path).await.map(drop)),
        None => BackupsFound::NoBackup(directory.clone()),
    }
}

pub(super) fn finding(backups_found: &BackupsFound, now: DateTime<Utc>) -> Finding {
    let check = Check::new(Area::Database, "Newest backup", WHY);
    match backups_found {
        BackupsFound::NoDirectory => check.warning(
            "there are none, because BEARINGS_BACKUP_DIR is not set",
            "Set it to a directory on another disk, or replicate the database with another program, such as \
             Litestream.",
        ),
        BackupsFound::NotChecked(why) => check.not_checked(*why),
        BackupsFound::OfServer => check.not_checked(
            "you back up a server yourself, with tools such as pg_dump; BEARINGS_BACKUP_DIR is only for database files",
        ),
        BackupsFound::NoBackup(directory) => check.warning(
            format!("none yet in {}", directory.display()),
            "Start Bearings, which makes one at once and then daily, or run bearings backup.",
        ),
        BackupsFound::Newest(copy, Err(error)) => check.fault(
            format!("{}, but it can’t be used ({error})", age(copy.made_at, now)),
            "Run bearings backup to make a good one, and check that disk.",
        ),
        BackupsFound::Newest(copy, Ok(())) if is_stale(copy, now) => check.fault(
            format!("{}, but one is due every day", since(copy, now)),
            "Look in Bearings’ log for why none was made since, or start Bearings. To make one now, run bearings \
             backup.",
        ),
        BackupsFound::Newest(copy, Ok(())) => check.fine(format!("{}, every page is intact", age(copy.made_at, now))),
    }
}

fn since(copy: &DatabaseCopy, now: DateTime<Utc>) -> String {
    if copy.made_at > now { "its name has a date in the future".to_owned() } else { age(copy.made_at, now) }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;
    use crate::domain::backup::CopyReason;

    #[test]
    fn a_backup_of_today_is_fine_and_an_old_or_damaged_one_is_a_fault() {
        let now = "2026-11-24T19:26:11Z".parse().unwrap();
        let newest = |hours, is_good| {
            let path = PathBuf::from("/backups/newest.db");
            let error = BackupError::Damaged { path: path.clone(), why: "a page".into() };
            let copy = DatabaseCopy { path, reason: CopyReason::Backup, made_at: now - TimeDelta::hours(hours) };
            BackupsFound::Newest(copy, if is_good { Ok(()) } else { Err(error) })
        };
        for (backups_found, outcome, says) in [
            (
                BackupsFound::NoDirectory,
                CheckOutcome::Warning,
                "there are none, because BEARINGS_BACKUP_DIR is not set",
            ),
            (BackupsFound::NoBackup("/backups".into()), CheckOutcome::Warning, "none yet in /backups"),
            (BackupsFound::NotChecked("it is dark"), CheckOutcome::NotChecked, "it is dark"),
            (
                BackupsFound::OfServer,
                CheckOutcome::NotChecked,
                "you back up a server yourself, with tools such as pg_dump; BEARINGS_BACKUP_DIR is only for database \
                 files",
            ),
            (newest(5, true), CheckOutcome::Fine, "5 hours old, every page is intact"),
            (newest(48, true), CheckOutcome::Fine, "2 days old, every page is intact"),
            (newest(72, true), CheckOutcome::Fault, "3 days old, but one is due every day"),
            (newest(-72, true), CheckOutcome::Fault, "its name has a date in the future, but one is due every day"),
            (
                newest(5, false),
                CheckOutcome::Fault,
                "5 hours old, but it can’t be used (/backups/newest.db is damaged (a page): use another backup)",
            ),
        ] {
            let found = finding(&backups_found, now);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
        }
    }
}
