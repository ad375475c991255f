//! A CSV file in which no cell is a formula, whichever spreadsheet opens it.

use csv::Writer;

use crate::text::characters::{formula_sign, printable};

pub struct CsvFile(Writer<Vec<u8>>);

impl CsvFile {
    /// Begins a file with this header.
    pub fn new<'h>(header: impl IntoIterator<Item = &'h str>) -> Result<Self, csv::Error> {
        let mut file = Self(Writer::from_writer(Vec::new()));
        file.row(header)?;
        Ok(file)
    }

    /// Adds a row, as long as the header. A would-be formula gets an apostrophe in front, which spreadsheets take for
    /// "this is text".
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), csv::Error> {
        self.0.write_record(cells.into_iter().map(harmless))
    }

    pub fn text(self) -> Result<String, csv::Error> {
        let bytes = self.0.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn harmless(cell: &str) -> String {
    let printable = printable(cell);
    // After each semicolon as well: nothing within a cell can keep a spreadsheet from separating cells by it.
    let cells = printable
        .split(';')
        .map(|part| if formula_sign(part).is_some() { format!("'{}", part.trim_start()) } else { part.to_owned() });
    cells.collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::ReaderBuilder;
    use proptest::prelude::*;

    fn written(cell: &str) -> String {
        let mut file = CsvFile::new(["name", "team"]).unwrap();
        file.row([cell, "x"]).unwrap();
        file.text().unwrap()
    }

    fn read(file: &str, separator: u8) -> Vec<String> {
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(file.as_bytes());
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_formula_becomes_text() {
        for (cell, line) in [
            ("Ana Sousa", "Ana Sousa,x"),
            ("=HYPERLINK(\"https://x.example\")", "\"'=HYPERLINK(\"\"https://x.example\"\")\",x"),
            ("\t=1", "'=1,x"),
            ("\r\n+1", "'+1,x"),
            ("＝1", "'＝1,x"),
            ("a;=1", "a;'=1,x"),
            ("a-b", "a-b,x"),
        ] {
            assert_eq!(written(cell), format!("name,team\n{line}\n"), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_by_any_separator(cell in "[=+@;,\"\t\r\n a-c\u{1b}\u{202E}＝-]{0,12}|\\PC{0,20}|.{0,20}") {
            let file = written(&cell);
            prop_assert!(file.trim_end().lines().count() == 2);
            prop_assert!(file.chars().all(|c| c == '\n' || !crate::text::is_unprintable(c)), "{:?}", file);
            for cell in read(&file, b',').into_iter().chain(read(&file, b';')) {
                let begins = cell.trim_start_matches(['"', ' ']);
                prop_assert!(!begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?} in {:?}", cell, file);
            }
        }

        #[test]
        fn what_is_harmless_is_read_back(cell in "[a-zé,\" ;]{1,20}") {
            prop_assert_eq!(&read(&written(&cell), b',')[2], &cell);
        }
    }
}
