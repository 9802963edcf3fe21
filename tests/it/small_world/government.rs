//! The small world's member units, offices, tasks, concerns and documents.
use super::seats::level_of;
use super::{CITY, COUNTY_A, COUNTY_B, T1, T2, T3, seat, text};
use riverchief::snapshot::raw::{RawConcern, RawDepartment, RawDocument, RawOffice, RawTask, RawWorld};

/// Adds what the plan asks of the city and its counties beside the chiefs.
pub fn establish(world: &mut RawWorld) {
    for number in 1..=21 {
        let code = format!("D{number:02}");
        world.departments.push(RawDepartment {
            code: Some(code.clone()),
            name: Some(format!("市第{number}局")),
            short_name: Some(format!("{number}局")),
            duty: Some(format!("职责{number}")),
            ..RawDepartment::default()
        });
        for (kind, title) in [("member", "division_cadre"), ("liaison", "section_cadre")] {
            seat(world, &format!("{kind}-{code}"), kind, CITY, None, &[title]);
            if let Some(post) = world.posts.last_mut() {
                post.department = Some(code.clone());
            }
        }
    }
    for unit in [CITY, COUNTY_A, COUNTY_B] {
        world.offices.push(RawOffice {
            id: Some(format!("O-{unit}")),
            level: text(level_of(unit)),
            unit: text(unit),
            name: Some(format!("{unit}河长制办公室")),
            seat: text("水利局"),
            director: text("分管领导"),
            deputies: text("水利局主要负责人;环境保护局主要负责人"),
            phone: text("0779-0000000"),
            ..RawOffice::default()
        });
    }
    world.tasks.push(RawTask {
        id: text("T二.3"),
        title: text("严格涉江河湖库活动的监督管理"),
        lead: text("D01"),
        responsible: text("D02;D03"),
        open_ended: Some(true),
        counties: Some(true),
        functional_area: Some(true),
        ..RawTask::default()
    });
    world.concerns.push(RawConcern {
        name: text("非法采砂"),
        aliases: text("采砂"),
        departments: text("D01;D02"),
        source: text("T二.3"),
        ..RawConcern::default()
    });
    let mut document = |id: &str, kind: &str, unit: Option<&str>, water: Option<&str>| {
        world.documents.push(RawDocument {
            id: text(id),
            kind: text(kind),
            unit: unit.map(str::to_owned),
            water: water.map(str::to_owned),
            title: Some(format!("{id} {kind}")),
            issued: text("2017-12-01"),
            sent_to: text("上级"),
            ..RawDocument::default()
        });
    };
    for (unit, name) in [(CITY, "city"), (COUNTY_A, "a"), (COUNTY_B, "b")] {
        for kind in [
            "work_plan",
            "meeting_system",
            "reporting_system",
            "sharing_system",
            "inspection_system",
            "acceptance_system",
            "incentive_system",
            "assessment",
        ] {
            document(&format!("DOC-{name}-{kind}"), kind, Some(unit), None);
        }
    }
    for unit in [T1, T2, T3] {
        document(&format!("DOC-{unit}"), "work_plan", Some(unit), None);
    }
    for water in ["NLJ", "XJK", "XHX", "QH", "BH", "LK"] {
        document(&format!("DOC-{water}"), "water_policy", None, Some(water));
    }
}
