//! Rows collected in a workbook, which is sent when it is complete.
use super::outlet::Outlet;
use crate::export::AnswerBook;
use axum::body::Bytes;
use riverchief_rows::bulk::rows::SheetCell;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Read as _};
use tokio::task::spawn_blocking;

/// Bytes that are passed on at a time.
const PART_BYTES: usize = 64 << 10;

/// Adds rows.
///
/// # Errors
/// The disk is full, or a text is too long for a cell.
pub async fn added(mut book: AnswerBook, rows: Vec<Vec<SheetCell>>) -> io::Result<AnswerBook> {
    let added = spawn_blocking(move || {
        rows.iter().try_for_each(|row| book.add(row))?;
        Ok(book)
    });
    added.await.map_err(io::Error::other)?
}

/// Completes the workbook with a sheet of `members` and sends it as fast as the client reads.
///
/// # Errors
/// The disk is full, or the client has disconnected.
pub async fn handed_on(book: AnswerBook, members: Map<String, Value>, outlet: &mut Outlet) -> io::Result<()> {
    let saved = spawn_blocking(move || book.finish(&members));
    let mut file = saved.await.map_err(io::Error::other)??;
    loop {
        let (chunk, rest) = spawn_blocking(move || part(file)).await.map_err(io::Error::other)??;
        if chunk.is_empty() {
            return Ok(());
        }
        file = rest;
        outlet.push(chunk).await?;
        // The workbook is in its own file, so the outlet needs no second one.
        outlet.finish().await?;
    }
}

fn part(mut file: File) -> io::Result<(Bytes, File)> {
    let mut bytes = Vec::with_capacity(PART_BYTES);
    (&mut file).take(PART_BYTES as u64).read_to_end(&mut bytes)?;
    Ok((bytes.into(), file))
}
