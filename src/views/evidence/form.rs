//! The evidence form: the same modal for every way in.

use chrono::NaiveDate;
use slack_morphism::prelude::{SlackBlock, SlackBlockPlainText, SlackBlockText};

use crate::controls::Control;
use crate::controls::form::{self, EVIDENCE, EvidenceForm, audience_value, behaviour_value, field_block};
use crate::domain::evidence::{Audience, EvidenceField, MAX_BEHAVIOURS, MAX_WORDS, Offer};
use crate::domain::ids::{BehaviourId, MemberId, TrackId};
use crate::secret::PrivateText;
use crate::surface::{Modal, ModalForm, Options};
use crate::views::evidence::option_lines;
use crate::views::kit::{
    self,
    fields::{self, Choice, Field},
};
use crate::views::text::{Mrkdwn, clip};

/// How many characters of a quoted message are shown.
const QUOTE: usize = 300;

#[derive(Clone, Debug)]
pub struct FormView<'f> {
    pub form: EvidenceForm,
    /// What happened, as far as the user has written it.
    pub words: &'f str,
    /// Behaviours on offer, the ticked ones first.
    pub likely: Vec<Offer<'f>>,
    pub ticked: Vec<(TrackId, BehaviourId)>,
    pub happened_on: NaiveDate,
    pub link: &'f str,
    pub managers: &'f [MemberId],
    pub audience: Audience,
    /// The text of a message that can be kept with the entry, and whether it is.
    pub quote: Option<(&'f PrivateText, bool)>,
}

#[must_use]
pub fn form(of: &FormView<'_>) -> Modal {
    let field = |field, label| field_of(of, field, label);
    let mut blocks = vec![
        field(EvidenceField::Words, "What happened?")
            .hint("Your own words, kept exactly as you type them.")
            .lively()
            .paragraph("What you did, and what it led to", of.words, MAX_WORDS),
    ];
    blocks.extend(quote(of));
    blocks.extend(likely(of));
    let label = if of.likely.is_empty() { "Behaviours it shows" } else { "More behaviours" };
    let more = field(EvidenceField::Behaviours, label).hint("Search the whole framework. You can also add them later.");
    blocks.push(more.optional().type_ahead("Type to find one", MAX_BEHAVIOURS));
    blocks.push(field(EvidenceField::HappenedOn, "When").day(Some(of.happened_on)));
    let link = field(EvidenceField::Link, "Link").hint("A pull request, document or message that shows it.");
    blocks.push(link.optional().line("https://", of.link));
    blocks.extend(audience(of));
    let title = if of.form.edits.is_some() { "Edit evidence" } else { "Log evidence" };
    kit::form_modal(title, blocks, ModalForm { callback_id: EVIDENCE, metadata: of.form.metadata(), submit: "Save" })
}

fn field_of(of: &FormView<'_>, field: EvidenceField, label: &str) -> Field {
    let action_id = match field {
        EvidenceField::Words => Control::Words.action_id(),
        EvidenceField::Behaviours => Control::Behaviours.action_id(),
        field => field.as_ref().to_owned(),
    };
    Field::new(&action_id, field_block(field, of.form.edits), label)
}

/// Asks whether to keep the message that the entry was saved from, and shows its beginning.
fn quote(of: &FormView<'_>) -> Option<SlackBlock> {
    let (quote, kept) = of.quote.filter(|(quote, _)| !quote.is_blank())?;
    let shown = clip(&quote.reveal().split_whitespace().collect::<Vec<_>>().join(" "), QUOTE);
    let label = plain("Keep the message’s text, too");
    let choice = Choice { label, below: None, value: "keep".into(), chosen: kept };
    let field = field_of(of, EvidenceField::KeepQuote, "Message").hint(&format!("“{shown}”"));
    Some(field.optional().checkboxes(vec![choice]))
}

/// Likely behaviours to tick; nothing if none is likely.
fn likely(of: &FormView<'_>) -> Option<SlackBlock> {
    if of.likely.is_empty() {
        return None;
    }
    let choice = |offer: &Offer<'_>| {
        let (label, below) = option_lines(offer);
        let (track, behaviour) = offer.id();
        Choice {
            label: plain(&clip(&label, kit::LABEL)),
            below: Some(below),
            value: behaviour_value(&track, &behaviour),
            chosen: of.ticked.contains(&(track, behaviour)),
        }
    };
    let label = if of.form.edits.is_some() { "Behaviours it shows" } else { "Suggested behaviours" };
    let field = field_of(of, EvidenceField::Likely, label).hint("Tick any that fit.");
    Some(field.optional().checkboxes(of.likely.iter().map(choice).collect()))
}

/// Who can see the entry, in words; a choice only if the author has a manager.
fn audience(of: &FormView<'_>) -> Vec<SlackBlock> {
    let admins = Mrkdwn::new().text("Admins run Bearings, but can’t read evidence.");
    if of.managers.is_empty() {
        let only_you = Mrkdwn::new().bold("Only you can see this.").text(" You don’t have a manager set up yet. ");
        return vec![kit::context(only_you.then(&admins))];
    }
    let managers = Audience::Managers(of.managers.to_vec());
    let names = Mrkdwn::new().members(of.managers);
    let noun = if of.managers.len() > 1 { "My managers, " } else { "My manager, " };
    let choice = |label: Mrkdwn, below: &str, audience: &Audience| Choice {
        label: label.into(),
        below: Some(below.into()),
        value: audience_value(audience),
        chosen: of.audience == *audience,
    };
    let choices = vec![
        choice(Mrkdwn::new().text("Only me"), "Until you share it", &Audience::OnlyMe),
        choice(
            Mrkdwn::new().text(noun).then(&names),
            "In App Home, and in the team’s digest unless you hold it back",
            &managers,
        ),
    ];
    vec![field_of(of, EvidenceField::Audience, "Who can see it").radio(choices), kit::context(admins)]
}

/// What the menu of behaviours offers: likely ones first, the rest by level and theme or, for typed words, best first.
#[must_use]
pub fn offer(likely: &[Offer<'_>], others: &[Offer<'_>], typed: bool) -> Options {
    let option = |offer: &Offer<'_>| {
        let (label, below) = option_lines(offer);
        let (track, behaviour) = offer.id();
        fields::option(&label, &below, form::behaviour_value(&track, &behaviour))
    };
    let mut groups: Vec<(String, Vec<_>)> = Vec::new();
    if !likely.is_empty() {
        groups.push(("Suggested behaviours".into(), likely.iter().map(option).collect()));
    }
    let is_likely = |offer: &&Offer<'_>| likely.iter().any(|likely| likely.id() == offer.id());
    for offer in others.iter().filter(|offer| !is_likely(offer)) {
        let name =
            if typed { "Best match first".to_owned() } else { super::place(&offer.theme.name, offer.level.number) };
        match groups.iter_mut().find(|(label, _)| *label == name) {
            Some((_, options)) => options.push(option(offer)),
            None => groups.push((name, vec![option(offer)])),
        }
    }
    Options { option_groups: groups.into_iter().map(|(label, options)| fields::group(&label, options)).collect() }
}

fn plain(text: &str) -> SlackBlockText {
    SlackBlockText::Plain(SlackBlockPlainText::new(text.to_owned()).with_emoji(false))
}
