//! Writes one stream of rows into several data files at a time, a row group to each by turns: encoding is more work than most
//! queries, and one file would keep one core at it. A table that fits into one row group is one file.

use std::num::NonZero;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use deltalake_core::kernel::Add;
use localspend_model::tables::Table;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{JoinError, JoinHandle};

use crate::Result;
use crate::lake::Lake;
use crate::write::{FileWriter, ROW_GROUP_ROWS};

/// Files written at a time at most: each holds a row group in memory.
const MOST_FILES: usize = 4;
/// Batches that may wait for a file: about a row group, so that the next turn's rows are computed meanwhile.
const WAITING: usize = 16;

/// What the writer of a file is told.
enum Order {
    Write(RecordBatch),
    GiveUp,
}

/// The writer of a file, in a task of its own.
struct Writing {
    orders: Sender<Order>,
    files: JoinHandle<Result<Vec<Add>>>,
}

/// Several files of one table being written.
pub(crate) struct Abreast<'a> {
    lake: &'a Lake,
    table: &'a Table,
    schema: SchemaRef,
    writers: Vec<Writing>,
    most: usize,
    rows: usize,
}

impl<'a> Abreast<'a> {
    /// Files for rows of `schema`; the first is opened with the first row.
    pub(crate) fn new(lake: &'a Lake, table: &'a Table, schema: SchemaRef) -> Abreast<'a> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Abreast { lake, table, schema, writers: Vec::new(), most: cores.min(MOST_FILES), rows: 0 }
    }

    /// Hands rows to the file whose turn it is. The rows of an earlier turn may fail later, at the end at the latest.
    pub(crate) async fn write(&mut self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let turn = self.rows / ROW_GROUP_ROWS % self.most;
        self.rows += batch.num_rows();
        if turn == self.writers.len() {
            let writer = FileWriter::new(self.lake, self.table, self.schema.clone(), "")?;
            let (orders, told) = channel(WAITING);
            self.writers.push(Writing { orders, files: tokio::spawn(write(writer, told)) });
        }
        if self.writers[turn].orders.send(Order::Write(batch)).await.is_err() {
            // A task that takes no more rows has failed: its files are its error.
            let failed = self.writers.swap_remove(turn);
            ended(failed.files.await)?;
        }
        Ok(())
    }

    /// Ends the files and returns them. When one fails, the others are given up.
    pub(crate) async fn close(self) -> Result<Vec<Add>> {
        let tasks: Vec<_> = self.writers.into_iter().map(|writing| writing.files).collect();
        let mut files = Vec::new();
        for task in tasks {
            files.extend(ended(task.await)?);
        }
        Ok(files)
    }

    /// Gives the files up. What was uploaded is seen by nobody and goes with the next vacuum.
    pub(crate) async fn abort(self) -> Result<()> {
        let mut given_up = Ok(());
        for Writing { orders, files } in self.writers {
            // Who takes no more orders has failed and written nothing that is seen.
            let _gone = orders.send(Order::GiveUp).await;
            given_up = ended(files.await).map(|_none| ()).and(given_up);
        }
        given_up
    }
}

/// Writes what it is told to, until nobody tells any more.
async fn write(mut writer: FileWriter, mut told: Receiver<Order>) -> Result<Vec<Add>> {
    while let Some(order) = told.recv().await {
        match order {
            Order::Write(batch) => writer.write(&batch).await?,
            Order::GiveUp => return writer.abort().await.map(|()| Vec::new()),
        }
    }
    writer.close().await
}

/// What a task gave; its panic goes on here.
fn ended(task: std::result::Result<Result<Vec<Add>>, JoinError>) -> Result<Vec<Add>> {
    match task {
        Ok(files) => files,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
