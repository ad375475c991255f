//! Slack's documented payloads, read as what they mean; and anything else, read without harm.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use bearings::config::SlackDomain;
use bearings::domain::ids::{ChannelId, MemberId, SlackTeamId};
use bearings::domain::installation::{Affiliation, PayloadActor};
use bearings::domain::member::Profile;
use bearings::domain::prompt::Away;
use bearings::secret::PrivateText;
use bearings::slack::inbound::{
    self, BlockAction, DirectMessage, HomeOpened, Inbound, Malformed, Origin, SlashCommand,
};
use bearings::slack::{ResponseUrl, TriggerId, ViewHash, ViewId};
use chrono::DateTime;
use proptest::prelude::*;

fn payload(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/slack/payloads").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn interaction(json: &str) -> Result<Inbound<PayloadActor>, Malformed> {
    let form: String = form_urlencoded::Serializer::new(String::new()).append_pair("payload", json).finish();
    inbound::interaction(form.as_bytes())
}

fn pressed(name: &str) -> BlockAction<PayloadActor> {
    match interaction(&payload(name)) {
        Ok(Inbound::BlockAction(pressed)) => pressed,
        other => panic!("{name} is read as {other:?}"),
    }
}

/// The actor of a payload that gives one workspace, both as the user's and as its own.
fn actor(team: &str, member: &str) -> PayloadActor {
    let team = Some(SlackTeamId::new(team));
    PayloadActor { affiliation: Affiliation { team: team.clone(), ..Affiliation::default() }, ..unsaid(team, member) }
}

/// The actor of a payload that doesn't say where the user belongs.
fn unsaid(team: Option<SlackTeamId>, member: &str) -> PayloadActor {
    let member = MemberId::new(member);
    PayloadActor { member, affiliation: Affiliation::default(), team, enterprise: None, is_shared: false }
}

#[expect(clippy::unnecessary_wraps, reason = "every field that holds it is optional")]
fn team(id: &str) -> Option<SlackTeamId> {
    Some(SlackTeamId::new(id))
}

fn words(text: Option<&PrivateText>) -> Option<&str> {
    text.map(PrivateText::reveal)
}

#[test]
fn a_slash_command_is_who_where_and_what_was_typed() {
    let expected = SlashCommand {
        by: PayloadActor { enterprise: team("E0001"), ..unsaid(team("T0001"), "U2147483697") },
        command: "/framework".into(),
        text: PrivateText::new("level 3 comms & feedback"),
        trigger: TriggerId("13345224609.738474920.8088930838d88f008e0".into()),
        response_url: ResponseUrl("https://hooks.slack.com/commands/1234/5678".into()),
    };
    assert_eq!(inbound::slash_command(payload("slash_command.txt").as_bytes()), Ok(Inbound::SlashCommand(expected)));
}

#[test]
fn an_organisation_replaces_a_missing_team() {
    let Ok(Inbound::SlashCommand(command)) =
        inbound::slash_command(payload("slash_command_organisation.txt").as_bytes())
    else {
        panic!("not a command")
    };
    assert_eq!((command.by.team, command.by.enterprise), (None, team("E0001")));
    assert_eq!(command.text.reveal(), "");
    let by = pressed("block_actions_home.json").by;
    assert_eq!((by.affiliation.team, by.team, by.enterprise), (team("T0123"), None, team("E0123")));
}

#[test]
fn a_press_in_a_message_keeps_what_is_chosen_around_it() {
    let pressed = pressed("block_actions_message.json");
    assert_eq!(pressed.by, actor("T9TK3CUKW", "UA8RXUSPL"));
    assert_eq!(
        (pressed.action_id.as_str(), words(pressed.value.as_ref())),
        ("show_picked/backend", Some("click_me_123"))
    );
    assert_eq!(pressed.state.one("pick_level"), Some("3"));
    assert_eq!(pressed.trigger, TriggerId("12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3".into()));
    let response_url = "https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209";
    let origin = Origin::Message {
        ts: "1548261231.000200".into(),
        ephemeral: true,
        response_url: ResponseUrl(response_url.into()),
    };
    assert_eq!(pressed.origin, origin);
}

#[test]
fn a_press_in_home_or_a_modal_knows_where_it_is() {
    let home = pressed("block_actions_home.json");
    assert_eq!((&home.origin, words(home.value.as_ref())), (&Origin::Home, Some("design")));
    assert_eq!(home.state.one("pick_theme"), Some("mastery"));
    let hash = ViewHash("156772938.1827394".into());
    let modal = Origin::Modal { view: ViewId("V0456".into()), hash, metadata: PrivateText::default() };
    assert_eq!(pressed("block_actions_modal.json").origin, modal);
}

#[test]
fn a_submitted_form_is_read_field_by_field() {
    let Ok(Inbound::ViewSubmission(form)) = interaction(&payload("view_submission.json")) else { panic!("not a form") };
    assert_eq!((form.by, form.callback_id.as_str()), (actor("T0123", "U0123"), "evidence"));
    assert_eq!((form.view, form.metadata.reveal()), (ViewId("V0789".into()), "{\"edits\":7}"));
    let state = &form.state;
    assert_eq!(state.one("words"), Some("Set up *alerts* & more"));
    assert_eq!(state.one("happened_on"), Some("2026-06-03"));
    assert_eq!(state.one("audience"), Some("only_me"));
    assert_eq!(state.one("link"), None);
    assert_eq!(state.many("likely").collect::<Vec<_>>(), ["backend/a", "backend/b"]);
    assert_eq!(state.many("behaviours").count() + state.many("words").count() + state.many("none").count(), 0);
}

#[test]
fn typing_in_a_form_says_what_is_in_it() {
    let typed = pressed("block_actions_typing.json");
    assert_eq!((typed.action_id.as_str(), words(typed.value.as_ref())), ("words", Some("Set up al")));
    assert_eq!(typed.state.many("likely").collect::<Vec<_>>(), ["backend/a"]);
    let hash = ViewHash("1717406000.abc".into());
    let origin = Origin::Modal { view: ViewId("V0789".into()), hash, metadata: PrivateText::new("{}") };
    assert_eq!(typed.origin, origin);
}

#[test]
fn a_menu_that_is_typed_into_says_what_and_what_its_modal_carries() {
    let Ok(Inbound::BlockSuggestion(asked)) = interaction(&payload("block_suggestion.json")) else {
        panic!("not a menu")
    };
    assert_eq!((asked.by, asked.action_id.as_str()), (actor("T0123", "U0123"), "behaviours"));
    assert_eq!((asked.words.reveal(), asked.metadata.reveal()), ("dash", "{}"));
}

#[test]
fn shortcuts_say_who_chose_which_on_what() {
    let Ok(Inbound::GlobalShortcut(chosen)) = interaction(&payload("shortcut.json")) else { panic!("not a shortcut") };
    assert_eq!((chosen.by, chosen.callback_id.as_str()), (actor("T0123", "U0123"), "log_evidence"));
    let Ok(Inbound::MessageShortcut(chosen)) = interaction(&payload("message_action.json")) else {
        panic!("not a shortcut on a message")
    };
    assert_eq!((&chosen.by, chosen.callback_id.as_str()), (&actor("T0123", "U0123"), "save_as_evidence"));
    let permalink = "https://example.slack.com/archives/C0123/p1717406000000200?thread_ts=1717406000.000100&cid=C0123";
    let link = chosen.permalink(&SlackDomain::default());
    assert_eq!((link.reveal(), chosen.text.reveal()), (permalink, "@someone: all green & shipped"));
    let of_gov = chosen.permalink(&SlackDomain::check("slack-gov.com").unwrap());
    assert_eq!(of_gov.reveal(), permalink.replace("slack.com", "slack-gov.com"));
    assert_eq!(chosen.response_url, ResponseUrl("https://hooks.slack.com/app/T0123/1/2".into()));
}

#[test]
fn events_are_read() {
    let opened = HomeOpened { by: unsaid(team("T0123"), "U061F7AUR"), event: "Ev08MFMKH6".into() };
    assert_eq!(inbound::event(payload("app_home_opened.json").as_bytes()), Ok(Inbound::HomeOpened(opened)));
    let challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P".to_owned();
    assert_eq!(inbound::event(payload("url_verification.json").as_bytes()), Ok(Inbound::UrlVerification { challenge }));
}

#[test]
fn words_in_the_dm_are_taken_only_from_its_person() {
    let said = DirectMessage {
        by: unsaid(team("T0123"), "U2147483697"),
        channel: ChannelId::new("D024BE91L"),
        words: PrivateText::new("Paired with <Lena> on the rollout"),
        event: "Ev0PV52K21".into(),
    };
    let message = payload("message_im.json");
    assert_eq!(inbound::event(message.as_bytes()), Ok(Inbound::DirectMessage(said)));
    for (with, instead) in [
        (r#""channel_type": "im""#, r#""channel_type": "channel""#),
        (r#""user": "U2147483697""#, r#""user": "U0BOT", "bot_id": "B0BOT""#),
        (r#""ts":"#, r#""subtype": "file_share", "bot_id": "B0BOT", "ts":"#),
        (r#""ts":"#, r#""subtype": "bot_message", "ts":"#),
        (r#""ts":"#, r#""bot_profile": { "id": "B0BOT" }, "ts":"#),
        (r#""ts":"#, r#""app_id": "A0123", "ts":"#),
        (
            r#""team_id": "T0123","#,
            r#""team_id": "T0123", "authorizations": [{ "user_id": "U2147483697", "is_bot": true }],"#,
        ),
        (r#""ts":"#, r#""subtype": "message_changed", "ts":"#),
        (r#""ts":"#, r#""subtype": "message_deleted", "ts":"#),
    ] {
        let other = message.replacen(with, instead, 1);
        assert_eq!(inbound::event(other.as_bytes()), Ok(Inbound::Unknown { kind: "message".into() }), "{instead}");
    }
}

#[test]
fn a_changed_member_arrives_whole() {
    let Ok(Inbound::MemberChanged(changed)) = inbound::event(payload("user_change.json").as_bytes()) else {
        panic!("not a change")
    };
    assert_eq!(changed.who, actor("T0123", "U061F7AUR"));
    let expected = Profile {
        zone: Some("Europe/Lisbon".into()),
        is_admin: true,
        away: Away::Until(DateTime::from_timestamp(1_780_000_000, 0).unwrap()),
        affiliation: Affiliation { team: team("T0123"), ..Affiliation::default() },
        ..Profile::default()
    };
    assert_eq!(changed.profile, expected);
}

#[test]
fn what_is_unknown_is_named_and_what_is_broken_says_why() {
    let unknown = |kind: &str| Ok(Inbound::Unknown { kind: kind.to_owned() });
    assert_eq!(interaction(r#"{"type":"view_closed"}"#), unknown("view_closed"));
    assert_eq!(interaction(r#"{"type":"Words of Ana"}"#), unknown("unnamed"));
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
        for whole in ["block_actions_message.json", "view_submission.json", "block_suggestion.json", "message_action.json"] {
            let piece: String = payload(whole).chars().take(cut).collect();
            let _ = interaction(&piece);
        }
    }
}
