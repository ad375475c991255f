//! What a manager is told when a digest can't simply be posted: the problem, its fix, and what they should decide.

use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::digest::{ChannelProblem, State, Trouble};
use crate::surface::{Message, Modal};
use crate::views::digest::LANGUAGE;
use crate::views::kit::{self, Button};
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

/// How many problems are listed one by one.
const MAX_LISTED: usize = 20;

/// The message, edited in place until the digest is posted or dropped.
#[must_use]
pub fn message(trouble: &Trouble) -> Message {
    let title = title(trouble);
    let mut blocks = vec![kit::header(&title), kit::section(says(trouble))];
    if trouble.state == State::Withheld || trouble.is_hidden {
        let wrong = trouble.wrong.iter().take(MAX_LISTED).map(|wrong| Mrkdwn::new().text("• ").then(&mend(wrong)));
        let more = (trouble.wrong.len() > MAX_LISTED).then(|| Mrkdwn::new().text("• There is more of this kind."));
        blocks.extend(kit::sections(wrong.chain(more)));
    }
    if trouble.delete_by_hand {
        let text = Mrkdwn::new().text("An author withdrew something from a message that Bearings cannot change. ");
        let text = text.text("Please delete it by hand in ").channel(&trouble.channel).text(".");
        blocks.push(kit::section(text));
    }
    blocks.extend(buttons(trouble));
    blocks.push(kit::context(Mrkdwn::new().text("Only the managers of this team get this message.")));
    Message { text: spoken(&title, &blocks), blocks }
}

/// Shown to a user who isn't asked any more.
#[must_use]
pub fn gone() -> Modal {
    let text = "This digest is no longer there, or another manager looks after it now.";
    Modal::to_read("Digest", vec![kit::section(Mrkdwn::new().text(text))])
}

fn title(trouble: &Trouble) -> String {
    let from = LANGUAGE.day_of_month(trouble.week.day(chrono::Weekday::Mon));
    let team = &trouble.team;
    match trouble.state {
        State::Withheld => format!("{team}: the digest of the week of {from} waits"),
        State::Unconfirmed => format!("{team}: is the digest of the week of {from} there?"),
        State::Open | State::Posting if trouble.is_refused => format!("{team}: the digest of the week of {from} waits"),
        State::Posted if trouble.is_hidden => format!("{team}: the digest of the week of {from} is hidden"),
        State::Open | State::Posting | State::Posted | State::Dropped => {
            format!("{team}: the digest of the week of {from}")
        }
    }
}

fn says(trouble: &Trouble) -> Mrkdwn {
    let text = Mrkdwn::new();
    match trouble.state {
        State::Withheld if trouble.has_begun => text
            .text("Part of it stands in ")
            .channel(&trouble.channel)
            .text(". The rest goes there when this is mended:"),
        State::Withheld => text
            .text("Nothing was posted to ")
            .channel(&trouble.channel)
            .text(" yet. The digest goes there when this is mended:"),
        State::Unconfirmed => text
            .text("Slack did not say whether it posted ")
            .text(&trouble.part.map_or("the digest".to_owned(), |(nth, of)| format!("message {nth} of {of}")))
            .text(". Please look in ")
            .channel(&trouble.channel)
            .text(". Bearings posts nothing twice by itself."),
        State::Open | State::Posting if trouble.is_refused => text
            .text(if trouble.has_begun {
                "Slack did not take the rest of this digest, so only part of it stands there."
            } else {
                "Slack did not take this digest, so it stands nowhere."
            })
            .text(" Whoever runs Bearings can see why: ask them, then try again within the week."),
        State::Open | State::Posting => text.text("It is posted to ").channel(&trouble.channel).text(" in a moment."),
        State::Posted if trouble.wrong == [ChannelProblem::NotThere] => text
            .text("It stands in ")
            .channel(&trouble.channel)
            .text(", where Bearings cannot hide it or see who reads it any more:"),
        State::Posted if trouble.is_hidden => text
            .text("It shows nothing in ")
            .channel(&trouble.channel)
            .text(" for now, and may have been read before. It comes back within an hour of this being fixed:"),
        State::Posted => text.text("Posted to ").channel(&trouble.channel).text("."),
        State::Dropped => text.text(
            "Not posted, and it will not be. What its authors still share goes to the next one, and they see it first.",
        ),
    }
}

/// A problem and its fix.
fn mend(wrong: &ChannelProblem) -> Mrkdwn {
    let text = Mrkdwn::new();
    match wrong {
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

fn buttons(trouble: &Trouble) -> Vec<SlackBlock> {
    let Trouble { digest, team_id, team, .. } = trouble;
    let button = |act, label: &str| Button::new(Control::Digest(act), label, format!("{label}, digest of {team}"));
    match (trouble.state, trouble.doubt) {
        (State::Withheld | State::Posted, _) if trouble.state == State::Withheld || trouble.is_hidden => {
            kit::buttons(vec![
                button(DigestButton::CheckAgain(*digest), "Check again").primary(),
                button(DigestButton::Settings(*team_id), "Digest settings"),
            ])
        }
        (State::Unconfirmed, Some(doubt)) => kit::buttons(vec![
            button(DigestButton::IsThere(doubt), "It is there"),
            button(DigestButton::PostNow(doubt), "Post now"),
        ]),
        (State::Open | State::Posting, _) if trouble.is_refused => {
            kit::buttons(vec![button(DigestButton::CheckAgain(*digest), "Try again").primary()])
        }
        _ => Vec::new(),
    }
}
