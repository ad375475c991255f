//! Slack's `<!date…>` tokens, rendered in a reader's zone.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

const HALF_A_YEAR: i64 = 183 * 86_400;

/// Replaces the tokens of a format; none if the instant or the zone doesn't exist.
pub fn render(at: i64, format: &str, zone: &str, now: i64) -> Option<String> {
    let zone = TimeZone::get(zone).ok()?;
    let date = Timestamp::from_second(at).ok()?.to_zoned_datetime(zone.clone());
    let today = Timestamp::from_second(now).ok()?.to_zoned_datetime(zone);
    let mut words = String::new();
    let mut rest = format;
    while let Some((before, token, after)) = rest.split_once('{').and_then(|(before, rest)| {
        let (token, after) = rest.split_once('}')?;
        Some((before, token, after))
    }) {
        words.push_str(before);
        words.push_str(&render_token(token, &date, &today));
        rest = after;
    }
    words.push_str(rest);
    Some(words)
}

/// The instant in ISO 8601, for machines.
pub fn iso(at: i64) -> String {
    Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

fn render_token(token: &str, date: &ZonedDateTime, now: &ZonedDateTime) -> String {
    if let Some(plain) = token.strip_suffix("_pretty") {
        return near(date, now).map_or_else(|| render_token(plain, date, now), str::to_owned);
    }
    // Slack leaves the year out when it is unmistakable.
    let far = (date.timestamp().as_second() - now.timestamp().as_second()).abs() > HALF_A_YEAR;
    let year = if far { ", %Y" } else { "" };
    let day = ordinal(date.day());
    match token {
        "date_num" => date.strftime("%Y-%m-%d").to_string(),
        "date" => date.strftime(&format!("%B {day}{year}")).to_string(),
        "date_short" => date.strftime(&format!("%b %-d{year}")).to_string(),
        "date_long" => date.strftime(&format!("%A, %B {day}{year}")).to_string(),
        "time" => date.strftime("%H:%M").to_string(),
        "time_secs" => date.strftime("%H:%M:%S").to_string(),
        "ago" => ago(now.timestamp().as_second() - date.timestamp().as_second()),
        unknown => format!("{{{unknown}}}"),
    }
}

fn near(date: &ZonedDateTime, now: &ZonedDateTime) -> Option<&'static str> {
    let today = now.date();
    if date.date() == today {
        Some("today")
    } else if today.yesterday().is_ok_and(|day| day == date.date()) {
        Some("yesterday")
    } else if today.tomorrow().is_ok_and(|day| day == date.date()) {
        Some("tomorrow")
    } else {
        None
    }
}

fn ordinal(day: i8) -> String {
    let suffix = match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{suffix}")
}

fn ago(seconds: i64) -> String {
    let (count, unit) = match seconds.abs() {
        0..60 => return "just now".to_owned(),
        minutes @ 60..3600 => (minutes / 60, "minute"),
        hours @ 3600..86_400 => (hours / 3600, "hour"),
        days => (days / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0 { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token() {
        let at = 1_392_734_382; // 18 February 2014, 14:39:42 UTC
        let cases = [
            ("{date_num} {time_secs}", at, "2014-02-18 06:39:42"),
            ("{date}", at, "February 18th"),
            ("{date}", at + 400 * 86_400, "February 18th, 2014"),
            ("{date_short}", at, "Feb 18"),
            ("{date_long}", at, "Tuesday, February 18th"),
            ("{date_pretty} at {time}", at + 86_400, "yesterday at 06:39"),
            ("{date_short_pretty}", at - 86_400, "tomorrow"),
            ("{date_long_pretty}", at + 3 * 86_400, "Tuesday, February 18th"),
            ("{ago}", at + 7200, "2 hours ago"),
            ("{ago}", at - 60, "in 1 minute"),
            ("{odd} {", at, "{odd} {"),
        ];
        for (format, now, expected) in cases {
            assert_eq!(render(at, format, "America/Los_Angeles", now).as_deref(), Some(expected), "{format}");
        }
        assert_eq!(render(at, "{date}", "Nowhere/Here", at), None);
    }
}
