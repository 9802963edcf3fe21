//! The words of the page against the terms of law: where both name a value of a closed list, they agree.
use riverchief_core::domain::answer::ConvenerRule;
use riverchief_core::domain::kinds::{Bank, Basis, Level, PostKind, SeatState, Status, WaterKind};
use riverchief_core::domain::results::MilestoneState;
use riverchief_core::domain::terms::Term;

/// An object of the page's words, from its name to the brace that closes it, in lower case.
fn object(language: &str, name: &str) -> String {
    let path = format!("{}/web/src/words/{language}.ts", env!("CARGO_MANIFEST_DIR"));
    let words = std::fs::read_to_string(path).expect("the words of the page");
    let begins = [
        format!("const {name}: Record<"),
        format!("\n  {name}: {{"),
        format!("\n    {name}: {{"),
    ];
    let start = begins.iter().find_map(|begin| words.find(begin));
    let object = &words[start.unwrap_or_else(|| panic!("{language}.ts has no object {name}"))..];
    object.split('}').next().unwrap_or_default().to_lowercase()
}

/// Checks that an object of the page has these terms under their codes.
fn agrees<'a>(name: &str, terms: impl IntoIterator<Item = (&'a str, Term)>) {
    let (chinese, english) = (object("zh", name), object("en", name));
    for (code, term) in terms {
        for (object, word) in [(&chinese, term.zh), (&english, term.en)] {
            let entry = format!("{code}: '{word}'").to_lowercase();
            assert!(object.contains(&entry), "the page has no {entry} in {object}");
        }
    }
}

#[test]
fn the_page_says_what_the_terms_of_law_say() {
    agrees("level", Level::ALL.iter().map(|k| (k.as_str(), k.term())));
    agrees("state", SeatState::ALL.iter().map(|k| (k.as_str(), k.term())));
    agrees("basis", Basis::ALL.iter().map(|k| (k.as_str(), k.term())));
    agrees("bank", Bank::ALL.iter().map(|k| (k.as_str(), k.term())));
    agrees("status", Status::ALL.iter().map(|k| (k.as_str(), k.term())));
    agrees("waterKind", WaterKind::ALL.iter().map(|k| (k.as_str(), k.term())));
    let chiefs = [PostKind::GeneralChief, PostKind::RiverChief, PostKind::ReservoirChief];
    agrees("kind", chiefs.map(|k| (k.as_str(), k.term())));
    let states = [
        MilestoneState::Met,
        MilestoneState::Pending,
        MilestoneState::Overdue,
        MilestoneState::NotRecorded,
    ];
    agrees("milestoneState", states.map(|s| (s.as_str(), s.term())));
    let rules = [
        ConvenerRule::LongestReach,
        ConvenerRule::FloodCommander,
        ConvenerRule::Override,
    ];
    agrees("conferenceRule", rules.map(|rule| (rule.as_str(), rule.term())));
}
