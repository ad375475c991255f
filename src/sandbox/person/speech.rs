//! What Slack's client makes of words before it sends them, and of answers before it shows them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::controls::{self, controls};
use crate::sandbox::json::{add, flag};
use crate::sandbox::manifest::Command;
use crate::sandbox::mrkdwn::escape;
use crate::sandbox::wire::answers::{Submitted, breaches};
use crate::sandbox::wire::payloads::{input_blocks, timestamp};
use crate::sandbox::world::{Author, BOT_USER, Draft, Spot, Which, World};
use crate::surface::limits::{self, Surface};

/// What a typed line means.
pub enum TypedLine {
    Nothing,
    /// A command of the app, and the text for it.
    Command(Command, String),
    /// `/invite` or `/remove` with a person's name, or the app's.
    Move {
        who: String,
        comes: bool,
    },
    NoSuchCommand(String),
    /// A message, escaped and with its mentions resolved.
    Words(String),
}

/// Reads a typed line. Slack takes no commands in threads.
pub fn understand(world: &World, typed: &str, in_thread: bool) -> TypedLine {
    let typed = typed.trim();
    if typed.is_empty() {
        return TypedLine::Nothing;
    }
    if in_thread || !typed.starts_with('/') {
        return TypedLine::Words(mention(world, &escape(typed)));
    }
    let (command, text) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    if let Some(known) = world.app.commands.iter().find(|known| known.word == command) {
        let text = escape(text.trim());
        let text = if known.should_escape { mention(world, &text) } else { text };
        return TypedLine::Command(known.clone(), text);
    }
    match command {
        "/invite" | "/remove" => TypedLine::Move { who: text.trim().to_owned(), comes: command == "/invite" },
        _ => TypedLine::NoSuchCommand(command.to_owned()),
    }
}

/// Turns `@Ana Sousa` and `@ana` into mentions.
fn mention(world: &World, text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let people =
        world.members().flat_map(|member| [(&member.name, member.id.as_str()), (&member.handle, member.id.as_str())]);
    let everybody = people.chain([(&world.app.name, BOT_USER)]);
    everybody.fold(text.to_owned(), |text, (name, id)| text.replace(&format!("@{name}"), &format!("<@{id}>")))
}

/// The event that a new message is for the app, if the app gets one.
pub fn event_of(world: &World, channel: &ChannelId, ts: &str) -> Option<Value> {
    let (channel, message) = (world.find_channel(channel)?, world.find_message(channel, ts)?);
    let mentioned = message.post.text.contains(&format!("<@{BOT_USER}>"));
    let (name, kind) = match (&channel.dm_of, channel.app_is_in) {
        (Some(_), _) => ("message", "im"),
        (None, true) if mentioned => ("app_mention", "channel"),
        _ => return None,
    };
    let mut event = world.payload_of(message);
    let more =
        json!({"type": name, "channel": channel.id.as_str(), "channel_type": kind, "event_ts": timestamp(world)});
    add(&mut event, more);
    Some(event)
}

/// Reads the answer to a search: its `options` or `option_groups`, checked against Slack's limits.
pub fn suggestions(answer: &str) -> Result<Value, String> {
    let answer: Value =
        serde_json::from_str(answer).map_err(|error| format!("a block_suggestion's answer is not JSON: {error}"))?;
    if answer.get("options").is_none() && answer.get("option_groups").is_none() {
        return Err("a block_suggestion's answer has neither options nor option_groups".to_owned());
    }
    // An empty list is a valid answer, though not in an element.
    if !controls::all_options(&answer).is_empty() {
        let mut select = json!({"type": "static_select"});
        add(&mut select, answer.clone());
        let block = json!({"blocks": [{"type": "actions", "elements": [select]}]});
        if let Some(breaches) = breaches(Surface::Message, &block, "a block_suggestion's answer") {
            return Err(breaches);
        }
    }
    Ok(answer)
}

/// The errors that a modal shows by itself before it sends anything, by `block_id`.
pub fn unfilled(blocks: &[Value], draft: &Draft) -> BTreeMap<String, String> {
    let mut errors = BTreeMap::new();
    for control in controls(blocks).into_iter().filter(controls::Control::is_input) {
        let Some(state) = draft.state(&control) else { continue };
        let chosen = controls::chosen(&state);
        let long = chosen.first().map_or(0, |text| limits::length(text));
        let bound =
            |name: &str| control.element.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let optional = flag(control.block, "optional");
        let words = if chosen.is_empty() {
            (!optional).then(|| "Please complete this required field.".to_owned())
        } else if bound("min_length").is_some_and(|least| long < least) {
            Some(format!("Use at least {} characters.", bound("min_length").unwrap_or_default()))
        } else if control.kind() == "plain_text_input" && long > bound("max_length").unwrap_or(3000) {
            Some(format!("Use at most {} characters.", bound("max_length").unwrap_or(3000)))
        } else if control.kind() == "url_text_input" && chosen.first().is_some_and(|text| !is_address(text)) {
            Some("Please enter a valid URL.".to_owned())
        } else {
            None
        };
        if let Some(words) = words {
            errors.insert(control.block_id().to_owned(), words);
        }
    }
    errors
}

/// Whether Slack accepts this as a web address.
fn is_address(text: &str) -> bool {
    url::Url::parse(text.trim()).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Does what the app answered to a submitted modal; an error is a complaint about the answer.
pub fn after_submission(
    world: &mut World,
    member: &MemberId,
    spot: &Spot,
    outcome: Result<Submitted, String>,
) -> Result<(), String> {
    let outcome = outcome?;
    // If it was sent twice, it may be gone already.
    if world.blocks_at(member, spot).is_none() {
        return Ok(());
    }
    if let Submitted::Update(view) | Submitted::Push(view) = &outcome
        && let Some(breaches) = breaches(Surface::Modal, view, "the view in an answer")
    {
        return Err(breaches);
    }
    let Spot::Modal(id) = spot else { return Ok(()) };
    match outcome {
        Submitted::Close if world.stack(member).last().is_some_and(|view| view.id == *id) => {
            drop(world.close_top(member));
        }
        // The app has put another view over it meanwhile.
        Submitted::Close => {}
        Submitted::Clear => drop(world.close_all(member)),
        Submitted::Errors(errors) => {
            let blocks = world.blocks_at(member, spot).unwrap_or_default();
            for (block, words) in errors {
                if !input_blocks(&blocks).any(|input| input == block) {
                    return Err(format!("errors for “{block}”, which is no input block of the modal"));
                }
                let words = words.as_str().unwrap_or_default().to_owned();
                world.draft_mut(member, spot).errors.insert(block, words);
            }
        }
        Submitted::Update(view) => {
            world.update(Which::Id(id), view, None).map(drop).map_err(|refusal| format!("{refusal:?}"))?;
        }
        Submitted::Push(view) => world.push(member, view).map(drop).map_err(|refusal| format!("{refusal:?}"))?,
    }
    Ok(())
}

/// The author of a message, by the name on screen.
pub fn author_name(world: &World, author: &Author) -> String {
    match author {
        Author::Person(member) => world.name_of(member.as_str()).unwrap_or_default().to_owned(),
        Author::App => world.app.name.clone(),
        Author::Slackbot => "Slackbot".to_owned(),
    }
}
