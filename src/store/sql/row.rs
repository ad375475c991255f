//! Rows of a result, and how their columns are read.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgRow, PgValueRef};
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{ColumnIndex, Decode, Postgres, Row as _, Sqlite, TypeInfo as _, ValueRef as _};

#[derive(Debug)]
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// One column's value in a row.
pub enum Cell<'r> {
    Sqlite(SqliteValueRef<'r>),
    Postgres(PgValueRef<'r>),
}

impl Row {
    /// The value of the column with this name or number, counted from 0.
    pub fn try_get<'r, T: FromColumn<'r>>(
        &'r self,
        column: impl ColumnIndex<SqliteRow> + ColumnIndex<PgRow> + Copy,
    ) -> Result<T, sqlx::Error> {
        let cell = match self {
            Self::Sqlite(row) => Cell::Sqlite(row.try_get_raw(column)?),
            Self::Postgres(row) => Cell::Postgres(row.try_get_raw(column)?),
        };
        T::from_column(cell).map_err(|source| sqlx::Error::ColumnDecode { index: format!("{column:?}"), source })
    }
}

impl Cell<'_> {
    fn is_null(&self) -> bool {
        match self {
            Self::Sqlite(value) => value.is_null(),
            Self::Postgres(value) => value.is_null(),
        }
    }
}

/// What can be read from a column.
pub trait FromColumn<'r>: Sized + Send {
    fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError>;
}

/// PostgreSQL calculates with smaller integers and booleans too: they count as the integers that SQLite has.
impl<'r> FromColumn<'r> for i64 {
    fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Sqlite(value) if value.is_null() => Err("null".into()),
            Cell::Sqlite(value) => Decode::<Sqlite>::decode(value),
            Cell::Postgres(value) => match value.type_info().name() {
                "BOOL" => <bool as Decode<Postgres>>::decode(value).map(i64::from),
                "INT4" => <i32 as Decode<Postgres>>::decode(value).map(i64::from),
                "INT8" => Decode::<Postgres>::decode(value),
                other => Err(format!("{other} is no integer").into()),
            },
        }
    }
}

impl<'r> FromColumn<'r> for bool {
    fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError> {
        Ok(i64::from_column(cell)? != 0)
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl<'r> FromColumn<'r> for $integer {
            fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError> {
                Ok(i64::from_column(cell)?.try_into()?)
            }
        }
    )*};
}

integers!(u8, u32, i32);

macro_rules! decoded {
    ($($type:ty),*) => {$(
        impl<'r> FromColumn<'r> for $type {
            fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError> {
                match cell {
                    cell if cell.is_null() => Err("null".into()),
                    Cell::Sqlite(value) => Decode::<Sqlite>::decode(value),
                    Cell::Postgres(value) => Decode::<Postgres>::decode(value),
                }
            }
        }
    )*};
}

decoded!(&'r str, String, Vec<u8>);

impl<'r, T: FromColumn<'r>> FromColumn<'r> for Option<T> {
    fn from_column(cell: Cell<'r>) -> Result<Self, BoxDynError> {
        if cell.is_null() { Ok(None) } else { T::from_column(cell).map(Some) }
    }
}

/// What can be read from a row.
pub trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error>;
}

macro_rules! tuples {
    ($(($($type:ident $index:tt),+))*) => {$(
        impl<$($type: for<'r> FromColumn<'r>),+> FromRow for ($($type,)+) {
            fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
                Ok(($(row.try_get::<$type>($index)?,)+))
            }
        }
    )*};
}

tuples! { (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) }

/// A struct whose fields are columns of the same name; what comes after `..` has its default.
macro_rules! from_row {
    ($struct:ident { $($field:ident),+ $(, ..$default:ident)? }) => {
        impl $crate::store::sql::FromRow for $struct {
            fn from_row(row: &$crate::store::sql::Row) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)+ $(..Self::$default())? })
            }
        }
    };
}
pub(in crate::store) use from_row;
