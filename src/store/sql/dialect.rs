//! What both engines call by different names in a statement of one text.

use std::borrow::Cow;

/// Names of SQLite's in statements, and PostgreSQL's for the same. `CROSS JOIN … ON` makes SQLite go through tables in the
/// order in which they are written; PostgreSQL decides by itself.
const NAMES: [(&str, &str); 2] = [("json_array(", "json_build_array("), ("CROSS JOIN ", "JOIN ")];
/// Makes a list of rows. PostgreSQL's function makes null of no rows.
const LIST_OF_ROWS: &str = "json_group_array(";
/// Which values of statements can be lists.
const LISTS: [&str; 3] = ["$1", "$2", "$3"];

/// The statement in PostgreSQL's words.
pub(super) fn for_postgres(statement: &str) -> Cow<'_, str> {
    let mut said = Cow::Borrowed(statement);
    while let Some(at) = said.rfind(LIST_OF_ROWS) {
        said = with_list_of_rows(&said, at).into();
    }
    let mut say = |sqlite: &str, postgres: &str| {
        if said.contains(sqlite) {
            said = said.replace(sqlite, postgres).into();
        }
    };
    for (sqlite, postgres) in NAMES {
        say(sqlite, postgres);
    }
    for list in LISTS {
        // The elements of a list of texts or numbers, and those of a list of lists.
        for value in ["value", "CAST(value AS BIGINT)"] {
            let elements = format!("{value} FROM json_array_elements_text({list}::json)");
            say(&format!("{value} FROM json_each({list})"), &elements);
        }
        say(&format!("json_each({list})"), &format!("json_array_elements({list}::json)"));
    }
    said
}

/// The statement with its list of rows that begins here, up to the bracket that closes it, in PostgreSQL's words.
fn with_list_of_rows(statement: &str, at: usize) -> String {
    let (before, after) = statement.split_at(at);
    let after = after.strip_prefix(LIST_OF_ROWS).unwrap_or(after);
    let mut depth = 1;
    let closes = |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    };
    let (inside, after) = after.split_at(after.find(closes).unwrap_or(after.len()));
    format!("{before}COALESCE(json_agg({inside}), '[]'){}", after.strip_prefix(')').unwrap_or(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_made_and_taken_apart_by_each_engines_names() {
        for (sqlite, postgres) in [
            ("SELECT 1", "SELECT 1"),
            (
                "SELECT json_group_array(json_array(a, b)) FROM c CROSS JOIN d ON true",
                "SELECT COALESCE(json_agg(json_build_array(a, b)), '[]') FROM c JOIN d ON true",
            ),
            ("SELECT value ->> 0 FROM json_each($1)", "SELECT value ->> 0 FROM json_array_elements($1::json)"),
            (
                "a IN (SELECT value FROM json_each($2)) AND b IN (SELECT CAST(value AS BIGINT) FROM json_each($3))",
                "a IN (SELECT value FROM json_array_elements_text($2::json))
                 AND b IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text($3::json))",
            ),
        ] {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words(&for_postgres(sqlite)), words(postgres));
        }
    }
}
