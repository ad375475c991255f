//! What is stored about people, documented for them, their works council and the law.

mod catalogue;
mod copy;
mod export;
mod kept;
mod tables;

pub use catalogue::{About, Erasing, Record, RetainedData, Until};
pub use copy::CopyWriter;
pub use export::{ExportMethod, Exports, Item, written};
pub use kept::Kept;
pub use tables::catalogue;
