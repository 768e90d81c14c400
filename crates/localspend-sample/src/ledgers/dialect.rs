//! How each organisation's finance department writes its ledgers, month by month. Every habit here is one that real ledgers
//! have; TRAPS lists them.

use super::{Edition, Ledger};
use crate::calendar::Month;
use crate::world::World;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Department family.
    Family,
    /// Paying body.
    Entity,
    /// Day of payment.
    Date,
    /// Expense type.
    Type,
    /// Expense area.
    Area,
    /// Supplier.
    Supplier,
    /// Supplier's postcode.
    Postcode,
    /// Payer's number of the supplier.
    SupplierNumber,
    /// Ledger's reference.
    Reference,
    /// Pounds.
    Amount,
    /// Always empty.
    Spacer,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// `31/05/2024`
    DayFirst,
    /// `5/31/2024`
    MonthFirst,
    /// `31-May-24`
    Named,
    /// `2024-05-31 00:00:00`
    Timestamp,
    /// A true date of a workbook.
    Native,
}

/// How pounds are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountStyle {
    /// `-1234.50`
    Plain,
    /// `-1,234.50`
    Thousands,
    /// `(1,234.50)` for credits, `£` before.
    BracketsPounds,
    /// `1,234.50-` for credits.
    TrailingMinus,
    /// `-1234.5`: zeros at the end are cut.
    Trimmed,
    /// A true number of a workbook.
    Native,
}

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Text in UTF-8, with or without a byte-order mark.
    Utf8 {
        /// True with the mark.
        mark: bool,
    },
    /// Text in Windows code page 1252.
    Cp1252,
    /// Excel workbook.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
}

/// The row under the payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footer {
    /// Nothing.
    None,
    /// `Sum:` in the column before the amount.
    Sum,
    /// `Total`, in the first column.
    Total,
    /// A remark, then rows of commas.
    RemarkAndBlanks,
}

/// The dialect of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// Columns with their labels.
    pub columns: Vec<(Column, &'static str)>,
    /// Dates.
    pub dates: DateStyle,
    /// Amounts.
    pub amounts: AmountStyle,
    /// File type.
    pub container: Container,
    /// Cell separator of text.
    pub delimiter: char,
    /// Line end of text.
    pub line_end: &'static str,
    /// Rows above the header.
    pub preamble: Vec<String>,
    /// Under the payments.
    pub footer: Footer,
    /// Names are cut to so many characters.
    pub cut_names: Option<usize>,
    /// The entity is written `NHS FT`.
    pub short_entity: bool,
    /// Account, cost centre, supplier and reference carry the ledger's own codes.
    pub codes: bool,
    /// Put in the rows that are damaged or no payments: blank ones, the header again, amounts without a payee.
    pub damaged: bool,
}

use Column::{Amount, Area, Date, Entity, Family, Postcode, Reference, Spacer, Supplier, SupplierNumber, Type};

/// The dialect of a ledger file.
pub fn of(world: &World, ledger: &Ledger) -> Dialect {
    match ledger.edition {
        Edition::Plain(container) if matches!(container, Container::Xlsx | Container::Ods) => {
            return Dialect { container, dates: DateStyle::Native, amounts: AmountStyle::Native, ..plain() };
        }
        Edition::Plain(container) => return Dialect { container, ..plain() },
        Edition::Invoices => return invoices(),
        Edition::Only | Edition::Replaced | Edition::Revised => {}
    }
    let month = ledger.month;
    match world.payers[ledger.payer].code.as_str() {
        "RZA" => acute(month),
        "RZB" => mental_health(month),
        "RZC" => community(month),
        "QZX" => board(month),
        _ => council(month),
    }
}

/// The usual columns, nothing unusual: what big files are written in.
fn plain() -> Dialect {
    Dialect {
        columns: vec![
            (Family, "Department family"),
            (Entity, "Entity"),
            (Date, "Date"),
            (Type, "Expense type"),
            (Area, "Expense area"),
            (Supplier, "Supplier"),
            (Reference, "Transaction number"),
            (Amount, "Amount"),
        ],
        dates: DateStyle::DayFirst,
        amounts: AmountStyle::Plain,
        container: Container::Utf8 { mark: false },
        delimiter: ',',
        line_end: "\r\n",
        preamble: Vec::new(),
        footer: Footer::None,
        cut_names: None,
        short_entity: false,
        codes: false,
        damaged: false,
    }
}

/// Every invoice line of one big hospital, with the ledger's codes in the cells.
fn invoices() -> Dialect {
    Dialect {
        columns: vec![
            (Family, "Department family"),
            (Entity, "Entity"),
            (Date, "Date of payment"),
            (Type, "Expense type"),
            (Area, "Expense area"),
            (Supplier, "Supplier"),
            (Reference, "Transaction number"),
            (Amount, "amount"),
        ],
        amounts: AmountStyle::Trimmed,
        container: Container::Utf8 { mark: true },
        codes: true,
        ..plain()
    }
}

fn acute(month: Month) -> Dialect {
    let usual = Dialect {
        columns: vec![
            (Family, "Department Family"),
            (Entity, "Entity"),
            (Date, "Date Paid"),
            (Type, "Expense Type"),
            (Area, "Expense Area"),
            (Supplier, "Supplier Name"),
            (Reference, "Transaction Reference"),
            (Amount, "Amount"),
        ],
        amounts: AmountStyle::Thousands,
        container: Container::Utf8 { mark: true },
        ..plain()
    };
    if month < Month::new(2023, 10) {
        return usual;
    }
    if month < Month::new(2024, 4) {
        return Dialect {
            columns: vec![
                (Family, "Department family"),
                (Entity, "Entuty"),
                (Date, "Date"),
                (Type, "Expense Typoe"),
                (Area, "Expsense Area"),
                (Supplier, "Supplier"),
                (Reference, "Transaction Number"),
                (Amount, " Amount in Sterling £ "),
            ],
            amounts: AmountStyle::BracketsPounds,
            container: Container::Cp1252,
            preamble: vec![
                format!("Payments over £25,000 – {} {}", month.name(), month.year()),
                "Wend Valley Teaching Hospitals NHS Trust".to_owned(),
                String::new(),
            ],
            footer: Footer::Total,
            ..usual
        };
    }
    Dialect {
        columns: vec![
            (Entity, "Entity"),
            (Date, "Date"),
            (Area, "Expense area"),
            (Type, "Expense type"),
            (Supplier, "Supplier"),
            (Reference, "Transaction number"),
            (Amount, "AP Amount"),
        ],
        amounts: AmountStyle::Trimmed,
        container: Container::Utf8 { mark: false },
        line_end: if month < Month::new(2025, 1) { "\r\n" } else { "\n" },
        footer: if month.number().is_multiple_of(2) { Footer::Sum } else { Footer::RemarkAndBlanks },
        damaged: month.number() % 3 == 2,
        ..usual
    }
}

fn mental_health(month: Month) -> Dialect {
    let late = month >= Month::new(2024, 10);
    let mut columns = vec![
        (Entity, "Entity"),
        (Date, "Payment Date"),
        (Type, "Expense Type"),
        (Area, "Expense Area"),
        (Supplier, "Supplier"),
        (Reference, "Transaction No"),
        (Amount, "Amount £"),
    ];
    if late {
        columns.insert(0, (Spacer, ""));
    }
    Dialect {
        columns,
        dates: if late { DateStyle::DayFirst } else { DateStyle::Native },
        amounts: AmountStyle::Native,
        container: Container::Xlsx,
        preamble: if late {
            vec!["Spend over £25k".to_owned(), format!("{} {}", month.name(), month.year())]
        } else {
            Vec::new()
        },
        short_entity: month >= Month::new(2025, 1),
        footer: if month.number().is_multiple_of(4) { Footer::Total } else { Footer::None },
        ..plain()
    }
}

fn community(month: Month) -> Dialect {
    let american = (Month::new(2024, 4)..Month::new(2025, 4)).contains(&month);
    Dialect {
        columns: vec![
            (Date, "Date"),
            (Type, "Expense Type"),
            (Area, "Expense Area"),
            (Supplier, "Supplier"),
            (Reference, "Transaction Number"),
            (Amount, " Amount "),
        ],
        dates: if american { DateStyle::MonthFirst } else { DateStyle::Named },
        amounts: if american { AmountStyle::TrailingMinus } else { AmountStyle::Thousands },
        delimiter: if month >= Month::new(2025, 4) { ';' } else { ',' },
        line_end: "\n",
        cut_names: Some(40),
        damaged: month.number() % 4 == 1,
        ..plain()
    }
}

fn board(month: Month) -> Dialect {
    let usual = Dialect {
        columns: vec![
            (Family, "Department family"),
            (Entity, "Entity"),
            (Date, "Date"),
            (Type, "Expense Type"),
            (Area, "Expense area"),
            (Supplier, "Supplier"),
            (Reference, "Transaction number"),
            (Amount, "amount"),
        ],
        amounts: AmountStyle::Thousands,
        ..plain()
    };
    if month < Month::new(2024, 4) {
        return Dialect { dates: DateStyle::Native, amounts: AmountStyle::Native, container: Container::Ods, ..usual };
    }
    Dialect { footer: if month.number().is_multiple_of(3) { Footer::Total } else { Footer::None }, ..usual }
}

fn council(month: Month) -> Dialect {
    let mut columns = vec![
        (Entity, "Name of Body"),
        (Date, "Date"),
        (Reference, "Transaction Number"),
        (Amount, "Amount"),
        (Supplier, "Supplier Name"),
        (SupplierNumber, "Supplier ID"),
        (Area, "Expense Area"),
        (Type, "Expense Type"),
    ];
    if month >= Month::new(2024, 4) {
        columns.insert(6, (Postcode, "Supplier Postcode"));
    }
    Dialect {
        columns,
        dates: DateStyle::Timestamp,
        amounts: AmountStyle::Trimmed,
        container: if month.number().is_multiple_of(2) { Container::Cp1252 } else { Container::Utf8 { mark: true } },
        damaged: month.number() % 6 == 3,
        ..plain()
    }
}
