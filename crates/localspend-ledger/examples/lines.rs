//! Reads files to the lake's lines and throws these away: how fast the reading alone is.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use std::path::Path;
use std::time::Instant;

use localspend_ledger::{Attribution, Hints, Limits, Source, inspect, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let path = Path::new(&path);
        let hints = Hints { file_name: path.file_name().unwrap_or_default().to_string_lossy().into(), ..Hints::default() };
        let started = Instant::now();
        let seen = inspect(Source::Path(path), &hints, &Limits::default())?;
        let inspected = started.elapsed();
        let attribution =
            Attribution { file_id: "0".repeat(64), org_code: None, period: seen.period.best().map(|(period, _)| period) };
        let mut lines = 0;
        read(Source::Path(path), &hints, &seen, &attribution, &Limits::default(), &mut |batch| {
            lines += batch.num_rows();
            Ok(())
        })?;
        let (all, each) = (started.elapsed(), started.elapsed().as_secs_f64() * 1e6 / lines.max(1) as f64);
        println!("{}: {lines} lines, inspected in {inspected:.2?}, read after {all:.2?}: {each:.2} us a line", path.display());
    }
    Ok(())
}
