//! Routes what a person did to its handler, with what that handler may touch: one match for each kind.

use crate::bot::command::{self, Typed};
use crate::bot::digest::{self, DigestContext};
use crate::bot::evidence::form::{self, FormContext};
use crate::bot::evidence::{EvidenceContext, journal, offers, submit};
use crate::bot::home::{HomePage, TeamsPage};
use crate::bot::lookup::{self, LookupContext};
use crate::bot::team::{self, TeamContext};
use crate::bot::{Ack, Bot, introduction, manager, my_data, prompt, settings};
use crate::controls::form::EVIDENCE;
use crate::controls::my_data::{ERASE, ERASE_ALL, MyData};
use crate::controls::settings::SETTINGS;
use crate::controls::team::{DIGEST, TEAM};
use crate::controls::{Control, DigestButton};
use crate::domain::lookup::Library;
use crate::domain::subcommand::Subcommand;
use crate::secret::PrivateText;
use crate::slack::inbound::{
    BlockAction, BlockSuggestion, GlobalShortcut, MessageShortcut, Origin, SlashCommand, ViewSubmission,
};

/// What a user typed after a slash command.
pub(super) async fn command(bot: &Bot, command: SlashCommand) -> Ack {
    let library = bot.current_library.load();
    let Typed { subcommand, text, rest } = command::typed(&library, &command.command, command.text.reveal());
    match subcommand {
        Some(Subcommand::Log) => {
            let (bot, words) = (bot.clone(), PrivateText::new(rest));
            bot.background.clone().run("log", async move {
                form::open_from_command(&form_of(&bot, &bot.current_library.load()), &command, &words).await
            });
            Ack::Received
        }
        Some(Subcommand::Me) => {
            Ack::Message(journal::list(&evidence_of(bot, &library), &command.by, rest.trim()).await)
        }
        Some(Subcommand::Settings) => {
            let Bot { members, replies, .. } = bot.clone();
            bot.background
                .run("settings", async move { settings::open_from_command(&members, &replies, &command).await });
            Ack::Received
        }
        Some(Subcommand::MyData) => {
            let Bot { services, replies, .. } = bot.clone();
            let shown = async move { my_data::show_from_command(&services.personal, &replies, &command).await };
            bot.background.run("my data", shown);
            Ack::Received
        }
        None
        | Some(
            Subcommand::Picker
            | Subcommand::Level
            | Subcommand::Theme
            | Subcommand::Cell
            | Subcommand::Compare
            | Subcommand::Search
            | Subcommand::Gaps
            | Subcommand::About
            | Subcommand::Help,
        ) => Ack::Message(lookup::ask(&lookup_of(bot, &library), &command.by, text).await),
    }
}

/// A shortcut from the menu beside the composer.
pub(super) fn shortcut(bot: &Bot, shortcut: GlobalShortcut) -> Ack {
    if shortcut.callback_id == command::LOG {
        let bot = bot.clone();
        bot.background.clone().run("shortcut", async move {
            form::open_from_shortcut(&form_of(&bot, &bot.current_library.load()), &shortcut).await
        });
    } else {
        tracing::info!("received a shortcut of another version");
    }
    Ack::Received
}

/// A shortcut from a message's menu.
pub(super) fn message_shortcut(bot: &Bot, shortcut: MessageShortcut) -> Ack {
    if shortcut.callback_id == command::SAVE_MESSAGE {
        let bot = bot.clone();
        bot.background.clone().run("shortcut", async move {
            form::open_from_message(&form_of(&bot, &bot.current_library.load()), shortcut).await
        });
    } else {
        tracing::info!("received a shortcut of another version");
    }
    Ack::Received
}

/// A user opened a menu that we fill, or types in it.
pub(super) async fn suggestion(bot: &Bot, suggestion: &BlockSuggestion) -> Ack {
    Ack::Options(if suggestion.action_id == Control::Zone.action_id() {
        introduction::suggest_zones(suggestion)
    } else {
        offers::suggest(&bot.services.store, &bot.current_library.load(), suggestion).await
    })
}

/// A user submitted a form.
pub(super) async fn submission(bot: &Bot, submitted: ViewSubmission) -> Ack {
    let (library, now) = (bot.current_library.load(), bot.clock.now());
    let Bot { services, members, homes, .. } = bot;
    let (evidence, deliveries) = (&services.evidence, &services.deliveries);
    match submitted.callback_id.as_str() {
        EVIDENCE => submit::save(&evidence_of(bot, &library), submitted).await,
        SETTINGS => settings::save(members, evidence, deliveries, homes, submitted, now).await,
        TEAM => team::save(&team_of(bot, &library), submitted).await,
        DIGEST => team::digest::save(&team_of(bot, &library), submitted).await,
        ERASE | ERASE_ALL => {
            my_data::confirm_erasure(&services.personal, deliveries, library.commands(), submitted, now).await
        }
        _ => {
            tracing::info!("received a form of another version");
            Ack::Received
        }
    }
}

/// A user pressed a button, chose from a menu, or typed in a field that reports it.
pub(super) async fn press(bot: &Bot, pressed: BlockAction) -> anyhow::Result<()> {
    let Some(control) = Control::parse(&pressed.action_id, pressed.value.as_ref().map(PrivateText::reveal)) else {
        // A button of another version: the default picker still leads somewhere.
        let library = bot.current_library.load();
        return Ok(lookup::open(&lookup_of(bot, &library), &lookup::default_picker(&library), &[], pressed).await?);
    };
    let (library, now) = (bot.current_library.load(), bot.clock.now());
    let Bot { services, slack, replies, members, homes, shared, .. } = bot;
    let (store, deliveries) = (&services.store, &services.deliveries);
    let (lookup, journal, team) = (lookup_of(bot, &library), evidence_of(bot, &library), team_of(bot, &library));
    match control {
        Control::Open(ask) => Ok(lookup::open(&lookup, &ask, &[], pressed).await?),
        Control::Share(ask) => lookup::share(&lookup, store, shared, &ask, pressed, now).await,
        Control::ShowPicked(track) => Ok(lookup::show_picked(&lookup, &track, pressed).await?),
        Control::PickTrack => lookup::pick_track(&lookup, homes, pressed).await,
        Control::Log(words) => form::open_from_button(&form_of(bot, &library), words, &pressed).await,
        Control::Words => form::update_likely(&form_of(bot, &library), &pressed).await,
        Control::Entries(listing) => journal::show(&journal, listing, &pressed).await,
        Control::EntriesOfTheme => journal::filter_by_theme(&journal, &pressed).await,
        Control::SearchEntries(theme) => journal::search(&journal, theme, &pressed).await,
        Control::Entry(button) => journal::act_on_entry(&journal, button, &pressed).await,
        Control::Prompt(button) => {
            prompt::press(&services.prompts, deliveries, replies, homes, button, &pressed, now).await
        }
        Control::Digest(button) => press_digest(bot, &library, button, &pressed).await,
        Control::People(page) => manager::show_people(&digest_of(bot, &library), page, &pressed).await,
        Control::OpenShared { engineer, page } => {
            manager::open_shared(&digest_of(bot, &library), &engineer, page, &pressed).await
        }
        // In a form, the zone is saved with the form.
        Control::Zone if matches!(pressed.origin, Origin::Modal { .. }) => Ok(()),
        control @ (Control::Introduction(_) | Control::Prefer | Control::Zone) => {
            introduction::press(&services.introductions, deliveries, control, &pressed, now).await
        }
        Control::Settings => settings::open(members, replies, &pressed.by, &pressed.trigger).await,
        Control::MyData(MyData::Show) => {
            my_data::show(&services.personal, replies, &pressed.by, &pressed.trigger).await
        }
        Control::MyData(MyData::Send) => {
            my_data::send_copy(&services.personal, store, slack, replies, &pressed, now).await
        }
        Control::MyData(MyData::Erase) => my_data::ask_to_confirm(replies, &pressed).await,
        Control::Teams(page) => {
            let teams = TeamsPage::Number(page.into());
            homes.publish(&pressed.by, &HomePage { teams, ..HomePage::default() }).await
        }
        Control::SetUp(id) => team::open_form(&team, id, &pressed).await,
        Control::Introduce(id) => {
            team::introduce(&services.introductions, deliveries, members, homes, &pressed.by, id).await
        }
        // A selection that has nothing to show yet.
        Control::PickLevel | Control::PickTheme | Control::Behaviours => Ok(()),
    }
}

async fn press_digest(bot: &Bot, library: &Library, button: DigestButton, pressed: &BlockAction) -> anyhow::Result<()> {
    let context = digest_of(bot, library);
    match button {
        DigestButton::Preview { digest, page, .. } => digest::show_preview(&context, digest, page, pressed).await,
        DigestButton::Hold { digest, entry, is_held, page } => {
            digest::hold_back(&context, digest, (entry, is_held), page, pressed).await
        }
        DigestButton::CheckAgain(digest) => digest::check_again(&context, digest, pressed).await,
        DigestButton::PostNow(unconfirmed) => digest::answer_unconfirmed(&context, unconfirmed, false, pressed).await,
        DigestButton::IsThere(unconfirmed) => digest::answer_unconfirmed(&context, unconfirmed, true, pressed).await,
        DigestButton::Settings(id) => team::digest::open_form(&team_of(bot, library), id, pressed).await,
        DigestButton::Overview => manager::show_overview(&context, 0, pressed).await,
    }
}

fn lookup_of<'b>(bot: &'b Bot, library: &'b Library) -> LookupContext<'b> {
    LookupContext { library, evidence: &bot.services.evidence, replies: &bot.replies }
}

fn form_of<'b>(bot: &'b Bot, library: &'b Library) -> FormContext<'b> {
    let Bot { services, members, replies, slack, .. } = bot;
    FormContext { introductions: &services.introductions, members, replies, slack, library }
}

fn digest_of<'b>(bot: &'b Bot, library: &'b Library) -> DigestContext<'b> {
    let Bot { services, replies, homes, .. } = bot;
    let (digests, deliveries) = (&services.digests, &services.deliveries);
    DigestContext { digests, deliveries, replies, homes, library, now: bot.clock.now() }
}

fn evidence_of<'b>(bot: &'b Bot, library: &'b Library) -> EvidenceContext<'b> {
    let Bot { services, homes, replies, .. } = bot;
    EvidenceContext {
        evidence: &services.evidence,
        prompts: &services.prompts,
        deliveries: &services.deliveries,
        homes,
        replies,
        library,
        now: bot.clock.now(),
    }
}

fn team_of<'b>(bot: &'b Bot, library: &'b Library) -> TeamContext<'b> {
    let Bot { services, members, homes, replies, .. } = bot;
    TeamContext { store: &services.store, digests: &services.digests, members, homes, replies, library }
}
