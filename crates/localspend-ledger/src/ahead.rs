//! Splits the records of a large text file in a thread of its own, ahead of whoever judges them, so that both work at the
//! same time. Records come in their order, and a handful of batches is all that is ever held.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use crate::error::Error;
use crate::parts::{Flow, TextForm};
use crate::record::Record;
use crate::source::{Limits, Source};
use crate::text::reader::TextReader;

/// Files smaller than this are not worth a thread.
pub(crate) const WORTH_A_THREAD: u64 = 4 << 20;
/// Records of a batch.
const RECORDS: usize = 256;
/// Bytes of text after which a batch is passed on, however few its records.
const BYTES: usize = 1 << 20;
/// Batches that wait to be judged.
const WAITING: usize = 4;

/// Records in order; those after `used` are left from an earlier batch, for their memory.
struct Batch {
    records: Vec<Record>,
    used: usize,
}

/// Passes every record on, in order, until the receiver stops.
pub(crate) fn each(
    source: Source<'_>,
    form: TextForm,
    limits: &Limits,
    sink: &mut dyn FnMut(&Record) -> Flow,
) -> Result<(), Error> {
    std::thread::scope(|scope| {
        let (give, take) = sync_channel(WAITING);
        let (give_back, given_back) = channel();
        let splitting = scope.spawn(move || split_all(source, form, limits, &give, &given_back));
        let passed_on = pass_on(&take, &give_back, sink);
        // A receiver that stopped early takes no more: the thread sees that and ends.
        drop(take);
        let split = splitting.join().unwrap_or_else(|panic| resume_unwind(panic));
        passed_on.and(split)
    })
}

fn split_all(
    source: Source<'_>,
    form: TextForm,
    limits: &Limits,
    give: &SyncSender<Batch>,
    given_back: &Receiver<Vec<Record>>,
) -> Result<(), Error> {
    let mut reader = TextReader::open(source, form.start, form.dialect, limits)?;
    loop {
        let mut batch = Batch { records: given_back.try_recv().unwrap_or_default(), used: 0 };
        let (mut bytes, mut more) = (0, true);
        while more && batch.used < RECORDS && bytes < BYTES {
            if batch.used == batch.records.len() {
                batch.records.push(Record::default());
            }
            let record = &mut batch.records[batch.used];
            more = reader.next(record)?;
            if more {
                bytes += record.text().len();
                batch.used += 1;
            }
        }
        if batch.used == 0 || give.send(batch).is_err() || !more {
            return Ok(());
        }
    }
}

fn pass_on(take: &Receiver<Batch>, give_back: &Sender<Vec<Record>>, sink: &mut dyn FnMut(&Record) -> Flow) -> Result<(), Error> {
    for batch in take {
        for record in &batch.records[..batch.used] {
            if sink(record)?.is_break() {
                return Ok(());
            }
        }
        // A record that was far larger than the others keeps its memory: such a batch is not used again.
        if batch.records.iter().map(|record| record.text().len()).sum::<usize>() <= 2 * BYTES {
            // The other side may have ended already.
            let _ended = give_back.send(batch.records);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::text::dialect::Dialect;
    use crate::text::encoding;

    fn records(bytes: &[u8], stop_after: usize) -> Result<Vec<(u64, String)>, Error> {
        let form = TextForm { start: encoding::sniff(bytes), dialect: Dialect::default() };
        let mut found = Vec::new();
        each(Source::Bytes(bytes), form, &Limits::default(), &mut |record| {
            found.push((record.row, record.cells().collect::<Vec<_>>().join("|")));
            Ok(if found.len() == stop_after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    /// If this fails, a large file loses records, or has them in another order than the file.
    #[test]
    fn records_come_whole_and_in_order() {
        let file: String = (1..=10_000).map(|row| format!("{row},{}\n", "x".repeat(row % 700))).collect();
        let found = records(file.as_bytes(), usize::MAX).unwrap();
        assert_eq!(found.len(), 10_000);
        for (index, (row, text)) in found.iter().enumerate() {
            let expected = format!("{}|{}", index + 1, "x".repeat((index + 1) % 700));
            assert_eq!((*row, text.as_str()), (index as u64 + 1, expected.as_str()));
        }
        assert!(records(b"", usize::MAX).unwrap().is_empty());
    }

    /// If this fails, a reader that has seen enough waits for ever.
    #[test]
    fn a_receiver_may_stop_or_fail() {
        let file = b"a,b\n".repeat(100_000);
        assert_eq!(records(&file, 3).unwrap().len(), 3);
        let form = TextForm { start: encoding::sniff(&file), dialect: Dialect::default() };
        let failed = each(Source::Bytes(&file), form, &Limits::default(), &mut |_| Err(Error::Sink("full".into())));
        assert!(matches!(failed, Err(Error::Sink(_))));
    }
}
