//! Slack's documented payloads, read as what they mean; and anything else, read without harm.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use bearings::domain::ids::{MemberId, WorkspaceId};
use bearings::slack::inbound::{self, HomeOpened, Inbound, Malformed, Origin, Pressed, SlashCommand};
use bearings::slack::{ResponseUrl, TriggerId, ViewId};
use proptest::prelude::*;

fn payload(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/slack/payloads").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn interaction(json: &str) -> Result<Inbound, Malformed> {
    let form: String = form_urlencoded::Serializer::new(String::new()).append_pair("payload", json).finish();
    inbound::interaction(form.as_bytes())
}

fn pressed(name: &str) -> Pressed {
    match interaction(&payload(name)) {
        Ok(Inbound::Pressed(pressed)) => pressed,
        other => panic!("{name} is read as {other:?}"),
    }
}

#[test]
fn a_slash_command_is_who_where_and_what_was_typed() {
    let expected = SlashCommand {
        workspace: WorkspaceId::new("T0001"),
        member: MemberId::new("U2147483697"),
        command: "/framework".into(),
        text: "level 3 comms & feedback".into(),
    };
    assert_eq!(inbound::slash_command(payload("slash_command.txt").as_bytes()), Ok(Inbound::SlashCommand(expected)));
}

#[test]
fn an_organisation_stands_in_for_a_missing_team() {
    let Ok(Inbound::SlashCommand(command)) =
        inbound::slash_command(payload("slash_command_organisation.txt").as_bytes())
    else {
        panic!("not a command")
    };
    assert_eq!((command.workspace, command.text), (WorkspaceId::new("E0001"), String::new()));
    assert_eq!(pressed("block_actions_home.json").workspace, WorkspaceId::new("E0123"));
}

#[test]
fn a_press_in_a_message_keeps_what_is_chosen_around_it() {
    let expected = Pressed {
        workspace: WorkspaceId::new("T9TK3CUKW"),
        member: MemberId::new("UA8RXUSPL"),
        action_id: "show_picked/backend".into(),
        value: Some("click_me_123".into()),
        chosen: vec![("pick_level".into(), "3".into())],
        origin: Origin::Message {
            ts: "1548261231.000200".into(),
            ephemeral: true,
            response_url: ResponseUrl(
                "https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209".into(),
            ),
        },
        trigger: TriggerId("12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3".into()),
    };
    assert_eq!(pressed("block_actions_message.json"), expected);
}

#[test]
fn a_press_in_home_or_a_modal_knows_where_it_is() {
    let home = pressed("block_actions_home.json");
    assert_eq!((home.origin, home.value), (Origin::Home, Some("design".into())));
    assert_eq!(home.chosen, [("pick_theme".into(), "mastery".into())]);
    assert_eq!(pressed("block_actions_modal.json").origin, Origin::Modal { view: ViewId("V0456".into()) });
}

#[test]
fn events_are_read() {
    let opened = HomeOpened {
        workspace: WorkspaceId::new("T0123"),
        member: MemberId::new("U061F7AUR"),
        event: "Ev08MFMKH6".into(),
    };
    assert_eq!(inbound::event(payload("app_home_opened.json").as_bytes()), Ok(Inbound::HomeOpened(opened)));
    let challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P".to_owned();
    assert_eq!(inbound::event(payload("url_verification.json").as_bytes()), Ok(Inbound::UrlVerification { challenge }));
}

#[test]
fn what_is_unknown_is_named_and_what_is_broken_says_why() {
    let unknown = |kind: &str| Ok(Inbound::Unknown { kind: kind.to_owned() });
    assert_eq!(interaction(r#"{"type":"view_closed"}"#), unknown("view_closed"));
    assert_eq!(interaction(r#"{"type":"Words of somebody"}"#), unknown("unnamed"));
    assert_eq!(interaction("{}"), unknown("unnamed"));
    assert_eq!(inbound::event(br#"{"type":"app_rate_limited"}"#), unknown("app_rate_limited"));
    assert_eq!(inbound::event(br#"{"type":"event_callback","event":{"type":"team_join"}}"#), unknown("team_join"));
    let messages_tab = payload("app_home_opened.json").replace("\"tab\": \"home\"", "\"tab\": \"messages\"");
    assert_eq!(inbound::event(messages_tab.as_bytes()), unknown("app_home_opened"));
    assert_eq!(interaction("not json"), Err(Malformed::Body));
    assert_eq!(inbound::interaction(b"no=payload"), Err(Malformed::Missing("payload")));
    assert_eq!(interaction(r#"{"type":"block_actions"}"#), Err(Malformed::Missing("actions")));
    assert_eq!(inbound::slash_command(b"team_id=T1&command=%2Fx"), Err(Malformed::Missing("user_id")));
    assert_eq!(inbound::event(b"\xFF\xFE"), Err(Malformed::Body));
}

proptest! {
    #[test]
    fn no_body_is_too_strange_to_be_read(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = inbound::slash_command(&body);
        let _ = inbound::interaction(&body);
        let _ = inbound::event(&body);
        let _ = inbound::is_ssl_check(&body);
    }

    #[test]
    fn a_piece_of_a_payload_is_read_without_harm(cut in 0_usize..1_500) {
        let whole = payload("block_actions_message.json");
        let piece: String = whole.chars().take(cut).collect();
        let _ = interaction(&piece);
    }
}
