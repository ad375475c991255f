//! How long and how many the parts of a track file may be; `framework.schema.json` says the same to editors.

/// Ids stand in buttons and menus beside each other; Slack takes 150 characters of a menu's value.
pub const LONGEST_ID: usize = 60;
/// A name stands in a header, of which Slack shows 150 characters; buttons and menus show its beginning.
pub const LONGEST_NAME: usize = 100;
/// Another word that people type.
pub const LONGEST_ALIAS: usize = 40;
/// Of one theme.
pub const LONGEST_MEANING: usize = 500;
/// An emoji can be several characters.
pub const LONGEST_EMOJI: usize = 16;
/// The wording of a behaviour or an example.
pub const LONGEST_TEXT: usize = 1_000;
/// A word that a behaviour is found by.
pub const LONGEST_KEYWORD: usize = 60;
/// Keywords of one behaviour.
pub const MOST_KEYWORDS: usize = 30;
/// A level's page has one block per theme, a theme's page one per level; Slack takes 50 blocks of a message.
pub const MOST_PARTS: usize = 20;
/// All of one cell is shown at once: in a message of 50 blocks with 3,000 characters each, of which some are escaped.
pub const LONGEST_CELL: usize = 20_000;
