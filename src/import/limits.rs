//! How long and how many the parts of a track file may be; `framework.schema.json` tells editors the same.

/// Buttons and menus hold several ids side by side; Slack allows 150 characters for a menu's value.
pub const LONGEST_ID: usize = 60;
/// A header shows a name, and Slack allows 150 characters there; buttons and menus show its beginning.
pub const LONGEST_NAME: usize = 100;
pub const LONGEST_ALIAS: usize = 40;
pub const LONGEST_MEANING: usize = 500;
/// An emoji can be several characters long.
pub const LONGEST_EMOJI: usize = 16;
/// The wording of a behaviour or an example.
pub const LONGEST_TEXT: usize = 1_000;
pub const LONGEST_KEYWORD: usize = 60;
/// How many a behaviour may have.
pub const MOST_KEYWORDS: usize = 30;
/// A level's page has one block per theme, a theme's page one per level; Slack allows 50 blocks per message.
pub const MOST_PARTS: usize = 20;
/// One message shows a whole cell: 50 blocks of 3,000 characters each, some of them escaped.
pub const LONGEST_CELL: usize = 20_000;
