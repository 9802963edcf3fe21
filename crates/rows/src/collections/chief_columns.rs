//! Columns of the chief of a feature, and of the posts to call and to hold accountable.
use super::table::Values;
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::results::ChiefView;
use riverchief_core::index::Index;
use riverchief_core::snapshot::posts::Incumbency;

/// The holders of a seat, by office, joined by `;`.
pub(super) fn held(seat: &Seat) -> String {
    let holders: Vec<&str> = seat.holders.iter().map(|h| h.name.as_str()).collect();
    holders.join(";")
}

pub(super) fn holders(post: &Incumbency, separator: &str) -> String {
    let holders: Vec<&str> = post.holders.iter().map(|h| h.name.as_str()).collect();
    holders.join(separator)
}

/// Adds id, name, holder and telephone of the first contact and of the accountable post.
pub(super) fn contact(index: &Index, first: Option<&PostId>, accountable: Option<&PostId>, values: &mut Values) {
    let columns = [
        (
            first,
            [
                "first_contact",
                "first_contact_name",
                "first_contact_holder",
                "first_contact_phone",
            ],
        ),
        (
            accountable,
            [
                "accountable",
                "accountable_name",
                "accountable_holder",
                "accountable_phone",
            ],
        ),
    ];
    for (post, [id, name, holder, phone]) in columns {
        let record = post.and_then(|id| index.law.post_table().get(id));
        values.maybe(id, post.map(PostId::as_str));
        values.maybe(name, record.map(|p| &p.name));
        values.maybe(holder, record.map(|p| holders(p, ";")));
        values.maybe(phone, record.and_then(|p| p.phone.as_deref()));
    }
}

/// Adds the columns CHIEF.
pub(super) fn chief(index: &Index, chief: Option<&ChiefView>, values: &mut Values) {
    let Some(chief) = chief else { return };
    let seat = &chief.seat;
    values.maybe("post", seat.post.as_ref().map(PostId::as_str));
    values.maybe("post_name", seat.post_name.as_deref());
    values.text("state", seat.state.as_str().to_lowercase());
    values.maybe("holder", Some(held(seat)));
    values.maybe("phone", seat.phone.as_deref());
    values.date("vacant_since", seat.vacant_since);
    contact(index, chief.first_contact.as_ref(), chief.accountable.as_ref(), values);
    values.text("basis", seat.basis.as_str());
}
