//! Every setting that can be wrong, and the message for it.

use super::*;
use crate::domain::privacy::Kept;
use crate::secret::ExposeSecret;

fn options() -> Options {
    let secrets = Secrets {
        bot_token: Some(Secret::from("xoxb-obviously-fake")),
        app_token: None,
        signing_secret: Some(Secret::from("0bv10us1yfake0bv10us1yfake")),
    };
    Options { secrets, ..Options::default() }
}

fn problems(change: impl FnOnce(&mut Options)) -> String {
    let mut options = options();
    change(&mut options);
    Config::check(&options).map_or_else(|problems| problems.to_string(), |_| String::new())
}

#[test]
fn good_settings_are_taken() {
    assert_eq!(problems(|_| {}), "");
    assert_eq!(problems(|o| o.slack.api_url = "http://127.0.0.1:9/api/".into()), "");
    let mut named = options();
    named.admins = " U01ANA, w02ben,".into();
    named.keep_days = "leavers=30".into();
    let config = Config::check(&named).unwrap();
    assert_eq!(config.optional.admins, ["U01ANA", "W02BEN"].map(MemberId::new));
    assert_eq!(
        (config.optional.retention.days(Kept::Leavers), config.optional.retention.days(Kept::Prompts)),
        (Some(30), Some(400))
    );
}

#[test]
fn everything_wrong_is_said_at_once_and_how_to_get_it() {
    let said = problems(|o| {
        o.secrets = Secrets::default();
        o.listen = "here".into();
        o.metrics_listen = "there".into();
        o.slack.api_url = "http://slack.com/api".into();
        o.admins = "U01ANA, @ben".into();
        o.keep_days = "prompts=7".into();
        o.names.command = "growth".into();
    });
    for part in [
        "SLACK_BOT_TOKEN is not set: copy",
        "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are not set, but Bearings needs one of them: for Socket Mode",
        "SLACK_API_URL is “http://slack.com/api”",
        "BEARINGS_LISTEN is “here”",
        "BEARINGS_METRICS_LISTEN is “there”",
        "BEARINGS_ADMINS holds “@ben”",
        "BEARINGS_KEEP_DAYS keeps prompts for 7 days",
        "BEARINGS_COMMAND is “growth”",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(said.lines().count(), 8);
}

#[test]
fn an_admin_is_named_by_an_id_as_all_ids_are() {
    for bad in ["U", &format!("U{}", "1".repeat(64)), "U01ına", "U01ANA U02BEN"] {
        let said = problems(|o| o.admins = bad.into());
        assert!(said.starts_with("BEARINGS_ADMINS"), "{bad}: {said}");
    }
}

#[test]
fn slack_reaches_the_bot_one_way_or_both() {
    let app_token = || Some(Secret::from("xapp-obviously-fake"));
    assert_eq!(problems(|o| o.secrets.app_token = app_token()), "");
    let only_socket = |o: &mut Options| {
        o.secrets.app_token = app_token();
        o.secrets.signing_secret = None;
    };
    assert_eq!(problems(only_socket), "");
    let said = problems(|o| o.secrets.app_token = Some(Secret::from("xoxb-obviously-fake")));
    assert!(said.starts_with("SLACK_APP_TOKEN is a bot token: create an App-Level Token"), "{said}");
    assert_eq!(said.lines().count(), 1);
    // A malformed secret doesn't count as missing.
    let said = problems(|o| {
        only_socket(o);
        o.secrets.app_token = Some(Secret::from("xoxb-obviously-fake"));
    });
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_secret_in_the_wrong_place_is_noticed_and_never_repeated() {
    let said = problems(|o| o.secrets.bot_token = Some(Secret::from("xoxp-obviously-fake")));
    assert!(said.contains("SLACK_BOT_TOKEN is a user token, not a bot token") && !said.contains("fake"), "{said}");
    let said = problems(|o| o.secrets.signing_secret = Some(Secret::from("xoxb-obviously-fake")));
    assert!(said.contains("SLACK_SIGNING_SECRET is a bot token") && !said.contains("fake"), "{said}");
}

#[test]
fn a_secret_can_come_from_a_file_but_not_from_two_places() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "xoxb-obviously-fake\n").unwrap();
    let from_file = |o: &mut Options| o.secret_files.bot_token = file.clone().into();
    assert!(problems(from_file).contains("is set twice"));
    assert_eq!(
        problems(|o| {
            from_file(o);
            o.secrets.bot_token = None;
        }),
        ""
    );
    std::fs::remove_file(&file).unwrap();
    assert!(
        problems(|o| {
            from_file(o);
            o.secrets.bot_token = None;
        })
        .contains("can't be read from")
    );
}

#[test]
fn a_command_is_called_what_slack_takes_and_each_its_own() {
    for (command, evidence, wrong) in [
        ("/growth", "/kudos", ""),
        ("/evidence", "/framework", ""),
        ("/level-3_up", "/e", ""),
        ("/growth", "/growth", "BEARINGS_EVIDENCE_COMMAND is “/growth”, the same as BEARINGS_COMMAND"),
        ("/", "/kudos", "BEARINGS_COMMAND is “/”"),
        ("/Growth", "/kudos", "BEARINGS_COMMAND is “/Growth”"),
        ("/growth", "/my kudos", "BEARINGS_EVIDENCE_COMMAND has a space at character 4"),
        ("/growth", "/z123456789012345678901234567890", ""),
        ("/growth", "/z1234567890123456789012345678901", "BEARINGS_EVIDENCE_COMMAND is “/z1234"),
    ] {
        let said =
            problems(|o| o.names = CommandNameOptions { command: command.into(), evidence_command: evidence.into() });
        assert!(said.starts_with(wrong) && said.is_empty() == wrong.is_empty(), "{command} {evidence}: {said}");
    }
}

/// A value with spaces of every kind around it, as copying and files leave them.
fn padded(text: &str) -> Setting {
    format!("\u{feff} {text}\u{a0}\r\n").into()
}

#[test]
fn every_setting_is_trimmed() {
    let mut padded_options = options();
    padded_options.secrets.bot_token = Some(Secret::from("\u{feff}xoxb-obviously-fake \r\n"));
    padded_options.secrets.signing_secret = Some(Secret::from("\t0bv10us1yfake0bv10us1yfake\u{a0}"));
    padded_options.slack.api_url = padded("http://127.0.0.1:9/api");
    padded_options.database_url = padded("sqlite:///größe/a b.db").into();
    padded_options.listen = padded("localhost:1");
    padded_options.metrics_listen = padded(":2");
    padded_options.framework_dir = padded("a b");
    padded_options.messages_per_second = padded("2");
    padded_options.admins = padded("U01ANA");
    padded_options.keep_days = padded("leavers=30");
    padded_options.backups.kept = padded("3");
    padded_options.quota = QuotaOptions { entries: padded("7"), entries_per_hour: padded("5"), megabytes: padded("2") };
    padded_options.names.command = padded("/growth");
    let config = Config::check(&padded_options).unwrap();
    assert_eq!(config.slack_bot_token.expose_secret(), "xoxb-obviously-fake");
    assert_eq!(config.slack.api.as_str(), "http://127.0.0.1:9/api");
    assert_eq!(config.database_url.expose_secret(), "sqlite:///größe/a b.db");
    assert_eq!((config.listen.to_string(), config.framework_dir), ("localhost:1".into(), "a b".into()));
    assert_eq!(config.optional.metrics_listen.map(|address| address.to_string()).as_deref(), Some(":2"));
    assert_eq!((config.optional.send_every, config.optional.backups.kept), (Duration::from_millis(500), 3));
    assert_eq!(config.optional.quota, Quota { entries: 7, entries_per_hour: 5, bytes: 2 * 1024 * 1024 });
    assert_eq!(
        (config.optional.admins, config.optional.commands.framework.as_str()),
        (vec![MemberId::new("U01ANA")], "/growth")
    );
}

#[test]
fn how_much_one_person_may_store_is_a_number() {
    for (written, expected) in [
        ("0", "BEARINGS_ENTRIES_PER_PERSON is “0”, but must be a whole number from 1 to 100000"),
        ("5,000", "BEARINGS_ENTRIES_PER_PERSON is “5,000”"),
        ("unlimited", "BEARINGS_ENTRIES_PER_PERSON is “unlimited”"),
    ] {
        let said = problems(|o| o.quota.entries = written.into());
        assert!(said.starts_with(expected), "{said}");
    }
    assert!(problems(|o| o.quota.entries_per_hour = "-1".into()).starts_with("BEARINGS_ENTRIES_PER_HOUR is “-1”"));
    assert!(problems(|o| o.quota.megabytes = "2000".into()).starts_with("BEARINGS_MEGABYTES_PER_PERSON is “2000”"));
    assert_eq!(Config::check(&options()).unwrap().optional.quota, Quota::default());
}

#[test]
fn a_file_that_holds_something_else_is_told_apart() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secret");
    let said = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let said = problems(|o| {
            o.secrets.bot_token = None;
            o.secret_files.bot_token = file.clone().into();
        });
        said.replace(&file.display().to_string(), "FILE")
    };
    let utf16: Vec<u8> =
        [0xfeff].into_iter().chain("xoxb-obviously-fake".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, expected) in [
        ("\u{feff}xoxb-obviously-fake\r\n".as_bytes(), ""),
        (b"", "SLACK_BOT_TOKEN can't be read from FILE (it's empty): copy"),
        (b" \n", "SLACK_BOT_TOKEN can't be read from FILE (it's empty): copy"),
        (b"SLACK_BOT_TOKEN=xoxb-obviously-fake\n", "SLACK_BOT_TOKEN in FILE has a name and = before the secret: copy"),
        (
            b"xoxb-obviously-fake\nxoxb-obviously-fake\n",
            "SLACK_BOT_TOKEN in FILE has a control character (\\u{a}) at character 20: copy",
        ),
        (
            "xoxb-obviously\u{200b}fake".as_bytes(),
            "SLACK_BOT_TOKEN in FILE has an invisible character (\\u{200b}) at character 15: copy",
        ),
        (&utf16, "SLACK_BOT_TOKEN can't be read from FILE (it's saved as UTF-16: save it as UTF-8): copy"),
        (&[b'x', 0xff, 0xfe], "SLACK_BOT_TOKEN can't be read from FILE (it doesn't hold text): copy"),
        (
            b"xoxe.xoxb-obviously-fake",
            "SLACK_BOT_TOKEN in FILE is a bot token that expires, because token rotation is on for the app: turn",
        ),
    ] {
        let said = said(bytes);
        assert!(said.starts_with(expected) && said.is_empty() == expected.is_empty(), "{expected}: {said}");
    }
    let at_directory = problems(|o| {
        o.secrets.bot_token = None;
        o.secret_files.bot_token = directory.path().into();
    });
    assert!(at_directory.starts_with("SLACK_BOT_TOKEN can't be read from "), "{at_directory}");
}

#[test]
fn an_address_with_a_password_is_not_shown() {
    let said = problems(|o| o.slack.api_url = "https://u:obviously-fake@proxy.example/api".into());
    assert!(said.starts_with("SLACK_API_URL ") && !said.contains("fake"), "{said}");
}
