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
        let more =
            (problem.digest.channel_problems.len() > MAX_LISTED).then(|| Mrkdwn::new().text("• And more like these."));
        blocks.extend(kit::sections(listed.chain(more)));
    }
    if problem.delete_by_hand {
        let text = Mrkdwn::new().text("An author withdrew something from a message that I can’t change. ");
        let text = text.text("Please delete it by hand in ").channel(&problem.digest.channel).text(".");
        blocks.push(kit::section(text));
    }
    blocks.extend(buttons(problem));
    blocks.push(kit::context("Only this team’s managers get this message."));
    kit::message(&title, blocks)
}

/// Shown to a user who isn't asked any more.
#[must_use]
pub fn gone() -> Modal {
    kit::notice_modal("Digest", "This digest is gone, or another manager looks after it now.")
}

fn title(problem: &DigestProblem) -> String {
    let from = LANGUAGE.day_of_month(problem.digest.week.day(chrono::Weekday::Mon));
    let team = &problem.team;
    match problem.digest.state {
        DigestState::Withheld => format!("{team}: the digest for the week of {from} is on hold"),
        DigestState::Unconfirmed => format!("{team}: was the digest for the week of {from} posted?"),
        DigestState::Open | DigestState::Posting if problem.is_refused => {
            format!("{team}: the digest for the week of {from} is on hold")
        }
        DigestState::Posted if problem.digest.is_hidden => {
            format!("{team}: the digest for the week of {from} is hidden")
        }
        DigestState::Open | DigestState::Posting | DigestState::Posted | DigestState::Dropped => {
            format!("{team}: the digest for the week of {from}")
        }
    }
}

fn says(problem: &DigestProblem) -> Mrkdwn {
    let text = Mrkdwn::new();
    match problem.digest.state {
        DigestState::Withheld if problem.has_begun => text
            .text("Part of it is in ")
            .channel(&problem.digest.channel)
            .text(". I’ll post the rest once this is fixed:"),
        DigestState::Withheld => text
            .text("I haven’t posted anything to ")
            .channel(&problem.digest.channel)
            .text(" yet. I’ll post the digest once this is fixed:"),
        DigestState::Unconfirmed => text
            .text("Slack didn’t say whether it posted ")
            .text(&problem.part.map_or("the digest".to_owned(), |(nth, of)| format!("message {nth} of {of}")))
            .text(". Please check ")
            .channel(&problem.digest.channel)
            .text(". I never post anything twice on my own."),
        DigestState::Open | DigestState::Posting if problem.is_refused => text
            .text(if problem.has_begun {
                "Slack didn’t take the rest of this digest, so only part of it is there."
            } else {
                "Slack didn’t take this digest, so nothing was posted."
            })
            .text(" The people who run Bearings can see why. Ask them, then try again within the week."),
        DigestState::Open | DigestState::Posting => {
            text.text("I’ll post it to ").channel(&problem.digest.channel).text(" in a moment.")
        }
        DigestState::Posted if problem.digest.channel_problems == [ChannelProblem::NotThere] => text
            .text("It’s in ")
            .channel(&problem.digest.channel)
            .text(", where I can no longer hide it or see who reads it:"),
        DigestState::Posted if problem.digest.is_hidden => text
            .text("It’s hidden in ")
            .channel(&problem.digest.channel)
            .text(" for now, and may have been read already. It returns within an hour once this is fixed:"),
        DigestState::Posted => text.text("Posted to ").channel(&problem.digest.channel).text("."),
        DigestState::Dropped => text.text(
            "I didn’t post it, and I won’t. What its authors still share goes into the next one, and they see it first.",
        ),
    }
}

fn fix(problem: &ChannelProblem) -> Mrkdwn {
    let text = Mrkdwn::new();
    match problem {
        ChannelProblem::NotThere => text
            .bold("I’m not in the channel, or the channel is gone.")
            .text(" Invite Bearings there, or choose another channel in Digest settings."),
        ChannelProblem::Public => text
            .bold("The channel is public.")
            .text(" Everyone in the workspace can read it. Choose a private channel in Digest settings."),
        ChannelProblem::Archived => {
            text.bold("The channel is archived.").text(" Unarchive it, or choose another one in Digest settings.")
        }
        ChannelProblem::SharedOutside => text
            .bold("The channel is shared with another organisation.")
            .text(" In Digest settings, choose one that isn’t."),
        ChannelProblem::Guest(member) => {
            text.member(member).text(" is a guest, and guests can’t be in a digest’s channel. Remove them from it.")
        }
        ChannelProblem::Outsider(member) => text
            .member(member)
            .text(" is in the channel, but doesn’t manage this team and isn’t on the digest’s list. ")
            .text("Remove them from the channel, or add them in Digest settings, from the next digest on."),
        ChannelProblem::App(member) => text
            .member(member)
            .text(" is an app that can read the channel, and this digest’s authors weren’t told. ")
            .text("Remove it from the channel. The next digest’s authors see which apps are in the channel by then."),
        ChannelProblem::NotDisclosed(member) => text
            .member(member)
            .text(" is in the channel, and this digest’s authors weren’t told. ")
            .text("Remove them until this digest is posted. The next digest’s authors will see that they can read it."),
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
            button(DigestButton::IsThere(unconfirmed), "It’s there"),
            button(DigestButton::PostNow(unconfirmed), "Post now"),
        ]),
        (DigestState::Open | DigestState::Posting, _) if problem.is_refused => {
            kit::buttons(vec![button(DigestButton::CheckAgain(digest.id), "Try again").primary()])
        }
        _ => Vec::new(),
    }
}
