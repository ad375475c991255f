//! A person's own menu: which time zone they are in, and whether they are away.

use maud::{Markup, html};

use super::ScreenLocation;
use crate::sandbox::mrkdwn::{Lens, emojify};
use crate::sandbox::world::Member;
use crate::sandbox::zones;

/// Where a person can go from here, one zone for each kind of distance.
pub const ZONES: [&str; 6] =
    ["America/New_York", "Europe/Lisbon", "Europe/London", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney"];
pub const AWAY: (&str, &str) = (":palm_tree:", "Out of office");

/// Draws the menu.
pub fn menu(lens: Lens<'_>, place: ScreenLocation<'_>) -> Markup {
    let me = lens.member;
    let status = me.status_at(lens.world.now());
    let elsewhere = (!ZONES.contains(&&*me.zone)).then_some(&*me.zone);
    html! {
        details.menu.you-menu {
            summary aria-label="Profile: your time zone and status" { (badge(lens, me)) @if status.is_some() { " " } "Profile" }
            form.menu-items action=(format!("/{}/{}/you", me.handle, place.slug())) method="post" {
                label for="zone" { "Your time zone" }
                select #zone .select name="zone" {
                    @for zone in elsewhere.into_iter().chain(ZONES) { option value=(zone) selected[zone == me.zone] { (zone) } }
                }
                button name="what" value="zone" { "Move there" }
                @if let Some(status) = status {
                    p { (emojify(&status.emoji)) " " (status.text)
                        @if let Some(until) = status.until {
                            " until " (zones::local(until, &me.zone).strftime("%a %-d %b, %H:%M").to_string())
                        }
                    }
                    button name="what" value="clear" { "Clear status" }
                } @else {
                    button name="what" value="day" { "Out of office for a day" }
                    button name="what" value="week" { "Out of office for a week" }
                }
            }
        }
    }
}

/// A person's status beside their name, if they have one now.
pub fn badge(lens: Lens<'_>, member: &Member) -> Markup {
    html! {
        @if let Some(status) = member.status_at(lens.world.now()) {
            span.emoji role="img" aria-label=(status.text) title=(status.text) { (emojify(&status.emoji)) }
        }
    }
}
