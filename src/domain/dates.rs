//! Formats dates for people: in their language, or as numbers. Every date that users read is formatted here.

use chrono::{Datelike, Locale, NaiveDate, NaiveDateTime, Timelike, Weekday};
use pure_rust_locales::{POSIX, pl_PL};
use strum::{AsRefStr, EnumMessage, EnumString, VariantArray};

#[must_use]
pub fn weekday_name(weekday: Weekday) -> &'static str {
    POSIX::LC_TIME::DAY.get(weekday.num_days_from_sunday() as usize).copied().unwrap_or_default()
}

/// The language in which a user reads dates. Its text is its code in the database and in forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, AsRefStr, EnumMessage, EnumString, VariantArray)]
pub enum DateLanguage {
    #[default]
    #[strum(serialize = "en", message = "English")]
    English,
    #[strum(serialize = "de", message = "Deutsch")]
    German,
    #[strum(serialize = "es", message = "Español")]
    Spanish,
    #[strum(serialize = "fr", message = "Français")]
    French,
    #[strum(serialize = "pt", message = "Português")]
    Portuguese,
    #[strum(serialize = "pl", message = "Polski")]
    Polish,
    #[strum(serialize = "nl", message = "Nederlands")]
    Dutch,
    #[strum(serialize = "it", message = "Italiano")]
    Italian,
    /// 2026-06-03, with weekdays in the language of the rest of the screen.
    #[strum(serialize = "iso")]
    Numbers,
}

impl DateLanguage {
    /// The language's own name; numbers have none.
    #[must_use]
    pub fn own_name(self) -> Option<&'static str> {
        self.get_message()
    }

    /// A full date, e.g. "3 June 2026".
    #[must_use]
    pub fn day(self, day: NaiveDate) -> String {
        let year = match self {
            Self::Numbers => return day.to_string(),
            Self::Spanish | Self::Portuguese => "de %Y",
            _ => "%Y",
        };
        format!("{} {}", self.day_of_month(day), day.format_localized(year, self.locale()))
    }

    /// The month of a day as a title, e.g. "June 2026".
    #[must_use]
    pub fn month(self, day: NaiveDate) -> String {
        match self {
            Self::Numbers => day.format("%Y-%m").to_string(),
            Self::Spanish | Self::Portuguese => capital(&day.format_localized("%B de %Y", self.locale()).to_string()),
            // In Polish, a month after a day is in the genitive; a month alone is not.
            Self::Polish => capital(&format!("{} {}", polish_month(day), day.format("%Y"))),
            _ => capital(&day.format_localized("%B %Y", self.locale()).to_string()),
        }
    }

    /// A time in the near future or past, e.g. "Wednesday 3 June, 15:30".
    #[must_use]
    pub fn moment(self, at: NaiveDateTime) -> String {
        format!("{}, {}", self.weekday_and_day(at.date()), at.format("%H:%M"))
    }

    /// A time that is known to a quarter of an hour, e.g. "Wednesday 3 June, around 15:30".
    #[must_use]
    pub fn around(self, at: NaiveDateTime) -> String {
        let quarter = at.minute() - at.minute() % 15;
        format!("{}, around {:02}:{quarter:02}", self.weekday_and_day(at.date()), at.hour())
    }

    /// A day in the near future or past with its weekday, e.g. "Wednesday 3 June".
    #[must_use]
    pub fn weekday_and_day(self, day: NaiveDate) -> String {
        let weekday = day.format_localized("%A", self.locale());
        let comma = match self {
            Self::English | Self::French | Self::Dutch | Self::Italian | Self::Numbers => "",
            Self::German | Self::Spanish | Self::Portuguese | Self::Polish => ",",
        };
        format!("{weekday}{comma} {}", self.day_of_month(day))
    }

    /// A time without its weekday, e.g. "3 June 15:30".
    #[must_use]
    pub fn day_and_time(self, at: NaiveDateTime) -> String {
        format!("{} {}", self.day_of_month(at.date()), at.format("%H:%M"))
    }

    /// A day in the near future or past, e.g. "3 June".
    #[must_use]
    pub fn day_of_month(self, day: NaiveDate) -> String {
        let format = match (self, day.day()) {
            (Self::Numbers, _) => return day.to_string(),
            (Self::German, _) => "%-d. %B",
            (Self::Spanish | Self::Portuguese, _) => "%-d de %B",
            // The first of a month is an ordinal.
            (Self::French, 1) => "1er %B",
            (Self::Italian, 1) => "1º %B",
            _ => "%-d %B",
        };
        day.format_localized(format, self.locale()).to_string()
    }

    fn locale(self) -> Locale {
        match self {
            Self::English | Self::Numbers => Locale::POSIX,
            Self::German => Locale::de_DE,
            Self::Spanish => Locale::es_ES,
            Self::French => Locale::fr_FR,
            Self::Portuguese => Locale::pt_PT,
            Self::Polish => Locale::pl_PL,
            Self::Dutch => Locale::nl_NL,
            Self::Italian => Locale::it_IT,
        }
    }
}

fn polish_month(day: NaiveDate) -> &'static str {
    let months = pl_PL::LC_TIME::ALT_MON.unwrap_or(pl_PL::LC_TIME::MON);
    months.get(day.month0() as usize).copied().unwrap_or_default()
}

/// The text with a capital first letter, as in a title.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::DateLanguage::*;
    use super::*;

    #[test]
    fn days_months_and_moments_are_written_as_people_write_them() {
        let table = [
            (English, "3 June 2026", "June 2026", "Wednesday 3 June, 15:30", "1 March 2026"),
            (German, "3. Juni 2026", "Juni 2026", "Mittwoch, 3. Juni, 15:30", "1. März 2026"),
            (Spanish, "3 de junio de 2026", "Junio de 2026", "miércoles, 3 de junio, 15:30", "1 de marzo de 2026"),
            (French, "3 juin 2026", "Juin 2026", "mercredi 3 juin, 15:30", "1er mars 2026"),
            (Portuguese, "3 de junho de 2026", "Junho de 2026", "quarta, 3 de junho, 15:30", "1 de março de 2026"),
            (Polish, "3 czerwca 2026", "Czerwiec 2026", "środa, 3 czerwca, 15:30", "1 marca 2026"),
            (Dutch, "3 juni 2026", "Juni 2026", "woensdag 3 juni, 15:30", "1 maart 2026"),
            (Italian, "3 giugno 2026", "Giugno 2026", "mercoledì 3 giugno, 15:30", "1º marzo 2026"),
            (Numbers, "2026-06-03", "2026-06", "Wednesday 2026-06-03, 15:30", "2026-03-01"),
        ];
        assert_eq!(table.map(|(language, ..)| language), DateLanguage::VARIANTS);
        for (language, day, month, moment, first) in table {
            let at: NaiveDateTime = "2026-06-03T15:30:00".parse().unwrap();
            assert_eq!(language.day(at.date()), day);
            assert_eq!(language.month(at.date()), month);
            assert_eq!(language.moment(at), moment);
            assert_eq!(
                language.around(at + chrono::TimeDelta::minutes(14)),
                moment.replace(", 15:30", ", around 15:30")
            );
            assert_eq!(language.day("2026-03-01".parse().unwrap()), first);
        }
    }

    #[test]
    fn every_month_of_every_language_has_a_name_of_its_own() {
        for language in DateLanguage::VARIANTS {
            let days = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(2026, month, 2));
            let (mut names, mut titles) = (Vec::new(), Vec::new());
            for day in days {
                names.push(language.day(day));
                titles.push(language.month(day));
            }
            for written in [&mut names, &mut titles] {
                assert!(written.iter().all(|text| text.contains("2026") && !text.contains("  ")), "{written:?}");
                written.sort_unstable();
                written.dedup();
                assert_eq!(written.len(), 12, "{written:?}");
            }
        }
    }

    #[test]
    fn a_code_names_one_language() {
        for language in DateLanguage::VARIANTS {
            assert_eq!(language.as_ref().parse().as_ref(), Ok(language));
        }
        assert_eq!(("xx".parse::<DateLanguage>().ok(), DateLanguage::default()), (None, English));
    }
}
