//! What the ledgers said: files and their lines.

use super::Kind::{Date, Int, Money, Text, Texts, Timestamp};
use super::{Table, optional, required};

/// Ledger files.
pub const FILES: Table = Table {
    name: "files",
    description: "Every ledger file ever loaded, with what was understood of it and its control totals. One row per file content and load.",
    columns: &[
        required("file_id", Text, "sha256 of the file's bytes, in hexadecimal"),
        required("file_name", Text, "Name of the file"),
        required("uri", Text, "Where it was read from, relative to the workspace where it is inside it"),
        optional("org_code", Text, "Organisation whose payments these are (ODS or local-authority code)"),
        optional("period_start", Date, "First day of the first month covered"),
        optional("period_end", Date, "Last day of the last month covered"),
        required("format", Text, "csv, xlsx, xls, xlsb, ods, html ..., with the archive it was in"),
        optional("encoding", Text, "Text encoding"),
        required("bytes", Int, "Size in bytes"),
        required("records", Int, "Physical records: the sum of the three counts that follow"),
        required("payments", Int, "Records that are payments"),
        required("rejected", Int, "Records that look like money and cannot be used"),
        required("not_payments", Int, "Records that are not payments"),
        required("amount_payments", Money, "Pounds of all payments"),
        required("amount_rejected", Money, "Pounds that can be read on rejected records"),
        optional("control_total", Money, "Total printed in the file, where there is one"),
        required("status", Text, "active, superseded or failed"),
        optional("superseded_by", Text, "file_id of the later file for the same organisation and period"),
        required("mapping", Text, "JSON: every decision taken about the file, with its evidence"),
        required("run_id", Text, "Run that loaded it"),
        required("loaded_at", Timestamp, "When it was loaded"),
        optional("org_source", Text, "What gave org_code: configuration, entity or name"),
        optional("period_source", Text, "What gave the period: configuration, column, name or dates"),
        optional("error", Text, "Why a failed file failed, with a hint"),
        required("doubts", Texts, "Doubts about the whole file, each with what would settle it"),
    ],
};

/// Ledger lines.
pub const LINES: Table = Table {
    name: "lines",
    description: "Every record of every file with its verdict, cells as read and cells as understood. One row per physical record.",
    columns: &[
        required("file_id", Text, "File it stands in"),
        optional("sheet", Text, "Sheet of a workbook, or file inside an archive"),
        required(
            "row",
            Int,
            "1-based physical line of a text file (the first, where a cell holds line breaks), or row number of the sheet",
        ),
        required("verdict", Text, "payment, rejected or not_payment"),
        required("reason", Text, "Why it has that verdict"),
        required("flags", Texts, "What else is worth knowing"),
        required("raw", Texts, "Cell texts exactly as read"),
        optional("org_code", Text, "Organisation that paid"),
        optional("period_start", Date, "First day of the file's period"),
        optional("paid_on", Date, "The line's own date"),
        optional("entity", Text, "Paying body as the line names it"),
        optional("expense_type", Text, "What it was for, by account"),
        optional("expense_area", Text, "What it was for, by cost centre"),
        optional("description", Text, "Free description"),
        optional("supplier_name", Text, "Payee, outer white space removed"),
        optional("supplier_postcode", Text, "Payee's postcode as the ledger has it"),
        optional("vat_number", Text, "Payee's VAT number"),
        optional("contract_number", Text, "Contract or order reference"),
        optional("transaction_number", Text, "Ledger's own reference"),
        optional(
            "amount",
            Money,
            "Pounds; credits are negative. On a rejected line: the pounds at stake, where they can be read",
        ),
    ],
};
