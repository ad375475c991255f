//! Opens the form, and updates its likely behaviours as the user types.

use chrono::NaiveDate;
use tokio::time::timeout;

use crate::bot::Bot;
use crate::bot::evidence::{chosen, filled, on_offer};
use crate::bot::members::WHILE_A_FORM_WAITS;
use crate::bot::storage_failure::ReplyTarget;
use crate::controls::form::{EvidenceForm, audience_of, field_name};
use crate::domain::cadence;
use crate::domain::delivery::Verdict;
use crate::domain::evidence::{Audience, Entry, Field, LONGEST, Noted, Offer, noted, readers};
use crate::domain::ids::Actor;
use crate::domain::link::Link;
use crate::domain::roster::Roster;
use crate::secret::PrivateText;
use crate::services::members::{self, Zone};
use crate::services::roster;
use crate::slack::inbound::{BlockAction, MessageShortcut, Shortcut, SlashCommand, State};
use crate::slack::outbound::{Answer, Audience as Seers};
use crate::slack::{ResponseUrl, TriggerId, ViewHash, ViewId};
use crate::surface::Modal;
use crate::views::evidence::{self as views, FormView};

/// What a new form starts with.
#[derive(Debug, Default)]
struct Begun {
    words: PrivateText,
    link: PrivateText,
    quote: Option<PrivateText>,
}

impl Bot {
    /// `/framework log …` and `/evidence …`.
    pub(in crate::bot) async fn log_typed(self, command: SlashCommand, typed: PrivateText) -> anyhow::Result<()> {
        let Noted { words, link } = noted(typed.reveal());
        let link = PrivateText::new(link.as_ref().map_or("", Link::as_str));
        let is_cut = words.reveal().encode_utf16().count() > LONGEST;
        let opened = self.open_new(&command.by, &command.trigger, Begun { words, link, quote: None }).await;
        if is_cut && opened.is_ok() {
            let all = views::too_long(&typed);
            self.respond(&command.by, &command.response_url, &Answer::new(&all, Seers::Them)).await?;
        }
        self.or_tell(opened, (&command.by, &command.response_url), &typed).await
    }

    /// The global shortcut, beside the composer.
    pub(in crate::bot) async fn log_from_shortcut(self, chosen: Shortcut) -> anyhow::Result<()> {
        let opened = self.open_new(&chosen.by, &chosen.trigger, Begun::default()).await;
        if let Err(error) = &opened {
            self.tell_not_shown(&ReplyTarget::of_dm(&chosen.by), error).await;
        }
        opened
    }

    /// The message shortcut: a link to the message, and its text only if the author ticks that.
    pub(in crate::bot) async fn log_from_message(self, chosen: MessageShortcut) -> anyhow::Result<()> {
        let link = chosen.permalink(self.slack.domain());
        let MessageShortcut { by, trigger, response_url, text, .. } = chosen;
        let begun = Begun { link, quote: Some(text), ..Begun::default() };
        let opened = self.open_new(&by, &trigger, begun).await;
        self.or_tell(opened, (&by, &response_url), &PrivateText::default()).await
    }

    /// A button that opens the form with words that were typed before.
    pub(in crate::bot) async fn log_pressed(
        &self,
        words: Option<PrivateText>,
        pressed: &BlockAction,
    ) -> anyhow::Result<()> {
        let Noted { words, link } = noted(words.unwrap_or_default().reveal());
        let link = PrivateText::new(link.as_ref().map_or("", Link::as_str));
        self.open_new(&pressed.by, &pressed.trigger, Begun { words, link, quote: None }).await
    }

    async fn open_new(&self, by: &Actor, trigger: &TriggerId, begun: Begun) -> anyhow::Result<()> {
        let roster = roster::find(&self.store, &by.workspace, &by.member).await?;
        let today = self.today_of(by).await;
        let library = self.library();
        let likely = on_offer(&library, &roster, &begun.words, &[]);
        let managers = roster.manager_ids();
        let shares = self.introductions.shares(by).await?;
        let modal = views::form(&FormView {
            form: EvidenceForm {
                edits: None,
                likely: likely.iter().map(Offer::id).collect(),
                quote: begun.quote.clone(),
            },
            words: begun.words.reveal(),
            likely,
            ticked: Vec::new(),
            happened_on: today,
            link: begun.link.reveal(),
            managers: &managers,
            audience: if shares { Audience::Managers(managers.clone()) } else { Audience::OnlyMe },
            quote: begun.quote.as_ref().map(|quote| (quote, false)),
        });
        Ok(self.open_modal(trigger, modal).await?)
    }

    /// The form of an entry, filled in.
    pub(super) fn form_of(&self, entry: &Entry, roster: &Roster) -> Modal {
        let ticked: Vec<_> =
            entry.behaviours.iter().map(|shown| (shown.track.clone(), shown.behaviour.clone())).collect();
        let library = self.library();
        let likely = on_offer(&library, roster, &entry.words, &ticked);
        let managers = roster.manager_ids();
        let seen_by_all = !managers.is_empty() && readers(entry, roster).count() == managers.len();
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
    pub(in crate::bot) async fn words_typed(
        &self,
        by: &Actor,
        (view, hash): (&ViewId, &ViewHash),
        metadata: &PrivateText,
        state: &State,
    ) -> anyhow::Result<()> {
        let mut form = EvidenceForm::parse(metadata.reveal());
        let roster = roster::find(&self.store, &by.workspace, &by.member).await?;
        let (words, link, ticked) =
            (filled(state, Field::Words), filled(state, Field::Link), chosen(state, Field::Likely));
        let library = self.library();
        let likely = on_offer(&library, &roster, &words, &ticked);
        let ids: Vec<_> = likely.iter().map(Offer::id).collect();
        if ids == form.likely {
            return Ok(());
        }
        form.likely = ids;
        let managers = roster.manager_ids();
        let day = match state.one(field_name(Field::HappenedOn)).and_then(|day| day.parse().ok()) {
            Some(day) => day,
            None => self.today_of(by).await,
        };
        let kept = state.many(field_name(Field::KeepQuote)).next().is_some();
        let quote = form.quote.clone();
        let modal = views::form(&FormView {
            form,
            words: words.reveal(),
            likely,
            ticked,
            happened_on: day,
            link: link.reveal(),
            managers: &managers,
            audience: state.one(field_name(Field::Audience)).and_then(audience_of).unwrap_or(Audience::OnlyMe),
            quote: quote.as_ref().map(|quote| (quote, kept)),
        });
        match self.slack.update_modal_unless_changed(view, hash, modal).await {
            // The next keystroke tries again.
            Err(error) if matches!(error.verdict(), Verdict::Wait(_) | Verdict::Retry(_)) => Ok(()),
            updated => Ok(updated.map(drop)?),
        }
    }

    /// Today's date for the user.
    async fn today_of(&self, by: &Actor) -> NaiveDate {
        cadence::today(&self.zone_of(by).await, self.clock.now())
    }

    /// The user's zone: the stored one, or else what Slack says now. An old one is refreshed in the background, so the
    /// user doesn't wait for it.
    pub(in crate::bot) async fn zone_of(&self, by: &Actor) -> String {
        let known = members::zone(&self.store, by, self.clock.now()).await.unwrap_or(Zone::Unknown);
        match known {
            Zone::Fresh(zone) => zone,
            Zone::Old(zone) => {
                self.afterwards("zone", Self::ask_zone_again, by.clone());
                zone
            }
            // Without an answer, the date in UTC is at most one day off, and the user sees it.
            Zone::Unsaid => "UTC".into(),
            Zone::Unknown => {
                let asked = timeout(WHILE_A_FORM_WAITS, self.ask_zone(by)).await;
                asked.ok().and_then(Result::ok).flatten().unwrap_or_else(|| "UTC".into())
            }
        }
    }

    async fn ask_zone_again(self, by: Actor) -> anyhow::Result<()> {
        self.ask_zone(&by).await.map(|_| ())
    }

    async fn ask_zone(&self, by: &Actor) -> anyhow::Result<Option<String>> {
        Ok(self.ask_profile(by).await?.and_then(|profile| profile.zone))
    }

    /// If the form didn't open, tells its author where they typed, with their words.
    async fn or_tell(
        &self,
        opened: anyhow::Result<()>,
        (by, response_url): (&Actor, &ResponseUrl),
        typed: &PrivateText,
    ) -> anyhow::Result<()> {
        let Err(error) = opened else { return Ok(()) };
        let sorry = views::not_opened(typed);
        self.respond(by, response_url, &Answer::new(&sorry, Seers::Them)).await?;
        Err(error)
    }
}
