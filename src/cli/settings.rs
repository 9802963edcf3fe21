//! Options from a TOML file and from the environment, as defaults of the command line's own.
//!
//! The order of precedence is command line, environment, file, built-in default.
use anyhow::{Context as _, bail};
use clap::{ArgAction, Command};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The command with every long option readable from `RIVERCHIEF_…`, and with the defaults of the settings file.
///
/// # Errors
/// The file can't be read, is no TOML, or names an option that doesn't exist.
pub(super) fn with_defaults(command: Command, args: &[OsString]) -> anyhow::Result<Command> {
    let settings = match path(args) {
        Some(path) => read(&path)?,
        None => Table::new(),
    };
    check(&command, &settings)?;
    let subcommands: Vec<String> = command.get_subcommands().map(|s| s.get_name().to_owned()).collect();
    let mut command = filled(command, "RIVERCHIEF", &settings);
    for name in subcommands {
        let prefix = format!("RIVERCHIEF_{}", shouted(&name));
        let own = settings
            .get(&name)
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default();
        command = command.mut_subcommand(name, |s| filled(s, &prefix, &own));
    }
    Ok(command)
}

/// The settings file that the arguments or the environment name.
fn path(args: &[OsString]) -> Option<PathBuf> {
    let mut rest = args.iter().skip(1);
    while let Some(arg) = rest.next() {
        if arg == "--" {
            break;
        }
        if arg == "--config" {
            return rest.next().map(PathBuf::from);
        }
        if let Some(value) = arg.to_str().and_then(|a| a.strip_prefix("--config=")) {
            return Some(PathBuf::from(value));
        }
    }
    std::env::var_os("RIVERCHIEF_CONFIG")
        .filter(|v| !v.is_empty())
        .map(PathBuf::from)
}

fn read(path: &Path) -> anyhow::Result<Table> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("can't read the settings file {}", path.display()))?;
    text.parse::<Table>()
        .with_context(|| format!("{} is not TOML", path.display()))
}

/// Refuses keys that no option has, so that a slip of the pen is not passed over.
fn check(command: &Command, settings: &Table) -> anyhow::Result<()> {
    let known = |command: &Command, key: &str| {
        command
            .get_arguments()
            .any(|a| a.get_long().is_some_and(|long| long == key.replace('_', "-")))
    };
    for (key, value) in settings {
        if let Some(subcommand) = command.find_subcommand(key).filter(|_| value.is_table()) {
            for inner in value.as_table().into_iter().flat_map(Table::keys) {
                if !known(subcommand, inner) {
                    bail!("settings file: [{key}] has no option `{inner}`; see riverchief {key} --help");
                }
            }
        } else if !known(command, key) {
            bail!("settings file: no option or command `{key}`; see riverchief --help");
        }
    }
    Ok(())
}

fn filled(command: Command, prefix: &str, settings: &Table) -> Command {
    command.mut_args(|arg| {
        let Some(long) = arg.get_long().map(str::to_owned) else {
            return arg;
        };
        if matches!(
            arg.get_action(),
            ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
        ) {
            return arg;
        }
        let arg = if arg.get_env().is_none() {
            // clap wants names that live as long as the program; this runs once.
            let name: &'static OsStr =
                Box::leak(OsString::from(format!("{prefix}_{}", shouted(&long))).into_boxed_os_str());
            arg.env(name).hide_env(true)
        } else {
            arg
        };
        let key = long.replace('-', "_");
        let found = settings.get(&key).or_else(|| settings.get(&long));
        match found.and_then(plain) {
            Some(value) => {
                let value: &'static str = Box::leak(value.into_boxed_str());
                arg.default_value(value)
            }
            None => arg,
        }
    })
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Table(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    }
}

fn shouted(name: &str) -> String {
    name.replace('-', "_").to_ascii_uppercase()
}
