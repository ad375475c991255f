//! The frame of every page: head, top bar with the person and the clock, sidebar, and a modal over it all.

use maud::{DOCTYPE, Markup, html};

use super::faces::{app_avatar, avatar, heading, lock};
use super::{ScreenLocation, app, channel, you};
use crate::sandbox::mrkdwn::Lens;
use crate::sandbox::world::{Member, TEAM_NAME};
use crate::sandbox::zones;

/// A whole page. `version` is the number of changes it knows of.
pub fn page(lens: Lens<'_>, place: ScreenLocation<'_>, thread: Option<&str>, version: u64) -> Markup {
    let modal = app::modal(lens, place);
    let name = match place {
        ScreenLocation::Home => lens.world.app.name.clone(),
        ScreenLocation::Channel(channel) => heading(lens, channel),
    };
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head(&format!("{name} – {TEAM_NAME}")))
            body data-version=(version) {
                div #workspace inert[modal.is_some()] {
                    a.skip href="#main" { "Skip to messages" }
                    (top_bar(lens, place))
                    (sidebar(lens, place))
                    main #main tabindex="-1" .with-thread[thread.is_some()] {
                        @match place {
                            ScreenLocation::Home => (app::home(lens, place)),
                            ScreenLocation::Channel(channel) => (channel::show(lens, channel, thread)),
                        }
                    }
                }
                div #over { (modal.unwrap_or_default()) }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href="/assets/style.css";
            script src="/assets/morph.js" defer {}
            script src="/assets/fields.js" defer {}
            script src="/assets/script.js" defer {}
        }
    }
}

/// The page for addresses that lead nowhere.
pub fn nothing_here() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head("Nothing here"))
            body { main.nothing { h1 { "Nothing here" } p { "This person sees no such place. " a href="/" { "Back to the workspace" } } } }
        }
    }
}

fn top_bar(lens: Lens<'_>, place: ScreenLocation<'_>) -> Markup {
    let (world, me) = (lens.world, lens.member);
    let here = zones::local(world.now(), &me.zone);
    let city = me.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    let button = |by: &str, label: &str| html! { button name="by" value=(by) { (label) } };
    let has_news = world.has_news(&me.id);
    let channels = if has_news { "Show channels (new messages)" } else { "Show channels" };
    html! {
        header.top {
            input #menu .sr-only type="checkbox" aria-label=(channels) autocomplete="off";
            label.menu-button for="menu" title="Channels" { span aria-hidden="true" { "☰" } @if has_news { span.dot {} } }
            form.clock action="/clock" method="post" aria-label="Workspace clock" {
                input type="hidden" name="member" value=(me.handle);
                input type="hidden" name="place" value=(place.slug());
                time datetime=(here.timestamp().to_string()) { (here.strftime("%a %-d %b, %H:%M").to_string()) span.city { " in " (city) } }
                span.jumps { (button("hour", "+1 hour")) (button("day", "+1 day")) (button("thursday", "Next Thursday 15:30")) }
            }
            (you::menu(lens, place))
            details.switcher {
                summary { (avatar(me, "small")) span.you { "You are " strong { (me.name) } } span aria-hidden="true" { "▾" } }
                nav.menu-items aria-label="Switch person" {
                    @for member in world.members().filter(|member| !member.deleted) {
                        a href=(elsewhere(lens, member, place)) aria-current=[(member.id == me.id).then_some("true")] {
                            (avatar(member, "small"))
                            span { (member.name) " " (you::badge(lens, member)) small { (member.title) @if member.admin { ", admin" } " · " (member.zone) } }
                        }
                    }
                }
            }
        }
    }
}

/// The address of the same place for another person, or of #general if they don't see it.
fn elsewhere(lens: Lens<'_>, member: &Member, place: ScreenLocation<'_>) -> String {
    let same = ScreenLocation::find(lens.world, member, place.slug()).map_or("general", ScreenLocation::slug);
    format!("/{}/{same}", member.handle)
}

fn sidebar(lens: Lens<'_>, place: ScreenLocation<'_>) -> Markup {
    let (world, me) = (lens.world, lens.member);
    let current = |slug: &str| (place.slug() == slug).then_some("page");
    let has_news = world.has_news(&me.id);
    let app_page = if world.app.tabs.home && !has_news { "home" } else { "dm" };
    let in_app = matches!(place.slug(), "home" | "dm").then_some("page");
    html! {
        nav.sidebar aria-label="Channels and apps" {
            p.team { (TEAM_NAME) }
            h2 { "Channels" }
            ul {
                @for channel in world.channels_of(&me.id) {
                    li {
                        a href=(format!("/{}/{}", me.handle, channel.name)) aria-current=[current(&channel.name)] {
                            span.mark aria-hidden="true" { @if channel.private { (lock()) } @else { "#" } }
                            (channel.name)
                            @if channel.private { span.sr-only { " (private)" } }
                        }
                    }
                }
            }
            h2 { "Apps" }
            ul {
                li {
                    a href=(format!("/{}/{app_page}", me.handle)) .unread[has_news] aria-current=[in_app] {
                        (app_avatar(lens, "tiny")) (world.app.name) (app::news_mark(lens))
                    }
                }
            }
            p.local { "Local workspace: nothing leaves this machine" }
        }
    }
}
