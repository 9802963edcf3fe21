//! The command line: raw arguments are resolved once, then a command runs.
//!
//! Wiring alone: no rule is decided here. Exit code 0 is fine, 1 findings or no answer, 2 usage.
pub mod base_map;
mod bulk;
mod call;
mod card;
mod coverage;
mod export;
mod export_args;
pub mod import;
mod inventory;
mod output;
mod remarks;
mod resolve;
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

/// Which river chief (河长) answers for any coordinate or river segment, and why.
#[derive(Debug, Parser)]
#[command(
    name = "riverchief",
    version = crate::release::NAMED,
    about,
    max_term_width = 110,
    arg_required_else_help = true,
    after_help = "Every option can also stand in a TOML file (--config FILE, or RIVERCHIEF_CONFIG) or in the environment: \
                  RIVERCHIEF_WORLD, RIVERCHIEF_RESOLVE_CRS, …\nExit code: 0 fine, 1 findings or no answer, 2 usage."
)]
pub struct Cli {
    /// World file to ask; without one, the default world.
    #[arg(long, global = true, value_name = "WORLD.gpkg")]
    pub world: Option<PathBuf>,
    /// Settings file: options by their long name, those of a command in a table of its name.
    #[arg(long, global = true, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Thresholds.
    #[command(flatten)]
    pub thresholds: ThresholdOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say who answers for a place, a segment, or every point of a file.
    Resolve(resolve::Args),
    /// List registered segments, and derived ones where none is registered.
    Segments(segments::Args),
    /// Compare the seats with the plan's milestones.
    Coverage(coverage::Args),
    /// Print the graded inventory (名录).
    Inventory(inventory::Args),
    /// Check a world and print what is wrong with it.
    Validate(validate::Args),
    /// Bring sources into one world file by a mapping, or draft the mapping.
    Import(import::ImportArgs),
    /// Serve a world over HTTP.
    Serve(Box<serve::Args>),
    /// Write all tiles of a day into one file, .pmtiles or .mbtiles.
    Tiles(tiles::Args),
    /// Take collections away: in any format, any CRS, filtered; or the whole world.
    Export(Box<export::Args>),
}

/// The world that options name, and the thresholds that go with it.
#[derive(Clone, Debug)]
pub struct Source {
    /// `None`: the default world.
    pub world: Option<PathBuf>,
    /// Thresholds in force.
    pub thresholds: ThresholdOptions,
}

impl Source {
    /// Opens the world.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn open(&self) -> anyhow::Result<Published> {
        let named = || match &self.world {
            Some(path) => format!("can't open the world {}", path.display()),
            None => "can't open the default world".to_owned(),
        };
        if let Some(folder) = self.world.as_deref().filter(|path| path.is_dir()) {
            anyhow::bail!(
                "{} is a folder; give a world file, as `riverchief import` writes it",
                folder.display()
            );
        }
        crate::config::open(self.world.as_deref(), self.thresholds.into()).with_context(named)
    }

    /// Opens the world for answers from it: a warning says how many of its records are in none.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn open_for_answers(&self) -> anyhow::Result<Published> {
        let published = self.open()?;
        if let Some(left_out) = said_of_left_out(&published) {
            terminal::eprint_line(&format!("warning: {left_out}; `riverchief validate` tells why"));
        }
        Ok(published)
    }

    /// Opens the world and prepares it for a day, today without one.
    ///
    /// # Errors
    /// The file can't be read.
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

/// How many records can't be read, where some can't.
fn said_of_left_out(published: &Published) -> Option<String> {
    match published.left_out() {
        0 => None,
        1 => Some("1 record of the world can't be read and is in no answer".to_owned()),
        number => Some(format!(
            "{number} records of the world can't be read and are in no answer"
        )),
    }
}

/// A world prepared for a day.
#[derive(Debug)]
pub struct Opened {
    /// The edition.
    pub published: Published,
    /// The day asked for.
    pub as_of: Date,
    /// The day on which it is asked.
    pub today: Date,
    /// The law of that day.
    pub index: Arc<Index>,
}

/// Runs the program; errors are printed, with what to do.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match run(args.into_iter().collect()) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(usage) = error.downcast_ref::<clap::Error>() {
                // Help and version come this way too, on stdout and with code 0. What was typed stands in errors.
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
    let strange = settings::strange(&command);
    let cli = Cli::from_arg_matches(&command.try_get_matches_from(args)?)?;
    let source = Source {
        world: cli.world,
        thresholds: cli.thresholds,
    };
    if let (Some(strange), false) = (&strange, matches!(cli.command, Command::Serve(_))) {
        terminal::eprint_line(&format!("warning: {strange}"));
    }
    match cli.command {
        Command::Resolve(args) => resolve::run(&args, &source),
        Command::Segments(args) => segments::run(&args, &source),
        Command::Coverage(args) => coverage::run(&args, &source),
        Command::Inventory(args) => inventory::run(&args, &source),
        Command::Validate(args) => validate::command(&args, source),
        // Asked for here: a settings file may name it too, which clap's own requirement doesn't see.
        Command::Import(args) if !args.init && args.output.is_none() => {
            anyhow::bail!(
                "import needs --output FILE, the world file to write; with --init it drafts a mapping instead"
            )
        }
        Command::Import(args) => Ok(if import::run(&args)? == ExitCode::SUCCESS {
            Outcome::Fine
        } else {
            Outcome::Findings
        }),
        Command::Serve(args) => serve::run(&args, source, strange).map(|()| Outcome::Fine),
        Command::Tiles(args) => tiles::run(&args, source),
        Command::Export(args) => export::run(&args, &source),
    }
}

/// An error with its causes; a cause that the words before already tell isn't told twice.
fn causes(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if told.is_empty() {
            told = words;
        } else if !told.ends_with(&words) {
            told = format!("{told}: {words}");
        }
    }
    told
}

/// The reader of our output has gone away: nothing is wrong.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}

/// A date as `YYYY-MM-DD`.
fn date(text: &str) -> Result<Date, String> {
    let whole = text.len() == 10;
    let date = whole.then(|| text.parse::<Date>().ok()).flatten();
    date.ok_or_else(|| "give a date that exists, as YYYY-MM-DD".to_owned())
}
