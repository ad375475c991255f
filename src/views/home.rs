//! App Home: for now, the way into the framework.

use crate::controls::Control;
use crate::domain::framework::Framework;
use crate::domain::lookup::{Ask, Library, Topic};
use crate::surface::Home;
use crate::views::kit::{self, Button};
use crate::views::lookup::picker;
use crate::views::text::Mrkdwn;

/// The Home of one person, with the picker of one track.
#[must_use]
pub fn home(framework: &Framework, library: &Library) -> Home {
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
    ]));
    let Framework { name, version, .. } = framework;
    blocks
        .push(kit::context(Mrkdwn::new().italic("A compass, not a GPS.").text(" ").text(name).text(" ").text(version)));
    Home { blocks }
}
