//! Prints the cells of files as CSV, without the rest of the program: `cat [--all] OUT FILE...` writes each into the folder
//! OUT, its tables or every record of it.
#![expect(clippy::print_stderr, reason = "a command of one file prints")]

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use localspend_ledger::{Limits, Show, Source, write_csv};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let show = if arguments.next_if_eq("--all").is_some() { Show::Everything } else { Show::Table };
    let folder = arguments.next().ok_or("hint: name the folder to write to, then the files")?;
    for path in arguments {
        let path = Path::new(&path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut out = BufWriter::new(File::create(Path::new(&folder).join(&*name))?);
        match write_csv(Source::Path(path), &name, &Limits::default(), (show, None), &mut out) {
            Ok(asides) => asides.iter().for_each(|aside| eprintln!("{name} row {}: {}", aside.row, aside.what)),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
    Ok(())
}
