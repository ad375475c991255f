//! Damaged databases, old or missing backups, and directories that take no files.

use std::process::Command;

use super::{backed_up, backups, doctor, healthy, visit, visit_as, visit_with};
use crate::support::disk::with_read_only;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_said_and_left_as_it_is() {
    let fixture = healthy().await;
    let mut bytes = std::fs::read(fixture.database()).unwrap();
    for byte in bytes.iter_mut().skip(100).step_by(7) {
        *byte ^= 0xFF;
    }
    std::fs::write(fixture.database(), &bytes).unwrap();
    let visit = visit(&fixture).await;
    let said = visit.with("fault");
    assert!(matches!(said.as_slice(), [said] if said.contains("bearings.db: it is damaged (")), "{said:?}");
    assert_eq!(visit.unchecked("the database can’t be read"), 1);
    assert_eq!(std::fs::read(fixture.database()).unwrap(), bytes);
    std::fs::write(
        fixture.database(),
        "these are no pages of a database, and there are enough of them to be sure".repeat(20),
    )
    .unwrap();
    assert!(self::visit(&fixture).await.with("fault")[0].contains("it is damaged ("));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_corrupt_page_is_damage_and_the_good_backup_is_named() {
    let fixture = healthy().await;
    let mut bytes = std::fs::read(fixture.database()).unwrap();
    let last = bytes.len() - 4096;
    bytes[last..].fill(0xA5);
    std::fs::write(fixture.database(), &bytes).unwrap();
    let visit = visit(&fixture).await;
    let fault = visit.only("fault");
    assert!(fault["seen"].as_str().unwrap().starts_with("it is damaged ("), "{fault}");
    let good = backups(&fixture).join("bearings-");
    assert!(fault["do"].as_str().unwrap().contains(&format!("bearings restore {}", good.display())), "{fault}");
    assert_eq!(std::fs::read(fixture.database()).unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_damaged_or_missing_backup_is_reported() {
    let fixture = healthy().await;
    std::fs::remove_dir_all(backups(&fixture)).unwrap();
    let none = visit(&fixture).await;
    none.has_only(&[]);
    let seen = format!("Newest backup: none yet in {}", backups(&fixture).display());
    assert_eq!(none.with("warning"), [seen]);
    let mut nowhere = doctor(&fixture, &["--json"]);
    nowhere.env_remove("BEARINGS_BACKUP_DIR");
    let nowhere = visit_as(nowhere).await;
    nowhere.has_only(&[]);
    assert_eq!(nowhere.with("warning"), ["Newest backup: there are none, because BEARINGS_BACKUP_DIR is not set"]);
    let old = backed_up(&fixture, 72).await;
    visit(&fixture).await.has_only(&["Newest backup: 3 days old, but one is due every day"]);
    std::fs::rename(old, backed_up(&fixture, 5).await).unwrap();
    visit(&fixture).await.has_only(&[]);
    let newest = backed_up(&fixture, 1).await;
    let whole = std::fs::read(&newest).unwrap();
    std::fs::write(&newest, &whole[..whole.len() - 100]).unwrap();
    let damaged = visit(&fixture).await;
    let fault = damaged.only("fault");
    let seen = fault["seen"].as_str().unwrap();
    assert!(seen.starts_with("1 hour old, but it can’t be used (") && seen.contains("its end is missing"), "{seen}");
    let gone = visit_with(&fixture, &[("BEARINGS_BACKUP_DIR", "no/such/directory")]).await;
    gone.has_only(&["BEARINGS_BACKUP_DIR: is “no/such/directory”, which isn't a directory"]);
    assert_eq!(gone.unchecked("BEARINGS_BACKUP_DIR can’t be used"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_may_only_be_read_is_named() {
    let fixture = healthy().await;
    let directory = fixture.database().parent().unwrap().to_owned();
    for what in [fixture.database(), directory.clone()] {
        let Some(command) = with_read_only(&doctor(&fixture, &["--json"]), &what) else { return };
        let visit = visit_as(command).await;
        let said = visit.with("fault");
        let begins = format!("Writing in {}: it can’t be written (Read-only file system", directory.display());
        assert!(said.iter().any(|said| said.starts_with(&begins)), "{said:?}");
        assert_eq!(visit.code, Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_takes_no_files_is_a_fault_whatever_the_reason() {
    let fixture = healthy().await;
    for (url, directory) in
        [("sqlite:///proc/bearings.db", "/proc"), ("sqlite://no/such/directory/bearings.db", "no/such/directory")]
    {
        let visit = visit_with(&fixture, &[("DATABASE_URL", url)]).await;
        let said = visit.with("fault");
        let begins = format!("Writing in {directory}: it can’t be written (");
        assert!(said.iter().any(|said| said.starts_with(&begins)), "{said:?}");
    }
    // A process that may write only a little meets the same refusals as on a full disk.
    let _bot = fixture.start();
    let doctor = doctor(&fixture, &["--json"]);
    let mut limited = Command::new("bash");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(doctor.get_program())
        .args(doctor.get_args());
    limited.env_clear();
    for (name, value) in doctor.get_envs() {
        limited.env(name, value.unwrap());
    }
    let full = visit_as(limited).await;
    assert!(
        full.with("fault").iter().any(|said| said.contains(": it can’t be written (File too large")),
        "{:?}",
        full.report
    );
    assert_eq!(full.code, Some(2));
}
