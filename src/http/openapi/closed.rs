//! Rules for every route of the OpenAPI document: bodies that are not text are binary, and a parameter with a closed
//! list of values has that list.
use crate::http::problem::Kind;
use crate::http::styles::STYLES;
use riverchief_core::domain::kinds::Level;
use riverchief_rows::collections::COLLECTIONS;
use riverchief_rows::formats::FileFormat;
use riverchief_tiles::LayerSet;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Content, RefOr};

/// Whether bytes of a media type are text.
pub(super) fn is_text(media_type: &str) -> bool {
    let plain = media_type.split(';').next().unwrap_or(media_type);
    plain.starts_with("text/") || plain.contains("json") || plain.ends_with("+xml") || plain.ends_with("/xml")
}

/// The schema of a binary file.
pub(super) fn binary() -> RefOr<Schema> {
    let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
    let file = ObjectBuilder::new().schema_type(Type::String).format(Some(format));
    RefOr::T(file.build().into())
}

/// Gives binary bodies and answers the schema of files.
pub(super) fn describe_files(operation: &mut Operation) {
    let put = |media_type: &String, content: &mut RefOr<Content>| {
        if let (false, RefOr::T(content)) = (is_text(media_type), content) {
            content.schema = Some(binary());
        }
    };
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.iter_mut().for_each(|(name, content)| put(name, content));
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response
                .content
                .iter_mut()
                .for_each(|(name, content)| put(name, content));
        }
    }
}

/// Adds the accepted values of a parameter that has a closed list of them.
pub(super) fn name_values(path: &str, parameter: &mut Parameter) {
    if let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema
        && schema.enum_values.is_none()
        && let Some(values) = values(path, &parameter.name, parameter.parameter_in == ParameterIn::Path)
    {
        schema.enum_values = Some(values.into_iter().map(Into::into).collect());
    }
}

fn values(path: &str, name: &str, in_path: bool) -> Option<Vec<&'static str>> {
    let pages = ["json", "html"];
    Some(match name {
        "collectionId" => {
            // Not every collection is a layer of the tiles.
            let tiled = path.contains("/tiles");
            let known = COLLECTIONS.iter().map(|spec| spec.id);
            known.filter(|id| !tiled || id.parse::<LayerSet>().is_ok()).collect()
        }
        "tileMatrixSetId" => vec!["WebMercatorQuad"],
        "style" => STYLES.to_vec(),
        "kind" if in_path => Kind::ALL.iter().map(|kind| kind.slug()).collect(),
        "level" => Level::ALL.iter().map(|level| level.as_str()).collect(),
        "lang" => vec!["zh", "en"],
        "f" if path.ends_with("/items") => {
            let files = FileFormat::ALL.map(FileFormat::as_str);
            pages.into_iter().chain(files).collect()
        }
        "f" if path.ends_with("/{tileCol}") => vec!["mvt"],
        "f" if path.ends_with("/tiles/{tileMatrixSetId}") => vec!["json", "tilejson"],
        "f" if path.ends_with("/tiles") || path.starts_with("/tileMatrixSets") => vec!["json"],
        "f" => pages.to_vec(),
        _ => return None,
    })
}
