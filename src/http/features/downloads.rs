//! The downloads on the page of a collection: a link for each format, and one to the export of several collections.
use super::formats::files;
use super::markup::anchor;
use super::representation::Language;
use crate::http::public_url::PublicUrl;
use riverchief_rows::collections::CollectionSpec;

/// A heading and the links.
pub(super) fn downloads(url: &PublicUrl, language: Language, spec: &CollectionSpec) -> String {
    let whole = files(spec).map(|format| {
        let href = url.link(&format!("/collections/{}/items?f={}", spec.id, format.as_str()));
        format!("<li>{}</li>", anchor(&href, format.title()))
    });
    let lang = language.say("", "&lang=en");
    let together = url.link(&format!("/?view=export&take={}{lang}", spec.id));
    let words = language.say("与其他图层一起打包导出", "Together with other collections, as one file");
    format!(
        "<h2>{}</h2><ul>{}<li>{}</li></ul>",
        language.say("下载", "Take away"),
        whole.collect::<String>(),
        anchor(&together, words)
    )
}
