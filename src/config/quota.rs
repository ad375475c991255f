//! How much evidence one person may store.

use crate::config::{Setting, SettingReader};
use crate::domain::evidence::Quota;

const MEGABYTE: u64 = 1024 * 1024;

/// How much evidence one person may store, unparsed.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct QuotaOptions {
    /// Most entries that one person can store
    #[arg(
        long = "entries-per-person",
        env = "BEARINGS_ENTRIES_PER_PERSON",
        default_value = "5000",
        value_name = "NUMBER"
    )]
    pub entries: Setting,

    /// Most entries that one person can save within an hour
    #[arg(long = "entries-per-hour", env = "BEARINGS_ENTRIES_PER_HOUR", default_value = "200", value_name = "NUMBER")]
    pub entries_per_hour: Setting,

    /// Most megabytes that one person's words can take up
    #[arg(
        long = "megabytes-per-person",
        env = "BEARINGS_MEGABYTES_PER_PERSON",
        default_value = "16",
        value_name = "NUMBER"
    )]
    pub megabytes: Setting,
}

pub fn quota(options: &QuotaOptions, reader: &mut SettingReader) -> Quota {
    let usual = Quota::default();
    let megabytes = reader.number("BEARINGS_MEGABYTES_PER_PERSON", &options.megabytes, 1..=1_024_u64);
    Quota {
        entries: reader.number("BEARINGS_ENTRIES_PER_PERSON", &options.entries, 1..=100_000).unwrap_or(usual.entries),
        entries_per_hour: reader
            .number("BEARINGS_ENTRIES_PER_HOUR", &options.entries_per_hour, 1..=100_000)
            .unwrap_or(usual.entries_per_hour),
        bytes: megabytes.map_or(usual.bytes, |megabytes| megabytes * MEGABYTE),
    }
}
