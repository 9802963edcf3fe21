//! Ids with their names.
use super::holder::HolderBody;
use super::lists;
use riverchief_core::domain::ids::{DepartmentCode, PostId, UnitCode, WaterCode};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// A unit, water or department: code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Coded {
    /// The code.
    pub code: String,
    /// The name on the date; absent if the world has no such record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A post: id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seated {
    /// The id, for `/v1/posts/{id}`.
    pub id: String,
    /// The name of the seat, e.g. 合浦县总河长.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A post with its holders on the day and its telephone number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Responsible {
    /// The id, for `/v1/posts/{id}`.
    pub id: String,
    /// The name of the seat, e.g. 合浦县总河长.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `FILLED` or `VACANT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::HeldState>)]
    pub state: Option<&'static str>,
    /// Its holders on the day, by office; empty if the post is vacant.
    pub holders: Vec<HolderBody>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Looks up names in the law of the day.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a>(pub &'a Law);

impl Names<'_> {
    /// A unit or functional area.
    #[must_use]
    pub fn unit(self, code: &UnitCode) -> Coded {
        let unit = self.0.units.get(code).map(|u| u.name.clone());
        let area = || {
            self.0
                .functional_areas
                .iter()
                .find(|a| a.code == *code)
                .map(|a| a.name.clone())
        };
        Coded {
            code: code.to_string(),
            name: unit.or_else(area),
        }
    }

    /// Units, in order.
    #[must_use]
    pub fn units(self, codes: &[UnitCode]) -> Vec<Coded> {
        codes.iter().map(|c| self.unit(c)).collect()
    }

    /// A water.
    #[must_use]
    pub fn water(self, code: &WaterCode) -> Coded {
        Coded {
            code: code.to_string(),
            name: self.0.waters.get(code).map(|w| w.name.clone()),
        }
    }

    /// Waters, in order.
    #[must_use]
    pub fn waters(self, codes: &[WaterCode]) -> Vec<Coded> {
        codes.iter().map(|c| self.water(c)).collect()
    }

    /// A post.
    #[must_use]
    pub fn post(self, id: &PostId) -> Seated {
        Seated {
            id: id.to_string(),
            name: self.0.posts.get(id).map(|p| p.name.clone()),
        }
    }

    /// Posts, in order.
    #[must_use]
    pub fn posts(self, ids: &[PostId]) -> Vec<Seated> {
        ids.iter().map(|id| self.post(id)).collect()
    }

    /// A post with its holders and telephone number.
    #[must_use]
    pub fn responsible(self, id: &PostId) -> Responsible {
        let post = self.0.post_table().get(id);
        Responsible {
            id: id.to_string(),
            name: post.map(|p| p.post.name.clone()),
            state: post.map(|p| p.state.as_str()),
            holders: post.map_or_else(Vec::new, |p| p.holders.iter().map(HolderBody::from).collect()),
            phone: post.and_then(|p| p.post.phone.clone()),
        }
    }

    /// Posts with their holders and telephone numbers, in order.
    #[must_use]
    pub fn all_responsible(self, ids: &[PostId]) -> Vec<Responsible> {
        ids.iter().map(|id| self.responsible(id)).collect()
    }

    /// A member unit.
    #[must_use]
    pub fn department(self, code: &DepartmentCode) -> Coded {
        let found = self
            .0
            .snapshot
            .departments
            .iter()
            .find(|d| d.code == *code && d.validity.contains(self.0.date));
        Coded {
            code: code.to_string(),
            name: found.map(|d| d.name.clone()),
        }
    }

    /// An office by its id.
    #[must_use]
    pub fn office(self, id: &str) -> Coded {
        let found = self.0.snapshot.offices.iter().find(|o| o.id == id);
        Coded {
            code: id.to_owned(),
            name: found.map(|o| o.name.clone()),
        }
    }
}

/// The text of each id.
pub fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
