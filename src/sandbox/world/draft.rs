//! What a person has filled in somewhere and not sent yet, and what they were told about it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::World;
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::controls::{self, Control};

/// A thing with controls on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// One message.
    Message { channel: ChannelId, ts: String },
    /// The person's App Home.
    Home,
    /// One view of their modal stack.
    Modal(String),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { channel, ts } => write!(f, "message:{channel}:{ts}"),
            Self::Home => f.write_str("home"),
            Self::Modal(view) => write!(f, "modal:{view}"),
        }
    }
}

impl FromStr for Spot {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("message"), Some(channel), Some(ts)) => {
                Ok(Self::Message { channel: ChannelId::new(channel), ts: ts.to_owned() })
            }
            (Some("home"), None, None) => Ok(Self::Home),
            (Some("modal"), Some(view), None) => Ok(Self::Modal(view.to_owned())),
            _ => Err(()),
        }
    }
}

/// The unsent state of one person at one spot.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    values: BTreeMap<(String, String), Value>,
    found: BTreeMap<(String, String), Found>,
    /// The app's words under an input block, by `block_id`.
    pub errors: BTreeMap<String, String>,
    /// Slack's words beside a warning triangle, when the last thing done here failed.
    pub trouble: Option<String>,
}

/// What the app offered when a person searched in an external select.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub query: String,
    pub options: Vec<Value>,
}

impl Draft {
    /// The control's state now: as filled in, else as the app gave it.
    pub fn state(&self, control: &Control<'_>) -> Option<Value> {
        let filled = self.values.get(&key(control)).filter(|value| value["type"] == control.kind());
        filled.cloned().or_else(|| control.initial())
    }

    /// What the last search in this control found.
    pub fn found(&self, control: &Control<'_>) -> Option<&Found> {
        self.found.get(&key(control))
    }

    /// Keeps what a search found.
    pub fn keep_found(&mut self, control: &Control<'_>, query: &str, options: Vec<Value>) {
        self.found.insert(key(control), Found { query: query.to_owned(), options });
    }

    /// Fills the control with these raw values: text, or values of options.
    pub fn fill(&mut self, control: &Control<'_>, given: &[String]) {
        let mut also = self.found(control).map(|found| found.options.clone()).unwrap_or_default();
        if let Some(state) = self.state(control) {
            also.extend(controls::chosen_options(&state).into_iter().cloned());
        }
        if let Some(state) = control.filled(given, &also) {
            self.values.insert(key(control), state);
        }
    }

    /// `state.values` as Slack sends it.
    pub fn values(&self, blocks: &[Value]) -> Value {
        let mut values = Map::new();
        for control in controls::controls(blocks) {
            let Some(state) = self.state(&control) else { continue };
            let block = values.entry(control.block_id()).or_insert_with(|| json!({}));
            if let Some(block) = block.as_object_mut() {
                block.insert(control.action_id().to_owned(), state);
            }
        }
        Value::Object(values)
    }
}

fn key(control: &Control<'_>) -> (String, String) {
    (control.block_id().to_owned(), control.action_id().to_owned())
}

impl World {
    /// A person's draft at a spot; an empty one if they touched nothing.
    pub fn draft(&self, member: &MemberId, spot: &Spot) -> Draft {
        self.drafts.get(&(member.clone(), spot.clone())).cloned().unwrap_or_default()
    }

    /// To change a person's draft.
    pub fn draft_mut(&mut self, member: &MemberId, spot: &Spot) -> &mut Draft {
        self.drafts.entry((member.clone(), spot.clone())).or_default()
    }

    /// Forgets a draft, for a view that closed.
    pub fn drop_draft(&mut self, member: &MemberId, spot: &Spot) {
        self.drafts.remove(&(member.clone(), spot.clone()));
    }

    /// The blocks at a spot as this person sees them; none if it is gone.
    pub fn blocks_at(&self, member: &MemberId, spot: &Spot) -> Option<Vec<Value>> {
        match spot {
            Spot::Message { channel, ts } => self.find_message(channel, ts).map(|message| message.post.blocks.clone()),
            Spot::Home => self.home(member).map(|view| view.blocks().to_vec()),
            Spot::Modal(id) => self.stack(member).iter().find(|view| view.id == *id).map(|view| view.blocks().to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_survives_the_way_through_a_form() {
        let message = Spot::Message { channel: ChannelId::new("C1"), ts: "1.2".to_owned() };
        for spot in [message, Spot::Home, Spot::Modal("V1".to_owned())] {
            assert_eq!(spot.to_string().parse(), Ok(spot));
        }
        assert_eq!("elsewhere".parse::<Spot>(), Err(()));
    }

    #[test]
    fn what_was_typed_outlives_an_update_with_another_initial_value() {
        let input = |initial: &str| {
            json!([{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "L"},
                    "element": {"type": "plain_text_input", "action_id": "a", "initial_value": initial}}])
        };
        let (before, after) = (input("one"), input("two"));
        let mut draft = Draft::default();
        assert_eq!(draft.values(before.as_array().unwrap())["b"]["a"]["value"], "one");
        draft.fill(&controls::controls(before.as_array().unwrap())[0], &["mine".to_owned()]);
        assert_eq!(draft.values(after.as_array().unwrap())["b"]["a"]["value"], "mine");
    }
}
