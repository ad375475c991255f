//! A channel or the messages with the app: message list, composer, and a thread beside them.

use maud::{Markup, html};

use super::faces::{app_avatar, avatar, heading, lock};
use super::{ScreenLocation, app, you};
use crate::sandbox::blocks::{self, Sheet};
use crate::sandbox::manifest::ShortcutKind;
use crate::sandbox::mrkdwn::{self, Lens};
use crate::sandbox::person::picture;
use crate::sandbox::person::speech::author_name;
use crate::sandbox::world::{Author, Channel, Member, Message, Spot};
use crate::sandbox::zones;

/// Messages of one author within this many seconds are grouped.
const TOGETHER: i64 = 5 * 60;

/// Draws a whole channel.
pub fn show(lens: Lens<'_>, channel: &Channel, thread: Option<&str>) -> Markup {
    let messages: Vec<&Message> = lens.world.seen_by(&lens.member.id, &channel.id).collect();
    let view = View { lens, channel, thread };
    html! {
        section.channel aria-label="Messages" {
            @if channel.dm_of.is_some() {
                (app::heading(lens, "messages"))
            } @else {
                header.channel-head {
                    h1 { @if channel.private { (lock()) " " } @else { "#" } (channel.name) }
                    p { (channel.topic) span.count { (channel.members.len()) " members" @if channel.app_is_in { " and " (lens.world.app.name) } } }
                }
            }
            div #messages .messages role="log" aria-label="Messages" aria-live="polite" tabindex="0" {
                (beginning(lens, channel))
                (view.list(&messages, "m"))
            }
            (view.composer(None))
        }
        @if let Some(ts) = thread {
            aside.thread aria-label="Thread" {
                header.channel-head {
                    h2 { "Thread" }
                    a.close href=(view.address(None)) aria-label="Close thread" { "✕" }
                }
                div.messages role="log" aria-label="Thread" tabindex="0" {
                    (view.list(&lens.world.thread(&lens.member.id, &channel.id, ts).collect::<Vec<_>>(), "t"))
                }
                (view.composer(Some(ts)))
            }
        }
    }
}

fn beginning(lens: Lens<'_>, channel: &Channel) -> Markup {
    html! {
        div.beginning {
            @if channel.dm_of.is_some() {
                (app_avatar(lens, "large"))
                p { strong { (lens.world.app.name) } " " span.badge { "APP" } }
                p { (lens.world.app.description) }
            } @else {
                p { "This is the beginning of " strong { "#" (channel.name) } "." }
            }
        }
    }
}

struct View<'a> {
    lens: Lens<'a>,
    channel: &'a Channel,
    thread: Option<&'a str>,
}

impl View<'_> {
    fn address(&self, thread: Option<&str>) -> String {
        let thread = thread.map(|ts| format!("?thread={ts}")).unwrap_or_default();
        format!("/{}/{}{thread}", self.lens.member.handle, ScreenLocation::Channel(self.channel).slug())
    }

    fn action(&self, verb: &str) -> String {
        format!("/{}/{}/{verb}", self.lens.member.handle, ScreenLocation::Channel(self.channel).slug())
    }

    fn list(&self, messages: &[&Message], prefix: &str) -> Markup {
        let before = std::iter::once(None).chain(messages.iter().map(Some));
        let day = |message: &Message| zones::local(message.at, &self.lens.member.zone).date();
        html! {
            @for (message, before) in messages.iter().zip(before) {
                @let new_day = before.is_none_or(|before| day(before) != day(message));
                @let follows = !new_day && before.is_some_and(|before| follow(before, message));
                @if new_day { (self.day_line(message, prefix)) }
                (self.message(message, follows, prefix))
            }
        }
    }

    fn day_line(&self, message: &Message, prefix: &str) -> Markup {
        let here = zones::local(message.at, &self.lens.member.zone);
        let today = zones::local(self.lens.world.now(), &self.lens.member.zone).date();
        let words = if here.date() == today {
            "Today".to_owned()
        } else if today.yesterday().is_ok_and(|day| day == here.date()) {
            "Yesterday".to_owned()
        } else {
            here.strftime("%A, %-d %B").to_string()
        };
        html! { h2.day id=(format!("{prefix}-day-{}", here.date())) { span { (words) } } }
    }

    fn message(&self, message: &Message, follows: bool, prefix: &str) -> Markup {
        let (post, lens) = (&message.post, self.lens);
        let spot = Spot::Message { channel: post.channel.clone(), ts: message.ts.clone() };
        let sheet = Sheet::new(lens, &spot);
        let trouble = sheet.draft.trouble.clone();
        let is_ephemeral = post.only_for.is_some();
        html! {
            article.message.ephemeral[is_ephemeral].follows[follows && !is_ephemeral] id=(format!("{prefix}{}", message.ts.replace('.', ""))) {
                @if is_ephemeral { p.only-you { (eye()) " Only visible to you" } }
                div.face { (self.face(&post.author)) }
                div.body {
                    (self.byline(message))
                    @if post.blocks.is_empty() {
                        div.text { (mrkdwn::html(&post.text, lens)) @if message.edited { span.edited { " (edited)" } } }
                    } @else {
                        form.blocks action=(self.action("act")) method="post" {
                            input type="hidden" name="spot" value=(spot);
                            input type="hidden" name="thread" value=(self.thread.unwrap_or_default());
                            button.sr-only name="keep" value="1" tabindex="-1" aria-hidden="true" { "Keep" }
                            (blocks::draw(&post.blocks, &sheet))
                        }
                        @if message.edited { span.edited { "(edited)" } }
                    }
                    @for file in picture::files(message, lens) {
                        p.file { a href=(format!("/files/{}/{}", lens.member.handle, file.id)) { "📄 " (file.name) } }
                    }
                    @if let Some(trouble) = trouble { p.trouble role="alert" { "⚠ " (trouble) } }
                    @if prefix == "m" { (self.replies(message)) }
                }
                @if !is_ephemeral { (self.tools(message)) }
            }
        }
    }

    fn face(&self, author: &Author) -> Markup {
        match author {
            Author::Person(id) => html! {
                @if let Some(member) = self.lens.world.member(id) { (avatar(member, "")) }
            },
            Author::App => app_avatar(self.lens, ""),
            Author::Slackbot => html! { span.avatar.slackbot aria-hidden="true" { "S" } },
        }
    }

    fn person(&self, author: &Author) -> Option<&Member> {
        if let Author::Person(id) = author { self.lens.world.member(id) } else { None }
    }

    fn byline(&self, message: &Message) -> Markup {
        let here = zones::local(message.at, &self.lens.member.zone);
        html! {
            p.byline {
                strong { (author_name(self.lens.world, &message.post.author)) }
                @if let Some(author) = self.person(&message.post.author) { " " (you::badge(self.lens, author)) }
                @if !matches!(message.post.author, Author::Person(_)) { " " span.badge { "APP" } }
                " "
                time datetime=(here.timestamp().to_string()) title=(here.strftime("%A, %-d %B %Y at %H:%M:%S").to_string()) {
                    (here.strftime("%H:%M").to_string())
                }
            }
        }
    }

    fn replies(&self, message: &Message) -> Markup {
        let count =
            self.lens.world.thread(&self.lens.member.id, &self.channel.id, &message.ts).count().saturating_sub(1);
        html! {
            @if count > 0 {
                a.replies href=(self.address(Some(&message.ts))) { (count) @if count == 1 { " reply" } @else { " replies" } }
            }
        }
    }

    /// What shows on hover: reply, and the app's shortcuts.
    fn tools(&self, message: &Message) -> Markup {
        let shortcuts: Vec<_> =
            self.lens.world.app.shortcuts.iter().filter(|each| each.kind == ShortcutKind::Message).collect();
        html! {
            div.tools {
                a href=(self.address(Some(message.root()))) title="Reply in thread" aria-label="Reply in thread" { "💬" }
                @if !shortcuts.is_empty() {
                    details.menu {
                        summary aria-label="More actions" title="More actions" { "⋮" }
                        form.menu-items action=(self.action("shortcut")) method="post" {
                            input type="hidden" name="ts" value=(message.ts);
                            input type="hidden" name="thread" value=(self.thread.unwrap_or_default());
                            @for shortcut in shortcuts {
                                button name="callback_id" value=(shortcut.callback_id) { (shortcut.name) small { (self.lens.world.app.name) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn composer(&self, thread: Option<&str>) -> Markup {
        let app = &self.lens.world.app;
        if let Some(why) = self.lens.world.why_silent(self.channel) {
            return html! { p.read-only { (why) } };
        }
        let commands = app.commands.iter().map(|command| {
            serde_json::json!({"command": command.word, "hint": command.usage_hint, "about": command.description, "app": app.name})
        });
        let commands = serde_json::Value::Array(commands.collect()).to_string();
        let id = if thread.is_some() { "reply" } else { "composer" };
        let to = if thread.is_some() {
            "Reply…".to_owned()
        } else {
            format!("Message {}", heading(self.lens, self.channel))
        };
        let shortcuts: Vec<_> =
            app.shortcuts.iter().filter(|each| each.kind == ShortcutKind::Global && thread.is_none()).collect();
        html! {
            div.composer {
                form.say action=(self.action("say")) method="post" {
                    @if let Some(ts) = thread { input type="hidden" name="thread" value=(ts); }
                    textarea id=(id) name="text" rows="1" placeholder=(to) aria-label=(to) autocomplete="off"
                        data-commands=[thread.is_none().then_some(&commands)] {}
                    button.send aria-label="Send" title="Send" { "➤" }
                }
                @if !shortcuts.is_empty() {
                    details.menu.shortcuts {
                        summary aria-label="Shortcuts" title="Shortcuts" { "+" }
                        form.menu-items action=(self.action("shortcut")) method="post" {
                            @for shortcut in shortcuts {
                                button name="callback_id" value=(shortcut.callback_id) { (shortcut.name) small { (shortcut.description) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn follow(before: &Message, message: &Message) -> bool {
    let close = (message.at - before.at).num_seconds() < TOGETHER;
    close && before.post.author == message.post.author && before.post.only_for.is_none()
}

fn eye() -> Markup {
    html! {
        svg.eye viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" {
            path d="M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8z" fill="none" stroke="currentColor" stroke-width="1.4" {}
            circle cx="8" cy="8" r="2" fill="currentColor" {}
        }
    }
}
