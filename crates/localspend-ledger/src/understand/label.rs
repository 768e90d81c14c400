//! What a column's label says it is. Labels are misspelt, decorated and sometimes wrong, so this is evidence, not a
//! decision: the cells have the last word.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use phrases::PHRASES;

mod phrases;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The body that paid.
    Entity,
    /// The department a body belongs to; kept in `raw` only.
    Department,
    /// The line's own date.
    PaidOn,
    /// What it was for, by account.
    ExpenseType,
    /// What it was for, by cost centre.
    ExpenseArea,
    /// Free description.
    Description,
    /// Payee.
    SupplierName,
    /// Payee's postcode.
    SupplierPostcode,
    /// Payee's VAT number.
    VatNumber,
    /// Contract or order reference.
    ContractNumber,
    /// Ledger's reference.
    TransactionNumber,
    /// Pounds.
    Amount,
    /// Pounds that came back, beside a column of debits.
    Credit,
    /// Financial year.
    Year,
    /// Financial period or month.
    Period,
    /// Known to be something nobody asked for (supplier's number, supplier type, account code ...).
    Other,
}

impl Field {
    /// The name used in a saved mapping.
    pub fn name(self) -> &'static str {
        match self {
            Field::Entity => "entity",
            Field::Department => "department",
            Field::PaidOn => "paid_on",
            Field::ExpenseType => "expense_type",
            Field::ExpenseArea => "expense_area",
            Field::Description => "description",
            Field::SupplierName => "supplier_name",
            Field::SupplierPostcode => "supplier_postcode",
            Field::VatNumber => "vat_number",
            Field::ContractNumber => "contract_number",
            Field::TransactionNumber => "transaction_number",
            Field::Amount => "amount",
            Field::Credit => "credit",
            Field::Year => "year",
            Field::Period => "period",
            Field::Other => "other",
        }
    }
}

/// Bytes of the longest label: a longer text explains something, and comparing it with every phrase takes long.
const LONGEST: usize = 300;

/// How surely a label means each field: the best phrase per field, best field first.
pub fn meanings(label: &str) -> Vec<(Field, f32)> {
    let plain = normalise(label);
    let mut found: Vec<(Field, f32)> = Vec::new();
    if plain.is_empty() || plain.len() > LONGEST {
        return found;
    }
    let label = Words::new(&plain);
    for (field, weight, phrases) in KNOWN.iter() {
        let best = phrases.iter().map(|phrase| likeness(&label, phrase)).fold(0.0_f32, f32::max) * weight;
        if best < 0.5 {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known == field) {
            Some((_, score)) => *score = score.max(best),
            None => found.push((*field, best)),
        }
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// Lower case words with single spaces; marks of currency and punctuation removed; `camelCase` and `snake_case` split.
pub fn normalise(label: &str) -> String {
    let mut words = String::with_capacity(label.len());
    let mut previous_lower = false;
    for character in label.chars() {
        if character.is_alphanumeric() {
            if character.is_uppercase() && previous_lower {
                words.push(' ');
            }
            // A letter may become a letter and a mark, which is none.
            words.extend(character.to_lowercase().filter(|lower| lower.is_alphanumeric()));
        } else if !matches!(character, '\'' | '’' | '`') {
            words.push(' ');
        }
        previous_lower = character.is_lowercase();
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut plain = words.join(" ");
    // Again while one is found: what stands before an ending may end so too.
    while let Some(shorter) = without_ending(&plain) {
        plain = shorter;
    }
    plain
}

/// The words without an ending that says nothing: `amount gbp`, the `s` of `£s`, `numbers`.
fn without_ending(words: &str) -> Option<String> {
    [(" gbp", ""), (" s", ""), (" numbers", " number")].into_iter().find_map(|(long, short)| {
        let start = words.strip_suffix(long).filter(|start| !start.is_empty())?;
        Some(format!("{start}{short}"))
    })
}

/// Words with what is asked of them again and again: every cell of a file's first rows is held against every phrase.
struct Words<'a> {
    text: &'a str,
    squeezed: String,
    count: usize,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Words<'a> {
        Words { text, squeezed: text.replace(' ', ""), count: text.split(' ').count() }
    }
}

/// The phrases of each field, ready to be compared.
static KNOWN: LazyLock<Vec<(Field, f32, Vec<Words<'static>>)>> = LazyLock::new(|| {
    let ready = |phrases: &'static [&'static str]| phrases.iter().map(|phrase| Words::new(phrase)).collect();
    PHRASES.iter().map(|(field, weight, phrases)| (*field, *weight, ready(phrases))).collect()
});

/// 1 for the same phrase, less for one with a slip of the pen, less again where the phrase is only part of the label.
fn likeness(label: &Words<'_>, phrase: &Words<'_>) -> f32 {
    if label.text == phrase.text {
        return 1.0;
    }
    if label.squeezed == phrase.squeezed {
        return 0.98;
    }
    // What cannot be a slip is told before the distance is counted.
    let most = allowed_slips(phrase.squeezed.len());
    let alike = label.squeezed.as_bytes().first() == phrase.squeezed.as_bytes().first()
        && label.squeezed.len().abs_diff(phrase.squeezed.len()) <= most * 4;
    if alike && let Some(slips) = distance(&label.squeezed, &phrase.squeezed, most) {
        return 0.93 - 0.06 * slips as f32;
    }
    // The phrase as whole words inside a longer label: the more of the label it covers, the surer.
    if phrase.text.len() >= 3 && phrase.text.len() < label.text.len() && has_words(label.text, phrase.text) {
        return 0.45 + 0.4 * (phrase.count as f32 / label.count as f32);
    }
    0.0
}

/// True when `phrase` stands in `label` as whole words, both with single spaces.
fn has_words(label: &str, phrase: &str) -> bool {
    let mut rest = label;
    loop {
        if let Some(after) = rest.strip_prefix(phrase)
            && (after.is_empty() || after.starts_with(' '))
        {
            return true;
        }
        match rest.split_once(' ') {
            Some((_, next)) => rest = next,
            None => return false,
        }
    }
}

fn allowed_slips(length: usize) -> usize {
    match length {
        0..4 => 0,
        4..7 => 1,
        7..12 => 2,
        _ => 3,
    }
}

/// Edits (insert, delete, replace, exchange neighbours) between two words, if at most `most`.
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most || a.len() > 64 {
        return None;
    }
    let width = b.len() + 1;
    let mut rows = vec![0_usize; (a.len() + 1) * width];
    for (column, cell) in rows.iter_mut().take(width).enumerate() {
        *cell = column;
    }
    for i in 1..=a.len() {
        rows[i * width] = i;
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best =
                (rows[(i - 1) * width + j] + 1).min(rows[i * width + j - 1] + 1).min(rows[(i - 1) * width + j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[(i - 2) * width + j - 2] + 1);
            }
            rows[i * width + j] = best;
        }
    }
    rows.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(label: &str) -> Option<Field> {
        meanings(label).first().map(|(field, _)| *field)
    }

    /// A label kept in a saved mapping is normalised once more when it is read: it must stay the same column's.
    #[test]
    fn what_is_normalised_stays_as_it_is() {
        for label in ["İşlem Tarihi", "TEXİ0211", "Amount £s", "invoiceNumber_s", "Book S S", "Amount £s GBP"] {
            let once = normalise(label);
            assert_eq!(normalise(&once), once, "{label}");
        }
    }

    #[test]
    fn the_same_column_under_many_names() {
        let cases = [
            (" Amount ", Field::Amount),
            ("AP Amount", Field::Amount),
            ("Amount in Sterling £", Field::Amount),
            ("  Amount £s ", Field::Amount),
            ("ipaymentdate", Field::PaidOn),
            ("Data", Field::PaidOn),
            ("Date of payment", Field::PaidOn),
            ("Entuty", Field::Entity),
            ("Departmental Entity", Field::Entity),
            ("Expsense Area", Field::ExpenseArea),
            ("Expenses Area", Field::ExpenseArea),
            ("Expense Typoe", Field::ExpenseType),
            ("Expence Type", Field::ExpenseType),
            ("Suppkuer", Field::SupplierName),
            ("Suppklier", Field::SupplierName),
            ("Suplier", Field::SupplierName),
            ("SupplierName", Field::SupplierName),
            ("supplier_name", Field::SupplierName),
            ("Supplier Site Postcode", Field::SupplierPostcode),
            ("Post Code", Field::SupplierPostcode),
            ("Vat Registration Num", Field::VatNumber),
            ("PO Line Discription", Field::Description),
            ("Latest Contract Number", Field::ContractNumber),
            ("Supplier Type", Field::Other),
            ("Supplier ID", Field::Other),
            ("Financial Period", Field::Period),
            ("Departmental Family", Field::Department),
        ];
        for (label, field) in cases {
            assert_eq!(best(label), Some(field), "{label:?}: {:?}", meanings(label));
        }
    }

    #[test]
    fn words_of_a_body_are_not_labels() {
        for text in ["", "£", "Fictional Catering Ltd", "12/04/2020", "1234"] {
            assert!(meanings(text).first().is_none_or(|(_, score)| *score < 0.8), "{text:?}: {:?}", meanings(text));
        }
    }
}
