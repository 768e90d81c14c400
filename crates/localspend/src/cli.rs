//! The command line: names, arguments, help. Nothing is done here.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Where a trust's money goes: how much stays local, who pays the living wage, what national directives block and
/// what could move tomorrow.
#[derive(Debug, Parser)]
#[command(name = "localspend", version, max_term_width = 110)]
pub struct Cli {
    /// Workspace folder
    #[arg(short, long, global = true, default_value = ".", value_name = "FOLDER")]
    pub workspace: PathBuf,
    /// Only data and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More detail (twice: even more)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Form of the log on standard error
    #[arg(long, global = true, value_enum, default_value_t = LogForm::Text)]
    pub log: LogForm,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented localspend.toml and the folders of a workspace
    Init,
    /// The quarter's batch: ingest, resolve, build, check, report
    Run(ReportArgs),
    /// The whole job on the sample data, in a temporary workspace
    Demo(DemoArgs),
    /// Read ledger files and explain them; write nothing
    Check(CheckArgs),
    /// Print the cells of a file exactly as read, as CSV
    Cat(CatArgs),
    /// Load ledger files into the lake
    Ingest(IngestArgs),
    /// Work out who each supplier is
    Resolve,
    /// Join everything known to every payment, and check that it balances
    Build,
    /// Write the board pack and the list of what to fix
    Report(ReportArgs),
    /// Run SQL on the lake
    Sql(SqlArgs),
    /// Names that a person must settle: write the list, take the answers back
    #[command(subcommand)]
    Review(ReviewCommand),
    /// Where an answer comes from: who is behind a name, and why
    Explain(ExplainArgs),
    /// Match a list of names to a register, without a workspace
    Match(MatchArgs),
    /// The register of directives in plain words
    #[command(subcommand)]
    Directives(DirectivesCommand),
    /// What would be free to move if some directives were relaxed
    WhatIf(WhatIfArgs),
    /// Look after the lake
    #[command(subcommand)]
    Lake(LakeCommand),
    /// Answer SQL over the network, as Postgres does
    Serve(ServeArgs),
}

/// Arguments of `run` and `report`.
#[derive(Debug, Clone, Default, Args)]
pub struct ReportArgs {
    /// Quarter to report, as `2025-26 Q1` or 2025-26-q1 [default: the latest]
    #[arg(long)]
    pub quarter: Option<String>,
    /// Area to report: care system or region code [default: every care system in the lake]
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,
    /// Where to write [default: out/ in the workspace]
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Keep the workspace here [default: a new folder in the system's temporary folder]
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Ledger files or folders
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// List every rejected or flagged record instead
    #[arg(long, value_name = "FORM")]
    pub issues: Option<IssuesForm>,
    /// Keep how each folder's files are read in decisions/mappings/, to be corrected; the next check and ingest use it
    #[arg(long)]
    pub save: bool,
}

/// Form of the list of issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IssuesForm {
    /// RFC 4180: file, sheet, row, column, value, reason, hint
    Csv,
}

/// Arguments of `cat`.
#[derive(Debug, Args)]
pub struct CatArgs {
    /// The file
    pub file: PathBuf,
    /// Sheet of a workbook, file in an archive, or further table of a text file (`table 2`)
    #[arg(long)]
    pub sheet: Option<String>,
    /// Every record, also what stands around the table
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `ingest`.
#[derive(Debug, Args)]
pub struct IngestArgs {
    /// Files or folders [default: all of ledgers/ and what localspend.toml names]
    pub files: Vec<PathBuf>,
    /// Organisation whose files these are
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    /// Month they cover, as 2025-09
    #[arg(long, value_name = "MONTH")]
    pub period: Option<String>,
}

/// Form of a query's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SqlFormat {
    /// For reading
    Table,
    /// RFC 4180
    Csv,
    /// One JSON array
    Json,
    /// One JSON object a line
    Ndjson,
    /// Markdown table
    Markdown,
    /// Parquet; needs -o
    Parquet,
}

/// Arguments of `sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The query [default: standard input; on a terminal: a prompt]
    pub query: Option<String>,
    /// Read the query from a file
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    pub file: Option<PathBuf>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = SqlFormat::Table)]
    pub format: SqlFormat,
    /// Write the answer to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Value of `$name` in the query; bound as a value, never as text
    #[arg(short = 'P', value_name = "NAME=VALUE", value_parser = crate::commands::parameter)]
    pub parameters: Vec<(String, String)>,
    /// The lake as a run left it, or as it was at a time (2025-10-31, 2025-10-31T17:00:00Z)
    #[arg(long, value_name = "RUN|TIME")]
    pub as_of: Option<String>,
}

/// Rows of a what-if.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhatIfBy {
    /// The area and each organisation
    Organisation,
    /// The same by category
    Category,
}

/// Arguments of `what-if`.
#[derive(Debug, Args)]
pub struct WhatIfArgs {
    /// Directives to think away, by id or id@version
    #[arg(long, required = true, value_delimiter = ',', value_name = "ID[,ID]")]
    pub relax: Vec<String>,
    /// Share of its revenue by which a local supplier could grow [default: 0.25 at the low end, 1 at the high end]
    #[arg(long, value_name = "SHARE")]
    pub growth_cap: Option<f64>,
    /// Quarter, as `2025-26 Q1` or 2025-26-q1 [default: the latest]
    #[arg(long)]
    pub quarter: Option<String>,
    /// Care system or region [default: every care system in the lake]
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,
    /// What a row is
    #[arg(long, value_enum, default_value_t = WhatIfBy::Organisation)]
    pub by: WhatIfBy,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = SqlFormat::Table)]
    pub format: SqlFormat,
    /// Write the answer to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to speak the Postgres protocol, or `off`
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:5433", value_parser = place)]
    pub pg: Place,
    /// Where to show the packs and a page to ask, or `off`
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8433", value_parser = place)]
    pub http: Place,
    /// Role of whoever connects from this machine without a password: analyst or board
    #[arg(long, value_name = "ROLE")]
    pub trust: Option<String>,
    /// Read a password from standard input and print its verifier for localspend.toml; serve nothing
    #[arg(long)]
    pub verifier: bool,
}

/// An address to listen on, or none.
pub type Place = std::result::Result<SocketAddr, Off>;

/// Not served.
#[derive(Debug, Clone, Copy)]
pub struct Off;

fn place(text: &str) -> std::result::Result<Place, String> {
    if text == "off" {
        return Ok(Err(Off));
    }
    text.parse().map(Ok).map_err(|_| "write an address and a port, such as 127.0.0.1:8433, or off".to_owned())
}

/// Commands of `review`.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Write the names in doubt, the largest sums first, with the best candidate of each
    Export {
        /// Where to write
        #[arg(short, long, value_name = "FILE", default_value = "review.csv")]
        output: PathBuf,
    },
    /// Check the answers and keep them in decisions/suppliers.csv; the next run uses them
    Import {
        /// The list, with answers
        file: PathBuf,
        /// Who answered, where the list does not say
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A supplier name, as a ledger has it or as it might be written: who is behind it, and why
    #[arg(long, value_name = "NAME", group = "what")]
    pub supplier: Option<String>,
    /// A figure: the lines that it is the sum of, as `verdicts.amount`
    #[arg(long, value_name = "METRIC.COLUMN", group = "what")]
    pub figure: Option<String>,
    /// A ledger file: one of its lines (with --row), its cells as read and every decision about it
    #[arg(long, value_name = "FILE", group = "what", requires = "row")]
    pub line: Option<String>,
    /// Row of the line, as the file or sheet counts
    #[arg(long, value_name = "NUMBER", requires = "line")]
    pub row: Option<i64>,
    /// Sheet of the line, where the file has several
    #[arg(long, value_name = "SHEET", requires = "line")]
    pub sheet: Option<String>,
    /// Organisation of the figure [default: the whole area]
    #[arg(long, value_name = "CODE", requires = "figure")]
    pub org: Option<String>,
    /// Area of the figure [default: every care system in the lake]
    #[arg(long, value_name = "CODE", requires = "figure")]
    pub area: Option<String>,
    /// Quarter of the figure, as `2025-26 Q1` or 2025-26-q1 [default: the latest]
    #[arg(long, requires = "figure")]
    pub quarter: Option<String>,
    /// Which row of the metric, as verdict=blocked
    #[arg(long = "of", value_name = "COLUMN=VALUE", requires = "figure")]
    pub of: Vec<String>,
    /// Form of the lines
    #[arg(long, value_enum, default_value_t = SqlFormat::Table)]
    pub format: SqlFormat,
    /// Write the lines to a file
    #[arg(short, long, value_name = "FILE", requires = "figure")]
    pub output: Option<PathBuf>,
}

/// Arguments of `match`.
#[derive(Debug, Args)]
pub struct MatchArgs {
    /// CSV with a column name, and any of id, postcode, company_number, vat_number
    pub names: PathBuf,
    /// CSV with the columns register_id and name, and any of postcode, company_number, charity_number, vat_number, ods_code;
    /// an id may have several names
    #[arg(long, value_name = "FILE")]
    pub register: PathBuf,
    /// Write the answers to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Commands of `directives`.
#[derive(Debug, Subcommand)]
pub enum DirectivesCommand {
    /// One line for each directive
    List,
    /// One directive in plain words
    Show {
        /// Its id
        id: String,
    },
    /// Check the register, this workspace's own files included
    Check,
}

/// Commands of `lake`.
#[derive(Debug, Subcommand)]
pub enum LakeCommand {
    /// Versions of the tables, and the runs that made them
    History,
    /// Check that every file of the lake is there and whole, and that the chain of runs is unbroken
    Verify,
    /// Bring the lake back to how a run left it
    Restore {
        /// The run
        run: String,
    },
    /// Delete files that no version of the last days needs
    Vacuum {
        /// Days to keep, at least 7
        #[arg(long, default_value_t = 30)]
        days: u32,
    },
    /// Join small files
    Optimize,
}
