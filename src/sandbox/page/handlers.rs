//! Handles what the browser asks for and sends: each answer is the whole page, or redirects to it.

use std::time::Duration;

use axum::extract::{Form, Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use serde::Deserialize;

use super::{ScreenLocation, layout, you};
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::blocks::field_name;
use crate::sandbox::controls::controls;
use crate::sandbox::mrkdwn::Lens;
use crate::sandbox::person::Act;
use crate::sandbox::world::Spot;
use crate::sandbox::{Sandbox, zones};

/// Shorter than the timeout of any proxy or browser.
const POLL: Duration = Duration::from_secs(25);

/// The fields of a form; names may repeat.
type FormFields = Vec<(String, String)>;

/// Redirects to the page that everyone sees first.
pub async fn front_door(State(sandbox): State<Sandbox>) -> Redirect {
    let first = sandbox.read(|world| world.members().next().map(|member| member.handle.clone()));
    Redirect::to(&format!("/{}/general", first.unwrap_or_default()))
}

/// What to show beside a place, and how the person came there.
#[derive(Deserialize)]
pub struct Beside {
    thread: Option<String>,
    /// Set if the person was here already, so that the app hears nothing.
    still: Option<String>,
}

/// Shows a place as one person sees it. Opening one of the app's tabs is an event for the app.
pub async fn show(
    State(sandbox): State<Sandbox>,
    Path((member, place)): Path<(String, String)>,
    Query(beside): Query<Beside>,
    headers: HeaderMap,
) -> Response {
    let id = sandbox.read(|world| world.find_member(&member).map(|member| member.id.clone()));
    if let Some(member) = id {
        let act = Act { sandbox: sandbox.clone(), member };
        let comes_here = beside.still.is_none() && !headers.contains_key("x-refresh");
        match place.as_str() {
            "home" if comes_here => act.open_tab("home").await,
            "dm" if comes_here => act.open_tab("messages").await,
            _ => {}
        }
        if place == "dm" {
            act.catch_up();
        }
    }
    let version = *sandbox.shared.changes.borrow();
    let page = sandbox.read(|world| {
        let member = world.find_member(&member)?;
        let place = ScreenLocation::find(world, member, &place)?;
        Some(layout::page(Lens { world, member }, place, beside.thread.as_deref(), version))
    });
    page.map_or_else(not_here, |page| Html(page.into_string()).into_response())
}

fn not_here() -> Response {
    (StatusCode::NOT_FOUND, Html(layout::nothing_here().into_string())).into_response()
}

/// Answers with the number of changes as soon as it differs from `since`.
pub async fn changes(State(sandbox): State<Sandbox>, Query(asked): Query<Since>) -> String {
    let mut changes = sandbox.shared.changes.subscribe();
    let newer = changes.wait_for(|count| *count != asked.since);
    let count = tokio::time::timeout(POLL, newer).await.ok().and_then(Result::ok).map(|count| *count);
    count.unwrap_or(asked.since).to_string()
}

/// The number of changes that a page knows of.
#[derive(Deserialize)]
pub struct Since {
    since: u64,
}

/// Moves the workspace's time.
pub async fn clock(State(sandbox): State<Sandbox>, Form(form): Form<Move>) -> Redirect {
    let zone = sandbox.read(|world| world.find_member(&form.member).map(|member| member.zone.clone()));
    let by = match form.by.as_str() {
        "hour" => TimeDelta::hours(1),
        "day" => TimeDelta::days(1),
        _ => zones::until_thursday(sandbox.clock().now(), &zone.unwrap_or_default()),
    };
    sandbox.clock().advance(by);
    sandbox.change(|_| ());
    Redirect::to(&format!("/{}/{}?still=1", form.member, form.place))
}

/// A press of a clock button, and the page that it came from.
#[derive(Deserialize)]
pub struct Move {
    by: String,
    member: String,
    place: String,
}

/// Redirects from a message's address to the message, as the person who followed the link sees it.
pub async fn permalink(
    State(sandbox): State<Sandbox>,
    Path((channel, message)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let reader = headers.get("referer").and_then(|from| url::Url::parse(from.to_str().ok()?).ok());
    let reader = reader.and_then(|url| url.path_segments()?.next().map(str::to_owned)).unwrap_or_default();
    let to = sandbox.read(|world| {
        let member = world.find_member(&reader).or_else(|| world.members().next())?;
        let channel = world.find_channel(&ChannelId::new(channel))?;
        let place = ScreenLocation::find(world, member, ScreenLocation::Channel(channel).slug())?;
        Some(format!("/{}/{}#{}", member.handle, place.slug(), message))
    });
    to.map_or_else(not_here, |to| Redirect::to(&to).into_response())
}

/// Something typed in a composer.
#[derive(Deserialize)]
pub struct PostedForm {
    text: String,
    thread: Option<String>,
}

/// Sends what was typed.
pub async fn say(
    State(sandbox): State<Sandbox>,
    Path((member, place)): Path<(String, String)>,
    Form(said): Form<PostedForm>,
) -> Response {
    let Some((act, channel)) = person_at(&sandbox, &member, &place) else { return not_here() };
    if let Some(channel) = channel {
        act.say(&channel, &said.text, said.thread.clone()).await;
    }
    back(&member, &place, said.thread.as_deref())
}

/// Uses a control: keeps all fields of its form, then does the one thing that was pressed.
pub async fn act(
    State(sandbox): State<Sandbox>,
    Path((member, place)): Path<(String, String)>,
    Form(fields): Form<FormFields>,
) -> Response {
    let Some((act, _)) = person_at(&sandbox, &member, &place) else { return not_here() };
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let Some(spot) = value("spot").and_then(|spot| spot.parse::<Spot>().ok()) else { return not_here() };
    keep(&act, &spot, &fields);
    if let Some(ids) = value("press").or_else(|| value("choose")).and_then(ids) {
        act.act(&spot, &ids.block, &ids.action, ids.option.as_deref()).await;
    } else if let Some((name, ids)) = value("search").and_then(|name| Some((name, ids(name)?))) {
        let query = value(&format!("query {name}")).unwrap_or_default();
        act.search(&spot, &ids.block, &ids.action, query).await;
    } else if value("submit").is_some() {
        act.submit(&spot).await;
    } else if value("close").is_some() && act.top() == Some(spot) {
        act.close(value("close") == Some("all")).await;
    }
    back(&member, &place, value("thread"))
}

/// Fills every control of the form. Boxes that aren't ticked send nothing, so the form names them as well; a control
/// that it doesn't know, because the app showed it later, stays as it is.
fn keep(act: &Act, spot: &Spot, fields: &FormFields) {
    let blocks = act.sandbox.read(|world| world.blocks_at(&act.member, spot)).unwrap_or_default();
    for control in controls(&blocks) {
        let name = field_name(&control);
        let given: Vec<String> =
            fields.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.clone()).collect();
        if given.is_empty() && !fields.iter().any(|(key, value)| key == "shown" && *value == name) {
            continue;
        }
        act.fill(spot, control.block_id(), control.action_id(), &given);
    }
}

/// The ids in a pressed button's value.
struct Ids {
    block: String,
    action: String,
    option: Option<String>,
}

fn ids(value: &str) -> Option<Ids> {
    let mut parts = serde_json::from_str::<Vec<String>>(value).ok()?.into_iter();
    Some(Ids { block: parts.next()?, action: parts.next()?, option: parts.next() })
}

/// Serves a file to a person who sees a message with it.
pub async fn file(State(sandbox): State<Sandbox>, Path((member, id)): Path<(String, String)>) -> Response {
    let bytes = sandbox.read(|world| {
        let member = world.find_member(&member)?;
        let places = world.channels_of(&member.id).chain(world.dm_of(&member.id));
        let mut seen = places.flat_map(|channel| world.visible_to(&member.id, &channel.id));
        seen.find(|message| message.post.files.contains(&id))?;
        world.file(&id)?.bytes.clone()
    });
    match bytes {
        Some(bytes) => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response(),
        None => not_here(),
    }
}

/// A shortcut that was picked, and the message whose menu it was in.
#[derive(Deserialize)]
pub struct Picked {
    callback_id: String,
    ts: Option<String>,
    thread: Option<String>,
}

/// Picks one of the app's shortcuts.
pub async fn shortcut(
    State(sandbox): State<Sandbox>,
    Path((member, place)): Path<(String, String)>,
    Form(picked): Form<Picked>,
) -> Response {
    let Some((act, channel)) = person_at(&sandbox, &member, &place) else { return not_here() };
    match (&picked.ts, channel) {
        (Some(ts), Some(channel)) => act.message_shortcut(&channel, ts, &picked.callback_id).await,
        _ => act.shortcut(&picked.callback_id).await,
    }
    back(&member, &place, picked.thread.as_deref())
}

fn person_at(sandbox: &Sandbox, member: &str, place: &str) -> Option<(Act, Option<ChannelId>)> {
    sandbox.read(|world| {
        let member = world.find_member(member)?;
        let channel = match ScreenLocation::find(world, member, place)? {
            ScreenLocation::Home => None,
            ScreenLocation::Channel(channel) => Some(channel.id.clone()),
        };
        let id: MemberId = member.id.clone();
        Some((Act { sandbox: sandbox.clone(), member: id }, channel))
    })
}

fn back(member: &str, place: &str, thread: Option<&str>) -> Response {
    let thread = thread.filter(|ts| !ts.is_empty()).map(|ts| format!("&thread={ts}")).unwrap_or_default();
    Redirect::to(&format!("/{member}/{place}?still=1{thread}")).into_response()
}

/// What was done in the menu.
#[derive(Deserialize)]
pub struct MenuChoice {
    what: String,
    zone: String,
}

/// Does what was chosen in the menu.
pub async fn act_on_oneself(
    State(sandbox): State<Sandbox>,
    Path((member, place)): Path<(String, String)>,
    Form(done): Form<MenuChoice>,
) -> Response {
    if sandbox.member(&member).is_none() {
        return not_here();
    }
    let until = |days: i64| Some(sandbox.clock().now() + TimeDelta::days(days));
    let (emoji, text) = you::AWAY;
    match done.what.as_str() {
        "zone" if you::ZONES.contains(&&*done.zone) => sandbox.flies(&member, &done.zone).await,
        "day" => sandbox.sets_status(&member, emoji, text, until(1)).await,
        "week" => sandbox.sets_status(&member, emoji, text, until(7)).await,
        "clear" => sandbox.clears_status(&member).await,
        _ => {}
    }
    back(&member, &place, None)
}
