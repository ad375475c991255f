//! What a person has filled in somewhere and not sent yet, and the errors that they saw.

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
    Message {
        channel: ChannelId,
        ts: String,
    },
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
    found: BTreeMap<(String, String), SearchResult>,
    /// The app's errors under input blocks, by `block_id`.
    pub errors: BTreeMap<String, String>,
    /// Slack's words beside a warning triangle, if the last action here failed.
    pub trouble: Option<String>,
}

/// What the app offered for a search in an external select.
#[derive(Clone, Debug, Default)]
pub struct SearchResult {
    pub query: String,
    /// As the app gave it: `options` or `option_groups`. Null if the query was too short to ask.
    pub answer: Value,
    pub is_open: bool,
}

impl Draft {
    /// The control's state now: as filled in, or else as the app gave it.
    pub fn state(&self, control: &Control<'_>) -> Option<Value> {
        let filled = self.values.get(&key(control)).filter(|value| value["type"] == control.kind());
        filled.cloned().or_else(|| control.initial())
    }

    /// What the last search in this control found.
    pub fn found(&self, control: &Control<'_>) -> Option<&SearchResult> {
        self.found.get(&key(control))
    }

    /// Keeps what a search found, and opens its list.
    pub fn keep_found(&mut self, control: &Control<'_>, query: &str, answer: Value) {
        self.found.insert(key(control), SearchResult { query: query.to_owned(), answer, is_open: true });
    }

    /// Closes the list of what a search found.
    pub fn fold(&mut self, control: &Control<'_>) {
        if let Some(found) = self.found.get_mut(&key(control)) {
            found.is_open = false;
        }
    }

    /// Fills the control with these raw values: text, or the values of options.
    pub fn fill(&mut self, control: &Control<'_>, given: &[String]) {
        let found = self.found(control).map(|found| controls::all_options(&found.answer)).unwrap_or_default();
        let mut also: Vec<Value> = found.into_iter().cloned().collect();
        if let Some(state) = self.state(control) {
            also.extend(controls::chosen_options(&state).into_iter().cloned());
        }
        // A value left as the app gave it isn't the person's, so the app can still replace it.
        if let Some(state) = control.filled(given, &also).filter(|state| self.state(control).as_ref() != Some(state)) {
            self.values.insert(key(control), state);
        }
    }

    /// Fits the draft to new blocks, as Slack's client does: what a person filled in stays if both ids stay.
    fn settle(&mut self, blocks: &[Value]) {
        let controls = controls::controls(blocks);
        let find = |at: &(String, String)| controls.iter().find(|control| key(control) == *at);
        let values = std::mem::take(&mut self.values);
        let left = values.into_iter().filter_map(|(at, state)| Some((find(&at)?.left_of(&state)?, at)));
        self.values = left.map(|(state, at)| (at, state)).collect();
        self.found.retain(|at, _| find(at).is_some_and(Control::is_external));
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
    /// A person's draft at a spot, empty if they touched nothing.
    pub fn draft(&self, member: &MemberId, spot: &Spot) -> Draft {
        self.drafts.get(&(member.clone(), spot.clone())).cloned().unwrap_or_default()
    }

    /// A person's draft at a spot, to change it.
    pub fn draft_mut(&mut self, member: &MemberId, spot: &Spot) -> &mut Draft {
        self.drafts.entry((member.clone(), spot.clone())).or_default()
    }

    /// Fits everyone's drafts of a message to its new blocks.
    pub fn settle_drafts(&mut self, spot: &Spot, blocks: &[Value]) {
        for ((_, at), draft) in &mut self.drafts {
            if at == spot {
                draft.settle(blocks);
            }
        }
    }

    /// Fits one person's draft of a view to its new blocks, and clears the errors of the old ones.
    pub fn settle_draft(&mut self, member: &MemberId, spot: &Spot, blocks: &[Value]) {
        let draft = self.draft_mut(member, spot);
        draft.settle(blocks);
        draft.errors.clear();
    }

    /// Forgets the draft of a view that closed.
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
        draft.settle(after.as_array().unwrap());
        assert_eq!(draft.values(after.as_array().unwrap())["b"]["a"]["value"], "mine");
        draft.settle(&[]);
        assert_eq!(draft.values(after.as_array().unwrap())["b"]["a"]["value"], "two");
    }

    #[test]
    fn an_untouched_field_takes_the_new_initial_value() {
        let input = |initial: &str| {
            json!([{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "L"},
                    "element": {"type": "plain_text_input", "action_id": "a", "initial_value": initial}}])
        };
        let mut draft = Draft::default();
        draft.fill(&controls::controls(input("one").as_array().unwrap())[0], &["one".to_owned()]);
        draft.settle(input("two").as_array().unwrap());
        assert_eq!(draft.values(input("two").as_array().unwrap())["b"]["a"]["value"], "two");
    }
}
