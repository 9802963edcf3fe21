//! Member units, offices, documents, boards, and what refers to them.
use super::chiefs::drop_post;
use super::{edit, expect, text};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{COUNTY_A, V, seat};

#[test]
fn member_units() {
    expect(
        |w| {
            w.departments.pop();
            drop_post(w, "member-D21");
            drop_post(w, "liaison-D21");
        },
        &["W_MEMBER_UNITS *"],
    );
    expect(|w| drop_post(w, "liaison-D07"), &["W_MEMBER_SEAT 450500/D07"]);
    // A county that takes part is noted where it is incomplete, and only there.
    expect(
        |w| {
            for number in 1..=21 {
                let code = format!("D{number:02}");
                for (kind, title) in [("member", "division_cadre"), ("liaison", "section_cadre")] {
                    if number != 21 || kind == "member" {
                        seat(w, &format!("A-{kind}-{code}"), kind, COUNTY_A, None, &[title]);
                        w.posts.last_mut().expect("just added").department = Some(code.clone());
                    }
                }
            }
        },
        &["N_MEMBER_SEAT 450521/D21"],
    );
}

#[test]
fn successors() {
    let rename = |successor: &'static str, to: Option<&'static str>| {
        move |w: &mut RawWorld| {
            let old = edit!(w.departments[code = "D02"]);
            old.successor = text(successor);
            old.valid_to = to.map(str::to_owned);
            if to.is_some() {
                for post in w.posts.iter_mut().filter(|p| p.department.as_deref() == Some("D02")) {
                    post.department = text("D01");
                }
            }
        }
    };
    expect(rename("D01", None), &["E_SUCCESSOR D02"]);
    expect(rename("D01", Some("2019-01-01")), &["W_MEMBER_UNITS *"]);
    expect(
        rename("D99", Some("2019-01-01")),
        &["E_DANGLING_REFERENCE D02", "W_MEMBER_UNITS *"],
    );
    expect(
        rename("D02", Some("2019-01-01")),
        &["E_SUCCESSOR D02", "W_MEMBER_UNITS *"],
    );
}

#[test]
fn offices_and_documents() {
    expect(
        |w| w.offices.retain(|o| o.id.as_deref() != Some("O-450521")),
        &["E_OFFICE_MISSING 450521"],
    );
    expect(
        |w| {
            let mut office = w.offices[0].clone();
            (office.id, office.level, office.unit) = (text("O-V"), text("village"), text(V[0][0]));
            w.offices.push(office);
        },
        &["W_OFFICE_AT_VILLAGE O-V"],
    );
    expect(
        |w| w.documents.retain(|d| d.id.as_deref() != Some("DOC-LK")),
        &["N_NO_WATER_POLICY LK"],
    );
    expect(
        |w| w.documents.retain(|d| d.id.as_deref() != Some("DOC-a-assessment")),
        &["W_DOCUMENT_MISSING 450521"],
    );
    expect(
        |w| edit!(w.documents[id = "DOC-450521100"]).issued = None,
        &["W_DOCUMENT_MISSING 450521100"],
    );
}

#[test]
fn boards() {
    // The county's and the township's boards at the same lake show the whole chain: one is enough.
    expect(|w| w.boards.retain(|b| b.segment.as_deref() != Some("S-LK-B")), &[]);
    expect(
        |w| w.boards.retain(|b| b.water.as_deref() != Some("LK")),
        &["W_NO_NOTICE_BOARD S-LK-B", "W_NO_NOTICE_BOARD S-LK-T3"],
    );
    expect(
        |w| {
            w.boards.retain(|b| b.water.as_deref() != Some("XHX"));
        },
        &[
            "W_NO_NOTICE_BOARD S-XHX-A",
            "W_NO_NOTICE_BOARD S-XHX-T1",
            "W_NO_NOTICE_BOARD S-XHX-V01",
        ],
    );
}

#[test]
fn references() {
    expect(
        |w| edit!(w.tasks[id = "T二.3"]).lead = text("D77"),
        &["E_DANGLING_REFERENCE T二.3"],
    );
    expect(
        |w| edit!(w.concerns[name = "非法采砂"]).departments = text("D77"),
        &["E_DANGLING_REFERENCE 非法采砂"],
    );
    expect(
        |w| edit!(w.boards[segment = "S-LK-B"]).segment = text("S-nowhere"),
        &["E_DANGLING_REFERENCE B-S-LK-B"],
    );
    expect(
        |w| edit!(w.offices[id = "O-450521"]).unit = text("450599"),
        &["E_DANGLING_REFERENCE O-450521", "E_OFFICE_MISSING 450521"],
    );
    expect(
        |w| edit!(w.documents[id = "DOC-LK"]).water = text("LX"),
        &["E_DANGLING_REFERENCE DOC-LK", "N_NO_WATER_POLICY LK"],
    );
    expect(
        |w| edit!(w.holders[id = "H-KC-XJK-reservoir_unit_head"]).unit = text("4505"),
        &["E_DANGLING_REFERENCE H-KC-XJK-reservoir_unit_head"],
    );
}
