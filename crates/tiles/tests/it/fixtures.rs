//! The checker, proven on fixtures with a known verdict: valid as valid, invalid as invalid.
use super::raw;

#[test]
fn the_checker_agrees_with_the_mvt_fixtures() {
    let Some(folder) = riverchief_repository::shared("data/fixtures/mvt-fixtures") else {
        return;
    };
    let entries = std::fs::read_dir(&folder).expect("the folder is read");
    let (mut valid, mut invalid, mut wrong) = (0, 0, vec![]);
    for entry in entries {
        let path = entry.unwrap().path();
        let about: serde_json::Value = serde_json::from_slice(&std::fs::read(path.join("info.json")).unwrap()).unwrap();
        let expected = about["validity"]["v2"].as_bool().unwrap();
        let verdict = raw::read(&std::fs::read(path.join("tile.mvt")).unwrap());
        if verdict.is_ok() != expected {
            wrong.push(format!("{}: {verdict:?}; {}", path.display(), about["description"]));
        }
        if expected { valid += 1 } else { invalid += 1 }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(valid > 20 && invalid > 10, "{valid} valid, {invalid} invalid");
}
