//! The app's own surfaces: its two tabs, and the modals it opens.

use maud::{Markup, html};

use super::ScreenLocation;
use super::faces::app_avatar;
use crate::sandbox::blocks::{self, Sheet};
use crate::sandbox::mrkdwn::{Lens, read_plain_of};
use crate::sandbox::world::Spot;

/// The app's name over its tabs.
pub fn heading(lens: Lens<'_>, tab: &str) -> Markup {
    let (world, me) = (lens.world, lens.member);
    let link = |slug: &str, name: &str, is_here: bool| {
        html! { a href=(format!("/{}/{slug}", me.handle)) aria-current=[is_here.then_some("page")] { (name) @if slug == "dm" { (news_mark(lens)) } } }
    };
    html! {
        header.channel-head.app-head {
            h1 { (app_avatar(lens, "small")) " " (world.app.name) " " span.badge { "APP" } }
            nav.tabs aria-label="Tabs of the app" {
                @if world.app.tabs.home { (link("home", "Home", tab == "home")) }
                (link("dm", "Messages", tab == "messages"))
            }
        }
    }
}

/// A dot if the app has said something that this person hasn't seen; in words for screen readers.
pub fn news_mark(lens: Lens<'_>) -> Markup {
    html! {
        @if lens.world.has_news(&lens.member.id) {
            span.dot aria-hidden="true" {} span.sr-only { " (new messages)" }
        }
    }
}

/// The Home tab.
pub fn home(lens: Lens<'_>, place: ScreenLocation<'_>) -> Markup {
    let spot = Spot::Home;
    let sheet = Sheet::new(lens, &spot);
    html! {
        section.channel aria-label="Home" {
            (heading(lens, "home"))
            div #home .home tabindex="0" {
                @if let Some(view) = lens.world.home(&lens.member.id) {
                    form.blocks id=(view.id) action=(action(lens, place)) method="post" {
                        input type="hidden" name="spot" value=(spot);
                        button.sr-only name="keep" value="1" tabindex="-1" aria-hidden="true" { "Keep" }
                        (blocks::draw(view.blocks(), &sheet))
                    }
                } @else {
                    p.nothing-yet { "This is still a work in progress: " (lens.world.app.name) " has not shown anything here yet." }
                }
                @if let Some(trouble) = &sheet.draft.trouble { p.trouble role="alert" { "⚠ " (trouble) } }
            }
        }
    }
}

fn action(lens: Lens<'_>, place: ScreenLocation<'_>) -> String {
    format!("/{}/{}/act", lens.member.handle, place.slug())
}

/// The visible modal over the page, if one is open.
pub fn modal(lens: Lens<'_>, place: ScreenLocation<'_>) -> Option<Markup> {
    let stack = lens.world.stack(&lens.member.id);
    let view = stack.last()?;
    let spot = Spot::Modal(view.id.clone());
    let sheet = Sheet::new(lens, &spot);
    let words = |name: &str, otherwise: &str| {
        let given = read_plain_of(&view.body, name);
        if given.is_empty() { otherwise.to_owned() } else { given }
    };
    let title = format!("{}/title", view.id);
    Some(html! {
        div.backdrop {
            div.modal id=(view.id) role="dialog" aria-modal="true" aria-labelledby=(title) {
                form action=(action(lens, place)) method="post" novalidate {
                    input type="hidden" name="spot" value=(spot);
                    // Enter in a field presses the first button of its form.
                    button.sr-only name=(if view.body.get("submit").is_some() { "submit" } else { "keep" }) value="1" tabindex="-1" aria-hidden="true" { "Enter" }
                    header {
                        @if stack.len() > 1 { button.icon name="close" value="top" aria-label="Back" { "‹" } }
                        (app_avatar(lens, "small"))
                        h2 id=(title) { (words("title", "")) }
                        button.icon name="close" value="all" aria-label="Close" { "✕" }
                    }
                    div.modal-body {
                        @if let Some(trouble) = &sheet.draft.trouble { p.trouble role="alert" { "⚠ " (trouble) } }
                        (blocks::draw(view.blocks(), &sheet))
                    }
                    footer {
                        button.btn name="close" value="top" { (words("close", "Close")) }
                        @if view.body.get("submit").is_some() { button.btn.primary name="submit" value="1" { (words("submit", "Submit")) } }
                    }
                }
            }
        }
    })
}
