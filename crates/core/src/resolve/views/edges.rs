//! Who reports to whom, and who supervises whom, in one chain (§6: R1–R6, RA1–RA6, U1–U5).
//!
//! Works on seats only. A seat without a post has no edges (RA1).
use crate::domain::answer::{Edge, Seat};
use crate::domain::clause::RuleId;
use crate::domain::kinds::{Level, PostKind};
use crate::index::Index;

/// Which rules of §6 apply to a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// WATER zone: R1, R2.
    WaterZone,
    /// LAND zone: R3, RA2, RA3.
    LandZone,
    /// Everything else: R1, R4, R5, R6.
    Channel,
}

/// Reporting and supervision edges of a chain (§6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// From who reports to who receives the report.
    pub reporting: Vec<Edge>,
    /// From who supervises to who is supervised.
    pub supervision: Vec<Edge>,
}

/// Reporting and supervision edges of a chain and its general chiefs (§6).
///
/// `chain` and `general` may be in any order. The village chief of a LAND zone reports to the township chief (RA3), the
/// county chief of an other water only to the county's general chief (RA1), and a general chief to nobody (RA4).
/// "Lower" in U1 to U3 is the nearest lower seat that has a post.
#[must_use]
pub fn edges(_index: &Index, chain: &[Seat], general: &[Seat], situation: Situation) -> Edges {
    let parties = Parties { chain, general };
    Edges {
        reporting: parties.reporting(situation),
        supervision: parties.supervision(),
    }
}

struct Parties<'a> {
    chain: &'a [Seat],
    general: &'a [Seat],
}

impl Parties<'_> {
    fn chief(&self, level: Level) -> Option<&Seat> {
        find(self.chain, PostKind::RiverChief, level)
    }

    fn general(&self, level: Level) -> Option<&Seat> {
        find(self.general, PostKind::GeneralChief, level)
    }

    fn reservoir_chief(&self) -> Option<&Seat> {
        find(self.chain, PostKind::ReservoirChief, Level::City)
    }

    fn reporting(&self, situation: Situation) -> Vec<Edge> {
        let land = situation == Situation::LandZone;
        // In a LAND zone R3 is the more specific clause: its edge comes first and is the primary one (RA2).
        let own = |stated: RuleId| if land { RuleId::R3 } else { stated };
        let mut list = Vec::new();
        let village = self.chief(Level::Village);
        let township = self.chief(Level::Township);
        let county = self.chief(Level::County);
        let city = self.chief(Level::City);
        push(&mut list, RuleId::R6, village, township, true);
        push(
            &mut list,
            own(RuleId::R5),
            township,
            self.general(Level::Township),
            true,
        );
        push(&mut list, RuleId::R5, township, county, !land);
        push(&mut list, own(RuleId::R4), county, self.general(Level::County), true);
        push(&mut list, RuleId::R4, county, city, !land);
        push(&mut list, RuleId::R2, self.reservoir_chief(), city, true);
        push(&mut list, own(RuleId::R1), city, self.general(Level::City), true);
        list
    }

    fn supervision(&self) -> Vec<Edge> {
        let mut list = Vec::new();
        for level in [Level::City, Level::County, Level::Township] {
            push(&mut list, RuleId::U1, self.general(level), self.chief(level), true);
            let lower = lower(level).find_map(|l| self.general(l));
            push(&mut list, RuleId::U1, self.general(level), lower, true);
        }
        push(
            &mut list,
            RuleId::RA6,
            self.chief(Level::City),
            self.reservoir_chief(),
            true,
        );
        for (rule, level) in [
            (RuleId::U2, Level::City),
            (RuleId::U3, Level::County),
            (RuleId::U4, Level::Township),
        ] {
            let lower = lower(level).find_map(|l| self.chief(l));
            push(&mut list, rule, self.chief(level), lower, true);
        }
        list
    }
}

fn lower(level: Level) -> impl Iterator<Item = Level> {
    Level::ALL.iter().copied().filter(move |l| *l > level)
}

fn find(seats: &[Seat], kind: PostKind, level: Level) -> Option<&Seat> {
    seats
        .iter()
        .find(|s| s.kind == kind && s.level == level && s.post.is_some())
}

fn push(list: &mut Vec<Edge>, rule: RuleId, from: Option<&Seat>, to: Option<&Seat>, primary: bool) {
    let (Some(from), Some(to)) = (from, to) else { return };
    let (Some(from_post), Some(to_post)) = (&from.post, &to.post) else {
        return;
    };
    // One post on both seats (a city chief registered for several waters) makes no edge.
    if from_post == to_post {
        return;
    }
    list.push(Edge {
        rule,
        from: from_post.clone(),
        to: to_post.clone(),
        primary,
        // RA5: one person on both seats; the edge is kept and flagged.
        same_person: from
            .holders
            .iter()
            .any(|h| to.holders.iter().any(|o| o.holder == h.holder)),
    });
}
