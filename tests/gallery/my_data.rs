//! What a person reads about their data, with as many exports as possible.

use bearings::domain::commands::Commands;
use bearings::domain::privacy::{ExportMethod, Exports};
use bearings::surface::limits::Surface;
use bearings::views::my_data;
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use super::{LONGEST_DATES, modal_json};

pub fn views() -> Vec<(String, Surface, Value)> {
    let newest = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    let made: Vec<_> = (0..500).map(|day| (newest - TimeDelta::days(day), ExportMethod::File)).collect();
    let overview = |made: &[_]| {
        let zone = Some("America/Argentina/ComodRivadavia".to_owned());
        my_data::overview(&Exports { made: made.to_vec(), zone, language: LONGEST_DATES })
    };
    let modals = [
        ("my data", overview(&[])),
        ("my data, exported often", overview(&made)),
        ("copy on its way", my_data::sending()),
        ("copy sent", my_data::sent()),
        ("copy not sent", my_data::not_sent()),
        ("first question", my_data::confirm()),
        ("second question", my_data::confirm_again()),
        ("erased", my_data::erased(&Commands::default())),
        ("not erased", my_data::not_erased(&Commands::default())),
    ];
    let mut views: Vec<_> = modals.map(|(name, modal)| (name.to_owned(), Surface::Modal, modal_json(modal))).into();
    let home = json!({ "type": "home", "blocks": my_data::erased_home(&Commands::default()).blocks });
    views.push(("home once all is erased".into(), Surface::Home, home));
    views.push(("my data, not now".into(), Surface::Message, serde_json::to_value(my_data::not_now()).unwrap()));
    views
}
