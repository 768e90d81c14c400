//! Decides what each column means, from its label and its cells together. A label that its cells contradict loses.

use super::label::{Field, meanings, normalise};
use super::plan::ColumnPlan;
use super::profile::Profile;

/// The meaning of every column.
pub fn assign(labels: &[String], profiles: &[Profile]) -> Vec<ColumnPlan> {
    let width = labels.len().max(profiles.len());
    let mut columns: Vec<ColumnPlan> = (0..width)
        .map(|index| ColumnPlan {
            index,
            label: labels.get(index).cloned().unwrap_or_default(),
            field: None,
            score: 0.0,
            evidence: String::new(),
        })
        .collect();
    let empty = Profile::default();
    let profile = |index: usize| profiles.get(index).unwrap_or(&empty);

    let mut claims: Vec<Claim> = Vec::new();
    for column in &columns {
        for (place, (field, label_score)) in meanings(&column.label).into_iter().enumerate() {
            if field == Field::Other && place > 0 {
                continue;
            }
            let mut content = content_fit(field, profile(column.index));
            if field == Field::SupplierName && label_score >= 0.9 {
                // Where the name should be and a number is, the line is still a payment, to a payee that cannot be told.
                content = content.max(0.25);
            }
            let score = if profile(column.index).filled == 0 { label_score * 0.55 } else { label_score * (0.3 + 0.7 * content) };
            claims.push(Claim { index: column.index, field, label_score, content, score });
        }
    }
    claims.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index)).then(a.field.cmp(&b.field)));
    let mut others = vec![false; width];
    for claim in &claims {
        if columns[claim.index].field.is_some() || others[claim.index] {
            continue;
        }
        if claim.field == Field::Other {
            others[claim.index] = true;
            columns[claim.index].evidence = format!("label ({:.2}): not one of the columns of a payment", claim.label_score);
            continue;
        }
        let taken = columns.iter().any(|column| column.field == Some(claim.field));
        if taken || claim.score < 0.42 || !passes(claim.field, profile(claim.index)) {
            continue;
        }
        take(
            &mut columns[claim.index],
            claim.field,
            claim.score,
            format!("label ({:.2}) and cells ({:.2})", claim.label_score, claim.content),
        );
    }
    by_content(&mut columns, &mut others, profiles);
    credit_beside_debit(&mut columns);
    department_as_area(&mut columns, profiles);
    exchange_type_and_area(&mut columns, profiles);
    columns
}

struct Claim {
    index: usize,
    field: Field,
    label_score: f32,
    content: f32,
    score: f32,
}

fn take(column: &mut ColumnPlan, field: Field, score: f32, evidence: String) {
    column.field = Some(field);
    column.score = (score * 100.0).round() / 100.0;
    column.evidence = evidence;
}

/// How well the cells of a column fit a field, 0 to 1.
fn content_fit(field: Field, profile: &Profile) -> f32 {
    let share = |count: u32| profile.share(count);
    match field {
        Field::Amount | Field::Credit => {
            let numbers = share(profile.amounts + profile.damaged);
            numbers
                * if looks_like_references(profile) { 0.4 } else { 1.0 }
                * if share(profile.clear_dates) > 0.5 { 0.0 } else { 1.0 }
        }
        Field::PaidOn => share(profile.dates + if share(profile.dates) > 0.3 { profile.damaged } else { 0 }),
        Field::SupplierName => share(profile.texts) * (0.8 + 0.2 * profile.variety().min(0.2) * 5.0),
        Field::Entity | Field::Department => share(profile.texts).max(share(profile.filled) * 0.5),
        Field::ExpenseType | Field::ExpenseArea => share(profile.texts),
        Field::Description => share(profile.texts).max(0.6),
        Field::SupplierPostcode => share(profile.postcodes),
        Field::VatNumber => share(profile.vat_numbers).max(0.3),
        Field::ContractNumber => share(profile.references).max(0.5),
        Field::TransactionNumber => share(profile.references).max(0.3) * if share(profile.clear_dates) > 0.6 { 0.3 } else { 1.0 },
        Field::Year => share(profile.years),
        Field::Period => share(profile.periods),
        Field::Other => 0.8,
    }
}

/// What a column must show before it may be taken for a field, however its label reads.
fn passes(field: Field, profile: &Profile) -> bool {
    match field {
        _ if profile.filled == 0 => true,
        Field::Amount => profile.share(profile.amounts + profile.damaged) >= 0.3,
        Field::PaidOn => profile.share(profile.dates) >= 0.3 || profile.share(profile.damaged) > 0.5,
        Field::SupplierPostcode => profile.share(profile.postcodes) >= 0.2 || profile.filled < 5,
        _ => true,
    }
}

/// Bare whole numbers of many digits and no mark of money.
pub fn looks_like_references(profile: &Profile) -> bool {
    profile.share(profile.long_integers) > 0.9 && profile.share(profile.money) < 0.02
}

/// Finds the columns of a payment that no label gave, by their cells alone.
fn by_content(columns: &mut [ColumnPlan], others: &mut [bool], profiles: &[Profile]) {
    let missing = |columns: &[ColumnPlan], field: Field| !columns.iter().any(|column| column.field == Some(field));
    let mut claim = |columns: &mut [ColumnPlan], field: Field, fits: &dyn Fn(usize, &Profile, &str) -> f32| {
        if !missing(columns, field) {
            return;
        }
        let mut best: Option<(f32, usize)> = None;
        for (index, profile) in profiles.iter().enumerate() {
            if columns[index].field.is_some() || profile.filled == 0 {
                continue;
            }
            let score = fits(index, profile, &normalise(&columns[index].label));
            if score > 0.0 && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, index));
            }
        }
        if let Some((score, index)) = best {
            others[index] = false;
            take(&mut columns[index], field, score.min(0.7), format!("cells alone ({score:.2})"));
        }
    };
    let unlabelled = columns.iter().all(|column| column.label.is_empty());
    claim(columns, Field::Amount, &|_, profile, label| {
        let named = !label.is_empty()
            && ["vat", "tax", "code", "number", "id"].iter().any(|word| label.split(' ').any(|part| part == *word));
        let money = profile.share(profile.money);
        if named || profile.share(profile.amounts) < 0.6 || money < 0.2 || profile.share(profile.clear_dates) > 0.3 {
            0.0
        } else {
            money
        }
    });
    claim(columns, Field::PaidOn, &|_, profile, label| {
        let clear = profile.share(profile.clear_dates);
        if clear >= 0.6 && (label.is_empty() || label.contains("dat")) { clear } else { 0.0 }
    });
    claim(columns, Field::SupplierName, &|_, profile, label| {
        let names = profile.share(profile.names);
        let varied = profile.different() >= 2.min(profile.filled as usize);
        if label.is_empty() && varied && profile.share(profile.texts) > 0.7 && names > 0.15 {
            names + 0.3 * profile.variety()
        } else {
            0.0
        }
    });
    claim(columns, Field::TransactionNumber, &|_, profile, label| {
        let word = ["transaction", "invoice", "reference", "document", "voucher"].iter().any(|word| label.contains(word));
        let fits = profile.share(profile.references) > 0.7 && (word || unlabelled && profile.variety() > 0.3);
        if fits { 0.6 * profile.share(profile.references) } else { 0.0 }
    });
    claim(columns, Field::SupplierPostcode, &|_, profile, label| {
        let postcodes = profile.share(profile.postcodes);
        // Under any other label, postcodes of many kinds can only have slipped there from their own column.
        let slipped = profile.filled >= 20 && profile.different() >= 10 && postcodes > 0.9;
        let named = profile.filled >= 3 && (label.is_empty() || label.contains("post"));
        if postcodes > 0.8 && (named || slipped) { postcodes } else { 0.0 }
    });
    for column in columns.iter_mut().filter(|column| column.field == Some(Field::SupplierPostcode)) {
        let label = normalise(&column.label);
        if !label.is_empty() && !label.contains("post") {
            column.evidence = "the cells contradict the label: they are postcodes".to_owned();
        }
    }
    if unlabelled {
        claim(columns, Field::Entity, &|_, profile, _| {
            let constant = profile.different() <= 1 + profile.filled as usize / 50;
            if constant && profile.share(profile.names) > 0.8 { 0.6 } else { 0.0 }
        });
        claim(columns, Field::ExpenseType, &|_, profile, _| {
            if profile.share(profile.texts) > 0.8 && profile.type_words >= 0 { 0.4 } else { 0.0 }
        });
        claim(columns, Field::ExpenseArea, &|_, profile, _| if profile.share(profile.texts) > 0.8 { 0.4 } else { 0.0 });
    }
}

/// A column of credits means something only beside one of debits: alone it may be a flag, or a limit.
fn credit_beside_debit(columns: &mut [ColumnPlan]) {
    let debits = |column: &ColumnPlan| {
        column.field == Some(Field::Amount)
            && normalise(&column.label).split(' ').any(|word| matches!(word, "debit" | "debits" | "dr"))
    };
    if !columns.iter().any(debits) {
        for column in columns.iter_mut().filter(|column| column.field == Some(Field::Credit)) {
            column.field = None;
        }
    }
}

/// Departments of several names are the parts of one body: its cost centres, where no other column tells them.
fn department_as_area(columns: &mut [ColumnPlan], profiles: &[Profile]) {
    if columns.iter().any(|column| column.field == Some(Field::ExpenseArea)) {
        return;
    }
    let several = |column: &&mut ColumnPlan| {
        column.field == Some(Field::Department) && profiles.get(column.index).is_some_and(|profile| profile.different() >= 3)
    };
    if let Some(column) = columns.iter_mut().find(several) {
        column.field = Some(Field::ExpenseArea);
        column.evidence.push_str("; several departments of one body");
    }
}

/// Expense type and expense area under each other's label: the words of accounts stand where cost centres should.
fn exchange_type_and_area(columns: &mut [ColumnPlan], profiles: &[Profile]) {
    let find = |field| columns.iter().position(|column| column.field == Some(field));
    let (Some(kind), Some(area)) = (find(Field::ExpenseType), find(Field::ExpenseArea)) else { return };
    let lean = |index: usize| profiles.get(index).map_or(0.0, |profile| profile.type_words as f32 / profile.filled.max(1) as f32);
    let enough = profiles.get(kind).is_some_and(|profile| profile.filled >= 10);
    if enough && lean(area) - lean(kind) > 0.35 && lean(area) > 0.1 && lean(kind) < 0.05 {
        (columns[kind].field, columns[area].field) = (Some(Field::ExpenseArea), Some(Field::ExpenseType));
        for index in [kind, area] {
            if columns[index].label.is_empty() {
                continue;
            }
            columns[index].evidence =
                "the cells contradict the label: account names and cost centres stand in each other's columns".to_owned();
        }
    }
}
