//! `review`: the names that only a person can settle, as a list to fill in, and the answers back into the decisions.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use localspend_model::Money;
use localspend_suppliers::Decisions;
use localspend_suppliers::decisions::COLUMNS;

use crate::cli::ReviewCommand;
use crate::commands::Outcome;
use crate::output::cells;
use crate::printer::Printer;
use crate::stages::resolve::DECISIONS;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// What the list says beside the columns that a person fills in.
const SHOWN: [&str; 6] = ["amount", "payments", "settled_share", "candidate", "score", "reasons"];

/// The names in doubt with their pounds.
const QUEUE: &str = "select n.supplier_name, n.runner_up_id, n.runner_up_score, n.evidence, count(*) as payments, \
    sum(s.amount) as amount from supplier_names as n join spend as s on s.supplier_name = n.supplier_name \
    where n.status = 'review' group by n.supplier_name, n.runner_up_id, n.runner_up_score, n.evidence \
    order by abs(sum(s.amount)) desc, n.supplier_name";

/// Writes the list, or takes the answers.
pub async fn run(workspace: &Workspace, command: &ReviewCommand, printer: Printer) -> Result<Outcome> {
    match command {
        ReviewCommand::Export { output } => export(workspace, output, printer).await,
        ReviewCommand::Import { file, by } => import(workspace, file, by.as_deref(), printer),
    }
}

async fn export(workspace: &Workspace, output: &Path, printer: Printer) -> Result<Outcome> {
    let session = published_session(workspace, &open_lake(workspace).await?, &open_catalogue(workspace)?, None).await?;
    let mut queue = Vec::new();
    for batch in session.sql(QUEUE).await?.collect().await? {
        let text = |column: usize, row: usize| cells::text(batch.column(column), row).unwrap_or_default();
        for row in 0..batch.num_rows() {
            let (name, reasons) = candidate(&text(3, row));
            let (payments, amount) = (cells::count(batch.column(4), row), cells::money(batch.column(5), row));
            queue.push((text(0, row), text(1, row), name, text(2, row), reasons, payments, amount));
        }
    }
    let pence = |amount: &Money| amount.pence().unsigned_abs();
    let in_doubt: u128 = queue.iter().map(|row| pence(&row.6)).sum();
    let file = std::fs::File::create(output).with_context(|| format!("cannot write {}", output.display()))?;
    let mut writer = csv::Writer::from_writer(std::io::BufWriter::new(file));
    writer.write_record(COLUMNS.iter().chain(&SHOWN))?;
    let (mut settled, mut enough) = (0, None);
    for (index, (name, id, candidate, score, reasons, payments, amount)) in queue.iter().enumerate() {
        settled += pence(amount);
        let share = if in_doubt == 0 { 1.0 } else { settled as f64 / in_doubt as f64 };
        if enough.is_none() && share >= 0.95 {
            enough = Some((index + 1, share));
        }
        let (payments, share) = (payments.to_string(), format!("{:.1}%", share * 100.0));
        let amount = amount.to_string();
        let asked = [guarded(name), String::new(), id.clone(), String::new(), String::new(), String::new(), String::new()];
        let shown = [amount, payments, share, guarded(candidate), score.clone(), guarded(reasons)];
        writer.write_record(asked.iter().chain(&shown))?;
    }
    writer.flush()?;
    match enough {
        Some((names, share)) => printer.note(&format!(
            "{} names in doubt, written to {}; settling the first {names} settles {:.1}% of the pounds in doubt\n\
             Fill in `answer` (is, is_not or new), `decided_by` and `decided_at`; correct `supplier_id` where another is right; \
             then `localspend review import {}`",
            queue.len(),
            output.display(),
            share * 100.0,
            output.display()
        )),
        None => printer.note("No name is in doubt."),
    }
    Ok(Outcome::Done)
}

/// The best candidate's name and what speaks for it.
fn candidate(evidence: &str) -> (String, String) {
    let evidence: serde_json::Value = serde_json::from_str(evidence).unwrap_or_default();
    let best = &evidence["candidates"][0];
    let reasons = best["reasons"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let reasons: Vec<&str> = reasons.filter_map(serde_json::Value::as_str).collect();
    (best["name"].as_str().unwrap_or_default().to_owned(), reasons.join("; "))
}

/// A spreadsheet would run a cell that begins like a formula: an apostrophe before it keeps it a text.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

fn import(workspace: &Workspace, file: &Path, by: Option<&str>, printer: Printer) -> Result<Outcome> {
    let today = chrono::Utc::now().date_naive().to_string();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_path(file).with_context(|| format!("cannot read {}", file.display()))?;
    let header = reader.headers().with_context(|| file.display().to_string())?.clone();
    let places = places(&header);
    if places[0].is_none() || places[1].is_none() {
        bail!(
            "{}: no column `{}`\nhint: give a list that `localspend review export` wrote",
            file.display(),
            COLUMNS[usize::from(places[0].is_some())]
        );
    }
    let (mut answers, mut open) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.with_context(|| format!("{}\nhint: save it as CSV in UTF-8", file.display()))?;
        let mut row = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default().trim().to_owned());
        if row[1].is_empty() {
            open += 1;
            continue;
        }
        row[0] = unguarded(&row[0]).to_owned();
        // A name that is a supplier of its own has no id to be given.
        if row[1].eq_ignore_ascii_case("new") {
            row[2].clear();
        }
        if row[5].is_empty() {
            row[5] = by.unwrap_or_default().to_owned();
        }
        if row[6].is_empty() {
            row[6].clone_from(&today);
        }
        answers.push((record.position().map_or(0, csv::Position::line), row));
    }
    let mut problems = 0;
    for (line, row) in &answers {
        for issue in Decisions::read(&table(std::slice::from_ref(row))?).issues {
            problems += 1;
            printer.error(&format!("{}, line {line}, {} `{}`: {}", file.display(), issue.column, issue.value, issue.message));
        }
    }
    if problems > 0 {
        bail!("{problems} answers cannot be used, so none was taken\nhint: mend them in {} and import it again", file.display());
    }
    let path = workspace.decisions().join(DECISIONS);
    let taken = keep(&path, answers.into_iter().map(|(_, row)| row).collect())?;
    printer.note(&format!("{taken} answers kept in {}, {open} names still open; `localspend run` uses them", path.display()));
    Ok(Outcome::Done)
}

/// Rows as the file of decisions has them.
fn table(rows: &[[String; 7]]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    rows.iter().try_for_each(|row| writer.write_record(row))?;
    Ok(writer.into_inner()?)
}

/// Adds answers to the file of decisions, each once; what stands there already, further columns too, stays as it is. The file
/// is replaced whole, so that a full disk loses nothing.
fn keep(path: &Path, answers: Vec<[String; 7]>) -> Result<usize> {
    let mut header: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    if path.exists() {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).with_context(|| path.display().to_string())?;
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        header = texts(&without_mark(reader.headers()?));
        for record in reader.records() {
            rows.push(texts(&record.with_context(|| path.display().to_string())?));
        }
    }
    for column in COLUMNS {
        if !header.iter().any(|known| known.eq_ignore_ascii_case(column)) {
            header.push(column.to_owned());
        }
    }
    let places = places(&csv::StringRecord::from(header.clone()));
    let answer = |row: &Vec<String>| places.map(|place| place.and_then(|place| row.get(place)).cloned().unwrap_or_default());
    let mut known: BTreeSet<[String; 7]> = rows.iter().map(answer).collect();
    let before = rows.len();
    for given in answers.into_iter().filter(|given| known.insert(given.clone())) {
        let mut row = vec![String::new(); header.len()];
        for (place, cell) in places.iter().zip(given) {
            if let Some(at) = place.and_then(|place| row.get_mut(place)) {
                *at = cell;
            }
        }
        rows.push(row);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let beside = path.with_extension("csv.new");
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_path(&beside)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    writer.write_record(&header)?;
    rows.iter().try_for_each(|row| writer.write_record(row))?;
    writer.flush()?;
    std::fs::rename(&beside, path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(rows.len() - before)
}

/// A header without the mark that Excel puts before UTF-8.
fn without_mark(header: &csv::StringRecord) -> csv::StringRecord {
    header.iter().map(|cell| cell.trim_start_matches('\u{feff}').trim()).collect()
}

/// Where the columns of a decision stand in a file.
fn places(header: &csv::StringRecord) -> [Option<usize>; 7] {
    let header = without_mark(header);
    COLUMNS.map(|column| header.iter().position(|cell| cell.eq_ignore_ascii_case(column)))
}
