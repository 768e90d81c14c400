//! XLS workbooks of other writers, and records put together by hand for what they do not write.

use super::support::{Biff, fixture, lines, read};

#[test]
fn texts_cut_by_record_boundaries_come_back_whole() {
    let (rows, report) = read(&fixture("xlwt.xls"), "Payments").unwrap();
    assert_eq!(rows.len(), 302);
    for (number, cells, hidden) in &rows[1..301] {
        let row = number - 1;
        let supplier = format!("Invented Supplier {row} – {}", "Łódź ab".repeat(usize::try_from(row % 40).unwrap()));
        assert_eq!(cells[0].text, supplier);
        assert_eq!(cells[1].text, format!("2020-04-{:02}", 1 + row % 30));
        let pence = crate::cell::pence_from_double(cells[2].number_behind().unwrap()).unwrap();
        assert_eq!(pence, i128::from(row * 10_000 + row % 100));
        assert_eq!(cells[3].text, row.to_string());
        assert_eq!(*hidden, *number == 6);
    }
    // The writer computes nothing: its formula has no value to read.
    assert!(rows[301].1.is_empty());
    assert_eq!(report.hidden_rows, 1);
}

#[test]
fn biff5_texts_are_in_a_code_page() {
    let (rows, _) = read(&fixture("table.biff5.xls"), "April").unwrap();
    let rows = lines(&rows);
    assert_eq!(rows[0], "1|Fernhollow Council");
    assert!(rows[2].starts_with("3||Ash & Elm <Ltd>|2020-04-01|26040.56|caf"), "{}", rows[2]);
}

#[test]
fn cells_out_of_order_are_put_in_order_and_every_record_kind_is_read() {
    let sheet = Biff::sheet()
        .label(2, 1, "behind")
        .record(0x00BD, &[0, 0, 1, 0, 0, 0, 0x0A, 0, 0, 0, 0, 0, 0x06, 0, 0, 0, 2, 0])
        .number(0, 0, 12.5)
        .record(0x0205, &[1, 0, 0, 0, 0, 0, 1, 0])
        .record(0x0205, &[1, 0, 1, 0, 0, 0, 0x2A, 1])
        .record(0x00BE, &[3, 0, 0, 0, 0, 0, 0, 0, 1, 0])
        .record(0x027E, &[4, 0, 0, 0, 0, 0, 0xD3, 0xBC, 0xBC, 0]);
    let bytes = Biff::book(&[("S", sheet)]);
    let (rows, _) = read(&bytes, "S").unwrap();
    assert_eq!(lines(&rows), ["1|12.5|2|1", "2|TRUE|#N/A", "3||behind", "4|", "5|30922.76"]);
}

#[test]
fn a_formulas_text_may_come_records_later() {
    let formula = |row: u8, result: [u8; 8]| {
        let mut data = vec![row, 0, 0, 0, 0, 0];
        data.extend(result);
        data.extend([0; 8]);
        data
    };
    let sheet = Biff::sheet()
        .record(0x0006, &formula(0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]))
        .record(0x04BC, &[0; 10])
        .record(0x0207, &[2, 0, 0, b'h', b'i'])
        .record(0x0006, &formula(1, [2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF]))
        .record(0x0006, &formula(2, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF]))
        .record(0x0006, &formula(3, 1.5_f64.to_le_bytes()));
    let (rows, report) = read(&Biff::book(&[("S", sheet)]), "S").unwrap();
    assert_eq!(lines(&rows), ["1|hi", "2|#DIV/0!", "3|TRUE", "4|1.5"]);
    assert_eq!(report.formulas, 4);
}

#[test]
fn a_password_is_named_as_the_reason() {
    let bytes = Biff::book_with(&[(0x002F, vec![0; 6])], &[("S", Biff::sheet().number(0, 0, 1.0))]);
    let message = read(&bytes, "S").unwrap_err().to_string();
    assert!(message.contains("password") && message.contains("hint:"), "{message}");
}

#[test]
fn a_sheet_that_breaks_off_is_not_taken_for_whole() {
    let bytes = Biff::book(&[("S", Biff::sheet().number(0, 0, 1.0).number(1, 0, 2.0))]);
    let cut = bytes.len() - 8;
    assert!(read(&bytes[..cut], "S").is_err());
}
