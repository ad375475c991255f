//! Text from outside and to the outside: which characters are accepted, and one escaping type for each output.
//!
//! [`Terminal`], [`CsvFile`], [`Markdown`] and [`LogLine`] can only be made by escaping. Slack's mrkdwn has its own
//! type in `views/text.rs`, which drops the same characters.

mod characters;
mod csv_file;
mod log_line;
mod markdown;
mod terminal;

pub use characters::{
    composed, first_odd, formula_sign, is_format, is_unprintable, name_of, one_line, plain, printable,
};
pub use csv_file::CsvFile;
pub use log_line::LogLine;
pub use markdown::Markdown;
pub use terminal::Terminal;
