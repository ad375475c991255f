//! Splits a file into cells at separators, as spreadsheets write them, and knows where each cell begins.

use csv::{ReaderBuilder, StringRecord};

use crate::text::is_format;

/// Possible separators; the one that occurs most in the header applies.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The cells of a file.
#[derive(Debug)]
pub(super) struct Table<'t> {
    text: &'t str,
    separator: u8,
    /// The byte offset of each line.
    lines: Vec<usize>,
    header: Option<TableRow>,
    rows: Vec<TableRow>,
}

/// One row of cells, which spans several lines of the file if a cell does.
#[derive(Debug)]
pub(super) struct TableRow {
    /// The byte offset of the row, or of empty lines before it.
    begins: usize,
    cells: StringRecord,
}

impl TableRow {
    /// A cell's text without blanks around it; empty if the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        let text = self.cells.get(column).unwrap_or_default().trim();
        // The CSV parser takes a quote after a blank or an invisible character literally; here, it quotes the cell.
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_format(c));
        // `="007"` tells a spreadsheet to keep the text as it is.
        let text = if text.starts_with("=\"") { text.trim_start_matches('=') } else { text };
        let within = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        within.unwrap_or(text).trim()
    }

    /// The number of cells, without empty ones at the end.
    pub(super) fn width(&self) -> usize {
        (0..self.cells.len()).rev().find(|column| !self.cell(*column).is_empty()).map_or(0, |last| last + 1)
    }

    /// Whether the row only separates the header from the rows below, as in Markdown.
    fn is_rule(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().chars().all(|c| matches!(c, '-' | ':')))
    }

    /// Whether both rows have the same text in every cell.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        (0..self.width().max(other.width())).all(|column| self.cell(column) == other.cell(column))
    }

    /// The number of cells, with empty ones at the end.
    pub(super) fn cell_count(&self) -> usize {
        self.cells.len()
    }
}

impl<'t> Table<'t> {
    /// Splits the text into rows. A text that isn't a table becomes rows of strange cells, never an error.
    pub(super) fn read(text: &'t str) -> Self {
        let (named, from) = named_separator(text);
        let table = text.get(from..).unwrap_or_default();
        let header = table.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let named = named.filter(|separator| header.bytes().any(|byte| byte == *separator));
        let separator = named.unwrap_or_else(|| separator(header));
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(table.as_bytes());
        let line = |cells: StringRecord| {
            let begins = cells.position().map_or(0, csv::Position::byte);
            TableRow { begins: from.saturating_add(usize::try_from(begins).unwrap_or_default()), cells }
        };
        // The text is UTF-8 and rows may have any length, so reading a record can't fail.
        let rows = reader.records().filter_map(Result::ok).map(line);
        let mut rows = rows.filter(|line| line.width() > 0 && !line.is_rule());
        let header = rows.next();
        let rows = rows.collect();
        Self { text, separator, lines: line_starts(text), header, rows }
    }

    /// The first row that isn't empty.
    pub(super) fn header(&self) -> Option<&TableRow> {
        self.header.as_ref()
    }

    /// The other rows that aren't empty.
    pub(super) fn rows(&self) -> std::slice::Iter<'_, TableRow> {
        self.rows.iter()
    }

    /// The line and column in the file where a cell begins, or where the row ends if it is too short.
    pub(super) fn place(&self, line: &TableRow, column: usize) -> (usize, usize) {
        let at = self.begin_of(line, column);
        let number = self.lines.partition_point(|begins| *begins <= at);
        let begins = self.lines.get(number.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(begins..at).unwrap_or_default();
        (number, before.chars().count() + 1)
    }

    fn begin_of(&self, line: &TableRow, column: usize) -> usize {
        let rest = self.text.as_bytes().iter().enumerate().skip(line.begins);
        let (mut cell, mut quoted) = (0, false);
        for (at, byte) in rest.skip_while(|(_, byte)| matches!(**byte, b'\r' | b'\n')) {
            if cell == column && (!matches!(*byte, b' ' | b'\t') || *byte == self.separator) {
                return at;
            }
            match *byte {
                b'"' => quoted = !quoted,
                b'\r' | b'\n' if !quoted => return at,
                byte if byte == self.separator && !quoted => cell += 1,
                _ => {}
            }
        }
        self.text.len()
    }
}

/// The line and column after a text.
pub(super) fn after(text: &str) -> (usize, usize) {
    let lines = line_starts(text);
    let begins = lines.last().copied().unwrap_or_default();
    (lines.len(), text.get(begins..).unwrap_or_default().chars().count() + 1)
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: usize| match bytes.get(at) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    std::iter::once(0).chain((0..bytes.len()).filter(|at| ends(*at)).map(|at| at + 1)).collect()
}

/// The separator that Excel names in a line above the header, and where the table begins after it.
fn named_separator(text: &str) -> (Option<u8>, usize) {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let said = line.trim_start().trim_start_matches('"').to_lowercase();
    let Some(named) = said.strip_prefix("sep=") else { return (None, 0) };
    // Other programs quote this line and pad it to the width of the table.
    let named = named.split('"').next().unwrap_or_default();
    match named.trim_matches(' ').as_bytes() {
        [] | [b'\t', ..] | [b'\\', b't', ..] => (Some(b'\t'), line.len()),
        [separator, ..] if separator.is_ascii() => (Some(*separator), line.len()),
        _ => (None, line.len()),
    }
}

fn separator(header: &str) -> u8 {
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_table_gives_the_same_cells() {
        for text in [
            "a,b\n1,2\n3,4\n",
            "a;b\r\n1;2\r\n3;4",
            "a\tb\r1\t2\r3\t4\r",
            "\n\n a , \"b\" \n\n  \n1 , 2\n,,\n\"3\", \"4\"\n,\n",
            "a,b,\n1,2,\n3,4,\n",
            "sep=;\na;b\n1;2\n3;4\n",
            "\"SEP=,\"\r\na,b\r\n1,2\r\n3,4\r\n",
            "sep=\t\na\tb\n1\t2\n3\t4\n",
            "a|b\n1|2\n3|4\n",
            "a | b\n--- | :-:\n1 | 2\n3 | 4\n",
            "sep=;\na,b\n1,2\n3,4\n",
            "sep= ;\na;b\n1;2\n3;4\n",
            "sep=\\t\na\tb\n1\t2\n3\t4\n",
            "\"sep=;\",\na;b\n1;2\n3;4\n",
            "sep=\na\tb\n1\t2\n3\t4\n",
            "a,b\n=\"1\",=\"2\"\n3,4\n",
        ] {
            let table = Table::read(text);
            let lines: Vec<&TableRow> = table.header().into_iter().chain(table.rows()).collect();
            let cells: Vec<[&str; 2]> = lines.iter().map(|line| [line.cell(0), line.cell(1)]).collect();
            assert_eq!(cells, [["a", "b"], ["1", "2"], ["3", "4"]], "{text:?}");
        }
        assert!(Table::read("").header().is_none() && Table::read(" \r\n;;\n").header().is_none());
    }

    #[test]
    fn a_cell_is_placed_by_line_and_column() {
        let text = "a,b,c\r\n\r\n  \r\n1,\"2\nand, \"\"more\"\"\",  3\r\nü, ,x\n9";
        let table = Table::read(text);
        let rows: Vec<&TableRow> = table.rows().collect();
        let places = |row: &TableRow| (0..3).map(|column| table.place(row, column)).collect::<Vec<_>>();
        assert_eq!(places(table.header().unwrap()), [(1, 1), (1, 3), (1, 5)]);
        assert_eq!(places(rows[0]), [(4, 1), (4, 3), (5, 18)]);
        assert_eq!(places(rows[1]), [(6, 1), (6, 4), (6, 5)]);
        assert_eq!(places(rows[2]), [(7, 1), (7, 2), (7, 2)]);
        let table = Table::read("sep=;\na;b\n1;2");
        assert_eq!(table.rows().map(|row| table.place(row, 1)).collect::<Vec<_>>(), [(3, 3)]);
        assert_eq!((after(""), after("x\ny\u{e9}"), after("x\r\n")), ((1, 1), (2, 3), (2, 1)));
    }
}
