//! How long registers of full size take to load, and in how much memory: a company register and a postcode directory are
//! made up in their published layouts, zipped as they are published, and loaded batch by batch. `benches/README.md` has the
//! commands. Storing the batches is the lake's work and is not measured here.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use localspend_registers::{RegisterFile, load_each};
use zip::write::SimpleFileOptions;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some((first, rest)) = arguments.split_first()
        && first == "load"
    {
        for path in rest {
            measure(Path::new(path))?;
        }
        return Ok(());
    }
    let count = |index: usize| arguments.get(index).map_or(Ok(0), |text| text.parse::<u64>());
    let (companies, postcodes) = (count(0)?, count(1)?);
    if companies == 0 && postcodes == 0 {
        println!("SKIPPED: say how many companies and how many postcodes to make up, or `load` and the files to load");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    if companies > 0 {
        measure(&write_zip(folder.path(), "BasicCompanyDataAsOneFile-2025-09-01", |out| write_companies(out, companies))?)?;
    }
    if postcodes > 0 {
        measure(&write_zip(folder.path(), "ONSPD_AUG_2025_UK", |out| write_postcodes(out, postcodes))?)?;
    }
    Ok(())
}

/// Loads one file and prints what that took; the batches are counted and let go.
fn measure(path: &Path) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let packed = std::fs::metadata(path)?.len();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let (start, busy) = (Instant::now(), busy_seconds());
    let report = load_each(&[RegisterFile { name: name.clone(), path: path.to_owned() }], &mut |table, batch| {
        *rows.entry(table.name).or_default() += batch.num_rows();
        Ok(())
    })?;
    println!(
        "{name}: {} MB, {:.1} s ({:.1} s of the core), peak memory {}, rows {rows:?}",
        packed >> 20,
        start.elapsed().as_secs_f64(),
        busy_seconds() - busy,
        peak_memory()
    );
    for file in report.files {
        println!("  {}: {} rows, {} loaded, {} skipped {:?}", file.layout, file.rows, file.loaded, file.skipped, file.problem);
    }
    Ok(())
}

fn write_zip(folder: &Path, name: &str, rows: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<PathBuf, Failure> {
    let path = folder.join(format!("{name}.zip"));
    let mut archive = zip::ZipWriter::new(BufWriter::new(File::create(&path)?));
    archive.start_file(format!("{name}.csv"), SimpleFileOptions::default().compression_level(Some(1)).large_file(true))?;
    {
        let mut out = BufWriter::with_capacity(1 << 20, &mut archive);
        rows(&mut out)?;
        out.flush()?;
    }
    archive.finish()?;
    Ok(path)
}

/// A generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }

    fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts.get(self.roll(texts.len())).copied().unwrap_or_default()
    }
}

const COMPANY_HEADER: &str = "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, RegAddress.AddressLine2,\
RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,CompanyStatus,CountryOfOrigin,\
DissolutionDate,IncorporationDate,Accounts.AccountRefDay,Accounts.AccountRefMonth,Accounts.NextDueDate,Accounts.LastMadeUpDate,\
Accounts.AccountCategory,Returns.NextDueDate,Returns.LastMadeUpDate,Mortgages.NumMortCharges,Mortgages.NumMortOutstanding,\
Mortgages.NumMortPartSatisfied,Mortgages.NumMortSatisfied,SICCode.SicText_1,SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,\
LimitedPartnerships.NumGenPartners,LimitedPartnerships.NumLimPartners,URI";

fn write_companies(out: &mut dyn Write, rows: u64) -> std::io::Result<()> {
    write!(out, "{COMPANY_HEADER}")?;
    for former in 1..=10 {
        write!(out, ",PreviousName_{former}.CONDATE, PreviousName_{former}.CompanyName")?;
    }
    writeln!(out, ",ConfStmtNextDueDate, ConfStmtLastMadeUpDate")?;
    let words = ["MARSH", "FEN", "MOOR", "HARBOUR", "ELM", "QUARRY", "LANTERN", "WILLOW", "COPPER", "SEDGE", "KESTREL", "TIDE"];
    let trades = ["CLEANING", "HOLDINGS", "CONSULTING", "TRADING", "PROPERTIES", "CARE", "ENGINEERING", "FOODS", "DIGITAL"];
    let accounts = ["MICRO ENTITY", "TOTAL EXEMPTION FULL", "NO ACCOUNTS FILED", "DORMANT", "FULL", "UNAUDITED ABRIDGED"];
    let industries = [
        "81210 - General cleaning of buildings",
        "70229 - Management consultancy activities other than financial management",
        "41100 - Development of building projects",
        "86900 - Other human health activities",
        "None Supplied",
    ];
    let mut dice = Dice(1);
    for row in 1..=rows {
        let name = format!("{} {} {} {row} LIMITED", dice.pick(&words), dice.pick(&words), dice.pick(&trades));
        let (house, street, postcode) = (dice.roll(200), dice.pick(&words), made_postcode(row));
        write!(
            out,
            "\"{name}\",\"{row:08}\",\"\",\"\",\"{house} {street} STREET\",\"\",\"MARSHTOWN\",\"FENSHIRE\",\"UNITED KINGDOM\",\"{postcode}\",\
             \"Private Limited Company\",\"Active\",\"United Kingdom\",\"\",\"{:02}/{:02}/20{:02}\",\"31\",\"3\",\"31/12/2026\",\"31/03/2025\",\
             \"{}\",\"\",\"\",\"0\",\"0\",\"0\",\"0\",\"{}\",\"\",\"\",\"\",\"0\",\"0\",\"http://business.data.gov.uk/id/company/{row:08}\"",
            1 + dice.roll(28),
            1 + dice.roll(12),
            dice.roll(26),
            dice.pick(&accounts),
            dice.pick(&industries),
        )?;
        // About one company in eight had another name before.
        let former = dice.roll(8) == 0;
        for index in 0..10 {
            if former && index == 0 {
                write!(out, ",\"01/02/2019\",\"{} {} LIMITED\"", dice.pick(&words), dice.pick(&trades))?;
            } else {
                write!(out, ",\"\",\"\"")?;
            }
        }
        writeln!(out, ",\"14/07/2026\",\"30/06/2025\"")?;
    }
    Ok(())
}

fn write_postcodes(out: &mut dyn Write, rows: u64) -> std::io::Result<()> {
    writeln!(
        out,
        "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,rgn,streg,\
         pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,wz11,sicbl,bua24,ru11ind,\
         oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21"
    )?;
    let mut dice = Dice(2);
    for row in 0..rows {
        let postcode = made_postcode(row);
        let compact = postcode.replace(' ', "");
        // Two postcodes in five are no longer in use.
        let terminated = if dice.roll(5) < 2 { "200306" } else { "" };
        let (lad, lsoa, latitude, longitude) = (dice.roll(330), dice.roll(33_000), dice.roll(500_000), dice.roll(500_000));
        writeln!(
            out,
            "\"{compact}\",\"{compact}\",\"{postcode}\",\"198001\",\"{terminated}\",\"E99999999\",\"E99999999\",\"E06{lad:06}\",\"E05{lad:06}\",\"E43{lad:06}\",\
             \"0\",\"0385386\",\"0801193\",\"1\",\"E18000002\",\"E40000003\",\"E92000001\",\"E12000002\",\"E99999999\",\"E14{lad:06}\",\"E15000002\",\"E24000002\",\
             \"E30{lad:06}\",\"E16000002\",\"E05{lad:06}\",\"99AA01\",\"E00{lsoa:06}\",\"01C30\",\"E65000001\",\"E01{lsoa:06}\",\"E02{lad:06}\",\"6\",\"3C2\",\"E00{lsoa:06}\",\
             \"E01{lsoa:06}\",\"E02{lad:06}\",\"E33{lad:06}\",\"E38{lad:06}\",\"E63{lad:06}\",\"C1\",\"1C3\",51.{latitude:06},-1.{longitude:06},\"E37000001\",\"\",\"E23000001\",\
             {lsoa},\"E56000001\",\"E540000{:02}\",\"E00{lsoa:06}\",\"E01{lsoa:06}\",\"E02{lad:06}\"",
            lad % 42,
        )?;
    }
    Ok(())
}

/// The postcode of that number, each number another: letters that the second half may have, in every place.
fn made_postcode(number: u64) -> String {
    const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
    let letter = |place: u64| LETTERS.get((place % 20) as usize).copied().map_or('A', char::from);
    let (inward, outward) = (number % 4_000, number / 4_000);
    let area = outward / 99;
    let district = 1 + outward % 99;
    format!("{}{}{district} {}{}{}", letter(area / 20), letter(area), inward / 400, letter(inward / 20), letter(inward))
}

/// Most memory that the process held so far, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown".to_owned(), |line| line.trim().to_owned())
}

/// Seconds that the core was busy for this thread, so that other work on the machine does not count; the clock's seconds
/// where the system does not tell.
fn busy_seconds() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
