//! What a person sees, as plain text: one line per thing, no ids, good for snapshots.

use serde_json::Value;

use super::speech::author_name;
use crate::domain::ids::ChannelId;
use crate::sandbox::controls::{self, Control};
use crate::sandbox::json::{flag, list_of, str_of};
use crate::sandbox::mrkdwn::{self, Lens, read_plain, read_plain_of};
use crate::sandbox::offers::{NO_RESULTS, offers, too_short};
use crate::sandbox::world::{Draft, File, Message, Spot};

/// A channel, newest message last.
pub fn channel(channel: &ChannelId, lens: Lens<'_>) -> String {
    let messages = lens.world.seen_by(&lens.member.id, channel);
    messages.map(|each| message(each, lens) + &replies(each, lens)).collect::<Vec<_>>().join("\n")
}

/// A message with all its replies.
pub fn thread(channel: &ChannelId, ts: &str, lens: Lens<'_>) -> String {
    let messages = lens.world.thread(&lens.member.id, channel, ts);
    messages.map(|each| message(each, lens)).collect::<Vec<_>>().join("\n")
}

fn replies(parent: &Message, lens: Lens<'_>) -> String {
    match lens.world.thread(&lens.member.id, &parent.post.channel, &parent.ts).count().saturating_sub(1) {
        0 => String::new(),
        1 => "\n  1 reply".to_owned(),
        count => format!("\n  {count} replies"),
    }
}

/// One message with its author; a single line of text follows the author's name.
pub fn message(message: &Message, lens: Lens<'_>) -> String {
    let post = &message.post;
    let private = if post.only_for.is_some() { ", only you" } else { "" };
    let edited = if message.edited { " (edited)" } else { "" };
    let head = format!("{}{private}:", author_name(lens.world, &post.author));
    let spot = Spot::Message { channel: post.channel.clone(), ts: message.ts.clone() };
    let draft = lens.world.draft(&lens.member.id, &spot);
    let trouble = draft.trouble.as_ref().map(|words| format!("\n  ! {words}")).unwrap_or_default();
    let body = if post.blocks.is_empty() { mrkdwn::read(&post.text, lens) } else { blocks(&post.blocks, &draft, lens) };
    let files: Vec<String> = files(message, lens).iter().map(|file| format!("\n  (file: {})", file.name)).collect();
    let files = files.concat();
    if post.blocks.is_empty() && !body.contains('\n') {
        return format!("{head} {body}{edited}{files}{trouble}");
    }
    format!("{head}{edited}\n{}{files}{trouble}", indent(&body))
}

/// The files in a message that are still there.
pub fn files<'w>(message: &Message, lens: Lens<'w>) -> Vec<&'w File> {
    message.post.files.iter().filter_map(|id| lens.world.file(id)).collect()
}

/// A person's App Home.
pub fn home(lens: Lens<'_>) -> String {
    match lens.world.home(&lens.member.id) {
        Some(view) => blocks(view.blocks(), &lens.world.draft(&lens.member.id, &Spot::Home), lens),
        None => "(nothing here yet)".to_owned(),
    }
}

/// The visible modal.
pub fn modal(lens: Lens<'_>) -> Option<String> {
    let view = lens.world.stack(&lens.member.id).last()?;
    let draft = lens.world.draft(&lens.member.id, &Spot::Modal(view.id.clone()));
    let words = |name: &str| Some(read_plain_of(&view.body, name)).filter(|text| !text.is_empty());
    let close = words("close").unwrap_or_else(|| "Close".to_owned());
    let submit = words("submit").map(|text| format!(" [{text}]")).unwrap_or_default();
    let trouble = draft.trouble.as_ref().map(|words| format!("\n! {words}")).unwrap_or_default();
    let body = blocks(view.blocks(), &draft, lens);
    Some(format!("== {} ==\n{body}{trouble}\n[{close}]{submit}", read_plain_of(&view.body, "title")))
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn blocks(blocks: &[Value], draft: &Draft, lens: Lens<'_>) -> String {
    blocks.iter().map(|each| block(each, draft, lens)).collect::<Vec<_>>().join("\n")
}

fn block(block: &Value, draft: &Draft, lens: Lens<'_>) -> String {
    let part = |element: &Value| control(&Control { block, element }, draft, lens);
    match str_of(block, "type") {
        "header" => format!("# {}", read_plain_of(block, "text")),
        "section" => {
            let texts = block.get("text").into_iter().chain(list_of(block, "fields"));
            let mut lines: Vec<String> = texts.map(|each| text(each, lens)).collect();
            lines.extend(block.get("accessory").map(part));
            lines.join("\n")
        }
        "context" => {
            let said =
                |element: &Value| if str_of(element, "type") == "image" { part(element) } else { text(element, lens) };
            format!("· {}", list_of(block, "elements").iter().map(said).collect::<Vec<_>>().join(" "))
        }
        "actions" => list_of(block, "elements").iter().map(part).collect::<Vec<_>>().join(" "),
        "divider" => "---".to_owned(),
        "image" => format!("(image: {})", str_of(block, "alt_text")),
        "input" => input(block, draft, lens),
        unknown => format!("(fault: Slack knows no {unknown} block)"),
    }
}

fn input(block: &Value, draft: &Draft, lens: Lens<'_>) -> String {
    let optional = if flag(block, "optional") { " (optional)" } else { "" };
    let element =
        block.get("element").map(|element| control(&Control { block, element }, draft, lens)).unwrap_or_default();
    let gap = if element.contains('\n') { "\n" } else { " " };
    let mut lines = vec![format!("{}{optional}:{gap}{element}", read_plain_of(block, "label"))];
    lines.extend(block.get("hint").map(|_| format!("· {}", read_plain_of(block, "hint"))));
    lines.extend(draft.errors.get(str_of(block, "block_id")).map(|error| format!("! {error}")));
    lines.join("\n")
}

/// Reads a text object.
fn text(object: &Value, lens: Lens<'_>) -> String {
    match str_of(object, "type") {
        "mrkdwn" => mrkdwn::read(str_of(object, "text"), lens),
        _ => read_plain(object),
    }
}

fn control(control: &Control<'_>, draft: &Draft, lens: Lens<'_>) -> String {
    let state = draft.state(control).unwrap_or_default();
    let kind = control.kind();
    match kind {
        "button" => format!("[{}]", read_plain_of(control.element, "text")),
        "overflow" => {
            let items: Vec<String> = control.options().iter().map(|option| read_plain_of(option, "text")).collect();
            format!("[…: {}]", items.join(" / "))
        }
        "image" => format!("(image: {})", str_of(control.element, "alt_text")),
        "checkboxes" | "radio_buttons" => {
            let chosen = controls::chosen(&state);
            let (on, off) = if kind == "checkboxes" { ("[x]", "[ ]") } else { ("(o)", "( )") };
            let line = |option: &&Value| {
                let mark = if chosen.contains(&str_of(option, "value")) { on } else { off };
                let description =
                    option.get("description").map(|words| format!(" – {}", text(words, lens))).unwrap_or_default();
                format!("{mark} {}{description}", option.get("text").map(|words| text(words, lens)).unwrap_or_default())
            };
            control.options().iter().map(line).collect::<Vec<_>>().join("\n")
        }
        _ if kind.contains("_select") => {
            format!("(select: {} v){}", shown(control, &state, lens), open_list(control, draft, lens))
        }
        "datepicker" => format!("(date: {} v)", shown(control, &state, lens)),
        "timepicker" => format!("(time: {} v)", shown(control, &state, lens)),
        _ if kind.ends_with("_input") => format!("(text: {})", shown(control, &state, lens)),
        unknown => format!("(fault: Slack knows no {unknown} element)"),
    }
}

/// What a search in a select found, while its list is open.
fn open_list(control: &Control<'_>, draft: &Draft, lens: Lens<'_>) -> String {
    let Some(found) = draft.found(control).filter(|found| found.is_open) else { return String::new() };
    if found.answer.is_null() {
        return format!("\n  ({})", too_short(control));
    }
    let offered = offers(lens, control, Some(found));
    if offered.is_empty() {
        return format!("\n  ({NO_RESULTS})");
    }
    let mut group = "";
    let mut lines = vec![String::new()];
    for offer in &offered {
        if offer.group != group {
            group = &offer.group;
            lines.push(format!("  {group}"));
        }
        let about = if offer.about.is_empty() { String::new() } else { format!(" – {}", offer.about) };
        lines.push(format!("  - {}{about}", offer.text));
    }
    lines.join("\n")
}

/// What is chosen or typed, or else the placeholder.
fn shown(control: &Control<'_>, state: &Value, lens: Lens<'_>) -> String {
    let options = controls::chosen_options(state);
    let names: Vec<String> = if options.is_empty() {
        let name = |id: &str| match control.kind() {
            kind if kind.contains("users") => lens.world.name_of(id).unwrap_or(id).to_owned(),
            kind if kind.contains("conversations") || kind.contains("channels") => lens
                .world
                .find_channel(&ChannelId::new(id))
                .map_or_else(|| id.to_owned(), |channel| format!("#{}", channel.name)),
            _ => id.to_owned(),
        };
        controls::chosen(state).into_iter().map(name).collect()
    } else {
        options.iter().map(|option| read_plain_of(option, "text")).collect()
    };
    if names.is_empty() { read_plain_of(control.element, "placeholder") } else { names.join(", ") }
}
