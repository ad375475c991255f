//! Every setting that can be wrong, and what is said of it.

use super::*;

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
    Config::check(options).map_or_else(|problems| problems.to_string(), |_| String::new())
}

#[test]
fn good_settings_are_taken() {
    assert_eq!(problems(|_| {}), "");
    assert_eq!(problems(|o| o.slack_api_url = "http://127.0.0.1:9/api/".into()), "");
    let mut named = options();
    named.admins = " U01ANA, W02BEN,".into();
    named.keep_days = "leavers=30".into();
    let config = Config::check(named).unwrap();
    assert_eq!(config.admins, ["U01ANA", "W02BEN"]);
    assert_eq!((config.retention.days(Kept::Leavers), config.retention.days(Kept::Prompts)), (Some(30), Some(400)));
}

#[test]
fn everything_wrong_is_said_at_once_and_how_to_get_it() {
    let said = problems(|o| {
        o.secrets = Secrets::default();
        o.listen = "here".into();
        o.metrics_listen = Some("there".into());
        o.slack_api_url = "http://slack.com/api".into();
        o.admins = "U01ANA, @ben".into();
        o.keep_days = "prompts=7".into();
        o.names.command = "growth".into();
    });
    for part in [
        "SLACK_BOT_TOKEN is not set: copy",
        "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are not set, and one of them is needed: for Socket Mode",
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
fn slack_reaches_the_bot_one_way_or_both() {
    let app_token = || Some(Secret::from("xapp-obviously-fake"));
    assert_eq!(problems(|o| o.secrets.app_token = app_token()), "");
    let only_socket = |o: &mut Options| {
        o.secrets.app_token = app_token();
        o.secrets.signing_secret = None;
    };
    assert_eq!(problems(only_socket), "");
    let said = problems(|o| o.secrets.app_token = Some(Secret::from("xoxb-obviously-fake")));
    assert!(said.starts_with("SLACK_APP_TOKEN does not begin with xapp-: make an App-Level Token"), "{said}");
    assert_eq!(said.lines().count(), 1);
    // One that is malformed is not as if it were not there.
    let said = problems(|o| {
        only_socket(o);
        o.secrets.app_token = Some(Secret::from("xoxb-obviously-fake"));
    });
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_secret_in_the_wrong_place_is_noticed_and_never_repeated() {
    let said = problems(|o| o.secrets.bot_token = Some(Secret::from("xoxp-obviously-fake")));
    assert!(said.contains("does not begin with xoxb-") && !said.contains("fake"), "{said}");
    let said = problems(|o| o.secrets.signing_secret = Some(Secret::from("xoxb-obviously-fake")));
    assert!(said.contains("does not look like a signing secret") && !said.contains("fake"), "{said}");
}

#[test]
fn a_secret_can_come_from_a_file_but_not_from_two_places() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "xoxb-obviously-fake\n").unwrap();
    let from_file = |o: &mut Options| o.slack_bot_token_file = Some(file.clone());
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
        .contains("cannot be read from")
    );
}

#[test]
fn a_command_is_called_what_slack_takes_and_each_its_own() {
    for (command, evidence, wrong) in [
        ("/growth", "/kudos", ""),
        ("/evidence", "/framework", ""),
        ("/level-3_up", "/e", ""),
        ("/growth", "/growth", "BEARINGS_EVIDENCE_COMMAND is “/growth”, which BEARINGS_COMMAND is too"),
        ("/", "/kudos", "BEARINGS_COMMAND is “/”"),
        ("/Growth", "/kudos", "BEARINGS_COMMAND is “/Growth”"),
        ("/growth", "/my kudos", "BEARINGS_EVIDENCE_COMMAND is “/my kudos”"),
        ("/growth", "/a123456789012345678901234567890", ""),
        ("/growth", "/a1234567890123456789012345678901", "BEARINGS_EVIDENCE_COMMAND is “/a1234"),
    ] {
        let said = problems(|o| o.names = Names { command: command.into(), evidence_command: evidence.into() });
        assert!(said.starts_with(wrong) && said.is_empty() == wrong.is_empty(), "{command} {evidence}: {said}");
    }
}
