//! Fingerprints of block actions and submitted forms, made of Slack's own ids, to recognise duplicates.

use sha2::{Digest, Sha256};

use crate::domain::ids::Actor;
use crate::slack::inbound::{BlockAction, Inbound, Origin, ViewSubmission};

/// The same for the same press or form, however often and by whichever transport Slack sends it. It does not reveal the
/// actor or the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Hashes these ids together with the actor's.
    fn of(by: &Actor, kind: &str, ids: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for id in [kind, by.workspace.as_str(), by.member.as_str()].iter().chain(ids) {
            // None of the ids contains this byte, so two different lists never hash the same bytes.
            hash.update(id.as_bytes());
            hash.update([0]);
        }
        Self(hash.finalize().into())
    }
}

impl Inbound {
    /// The fingerprint of a press or a submitted form; `None` for anything else, and for a press that has no ids.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::BlockAction(pressed) => of_press(pressed),
            Self::ViewSubmission(submission) => Some(of_form(submission)),
            _ => None,
        }
    }
}

/// Identified by where and when it was pressed, and on which control.
fn of_press(pressed: &BlockAction) -> Option<Fingerprint> {
    let place = match &pressed.origin {
        Origin::Message { ts, .. } => ts,
        Origin::Home => "home",
        Origin::Modal { view, .. } => &view.0,
    };
    let moment = [&pressed.action_ts, &pressed.trigger.0].into_iter().find(|id| !id.is_empty())?;
    Some(Fingerprint::of(&pressed.by, "press", &[place, moment, &pressed.action_id]))
}

/// Identified by the modal and the press of its button. The modal alone is not enough: after *Save* the same modal
/// shows the entry, and *Edit* shows the form again.
fn of_form(submission: &ViewSubmission) -> Fingerprint {
    let ViewSubmission { by, view, trigger, hash, .. } = submission;
    let press = if trigger.0.is_empty() { &hash.0 } else { &trigger.0 };
    Fingerprint::of(by, "form", &[&view.0, press])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::WorkspaceId;
    use crate::domain::installation::PayloadActor;
    use crate::slack::inbound::{event, interaction};
    use serde_json::{Value, json};

    fn read(payload: &Value) -> Inbound {
        let form =
            form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
        let actor =
            |by: PayloadActor| Actor { workspace: WorkspaceId::new(format!("{:?}", by.team)), member: by.member };
        interaction(form.as_bytes()).unwrap().map_by(actor)
    }

    fn press() -> Value {
        json!({
            "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2.a",
            "container": {"message_ts": "1717406000.000100"}, "response_url": "https://hooks.slack.com/x",
            "actions": [{"action_id": "entry/7/unshare/card", "action_ts": "1717406001.000200"}],
        })
    }

    fn form() -> Value {
        json!({
            "type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2.a",
            "view": {"id": "V1", "hash": "1717406000.abc", "callback_id": "evidence", "state": {"values": {}}},
        })
    }

    #[test]
    fn a_press_and_a_form_are_known_again_and_told_from_every_other() {
        for (whole, changes) in [
            (
                press(),
                [
                    ("/user/id", "U2"),
                    ("/team/id", "T2"),
                    ("/container/message_ts", "1717406000.000101"),
                    ("/actions/0/action_ts", "1717406001.000201"),
                    ("/actions/0/action_id", "entry/7/unshare/page"),
                ],
            ),
            (
                form(),
                [
                    ("/user/id", "U2"),
                    ("/team/id", "T2"),
                    ("/view/id", "V2"),
                    ("/trigger_id", "1.2.b"),
                    ("/trigger_id", "1.2.c"),
                ],
            ),
        ] {
            let same = read(&whole).fingerprint().unwrap();
            assert_eq!(read(&whole.clone()).fingerprint(), Some(same));
            for (place, other) in changes {
                let mut changed = whole.clone();
                *changed.pointer_mut(place).unwrap() = json!(other);
                assert_ne!(read(&changed).fingerprint(), Some(same), "{place}");
            }
        }
    }

    #[test]
    fn without_its_moment_a_press_has_its_trigger_and_a_form_its_state() {
        let mut pressed = press();
        pressed["actions"][0]["action_ts"] = Value::Null;
        assert!(read(&pressed).fingerprint().is_some());
        pressed["trigger_id"] = Value::Null;
        assert_eq!(read(&pressed).fingerprint(), None);
        let (mut one, mut other) = (form(), form());
        one["trigger_id"] = Value::Null;
        other["trigger_id"] = Value::Null;
        other["view"]["hash"] = json!("1717406000.abd");
        assert_ne!(read(&one).fingerprint(), read(&other).fingerprint());
    }

    #[test]
    fn menus_and_events_may_come_again_and_the_rest_is_sent_once() {
        let menu = json!({"type": "block_suggestion", "team": {"id": "T1"}, "user": {"id": "U1"}, "action_id": "zone", "value": "l"});
        let shortcut = json!({"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}, "callback_id": "log"});
        for (payload, expected) in [(press(), true), (form(), true), (shortcut, true), (menu, false)] {
            assert_eq!(read(&payload).is_sent_once(), expected, "{payload}");
        }
        let home = json!({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "app_home_opened", "user": "U1", "tab": "home"}});
        assert!(!event(home.to_string().as_bytes()).unwrap().is_sent_once());
    }
}
