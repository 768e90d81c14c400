//! The phrases that publishers put over their columns, and how surely each means a field. Words only: `label` compares.

use super::Field;

/// Best first within a field.
#[rustfmt::skip]
pub(super) const PHRASES: &[(Field, f32, &[&str])] = &[
    (Field::Amount, 1.0, &[
        "amount", "amount in sterling", "amount paid", "payment amount", "amount gbp", "ap amount", "line amount",
    ]),
    (Field::Amount, 0.95, &[
        "net amount", "amount net", "amount excluding vat", "amount exc vat", "amount ex vat", "net value",
        "amount net of vat", "net amount paid", "amount in pounds", "spend amount", "transaction amount", "value paid",
        "invoice line amount", "distribution amount", "line value", "ap amount in sterling", "paid amount",
        "net invoice amount", "net paid",
    ]),
    (Field::Amount, 0.85, &[
        "value", "spend", "invoice amount", "invoice value", "payment value", "total amount", "sum of amount", "net",
        "total paid", "transaction value", "cost", "expenditure", "gross amount", "gross value", "gross", "total",
        "amount including vat", "amount inc vat", "invoice total", "actual value", "payment", "sterling amount",
        "total value", "amount payable", "gbp", "sterling", "debit", "actual", "debit amount", "debit value", "dr", "debits",
    ]),
    (Field::Credit, 1.0, &["credit", "credit amount", "credit value", "cr", "credits"]),
    (Field::SupplierName, 1.0, &[
        "supplier", "supplier name", "vendor", "vendor name", "payee", "payee name", "beneficiary name", "creditor name",
        "creditor", "merchant name", "supplier title", "name of supplier", "beneficiary", "trading name",
        "supplier name text", "company name", "paid to", "supplier payee name",
    ]),
    (Field::SupplierName, 0.8, &[
        "merchant", "contractor", "provider", "recipient", "organisation paid", "company", "provider name", "contractor name",
        "recipient name", "supplier description", "payee description", "account name supplier", "supplier t", "name 1",
    ]),
    (Field::PaidOn, 1.0, &[
        "date", "payment date", "date paid", "date of payment", "paid date", "transaction date", "date of transaction",
        "ap payment date", "payment run date", "pay date", "cheque date",
    ]),
    (Field::PaidOn, 0.9, &[
        "posting date", "posted date", "date posted", "clearing date", "cleared date", "invoice payment date", "gl date",
        "accounting date", "period end date", "effective date", "month end", "bacs date", "ipaymentdate", "ledger date", "check date",
    ]),
    (Field::PaidOn, 0.75, &[
        "invoice date", "date of invoice", "document date", "tax point date", "month ending", "doc date",
        "date of expenditure", "trans date", "inv date", "date invoiced", "received date", "pstng date",
    ]),
    (Field::Entity, 1.0, &[
        "entity", "entity name", "body name", "name of body", "organisation", "organisation name", "departmental entity",
        "paying body", "trust", "trust name", "ccg", "icb", "authority", "council", "organisation unit", "buyer", "payer",
        "body", "paying organisation", "public body", "council name", "local authority", "buyer name", "legal entity",
        "company entity",
    ]),
    (Field::Department, 1.0, &[
        "department family", "departmental family", "department", "department name", "parent department",
        "department of health", "family", "dept family",
    ]),
    (Field::ExpenseType, 1.0, &[
        "expense type", "expenses type", "expenditure type description", "account description", "subjective",
        "subjective description", "account name", "expense description", "expenditure category", "category description",
        "spend category", "type of expenditure", "cipfa type", "level 9 account name", "summary of purpose",
        "purpose of expenditure", "purpose of spend", "nominal description", "account", "expense code description",
        "detailed expense type", "merchant category", "proclass", "product category", "gl account description",
        "cost element", "expenditure head", "detail description", "natural account", "procurement category",
        "subjective name", "account code description", "purpose", "reason for payment", "reason",
    ]),
    (Field::ExpenseType, 0.7, &[
        "category", "expense", "type of expense", "expenditure description", "expenditure code", "expenditure type",
        "classification", "expense category", "proclass description", "subjective group", "spend type", "internal category",
    ]),
    (Field::ExpenseArea, 1.0, &[
        "expense area", "expenses area", "cost centre", "cost centre name", "cost centre description", "cost center",
        "cost center description", "service area", "directorate", "service", "division", "service division label",
        "service label", "department description", "business unit", "objective", "expenditure area", "organisational unit",
        "responsible unit", "service area categorisation", "directorate description", "group", "portfolio", "service group",
        "care group", "area",
    ]),
    (Field::Description, 1.0, &[
        "description", "po line description", "line description", "invoice description", "narrative", "details",
        "item description", "item text", "notes", "comment", "comments", "payment description", "transaction description",
        "invoice line description", "detail", "text", "goods description", "distribution description", "invoice narrative",
        "transaction text", "invoice details", "product description",
    ]),
    (Field::SupplierPostcode, 1.0, &[
        "supplier postcode", "supplier post code", "supplier site postcode", "postcode", "post code", "vendor postcode",
        "payee postcode", "supplier zip", "vendor post code", "supplier site post code", "creditor postcode",
        "supplier address postcode", "postal code", "zip code",
    ]),
    (Field::VatNumber, 1.0, &[
        "vat registration number", "vat registration num", "vat reg no", "vat number", "vat no", "vat reg",
        "vat registration no", "supplier vat number", "supplier vat registration number", "vat reg number",
        "vat registration", "supplier vat reg no", "supplier vat no", "vat id", "vrn", "vendor vat number",
    ]),
    (Field::ContractNumber, 1.0, &[
        "contract number", "contract no", "contract reference", "contract ref", "latest contract number", "contract id",
        "contract", "contract title reference", "procurement reference", "po number", "purchase order number", "order number",
        "purchase order", "po no", "purchase order no", "contract num",
    ]),
    (Field::TransactionNumber, 1.0, &[
        "transaction number", "transaction no", "transaction reference", "transaction ref", "transaction id", "transaction",
        "trans no", "trans ref", "transaction num", "document number", "voucher number", "doc no", "document no",
        "payment reference", "reference", "internal reference", "payment number", "ap transaction number", "voucher",
        "reference number", "document reference", "payment ref", "unique reference", "transactionnumber", "ref",
        "system reference", "transaction line number", "ledger reference", "sap document no", "voucher no", "document",
        "unique transaction reference", "organisation transaction reference",
    ]),
    (Field::TransactionNumber, 0.8, &[
        "invoice number", "invoice no", "invoice reference", "invoice ref", "their reference", "invoice num",
        "supplier reference", "invoice id", "their ref", "supplier invoice number", "ap invoice number", "ref no", "invoice",
        "our reference", "our ref", "supplier invoice no", "cheque number", "bacs reference",
    ]),
    (Field::Year, 1.0, &[
        "financial year", "fiscal year", "year", "fin year", "accounting year", "fy",
    ]),
    (Field::Period, 1.0, &[
        "period", "financial period", "month", "accounting period", "fiscal period", "period name", "gl period",
        "payment month", "period number", "month name", "posting period", "fin period", "year month", "period year",
        "year period", "payment period",
    ]),
    (Field::Other, 1.0, &[
        "supplier type", "supplier id", "supplier number", "supplier no", "supplier code", "vendor id", "vendor number",
        "vendor no", "vendor code", "creditor number", "creditor type", "expense code", "project code", "supplier site",
        "supplier site name", "supplier tab final", "publish redact", "account code", "cost centre code", "cost center code",
        "vat", "vat amount", "irrecoverable vat", "irrecoverable vat amount", "nominal code", "gl code", "subjective code",
        "organisation code", "body code", "entity code", "proclass code", "currency", "supplier address", "address",
        "company number", "charity number", "company registration number", "capital or revenue", "capital revenue",
        "revenue or capital", "capital", "revenue", "card transaction", "payment method", "payment type", "payment terms",
        "transaction type", "status", "line number", "line no", "invoice line number", "row", "id", "organisation id",
        "organisation label uri", "uri", "sme", "supplier sme", "code", "internal code", "department code",
        "directorate code", "service code", "vat code", "tax", "tax amount", "quantity", "qty", "unit price",
        "supplier category", "vcse", "supplier charity number", "supplier company number", "contract title",
        "expense area code", "expense type code", "supplier town", "supplier county", "supplier email", "redacted",
        "merchant category code", "effective from", "category code", "unit", "level",
    ]),
];
