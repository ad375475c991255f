//! Copies of the database: their names, which ones to remove, and when the next is due.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

const BACKUP_INTERVAL: TimeDelta = TimeDelta::days(1);
/// A newest backup older than this shows a problem: a running bot needs a day and a few retries at most.
const STALE: TimeDelta = TimeDelta::days(2);
/// How long a snapshot from before a schema change is kept. It still contains data that users have erased since, so it
/// expires even if no later backup pushes it out.
pub const SNAPSHOT_KEPT: TimeDelta = TimeDelta::days(30);
/// The timestamp in a backup's name. Names sort chronologically.
const STAMP: &str = "%Y%m%dT%H%M%SZ";
const ENDING: &str = "db";

/// Why a copy was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyReason {
    /// A scheduled or requested backup.
    Backup,
    /// Taken before the schema changed to this version.
    Before(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseCopy {
    pub path: PathBuf,
    pub reason: CopyReason,
    pub made_at: DateTime<Utc>,
}

impl DatabaseCopy {
    /// Recognises a copy of this database by its file name. A backup's name says when it was made; for any other copy,
    /// the file's own time counts.
    #[must_use]
    pub fn of(path: PathBuf, database: &Path, written_at: DateTime<Utc>) -> Option<Self> {
        let rest = path.file_name()?.to_str()?.strip_prefix(stem(database))?;
        let name = rest.strip_prefix('-')?.strip_suffix(ENDING)?.strip_suffix('.')?;
        let (reason, made_at) = match name.strip_prefix("before-") {
            Some(schema) => (CopyReason::Before(schema.parse().ok()?), written_at),
            None => (CopyReason::Backup, made_at(name)?),
        };
        Some(Self { path, reason, made_at })
    }
}

fn made_at(stamp: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(stamp, STAMP).ok().map(|at| at.and_utc())
}

/// The file name of a backup of this database.
#[must_use]
pub fn name(database: &Path, now: DateTime<Utc>) -> String {
    format!("{}-{}.{ENDING}", stem(database), now.format(STAMP))
}

/// The name of the snapshot taken before the schema changes to this version.
#[must_use]
pub fn before(database: &Path, schema: i64) -> String {
    format!("{}-before-{schema:04}.{ENDING}", stem(database))
}

/// The name for a database that another one replaces.
#[must_use]
pub fn replaced(database: &Path, now: DateTime<Utc>) -> String {
    format!("{}-replaced-{}.{ENDING}", stem(database), now.format(STAMP))
}

#[must_use]
pub fn directory(of: &Path) -> PathBuf {
    of.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn stem(database: &Path) -> &str {
    database.file_stem().and_then(|stem| stem.to_str()).unwrap_or("bearings")
}

pub fn newest_first(copies: &mut [DatabaseCopy]) {
    copies.sort_by(|one, other| other.made_at.cmp(&one.made_at).then_with(|| other.path.cmp(&one.path)));
}

/// The copies to delete when this many are kept.
#[must_use]
pub fn superfluous(mut copies: Vec<DatabaseCopy>, kept: usize, now: DateTime<Utc>) -> Vec<DatabaseCopy> {
    newest_first(&mut copies);
    let is_old =
        |copy: &DatabaseCopy| matches!(copy.reason, CopyReason::Before(_)) && now - copy.made_at > SNAPSHOT_KEPT;
    // The newest backup is always kept, whatever the setting.
    let kept = kept.max(1);
    copies
        .into_iter()
        .enumerate()
        .filter(|(position, copy)| *position >= kept || is_old(copy))
        .map(|(_, copy)| copy)
        .collect()
}

/// Whether the next backup is due. Pre-migration snapshots don't count as backups, and a timestamp in the future means
/// that a clock was wrong.
#[must_use]
pub fn is_due(copies: &[DatabaseCopy], now: DateTime<Utc>) -> bool {
    let backups = copies.iter().filter(|copy| copy.reason == CopyReason::Backup);
    backups.map(|copy| (now - copy.made_at).abs()).min().is_none_or(|age| age >= BACKUP_INTERVAL)
}

/// The newest backup. Pre-migration snapshots don't count.
#[must_use]
pub fn newest(copies: &[DatabaseCopy]) -> Option<&DatabaseCopy> {
    copies.iter().filter(|copy| copy.reason == CopyReason::Backup).max_by_key(|copy| copy.made_at)
}

/// Whether the newest backup is older than a working bot would let it get.
#[must_use]
pub fn is_stale(newest: &DatabaseCopy, now: DateTime<Utc>) -> bool {
    (now - newest.made_at).abs() > STALE
}

/// How long ago something was, in words.
#[must_use]
pub fn age(made_at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let age = now - made_at;
    let of = |count: i64, unit: &str| format!("{count} {unit}{} old", if count == 1 { "" } else { "s" });
    match (age.num_days(), age.num_hours(), age.num_minutes()) {
        (_, _, ..=0) => "less than a minute old".to_owned(),
        (_, 0, minutes) => of(minutes, "minute"),
        (..=1, hours, _) => of(hours, "hour"),
        (days, ..) => of(days, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-24T19:26:11Z".parse().unwrap()
    }

    fn database() -> PathBuf {
        PathBuf::from("/var/lib/bearings/bearings.db")
    }

    fn copy(reason: CopyReason, age: TimeDelta) -> DatabaseCopy {
        let name = match reason {
            CopyReason::Backup => name(&database(), now() - age),
            CopyReason::Before(schema) => before(&database(), schema),
        };
        DatabaseCopy { path: PathBuf::from(name), reason, made_at: now() - age }
    }

    #[test]
    fn a_name_says_what_it_is() {
        let names = ["bearings-20261124T192611Z.db", "bearings-before-0011.db"];
        for (reason, expected) in [CopyReason::Backup, CopyReason::Before(11)].into_iter().zip(names) {
            let name = copy(reason, TimeDelta::zero()).path;
            assert_eq!(name, Path::new(expected));
            let known = DatabaseCopy::of(PathBuf::from("/b").join(&name), &database(), now()).unwrap();
            assert_eq!((known.reason, known.made_at), (reason, now()));
        }
        let strange = [
            "bearings.db",
            "bearings-.db",
            "bearings-20261124T192611Z.db.partial",
            "bearings-20261324T192611Z.db",
            "bearings-replaced-20261124T192611Z.db",
            "bearings-before-eleven.db",
            "other-20261124T192611Z.db",
            "bearings-20261124T192611Z",
        ];
        for name in strange {
            assert_eq!(DatabaseCopy::of(PathBuf::from(name), &database(), now()), None, "{name}");
        }
        assert!(DatabaseCopy::of(PathBuf::from(replaced(&database(), now())), &database(), now()).is_none());
    }

    #[test]
    fn the_newest_stay_and_the_rest_goes() {
        let day = |days| copy(CopyReason::Backup, TimeDelta::days(days));
        let left = |copies: Vec<DatabaseCopy>, kept| superfluous(copies, kept, now());
        assert_eq!(left(vec![], 3), []);
        assert_eq!(left(vec![day(3), day(0), day(2), day(1)], 2), [day(2), day(3)]);
        assert_eq!(left(vec![day(3)], 0), [], "the newest stays");
        // A pre-migration snapshot counts like any other copy, and expires after a month.
        let before = |days| copy(CopyReason::Before(11), TimeDelta::days(days));
        assert_eq!(left(vec![before(1), day(0), day(2)], 2), [day(2)]);
        assert_eq!(left(vec![before(31), day(0)], 5), [before(31)]);
        assert_eq!(left(vec![before(30), day(0)], 5), []);
        assert_eq!(left(vec![before(400)], 5), [before(400)], "though it is the only one");
    }

    #[test]
    fn a_backup_is_due_once_a_day_whatever_the_clock_does() {
        let backup = |hours| copy(CopyReason::Backup, TimeDelta::hours(hours));
        for (copies, expected) in [
            (vec![], true),
            (vec![backup(1)], false),
            (vec![backup(23), backup(47)], false),
            (vec![backup(24)], true),
            (vec![backup(-1)], false),
            (vec![backup(-24)], true),
            (vec![copy(CopyReason::Before(11), TimeDelta::hours(1))], true),
        ] {
            assert_eq!(is_due(&copies, now()), expected, "{copies:?}");
        }
    }

    #[test]
    fn the_newest_backup_is_stale_after_two_days() {
        let backup = |hours| copy(CopyReason::Backup, TimeDelta::hours(hours));
        let before = copy(CopyReason::Before(11), TimeDelta::hours(1));
        let copies = [backup(72), backup(47), before.clone()];
        assert_eq!(newest(&copies), Some(&copies[1]));
        assert_eq!(newest(&[before]), None);
        for (hours, expected) in [(0, false), (48, false), (49, true), (-48, false), (-49, true)] {
            assert_eq!(is_stale(&backup(hours), now()), expected, "{hours}");
        }
    }

    #[test]
    fn an_age_is_said_in_its_largest_unit() {
        for (seconds, expected) in [
            (-5, "less than a minute old"),
            (59, "less than a minute old"),
            (60, "1 minute old"),
            (3_599, "59 minutes old"),
            (3_600, "1 hour old"),
            (47 * 3_600, "47 hours old"),
            (48 * 3_600, "2 days old"),
        ] {
            assert_eq!(age(now() - TimeDelta::seconds(seconds), now()), expected);
        }
    }
}
