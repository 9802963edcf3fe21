//! Options from a TOML file and from the environment, as defaults of the command line options.
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
/// The file cannot be read, is not valid TOML, or has an unknown option.
pub(super) fn with_defaults(command: Command, args: &[OsString]) -> anyhow::Result<Command> {
    let settings = match path(args) {
        Some(path) => read(&path)?,
        None => Table::new(),
    };
    check(&command, &settings)?;
    let subcommands: Vec<String> = command.get_subcommands().map(|s| s.get_name().to_owned()).collect();
    let mut command = with_settings(command, "RIVERCHIEF", &settings);
    for name in subcommands {
        let prefix = format!("RIVERCHIEF_{}", variable_name(&name));
        let mut own = settings
            .get(&name)
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default();
        if let Some(subcommand) = command.find_subcommand(&name) {
            remove_excluded(&mut own, subcommand, args);
        }
        command = command.mut_subcommand(name, |s| with_settings(s, &prefix, &own));
    }
    Ok(command)
}

/// Variables of the tests, the scripts and the build, which are not options.
const NOT_OPTIONS: [&str; 7] = [
    "RIVERCHIEF_COMMIT",
    "RIVERCHIEF_DEEP",
    "RIVERCHIEF_PROGRAM",
    "RIVERCHIEF_PYTHON",
    "RIVERCHIEF_SHARED",
    "RIVERCHIEF_STAGES",
    "RIVERCHIEF_WRITE_AGAIN",
];

/// A warning about `RIVERCHIEF_…` variables that are not options, such as misspelt ones.
pub(super) fn unknown_variables(command: &Command) -> Option<String> {
    let known = variables(command);
    let mut unknown: Vec<String> = std::env::vars_os()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name.to_ascii_uppercase().starts_with("RIVERCHIEF_"))
        .filter(|name| !known.contains(name) && !NOT_OPTIONS.contains(&name.as_str()))
        .map(|name| match nearest(&name, &known) {
            Some(meant) => format!("{name} (did you mean {meant}?)"),
            None => name,
        })
        .collect();
    unknown.sort();
    (!unknown.is_empty()).then(|| format!("these environment variables are not options: {}", unknown.join(", ")))
}

/// The names of the variables of all options.
fn variables(command: &Command) -> Vec<String> {
    let of = |command: &Command, prefix: &str| -> Vec<String> {
        let longs = command.get_arguments().filter_map(clap::Arg::get_long);
        longs.map(|long| format!("{prefix}_{}", variable_name(long))).collect()
    };
    let mut names = of(command, "RIVERCHIEF");
    for subcommand in command.get_subcommands() {
        names.extend(of(
            subcommand,
            &format!("RIVERCHIEF_{}", variable_name(subcommand.get_name())),
        ));
    }
    names
}

/// The most similar known name: one that differs in at most three letters, or only by the name of the command in it.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    const LETTERS: usize = 3;
    let name = name.to_ascii_uppercase();
    let option = |name: &str| name.strip_prefix("RIVERCHIEF_").unwrap_or(name).to_owned();
    let distance = |other: &String| {
        let (a, b) = (option(&name), option(other));
        let by_command = a.ends_with(&format!("_{b}")) || b.ends_with(&format!("_{a}"));
        let letters = strsim::damerau_levenshtein(&a, &b);
        if by_command { 1.min(letters) } else { letters }
    };
    let nearest = known.iter().min_by_key(|other| distance(other))?;
    // For short names, fewer letters may differ.
    (distance(nearest) <= LETTERS.min(option(&name).len() / 3)).then(|| nearest.clone())
}

/// The path of the settings file, from the arguments or the environment.
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

/// Refuses keys that are not options, such as misspelt ones.
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

/// Of options that exclude each other (--at, --segment, --file), one on the command line replaces those of the file.
fn remove_excluded(settings: &mut Table, command: &Command, args: &[OsString]) {
    let given = |long: &str| {
        let flag = format!("--{long}");
        args.iter()
            .filter_map(|a| a.to_str())
            .any(|a| a == flag || a.starts_with(&format!("{flag}=")))
    };
    for group in command.get_groups() {
        let longs: Vec<&str> = (group.get_args())
            .filter_map(|id| command.get_arguments().find(|a| a.get_id() == id)?.get_long())
            .collect();
        let mut group = group.clone();
        if !group.is_multiple() && longs.iter().any(|long| given(long)) {
            settings.retain(|key, _| !longs.contains(&key.replace('_', "-").as_str()));
        }
    }
}

/// The command with the environment and the settings as defaults of its options.
fn with_settings(command: Command, prefix: &str, settings: &Table) -> Command {
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
        let name = format!("{prefix}_{}", variable_name(&long));
        // An empty variable counts as unset.
        let arg = if std::env::var_os(&name).is_some_and(|value| !value.is_empty()) {
            // clap needs names with a static lifetime; this runs once.
            let name: &'static OsStr = Box::leak(OsString::from(name).into_boxed_os_str());
            arg.env(name).hide_env(true)
        } else {
            arg
        };
        let key = long.replace('-', "_");
        let found = settings.get(&key).or_else(|| settings.get(&long));
        match found.map(arguments) {
            Some(values) => arg.default_values(
                values
                    .into_iter()
                    .map(|v| -> &'static str { Box::leak(v.into_boxed_str()) }),
            ),
            None => arg,
        }
    })
}

/// A value as it is written on the command line; an array gives several.
fn arguments(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(arguments).collect(),
        other => vec![other.to_string()],
    }
}

/// The name of an option as it is written in environment variables.
fn variable_name(name: &str) -> String {
    name.replace('-', "_").to_ascii_uppercase()
}
