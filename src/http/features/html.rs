//! HTML pages: collections, items and schemas, in Chinese or English, each with a small map and links to every format.
use super::downloads::downloads;
use super::drawing;
use super::items_request::ItemsRequest;
use super::markup::{anchor, escaped};
use super::media_types::SCHEMA_JSON;
use super::page::row;
use super::representation::Language;
use super::request::ItemRequest;
use crate::http::public_url::PublicUrl;
use crate::http::wire::features::{Collection, Link};
use crate::http::wire::geometry::escaped as in_address;
use riverchief_rows::collections::{COLLECTIONS, Cell, CollectionSpec, Column, Row, Table};
use riverchief_rows::query::SelectedPage;
use std::fmt::Write as _;
use std::sync::Arc;

/// The style sheet of these pages.
pub const STYLE: &str = "body{font:16px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;margin:0 auto;max-width:75rem;padding:1rem}\
nav,footer{color:#555}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}\
.wide{overflow-x:auto}.wide td{min-width:4.5em}.wide th code{white-space:nowrap}.wide [scope=col]{white-space:nowrap}svg{max-width:100%;height:auto;background:#f6f8fa;border:1px solid #ddd}label{display:block;margin:.4rem 0}\
input,textarea{display:block;font:inherit;width:100%;max-width:40rem;box-sizing:border-box}code{overflow-wrap:anywhere}\
:focus-visible{outline:3px solid #0a58ca}";

fn title(spec: &CollectionSpec, lang: Language) -> &'static str {
    lang.say(spec.title_zh, spec.title_en)
}

fn description(spec: &CollectionSpec, lang: Language) -> &'static str {
    lang.say(spec.description_zh, spec.description)
}

/// A whole page; `trail` leads from the landing page to it.
fn whole(lang: Language, heading: &str, trail: &[(String, String)], main: &str, links: &[Link]) -> String {
    let trail: Vec<String> = trail.iter().map(|(href, text)| anchor(href, text)).collect();
    let links: Vec<String> = links
        .iter()
        .filter(|link| link.method.is_none())
        .map(|link| {
            let rel = link.rel.rsplit('/').next().unwrap_or(link.rel);
            format!("<li>{rel}: {}</li>", anchor(&link.href, &link.title))
        })
        .collect();
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"icon\" href=\"data:,\"><title>{heading}</title><style>{STYLE}</style></head><body><nav>{}</nav><main><h1>{heading}</h1>{main}</main>\
         <footer><h2>{}</h2><ul>{}</ul></footer></body></html>\n",
        lang.tag(),
        trail.join(" › "),
        lang.say("链接", "Links"),
        links.concat(),
        heading = escaped(heading),
    )
}

fn trail(url: &PublicUrl, lang: Language, spec: Option<&CollectionSpec>) -> Vec<(String, String)> {
    let tag = lang.say("zh", "en");
    let at = |path: &str| url.link(&format!("{path}?f=html&lang={tag}"));
    let mut trail = vec![
        (url.link("/"), lang.say("首页", "Home").to_owned()),
        (at("/collections"), lang.say("图层", "Collections").to_owned()),
    ];
    if let Some(spec) = spec {
        trail.push((at(&format!("/collections/{}", spec.id)), title(spec, lang).to_owned()));
        let items = at(&format!("/collections/{}/items", spec.id));
        trail.push((items, lang.say("要素", "Items").to_owned()));
    }
    trail
}

/// The page of all collections.
pub fn collections(url: &PublicUrl, lang: Language, links: &[Link]) -> String {
    let mut main = String::from("<table><tbody>");
    for spec in COLLECTIONS {
        let href = url.link(&format!(
            "/collections/{}?f=html&lang={}",
            spec.id,
            lang.say("zh", "en")
        ));
        // Writing to a String can't fail.
        let _ = write!(
            main,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            anchor(&href, title(spec, lang)),
            escaped(description(spec, lang))
        );
    }
    main.push_str("</tbody></table>");
    whole(
        lang,
        lang.say("图层", "Collections"),
        &trail(url, lang, None)[..1],
        &main,
        links,
    )
}

/// The page of a collection.
pub fn collection(url: &PublicUrl, lang: Language, spec: &CollectionSpec, table: &Table, body: &Collection) -> String {
    let mut main = format!(
        "<p>{}</p><p>{}{}</p>",
        escaped(description(spec, lang)),
        lang.say("要素数：", "Items: "),
        table.rows().len()
    );
    let items = url.link(&format!(
        "/collections/{}/items?f=html&lang={}",
        spec.id,
        lang.say("zh", "en")
    ));
    let _ = write!(
        main,
        "<p>{}</p>",
        anchor(&items, lang.say("浏览要素", "Browse the items"))
    );
    main.push_str(&drawing::map(
        table.rows().iter().filter_map(|r| r.geometry.as_ref()),
        lang,
    ));
    main.push_str(&downloads(url, lang, spec));
    main.push_str(&columns(spec, lang));
    whole(lang, title(spec, lang), &trail(url, lang, None), &main, &body.links)
}

fn columns(spec: &CollectionSpec, lang: Language) -> String {
    let mut table = format!(
        "<h2 id=\"properties\">{}</h2><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-labelledby=\"properties\"><table><tbody>",
        lang.say("字段", "Properties")
    );
    for column in spec.columns() {
        let _ = write!(
            table,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
            column.name,
            escaped(column.title_zh),
            escaped(lang.say("", column.about)),
            values(column, lang)
        );
    }
    table.push_str("</tbody></table></div>");
    table
}

/// The page of a schema or of queryables.
pub fn properties(url: &PublicUrl, lang: Language, spec: &CollectionSpec, path: &str) -> String {
    let own = url.link(&format!("/collections/{}/{path}", spec.id));
    let links = [Link::new(
        "alternate",
        format!("{own}?f=json"),
        SCHEMA_JSON,
        "JSON Schema",
    )];
    let heading = format!("{} – {path}", title(spec, lang));
    whole(
        lang,
        &heading,
        &trail(url, lang, Some(spec)),
        &columns(spec, lang),
        &links,
    )
}

/// The page of the conformance classes.
pub fn conformance(url: &PublicUrl, lang: Language, classes: &[&str]) -> String {
    let list: Vec<String> = classes.iter().map(|c| format!("<li><code>{c}</code></li>")).collect();
    let main = format!("<ul>{}</ul>", list.concat());
    let links = [Link::new(
        "alternate",
        url.link("/conformance?f=json"),
        "application/json",
        "JSON",
    )];
    whole(
        lang,
        lang.say("符合的标准", "Conformance"),
        &trail(url, lang, None)[..1],
        &main,
        &links,
    )
}

/// The values of a closed list, each with its term.
fn values(column: &Column, lang: Language) -> String {
    let with_term = |code: &&str| {
        let term = column.term(code).map_or("", |term| lang.say(term.zh, term.en));
        format!("<code>{code}</code> {}", escaped(term))
    };
    column.values.iter().map(with_term).collect::<Vec<_>>().join("<br>")
}

fn words(column: &Column, cell: &Cell, lang: Language) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => column
            .term(text)
            .map_or_else(|| text.to_string(), |term| lang.say(term.zh, term.en).to_owned()),
        Cell::Integer(value) => value.to_string(),
        Cell::Real(value) => format!("{value:.1}"),
        Cell::Flag(true) => lang.say("是", "yes").to_owned(),
        Cell::Flag(false) => lang.say("否", "no").to_owned(),
        Cell::Date(day) => day.to_string(),
        Cell::Texts(list) => list.join("; "),
    }
}

fn heading_of(column: &Column, lang: Language) -> &'static str {
    lang.say(column.title_zh, column.name)
}

/// The HTML page for a page of items.
pub(super) fn items(request: &ItemsRequest, tables: &[Arc<Table>], selected: &SelectedPage, links: &[Link]) -> String {
    let (spec, lang) = (request.collection.spec(), request.language);
    let url = &request.view.public_url;
    let mut main = form(request);
    let _ = write!(
        main,
        "<p>{}{}{}{}</p>",
        lang.say("符合条件：", "Matched: "),
        selected.matched,
        lang.say("，本页：", ", on this page: "),
        selected.rows.len()
    );
    let shapes = selected.rows.iter().filter_map(|p| row(tables, *p).geometry.as_ref());
    main.push_str(&drawing::map(shapes, lang));
    // The table can be scrolled with the keyboard.
    let _ = write!(
        main,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>",
        lang.say("要素", "Items"),
        lang.say("序号", "No.")
    );
    let all: Vec<&Column> = spec.columns().collect();
    for &at in &request.columns {
        let _ = write!(main, "<th scope=\"col\">{}</th>", escaped(heading_of(all[at], lang)));
    }
    main.push_str("</tr></thead><tbody>");
    for (n, picked) in selected.rows.iter().enumerate() {
        let row = row(tables, *picked);
        let href = item_address(
            request,
            row,
            request.epochs.get(picked.table).map(|e| e.day().to_string()),
        );
        let _ = write!(main, "<tr><td>{}</td>", anchor(&href, &(n + 1).to_string()));
        for &at in &request.columns {
            let _ = write!(main, "<td>{}</td>", escaped(&words(all[at], &row.cells[at], lang)));
        }
        main.push_str("</tr>");
    }
    main.push_str("</tbody></table></div>");
    if let Some(next) = links.iter().find(|l| l.rel == "next") {
        let _ = write!(main, "<p>{}</p>", anchor(&next.href, lang.say("下一页", "Next page")));
    }
    let trail = trail(url, lang, Some(spec));
    whole(lang, title(spec, lang), &trail[..3], &main, links)
}

fn item_address(request: &ItemsRequest, row: &Row, epoch_day: Option<String>) -> String {
    let day = if request.epochs.len() > 1 { epoch_day } else { None };
    let day = day.unwrap_or_else(|| request.view.as_of.to_string());
    let path = format!(
        "/collections/{}/items/{}?f=html&lang={}&datetime={day}",
        request.collection.spec().id,
        in_address(&row.id),
        request.language.say("zh", "en")
    );
    request.view.public_url.link(&path)
}

/// The filter as a form. Parameters without a field are hidden inputs.
fn form(request: &ItemsRequest) -> String {
    let lang = request.language;
    let shown = [
        ("filter", lang.say("筛选条件（CQL2）", "Filter (CQL2)")),
        ("bbox", lang.say("范围（西,南,东,北）", "Box (west,south,east,north)")),
        ("datetime", lang.say("日期", "Day")),
        ("sortby", lang.say("排序", "Sort by")),
        ("limit", lang.say("每页条数", "Items in a page")),
    ];
    let value = |name: &str| {
        request
            .sent
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v.as_str())
    };
    let url = &request.view.public_url;
    let action = url.link(&format!("/collections/{}/items", request.collection.spec().id));
    let mut form = format!("<form method=\"get\" action=\"{}\">", escaped(&action));
    for (name, label) in shown {
        let input = if name == "filter" {
            format!(
                "<textarea name=\"filter\" rows=\"2\">{}</textarea>",
                escaped(value(name))
            )
        } else {
            format!("<input name=\"{name}\" value=\"{}\">", escaped(value(name)))
        };
        let _ = write!(form, "<label>{label}{input}</label>");
    }
    let kept = request
        .sent
        .iter()
        .filter(|(name, _)| !shown.iter().any(|(n, _)| n == name) && !["after", "f", "lang"].contains(&name.as_str()));
    for (name, value) in kept {
        let _ = write!(
            form,
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escaped(name),
            escaped(value)
        );
    }
    let _ = write!(
        form,
        "<input type=\"hidden\" name=\"f\" value=\"html\"><input type=\"hidden\" name=\"lang\" value=\"{}\"><button>{}</button></form>",
        lang.say("zh", "en"),
        lang.say("查询", "Ask")
    );
    form
}

/// The page of an item.
pub(super) fn item(request: &ItemRequest, row: &Row, links: &[Link]) -> String {
    let (spec, lang) = (request.collection.spec(), request.language);
    let mut main = drawing::map(row.geometry.iter(), lang);
    main.push_str("<table><tbody>");
    for (column, cell) in spec.columns().zip(&row.cells) {
        let _ = write!(
            main,
            "<tr><th scope=\"row\" title=\"{}\">{}</th><td>{}</td></tr>",
            escaped(column.about),
            escaped(heading_of(column, lang)),
            escaped(&words(column, cell, lang))
        );
    }
    main.push_str("</tbody></table>");
    let heading = format!("{} {}", title(spec, lang), row.id);
    let url = &request.view.public_url;
    whole(lang, &heading, &trail(url, lang, Some(spec)), &main, links)
}

/// The page of the API: every operation with its summary.
pub fn operations(url: &PublicUrl, lang: Language, document: &serde_json::Value) -> String {
    let mut main = String::from("<table><tbody>");
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let summary = operation["summary"].as_str().unwrap_or_default();
            let _ = write!(
                main,
                "<tr><th scope=\"row\">{} <code>{}</code></th><td>{}</td></tr>",
                method.to_uppercase(),
                escaped(path),
                escaped(summary)
            );
        }
    }
    main.push_str("</tbody></table>");
    let links = [
        Link::new(
            "service-desc",
            url.link("/api?f=json"),
            "application/vnd.oai.openapi+json;version=3.0",
            "OpenAPI 3.0",
        ),
        Link::new(
            "service-desc",
            url.link("/openapi.json"),
            "application/vnd.oai.openapi+json;version=3.1",
            "OpenAPI 3.1",
        ),
    ];
    whole(
        lang,
        lang.say("接口", "Interface"),
        &trail(url, lang, None)[..1],
        &main,
        &links,
    )
}
