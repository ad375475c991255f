//! What changes about people: their time zone, their status, whether they work here, and how many they are.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Sandbox;
use super::web_api::user_payload;
use super::wire::payloads;
use super::world::{ELSEWHERE, Installed, Member, SISTER, Status};
use crate::domain::ids::MemberId;

/// The ids of hired people are numbered from here.
const HIRED: usize = 1_000_000;
/// The number of avatar colours.
const HUES: usize = 5;

impl Sandbox {
    /// Moves a person to this time zone. Unknown names change nothing, here and below.
    pub async fn flies(&self, name: &str, zone: &str) {
        self.edit(name, |member| zone.clone_into(&mut member.zone)).await;
    }

    /// Sets a person's status, such as `:palm_tree:` and “Vacationing”. It ends by itself at `until`, and the app hears
    /// nothing of that.
    pub async fn sets_status(&self, name: &str, emoji: &str, text: &str, until: Option<DateTime<Utc>>) {
        let status = Status { emoji: emoji.to_owned(), text: text.to_owned(), until };
        self.edit(name, |member| member.status = Some(status)).await;
    }

    /// Clears a person's status.
    pub async fn clears_status(&self, name: &str) {
        self.edit(name, |member| member.status = None).await;
    }

    /// Deactivates a person who leaves the company.
    pub async fn deactivate(&self, name: &str) {
        self.edit(name, |member| member.deleted = true).await;
    }

    /// Reactivates a person who comes back.
    pub async fn reactivate(&self, name: &str) {
        self.edit(name, |member| member.deleted = false).await;
    }

    /// Makes a person a guest of the workspace.
    pub async fn make_guest(&self, name: &str) {
        self.edit(name, |member| member.guest = true).await;
    }

    /// Makes a person an admin of the workspace, or takes that away.
    pub async fn makes_admin(&self, name: &str, admin: bool) {
        self.edit(name, |member| member.admin = admin).await;
    }

    /// Makes the workspace part of an organisation, with the app installed here or for the whole organisation.
    pub fn joins_organisation(&self, is_installed_for_all: bool) {
        let installed = if is_installed_for_all { Installed::OrgWide } else { Installed::InOrganisation };
        self.change(|world| world.installed = installed);
    }

    /// Moves a person to another workspace of the organisation.
    pub async fn belongs_to_sibling_workspace(&self, name: &str) {
        self.edit(name, |member| member.team = SISTER).await;
    }

    /// Moves a person to another company; they are here through shared channels.
    pub async fn belongs_elsewhere(&self, name: &str) {
        self.edit(name, |member| member.team = ELSEWHERE).await;
    }

    /// Names the app's messages by the app's user alone, or by its bot as well.
    pub fn hides_bot_id(&self, hides: bool) {
        self.change(|world| world.hides_bot_id = hides);
    }

    /// Removes a person from Slack's list without an event.
    pub fn forgets(&self, name: &str) {
        self.change(|world| {
            if let Some(id) = world.find_member(name).map(|member| member.id.clone()) {
                world.forget(&id);
            }
        });
    }

    /// Changes a person, and tells the app if anything is different now.
    async fn edit(&self, name: &str, act: impl FnOnce(&mut Member)) {
        let event = self.change(|world| {
            let (id, now) = (world.find_member(name)?.id.clone(), world.now());
            let member = world.member_mut(&id)?;
            let before = member.clone();
            act(member);
            if *member == before {
                return None;
            }
            member.changed_at = now;
            let user = user_payload(world.member(&id)?, world.installed, now, world.app.may("users:read.email"));
            let (cached, at) = (now.timestamp(), payloads::timestamp(world));
            Some(json!({"type": "user_change", "user": user, "cache_ts": cached, "event_ts": at}))
        });
        if let Some(event) = event {
            self.deliver(event).await;
        }
    }

    /// Adds another app with this name to the workspace, without an event.
    pub fn adds_app(&self, name: &str) {
        let id = format!("U0{}", name.to_uppercase());
        self.change(|world| world.join(Member { is_app: true, ..Member::new(&id, name, "America/Los_Angeles") }));
    }

    /// Hires this many more people, in these zones in turn, without events. Returns their ids; their first names are
    /// `hire1` and so on.
    #[must_use]
    pub fn hires(&self, count: usize, zones: &[&str]) -> Vec<MemberId> {
        self.change(|world| {
            let before = world.members().filter(|member| member.handle.starts_with("hire")).count();
            let hired = (before..before + count).zip(zones.iter().cycle()).map(|(index, zone)| {
                let (id, name) = (format!("U{}", HIRED + index), format!("Hire{} Dummy", index + 1));
                Member { hue: index % HUES + 1, ..Member::new(&id, &name, zone) }
            });
            let mut ids = Vec::new();
            for member in hired {
                ids.push(member.id.clone());
                world.join(member);
            }
            ids
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::Value;

    use super::*;
    use crate::sandbox::testing::{FakeApp, MANIFEST, call, connected, connected_as};

    async fn user_info(base: &str) -> Value {
        call(base, "users.info", &json!({"user": "U01ANA"})).await["user"].clone()
    }

    fn event_count(app: &FakeApp) -> usize {
        app.asked.lock().unwrap().len()
    }

    #[tokio::test]
    async fn a_flight_is_an_event_with_the_whole_person() {
        let (sandbox, app, base) = connected().await;
        sandbox.flies("ana", "Asia/Tokyo").await;
        let event = app.last()["event"].clone();
        assert_eq!((&event["type"], &event["user"]), (&json!("user_change"), &user_info(&base).await));
        assert_eq!(
            (&event["user"]["tz"], &event["user"]["tz_offset"], &event["user"]["updated"], &event["cache_ts"]),
            (&json!("Asia/Tokyo"), &json!(32400), &json!(1_793_872_800), &json!(1_793_872_800))
        );
        sandbox.flies("ana", "Asia/Tokyo").await;
        sandbox.flies("zoe", "Asia/Tokyo").await;
        assert_eq!(event_count(&app), 1, "nothing changed");
    }

    #[tokio::test]
    async fn a_status_is_an_event_and_runs_out_without_one() {
        let (sandbox, app, base) = connected().await;
        let shown = async || {
            let profile = user_info(&base).await["profile"].clone();
            json!([profile["status_emoji"], profile["status_text"], profile["status_expiration"]])
        };
        let until = sandbox.clock().now() + TimeDelta::hours(8);
        sandbox.sets_status("ana", ":palm_tree:", "Vacationing", Some(until)).await;
        let event = app.last()["event"].clone();
        assert_eq!((&event["type"], &event["user"]), (&json!("user_change"), &user_info(&base).await));
        assert_eq!(shown().await, json!([":palm_tree:", "Vacationing", until.timestamp()]));
        sandbox.clock().advance(TimeDelta::hours(8));
        assert_eq!(shown().await, json!(["", "", 0]));
        assert_eq!(event_count(&app), 1);
        sandbox.sets_status("ana", ":house:", "Working remotely", None).await;
        assert_eq!(shown().await, json!([":house:", "Working remotely", 0]));
        sandbox.clears_status("ana").await;
        assert_eq!((shown().await, event_count(&app)), (json!(["", "", 0]), 3));
    }

    #[tokio::test]
    async fn a_member_leaves_and_comes_back() {
        let (sandbox, app, base) = connected().await;
        let post = json!({"channel": "U01ANA", "text": "hi"});
        for (gone, outcome) in [(true, json!("user_disabled")), (false, Value::Null)] {
            if gone {
                sandbox.deactivate("ana").await;
            } else {
                sandbox.reactivate("ana").await;
            }
            assert_eq!(app.last()["event"]["user"]["deleted"], gone);
            assert_eq!(call(&base, "chat.postMessage", &post).await["error"], outcome);
        }
        sandbox.make_guest("ana").await;
        assert_eq!(app.last()["event"]["user"]["is_restricted"], true);
    }

    #[tokio::test]
    async fn an_app_that_did_not_ask_for_it_hears_nothing() {
        let (sandbox, app, base) = connected_as(&MANIFEST.replace(", user_change", "")).await;
        sandbox.flies("ana", "Asia/Tokyo").await;
        assert_eq!((event_count(&app), &user_info(&base).await["tz"]), (0, &json!("Asia/Tokyo")));
    }

    #[tokio::test]
    async fn ten_thousand_people_are_found_and_written_to_like_five() {
        let (sandbox, _, base) = connected().await;
        let hired = sandbox.hires(10_000, &["Asia/Tokyo", "Europe/Lisbon"]);
        assert_eq!((hired.len(), hired[9_999].as_str()), (10_000, "U1009999"));
        assert_eq!(sandbox.hires(1, &["UTC"])[0].as_str(), "U1010000");
        let user_info = call(&base, "users.info", &json!({"user": "U1000001"})).await["user"].clone();
        assert_eq!((&user_info["name"], &user_info["tz"]), (&json!("hire2"), &json!("Europe/Lisbon")));
        let page = call(&base, "users.list", &json!({"limit": 1000, "cursor": "10004"})).await;
        assert_eq!(
            (page["members"].as_array().unwrap().len(), &page["response_metadata"]["next_cursor"]),
            (4, &json!(""))
        );
        let posted = call(&base, "chat.postMessage", &json!({"channel": "U1009999", "text": "hi"})).await;
        assert_eq!(posted["channel"], "D1009999");
        assert_eq!(sandbox.person("hire10000").dm(), "Bearings: hi");
        assert_eq!(sandbox.posted_to("hire9999"), []);
    }
}
