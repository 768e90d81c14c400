//! How many distinct names a second one core matches: against a register as it is, and against one of millions of names,
//! made by recombining its words. Prints what it measured; `benches/README.md` has the commands.
#![expect(clippy::print_stdout, reason = "a command of one file prints")]

use std::time::Instant;

use localspend_model::codes::MatchStatus;
use localspend_model::settings::Method;
use localspend_suppliers::candidates::Scratch;
use localspend_suppliers::dataset::Dataset;
use localspend_suppliers::matcher::Matcher;
use localspend_suppliers::register::Body;
use localspend_suppliers::{NameEvidence, RegisterSet, matching};

/// The program's own.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `cargo bench` adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(folder) = arguments.next() else {
        println!("SKIPPED: name the folder with queries.csv, truth.csv and register.csv, and how many names to make");
        return Ok(());
    };
    let made: usize = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let Dataset { labelled, register } = Dataset::read(&folder)?;
    let mut names: Vec<NameEvidence> =
        labelled.into_iter().map(|one| NameEvidence { name: one.name, ..NameEvidence::default() }).collect();
    names.sort_by(|a, b| a.name.cmp(&b.name));
    names.dedup_by(|a, b| a.name == b.name);
    measure("register as it is", &Dataset::register_set(&register), &names)?;
    if made > 0 {
        measure("register with recombined names", &recombined(&register, made), &names)?;
    }
    Ok(())
}

/// Builds the index, matches every name on one core, prints the times.
fn measure(what: &str, set: &RegisterSet, names: &[NameEvidence]) -> Result<(), Box<dyn std::error::Error>> {
    let (start, busy) = (Instant::now(), busy_seconds());
    let matcher = Matcher::new(set)?;
    let (built, built_busy) = (start.elapsed(), busy_seconds() - busy);
    let (method, mut scratch) = (Method::default(), Scratch::default());
    let (start, busy) = (Instant::now(), busy_seconds());
    let answers = names.iter().map(|name| matching::answer(&matcher, name, &method, &mut scratch));
    let auto = answers.filter(|answer| answer.status == MatchStatus::Auto).count();
    let (spent, spent_busy) = (start.elapsed(), busy_seconds() - busy);
    println!(
        "{what}: {} names; index in {:.1} s ({built_busy:.1} s of the core)\n  {} distinct names in {:.1} s ({spent_busy:.1} s of the core), \
         {:.0} for each second of the core; {auto} accepted; peak memory {}",
        set.names(),
        built.as_secs_f64(),
        names.len(),
        spent.as_secs_f64(),
        names.len() as f64 / spent_busy,
        peak_memory(),
    );
    Ok(())
}

/// The register and `made` names of two to five of its words, rare ones more often, with a legal form.
fn recombined(register: &[(String, String)], made: usize) -> RegisterSet {
    let mut set = Dataset::register_set(register);
    let words: Vec<&str> = register.iter().flat_map(|(_, name)| name.split(' ')).filter(|word| word.len() > 2).collect();
    let forms = ["LIMITED", "LIMITED", "LIMITED", "LTD", "LLP", "CIC", "PLC"];
    let mut state = 20_250_401u64;
    let mut roll = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut name = String::new();
    for at in 0..made {
        name.clear();
        for _ in 0..2 + roll(4) {
            name.push_str(words.get(roll(words.len())).copied().unwrap_or(""));
            name.push(' ');
        }
        name.push_str(forms.get(roll(forms.len())).copied().unwrap_or(""));
        set.add(&Body { id: &format!("M:{at}"), name: &name, active: true, ..Body::default() });
    }
    set
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
