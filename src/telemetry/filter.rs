//! How much is logged, as an operator writes it. Mistakes are reported, because the library would take a mistyped level
//! for the name of a part of the program, and log nothing.

use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// The default: what the bot did, and what libraries warn of.
const DEFAULT: &str = "warn,bearings=info";
const LEVELS: &str = "the levels are error, warn, info, debug, trace and off";
/// What other programs call the levels.
const KNOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("warning", "warn"),
    ("err", "error"),
    ("fatal", "error"),
    ("critical", "error"),
    ("notice", "info"),
    ("information", "info"),
    ("verbose", "debug"),
    ("all", "trace"),
    ("none", "off"),
    ("quiet", "off"),
];
/// A longer word is no mistyped level, and may be something that must not be shown.
const LONGEST_SHOWN: usize = 12;
/// How many letters may be wrong in a level.
const NEAR: usize = 2;

pub(super) fn default_filter() -> EnvFilter {
    EnvFilter::new(DEFAULT)
}

/// Reads a filter: levels, and parts with their levels, separated by commas.
pub(super) fn read(text: &str) -> Result<EnvFilter, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let parts = parts.map(directive).collect::<Result<Vec<_>, _>>()?;
    if parts.is_empty() {
        return Ok(default_filter());
    }
    EnvFilter::try_new(parts.join(","))
        .map_err(|_| format!("it can't be read: write warn, or warn,bearings=debug; {LEVELS}"))
}

/// One part, as the library expects it.
fn directive(part: &str) -> Result<String, String> {
    // Brackets hold the name of a span and its fields.
    let named_until = part.rfind(']').map_or(0, |end| end + 1);
    let (name, rest) = part.split_at(named_until);
    let Some((target, level)) = rest.split_once('=') else {
        return alone(part, name);
    };
    if level.contains('=') {
        return Err(format!("a part has more than one =; {LEVELS}"));
    }
    let (target, level) = (format!("{name}{target}"), level.trim());
    if name.is_empty() && target.trim().contains([' ', ';']) {
        return Err(format!("its parts aren't separated by commas; {LEVELS}"));
    }
    if LevelFilter::from_str(level).is_err() || level.is_empty() {
        return Err(no_level(level));
    }
    Ok(format!("{}={level}", target.trim()))
}

/// A part without “=”: a level, or everything of one part of the program.
fn alone(part: &str, span: &str) -> Result<String, String> {
    if LevelFilter::from_str(part).is_ok() || part == "bearings" || part.contains("::") || !span.is_empty() {
        return Ok(part.to_owned());
    }
    match part.split_once(':') {
        Some((target, level)) => Err(format!(
            "{}: write = before the level, as in bearings=debug; {LEVELS}",
            match (target.len() + level.len() <= LONGEST_SHOWN * 2).then_some(part) {
                Some(part) => format!("“{part}” isn't a part with a level"),
                None => "it has a colon".to_owned(),
            }
        )),
        None => Err(no_level(part)),
    }
}

fn no_level(word: &str) -> String {
    if word.is_empty() {
        return format!("there is no level after =; {LEVELS}");
    }
    if word.chars().count() > LONGEST_SHOWN {
        return format!("there is no such level; {LEVELS}");
    }
    let lower = word.to_ascii_lowercase();
    let elsewhere = KNOWN_ELSEWHERE.iter().find(|(other, _)| *other == lower).map(|(_, level)| *level);
    let near = ["error", "warn", "info", "debug", "trace", "off"]
        .into_iter()
        .map(|level| (strsim::damerau_levenshtein(&lower, level), level))
        .filter(|(distance, _)| *distance <= NEAR)
        .min();
    match elsewhere.or(near.map(|(_, level)| level)) {
        Some(level) => format!("there is no level “{word}”, use {level}; {LEVELS}"),
        None => format!("there is no level “{word}”; {LEVELS}, and {word}=debug is for one part of the program"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_parts_are_read_in_capitals_too_and_with_spaces() {
        for (text, expected) in [
            ("info", "info"),
            ("WARN", "warn"),
            ("Off", "off"),
            ("3", "info"),
            (" warn , bearings = DEBUG ,", "bearings=debug,warn"),
            ("bearings=debug", "bearings=debug"),
            ("nobody_has_this=debug", "nobody_has_this=debug"),
            ("bearings::http=trace,off", "bearings::http=trace,off"),
            ("bearings", "bearings=trace"),
            ("bearings[request]=debug", "bearings[request]=debug"),
            ("", "bearings=info,warn"),
            (",", "bearings=info,warn"),
        ] {
            let read = read(text).map(|filter| {
                let mut parts: Vec<String> = filter.to_string().split(',').map(str::to_owned).collect();
                parts.sort();
                parts.join(",")
            });
            assert_eq!(read.as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn a_level_that_is_none_is_named_with_what_is_meant() {
        for (text, expected) in [
            ("warning", "there is no level “warning”, use warn"),
            ("inof", "there is no level “inof”, use info"),
            ("WARNING", "there is no level “WARNING”, use warn"),
            ("bearings=inof", "there is no level “inof”, use info"),
            ("warn,bearings=verbose", "there is no level “verbose”, use debug"),
            ("fatal", "there is no level “fatal”, use error"),
            ("bearings:debug", "“bearings:debug” isn't a part with a level: write = before the level"),
            ("a=b=c", "a part has more than one ="),
            ("bearings=", "there is no level after ="),
            ("warn;bearings=debug", "its parts aren't separated by commas"),
            ("warn bearings=debug", "its parts aren't separated by commas"),
            ("bearings=debug hyper=warn", "a part has more than one ="),
            ("info;debug", "there is no level “info;debug”"),
            ("7", "there is no level “7”"),
            (
                "somewhere",
                "there is no level “somewhere”; the levels are error, warn, info, debug, trace and off, and somewhere=debug is",
            ),
            ("obviously-fake-token", "there is no such level"),
        ] {
            let said = read(text).map(|filter| filter.to_string());
            assert!(said.as_ref().is_err_and(|said| said.starts_with(expected)), "{text}: {said:?}");
        }
    }
}
