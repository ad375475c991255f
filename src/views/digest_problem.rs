//! What a manager is told when a digest can't simply be posted: the problem, its fix, and what they should decide.

use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::digest::{ChannelProblem, DigestProblem, DigestState};
use crate::surface::{Message, Modal};
use crate::views::digest::LANGUAGE;
use crate::views::kit::{self, Button};
use crate::views::text::Mrkdwn;

/// How many problems are listed one by one.
const MAX_LISTED: usize = 20;

/// The message, edited in place until the digest is posted or dropped.
#[must_use]
pub fn message(problem: &DigestProblem) -> Message {
    let title = title(problem);
    let mut blocks = vec![kit::header(&title), kit::section(says(problem))];
    if problem.digest.state == DigestState::Withheld || problem.digest.is_hidden {
        let listed = problem.digest.channel_problems.iter().take(MAX_LISTED);
        let listed = listed.map(|problem| Mrkdwn::new().text("• ").then(&fix(problem)));
        let more = (problem.digest.channel_problems.len() > MAX_LISTED)
            .then(|| Mrkdwn::new().text("• There is more of this kind."));
        blocks.extend(kit::sections(listed.chain(more)));
    }
    if problem.delete_by_hand {
        let text = Mrkdwn::new().text("An author withdrew something from a message that Bearings cannot change. ");
        let text = text.text("Please delete it by hand in ").channel(&problem.digest.channel).text(".");
        blocks.push(kit::section(text));
    }
    blocks.extend(buttons(problem));
    blocks.push(kit::context("Only the managers of this team get this message."));
    kit::message(&title, blocks)
}

/// Shown to a user who isn't asked any more.
#[must_use]
pub fn gone() -> Modal {
    kit::notice_modal("Digest", "This digest is no longer there, or another manager looks after it now.")
}

fn title(problem: &DigestProblem) -> String {
    let from = LANGUAGE.day_of_month(problem.digest.week.day(chrono::Weekday::Mon));
    let team = &problem.team;
    match problem.digest.state {
        DigestState::Withheld => format!("{team}: the digest of the week of {from} waits"),
        DigestState::Unconfirmed => format!("{team}: is the digest of the week of {from} there?"),
        DigestState::Open | DigestState::Posting if problem.is_refused => {
            format!("{team}: the digest of the week of {from} waits")
        }
        DigestState::Posted if problem.digest.is_hidden => {
            format!("{team}: the digest of the week of {from} is hidden")
        }
        DigestState::Open | DigestState::Posting | DigestState::Posted | DigestState::Dropped => {
            format!("{team}: the digest of the week of {from}")
        }
    }
}

fn says(problem: &DigestProblem) -> Mrkdwn {
    let text = Mrkdwn::new();
    match problem.digest.state {
        DigestState::Withheld if problem.has_begun => text
            .text("Part of it stands in ")
            .channel(&problem.digest.channel)
            .text(". The rest goes there when this is mended:"),
        DigestState::Withheld => text
            .text("Nothing was posted to ")
            .channel(&problem.digest.channel)
            .text(" yet. The digest goes there when this is mended:"),
        DigestState::Unconfirmed => text
            .text("Slack did not say whether it posted ")
            .text(&problem.part.map_or("the digest".to_owned(), |(nth, of)| format!("message {nth} of {of}")))
            .text(". Please look in ")
            .channel(&problem.digest.channel)
            .text(". Bearings posts nothing twice by itself."),
        DigestState::Open | DigestState::Posting if problem.is_refused => text
            .text(if problem.has_begun {
                "Slack did not take the rest of this digest, so only part of it stands there."
            } else {
                "Slack did not take this digest, so it stands nowhere."
            })
            .text(" Whoever runs Bearings can see why: ask them, then try again within the week."),
        DigestState::Open | DigestState::Posting => {
            text.text("It is posted to ").channel(&problem.digest.channel).text(" in a moment.")
        }
        DigestState::Posted if problem.digest.channel_problems == [ChannelProblem::NotThere] => text
            .text("It stands in ")
            .channel(&problem.digest.channel)
            .text(", where Bearings cannot hide it or see who reads it any more:"),
        DigestState::Posted if problem.digest.is_hidden => text
            .text("It shows nothing in ")
            .channel(&problem.digest.channel)
            .text(" for now, and may have been read before. It comes back within an hour of this being fixed:"),
        DigestState::Posted => text.text("Posted to ").channel(&problem.digest.channel).text("."),
        DigestState::Dropped => text.text(
            "Not posted, and it will not be. What its authors still share goes to the next one, and they see it first.",
        ),
    }
}

fn fix(problem: &ChannelProblem) -> Mrkdwn {
    let text = Mrkdwn::new();
    match problem {
        ChannelProblem::NotThere => text
            .bold("Bearings is not in the channel, or the channel is gone.")
            .text(" Invite Bearings there, or choose another channel in Digest settings."),
        ChannelProblem::Public => text
            .bold("The channel is public.")
            .text(" Everybody in the workspace can read it. Choose a private channel in Digest settings."),
        ChannelProblem::Archived => {
            text.bold("The channel is archived.").text(" Unarchive it, or choose another one in Digest settings.")
        }
        ChannelProblem::SharedOutside => text
            .bold("The channel is shared with another organisation.")
            .text(" Choose one that is not in Digest settings."),
        ChannelProblem::Guest(member) => {
            text.member(member).text(" is a guest, and no guest can be in a digest’s channel. Remove them from it.")
        }
        ChannelProblem::Outsider(member) => text
            .member(member)
            .text(" is in the channel, and neither manages this team nor is on the digest’s list. ")
            .text("Remove them from the channel, or put them on the list in Digest settings from the next digest on."),
        ChannelProblem::App(member) => text
            .member(member)
            .text(" is an app that can read the channel, and the authors of this digest were not told so. ")
            .text("Remove it from the channel; the authors of the next digest are told of those that are in it then."),
        ChannelProblem::NotDisclosed(member) => text
            .member(member)
            .text(" is in the channel, and the authors of this digest were not told so. ")
            .text("Remove them from it until this digest is posted; the authors of the next one are told."),
    }
}

fn buttons(problem: &DigestProblem) -> Vec<SlackBlock> {
    let DigestProblem { digest, team, .. } = problem;
    let button = |act, label: &str| Button::new(Control::Digest(act), label, format!("{label}, digest of {team}"));
    match (problem.digest.state, problem.unconfirmed_post) {
        (DigestState::Withheld | DigestState::Posted, _)
            if problem.digest.state == DigestState::Withheld || problem.digest.is_hidden =>
        {
            kit::buttons(vec![
                button(DigestButton::CheckAgain(digest.id), "Check again").primary(),
                button(DigestButton::Settings(digest.team), "Digest settings"),
            ])
        }
        (DigestState::Unconfirmed, Some(unconfirmed)) => kit::buttons(vec![
            button(DigestButton::IsThere(unconfirmed), "It is there"),
            button(DigestButton::PostNow(unconfirmed), "Post now"),
        ]),
        (DigestState::Open | DigestState::Posting, _) if problem.is_refused => {
            kit::buttons(vec![button(DigestButton::CheckAgain(digest.id), "Try again").primary()])
        }
        _ => Vec::new(),
    }
}
