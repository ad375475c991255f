//! App Homes and modals: one Home per person, and a stack of at most three modal views.

use serde_json::{Value, json};

use super::{APP, BOT, Spot, TEAM, World};
use crate::domain::ids::MemberId;
use crate::sandbox::json::{list_of, str_of};

const DEEPEST: usize = 3;

/// A view that a person sees.
#[derive(Clone, Debug)]
pub struct View {
    pub id: String,
    pub owner: MemberId,
    /// As the app gave it, with missing ids filled in.
    pub body: Value,
    pub hash: String,
    root: String,
    previous: Option<String>,
}

impl View {
    pub fn blocks(&self) -> &[Value] {
        list_of(&self.body, "blocks")
    }

    /// The spot that its blocks are at.
    pub fn spot(&self) -> Spot {
        if str_of(&self.body, "type") == "home" { Spot::Home } else { Spot::Modal(self.id.clone()) }
    }
}

/// Why a view was refused, in Slack's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewRefusal {
    NotFound,
    HashConflict,
    PushLimitReached,
    DuplicateExternalId,
}

/// Which view an app wants to replace.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// By the id that Slack gave.
    Id(&'a str),
    /// By the id that the app gave.
    External(&'a str),
}

impl World {
    /// A person's App Home, if the app published one.
    pub fn home(&self, member: &MemberId) -> Option<&View> {
        self.homes.get(member)
    }

    /// A person's open modal views, the visible one last.
    pub fn stack(&self, member: &MemberId) -> &[View] {
        self.stacks.get(member).map(Vec::as_slice).unwrap_or_default()
    }

    /// Replaces a person's App Home; a stale `hash` is refused.
    pub fn publish(&mut self, member: &MemberId, body: Value, hash: Option<&str>) -> Result<View, ViewRefusal> {
        let before = self.homes.get(member).map(|view| (view.id.clone(), view.hash.clone()));
        if let (Some(hash), Some((_, current))) = (hash, &before)
            && hash != current
        {
            return Err(ViewRefusal::HashConflict);
        }
        let id = before.map_or_else(|| self.fresh("V0"), |(id, _)| id);
        let view = self.view(id.clone(), member, body, id, None);
        self.settle_draft(member, &Spot::Home, view.blocks());
        self.homes.insert(member.clone(), view.clone());
        Ok(view)
    }

    /// Opens a modal: the bottom of a new stack.
    pub fn open(&mut self, member: &MemberId, body: Value) -> Result<View, ViewRefusal> {
        self.refuse_taken_name(&body, None)?;
        let id = self.fresh("V0");
        let view = self.view(id.clone(), member, body, id, None);
        self.close_all(member);
        self.stacks.insert(member.clone(), vec![view.clone()]);
        Ok(view)
    }

    /// Puts a view over the visible one.
    pub fn push(&mut self, member: &MemberId, body: Value) -> Result<View, ViewRefusal> {
        self.refuse_taken_name(&body, None)?;
        let stack = self.stack(member);
        let top = stack.last().ok_or(ViewRefusal::NotFound)?;
        if stack.len() >= DEEPEST {
            return Err(ViewRefusal::PushLimitReached);
        }
        let (root, previous) = (top.root.clone(), top.id.clone());
        let id = self.fresh("V0");
        let view = self.view(id, member, body, root, Some(previous));
        self.stacks.entry(member.clone()).or_default().push(view.clone());
        Ok(view)
    }

    /// Replaces a view in place, wherever it is; a stale `hash` is refused.
    pub fn update(&mut self, which: Which<'_>, body: Value, hash: Option<&str>) -> Result<View, ViewRefusal> {
        let meant = |view: &&View| match which {
            Which::Id(id) => view.id == id,
            Which::External(id) => str_of(&view.body, "external_id") == id,
        };
        let old = self
            .stacks
            .values()
            .flatten()
            .chain(self.homes.values())
            .find(meant)
            .cloned()
            .ok_or(ViewRefusal::NotFound)?;
        if hash.is_some_and(|hash| hash != old.hash) {
            return Err(ViewRefusal::HashConflict);
        }
        self.refuse_taken_name(&body, Some(&old.id))?;
        let new = self.view(old.id, &old.owner, body, old.root, old.previous);
        self.settle_draft(&new.owner, &new.spot(), new.blocks());
        for view in self.stacks.values_mut().flatten().chain(self.homes.values_mut()) {
            if view.id == new.id {
                *view = new.clone();
            }
        }
        Ok(new)
    }

    /// Closes the visible view; the one below shows again.
    pub fn close_top(&mut self, member: &MemberId) -> Option<View> {
        let view = self.stacks.get_mut(member)?.pop()?;
        self.drop_draft(member, &Spot::Modal(view.id.clone()));
        Some(view)
    }

    /// Closes all views; returns them from the top down.
    pub fn close_all(&mut self, member: &MemberId) -> Vec<View> {
        std::iter::from_fn(|| self.close_top(member)).collect()
    }

    /// The view as Slack sends it to the app, with what its owner filled in.
    pub fn view_payload(&self, view: &View) -> Value {
        let body = &view.body;
        let given = |name: &str, otherwise: Value| body.get(name).cloned().unwrap_or(otherwise);
        json!({
            "id": view.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "app_installed_team_id": TEAM,
            "type": body["type"], "blocks": given("blocks", json!([])),
            "private_metadata": given("private_metadata", "".into()), "callback_id": given("callback_id", "".into()),
            "external_id": given("external_id", "".into()), "title": given("title", Value::Null),
            "submit": given("submit", Value::Null), "close": given("close", Value::Null),
            "clear_on_close": given("clear_on_close", false.into()), "notify_on_close": given("notify_on_close", false.into()),
            "state": {"values": self.draft(&view.owner, &view.spot()).values(view.blocks())},
            "hash": view.hash, "root_view_id": view.root, "previous_view_id": view.previous,
        })
    }

    fn view(&mut self, id: String, owner: &MemberId, mut body: Value, root: String, previous: Option<String>) -> View {
        if let Some(blocks) = body.get_mut("blocks").and_then(Value::as_array_mut) {
            self.name_blocks(blocks);
        }
        let hash = self.fresh("1700000000.");
        View { id, owner: owner.clone(), body, hash, root, previous }
    }

    fn refuse_taken_name(&self, body: &Value, except: Option<&str>) -> Result<(), ViewRefusal> {
        let name = str_of(body, "external_id");
        let taken = |view: &View| str_of(&view.body, "external_id") == name && Some(view.id.as_str()) != except;
        let refused = !name.is_empty() && self.stacks.values().flatten().any(taken);
        if refused { Err(ViewRefusal::DuplicateExternalId) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::testing::{clock, world};

    #[test]
    fn three_modals_and_no_more() {
        let mut world = world(&clock());
        let ana = MemberId::new("U01ANA");
        let body = || json!({"type": "modal", "blocks": []});
        assert_eq!(world.push(&ana, body()).unwrap_err(), ViewRefusal::NotFound);
        let root = world.open(&ana, body()).unwrap();
        let second = world.push(&ana, body()).unwrap();
        world.push(&ana, body()).unwrap();
        assert_eq!(world.push(&ana, body()).unwrap_err(), ViewRefusal::PushLimitReached);
        let payload = world.view_payload(&second);
        assert_eq!(
            (payload["root_view_id"].as_str(), payload["previous_view_id"].as_str()),
            (Some(&*root.id), Some(&*root.id))
        );
        world.close_top(&ana);
        assert_eq!(world.stack(&ana).last().unwrap().id, second.id);
        assert_eq!(world.close_all(&ana).len(), 2);
    }

    #[test]
    fn an_update_needs_the_view_and_its_newest_hash() {
        let mut world = world(&clock());
        let ana = MemberId::new("U01ANA");
        let body = || json!({"type": "modal", "blocks": [], "external_id": "mine"});
        let view = world.open(&ana, body()).unwrap();
        let newer = world.update(Which::External("mine"), body(), Some(&view.hash)).unwrap();
        assert_ne!(newer.hash, view.hash);
        assert_eq!(world.update(Which::Id(&view.id), body(), Some(&view.hash)).unwrap_err(), ViewRefusal::HashConflict);
        assert_eq!(world.update(Which::Id("V9"), body(), None).unwrap_err(), ViewRefusal::NotFound);
        assert_eq!(world.push(&ana, body()).unwrap_err(), ViewRefusal::DuplicateExternalId);
        let home = world.publish(&ana, json!({"type": "home"}), None).unwrap();
        world.publish(&ana, json!({"type": "home"}), Some(&home.hash)).unwrap();
        assert_eq!(
            world.publish(&ana, json!({"type": "home"}), Some(&home.hash)).unwrap_err(),
            ViewRefusal::HashConflict
        );
    }
}
