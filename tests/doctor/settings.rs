//! Faulty framework files and settings.

use super::{OF_PAYMENTS, backups, healthy, visit_with};
use crate::support::{TOKEN, repository};

#[tokio::test(flavor = "multi_thread")]
async fn broken_framework_files_are_reported_fault_by_fault() {
    let fixture = healthy().await;
    let broken = repository("tests/data/framework-broken/several");
    let visit = visit_with(&fixture, &[("BEARINGS_FRAMEWORK_DIR", broken.to_str().unwrap())]).await;
    let said = visit.with("fault");
    assert_eq!(said.len(), 4);
    assert!(said.iter().all(|said| said.contains("backend.yaml, line ")), "{said:?}");
    assert_eq!(visit.with("not_checked"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_setting_is_named_at_once_and_what_does_not_need_it_is_checked() {
    let fixture = healthy().await;
    let wrong = [
        ("SLACK_SIGNING_SECRET", "xoxb-obviously-fake"),
        ("BEARINGS_LISTEN", "somewhere"),
        ("BEARINGS_ADMINS", "@ben"),
        ("BEARINGS_COMMAND", "growth"),
    ];
    let visit = visit_with(&fixture, &wrong).await;
    let mut named: Vec<String> =
        visit.with("fault").iter().map(|said| said.split(':').next().unwrap().to_owned()).collect();
    named.sort();
    let mut expected = wrong.map(|(name, _)| name.to_owned());
    expected.sort();
    assert_eq!(named, expected);
    assert_eq!(visit.with("not_checked"), ["Signing secret: SLACK_SIGNING_SECRET can’t be used"]);
    assert!(visit.with("ok").contains(&format!("{OF_PAYMENTS}: a digest could be posted now")));
    let foreign = visit_with(&fixture, &[("DATABASE_URL", "mysql://localhost/bearings")]).await;
    assert!(foreign.with("fault")[0].starts_with("Database: DATABASE_URL “mysql://"), "{:?}", foreign.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_was_copied_badly_is_taken_or_named_with_what_is_wrong() {
    let fixture = healthy().await;
    let database = format!("sqlite://{}", fixture.database().display());
    // The characters that copying adds around a value are no fault, and an empty value is unset.
    let around = visit_with(
        &fixture,
        &[
            ("SLACK_BOT_TOKEN", &format!("\u{feff}{TOKEN}\r\n")),
            ("DATABASE_URL", &format!("{database}\r")),
            ("BEARINGS_BACKUP_DIR", &format!("{} ", backups(&fixture).display())),
            ("BEARINGS_BACKUPS_KEPT", ""),
            ("BEARINGS_LOG_FORMAT", ""),
            ("BEARINGS_COMMAND", ""),
            ("BEARINGS_LISTEN", " localhost:3000"),
            ("SLACK_BOT_TOKEN_FILE", ""),
            ("RUST_LOG", ""),
        ],
    )
    .await;
    around.has_only(&[]);
    assert_eq!(around.with("warning"), Vec::<String>::new());
    let mut missing = Vec::new();
    for (variable, value, said) in [
        ("SLACK_BOT_TOKEN", "xoxb-obviously\u{2013}fake-token", "has \\u{2013} at character 15"),
        ("SLACK_BOT_TOKEN", "xoxb-bars", "too short"),
        ("SLACK_BOT_TOKEN", "\"xoxb-obviously-fake-token\"", "quot"),
        ("SLACK_BOT_TOKEN", "xoxp-obviously-fake-token", "is a user token"),
        ("DATABASE_URL", "sqlite://bear\u{200b}ings.db", "an invisible character (\\u{200b}) at character 14"),
        ("BEARINGS_LISTEN", "localhost", "localhost"),
        ("BEARINGS_ENTRIES_PER_HOUR", "many", "a whole number from 1 to 100000"),
        ("SSL_CERT_FILE", "/nope.pem", "/nope.pem"),
    ] {
        let visit = visit_with(&fixture, &[(variable, value)]).await;
        let faults = visit.with("fault");
        if !faults.iter().any(|fault| fault.contains(variable) && fault.contains(said)) {
            missing.push(format!("{value}: {faults:?}"));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    for filter in ["warning", "inof", "bearings:debug"] {
        let visit = visit_with(&fixture, &[("RUST_LOG", filter)]).await;
        let warnings = visit.with("warning");
        assert!(warnings.len() == 1 && warnings[0].starts_with("RUST_LOG: is ignored"), "{filter}: {warnings:?}");
    }
}
