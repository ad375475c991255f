//! App Home: the way into the framework, then one's own evidence, then what admins see.

use crate::controls::Control;
use crate::domain::framework::Framework;
use crate::domain::lookup::{Ask, Library, Topic};
use crate::surface::Home;
use crate::views::admin::{self, AdminOf};
use crate::views::evidence::{self, JournalOf};
use crate::views::kit::{self, Button};
use crate::views::lookup::picker;
use crate::views::text::Mrkdwn;

/// The Home of one person, with the picker of one track, and a page of their evidence unless it cannot be read just now; for an admin the
/// teams below.
#[must_use]
pub fn home(framework: &Framework, library: &Library, own: Option<JournalOf<'_>>, admin: Option<&AdminOf<'_>>) -> Home {
    let button = |topic, label: &str, says: &str| {
        Button::new(Control::Open(Ask { track: framework.track.clone(), topic }), label, says)
    };
    let mut blocks = vec![
        kit::header("What is expected?"),
        kit::section(
            Mrkdwn::new().text("Read the framework by level, by theme, or both. Only you see what you open here."),
        ),
        picker(framework, library),
    ];
    blocks.extend(kit::buttons(vec![
        button(Topic::About, "About the framework", "About the framework: its introduction"),
        button(Topic::Help(None), "How to ask", "How to ask: what you can type"),
        Button::new(Control::Settings, "My settings", "My settings: when you are asked, and for whom new entries are"),
    ]));
    let Framework { name, version, .. } = framework;
    blocks
        .push(kit::context(Mrkdwn::new().italic("A compass, not a GPS.").text(" ").text(name).text(" ").text(version)));
    blocks.push(kit::divider());
    match own {
        Some(own) => blocks.extend(evidence::blocks(own)),
        None => blocks.push(kit::section(Mrkdwn::new().text(evidence::UNREADABLE))),
    }
    blocks.extend(admin.into_iter().flat_map(admin::blocks));
    Home { blocks }
}
