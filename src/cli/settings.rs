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
        let mut own = settings
            .get(&name)
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default();
        if let Some(subcommand) = command.find_subcommand(&name) {
            yield_to(&mut own, subcommand, args);
        }
        command = command.mut_subcommand(name, |s| filled(s, &prefix, &own));
    }
    Ok(command)
}

/// Variables that options don't read: those of the tests, scripts and the build.
const NO_OPTIONS: [&str; 7] = [
    "RIVERCHIEF_COMMIT",
    "RIVERCHIEF_DEEP",
    "RIVERCHIEF_PROGRAM",
    "RIVERCHIEF_PYTHON",
    "RIVERCHIEF_SHARED",
    "RIVERCHIEF_STAGES",
    "RIVERCHIEF_WRITE_AGAIN",
];

/// What to say of `RIVERCHIEF_…` variables that nothing reads: a slip of the pen must not be passed over in silence.
pub(super) fn strange(command: &Command) -> Option<String> {
    let known = variables(command);
    let mut strange: Vec<String> = std::env::vars_os()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name.to_ascii_uppercase().starts_with("RIVERCHIEF_"))
        .filter(|name| !known.contains(name) && !NO_OPTIONS.contains(&name.as_str()))
        .map(|name| match nearest(&name, &known) {
            Some(meant) => format!("{name} (perhaps {meant})"),
            None => name,
        })
        .collect();
    strange.sort();
    (!strange.is_empty()).then(|| format!("no option reads these environment variables: {}", strange.join(", ")))
}

/// The names of all variables that options are read from.
fn variables(command: &Command) -> Vec<String> {
    let of = |command: &Command, prefix: &str| -> Vec<String> {
        let longs = command.get_arguments().filter_map(clap::Arg::get_long);
        longs.map(|long| format!("{prefix}_{}", shouted(long))).collect()
    };
    let mut names = of(command, "RIVERCHIEF");
    for subcommand in command.get_subcommands() {
        names.extend(of(
            subcommand,
            &format!("RIVERCHIEF_{}", shouted(subcommand.get_name())),
        ));
    }
    names
}

/// The name that was meant: one that differs by a letter or three, or by the command in it.
fn nearest(name: &str, known: &[String]) -> Option<String> {
    const LETTERS: usize = 3;
    let name = name.to_ascii_uppercase();
    let option = |name: &str| name.strip_prefix("RIVERCHIEF_").unwrap_or(name).to_owned();
    let apart = |other: &String| {
        let (a, b) = (option(&name), option(other));
        let by_command = a.ends_with(&format!("_{b}")) || b.ends_with(&format!("_{a}"));
        let letters = strsim::damerau_levenshtein(&a, &b);
        if by_command { 1.min(letters) } else { letters }
    };
    let nearest = known.iter().min_by_key(|other| apart(other))?;
    // A short name is another one after three letters.
    (apart(nearest) <= LETTERS.min(option(&name).len() / 3)).then(|| nearest.clone())
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

/// Of options that shut each other out (--at, --segment, --file), one on the command line replaces those of the file.
fn yield_to(settings: &mut Table, command: &Command, args: &[OsString]) {
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
        let name = format!("{prefix}_{}", shouted(&long));
        // A variable that is set to nothing says nothing.
        let arg = if std::env::var_os(&name).is_some_and(|value| !value.is_empty()) {
            // clap wants names that live as long as the program; this runs once.
            let name: &'static OsStr = Box::leak(OsString::from(name).into_boxed_os_str());
            arg.env(name).hide_env(true)
        } else {
            arg
        };
        let key = long.replace('-', "_");
        let found = settings.get(&key).or_else(|| settings.get(&long));
        match found.map(words) {
            Some(values) => arg.default_values(
                values
                    .into_iter()
                    .map(|v| -> &'static str { Box::leak(v.into_boxed_str()) }),
            ),
            None => arg,
        }
    })
}

/// A value as it would stand on the command line; an array gives several.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(words).collect(),
        other => vec![other.to_string()],
    }
}

fn shouted(name: &str) -> String {
    name.replace('-', "_").to_ascii_uppercase()
}
