//! Values on their way into a statement.

use std::borrow::Cow;

use sqlx::{Arguments, Database, Encode, Type};

/// A value as both engines store it. Null has a type: PostgreSQL asks for it.
#[derive(Clone, Debug)]
pub enum Value<'q> {
    Integer(Option<i64>),
    Text(Option<Cow<'q, str>>),
    Bytes(Option<Cow<'q, [u8]>>),
}

/// What can be bound to a statement.
pub trait Bind<'q> {
    const NULL: Value<'q>;

    fn value(self) -> Value<'q>;
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl<'q> Bind<'q> for $integer {
            const NULL: Value<'q> = Value::Integer(None);

            fn value(self) -> Value<'q> {
                Value::Integer(Some(i64::from(self)))
            }
        }
    )*};
}

integers!(i64, i32, u32, u16, u8, bool);

macro_rules! text {
    ($($text:ty),*) => {$(
        impl<'q> Bind<'q> for $text {
            const NULL: Value<'q> = Value::Text(None);

            fn value(self) -> Value<'q> {
                Value::Text(Some(without_null(self.into())))
            }
        }
    )*};
}

/// PostgreSQL stores every character but U+0000. People never type it, and losing it loses no words.
fn without_null(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}").into() } else { text }
}

text!(&'q str, &'q String, String);

macro_rules! bytes {
    ($($bytes:ty),*) => {$(
        impl<'q> Bind<'q> for $bytes {
            const NULL: Value<'q> = Value::Bytes(None);

            fn value(self) -> Value<'q> {
                Value::Bytes(Some(self.into()))
            }
        }
    )*};
}

bytes!(&'q [u8], Vec<u8>);

impl<'q, B: Bind<'q>> Bind<'q> for Option<B> {
    const NULL: Value<'q> = B::NULL;

    fn value(self) -> Value<'q> {
        self.map_or(Self::NULL, Bind::value)
    }
}

impl<'q> Bind<'q> for Value<'q> {
    const NULL: Value<'q> = Value::Text(None);

    fn value(self) -> Value<'q> {
        self
    }
}

/// The values as one engine's arguments.
pub(super) fn encoded<'q, D>(values: Vec<Value<'q>>) -> Result<<D as Database>::Arguments, sqlx::Error>
where
    D: Database,
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<String>: Encode<'q, D> + Type<D>,
    Option<Vec<u8>>: Encode<'q, D> + Type<D>,
{
    let mut arguments = <D as Database>::Arguments::default();
    for value in values {
        match value {
            Value::Integer(integer) => arguments.add(integer),
            Value::Text(text) => arguments.add(text.map(Cow::into_owned)),
            Value::Bytes(bytes) => arguments.add(bytes.map(Cow::into_owned)),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::store::sql::query_scalar;
    use crate::store::test_database::Engine;

    #[rstest]
    #[tokio::test]
    async fn text_with_a_null_character_is_stored(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(database) = engine.database().await else { return };
        let mut db = database.begin().await;
        let stored: String = query_scalar("SELECT $1").bind("fixed\0it").fetch_one(&mut db).await.unwrap();
        assert_eq!(stored, "fixed\u{FFFD}it");
    }
}
