//! The command line: arguments are parsed once, then a command runs.
//!
//! No rule is decided here. Exit code: 0 success, 1 findings or no answer, 2 usage or other errors.
pub mod base_map;
mod bulk;
mod call;
mod card;
mod coverage;
mod export;
mod export_args;
pub mod import;
mod in_order;
mod inventory;
mod output;
mod remarks;
mod resolve;
mod resolve_args;
mod segment_card;
mod segments;
pub mod serve;
mod settings;
mod table;
mod terminal;
mod tiles;
pub mod validate;
mod wire;

use crate::config::ThresholdOptions;
use crate::world::{Published, today};
use anyhow::Context as _;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use output::Outcome;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Find the river chief (河长) responsible for a coordinate or river segment, and the reason.
#[derive(Debug, Parser)]
#[command(
    name = "riverchief",
    version = crate::release::NAMED,
    about,
    max_term_width = 110,
    arg_required_else_help = true,
    after_help = "Every option can also be set in a TOML file (--config FILE, or RIVERCHIEF_CONFIG) or in the environment: \
                  RIVERCHIEF_WORLD, RIVERCHIEF_RESOLVE_CRS, …\nExit code: 0 success, 1 findings or no answer, 2 usage or other errors."
)]
pub struct Cli {
    /// World file; default: the built-in world of Beihai.
    #[arg(long, global = true, value_name = "WORLD.gpkg")]
    pub world: Option<PathBuf>,
    /// Settings file (TOML): options by their long names, options of a command in a table with its name.
    #[arg(long, global = true, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Thresholds.
    #[command(flatten)]
    pub thresholds: ThresholdOptions,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the river chiefs responsible for a place, a segment, or every point of a file.
    Resolve(resolve_args::Args),
    /// List segments: registered ones, and derived ones for stretches without a registered one.
    Segments(segments::Args),
    /// Compare the seats with the plan's milestones.
    Coverage(coverage::Args),
    /// Print the graded inventory (名录).
    Inventory(inventory::Args),
    /// Check a world and print the findings.
    Validate(validate::Args),
    /// Import sources into a world file by a mapping, or draft the mapping.
    Import(import::ImportArgs),
    /// Serve a world over HTTP.
    Serve(Box<serve::Args>),
    /// Write all vector tiles of a day to one file, .pmtiles or .mbtiles.
    Tiles(tiles::Args),
    /// Export collections, in any format and CRS, with a filter; or the whole world.
    Export(Box<export::Args>),
}

/// The world file and the thresholds.
#[derive(Clone, Debug)]
pub struct Source {
    /// `None`: the default world.
    pub world: Option<PathBuf>,
    /// The thresholds.
    pub thresholds: ThresholdOptions,
}

impl Source {
    /// Opens the world.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(&self) -> anyhow::Result<Published> {
        let named = || match &self.world {
            Some(path) => format!("can't open the world {}", path.display()),
            None => "can't open the default world".to_owned(),
        };
        if let Some(folder) = self.world.as_deref().filter(|path| path.is_dir()) {
            anyhow::bail!(
                "{} is a folder; give a world file, which `riverchief import` writes",
                folder.display()
            );
        }
        crate::config::open(self.world.as_deref(), self.thresholds.into()).with_context(named)
    }

    /// Opens the world for answers; warns if records are left out of them.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open_for_answers(&self) -> anyhow::Result<Published> {
        let published = self.open()?;
        if let Some(left_out) = left_out_message(&published) {
            terminal::eprint_line(&format!("warning: {left_out}; `riverchief validate` lists them"));
        }
        Ok(published)
    }

    /// Opens the world and prepares it for a day; default: today.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn on(&self, as_of: Option<Date>) -> anyhow::Result<Opened> {
        let published = self.open_for_answers()?;
        let today = today();
        let as_of = as_of.unwrap_or(today);
        let index = published.on(as_of);
        Ok(Opened {
            published,
            as_of,
            today,
            index,
        })
    }
}

/// A message with the number of records that cannot be read, if there are any.
fn left_out_message(published: &Published) -> Option<String> {
    match published.left_out() {
        0 => None,
        1 => Some("1 record of the world cannot be read and is left out of all answers".to_owned()),
        number => Some(format!(
            "{number} records of the world cannot be read and are left out of all answers"
        )),
    }
}

/// A world prepared for a day.
#[derive(Debug)]
pub struct Opened {
    /// The edition.
    pub published: Published,
    /// The day of the answer.
    pub as_of: Date,
    /// Today.
    pub today: Date,
    /// The index of that day.
    pub index: Arc<Index>,
}

/// Runs the program and prints errors.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match run(args.into_iter().collect()) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(usage) = error.downcast_ref::<clap::Error>() {
                // Help and version are printed here too, on stdout and with code 0. Errors quote arguments, which may hold control characters.
                let words = usage.render().to_string();
                if terminal::harmless(&words) == words {
                    let _ = usage.print();
                } else {
                    terminal::eprint_line(words.trim_end());
                }
                return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
            }
            terminal::eprint_line(&format!("error: {}", causes(&error)));
            ExitCode::from(2)
        }
    }
}

fn run(args: Vec<OsString>) -> anyhow::Result<Outcome> {
    let command = settings::with_defaults(Cli::command(), &args)?;
    let unknown = settings::unknown_variables(&command);
    let cli = Cli::from_arg_matches(&command.try_get_matches_from(args)?)?;
    let source = Source {
        world: cli.world,
        thresholds: cli.thresholds,
    };
    if let (Some(unknown), false) = (&unknown, matches!(cli.command, Command::Serve(_))) {
        terminal::eprint_line(&format!("warning: {unknown}"));
    }
    match cli.command {
        Command::Resolve(args) => resolve::run(&args, &source),
        Command::Segments(args) => segments::run(&args, &source),
        Command::Coverage(args) => coverage::run(&args, &source),
        Command::Inventory(args) => inventory::run(&args, &source),
        Command::Validate(args) => validate::command(&args, source),
        // Checked here, because a settings file may set it, which clap does not take into account.
        Command::Import(args) if !args.init && args.output.is_none() => {
            anyhow::bail!("import needs --output FILE, the world file to write; or give --init to draft a mapping")
        }
        Command::Import(args) => Ok(if import::run(&args)? == ExitCode::SUCCESS {
            Outcome::Fine
        } else {
            Outcome::Findings
        }),
        Command::Serve(args) => serve::run(&args, source, unknown).map(|()| Outcome::Fine),
        Command::Tiles(args) => tiles::run(&args, source),
        Command::Export(args) => export::run(&args, &source),
    }
}

/// An error with its causes; a cause that the message before already ends with is left out.
fn causes(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if text.is_empty() {
            text = words;
        } else if !text.ends_with(&words) {
            text = format!("{text}: {words}");
        }
    }
    text
}

/// Whether the reader of the output has closed the pipe, which is not an error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}

/// Parses a date as `YYYY-MM-DD`.
fn date(text: &str) -> Result<Date, String> {
    let whole = text.len() == 10;
    let date = whole.then(|| text.parse::<Date>().ok()).flatten();
    date.ok_or_else(|| "give a valid date, as YYYY-MM-DD".to_owned())
}
