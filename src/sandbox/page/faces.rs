//! Small pieces that several parts of the page show: avatars, the padlock, and headings of channels.

use maud::{Markup, html};

use crate::sandbox::mrkdwn::Lens;
use crate::sandbox::world::{Channel, Member};

/// A channel's name as its heading; the DM with the app has the app's name.
pub fn heading(lens: Lens<'_>, channel: &Channel) -> String {
    if channel.dm_of.is_some() { lens.world.app.name.clone() } else { format!("#{}", channel.name) }
}

/// A square with initials.
pub fn avatar(member: &Member, size: &str) -> Markup {
    html! { span class=(format!("avatar hue-{} {size}", member.hue)) aria-hidden="true" { (member.initials()) } }
}

/// The app's square.
pub fn app_avatar(lens: Lens<'_>, size: &str) -> Markup {
    let first: String = lens.world.app.name.chars().take(1).collect();
    html! { span class=(format!("avatar app {size}")) aria-hidden="true" { (first) } }
}

/// The padlock of a private channel.
pub fn lock() -> Markup {
    html! {
        svg.lock viewBox="0 0 16 16" width="13" height="13" aria-hidden="true" {
            path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2" fill="none" stroke="currentColor" stroke-width="1.6" {}
            rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" {}
        }
    }
}
