//! App Home: the way into the framework, then the user's own evidence, then what managers and admins see.

use crate::controls::Control;
use crate::controls::my_data::MyData;
use crate::domain::framework::Framework;
use crate::domain::lookup::{Ask, Library, Topic};
use crate::surface::Home;
use crate::views::admin::{self, AdminView};
use crate::views::evidence::{self, JournalView};
use crate::views::kit::{self, Button};
use crate::views::lookup::picker;
use crate::views::manager::{self, ManagerView, OpeningsView};
use crate::views::text::Mrkdwn;

/// What one user's Home shows besides the framework.
#[derive(Clone, Debug, Default)]
pub struct HomeView<'h> {
    /// A page of their evidence; `None` if it can't be read now.
    pub own: Option<JournalView<'h>>,
    pub opened: Option<OpeningsView>,
    /// What is shared with them, if they are a manager.
    pub manager: Option<ManagerView>,
    pub admin: Option<AdminView>,
}

/// The Home of one user, with the picker of one track.
#[must_use]
pub fn home(framework: &Framework, library: &Library, of: &HomeView<'_>) -> Home {
    let button = |topic, label: &str, says: &str| {
        Button::new(Control::Open(Ask { track: framework.track.clone(), topic }), label, says)
    };
    let mut blocks = vec![
        kit::header("What’s expected?"),
        kit::section("Browse the framework by level, theme, or both. Only you see what you open here."),
        picker(framework, library),
    ];
    blocks.extend(kit::buttons(vec![
        button(Topic::About, "About the framework", "About the framework: its introduction"),
        button(Topic::Help(None), "How to ask", "How to ask: what you can type"),
        Button::new(Control::MyData(MyData::Show), "My data", "My data: what Bearings keeps about you"),
        Button::new(Control::Settings, "My settings", "My settings: when you’re asked, and who sees new entries"),
    ]));
    let Framework { name, version, .. } = framework;
    blocks
        .push(kit::context(Mrkdwn::new().italic("A compass, not a GPS.").text(" ").text(name).text(" ").text(version)));
    blocks.push(kit::divider());
    match of.own {
        Some(own) => blocks.extend(evidence::blocks(own)),
        None => blocks.push(kit::section(evidence::UNREADABLE)),
    }
    blocks.extend(of.opened.iter().flat_map(manager::opened));
    blocks.extend(of.manager.iter().flat_map(manager::blocks));
    blocks.extend(of.admin.iter().flat_map(admin::blocks));
    Home { blocks }
}
