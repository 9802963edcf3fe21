//! What can't be exported is told at once, by the name of the member.
use super::super::app::{App, DAY};
use super::post;
use axum::body::Body;
use axum::http::Method;
use serde_json::json;

#[expect(clippy::too_many_lines, reason = "one table")]
#[test]
fn a_body_that_cannot_be_used_is_refused_by_name_and_starts_nothing() {
    let app = App::small();
    let villages = json!([{"collection": "villages"}]);
    for (body, member) in [
        (json!({"collections": [], "format": "csv"}), "collections"),
        (
            json!({"collections": [{"collection": "rivers"}], "format": "csv"}),
            "collections[0].collection",
        ),
        (
            json!({"collections": [{"collection": "villages"}, {"collection": "villages"}], "format": "csv"}),
            "collections[1].collection",
        ),
        (
            json!({"collections": [{"collection": "posts"}], "format": "fgb"}),
            "collections[0].collection",
        ),
        (
            json!({"collections": [{"collection": "posts", "filter": "colour = 1"}], "format": "csv"}),
            "collections[0].filter",
        ),
        (
            json!({"collections": [{"collection": "posts", "filter": "level ="}], "format": "csv"}),
            "collections[0].filter",
        ),
        (
            json!({"collections": [{"collection": "posts", "filter": "(".repeat(5000)}], "format": "csv"}),
            "collections[0].filter",
        ),
        (
            json!({"collections": [{"collection": "posts", "filter": 1}], "format": "csv"}),
            "collections[0].filter",
        ),
        (
            json!({"collections": [{"collection": "posts", "filter": {"op": "no"}}], "format": "csv"}),
            "collections[0].filter",
        ),
        (
            json!({"collections": [{"collection": "posts", "properties": ["colour"]}], "format": "csv"}),
            "collections[0].properties",
        ),
        (json!({"collections": villages}), "format"),
        (json!({"collections": villages, "format": "dwg"}), "format"),
        (
            json!({"collections": villages, "format": "csv", "package": "gpkg"}),
            "format",
        ),
        (
            json!({"collections": villages, "format": "csv", "package": "tar"}),
            "package",
        ),
        (
            json!({"collections": villages, "format": "kml", "crs": "EPSG:4545"}),
            "crs",
        ),
        (
            json!({"collections": villages, "format": "csv", "crs": "EPSG:1"}),
            "crs",
        ),
        (
            json!({"collections": villages, "format": "csv", "precision": 0.5}),
            "precision",
        ),
        (
            json!({"collections": villages, "format": "csv", "bbox": [1, 2, 3]}),
            "bbox",
        ),
        (
            json!({"collections": villages, "format": "csv", "bbox": [1, 22, 3, 2]}),
            "bbox",
        ),
        (
            json!({"collections": villages, "format": "csv", "bbox": [1, 2, 3, 4], "bbox-crs": "x"}),
            "bbox-crs",
        ),
        (
            json!({"collections": villages, "format": "csv", "filter-crs": "x"}),
            "filter-crs",
        ),
        (
            json!({"collections": villages, "format": "csv", "datetime": "soon"}),
            "datetime",
        ),
        (
            json!({"collections": villages, "format": "csv", "datetime": "2018-01-01/.."}),
            "datetime",
        ),
        (
            json!({"collections": villages, "format": "csv", "edition": 0}),
            "edition",
        ),
        (json!({"collections": villages, "format": "kml", "raw": true}), "raw"),
    ] {
        let reply = post(&app, &body);
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        assert_eq!(reply.json()["parameter"], member, "{body}: {}", reply.text());
    }
    let reply = post(&app, &json!({"collections": villages, "format": "csv", "edition": 9}));
    assert_eq!(
        (reply.status, reply.json()["parameter"].as_str()),
        (404, Some("edition"))
    );
    for body in [
        "",
        "[]",
        "{\"collections\":1}",
        "{\"collections\":[],\"colour\":1}",
        "{\"format\":\"csv\",\"format\":\"csv\"}",
        "nil",
    ] {
        assert_eq!(app.post("/v1/exports", "application/json", body).status, 400, "{body}");
    }
    assert_eq!(app.post("/v1/exports?f=csv", "application/json", "{}").status, 400);
    assert_eq!(app.post("/v1/exports", "text/csv", "{}").status, 415);
    assert_eq!(
        app.post("/v1/exports", "application/json", " ".repeat(11 << 20)).status,
        413
    );
    assert_eq!(app.get("/v1/exports").status, 405);
    assert_eq!(app.state.exports.load(), (0, 0, 0), "{DAY}");
}

#[test]
fn an_id_that_nobody_was_told_leads_nowhere() {
    let app = App::small();
    for id in [
        "0".repeat(32).as_str(),
        "x",
        "%2e%2e%2fetc",
        "0".repeat(31).as_str(),
        "F".repeat(32).as_str(),
    ] {
        for path in [format!("/v1/exports/{id}"), format!("/v1/exports/{id}/file")] {
            assert_eq!(app.get(&path).status, 404, "{path}");
        }
        let path = format!("/v1/exports/{id}");
        assert_eq!(
            app.request(&Method::DELETE, &path, &[], Body::empty()).status,
            404,
            "{path}"
        );
    }
}
