//! What two tables are compared by: the values of all rows, in the order of their keys.

use sha2::{Digest as _, Sha256};

use crate::store::sql::Value;

#[derive(Clone, Debug, Default)]
pub(super) struct Checksum {
    pub(super) rows: u64,
    hasher: Sha256,
}

impl Checksum {
    /// Adds one row. Each value says its kind and length, so that no two lists of values look alike.
    pub(super) fn add(&mut self, row: &[Value<'_>]) {
        self.rows += 1;
        for value in row {
            match value {
                Value::Integer(Some(integer)) => self.add_value(1, &integer.to_be_bytes()),
                Value::Text(Some(text)) => self.add_value(2, text.as_bytes()),
                Value::Bytes(Some(bytes)) => self.add_value(3, bytes),
                Value::Integer(None) | Value::Text(None) | Value::Bytes(None) => self.add_value(0, &[]),
            }
        }
    }

    fn add_value(&mut self, kind: u8, bytes: &[u8]) {
        self.hasher.update([kind]);
        self.hasher.update(bytes.len().to_be_bytes());
        self.hasher.update(bytes);
    }
}

impl PartialEq for Checksum {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.hasher.clone().finalize() == other.hasher.clone().finalize()
    }
}

impl Eq for Checksum {}
