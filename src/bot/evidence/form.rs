//! Opens the evidence form, and updates its likely behaviours as the user types.

use crate::bot::error_reply::tell_not_shown;
use crate::bot::evidence::{fields, offers};
use crate::bot::members::Members;
use crate::bot::replies::Replies;
use crate::bot::reply_target::ReplyTarget;
use crate::controls::form::{EvidenceForm, audience_of};
use crate::domain::delivery::Verdict;
use crate::domain::evidence::{Audience, Entry, EvidenceField, LogText, MAX_WORDS, Offer, parse_log, readers};
use crate::domain::ids::Actor;
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;
use crate::services::introductions::Introductions;
use crate::services::roster;
use crate::slack::inbound::{BlockAction, GlobalShortcut, MessageShortcut, Origin, SlashCommand};
use crate::slack::outbound::{Audience as Seers, MessageAnswer};
use crate::slack::{ResponseUrl, TriggerId, WebApi};
use crate::surface::Modal;
use crate::views::evidence::{self as views, FormView};

pub(in crate::bot) struct FormContext<'b> {
    pub(in crate::bot) introductions: &'b Introductions,
    pub(in crate::bot) members: &'b Members,
    pub(in crate::bot) replies: &'b Replies,
    pub(in crate::bot) slack: &'b WebApi,
    pub(in crate::bot) library: &'b Library,
}

#[derive(Debug, Default)]
struct Prefilled {
    words: PrivateText,
    link: PrivateText,
    quote: Option<PrivateText>,
}

impl Prefilled {
    /// Words with a link in them, as they were typed.
    fn typed(words: &PrivateText) -> Self {
        let LogText { words, link } = parse_log(words.reveal());
        let link = PrivateText::new(link.as_ref().map_or("", Link::as_str));
        Self { words, link, quote: None }
    }
}

/// `/framework log …` and `/evidence …`.
pub(in crate::bot) async fn open_from_command(
    cx: &FormContext<'_>,
    command: &SlashCommand,
    typed: &PrivateText,
) -> anyhow::Result<()> {
    let SlashCommand { by, trigger, response_url, .. } = command;
    let prefilled = Prefilled::typed(typed);
    let is_cut = prefilled.words.reveal().encode_utf16().count() > MAX_WORDS;
    let opened = open(cx, by, trigger, prefilled).await;
    if is_cut && opened.is_ok() {
        let all = views::too_long(typed);
        cx.replies.respond(by, response_url, &MessageAnswer::new(&all, Seers::Them)).await?;
    }
    give_words_back(cx.replies, opened, (by, response_url), typed).await
}

/// The global shortcut, beside the composer.
pub(in crate::bot) async fn open_from_shortcut(cx: &FormContext<'_>, shortcut: &GlobalShortcut) -> anyhow::Result<()> {
    let opened = open(cx, &shortcut.by, &shortcut.trigger, Prefilled::default()).await;
    if let Err(error) = &opened {
        tell_not_shown(cx.replies, &shortcut.by, &ReplyTarget::Dm, error).await;
    }
    opened
}

/// The message shortcut: a link to the message, and its text only if the author ticks that.
pub(in crate::bot) async fn open_from_message(cx: &FormContext<'_>, shortcut: MessageShortcut) -> anyhow::Result<()> {
    let link = shortcut.permalink(cx.slack.domain());
    let MessageShortcut { by, trigger, response_url, text, .. } = shortcut;
    let prefilled = Prefilled { link, quote: Some(text), ..Prefilled::default() };
    let opened = open(cx, &by, &trigger, prefilled).await;
    give_words_back(cx.replies, opened, (&by, &response_url), &PrivateText::default()).await
}

/// A button that opens the form with words that were typed before.
pub(in crate::bot) async fn open_from_button(
    cx: &FormContext<'_>,
    words: Option<PrivateText>,
    pressed: &BlockAction,
) -> anyhow::Result<()> {
    open(cx, &pressed.by, &pressed.trigger, Prefilled::typed(&words.unwrap_or_default())).await
}

async fn open(cx: &FormContext<'_>, by: &Actor, trigger: &TriggerId, prefilled: Prefilled) -> anyhow::Result<()> {
    let assignment = roster::find_assignment(&cx.members.store, &by.workspace, &by.member).await?;
    let happened_on = cx.members.today_of(by).await;
    let likely = offers::for_words(cx.library, &assignment, &prefilled.words, &[]);
    let managers = assignment.manager_ids();
    let shares = cx.introductions.shares(by).await?;
    let ids = likely.iter().map(Offer::id).collect();
    let modal = views::form(&FormView {
        form: EvidenceForm { edits: None, likely: ids, quote: prefilled.quote.clone() },
        words: prefilled.words.reveal(),
        likely,
        ticked: Vec::new(),
        happened_on,
        link: prefilled.link.reveal(),
        managers: &managers,
        audience: if shares { Audience::Managers(managers.clone()) } else { Audience::OnlyMe },
        quote: prefilled.quote.as_ref().map(|quote| (quote, false)),
    });
    Ok(cx.replies.open_modal(trigger, modal).await?)
}

pub(super) fn of_entry(entry: &Entry, assignment: &Assignment, library: &Library) -> Modal {
    let ticked: Vec<_> = entry.behaviours.iter().map(|shown| (shown.track.clone(), shown.behaviour.clone())).collect();
    let likely = offers::for_words(library, assignment, &entry.words, &ticked);
    let managers = assignment.manager_ids();
    let seen_by_all = !managers.is_empty() && readers(entry, assignment).count() == managers.len();
    views::form(&FormView {
        form: EvidenceForm { edits: Some(entry.id), likely: likely.iter().map(Offer::id).collect(), quote: None },
        words: entry.words.reveal(),
        likely,
        ticked,
        happened_on: entry.happened_on,
        link: entry.link.as_ref().map_or("", Link::as_str),
        managers: &managers,
        audience: if seen_by_all { Audience::Managers(managers.clone()) } else { Audience::OnlyMe },
        quote: entry.quote.as_ref().map(|quote| (quote, true)),
    })
}

/// Updates the likely behaviours as the user types. What is filled in stays, because its blocks do. A form that was
/// submitted meanwhile keeps what it shows by then.
pub(in crate::bot) async fn update_likely(cx: &FormContext<'_>, pressed: &BlockAction) -> anyhow::Result<()> {
    let BlockAction { by, state, origin: Origin::Modal { view, hash, metadata }, .. } = pressed else { return Ok(()) };
    let mut form = EvidenceForm::parse(metadata.reveal());
    let assignment = roster::find_assignment(&cx.members.store, &by.workspace, &by.member).await?;
    let (words, link) = (fields::text(state, EvidenceField::Words), fields::text(state, EvidenceField::Link));
    let ticked = fields::behaviours(state, EvidenceField::Likely);
    let likely = offers::for_words(cx.library, &assignment, &words, &ticked);
    let ids: Vec<_> = likely.iter().map(Offer::id).collect();
    if ids == form.likely {
        return Ok(());
    }
    form.likely = ids;
    let managers = assignment.manager_ids();
    let happened_on = match state.one(EvidenceField::HappenedOn.as_ref()).and_then(|day| day.parse().ok()) {
        Some(day) => day,
        None => cx.members.today_of(by).await,
    };
    let quote = form.quote.clone();
    let modal = views::form(&FormView {
        form,
        words: words.reveal(),
        likely,
        ticked,
        happened_on,
        link: link.reveal(),
        managers: &managers,
        audience: state.one(EvidenceField::Audience.as_ref()).and_then(audience_of).unwrap_or(Audience::OnlyMe),
        quote: quote.as_ref().map(|quote| (quote, fields::keeps_quote(state))),
    });
    match cx.slack.update_modal_unless_changed(view, hash, modal).await {
        // The next keystroke tries again.
        Err(error) if matches!(error.verdict(), Verdict::Wait(_) | Verdict::Retry(_)) => Ok(()),
        updated => Ok(updated.map(drop)?),
    }
}

/// If the form didn't open, tells its author where they typed, with their words.
async fn give_words_back(
    replies: &Replies,
    opened: anyhow::Result<()>,
    (by, response_url): (&Actor, &ResponseUrl),
    typed: &PrivateText,
) -> anyhow::Result<()> {
    let Err(error) = opened else { return Ok(()) };
    replies.respond(by, response_url, &MessageAnswer::new(&views::not_opened(typed), Seers::Them)).await?;
    Err(error)
}
