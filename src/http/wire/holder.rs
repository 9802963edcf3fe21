//! The holder of a post on the wire.
use riverchief_core::domain::answer::HeldBy;
use serde::Serialize;
use utoipa::ToSchema;

/// The holder of a post.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Holder)]
pub struct HolderBody {
    /// Id of the holder.
    pub id: String,
    /// Name; in schematic worlds the holder's office.
    pub name: String,
    /// Title.
    pub title: String,
    /// First day of the tenure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl From<&HeldBy> for HolderBody {
    fn from(held: &HeldBy) -> Self {
        Self {
            id: held.holder.to_string(),
            name: held.name.clone(),
            title: held.title.clone(),
            since: held.since.map(|d| d.to_string()),
        }
    }
}
