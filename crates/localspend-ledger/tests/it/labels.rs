//! The supplier's number beside the supplier's name. Taken for each other, every payment goes to a payee that nobody can
//! tell.

use localspend_ledger::Source;

use crate::support::{named, read_all};

#[test]
fn the_suppliers_name_is_never_its_number() {
    for number in [
        "Supplier ID",
        "SupplierID",
        "Supplier Id.",
        "Supplier No.",
        "Supplier #",
        "Supplier Ref",
        "Supplier Identifier",
        "Vendor #",
    ] {
        for name in ["Supplier", "Supplier Name", "Vendor"] {
            for number_first in [true, false] {
                let labels = if number_first { [number, name] } else { [name, number] };
                let mut file = format!("Date,{},{},Amount\n", labels[0], labels[1]);
                for line in 1..=28 {
                    let (id, payee) =
                        (format!("{}", 90_000 + line * 37), format!("{} Supplies Ltd", ["Ash", "Elm", "Fir"][line % 3]));
                    let cells = if number_first { [&id, &payee] } else { [&payee, &id] };
                    file += &format!("{line:02}/05/2025,{},{},{line}00.50\n", cells[0], cells[1]);
                }
                let (_, lines) = read_all(Source::Bytes(file.as_bytes()), &named("May 2025.csv".as_ref()));
                for line in lines.iter().filter(|line| line.row > 1) {
                    assert_eq!(line.verdict, "payment", "{labels:?}: {line:?}");
                    assert!(line.text("supplier_name").ends_with("Supplies Ltd"), "{labels:?}: {line:?}");
                }
            }
        }
    }
}
