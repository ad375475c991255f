//! Damaged, cut-off, foreign and newer backups are refused, and change nothing.

use super::*;

/// Checks that a damaged file is refused and left as it is; returns the backup that is named.
async fn refused(place: &DatabaseFixture, bytes: &[u8], what: &str) -> Option<PathBuf> {
    fs::write(place.database(), bytes).unwrap();
    let refusal = open(&place.url()).await.map(drop).unwrap_err();
    assert_eq!(fs::read(place.database()).unwrap(), bytes, "{what}");
    let said = refusal.to_string();
    let OpenError::Damaged { good, .. } = refusal else { panic!("{what}: {said}") };
    assert!(said.contains("is damaged (") && said.contains("run bearings restore "), "{what}: {said}");
    good
}

#[tokio::test]
async fn sixty_of_sixty_damaged_pages_are_found_and_the_newest_good_backup_is_named() {
    const PAGE: usize = 4096;
    let place = DatabaseFixture::with_entries(400).await;
    let good = place.backed_up().await;
    // A newer one is damaged too.
    let newer = place.file("bearings-20261125T192611Z.db");
    let bytes = place.packed().await;
    fs::write(&newer, &bytes[..bytes.len() / 2]).unwrap();
    let pages = u64::try_from(bytes.len() / PAGE).unwrap();
    for seed in 1..=60_u64 {
        let mut damaged = bytes.clone();
        let page = usize::try_from(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) % pages).unwrap();
        let at = page * PAGE;
        let there = &mut damaged[at..at + PAGE];
        match seed % 3 {
            0 => there.fill(0),
            1 => there.iter_mut().zip(noise(seed)).for_each(|(byte, noise)| *byte = noise),
            _ => there[..PAGE / 2].iter_mut().zip(noise(seed)).for_each(|(byte, noise)| *byte = noise),
        }
        assert_eq!(refused(&place, &damaged, &format!("page {page} of seed {seed}")).await, Some(good.clone()));
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused_wherever_it_ends() {
    let place = DatabaseFixture::with_entries(100).await;
    let good = place.backed_up().await;
    let bytes = place.packed().await;
    for end in [bytes.len() - 1, bytes.len() - 4096, bytes.len() / 2, 4096, 100, 1, 0] {
        assert_eq!(refused(&place, &bytes[..end], &format!("{end} bytes")).await, Some(good.clone()));
    }
    fs::remove_file(good).unwrap();
    fs::write(place.database(), &bytes[..bytes.len() / 2]).unwrap();
    let refusal = open(&place.url()).await.map(drop).unwrap_err().to_string();
    assert!(refusal.contains("There is no good backup of it here"), "{refusal}");
}

#[tokio::test]
async fn a_backup_that_is_not_ours_or_newer_than_we_is_refused_and_changes_nothing() {
    let place = DatabaseFixture::with_entries(3).await;
    let before = fs::read(place.database()).unwrap();
    let backup = place.backed_up().await;
    let strange = |name: &str, statement: &'static str| {
        let file = place.file(name);
        fs::copy(&backup, &file).unwrap();
        async move {
            let mut db = SqliteConnectOptions::new().filename(&file).foreign_keys(false).connect().await.unwrap();
            sqlx::query(statement).execute(&mut db).await.unwrap();
            db.close().await.unwrap();
            file
        }
    };
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', 1, x'00', 0)";
    let astray = "INSERT INTO evidence_share (evidence_id, manager, tenure, shared_at) VALUES (77, 'UPRIYA', 1, 0)";
    let text = place.file("notes.txt");
    fs::write(
        &text,
        "no database at all, and longer than the beginning of one has to be, which are a hundred bytes: like so",
    )
    .unwrap();
    for (file, said) in [
        (text, "isn't a database of Bearings"),
        (strange("empty.db", "DROP TABLE _sqlx_migrations").await, "isn't a database of Bearings"),
        (strange("newer.db", newer).await, "was written by a newer version of Bearings (its schema is 9999"),
        (strange("other.db", "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2").await, "another build"),
        (strange("astray.db", astray).await, "a row of evidence_share refers to one that is not there"),
        (place.file("nowhere.db"), "doesn't exist"),
        (place.database(), "is the database itself"),
    ] {
        let refusal = restore(&place.url(), &file, now()).await.unwrap_err().to_string();
        assert!(refusal.contains(said), "{refusal}");
        assert_eq!(fs::read(place.database()).unwrap(), before);
    }
    let running = place.open().await;
    let refusal = restore(&place.url(), &backup, now()).await.unwrap_err().to_string();
    assert!(refusal.starts_with("another Bearings already uses "), "{refusal}");
    drop(running);
}
