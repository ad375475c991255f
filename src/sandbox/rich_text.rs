//! Reads a rich text block as what it is made of: paragraphs, and lists with lists below their items.

use serde_json::Value;

use super::json::{list_of, str_of};

/// A piece of a rich text block.
#[derive(Debug, PartialEq)]
pub enum Piece<'v> {
    Paragraph(&'v Value),
    List(Vec<Item<'v>>),
    /// What is not drawn, by its type.
    Unknown(&'v str),
}

/// An item of a list, with the list below it.
#[derive(Debug, PartialEq)]
pub struct Item<'v> {
    pub content: &'v Value,
    pub below: Vec<Item<'v>>,
}

/// The pieces in order. Slack writes a nested list as neighbouring lists that are indented differently.
pub fn pieces(block: &Value) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for element in list_of(block, "elements") {
        match str_of(element, "type") {
            "rich_text_section" => pieces.push(Piece::Paragraph(element)),
            "rich_text_list" => {
                if !matches!(pieces.last(), Some(Piece::List(_))) {
                    pieces.push(Piece::List(Vec::new()));
                }
                let depth = element.get("indent").and_then(Value::as_u64).unwrap_or(0);
                if let Some(Piece::List(items)) = pieces.last_mut() {
                    add(items, depth, list_of(element, "elements"));
                }
            }
            unknown => pieces.push(Piece::Unknown(unknown)),
        }
    }
    pieces
}

/// Adds items at that depth below the last one, or as deep as there are items.
fn add<'v>(items: &mut Vec<Item<'v>>, depth: u64, added: &'v [Value]) {
    match items.last_mut() {
        Some(last) if depth > 0 => add(&mut last.below, depth - 1, added),
        _ => items.extend(added.iter().map(|content| Item { content, below: Vec::new() })),
    }
}

/// The words of a paragraph or an item.
pub fn words(section: &Value) -> String {
    list_of(section, "elements").iter().map(|run| str_of(run, "text")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn neighbouring_lists_are_one_list_with_lists_below_its_items() {
        let item = |text: &str| json!({"type": "rich_text_section", "elements": [{"type": "text", "text": text}]});
        let list = |indent: u64, items: &[&str]| {
            let elements: Vec<Value> = items.iter().map(|text| item(text)).collect();
            json!({"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": elements})
        };
        let block = json!({"type": "rich_text", "elements": [list(0, &["a", "b"]), list(1, &["b1"]), list(0, &["c"])]});
        let pieces = pieces(&block);
        let [Piece::List(items)] = pieces.as_slice() else { panic!("not one list") };
        let shape: Vec<_> = items.iter().map(|item| (words(item.content), item.below.len())).collect();
        assert_eq!(shape, [("a".to_owned(), 0), ("b".to_owned(), 1), ("c".to_owned(), 0)]);
    }
}
